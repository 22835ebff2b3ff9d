"""A notice as a letter: that something happened and where to look, and nothing of what it is about."""

import hashlib

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from accounts.viewer import Viewer
from sharing.access.receipts import receipt_text
from sharing.agreements.models import Signature
from sharing.base.reader import reading_as
from sharing.notifications.choices import stopping_token
from sharing.notifications.models import Delivery, Notice, NoticeKind


def letter(delivery: Delivery, *, to: str) -> EmailMessage:
    """Plain text to one address. The same delivery always has the same Message-ID.

    A receipt alone says more than that something happened: the words that its
    recipient has signed.
    """
    notice = delivery.notice
    stop = (
        _absolute(reverse("stop_mail"))
        + "?"
        + urlencode({"token": stopping_token(notice.kind, of=notice.recipient_id)})
    )
    words = {
        "site_name": settings.SITE_NAME,
        "link": _absolute(reverse("notice", args=[notice.pk])),
        "settings": _absolute(reverse("mail_settings")),
        "stop": stop,
        "when": NoticeKind(notice.kind).label,
        "enclosed": _receipt(notice) if notice.kind == NoticeKind.RECEIPT else "",
    }
    subject = render_to_string(f"notifications/mail/{notice.kind}.txt", words).strip()
    return EmailMessage(
        subject=subject,
        body=render_to_string("notifications/mail/message.txt", {**words, "subject": subject}),
        to=[to],
        headers={
            "Message-ID": message_id(delivery),
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _receipt(notice: Notice) -> str:
    """What the recipient signed, as they may read it now."""
    viewer = Viewer.of(notice.recipient)
    with reading_as(viewer.principal):
        signature = Signature.objects.visible_to(viewer).get(event_id=notice.event_id, signer=viewer.principal)
        return receipt_text(signature, viewer=viewer)


def message_id(delivery: Delivery) -> str:
    digest = hashlib.sha256(f"delivery {delivery.pk}".encode()).hexdigest()
    return f"<{digest[:40]}@{settings.SITE_HOST.split(':')[0]}>"


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
