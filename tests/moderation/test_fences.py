"""Who may know what of a report: by both fences together, and by each alone."""

import pytest
from django.db import DatabaseError, connection, transaction

from sharing.access.models import Closing, Guarded
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.rights import Right
from sharing.moderation.actions import decide
from sharing.moderation.models import Decision, Filing, PassedOn, Report, SiteSettings
from sharing.moderation.states import State
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db

MODELS = (Report, Filing, PassedOn, Decision)


def by_policy_and_fence(world, model) -> set[str]:
    return {name for name, actor in world.everybody.items() if actor.sees(model.objects)}


def by_policy_alone(world, model) -> set[str]:
    with as_tables_owner():
        return by_policy_and_fence(world, model)


def by_fence_alone(world, model) -> set[str]:
    seen = set()
    for name, actor in world.everybody.items():
        with actor.acting():
            if model.objects.exists():
                seen.add(name)
    return seen


LOOKS = [by_policy_and_fence, by_policy_alone, by_fence_alone]


@pytest.mark.parametrize("look", LOOKS)
def test_each_part_of_an_open_report_has_its_audience(world, reported, look):
    reported("bob", also={"title", "name"})

    assert {model.__name__: look(world, model) for model in MODELS} == {
        "Report": {"alice", "bob", "mia"},
        "Filing": {"bob"},
        "PassedOn": {"bob", "mia"},
        "Decision": set(),
    }


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    ("outcome", "told"), [(State.DISMISSED, {"bob", "mia"}), (State.HIDDEN, {"alice", "bob", "mia"})]
)
def test_authors_are_told_of_what_was_hidden_alone(world, reported, look, outcome, told):
    report = reported("bob")
    with world.mia.acting() as mia:
        decide(report, outcome, by=mia, reason="Why")

    assert look(world, Decision) == told


@pytest.mark.parametrize("look", LOOKS)
def test_whoever_lost_the_paper_no_longer_reads_what_they_passed_on(world, paper, reported, look):
    report = reported("bob", also={"title"})
    with world.mia.acting() as mia:
        decide(report, State.HIDDEN, by=mia, reason="Why")

    assert (look(world, PassedOn), look(world, Filing)) == ({"mia"}, {"bob"})


@pytest.mark.parametrize("look", LOOKS)
def test_a_moderator_who_owns_the_paper_reads_neither_words_nor_dismissals(world, reported, look):
    type(world.alice.user).objects.filter(pk=world.alice.user.pk).update(is_moderator=True)
    report = reported("bob")
    with world.mia.acting() as mia:
        decide(report, State.DISMISSED, by=mia, reason="Why")

    assert (look(world, PassedOn), look(world, Decision)) == ({"bob", "mia"}, {"bob", "mia"})


@pytest.mark.parametrize("look", LOOKS)
def test_a_suspended_moderator_sees_nothing(world, reported, look):
    reported("bob")
    world.suspend(world.mia)

    assert look(world, PassedOn) == {"bob"}


def test_policy_and_fence_agree_on_who_decides(world, reported, second_moderator):
    reported("gita")
    type(world.alice.user).objects.filter(pk=world.alice.user.pk).update(is_moderator=True)
    by_policy = {name for name, actor in world.everybody.items() if actor.sees(Report.objects, Right.REVIEW)}

    by_fence = set()
    for name, actor in world.everybody.items():
        with actor.acting():
            if Report.objects.update(state=State.OPEN):
                by_fence.add(name)

    assert (by_policy, by_fence) == ({"mia"}, {"mia"})


# --- What the fence alone refuses ------------------------------------------------------


def refused(act) -> bool:
    try:
        with transaction.atomic():
            return act() in (0, (0, {}))
    except DatabaseError:
        return True


def called(function, report):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT fence.{function}(%s)", [report])


def on(report, **values):
    return {"kind": "paper", "about": report.about, "guarded_id": report.guarded_id} | values


def test_only_who_sees_a_paper_and_does_not_own_it_can_report_it(world, reported):
    report = reported("bob")
    can = set()
    for name, actor in world.everybody.items():
        with actor.acting():
            if not refused(lambda: Report.objects.create(**on(report))):
                can.add(name)

    assert can == {"bob", "gita"}


def test_a_report_begins_open_and_names_the_paper_it_is_about(world, reported):
    report = reported("bob")
    other = Guarded.objects.filter(pk=report.guarded_id).values_list("pk", flat=True)
    assert list(other) == [report.guarded_id]
    with world.bob.acting():
        assert refused(lambda: Report.objects.create(**on(report, state="hidden")))
        assert refused(lambda: Report.objects.create(**on(report, kind="comment")))
        assert refused(lambda: Report.objects.create(**on(report, about=report.pk)))


def test_nobody_writes_in_anothers_name(world, reported):
    report = reported("bob")
    with world.gita.acting():
        assert refused(
            lambda: Filing.objects.create(report=Report.objects.create(**on(report)), reporter=world.bob.user)
        )
        assert refused(lambda: PassedOn.objects.create(report=report, words="x"))
    with world.mia.acting():
        decision = {"report": report, "outcome": "dismissed", "reason": "x"}
        assert refused(lambda: Decision.objects.create(**decision, decided_by=world.omar.user))
        assert not refused(lambda: Decision.objects.create(**decision, decided_by=world.mia.user))


@pytest.mark.parametrize("name", ["alice", "bob", "dan", "omar", "noor"])
def test_only_moderators_write_decisions(world, reported, name):
    report, actor = reported("bob"), getattr(world, name)
    with actor.acting():
        assert refused(
            lambda: Decision.objects.create(
                report=report, outcome="dismissed", reason="x", decided_by=actor.user or world.mia.user
            )
        )


def test_decisions_are_kept_for_good(world, reported):
    report = reported("bob")
    with world.mia.acting() as mia:
        decide(report, State.HIDDEN, by=mia, reason="Why")

    with as_tables_owner():
        assert refused(lambda: Decision.objects.update(reason="Other"))
        assert refused(lambda: Decision.objects.all().delete())
    with world.mia.acting():
        assert refused(lambda: PassedOn.objects.update(words="Other"))
        assert refused(lambda: PassedOn.objects.all().delete())
        assert refused(lambda: Report.objects.update(about=report.pk))


@pytest.mark.parametrize("function", ["hide_reported", "restore_reported"])
@pytest.mark.parametrize("name", ["alice", "bob", "dan", "omar", "mia", "noor"])
def test_the_functions_carry_out_only_a_moderators_decision(world, reported, function, name):
    """Mia has decided nothing yet, so not hers either."""
    report = reported("bob")
    with getattr(world, name).acting():
        assert refused(lambda: called(function, report.pk))


def test_owners_cannot_take_back_what_moderators_hid(world, paper, reported):
    report = reported("bob")
    with world.mia.acting() as mia:
        decide(report, State.HIDDEN, by=mia, reason="Why")

    with world.alice.acting():
        assert refused(lambda: Closing.objects.update(reopened_by=world.alice.user.pk, reopened_at=report.made_at))
        assert refused(lambda: Guarded.objects.filter(pk=paper.pk).update(closed_at=None))
        hidden = Closing(guarded=paper.guarded, because="hidden", closed_by=world.alice.user.pk)
        assert refused(lambda: hidden.save(force_insert=True))


@pytest.mark.parametrize("name", ["alice", "mia", "noor"])
def test_only_the_operator_sets_the_site(world, name):
    with getattr(world, name).acting():
        assert refused(lambda: SiteSettings.objects.create(about_reports="x"))
    with world.omar.acting():
        SiteSettings.objects.create(about_reports="x")
    with getattr(world, name).acting():
        assert refused(lambda: SiteSettings.objects.update(about_reports="y"))
        assert SiteSettings.current().about_reports == "x"


def test_a_system_reader_with_no_reason_of_order_decides_nothing(world, reported):
    report = reported("bob")
    with reading_as_system(SystemWork.BUILD_TESTS):
        Report.objects.update(state=State.HIDDEN)
        assert refused(lambda: called("hide_reported", report.pk))
