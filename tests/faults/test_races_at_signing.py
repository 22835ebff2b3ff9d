"""Signing twice at once, and texts changed meanwhile.

Whatever comes of it happened in one order or the other, each is told so, and nobody is told that we failed.
"""

import re
import time

import pytest
from django.core import mail

from sharing.agreements.models import Agreement, AgreementVersion, Signature
from sharing.audit import Kind
from sharing.base.reader import SystemWork, reading_as_system
from sharing.notifications.models import Notice, NoticeKind
from sharing.notifications.posting import deliver_one
from sharing.notifications.telling import tell_of_what_waits
from tests.agreements.conftest import note_authentication
from tests.faults.crowd import at_once, browser, count, events, posting, row, statuses

pytestmark = [
    pytest.mark.django_db(databases=["default", "owner"], transaction=True),
    pytest.mark.usefixtures("races"),
]


def test_a_form_of_consent_sent_eight_times_at_once_signs_once_and_mails_one_receipt(talk, url):
    cara = browser(talk.world.cara)
    note_authentication(cara, talk.world.cara.user, at=time.time())
    page = cara.get(f"{url}agreements/").content.decode()
    sealed = re.search(r'name="shown" value="([^"]+)"', page)[1]
    before = events(Kind.AGREEMENT_SIGNED)

    form = {"shown": sealed, "agreed": "on", "name": "Cara Lind", "answer": "sign"}
    answers = at_once(*[posting(cara, f"{url}agreements/", **form)] * 8)
    mail.outbox.clear()
    for delivery in tell_of_what_waits():
        deliver_one(delivery)

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, url)] * 8
    assert (count(Signature, signer=talk.world.cara.user), events(Kind.AGREEMENT_SIGNED) - before) == (1, 1)
    assert count(Notice, kind=NoticeKind.RECEIPT, recipient=talk.world.cara.user) == 1
    receipts = [letter for letter in mail.outbox if letter.subject == "Your receipt for what you signed on Colloquy"]
    assert sorted(letter.to for letter in receipts) == [["bob@example.org"], ["cara@example.org"]]


def test_signing_and_declining_at_once_is_one_and_then_the_other(talk, url):
    cara = browser(talk.world.cara)
    note_authentication(cara, talk.world.cara.user, at=time.time())
    page = cara.get(f"{url}agreements/").content.decode()
    form = {"shown": re.search(r'name="shown" value="([^"]+)"', page)[1], "agreed": "on", "name": "Cara Lind"}

    answers = at_once(*(posting(cara, f"{url}agreements/", **form, answer=answer) for answer in ("sign", "decline")))

    # Signed first, there was nothing left to decline.
    assert answers[0].status_code == 302
    assert (answers[1].status_code, events(Kind.AGREEMENT_DECLINED)) in {(302, 1), (404, 0)}
    assert count(Signature, signer=talk.world.cara.user) == 1


def test_two_versions_of_an_agreement_saved_at_once_follow_each_other(talk, alice):
    agreement = row(Agreement, owner=talk.world.alice.user)
    forms = [{"title": "A", "in_short": "a", "text": text, "what_changed": "b", "save": "1"} for text in ("2", "3")]
    path = f"/agreements/{agreement.pk}/versions/add/"
    previews = [alice.post(path, form).context["preview"]["digest"] for form in forms]

    answers = at_once(
        *(posting(alice, path, **form, previewed=previewed) for form, previewed in zip(forms, previews, strict=True))
    )

    with reading_as_system(SystemWork.BUILD_TESTS):
        numbers = sorted(AgreementVersion.objects.filter(agreement=agreement).values_list("number", flat=True))
    assert (statuses(answers), numbers) == ([302, 302], [1, 2, 3])
