"""The share dialog: whoever is named is answered alike, known or not, and comes in on the terms typed there."""

import html
import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.invites.actions import UNUSABLE, accept
from accounts.invites.lookup import offered_to
from accounts.invites.models import Invite
from accounts.models import User
from sharing.access.actions import close, give, require_agreements
from sharing.access.denying import deny
from sharing.access.models import Closing, Grant
from sharing.access.signing import awaiting
from sharing.agreements.actions import Wording, add_agreement_version, write_agreement
from sharing.agreements.models import Agreement, AgreementVersion
from sharing.base.clock import now
from sharing.base.principals import ALL_MEMBERS
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.discovery.agreements import templates_for
from sharing.groups.actions import admit, found_group, leave
from sharing.papers.actions import Words, add_version, publishable, save_as_version, save_working_copy, start_paper
from sharing.papers.models import Body, Card, Paper
from sharing.web.forms.sharing import RIGHTS
from tests.world import make_member

pytestmark = pytest.mark.django_db

TERMS = {"right": "4", "living": "living"}
YES = {"confirmed": "yes"}


@pytest.fixture
def paper(world):
    with world.alice.acting() as alice:
        paper = start_paper(Words(title="Canarytitle", body="Canarybody"), by=alice)
        add_version(paper, by=alice)
    return paper


@pytest.fixture
def shares(client, world, paper):
    """Alice sends the dialog with this in it, and what she did not change, asked about the paper as it stands."""

    def shares(**typed):
        client.force_login(world.alice.user, backend="accounts.backends.MembersOnly")
        with world.alice.acting() as alice:
            shown = {"shown": publishable(paper, by=alice).fingerprint}
        return client.post(f"/papers/{paper.pk}/sharing/", TERMS | YES | shown | typed)

    return shares


def invites() -> list[Invite]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return list(Invite.objects.order_by("created_at"))


def _forget_invites() -> None:
    with reading_as_system(SystemWork.BUILD_TESTS):
        Invite.objects.all().delete()


def grants_of(actor) -> list[tuple]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        held = Grant.objects.filter(principal=actor.user.pk, revoked_at=None).order_by("given_at")
        return list(held.values_list("right", "expires_at", "reasons__text", "by_invite_id"))


def accepts(actor) -> Invite:
    """They find the newest invite that names them under their invites, and accept it."""
    with actor.acting() as viewer:
        return accept(offered_to(viewer.user)[0].pk, by=viewer.user)


def text_of(page: str, *, without: str) -> str:
    """What a person reads, and all the rest, but for the name they typed and what is random in every answer."""
    kept = re.sub(rf"\b{re.escape(without.lstrip('@'))}\b", "NAME", page, flags=re.IGNORECASE)
    kept = re.sub(r'value="[A-Za-z0-9]{64}"', "", kept)
    kept = re.sub(r"/i/[A-Za-z0-9_-]+", "/i/TOKEN", kept)
    kept = re.sub(r"\d\d:\d\d(:\d\d(\.\d+)?)?", "TIME", kept)
    kept = re.sub(r'nonce="[^"]+"', "", kept)
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "KEY", kept)


PAIRS = [("dan", "nad"), ("@Dan", "@Nad"), ("dan@example.org", "nad@example.org"), ("sam", "mas")]


@pytest.mark.parametrize(("known", "unknown"), PAIRS)
@pytest.mark.parametrize("confirmed", ["", "yes"])
def test_whoever_is_named_is_answered_alike_known_or_not(world, shares, known, unknown, confirmed):
    world.suspend(world.sam)
    shares(named="first", confirmed=confirmed)  # What is looked up once and kept is asked before we count.
    _forget_invites()
    answers = []
    for named in (known, unknown):
        with CaptureQueriesContext(connection) as queries:
            answer = shares(named=named, confirmed=confirmed)
        _forget_invites()
        shown = text_of(answer.content.decode(), without=named)
        answers.append((answer.status_code, shown, len(queries)))

    assert answers[0][1].count("NAME") >= 1
    assert answers[0] == answers[1]


def test_the_list_of_open_invites_tells_the_known_from_the_unknown_by_the_name_alone(world, shares, client, paper):
    shares(named="dan")
    shares(named="nad")

    page = client.get(f"/papers/{paper.pk}/sharing/").content.decode()
    rows = re.findall(r'<li class="row-entry">.*?</li>', page, re.DOTALL)
    first, second = (text_of(row, without=name) for row, name in zip(rows, ["nad", "dan"], strict=True))

    assert first == second


def test_what_was_made_is_said_in_a_sentence_true_of_everybody(shares):
    page = shares(named="nobody@example.org").content.decode()

    assert "The link for nobody@example.org" in page
    assert "Nobody else can use it. If they are a member already, they also find it under their invites" in page


@pytest.mark.parametrize("named", ["dan", "@Dan", "Dan@Example.org"])
def test_who_is_named_gets_in_on_the_terms_of_the_dialog_once_they_accept(world, shares, paper, named):
    until = now().date() + timedelta(days=3)
    shares(named=named, until=until.isoformat(), note="Canarynote")
    assert world.dan.sees(Paper.objects) == set()

    accepted = accepts(world.dan)

    ends = datetime.combine(until, time.max, tzinfo=UTC)
    assert grants_of(world.dan) == [(Right.COMMENT, ends, "Canarynote", accepted.pk)]
    assert accepted.expires_at == ends
    assert world.dan.sees(Body.objects) == world.alice.sees(Body.objects)


def test_a_day_ends_where_whoever_chose_it_is(world, shares):
    tokyo = ZoneInfo("Asia/Tokyo")
    User.objects.filter(pk=world.alice.user.pk).update(time_zone=tokyo.key)
    until = now().astimezone(tokyo).date() + timedelta(days=3)

    shares(named="dan", until=until.isoformat())

    assert accepts(world.dan).expires_at == datetime.combine(until, time.max, tzinfo=tokyo)


def test_who_is_named_reads_nothing_before_they_sign_what_the_dialog_asks(world, shares, paper):
    with world.alice.acting() as alice:
        asked = write_agreement(Wording(title="A", in_short="a", text="a"), by=alice)
    shares(named="dan", agreement=str(asked.pk))

    accepts(world.dan)

    assert world.dan.sees(Card.objects) == set()
    with world.dan.acting() as dan:
        assert [version.pk for version in awaiting(dan, on=paper.guarded)] == [asked.pk]


def test_the_reason_is_for_the_authors_own_records(client, world, shares):
    shares(named="dan", note="Canarynote")
    client.force_login(world.dan.user, backend="accounts.backends.MembersOnly")

    assert b"Canarynote" not in client.get("/invites/").content
    accepts(world.dan)
    assert b"Canarynote" not in client.get("/invites/").content


def test_who_is_denied_learns_no_more_than_that_it_cannot_be_used(world, shares, paper):
    with world.alice.acting() as alice:
        shares(named="dan")
        deny("dan", on=paper.guarded, by=alice)

    with pytest.raises(Refused, match=re.escape(UNUSABLE)):
        accepts(world.dan)


def test_whoever_takes_the_handle_later_was_not_meant(world, shares):
    shares(named="newcomer")
    assert offered_to(make_member("newcomer")) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose from the list, or type one handle or address."),
        ({"named": "dan", "whom": "2"}, "Choose from the list, or type one handle or address."),
        ({"named": "no such name"}, "Type an exact handle or email address."),
        ({"named": "dan@"}, "Enter a valid email address."),
        ({"named": "dan", "until": "2020-01-01"}, "That day has passed."),
    ],
)
def test_what_cannot_be_meant_is_given_back_with_a_sentence(shares, typed, sentence):
    answer = shares(**typed)

    assert (answer.status_code, answer.content.decode().count(sentence) >= 1) == (422, True)
    assert f'value="{typed.get("named", "")}"' in answer.content.decode() or not typed.get("named")
    assert invites() == []


def test_an_invite_gives_nothing_once_its_time_is_over(world, shares, monkeypatch):
    shares(named="dan", until=now().date().isoformat())
    later = now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert offered_to(world.dan.user) == []


# --- The site's texts --------------------------------------------------------------------


def template_of(world) -> AgreementVersion:
    with world.alice.acting() as alice:
        return next(text for text in templates_for(alice) if text.agreement.is_per_paper)


def own_texts(world) -> list[tuple[str, int]]:
    with world.alice.acting() as alice:
        own = AgreementVersion.objects.visible_to(alice).filter(agreement__owner=alice.principal)
        return sorted(own.values_list("title", "number"))


@pytest.mark.parametrize("to", [{"whom": "2"}, {"named": "dan"}])
def test_a_text_of_the_site_is_asked_for_as_ones_own_copy(world, shares, paper, to):
    template = template_of(world)

    shares(**to, agreement=str(template.pk))

    assert own_texts(world) == [(template.title, 1)]
    if "named" in to:
        accepts(world.dan)
    with world.dan.acting() as dan:
        (asked,) = awaiting(dan, on=paper.guarded)
    assert (asked.sha256, asked.agreement.owner_id) == (template.sha256, world.alice.user.pk)
    assert asked.agreement.is_per_paper


def test_nothing_is_copied_before_it_is_confirmed(world, shares):
    shares(named="dan", agreement=str(template_of(world).pk), confirmed="")

    assert own_texts(world) == []


def test_an_unchanged_copy_is_used_again_and_offered_in_the_texts_place(world, shares, client, paper):
    template = template_of(world)
    shares(whom="2", agreement=str(template.pk))
    older = shares(named="dan", agreement=str(template.pk))  # Sent from a page that is older than the copy.

    page = client.get(f"/papers/{paper.pk}/sharing/").content.decode()

    assert (older.status_code, own_texts(world)) == (200, [(template.title, 1)])
    assert f'value="{template.pk}"' not in page


def test_a_changed_copy_is_left_alone_and_the_text_copied_again(world, shares):
    template = template_of(world)
    shares(whom="2", agreement=str(template.pk))
    with world.alice.acting() as alice:
        copy = Agreement.objects.visible_to(alice, Right.OWN).get()
        add_agreement_version(copy, Wording(title="Mine", in_short="m", text="m"), what_changed="", by=alice)

    shares(named="dan", agreement=str(template.pk))

    assert own_texts(world) == sorted([(template.title, 1), ("Mine", 2), (template.title, 1)])


def test_a_text_of_ones_own_in_the_same_words_on_other_terms_is_no_copy(world, shares, client, paper):
    """It would be signed once for all papers, where the site's text is signed for each anew."""
    template = template_of(world)
    with world.alice.acting() as alice:
        words = Wording(title=template.title, in_short=template.in_short, text=template.text)
        write_agreement(words, by=alice, is_per_paper=False)
    client.force_login(world.alice.user, backend="accounts.backends.MembersOnly")
    page = client.get(f"/papers/{paper.pk}/sharing/").content.decode()

    shares(whom="2", agreement=str(template.pk))

    assert f'value="{template.pk}"' in page
    with world.dan.acting() as dan:
        (asked,) = awaiting(dan, on=paper.guarded)
    assert (asked.sha256, asked.agreement.is_per_paper) == (template.sha256, True)


def test_what_the_list_offers_is_given_at_once(world, shares):
    with world.alice.acting() as alice:
        group = found_group(name="Lab", purpose="", by=alice)
        admit(world.gita.user, to=group, by=alice)

    answer = shares(whom=str(world.gita.user.pk))

    assert answer.status_code == 302
    assert [grant[0] for grant in grants_of(world.gita)] == [Right.COMMENT]
    assert invites() == []


# --- Newcomers who wait --------------------------------------------------------------------


@pytest.fixture
def dan_waits(world, shares):
    """Alice shared with a group, asking; then Dan joined it."""
    with world.alice.acting() as alice:
        group = found_group(name="Lab", purpose="", by=alice)
        admit(world.gita.user, to=group, by=alice)
    shares(whom=str(group.pk), living="ask")
    with world.alice.acting() as alice:
        admit(world.dan.user, to=group, by=alice)
    return group


def acts_on(page: str) -> list[str]:
    return re.findall(r'action="(/papers/[^"]+/sharing/asks/[^"]+)"', page)


def test_who_waits_stands_beside_who_has_access_with_a_nod_and_a_no(client, world, paper, dan_waits):
    page = client.get(f"/papers/{paper.pk}/sharing/").content.decode()

    assert (page.count("New in Lab"), page.count("Let in"), page.count("Decline")) == (1, 1, 1)
    assert [len(address.split("/")) for address in acts_on(page)] == [8, 8]


@pytest.mark.parametrize(("answer", "opens"), [("yes", True), ("no", False), ("", False)])
@pytest.mark.usefixtures("dan_waits")
def test_an_answer_is_given_by_post_and_once(client, world, paper, answer, opens):
    nod, _ = acts_on(client.get(f"/papers/{paper.pk}/sharing/").content.decode())

    assert client.get(nod).status_code == 405
    first, second = (client.post(nod, {"answer": answer}).status_code for _ in range(2))

    assert (first, second) == (302, 404)
    assert bool(world.dan.sees(Body.objects)) is opens
    assert "Nobody waits now." in client.get(f"/papers/{paper.pk}/sharing/").content.decode()


def test_an_owner_can_stop_being_asked(client, world, paper, dan_waits):
    _, end = acts_on(client.get(f"/papers/{paper.pk}/sharing/").content.decode())

    first, second = (client.post(end).status_code for _ in range(2))

    assert (first, second) == (302, 404)
    assert "New in Lab" not in client.get(f"/papers/{paper.pk}/sharing/").content.decode()
    assert world.dan.sees(Body.objects) == set()
    assert world.gita.sees(Body.objects) == world.alice.sees(Body.objects)


@pytest.mark.parametrize("name", ["alice", "gita", "dan"])
def test_the_papers_that_wait_are_listed_to_their_owner_alone(client, world, paper, dan_waits, name):
    client.force_login(getattr(world, name).user, backend="accounts.backends.MembersOnly")

    page = client.get("/papers/waiting/").content.decode()

    assert (f"/papers/{paper.pk}/sharing/" in page, "Nobody waits." in page) == (name == "alice", name != "alice")


# --- Closing it --------------------------------------------------------------------------


@pytest.fixture
def closes(client, world, paper):
    """Alice sends one of the closing forms, as the page she looked at had it."""

    def closes(**intended):
        client.force_login(world.alice.user, backend="accounts.backends.MembersOnly")
        return client.post(f"/papers/{paper.pk}/closing/", intended, follow=True)

    return closes


@pytest.fixture
def bob_reads(world, paper):
    with world.alice.acting() as alice:
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice)


def closing_forms(page: str) -> list[str]:
    """What the page's closing form says it intends: the field's value, and the button's label."""
    form = r'action="/papers/[^"]+/closing/".*?name="closed" value="(.*?)".*?<button[^>]*>(.*?)<.*?</form>'
    return [f"{intended}: {label}" for intended, label in re.findall(form, page, re.DOTALL)]


@pytest.mark.usefixtures("bob_reads")
def test_closing_twice_leaves_it_closed(world, paper, closes):
    pages = [closes(closed="yes").content.decode() for _ in range(2)]

    assert [page.count("Closed: only its owners can see it.") for page in pages] == [1, 1]
    assert [closing_forms(page) for page in pages] == [["no: Open it again"]] * 2
    assert world.bob.sees(Paper.objects) == set()


@pytest.mark.usefixtures("bob_reads")
def test_opening_it_again_twice_leaves_it_open(world, paper, closes):
    closes(closed="yes")

    pages = [closes(closed="no").content.decode() for _ in range(2)]

    assert [page.count("Its audience can see it again.") for page in pages] == [1, 1]
    assert [closing_forms(page) for page in pages] == [["yes: Close to everyone now"]] * 2
    assert world.bob.sees(Paper.objects) == {paper.pk}


@pytest.mark.usefixtures("bob_reads")
@pytest.mark.parametrize("intended", [{}, {"closed": ""}, {"closed": "maybe"}])
@pytest.mark.parametrize("is_closed", [True, False])
def test_nothing_is_closed_or_opened_unless_the_form_says_which(world, paper, closes, intended, is_closed):
    if is_closed:
        closes(closed="yes")

    answer = closes(**intended)

    assert (answer.status_code, answer.content.decode().count("Say whether to close it")) == (403, 1)
    assert world.bob.sees(Paper.objects) == (set() if is_closed else {paper.pk})


@pytest.mark.usefixtures("bob_reads")
def test_what_was_withdrawn_is_not_offered_to_be_opened_again(world, paper, closes, client):
    with world.alice.acting() as alice:
        close(paper.guarded, by=alice, because=Closing.Because.WITHDRAWN)

    answer = closes(closed="no")
    page = client.get(f"/papers/{paper.pk}/sharing/").content.decode()

    assert answer.content.decode().count("It stays closed: it was withdrawn.") == 1
    assert (closing_forms(page), page.count("it was withdrawn.")) == ([], 1)
    assert world.bob.sees(Paper.objects) == set()


@pytest.mark.usefixtures("bob_reads")
def test_what_its_authors_closed_stays_closed_for_another_reason(world, paper, closes):
    closes(closed="yes")
    with world.alice.acting() as alice:
        close(paper.guarded, by=alice, because=Closing.Because.WITHDRAWN)

    page = closes(closed="no").content.decode()

    assert page.count("It stays closed: it was withdrawn.") == 1
    assert closing_forms(page) == []
    assert world.bob.sees(Paper.objects) == set()


def access_on(page: str) -> list[tuple[str, str]]:
    """Of everybody who has access, what they may do and why."""
    found = re.findall(
        r'<div class="access-row__right">(.*?)</div>.*?<p class="access-row__why">(.*?)</p>', page, re.DOTALL
    )
    return [(right.strip(), html.unescape(why)) for right, why in found]


@pytest.mark.parametrize("right", [right for right, _ in RIGHTS])
def test_who_has_access_is_said_in_the_words_it_was_given_in(world, shares, client, paper, right):
    shares(named="dan", right=str(int(right)))
    accepts(world.dan)

    page = client.get(f"/papers/{paper.pk}/sharing/").content.decode()

    assert [said for said, _ in access_on(page)] == ["Author", dict(RIGHTS)[right]]


def test_who_has_access_names_the_agreement_it_asks_for(world, shares, client, paper):
    with world.alice.acting() as alice:
        asked = write_agreement(Wording(title="Keep & hold", in_short="a", text="a"), by=alice)
        other = write_agreement(Wording(title="Another", in_short="a", text="a"), by=alice)
        both = require_agreements([asked, other], on=paper.guarded, by=alice)
        give(Right.READ, on=paper.guarded, to=world.cara.user.pk, by=alice, requirement=both)
    shares(named="dan", agreement=str(asked.pk))
    accepts(world.dan)

    page = client.get(f"/papers/{paper.pk}/sharing/").content.decode()

    today = f"{now():%-d %B %Y}"
    assert [why for _, why in access_on(page)] == [
        "Wrote it.",
        f"Given on {today}, once “Another” and “Keep & hold” are signed.",
        f"Given on {today}, once “Keep & hold” is signed.",
    ]


@pytest.fixture
def lab(world):
    """Alice's group, with Gita in it; Xavier has left."""
    with world.alice.acting() as alice:
        group = found_group(name="Lab", purpose="", by=alice)
        for member in (world.gita, world.xavier):
            admit(member.user, to=group, by=alice)
    with world.xavier.acting() as xavier:
        leave(group, by=xavier)
    return group


def asked_on(answer) -> str:
    """The first sentence of the confirmation."""
    found = re.search(r'class="widening__heading">.*?</h2>\s*<p>(.*?)</p>', answer.content.decode(), re.DOTALL)
    return " ".join(found[1].split()) if found else ""


@pytest.mark.parametrize(("right", "label"), RIGHTS)
def test_the_confirmation_names_the_right_and_how_many_are_in_the_group(world, shares, lab, right, label):
    given = label[0].lower() + label[1:]
    answer = shares(whom=str(lab.pk), right=str(int(right)), confirmed="")
    assert asked_on(answer) == f"New: Lab (2 members, you among them). They may {given}."
    answer = shares(named="nad", right=str(int(right)), confirmed="")
    assert asked_on(answer) == f"New: @nad. They may {given}."


def test_the_confirmation_says_where_nobody_else_is_in_the_group(world, shares, lab):
    with world.gita.acting() as gita:
        leave(lab, by=gita)
    answer = shares(whom=str(lab.pk), confirmed="")
    assert asked_on(answer) == "New: Lab (nobody in it but you). They may read and comment."


def test_the_confirmation_counts_no_members_of_the_site(shares):
    assert asked_on(shares(whom=str(ALL_MEMBERS), confirmed="")) == "New: All members. They may read and comment."


def shown_on(page) -> str:
    return re.findall(r'name="shown" value="(.*?)"', page.content.decode())[0]


@pytest.mark.parametrize("to", ["whom", "named"])
def test_what_changed_since_it_was_asked_about_is_asked_about_again(*, world, shares, paper, to):
    """Bob, who edits it, adds a version between Alice's question and her yes."""
    with world.alice.acting() as alice:
        give(Right.EDIT, on=paper.guarded, to=world.bob.user.pk, by=alice)
        give(Right.SEE, on=paper.guarded, to=world.dan.user.pk, by=alice)
    typed = {to: str(world.dan.user.pk) if to == "whom" else "cara"}
    asked = shares(confirmed="", **typed)
    with world.bob.acting() as bob:
        save_as_version(paper, Words(title="Canarytitle", body="Other words"), by=bob)

    again = shares(**typed, shown=shown_on(asked))
    unasked = shares(**typed, shown="")

    assert (b"the whole text of version 1" in asked.content, invites()) == (True, [])
    for page in (again, unasked):
        assert page.status_code == 422
        assert b"It has changed since you looked, and is not shared." in page.content
        assert b"the whole text of versions 1 to 2" in page.content
        assert page.content.count(b'name="shown"') == page.content.count(b'name="confirmed"') == 1
    assert world.dan.sees(Body.objects) == set()
    shares(**typed, shown=shown_on(again))
    assert (len(world.dan.sees(Body.objects)), len(invites())) == ((2, 0) if to == "whom" else (0, 1))


def test_so_is_a_draft_that_was_changed(world, client):
    with world.alice.acting() as alice:
        draft = start_paper(Words(title="Draft", body="One"), by=alice)
        admit(world.dan.user, to=found_group(name="G", purpose="", by=alice), by=alice)
    client.force_login(world.alice.user, backend="accounts.backends.MembersOnly")
    form = TERMS | {"whom": str(world.dan.user.pk)}
    asked = client.post(f"/papers/{draft.pk}/sharing/", form)
    with world.alice.acting() as alice:
        save_working_copy(draft, Words(title="Draft", body="Two"), by=alice)

    again = client.post(f"/papers/{draft.pk}/sharing/", form | YES | {"shown": shown_on(asked)})
    assert (again.status_code, world.dan.sees(Paper.objects)) == (422, set())
    client.post(f"/papers/{draft.pk}/sharing/", form | YES | {"shown": shown_on(again)})
    assert world.dan.sees(Paper.objects) == {draft.pk}
