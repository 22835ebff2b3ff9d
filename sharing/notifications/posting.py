"""Carrying deliveries by mail: claim, ask the policy again, send or drop."""

import smtplib
from datetime import timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import F, Q

from accounts.models import User
from accounts.viewer import Viewer
from sharing.base.clock import now
from sharing.base.reader import SystemWork, reading_as_system
from sharing.notifications.choices import is_wanted
from sharing.notifications.mail import letter
from sharing.notifications.models import Channel, Delivery
from sharing.notifications.telling import may_know

State, Because = Delivery.State, Delivery.Because

# A claim lasts longer than a task may run (sharing.notifications.tasks), so that no two ever send at once.
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=12)
MOST_ATTEMPTS = 12  # In about two days.
AT_ONCE = 500

OPEN = Q(channel=Channel.MAIL, state__in=[State.PENDING, State.CLAIMED])


def due_deliveries() -> list[UUID]:
    """What is to be posted by now, longest due first: new, put off after a failure, or left by a worker that died."""
    with reading_as_system(SystemWork.TELL_PEOPLE):
        due = Delivery.objects.filter(OPEN, next_attempt_at__lte=now()).order_by("next_attempt_at", "pk")
        return list(due.values_list("pk", flat=True)[:AT_ONCE])


def deliver_one(key: UUID) -> None:
    """Post one delivery, if it is due and nobody else is at it.

    Sent at most once, unless the worker dies between the mail server's yes and
    our commit: then again, under the same Message-ID.
    """
    with reading_as_system(SystemWork.TELL_PEOPLE):
        delivery = _claim(key)
        if delivery is None:
            return
        recipient = User.objects.members().filter(pk=delivery.notice.recipient_id).first()
        address = _address_of(recipient)
        if recipient is None or address is None:
            _drop(delivery, Because.NO_MEMBER)
        elif not is_wanted(delivery.notice.kind, by=recipient.pk):
            _drop(delivery, Because.UNWANTED)
        elif not may_know(delivery.notice, Viewer.of(recipient)):
            _drop(delivery, Because.NOT_ALLOWED)
        else:
            _send(delivery, to=address)


def _claim(key: UUID) -> Delivery | None:
    """Take a due delivery for ourselves until its next attempt. One UPDATE: of many at once, one gets it.

    What was tried too often is dropped here: whoever had it last may have
    failed, or been ended, in a way that wrote nothing down.
    """
    attempts = Delivery.objects.filter(pk=key).values_list("attempts", flat=True).first()
    if attempts is None:
        return None
    due = Delivery.objects.filter(OPEN, pk=key, attempts=attempts, next_attempt_at__lte=now())
    if attempts >= MOST_ATTEMPTS:
        due.update(state=State.DROPPED, dropped_because=Because.GIVEN_UP, ended_at=now())
        return None
    ours = due.update(
        state=State.CLAIMED, attempts=F("attempts") + 1, next_attempt_at=now() + _wait_after(attempts + 1)
    )
    return Delivery.objects.select_related("notice").get(pk=key) if ours else None


def _send(delivery: Delivery, *, to: str) -> None:
    try:
        letter(delivery, to=to).send()
    except (smtplib.SMTPException, OSError) as error:
        _put_off(delivery, error)
    else:
        _end(delivery, State.SENT)


def _put_off(delivery: Delivery, error: Exception) -> None:
    """Until the next attempt, if there is to be one."""
    if _is_final(error):
        _drop(delivery, Because.REFUSED)
    elif delivery.attempts >= MOST_ATTEMPTS:
        _drop(delivery, Because.GIVEN_UP)
    else:
        _still_ours(delivery).update(state=State.PENDING)


def _is_final(error: Exception) -> bool:
    """If the server said that this recipient will never do."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _ in error.recipients.values())


def _drop(delivery: Delivery, because: Delivery.Because) -> None:
    _end(delivery, State.DROPPED, dropped_because=because)


def _end(delivery: Delivery, state: Delivery.State, **why: str) -> None:
    _still_ours(delivery).update(state=state, ended_at=now(), **why)


def _still_ours(delivery: Delivery):
    return Delivery.objects.filter(pk=delivery.pk, state=State.CLAIMED, attempts=delivery.attempts)


def _address_of(recipient: User | None) -> str | None:
    """The address they use, of those they have shown to be theirs."""
    addresses = EmailAddress.objects.filter(user=recipient, verified=True).order_by("-primary", "pk")
    return addresses.values_list("email", flat=True).first() if recipient else None


def _wait_after(attempts: int) -> timedelta:
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)
