"""Builds the sample site out of the acts that members have, each done as the member who does it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.invites.actions import invite
from accounts.invites.terms import Terms as InviteTerms
from accounts.models import User
from accounts.viewer import Viewer
from sharing.access.signing import Evidence, awaiting, sign
from sharing.agreements.actions import copy_template
from sharing.agreements.models import AgreementVersion
from sharing.base.clock import now
from sharing.base.principals import ALL_MEMBERS
from sharing.base.reader import reading_as
from sharing.base.rights import Right
from sharing.discussion.actions import reply_to, rung_for, rung_for_reply, write_comment
from sharing.groups.actions import admit, found_group
from sharing.groups.models import Group, Role
from sharing.journeys.samples.people import PEOPLE, Person
from sharing.journeys.samples.plot import draw_plot
from sharing.journeys.samples.talks import ABOUT_BUTTONS, ABOUT_FORGETTING, ABOUT_SUCCESSORS, Talk
from sharing.moderation.actions import report
from sharing.moderation.passing_on import Choice, fingerprint, passed_on
from sharing.papers.actions import (
    Words,
    add_version,
    publish,
    publishable,
    save_working_copy,
    start_paper,
    words_of,
)
from sharing.papers.asking_authors import asked_of
from sharing.papers.byline import accept, ask_author
from sharing.papers.figures.actions import add_figure
from sharing.papers.figures.images import cleaned
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
    """Each paper with who may read it, and then what they say about it."""
    successors = _write_alices(members, groups)
    with _being(members["ben"]) as ben:
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
            "A habit that was rewarded outlives its reward by 500 steps of fine-tuning, and is gone after 2,000.",
            by=mei,
            figures={"kept.png": draw_plot()},
        )
        share(forgetting, to=ALL_MEMBERS, terms=Terms(right=Right.COMMENT), by=mei)
    with _being(members["cara"]) as cara:
        quantilizers = _write(
            "quantilizers",
            "What caution costs a quantilizer",
            "A bound, and what it does not say.",
            "Acting as one of the best $q$ of a trusted chooser costs at most $1/q$ times what the chooser costs.",
            by=cara,
        )
        share(quantilizers, to=groups["evaluations"].pk, terms=Terms(right=Right.COMMENT), by=cara)
        words = replace(words_of(quantilizers.working_copy), summary="A bound, what it does not say, and its price.")
        save_working_copy(quantilizers, words, by=cara)
        add_version(
            quantilizers, by=cara, name="With its price", what_changed="The summary promises what the last section has."
        )
        for handle in ("ben", "mei"):
            ask_author(quantilizers, handle, by=cara)
    with _being(members["ben"]) as ben:
        accept(asked_of(ben).get(), by=ben, name=members["ben"].name, affiliation=members["ben"].affiliation)
    letters = _publish_dariuss(members)

    _sign_all(successors, person=members["ben"])
    for paper, talk in (
        (successors, ABOUT_SUCCESSORS),
        (buttons, ABOUT_BUTTONS),
        (forgetting, ABOUT_FORGETTING),
    ):
        _say(talk, about=paper, members=members)
    _report(letters, by=members["cara"])


def _write_alices(members: dict[str, User], groups: dict[str, Group]) -> Paper:
    """Her draft under an agreement; and two public papers, a sketch, and an invite to the site."""
    with _being(members["alice"]) as alice:
        template = AgreementVersion.objects.visible_to(alice).get(agreement__owner=None, title__startswith="No capab")
        asked = copy_template(template, by=alice)
        listed = _write("reading-list", "Reading list for the first ten weeks", "What we read on Thursdays.", by=alice)
        publish(listed, by=alice, shown=publishable(listed, by=alice).fingerprint)
        review = _write(
            "review-in-confidence",
            "How we review in confidence",
            "Five steps, what we ask of a reviewer, and what went wrong so far.",
            by=alice,
        )
        publish(review, by=alice, shown=publishable(review, by=alice).fingerprint)
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
        invite(by=members["alice"], terms=InviteTerms(note="For whoever comes to the next Thursday.", max_uses=5))
    return successors


def _publish_dariuss(members: dict[str, User]) -> Paper:
    with _being(members["darius"]) as darius:
        letters = _write(
            "known-reasons",
            "Letters of recommendation: Newcomb's problem without a box",
            "What it is worth to keep one's word where somebody knows us well.",
            "A judge of character who is right a little more than half of the time is enough for keeping to pay.",
            by=darius,
        )
        publish(letters, by=darius, shown=publishable(letters, by=darius).fingerprint)
    return letters


def _write(
    name: str,
    title: str,
    summary: str,
    abstract: str = "",
    *,
    by: Viewer,
    figures: Mapping[str, bytes] = MappingProxyType({}),
) -> Paper:
    cited = PAPERS / f"{name}.bib"
    words = Words(
        title=title,
        summary=summary,
        abstract=abstract,
        body=(PAPERS / f"{name}.md").read_text(),
        bibliography=cited.read_text() if cited.exists() else "",
    )
    paper = start_paper(words, by=by)
    for file_name, image in figures.items():
        add_figure(paper, name=file_name, image=cleaned(image), by=by)
    return paper


def _sign_all(paper: Paper, *, person: User) -> None:
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
    with _being(person) as viewer:
        for version in awaiting(viewer, on=paper.guarded):
            sign(version, on=paper.guarded, by=viewer, evidence=evidence)


def _say(talk: Talk, *, about: Paper, members: dict[str, User]) -> None:
    """A comment on the first version, and then each an answer to the one before."""
    last = None
    for handle, text in talk:
        with _being(members[handle]) as viewer:
            if last:
                last = reply_to(last, text, by=viewer, shown=rung_for_reply(last))
            else:
                version = Version.objects.visible_to(viewer).get(paper=about, number=1)
                last = write_comment(text, on=version, by=viewer, shown=rung_for(version))


def _report(paper: Paper, *, by: User) -> None:
    words = "The footnote quotes a letter of mine. I was asked what I think, not whether it may be printed."
    choice = Choice(words=words, also=frozenset({"name", "title"}))
    with _being(by) as viewer:
        report(paper, choice, by=viewer, previewed=fingerprint(passed_on(paper, choice, viewer=viewer)))


@contextmanager
def _being(user: User) -> Iterator[Viewer]:
    with reading_as(user.pk):
        yield Viewer.of(user)
