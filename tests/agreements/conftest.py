"""Alice's paper under Alice's agreement, as far as everybody has come with it."""

import time
from dataclasses import dataclass

import pytest

from sharing.access.actions import give, require_agreements, revoke
from sharing.access.models import Requirement
from sharing.access.signing import sign
from sharing.agreements.actions import Wording, add_agreement_version, write_agreement
from sharing.agreements.models import AgreementVersion
from sharing.agreements.starting import load_starting_texts
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.rights import Right
from sharing.groups import actions as groups
from sharing.papers.actions import Words, add_version, start_paper
from sharing.papers.models import Paper
from tests.evidence import evidence

WORDS = Words(title="Canarytitle", summary="Canarysummary", abstract="Canaryabstract", body="Canarybody")
TERMS = {"title": "Terms of Alice", "in_short": "You keep it.\nYou ask."}
FIRST = Wording(**TERMS, text="You keep it to yourself.\n\nYou ask.")
SECOND = Wording(**TERMS, text="You keep it to yourself.\n\nYou wait.")


@dataclass
class Trust:
    """One paper, what it asks for, and the texts of that."""

    paper: Paper
    requirement: Requirement
    first: AgreementVersion


def paper_under(version: AgreementVersion, *, by, words: Words = WORDS) -> tuple[Paper, Requirement]:
    paper = start_paper(words, by=by)
    add_version(paper, by=by)
    return paper, require_agreements([version], on=paper.guarded, by=by)


def signs(actor, version: AgreementVersion, *, on: Paper):
    with actor.acting() as viewer:
        return sign(version, on=on.guarded, by=viewer, evidence=evidence(viewer.user.handle))


def note_authentication(client, user, *, at: float) -> None:
    """Into the session, as allauth does."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": at}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.fixture
def trust(world) -> Trust:
    """Bob, Xavier, Sam and, by a group, Gita have signed; Cara has not; then Xavier was removed and Sam suspended."""
    with world.alice.acting() as alice:
        first = write_agreement(FIRST, by=alice)
        paper, requirement = paper_under(first, by=alice)
        group = groups.found_group(name="Lab", purpose="", by=alice)
        groups.admit(world.gita.user, to=group, by=alice)
        on_terms = {"on": paper.guarded, "by": alice, "requirement": requirement}
        for name in ("bob", "cara", "sam"):
            give(Right.COMMENT, to=getattr(world, name).user.pk, **on_terms)
        give(Right.READ, to=group.pk, **on_terms)
        removed = give(Right.READ, to=world.xavier.user.pk, **on_terms)
    for name in ("bob", "xavier", "sam", "gita"):
        signs(getattr(world, name), first, on=paper)
    with world.alice.acting() as alice:
        revoke(removed, by=alice)
    world.suspend(world.sam)
    return Trust(paper, requirement, first)


@pytest.fixture
def second(world, trust) -> AgreementVersion:
    """Alice's next version, which no paper asks for yet."""
    with world.alice.acting() as alice:
        return add_agreement_version(trust.first.agreement, SECOND, what_changed="You wait now.", by=alice)


@pytest.fixture
def starting_texts(db) -> None:
    """The site's texts, whatever an earlier test has left of the database."""
    with reading_as_system(SystemWork.BUILD_TESTS):
        load_starting_texts(using="default")


@pytest.fixture
def browser(client, world):
    """A browser for one of the cast, who signed in by password so many seconds ago."""

    def browser(name: str, *, seconds_ago: float = 0):
        if user := getattr(world, name).user:
            client.force_login(user, backend="accounts.backends.MembersOnly")
            note_authentication(client, user, at=time.time() - seconds_ago)
        return client

    return browser
