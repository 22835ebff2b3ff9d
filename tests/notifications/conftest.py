"""A paper of Alice's full of words that must not get out, and ways to have the cast told of it."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.utils import timezone

from sharing.access.actions import give, require_agreements
from sharing.access.rungs import Rung
from sharing.access.signing import sign
from sharing.agreements.actions import Wording, write_agreement
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.rights import Right
from sharing.discussion.actions import reply_to, rung_for, write_comment
from sharing.discussion.models import Comment
from sharing.groups.actions import admit, found_group
from sharing.notifications.models import Channel, Delivery, Notice, NoticeKind
from sharing.notifications.posting import deliver_one, due_deliveries
from sharing.notifications.telling import tell_of_what_waits
from sharing.papers.actions import Words, add_version, start_paper
from sharing.papers.models import Version
from tests.evidence import evidence

CANARIES = [
    "Canarytitle",
    "Canarysummary",
    "Canaryabstract",
    "Canarybody",
    "Canarygroup",
    "Canarynote",
    "Canarytext",
    "Canarycomment",
    "Canaryanswer",
]
WORDS = Words(title="Canarytitle", summary="Canarysummary", abstract="Canaryabstract", body="Canarybody")


@pytest.fixture(autouse=True)
def _plain_files(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


class Clock:
    """The time, which passes when a test says so."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **parts: float) -> None:
        self.time += timedelta(**parts)


@pytest.fixture
def clock(paper, monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


@pytest.fixture
def paper(world):
    """In its first version, and told of to nobody."""
    with world.alice.acting() as alice:
        paper = start_paper(WORDS, by=alice)
        add_version(paper, by=alice)
    tell()
    return paper


@pytest.fixture
def group(world):
    """Alice's, with Gita in it."""
    with world.alice.acting() as alice:
        group = found_group(name="Canarygroup", purpose="Canarypurpose", by=alice)
        admit(world.gita.user, to=group, by=alice)
    tell()
    forget_notices()
    return group


@pytest.fixture
def agreement(world):
    with world.alice.acting() as alice:
        return write_agreement(
            Wording(title="Canarytext", in_short="Canaryshort", text="Canarydeed & < its\n\n  words"), by=alice
        )


@pytest.fixture
def shares(world, paper):
    """Has Alice give somebody a right on the paper."""

    def shares(to, right=Right.READ, *, asks=None, **terms):
        principal = to.user.pk if hasattr(to, "user") else to
        with world.alice.acting() as alice:
            requirement = require_agreements([asks], on=paper.guarded, by=alice) if asks else None
            return give(
                right, on=paper.guarded, to=principal, by=alice, requirement=requirement, note="Canarynote", **terms
            )

    return shares


@pytest.fixture
def signs(paper, agreement):
    def signs(actor):
        with actor.acting() as viewer:
            return sign(agreement, on=paper.guarded, by=viewer, evidence=evidence(actor.user.handle))

    return signs


@pytest.fixture
def comments(paper):
    """Has somebody comment on a version, or answer a comment."""

    def comments(actor, *, parent: UUID | None = None, number: int = 1) -> UUID:
        with actor.acting() as viewer:
            if parent:
                answered = Comment.objects.get(pk=parent)
                return reply_to(answered, "Canaryanswer", by=viewer, shown=Rung(answered.rung)).pk
            version = Version.objects.get(paper=paper, number=number)
            return write_comment("Canarycomment", on=version, by=viewer, shown=rung_for(version)).pk

    return comments


@pytest.fixture
def browser(client, world):
    """A signed-in browser for one of the cast."""

    def browser(actor):
        if actor.user:
            client.force_login(actor.user, backend="accounts.backends.MembersOnly")
        return client

    return browser


def tell() -> list[UUID]:
    return list(tell_of_what_waits())


def post() -> list[str]:
    """Post what is due; whom mail went to, in order."""
    before = len(mail.outbox)
    for key in due_deliveries():
        deliver_one(key)
    return [address for letter in mail.outbox[before:] for address in letter.to]


def told() -> list[tuple[str, str]]:
    """Everybody who has a notice, and its kind."""
    with reading_as_system(SystemWork.BUILD_TESTS):
        return sorted(Notice.objects.values_list("recipient__handle", "kind"))


def mail_deliveries() -> list[tuple[str, str]]:
    """State and reason of each delivery by mail."""
    with reading_as_system(SystemWork.BUILD_TESTS):
        by_mail = Delivery.objects.filter(channel=Channel.MAIL).order_by("notice__at")
        return list(by_mail.values_list("state", "dropped_because"))


def forget_notices() -> None:
    with reading_as_system(SystemWork.BUILD_TESTS):
        Notice.objects.all().delete()


def words_on(response) -> list[str]:
    """What the rows say, newest first."""
    page = response.content.decode()
    rows = re.findall(r'class="row-entry__name" href="[^"]*">(.*?)</a>', page, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", row) for row in rows]


def notice_of(actor, kind: str | None = None) -> Notice:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return Notice.objects.get(recipient=actor.user.pk, kind__in=[kind] if kind else NoticeKind.values)
