"""What a member is told, as they may know it now."""

from dataclasses import dataclass

from django.db.models import F, Q

from accounts.models import User
from accounts.viewer import Viewer
from sharing.base.clock import now
from sharing.base.guarded import require
from sharing.base.paging import Place, page_of
from sharing.base.rights import Right
from sharing.groups.models import Group
from sharing.notifications.models import Notice
from sharing.papers.models import Card

PAGE = 25
MOST_COUNTED = 100


@dataclass(frozen=True)
class Entry:
    """A notice, and what its words name: the viewer may see each of them."""

    notice: Notice
    by: str
    card: Card | None
    group: Group | None


@dataclass(frozen=True)
class Inbox:
    entries: list[Entry]
    older_than: Place | None  # Where the next page goes on; None on the last.


def newest_notices(viewer: Viewer, *, before: Place | None = None) -> Inbox:
    """The viewer's newest notices, of those that are not silent."""
    shown, older_than = page_of(Notice.objects.visible_to(viewer), at="at", size=PAGE, beyond=before)
    return Inbox(_entries(shown, viewer), older_than)


def unread_count(viewer: Viewer) -> int:
    """How many notices the viewer could read and has not, up to 100: beyond that they are many."""
    return Notice.objects.visible_to(viewer).filter(read_at=None)[:MOST_COUNTED].count()


def mark_read(notice: Notice, *, by: Viewer) -> None:
    require(by, Right.SEE, notice)
    _mark(Notice.objects.visible_to(by).filter(pk=notice.pk))


def mark_all_read(*, by: Viewer, until: Place) -> None:
    """Mark what was shown, and not what has come since. A silent one keeps its mark for when it can be read."""
    shown = Q(at__lt=until.at) | Q(at=until.at, pk__lte=until.key)
    _mark(Notice.objects.visible_to(by).filter(shown))


def _mark(notices) -> None:
    notices.filter(read_at=None).update(read_at=now())


def _entries(notices: list[Notice], viewer: Viewer) -> list[Entry]:
    papers = {notice.paper_id for notice in notices if notice.paper_id}
    cards = Card.objects.visible_to(viewer).filter(paper__in=papers, number=F("paper__guarded__versions"))
    cards_by_paper = {card.paper_id: card for card in cards}
    actors = User.objects.filter(pk__in={notice.by for notice in notices if notice.by})
    names = {actor.pk: actor.name_and_handle for actor in actors}
    groups = Group.objects.visible_to(viewer).in_bulk({notice.group_id for notice in notices if notice.group_id})
    return [
        Entry(
            notice=notice,
            by=names.get(notice.by, "Somebody"),
            card=cards_by_paper.get(notice.paper_id) if notice.paper_id else None,
            group=groups.get(notice.group_id),
        )
        for notice in notices
    ]
