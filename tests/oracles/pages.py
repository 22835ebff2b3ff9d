"""What the oracles know of each page: one row for every named address of the site.

A new page gets a row here, and every oracle asks it from then on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from sharing.base.principals import PUBLIC
from sharing.papers.actions import publishable, words_of
from sharing.papers.byline import byline_of, fingerprint
from sharing.papers.models import WorkingCopy
from sharing.web.shown import Shown
from tests.oracles.canaries import EVERYBODY
from tests.oracles.full_world import MADE_UP, NO_VERSION, FullWorld, Subject
from tests.papers.pictures import picture

Body = Mapping[str, object]
Bodies = Callable[[FullWorld], Sequence[Body]]
LINK = {"whom": "", "max_uses": 1, "life": 14, "note": "Typed"}
GROUP = {"name": "Typed", "purpose": "Typed"}
WORDING = {"title": "Typed", "in_short": "Typed", "text": "Typed", "save": ""}
WORDS = {"title": "Typed", "summary": "Typed", "abstract": "Typed", "body": "Typed [@a]", "bibliography": "@misc{a}"}
NOTHING_NAMED = Subject({}, {}, known_to=EVERYBODY)


def no_body(_world: FullWorld) -> Sequence[Body]:
    """For acts that are all said by their address."""
    return [{}]


@dataclass(frozen=True, kw_only=True)
class Page:
    """``about`` names the subjects its arguments are; ``bodies`` are valid, for the verb POST."""

    about: str = ""
    guard: tuple[str, str] | None = None  # The model and the right; without one, for members or for everybody.
    takes: tuple[str, ...] = ("GET",)
    bodies: Bodies | None = None
    queries: tuple[str, ...] = ()
    # A field of the body that names a row, with a hidden row's name and a made-up one's: they must answer alike.
    references: Callable[[FullWorld], list[tuple[dict, dict]]] | None = None

    def subjects(self, world: FullWorld) -> list[Subject]:
        return world.subjects[self.about] if self.about else [NOTHING_NAMED]


def _paper(**more) -> Page:
    return Page(about="paper", **more)


def _act(about: str = "paper", bodies: Bodies = no_body, **more) -> Page:
    return Page(about=about, takes=("POST",), bodies=bodies, **more)


def _form(about: str, bodies: Bodies, **more) -> Page:
    return Page(about=about, takes=("GET", "POST"), bodies=bodies, **more)


def _typed_papers(_world: FullWorld) -> Sequence[Body]:
    return [WORDS, WORDS | {"preview": ""}, WORDS | {"as_version": ""}]


def _edits(world: FullWorld) -> Sequence[Body]:
    """As the editors of two of Alice's papers were opened: of every other, the words have changed since."""
    return [typed | opened for typed in _typed_papers(world) for opened in _restorations(world)]


def _restorations(world: FullWorld) -> Sequence[Body]:
    """What the working copies of the same two say."""
    with world.alice.acting():
        copies = [WorkingCopy.objects.get(pk=paper.pk) for paper in (world.draft, world.trusted)]
    return [{"shown": words_of(copy).sha256} for copy in copies]


def _withdrawals(_world: FullWorld) -> Sequence[Body]:
    return [{"reason": "Typed"}, {"reason": "Typed", "is_noted": "on"}]


def _bylines(world: FullWorld) -> Sequence[Body]:
    """A name, a handle, and the byline of one of Alice's papers turned round."""
    one_more = {"act": "add", "affiliation": "Typed"}
    with world.alice.acting() as alice:
        rows = byline_of(world.trusted, viewer=alice)
    turned = {f"place-{row.pk}": len(rows) - place for place, row in enumerate(rows)}
    return [one_more | {"name": "Typed"}, one_more | {"handle": "mia"}, turned | {"shown": fingerprint(rows)}]


def _answers(_world: FullWorld) -> Sequence[Body]:
    return [{"answer": "yes", "name": "Typed"}, {"answer": "no"}]


def _next_versions(world: FullWorld) -> Sequence[Body]:
    return [{"name": "Typed", "what_changed": "Typed"} | shown for shown in _restorations(world)]


def _publications(world: FullWorld) -> Sequence[Body]:
    """As the page of two of Alice's papers was: to every other it is what has changed since."""
    return [{"shown": shown} for shown in _shown(world)]


def _shown(world: FullWorld) -> list[str]:
    with world.alice.acting() as alice:
        return [publishable(paper, by=alice).fingerprint for paper in (world.draft, world.trusted)]


def _share_terms(world: FullWorld) -> Sequence[Body]:
    terms = {"right": 3, "living": "living", "note": "Typed"}
    to_dan, to_lab = terms | {"named": "dan"}, terms | {"whom": world.lab.pk}
    to_lab |= {"living": "frozen"}
    sure = [{"confirmed": "yes", "shown": shown} for shown in _shown(world)]
    return [to_dan, *(typed | yes for typed in (to_dan, to_lab) for yes in sure)]


def _share_references(world: FullWorld) -> list[tuple[dict, dict]]:
    terms = {"right": 3, "living": "living", "confirmed": "yes", "shown": _shown(world)[1]}
    made_up_key = "11111111-1111-4111-8111-111111111111"
    return [
        (terms | {"whom": world.dans_group.pk}, terms | {"whom": 999_999_999}),
        (
            terms | {"named": "bob", "agreement": world.dans_agreement.pk},
            terms | {"named": "bob", "agreement": made_up_key},
        ),
    ]


def _viewers_to_be(world: FullWorld) -> Sequence[Body]:
    return [{"whom": PUBLIC}, {"whom": world.principal("bob")}, {"whom": world.principal("cara")}]


def _viewer_references(world: FullWorld) -> list[tuple[dict, dict]]:
    return [({"whom": whom}, {"whom": 999_999_999}) for whom in (world.principal("dan"), world.dans_group.pk)]


def _signings(world: FullWorld) -> Sequence[Body]:
    shown = Shown.seal(world.asked, on=world.trusted, to=world.cara.viewer, button="Typed")
    return [{"shown": shown, "agreed": "on", "name": "Typed"}, {"shown": shown, "answer": "decline"}, {}]


def _adoptions(world: FullWorld) -> Sequence[Body]:
    return [{"version": world.next_asked.pk, "paper": world.trusted.pk}]


def _adoption_references(world: FullWorld) -> list[tuple[dict, dict]]:
    version, paper = world.asked.pk, world.trusted.pk
    return [
        ({"version": version, "paper": world.dans_paper.pk}, {"version": version, "paper": MADE_UP}),
        ({"version": world.dans_agreement.pk, "paper": paper}, {"version": MADE_UP, "paper": paper}),
    ]


def _comments(_world: FullWorld) -> Sequence[Body]:
    return [{"text": "Typed", "shown": "private", "version": 1}, {"text": "Typed", "shown": "public", "version": 2}]


def _paper_links(world: FullWorld) -> Sequence[Body]:
    to_paper = LINK | {"right": 3}
    return [to_paper, to_paper | {"agreements": [world.asked.agreement_id]}]


def _paper_link_references(world: FullWorld) -> list[tuple[dict, dict]]:
    to_paper = LINK | {"right": 3}
    return [
        (to_paper | {"agreements": [world.dans_agreement.agreement_id]}, to_paper | {"agreements": [MADE_UP]}),
    ]


def _reports(_world: FullWorld) -> Sequence[Body]:
    choice = {"words": "Typed", "title": "on", "name": "on"}
    return [choice, choice | {"send": "", "previewed": ""}]


def _decisions(_world: FullWorld) -> Sequence[Body]:
    return [{"outcome": "dismissed", "reason": "Typed"}, {"outcome": "hidden", "reason": "Typed"}]


def _pictures(_world: FullWorld) -> Sequence[Body]:
    return [{"name": "typed.png", "image": SimpleUploadedFile("typed.png", picture())}]


LIST_QUERIES = (
    "?title=zq",
    "?before=2026-01-01T00:00:00%2B00:00&paper=11111111-1111-4111-8111-111111111111",
    "?before=x",
)
SIGNATURES_BEFORE = ("?before=2026-01-01T00:00:00%2B00:00&row=11111111-1111-4111-8111-111111111111",)
OFFERS_BEFORE = ("?before=2026-01-01T00:00:00%2B00:00&invite=11111111-1111-4111-8111-111111111111",)

PAGES: dict[str, Page] = {
    "livez": Page(),
    # --- Papers ---
    "papers": Page(queries=LIST_QUERIES),
    "shared_papers": Page(queries=LIST_QUERIES),
    "my_papers": Page(queries=LIST_QUERIES),
    "search": Page(queries=("?q=zq", "?q=typed&in=comments&sort=newest", "?q=zq&score=1&row=x")),
    "identified": Page(about="identifier"),
    "cite": _paper(queries=("?as=bibtex", "?as=ris", "?as=csl", "?as=x"), guard=("Paper", "SEE")),
    "feed": Page(),
    "new_paper": _form("", _typed_papers),
    "paper": Page(about="paper or its note", queries=("?version=1",), guard=("Paper", "SEE")),
    "versions": _paper(guard=("Paper", "SEE")),
    "version": Page(about="version", guard=("Paper", "SEE")),
    "choose_comparison": _paper(queries=("?old=1&new=2", "?old=2&new=987654", "?old=x"), guard=("Paper", "SEE")),
    "compare_versions": Page(about="two versions", guard=("Paper", "SEE")),
    "add_version": _form("paper", _next_versions, guard=("Paper", "EDIT")),
    "restore_version": _form("version", _restorations, guard=("Paper", "EDIT")),
    "edit_paper": _form("paper", _edits, guard=("Paper", "EDIT")),
    "new_preview": _act("", _typed_papers),
    "edit_preview": _act("paper", _typed_papers, guard=("Paper", "EDIT")),
    "autosave": _act("paper", _edits, guard=("Paper", "EDIT")),
    "publication": _form("paper", _publications, guard=("Paper", "OWN")),
    "withdrawal": _form("paper", _withdrawals, guard=("Paper", "OWN")),
    "take_note_away": _act(guard=("Paper", "OWN")),
    "erasure": _form("paper", no_body, guard=("Paper", "OWN")),
    # --- Authors ---
    "byline": _form("paper", _bylines, guard=("Paper", "OWN")),
    "leave_byline": _form("author", no_body, guard=("Author", "OWN")),
    "authorship": Page(),
    "answer_authorship": _form("asked author", _answers, guard=("AskedAuthor", "SEE")),
    # --- Sharing ---
    "sharing": _form("paper", _share_terms, references=_share_references, guard=("Paper", "OWN")),
    "remove_access": _act("grant", guard=("Paper", "OWN")),
    "closing": _act(bodies=lambda _world: [{"closed": "yes"}, {"closed": "no"}], guard=("Paper", "OWN")),
    "kept_out": _form("paper", lambda _world: [{"handle": "dan", "because": "Typed"}], guard=("Paper", "OWN")),
    "lift_denial": _act("denial", guard=("Paper", "OWN")),
    "waiting": Page(),
    "nod": _act("newcomer", lambda _world: [{"answer": "yes"}, {"answer": "no"}], guard=("Paper", "OWN")),
    "end_ask": _act("ask", guard=("Paper", "OWN")),
    "view_as": _form("paper", _viewers_to_be, references=_viewer_references, guard=("Paper", "OWN")),
    # --- Files ---
    "figures": _form("paper", _pictures, guard=("Paper", "EDIT")),
    "figure": Page(about="figure", guard=("Figure", "SEE")),
    "remove_figure": _act("figure", guard=("Figure", "EDIT")),
    # --- Agreements ---
    "sign": _form("paper", _signings, guard=("Paper", "SIGN")),
    "receipt": Page(about="signature", guard=("Signature", "SEE")),
    "receipt_text": Page(about="signature", guard=("Signature", "SEE")),
    "agreements": Page(),
    "new_agreement": _form("", lambda _world: [WORDING], queries=("?template=11111111-1111-4111-8111-111111111111",)),
    "agreement": Page(about="agreement", guard=("Agreement", "SEE")),
    "agreement_version": Page(about="agreement version", guard=("AgreementVersion", "SEE")),
    "add_agreement_version": _form(
        "agreement", lambda _world: [WORDING | {"what_changed": "Typed"}], guard=("Agreement", "OWN")
    ),
    "signatures_of_agreement": Page(about="agreement", queries=SIGNATURES_BEFORE, guard=("Agreement", "OWN")),
    "signatures_of_paper": _paper(queries=SIGNATURES_BEFORE, guard=("Paper", "OWN")),
    "adopt_agreement": _act("agreement", _adoptions, references=_adoption_references, guard=("Agreement", "OWN")),
    # --- Discussion ---
    "comments": _form("paper", _comments, guard=("Paper", "COMMENT")),
    "comment": Page(about="comment", guard=("Comment", "SEE")),
    "reply": _form("comment", _comments, guard=("Comment", "COMMENT")),
    "edit_comment": _form("comment", _comments, guard=("Comment", "EDIT")),
    "delete_comment": _form("comment", no_body, guard=("Comment", "OWN")),
    # --- Order ---
    "report_paper": _form("paper", _reports, guard=("Paper", "SEE")),
    "report_comment": _form("comment", _reports, guard=("Comment", "SEE")),
    "paper_reports": _paper(guard=("Paper", "OWN")),
    "reports": Page(queries=("?after=2026-01-01T00:00:00%2B00:00&report=11111111-1111-4111-8111-111111111111",)),
    "report": Page(about="report", guard=("Report", "SEE")),
    "moderation": Page(),
    "decided_reports": Page(),
    "case": _form("report", _decisions, guard=("Report", "REVIEW")),
    # --- Notices ---
    "inbox": Page(queries=("?before=2026-01-01T00:00:00%2B00:00&notice=11111111-1111-4111-8111-111111111111",)),
    "read_all_notices": _act("", lambda _world: [{"at": "2026-01-01T00:00:00+00:00", "key": MADE_UP}]),
    "notice": Page(about="notice", guard=("Notice", "SEE")),
    "read_notice": _act("notice", guard=("Notice", "SEE")),
    "mail_settings": _form("", lambda _world: [{"comment": "on"}]),
    "stop_mail": _form("", no_body, queries=("?token=x",)),
    # --- Groups ---
    "groups": Page(queries=OFFERS_BEFORE),
    "new_group": _form("", lambda _world: [GROUP]),
    "group": Page(about="group", guard=("Group", "SEE")),
    "edit_group": _form("group", lambda _world: [GROUP], guard=("Group", "OWN")),
    "leave_group": _form("group", no_body, guard=("Group", "SEE")),
    "group_invites": _form("group", lambda _world: [LINK, LINK | {"whom": "dan"}], guard=("Group", "EDIT")),
    "change_role": _form("stay", lambda _world: [{"role": "moderator"}], guard=("Group", "OWN")),
    "remove_member": _form("stay", no_body, guard=("Group", "EDIT")),
    "paper_invites": _form("paper", _paper_links, references=_paper_link_references, guard=("Paper", "SEE")),
    "accept_invite": _act("offer"),
    "decline_invite": _act("offer"),
    "export": _act("paper", lambda _world: [{}, {"words": "working-copy"}], guard=("Paper", "READ")),
    # --- People ---
    "confirm_address": _form("", lambda _world: [{"code": "ABC123"}]),
    "theme": _act("", lambda _world: [{"theme": "dark"}, {"theme": "auto"}]),
    "profile": _form("", lambda _world: [{"name": "Typed", "affiliation": "Typed", "time_zone": "UTC"}]),
    "invite_link": Page(about="token"),
    "invite": _form("", no_body),
    "invites": Page(
        queries=(
            *OFFERS_BEFORE,
            "?made_before=2026-01-01T00:00:00%2B00:00&made=11111111-1111-4111-8111-111111111111",
        )
    ),
    "make_invite": _act("", lambda _world: [{"email": "", "note": "Typed", "life": 14}]),
    "revoke_invite": _form("invite", lambda _world: [{"what": "link"}]),
}

# The operator's, for staff with a second factor.
OF_ADMIN: dict[str, dict[str, object]] = {
    "admin:accounts_user_change": {"object_id": "1000"},
    "admin:accounts_user_changelist": {},
    "admin:app_list": {"app_label": "accounts"},
    "admin:index": {},
    "admin:jsi18n": {},
    "admin:mail": {},
    "admin:sharing_inviteoverview_changelist": {},
    "admin:sharing_sitesettings_change": {"object_id": "1"},
    "admin:sharing_sitesettings_changelist": {},
}

# allauth's, with the arguments of those that take some. Their forms are its own; an empty one is sent.
OF_ALLAUTH: dict[str, dict[str, object]] = {
    "account_change_password": {},
    "account_complete_password_reset": {},
    "account_confirm_login_code": {},
    "account_confirm_password_reset_code": {},
    "account_email": {},
    "account_email_verification_sent": {},
    "account_inactive": {},
    "account_login": {},
    "account_logout": {},
    "account_password_reset_completed": {},
    "account_reauthenticate": {},
    "account_reset_password": {},
    "account_set_password": {},
    "account_signup": {},
    "mfa_activate_totp": {},
    "mfa_add_webauthn": {},
    "mfa_authenticate": {},
    "mfa_deactivate_totp": {},
    "mfa_download_recovery_codes": {},
    "mfa_edit_webauthn": {"pk": NO_VERSION},
    "mfa_generate_recovery_codes": {},
    "mfa_index": {},
    "mfa_list_webauthn": {},
    "mfa_login_webauthn": {},
    "mfa_reauthenticate": {},
    "mfa_reauthenticate_webauthn": {},
    "mfa_remove_webauthn": {"pk": NO_VERSION},
    "mfa_view_recovery_codes": {},
    "socialaccount_connections": {},
    "socialaccount_login_cancelled": {},
    "socialaccount_login_error": {},
    "socialaccount_signup": {},
    "usersessions_list": {},
}
