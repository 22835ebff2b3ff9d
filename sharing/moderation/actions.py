"""What happens in keeping order: reporting and deciding."""

from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from accounts.models import User
from accounts.viewer import Viewer
from sharing.access.turns import wait_for_number
from sharing.audit import Kind, record
from sharing.base.guarded import require
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.moderation.models import Decision, Filing, PassedOn, Report
from sharing.moderation.passing_on import Choice, fingerprint, passed_on
from sharing.moderation.states import State, move
from sharing.moderation.subjects import SUBJECTS

GONE = "There is nothing left of it to report."
CHANGED = "What you report has changed since you looked. Please look again at what is passed on."


@transaction.atomic
def report(thing: Any, choice: Choice, *, by: Viewer, previewed: str) -> Report:
    """Bring something to the moderators, passing on exactly what was previewed and nothing else.

    ``previewed`` is the fingerprint of what the reporter was shown.
    """
    refuse_own(thing, viewer=by)
    subject = SUBJECTS[type(thing)]
    passed = passed_on(thing, choice, viewer=by)
    if fingerprint(passed) != previewed:
        raise Refused(CHANGED)
    _one_at_a_time(by)
    if not subject.by_default <= passed.keys():
        raise Refused(GONE)
    if Report.objects.filter(about=thing.pk, state=State.OPEN, filing__reporter=by.principal).exists():
        raise Refused("You have reported this already, and the moderators have not decided yet.")

    made = Report.objects.create(id=uuid4(), kind=subject.kind, about=thing.pk, guarded_id=subject.paper_of(thing))
    Filing.objects.create(report=made, reporter_id=by.principal)
    PassedOn.objects.create(report=made, **passed)

    record(Kind.REPORT_MADE, by=by.principal, about=made, facts={"kind": Report.Kind(made.kind), "of": made.about})
    return made


@transaction.atomic
def decide(report: Report, outcome: State, *, by: Viewer, reason: str) -> Decision:
    """Decide on a report: hide what is reported, restore it, or let it be. The reason is told.

    A thing stays hidden as long as one report's decision hides it.
    """
    require(by, Right.REVIEW, report)
    if not reason.strip():
        raise Refused("Say why: the reporter reads it, and so do the authors where something is hidden.")
    wait_for_number(report.guarded_id)  # Hiding closes the paper: nobody's act there is overtaken by it.
    report = Report.objects.select_for_update().get(pk=report.pk)

    move(report, outcome)
    decision = Decision.objects.create(report=report, outcome=outcome, reason=reason, decided_by_id=by.principal)
    _carry_out(report, by=by)

    record(
        Kind.REPORT_DECIDED, by=by.principal, about=report, facts={"decision": decision.pk, "outcome": State(outcome)}
    )
    return decision


def refuse_own(thing: Any, *, viewer: Viewer) -> None:
    """Refused for whoever could take the thing back themselves, and for who is not signed in."""
    if not viewer.is_member:
        raise Refused("Sign in to report something.")
    require(viewer, Right.SEE, thing)
    if sentence := SUBJECTS[type(thing)].own(thing, viewer):
        raise Refused(sentence)


def _carry_out(report: Report, *, by: Viewer) -> None:
    """Hide or restore by opaque id: the database's functions check the moderator and write together."""
    functions = {
        State.HIDDEN: ("SELECT fence.hide_reported(%s)", Kind.THING_HIDDEN),
        State.RESTORED: ("SELECT fence.restore_reported(%s)", Kind.THING_RESTORED),
    }
    if report.state not in functions:
        return
    sql, kind = functions[State(report.state)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [report.pk])
        has_changed = cursor.fetchone()[0]
    if has_changed:
        record(kind, by=by.principal, about=(report.kind, report.about), facts={"report": report.pk})


def _one_at_a_time(viewer: Viewer) -> None:
    """A form sent twice waits here for itself, and then finds the first report."""
    User.objects.select_for_update(no_key=True).get(pk=viewer.principal)
