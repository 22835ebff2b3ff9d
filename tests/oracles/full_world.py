"""A site with one of everything private, each word of it unique and registered with its audience.

Outsiders are not mere strangers: each has come close. Xavier was removed from
one paper and denied another, Mia's access has expired, Omar has left the group,
Cara has not signed, Sam is suspended, and one paper is closed to all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from accounts.invites.actions import invite
from accounts.invites.actions import revoke as revoke_invite
from accounts.invites.models import Invite
from accounts.invites.terms import Promise
from accounts.invites.terms import Terms as InviteTerms
from accounts.models import User
from sharing.access import actions as access
from sharing.access import asking
from sharing.access.covering import note_opening
from sharing.access.denying import deny
from sharing.access.models import Covered, Denial, Grant
from sharing.access.signing import Evidence, sign
from sharing.agreements.actions import Wording, add_agreement_version, write_agreement
from sharing.agreements.models import Agreement, AgreementVersion
from sharing.audit.models import Event
from sharing.base.clock import now
from sharing.base.principals import ALL_MEMBERS
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.rights import Right
from sharing.discussion.actions import rung_for, write_comment
from sharing.discussion.models import Comment
from sharing.groups import actions as groups
from sharing.groups.models import Group, Membership
from sharing.journeys.inviting import invite_to_group
from sharing.moderation.actions import decide, report
from sharing.moderation.models import Report
from sharing.moderation.passing_on import Choice, fingerprint, passed_on
from sharing.notifications.models import Notice
from sharing.notifications.telling import tell
from sharing.papers import actions as papers
from sharing.papers.actions import Words
from sharing.papers.byline import ask_author, name_author
from sharing.papers.figures.actions import add_figure
from sharing.papers.figures.images import cleaned
from sharing.papers.figures.models import Figure
from sharing.papers.identifiers.models import Identifier
from sharing.papers.models import AskedAuthor, Paper, Version
from tests.evidence import evidence
from tests.oracles.canaries import EVERYBODY, NOBODY, Canaries
from tests.papers.pictures import picture
from tests.roles import as_tables_owner
from tests.world import World

MEMBERS = EVERYBODY - {"noor", "sam"}
MADE_UP = UUID("11111111-1111-4111-8111-111111111111")
NO_VERSION = 987_654
LAYERS = ("title", "summary", "abstract", "body", "bibliography")


@dataclass(frozen=True)
class Subject:
    """Arguments of an address, and who may not know of what they name; for them it must be as with ``instead``."""

    arguments: dict[str, object]
    instead: dict[str, object]
    known_to: frozenset[str]

    @property
    def hidden_from(self) -> frozenset[str]:
        return EVERYBODY - self.known_to


class FullWorld(World):
    def __init__(self) -> None:
        super().__init__()
        self.canaries = Canaries()
        self.images: dict[str, bytes] = {}
        self.subjects: dict[str, list[Subject]] = {}
        self._name_people()
        self._found_groups()
        self._write_agreements()
        self._write_trusted_paper()
        self._write_ladder_paper()
        self._write_other_papers()
        self._invite()
        self._report()
        self.suspend(self.sam)
        self._tell_everybody()
        self._know_notices()
        self._know_what_has_two_keys()

    def principal(self, name: str) -> int:
        return getattr(self, name).user.pk

    # --- People ------------------------------------------------------------------

    def _name_people(self) -> None:
        """Alice's name stands over what is public; who else is anywhere is known to few."""
        in_groups = frozenset({"alice", "gita", "xavier"})
        knows = {name: frozenset({name, "alice"}) for name in EVERYBODY - {"noor"}}
        knows |= {"alice": EVERYBODY, "gita": in_groups, "xavier": in_groups}
        knows["bob"] |= {"mia"}  # He lets her know, with a report,
        knows["mia"] |= {"bob"}  # and she decides on it.
        for name, audience in knows.items():
            user = getattr(self, name).user
            user.name = f"{name.title()} {self._word(f'the name of {name}', audience)}"
            user.affiliation = self._word(f"the affiliation of {name}", audience & in_groups | {name})
            user.save(update_fields=["name", "affiliation"])
            user.email = f"{self._word(f'the address of {name}', {name})}@example.org"
            user.save(update_fields=["email"])
            user.emailaddress_set.update(email=user.email)

    # --- Groups ------------------------------------------------------------------

    def _found_groups(self) -> None:
        self.lab = self._group("lab", by="alice", members=["gita", "omar"], known_to={"alice", "gita"})
        self.circle = self._group(
            "circle", by="alice", members=["gita", "xavier"], known_to={"alice", "gita", "xavier"}
        )
        self.dans_group = self._group("Dan's group", by="dan", members=[], known_to={"dan"})

    def _group(self, what: str, *, by: str, members: list[str], known_to: Iterable[str]) -> Group:
        with getattr(self, by).acting() as viewer:
            group = groups.found_group(
                name=self._word(f"the name of the {what}", known_to),
                purpose=self._word(f"the purpose of the {what}", known_to),
                by=viewer,
            )
            for member in members:
                groups.admit(getattr(self, member).user, to=group, by=viewer)
                stay = Membership.objects.get(group=group, member=getattr(self, member).user)
                self.canaries.key(stay.pk, f"the key of {member}'s stay in the {what}", audience=known_to)
                self._subject("stay", {"key": group.public_id, "stay": stay.pk}, known_to=known_to)
        self.canaries.key(group.public_id, f"the key of the {what}", audience=known_to)
        self._subject("group", {"key": group.public_id}, known_to=known_to)
        return group

    # --- Agreements ----------------------------------------------------------------

    def _write_agreements(self) -> None:
        with self.alice.acting() as alice:
            self.asked = write_agreement(self._wording("asked agreement", {"alice", "bob", "cara"}), by=alice)
            self.next_asked = add_agreement_version(
                self.asked.agreement,
                self._wording("asked agreement's next version", {"alice"}),
                what_changed=self._word("what changed in the asked agreement", {"alice"}),
                by=alice,
            )
            self.own = write_agreement(self._wording("Alice's other agreement", {"alice"}), by=alice, is_per_paper=True)
        with self.dan.acting() as dan:
            self.dans_agreement = write_agreement(self._wording("Dan's agreement", {"dan"}), by=dan)
        self._know_agreement(self.asked, {"alice", "bob", "cara"})
        self._know_agreement(self.own, {"alice"})
        self._know_agreement(self.dans_agreement, {"dan"})
        self._subject("agreement version", {"key": self.next_asked.pk}, known_to={"alice"})
        with reading_as_system(SystemWork.BUILD_TESTS):
            wording = self._wording("site's template", MEMBERS)
            template = Agreement.objects.create(owner=None)
            AgreementVersion.objects.create(agreement=template, number=1, sha256="0" * 64, **vars(wording))

    def _know_agreement(self, version: AgreementVersion, known_to: Iterable[str]) -> None:
        for kind, key in (("agreement", version.agreement_id), ("agreement version", version.pk)):
            self.canaries.key(key, f"the key of an {kind}", audience=known_to)
            self._subject(kind, {"key": key}, known_to=known_to)

    def _wording(self, what: str, audience: Iterable[str]) -> Wording:
        return Wording(
            **{field: self._word(f"the {field} of the {what}", audience) for field in ("title", "in_short", "text")}
        )

    # --- Papers ----------------------------------------------------------------------

    def _write_trusted_paper(self) -> None:
        """Alice's private draft, with every way onto its whitelist and off it again."""
        readers = {"alice", "bob"}
        paper = self.trusted = self._paper("trusted paper", by="alice", known_to={*readers, "gita", "cara"})
        self.figure = self._figure(paper, "trusted paper's figure", known_to={*readers, "gita"})
        self._version(paper, "trusted paper's version 1", readers)
        self._version(paper, "trusted paper's version 2", {*readers, "gita"}, is_shown=True)
        self._figure(paper, "working copy's figure", known_to={"alice"})
        self._working_copy(paper, "trusted paper")
        with self.alice.acting() as alice:
            byline = self._word("the second author of the trusted paper", {*readers, "gita"}, is_shown=True)
            works_at = self._word("where the second author works", {*readers, "gita"}, is_shown=True)
            author = name_author(paper, byline, by=alice, affiliation=works_at)
            requirement = access.require_agreements([self.asked], on=paper.guarded, by=alice)
        self._subject_of(paper, "author", author.pk, known_to={*readers, "gita"})
        self._ask_to_be_named("dan", paper, known_to={"alice", "dan"})
        self.bobs_grant = self._give(Right.COMMENT, paper, to=self.principal("bob"), requirement=requirement)
        self._give(Right.READ, paper, to=self.principal("cara"), requirement=requirement)
        self._give(Right.COMMENT, paper, to=self.lab.pk, from_version=2)
        self._give(Right.READ, paper, to=self.principal("sam"))
        removed = self._give(Right.READ, paper, to=self.principal("xavier"))
        expired = self._give(Right.READ, paper, to=self.principal("mia"))
        with self.alice.acting() as alice:
            stay = Membership.objects.get(group=self.lab, member=self.users["omar"])
        self._give(Right.READ, paper, to=self.principal("omar"), through=stay)

        with self.bob.acting() as bob:
            signature = sign(self.asked, on=paper.guarded, by=bob, evidence=self._evidence())
            note_opening(paper.guarded, version=2, by=bob)
            first_opening = Covered.objects.get(signature=signature)
        self.canaries.key(signature.pk, "the key of Bob's signature", audience={"alice", "bob"})
        self.canaries.key(first_opening.pk, "the key of Bob's first opening", audience={"alice", "bob"})
        self._subject("signature", {"key": signature.pk}, known_to={"alice", "bob"})
        self._comment("bob", paper, 1, known_to=readers)
        self.reported = self._comment("alice", paper, 2, known_to={*readers, "gita"}, passed_on_to={"mia"})
        self._tell_everybody()
        with self.omar.acting() as omar:
            groups.leave(self.lab, by=omar)
        with self.alice.acting() as alice:
            access.revoke(removed, by=alice, because=self._word("why Xavier was removed", {"alice"}))
        with as_tables_owner(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE sharing_grant SET given_at = now() - interval '2 days', expires_at = %s WHERE id = %s",
                [now() - timedelta(hours=1), expired.pk],
            )

    def _evidence(self) -> Evidence:
        """All of it Bob's own; those he signed for see the names."""
        said = evidence("bob")
        names = {"typed_name", "account_name"}
        return Evidence(
            **{
                field: self._word(f"the {field} of Bob's signature", {"alice", "bob"} if field in names else {"bob"})
                for field in vars(said)
                if not field.endswith("_at")
            },
            shown_at=said.shown_at,
            authenticated_at=said.authenticated_at,
        )

    def _write_ladder_paper(self) -> None:
        """Bob may know of it, the circle may read its abstract but for Xavier, and Cara may read what comes next."""
        paper = self.ladder = self._paper("ladder paper", by="alice", known_to={"alice", "bob", "gita"})
        self._version(
            paper,
            "ladder paper's version 1",
            {"alice"},
            title={"alice", "bob", "gita", "mia"},
            summary={"alice", "bob", "gita", "mia"},
            abstract={"alice", "gita"},
            name={"alice", "bob", "gita"},
            is_shown=True,
        )
        self._ask_to_be_named("xavier", paper, known_to={"alice"})  # Who is denied it next.
        self._give(Right.SEE, paper, to=self.principal("bob"))
        self._give(Right.ABSTRACT, paper, to=self.circle.pk)
        self._give(Right.READ, paper, to=self.principal("cara"), from_version=2)
        self._deny("xavier", paper)
        self._ask_about_newcomers(self.trusted, known_to={"alice", "bob", "gita", "cara"})

    def _ask_to_be_named(self, name: str, paper: Paper, *, known_to: set[str]) -> None:
        with self.alice.acting() as alice:
            works_at = self._word(f"where {name} works, says Alice", {"alice"} | (known_to & {name}))
            ask_author(paper, name, by=alice, affiliation=works_at)
            asked = AskedAuthor.objects.get(paper=paper)
        self.canaries.key(asked.pk, f"the key of the question to {name}", audience=known_to)
        self._subject("asked author", {"key": asked.pk}, known_to=known_to)

    def _ask_about_newcomers(self, paper: Paper, *, known_to: set[str]) -> None:
        """Xavier joins a group whose newcomers wait, and learns of the group alone."""
        group = self._group("club", by="alice", members=[], known_to={"alice", "xavier"})
        with self.alice.acting() as alice:
            note = self._word("why a group's newcomers wait", {"alice"})
            asking.ask_about_newcomers(group, right=Right.READ, on=paper.guarded, by=alice, note=note)
            stay = groups.admit(self.xavier.user, to=group, by=alice)
            ask = asking.open_asks(alice).get()
        self.canaries.key(stay.pk, "the key of Xavier's stay in the club", audience={"alice", "xavier"})
        self.canaries.key(ask.pk, "the key of an ask", audience={"alice"})
        self._subject("ask", {"key": paper.pk, "ask": ask.pk}, known_to=known_to)
        self._subject("newcomer", {"key": paper.pk, "ask": ask.pk, "stay": stay.pk}, known_to=known_to)

    def _report(self) -> None:
        """Bob reports a comment and two papers, one with all that can be passed on; Mia decides on the last."""
        author = "alice"
        reported = ((self.reported, set()), (self.ladder, {"title", "summary", "name"}), (self.trusted, set()))
        for thing, also in reported:
            with self.bob.acting() as bob:
                choice = Choice(
                    words=self._word("the words of a report", {"bob", "mia"}, is_shown=True), also=frozenset(also)
                )
                passed = passed_on(thing, choice, viewer=bob)
                made = report(thing, choice, by=bob, previewed=fingerprint(passed))
            self.canaries.key(thing.pk, "the key of something reported", audience=self._who_knows(thing) | {"mia"})
            self.canaries.key(made.pk, "the key of a report", audience={"bob", "mia", author})
            self._subject("report", {"key": made.pk}, known_to={"bob", "mia", author})
        with self.mia.acting() as mia:
            reason = self._word("why a report was dismissed", {"bob", "mia"}, is_shown=True)
            decide(made, Report.State.DISMISSED, by=mia, reason=reason)

    def _who_knows(self, thing: Paper | Comment) -> frozenset[str]:
        return self.canaries.all[str(thing.pk)].audience

    def _write_other_papers(self) -> None:
        self.draft = self._paper("draft", by="alice", known_to={"alice"})
        self._working_copy(self.draft, "draft", is_shown=True)
        self.dans_paper = self._paper("Dan's paper", by="dan", known_to={"dan"})
        self._version(self.dans_paper, "Dan's paper", {"dan"}, by="dan", is_shown=True)

        self.closed = self._paper("closed paper", by="alice", known_to={"alice"})
        self._version(self.closed, "closed paper", {"alice"}, is_shown=True)
        self._give(Right.READ, self.closed, to=self.principal("bob"))
        with self.alice.acting() as alice:
            access.close(self.closed.guarded, by=alice)

        among_members = MEMBERS - {"xavier"}
        self.members_paper = self._paper("members' paper", by="alice", known_to=among_members)
        self._version(self.members_paper, "members' paper", among_members, is_shown=True)
        self._give(Right.READ, self.members_paper, to=ALL_MEMBERS)
        self._deny("xavier", self.members_paper)

        self.public_paper = self._paper("public paper", by="alice", known_to=EVERYBODY)
        self._version(self.public_paper, "public paper's private version 1", {"alice"})
        self._version(self.public_paper, "public paper", EVERYBODY, is_shown=True)
        self.withdrawn = self._paper("withdrawn paper", by="alice", known_to={"alice"})
        self._version(self.withdrawn, "withdrawn paper", {"alice"}, is_shown=True)
        self.noted = self._paper("noted paper", by="alice", known_to={"alice"}, noted_to=EVERYBODY - {"xavier"})
        self._version(self.noted, "noted paper", {"alice"}, is_shown=True)
        self._deny("xavier", self.noted)
        self.erased = self._paper("erased paper", by="alice", known_to={"alice"})
        self._version(self.erased, "erased paper", NOBODY)
        self._comment("alice", self.public_paper, 2, known_to={"alice"})
        self._comment("alice", self.erased, 1, known_to={"alice"})
        with self.alice.acting() as alice:
            for paper in (self.public_paper, self.withdrawn, self.noted, self.erased):
                papers.publish(paper, by=alice, shown=papers.publishable(paper, by=alice).fingerprint)
            reason = self._word("why a paper was withdrawn", {"alice"}, is_shown=True)
            papers.withdraw(self.withdrawn, by=alice, reason=reason)
            note = self._word("the note in a paper's place", EVERYBODY - {"xavier"}, is_shown=True)
            papers.withdraw(self.noted, by=alice, reason=note, is_noted=True)
            papers.erase(self.erased, by=alice)
        self._comment("alice", self.public_paper, 2, known_to=EVERYBODY)
        for paper, known_to in ((self.public_paper, EVERYBODY), (self.withdrawn, {"alice"})):
            with self.alice.acting():
                identifier = str(Identifier.objects.get(pk=paper.pk))
            self._subject("identifier", {"identifier": identifier}, {"identifier": "9912.99999"}, known_to=known_to)
        self._working_copy(self.public_paper, "public paper")
        self._subject("version", {"key": self.public_paper.pk, "number": 1}, {"number": NO_VERSION}, known_to={"alice"})

    def _paper(self, what: str, *, by: str, known_to: Iterable[str], noted_to: Iterable[str] = ()) -> Paper:
        """Where a note stands in its place, it answers those at its own address, and at no other."""
        with getattr(self, by).acting() as viewer:
            paper = papers.start_paper(Words(title="Untitled"), by=viewer)
        self.canaries.key(paper.pk, f"the key of the {what}", audience=known_to)
        self._subject("paper", {"key": paper.pk}, known_to=known_to)
        self._subject("paper or its note", {"key": paper.pk}, known_to={*known_to, *noted_to})
        return paper

    def _working_copy(self, paper: Paper, what: str, *, is_shown: bool = False) -> None:
        words = {
            layer: self._word(f"the {layer} of the {what}'s working copy", {"alice"}, is_shown=is_shown)
            for layer in LAYERS
        }
        with self.alice.acting() as alice:
            papers.save_working_copy(paper, Words(**words), by=alice)

    def _version(
        self,
        paper: Paper,
        what: str,
        audience: Iterable[str],
        *,
        by: str = "alice",
        is_shown: bool = False,
        **audiences: Iterable[str],
    ) -> None:
        words = {
            layer: self._word(f"the {layer} of the {what}", audiences.get(layer, audience), is_shown=is_shown)
            for layer in (*LAYERS, "name", "what_changed")
        }
        words |= {
            "body": f"{words['body']} [@cited]",
            "bibliography": f"@misc{{cited, note={{{words['bibliography']}}}}}",
        }
        told = {field: words.pop(field) for field in ("name", "what_changed")}
        with getattr(self, by).acting() as viewer:
            papers.save_working_copy(paper, Words(**words), by=viewer)
            papers.add_version(paper, by=viewer, **told)
            paper.refresh_from_db()

    def _figure(self, paper: Paper, what: str, *, known_to: Iterable[str]) -> Figure:
        with self.alice.acting() as alice:
            name = f"{self._word(f'the name of the {what}', known_to)}.png"
            figure = add_figure(paper, name=name, image=cleaned(picture()), by=alice)
        self.images[figure.stored_as] = picture()
        self.canaries.key(figure.pk, f"the key of the {what}", audience=known_to)
        self.canaries.key(figure.stored_as, f"where the {what} is stored", audience=NOBODY)
        self._subject_of(paper, "figure", figure.pk, known_to=known_to)
        return figure

    def put_files_back(self) -> None:
        """Files know no transaction: what a request has deleted is missing for the next."""
        for name, image in self.images.items():
            if not default_storage.exists(name):
                default_storage.save(name, ContentFile(image))

    # --- What is said, and told -----------------------------------------------------------

    def _comment(
        self,
        writer: str,
        paper: Paper,
        number: int,
        *,
        known_to: Iterable[str],
        passed_on_to: Iterable[str] = (),
    ) -> Comment:
        with getattr(self, writer).acting() as viewer:
            version = Version.objects.get(paper=paper, number=number)
            rung = rung_for(version)
            what = f"comment by {writer} on version {number}, {rung.label}"
            comment = write_comment(
                self._word(f"the {what}", {*known_to, *passed_on_to}, is_shown=True),
                on=version,
                by=viewer,
                shown=rung,
            )
        self.canaries.key(comment.pk, f"the key of the {what}", audience=known_to)
        self._subject_of(paper, "comment", comment.pk, known_to=known_to)
        return comment

    def _tell_everybody(self) -> None:
        """Notices of all that has happened so far; some fall silent by what happens next."""
        with reading_as_system(SystemWork.BUILD_TESTS):
            events = list(Event.objects.order_by("at"))
        for event in events:
            tell(event)

    def _know_notices(self) -> None:
        """One of each person's, of a paper: those of whoever lost it are nobody's any more."""
        with reading_as_system(SystemWork.BUILD_TESTS):
            notices = list(Notice.objects.filter(paper=self.trusted))
            of_invites = dict(Notice.objects.exclude(invite=None).values_list("recipient__handle", "pk"))
        for name in ("bob", "xavier", "mia", "omar", "sam"):
            key = next(notice.pk for notice in notices if notice.recipient_id == self.principal(name))
            known_to = {"bob"} & {name}
            self.canaries.key(key, f"the key of a notice to {name}", audience=known_to)
            self._subject("notice", {"key": key}, known_to=known_to)
        for name in ("bob", "xavier"):  # Xavier's is revoked.
            known_to = {"bob"} & {name}
            self.canaries.key(of_invites[name], f"the key of {name}'s notice of an invite", audience=known_to)
            self._subject("notice", {"key": of_invites[name]}, known_to=known_to)

    # --- Audiences --------------------------------------------------------------------

    def _give(self, right: Right, paper: Paper, *, to: int, **terms) -> Grant:
        with self.alice.acting() as alice:
            note = self._word("why something was given", {"alice"})
            grant = access.give(right, on=paper.guarded, to=to, by=alice, note=note, **terms)
        self.canaries.key(grant.pk, "the key of a grant", audience={"alice"})
        return grant

    def _deny(self, name: str, paper: Paper) -> None:
        with self.alice.acting() as alice:
            because = self._word(f"why {name} was denied", {"alice"}, is_shown=True)
            deny(name, on=paper.guarded, by=alice, because=because)
            denial = Denial.objects.get(guarded=paper.guarded)
        self.canaries.key(denial.pk, "the key of a denial", audience={"alice"})
        self._subject("denial", {"key": paper.pk, "denial": denial.pk}, known_to=self._who_knows(paper))

    # --- Invites -------------------------------------------------------------------------

    def _invite(self) -> None:
        promise = Promise(
            kind=Invite.Kind.PAPER,
            about=str(self.trusted.pk),
            right=Right.READ,
            because=self._word("why somebody was invited", {"alice"}),
        )
        terms = InviteTerms(
            email=f"{self._word('the address of somebody invited', {'alice'})}@example.org",
            note=self._word("the note of an invite", {"alice"}),
        )
        with self.alice.acting():
            self.invite, self.token = invite(promise, by=self.users["alice"], terms=terms)
        self.canaries.key(self.invite.pk, "the key of an invite", audience={"alice"})
        self._subject("invite", {"invite_id": self.invite.pk}, known_to={"alice"})
        self._subject("offer", {"key": self.invite.pk}, known_to={"alice"})
        self._invite_by_handle("bob")
        revoked = self._invite_by_handle("xavier")
        self._tell_everybody()
        with self.alice.acting() as alice:
            revoke_invite(revoked, by=alice.user)
        self.subjects["token"] = [Subject({"token": self.token}, {"token": "x" * 43}, NOBODY)]

    def _invite_by_handle(self, name: str) -> Invite:
        """Into a group that they must not know of before they are in it."""
        with self.alice.acting() as alice:
            note = self._word(f"the note of an invite to {name}", {"alice"} | ({name} & {"bob"}))
            made, _ = invite_to_group(self.lab, by=alice, terms=InviteTerms(handle=name, note=note))
        self.canaries.key(made.pk, f"the key of an invite to {name}", audience={"alice"} | ({name} & {"bob"}))
        self._subject("invite", {"invite_id": made.pk}, known_to={"alice"})
        return made

    # --- What all of it shares -------------------------------------------------------------

    def _word(self, what: str, audience: Iterable[str], *, is_shown: bool = False) -> str:
        return self.canaries.word(what, audience=audience, is_shown=is_shown)

    def _subject(self, kind: str, arguments: dict, instead: dict | None = None, *, known_to: Iterable[str]) -> None:
        made_up = arguments | (instead or dict.fromkeys(arguments, MADE_UP))
        self.subjects.setdefault(kind, []).append(Subject(arguments, made_up, frozenset(known_to)))

    def _subject_of(self, paper: Paper, kind: str, key: UUID, *, known_to: Iterable[str]) -> None:
        """What stands under its paper: unknown where the paper is, and itself where the paper is known."""
        arguments = {"paper": paper.pk, "key": key}
        self._subject(kind, arguments, {"key": MADE_UP}, known_to=known_to)
        self._subject(kind, arguments, {"paper": MADE_UP}, known_to=self._who_knows(paper) | set(known_to))

    def _know_what_has_two_keys(self) -> None:
        """Subjects of two keys: what belongs to another paper is as unknown as what does not exist."""
        trusted, public, grant = self.trusted.pk, self.public_paper.pk, self.bobs_grant.pk
        know_trusted, readers_of_first = {"alice", "bob", "gita", "cara"}, {"alice", "bob", "cara"}
        self._subject("version", {"key": trusted, "number": 1}, {"key": MADE_UP}, known_to=know_trusted)
        self._subject("version", {"key": trusted, "number": 1}, {"number": NO_VERSION}, known_to=readers_of_first)
        self._subject("version", {"key": self.dans_paper.pk, "number": 1}, {"key": MADE_UP}, known_to={"dan"})
        self._know_pairs_of_versions(know_trusted, readers_of_first)
        self._subject("grant", {"key": trusted, "grant": grant}, known_to=know_trusted)
        self._subject("grant", {"key": public, "grant": grant}, {"grant": MADE_UP}, known_to=NOBODY)
        denial = self.subjects["denial"][0].arguments["denial"]
        self._subject("denial", {"key": trusted, "denial": denial}, {"denial": MADE_UP}, known_to=NOBODY)
        for kind in ("comment", "figure"):
            key = self.subjects[kind][0].arguments["key"]
            self._subject(kind, {"paper": public, "key": key}, {"key": MADE_UP}, known_to=NOBODY)
        stay = self.subjects["stay"][0].arguments["stay"]
        self._subject("stay", {"key": self.circle.public_id, "stay": stay}, {"stay": MADE_UP}, known_to=NOBODY)

    def _know_pairs_of_versions(self, know_trusted: Iterable[str], readers_of_first: Iterable[str]) -> None:
        """Whoever lacks one of the two has nothing to hold the other against."""
        pair = {"key": self.trusted.pk, "old": 1, "new": 2}
        self._subject("two versions", pair, {"key": MADE_UP}, known_to=know_trusted)
        self._subject("two versions", pair, {"old": NO_VERSION}, known_to=readers_of_first)
        turned = {"key": self.trusted.pk, "old": 2, "new": 1}
        self._subject("two versions", turned, {"new": NO_VERSION}, known_to=readers_of_first)
        private_first = {"key": self.public_paper.pk, "old": 1, "new": 2}
        self._subject("two versions", private_first, {"old": NO_VERSION}, known_to={"alice"})
        of_ladder = {"key": self.ladder.pk, "old": 1, "new": 1}
        self._subject("two versions", of_ladder, {"key": MADE_UP}, known_to=self._who_knows(self.ladder))

    @cached_property
    def users(self) -> dict[str, User]:
        return {name: actor.user for name, actor in self.everybody.items() if actor.user}
