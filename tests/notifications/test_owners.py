"""A paper's owners are told, whoever its byline names: who imported it, and who was made an owner later."""

import pytest

from sharing.access.actions import give, require_agreements
from sharing.access.rungs import Rung
from sharing.access.signing import sign
from sharing.base.rights import Right
from sharing.discussion.actions import rung_for, write_comment
from sharing.journeys.importing.actions import import_paper
from sharing.journeys.importing.sources import Found
from sharing.moderation.actions import decide, report
from sharing.moderation.passing_on import Choice, fingerprint, passed_on
from sharing.moderation.states import State
from sharing.papers.actions import publish, publishable
from sharing.papers.models import Paper, Version
from tests.evidence import evidence
from tests.notifications.conftest import WORDS, forget_notices, tell, told
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported(world) -> Paper:
    """Alice's, by authors who are not here; Gita owns it too, and Bob may discuss it."""
    with world.alice.acting() as alice:
        paper = import_paper(
            Found("line 1", WORDS, source="one", authors=("C. Balázs", "E. Berger")), to=None, by=alice
        )
        give(Right.OWN, on=paper.guarded, to=world.gita.user.pk, by=alice)
        give(Right.COMMENT, on=paper.guarded, to=world.bob.user.pk, by=alice)
    tell()
    forget_notices()
    return paper


def comments_on(paper: Paper, actor, *, shown: Rung | None = None):
    with actor.acting() as viewer:
        version = Version.objects.get(paper=paper)
        return write_comment("Canarysaid", on=version, by=viewer, shown=shown or rung_for(version))


def reports(thing, actor):
    choice = Choice(words="Canarycomplaint")
    with actor.acting() as viewer:
        return report(thing, choice, by=viewer, previewed=fingerprint(passed_on(thing, choice, viewer=viewer)))


def test_of_a_comment(world, imported):
    comments_on(imported, world.bob)
    tell()
    assert told() == [("alice", "comment"), ("gita", "comment")]


def test_of_what_is_said_once_it_is_published(world, imported):
    with world.alice.acting() as alice:
        publish(imported, by=alice, shown=publishable(imported, by=alice).fingerprint)
    tell()
    assert told() == []

    comments_on(imported, world.dan)
    tell()
    assert told() == [("alice", "comment"), ("gita", "comment")]


def test_of_a_signature(world, imported, agreement):
    with world.alice.acting() as alice:
        requirement = require_agreements([agreement], on=imported.guarded, by=alice)
        give(Right.READ, on=imported.guarded, to=world.cara.user.pk, by=alice, requirement=requirement)
    tell()
    forget_notices()
    with world.cara.acting() as cara:
        sign(agreement, on=imported.guarded, by=cara, evidence=evidence("cara"))
    tell()
    assert told() == [("alice", "signed"), ("cara", "receipt"), ("gita", "signed")]


def test_of_a_report_and_of_hiding_and_restoring(world, imported):
    made = reports(imported, world.bob)
    tell()
    assert told() == [("alice", "reported"), ("gita", "reported"), ("mia", "to_decide")]

    for outcome, kind in ((State.HIDDEN, "hidden"), (State.RESTORED, "restored")):
        forget_notices()
        with world.mia.acting() as mia:
            decide(made, outcome, by=mia, reason="Why")
        tell()
        assert told() == [("alice", kind), ("bob", "decided"), ("gita", kind)]


def test_of_a_reported_comment(world, imported):
    said = comments_on(imported, world.gita)
    tell()
    forget_notices()
    reports(said, world.bob)
    tell()
    assert told() == [("alice", "reported"), ("gita", "reported"), ("mia", "to_decide")]


def test_a_name_in_the_byline_alone_is_told_nothing(world, imported):
    """Whoever wrote it and owns it no longer."""
    with as_tables_owner():
        paper = Paper.objects.get(pk=imported.pk)
        paper.authors.create(position=9, member=world.bob.user, name="Bob")
    comments_on(imported, world.alice)
    tell()
    assert told() == [("gita", "comment")]
