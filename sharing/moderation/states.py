"""Which states a report can go to from which."""

from sharing.base.refusals import Refused
from sharing.moderation.models import Report

State = Report.State

NEXT: dict[str, frozenset[str]] = {
    State.OPEN: frozenset({State.DISMISSED, State.HIDDEN}),
    State.DISMISSED: frozenset(),
    State.HIDDEN: frozenset({State.RESTORED}),
    State.RESTORED: frozenset(),
}


def move(report: Report, to: Report.State) -> None:
    """Put the report in its next state; Refused where the table has no such step."""
    if to not in NEXT[report.state]:
        raise Refused(f"A moderator has decided on this in the meantime: it is {report.get_state_display()} now.")
    report.state = to
    report.save(update_fields=["state"])
