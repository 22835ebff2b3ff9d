"""From the outbox to notices and deliveries."""

import logging
from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from accounts.models import User
from accounts.viewer import Viewer
from sharing.audit.models import Event
from sharing.audit.outbox import claim_batch, done
from sharing.base.clock import now
from sharing.base.reader import SystemWork, reading_as, reading_as_system
from sharing.notifications.kinds import TOLD, Telling
from sharing.notifications.models import Channel, Delivery, Notice

log = logging.getLogger(__name__)

BATCH = 50


def tell_of_what_waits() -> Iterator[UUID]:
    """Tell of every event whose turn it is; yields the deliveries to post, each once its event is told."""
    while events := claim_batch(BATCH):
        for event in events:
            try:
                deliveries = tell(event)
            except Exception as error:  # noqa: BLE001 -- whatever ails one event, the others must not wait for it
                log.error("Event %s could not be told: %s.", event.pk, type(error).__name__)  # noqa: TRY400 -- a traceback may hold words
            else:
                yield from (each.pk for each in deliveries if each.channel == Channel.MAIL)


@transaction.atomic
def tell(event: Event) -> list[Delivery]:
    """Write a notice, and its deliveries, for everybody who is to be told of an event and may know of it.

    All of it with the event's way out of the outbox, or nothing. None where
    somebody else has told of it.
    """
    if not done(event):
        return []

    with reading_as_system(SystemWork.TELL_PEOPLE):
        notices = _write_notices(event)
        deliveries = [Delivery.in_the_inbox(notice, at=now()) for notice in notices]
        deliveries += [Delivery.by_mail(notice, at=now()) for notice in notices]
        return Delivery.objects.bulk_create(deliveries)


def _write_notices(event: Event) -> list[Notice]:
    told: list[Notice] = []
    for telling in TOLD.get(event.kind, ()):
        # Nobody is told twice, nor what they did themselves unless that is meant.
        passed_over = {notice.recipient_id for notice in told} | (set() if telling.tells_the_actor else {event.by})
        candidates = User.objects.members().filter(pk__in=set(telling.to(event)) - passed_over)
        told += _whoever_may_know(event, telling, candidates)
    return told


def _whoever_may_know(event: Event, telling: Telling, candidates) -> list[Notice]:
    """The notices of those candidates who may know of them; others leave no row behind.

    Each is written first and then looked for as its recipient, so that the
    question is the one which the inbox and the post ask later.
    """
    recipients = list(candidates)
    notices = Notice.objects.bulk_create(
        Notice(
            recipient=member,
            event_id=event.pk,
            kind=telling.kind,
            at=event.at,
            by=None if telling.is_anonymous else event.by,
            read_at=event.at if telling.is_no_news else None,
            **telling.about(event),
        )
        for member in recipients
    )
    known = [notice for notice, member in zip(notices, recipients, strict=True) if may_know(notice, Viewer.of(member))]
    Notice.objects.filter(pk__in={notice.pk for notice in notices} - {notice.pk for notice in known}).delete()
    return known


def may_know(notice: Notice, viewer: Viewer) -> bool:
    """Whether both fences show this notice to the viewer now."""
    with reading_as(viewer.principal):
        return Notice.objects.visible_to(viewer).filter(pk=notice.pk).exists()
