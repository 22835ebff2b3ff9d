"""Builds the sample site out of the acts that members have, each done as the member who does it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User
from accounts.viewer import Viewer
from sharing.access.signing import Evidence, awaiting, sign
from sharing.agreements.actions import copy_template
from sharing.agreements.models import AgreementVersion
from sharing.base.clock import now
from sharing.base.principals import ALL_MEMBERS
from sharing.base.reader import reading_as
from sharing.base.rights import Right
from sharing.discussion.actions import rung_for, write_comment
from sharing.groups.actions import admit, found_group
from sharing.groups.models import Group, Role
from sharing.journeys.samples.people import PEOPLE, Person
from sharing.papers.actions import Words, publish, start_paper
from sharing.papers.models import Paper, Version
from sharing.papers.sharing import Terms, share

PAPERS = Path(__file__).with_name("papers")


@transaction.atomic
def load_samples(*, password: str) -> list[Person]:
    """Everybody and everything, or nothing at all. The members can sign in with this password."""
    members = {person.handle: _make(person, password=password) for person in PEOPLE}
    groups = _found_groups(members)
    _write_papers(members, groups)
    return PEOPLE


def _make(person: Person, *, password: str) -> User:
    user = User(
        handle=person.handle,
        name=person.name,
        affiliation=person.affiliation,
        email=person.address,
        is_moderator=person.is_moderator,
        is_staff=person.is_staff,
    )
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=person.address, verified=True, primary=True)
    return user


def _found_groups(members: dict[str, User]) -> dict[str, Group]:
    with _being(members["alice"]) as alice:
        reading = found_group(
            name="Agent foundations, Thursdays",
            purpose="We read one text a week and say what we did not understand.",
            by=alice,
        )
        for handle in ("ben", "darius"):
            admit(members[handle], to=reading, by=alice)
        reviewing = found_group(
            name="Reviewers in confidence",
            purpose="We review unpublished work for each other. What is read here stays here.",
            by=alice,
        )
        admit(members["ben"], to=reviewing, by=alice)
        admit(members["mei"], to=reviewing, by=alice, role=Role.MODERATOR)
    with _being(members["mei"]) as mei:
        evaluations = found_group(
            name="Evaluations circle", purpose="Small replications, and what went wrong with them.", by=mei
        )
        admit(members["cara"], to=evaluations, by=mei)
    return {"reading": reading, "reviewing": reviewing, "evaluations": evaluations}


def _write_papers(members: dict[str, User], groups: dict[str, Group]) -> None:
    with _being(members["alice"]) as alice:
        template = AgreementVersion.objects.visible_to(alice).get(agreement__owner=None, title__startswith="No capab")
        asked = copy_template(template, by=alice)
        listed = _write("reading-list", "Reading list for the first ten weeks", "What we read on Thursdays.", by=alice)
        publish(listed, by=alice)
        review = _write(
            "review-in-confidence",
            "How we review in confidence",
            "Five steps, and what we ask of a reviewer.",
            by=alice,
        )
        publish(review, by=alice)
        successors = _write(
            "successors",
            "Löb's theorem and agents that trust their successors",
            "Why an agent cannot simply trust what its successor proves.",
            "We restate Löb's theorem for an agent that builds another one, and count what each way round "
            "$\\Box\\varphi \\to \\varphi$ costs the builder.",
            by=alice,
        )
        share(successors, to=groups["reviewing"].pk, terms=Terms(right=Right.COMMENT, agreements=[asked]), by=alice)
        share(successors, to=members["cara"].pk, terms=Terms(right=Right.READ, agreements=[asked]), by=alice)
        _write("honest-summaries", "Honest summaries as a test of intent", "", by=alice)
    with _being(members["ben"]) as ben:
        _sign_all(successors, by=ben, person=members["ben"])
        _comment(
            successors,
            "In the third row: what stops $\\varepsilon$ from adding up over generations? After $n$ of them one trusts "
            "with $1 - n\\varepsilon$ at best.",
            by=ben,
        )
        buttons = _write(
            "two-buttons",
            "A shutdown game with two stop buttons",
            "Who presses, who guards, and when a machine can turn one against the other.",
            "With a second stop button, holding the first one back can pay. We find the threshold $p^{*} = c/r$.",
            by=ben,
        )
        share(buttons, to=groups["reading"].pk, terms=Terms(right=Right.COMMENT), by=ben)
    with _being(members["mei"]) as mei:
        forgetting = _write(
            "forgetting",
            "What a reward leaves behind: a small replication",
            "Does a model still answer briefly when nobody rewards it?",
            by=mei,
        )
        share(forgetting, to=ALL_MEMBERS, terms=Terms(right=Right.COMMENT), by=mei)


def _comment(paper: Paper, text: str, *, by: Viewer) -> None:
    version = Version.objects.visible_to(by).get(paper=paper, number=1)
    write_comment(text, on=version, by=by, shown=rung_for(version))


def _write(name: str, title: str, summary: str, abstract: str = "", *, by: Viewer) -> Paper:
    body = (PAPERS / f"{name}.md").read_text()
    return start_paper(Words(title=title, summary=summary, abstract=abstract, body=body), by=by)


def _sign_all(paper: Paper, *, by: Viewer, person: User) -> None:
    for version in awaiting(by, on=paper.guarded):
        evidence = Evidence(
            typed_name=person.name,
            account_name=person.name,
            address=person.email,
            ip="127.0.0.1",
            user_agent="sample content",
            shown_label="",
            shown_at=now().isoformat(),
            session_sha256="",
            shown_button="",
            shown_in="",
            page_sha256="",
            authenticated_by="sample content",
            authenticated_at="",
        )
        sign(version, on=paper.guarded, by=by, evidence=evidence)


@contextmanager
def _being(user: User) -> Iterator[Viewer]:
    with reading_as(user.pk):
        yield Viewer.of(user)
