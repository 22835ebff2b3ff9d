"""Lists of reports, a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accounts.viewer import Viewer
from sharing.base.paging import Place, page_of
from sharing.base.rights import Right
from sharing.moderation.models import Decision, Report
from sharing.moderation.states import State

PAGE = 25


@dataclass(frozen=True)
class Listing:
    reports: list[Report]
    next: Place | None  # Where the next page goes on; None on the last.


def open_reports(viewer: Viewer, *, after: Place | None = None) -> Listing:
    """What waits for a decision that this moderator may make, oldest first."""
    waiting = Report.objects.visible_to(viewer, Right.REVIEW).filter(state=State.OPEN)
    return _listing(waiting, place=after, newest_first=False)


def decided_reports(viewer: Viewer, *, after: Place | None = None) -> Listing:
    """What moderators have decided, newest report first."""
    decided = Report.objects.visible_to(viewer, Right.REVIEW).exclude(state=State.OPEN)
    return _listing(decided, place=after, newest_first=True)


def own_reports(viewer: Viewer, *, after: Place | None = None) -> Listing:
    """What the viewer has reported, newest first."""
    own = Report.objects.visible_to(viewer).filter(filing__reporter=viewer.principal)
    return _listing(own, place=after, newest_first=True)


def reports_on(paper: UUID, viewer: Viewer, *, after: Place | None = None) -> Listing:
    """What was reported on a paper, as far as the viewer may know, newest first."""
    return _listing(Report.objects.visible_to(viewer).filter(guarded=paper), place=after, newest_first=True)


def decisions_on(reports: Iterable[Report], *, viewer: Viewer) -> dict[UUID, list[Decision]]:
    """By report, the decisions that the viewer may know of, oldest first."""
    decisions: dict[UUID, list[Decision]] = {report.pk: [] for report in reports}
    known = Decision.objects.visible_to(viewer).filter(report__in=decisions).select_related("decided_by")
    for decision in known.order_by("decided_at"):
        decisions[decision.report_id].append(decision)
    return decisions


def reasons_to_hide(comments: Iterable[UUID], *, viewer: Viewer) -> dict[UUID, str]:
    """By comment, what the moderators told its writer when they last hid it. One query; none for no comments."""
    decisions = Decision.objects.visible_to(viewer).filter(
        report__about__in=list(comments), outcome=Report.State.HIDDEN
    )
    return dict(decisions.order_by("decided_at").values_list("report__about", "reason"))


def _listing(reports: QuerySet[Report], *, place: Place | None, newest_first: bool) -> Listing:
    return Listing(*page_of(reports, at="made_at", size=PAGE, beyond=place, newest_first=newest_first))
