"""A database with content goes back in history and comes again, and no stop on the way is open."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connections

from accounts.invites.models import Invite
from accounts.models import User
from sharing.access.fence.check import refuse_to_start_unfenced
from sharing.access.models import Denial, Grant, Guarded, Reason
from sharing.audit.models import Event
from sharing.base.clock import now
from sharing.base.reader import reading_as
from sharing.base.rights import Right
from sharing.discussion.models import Comment
from sharing.notifications.models import Delivery, MailChoice, Notice, NoticeKind
from sharing.papers.models import AskedAuthor, Paper, Provenance, Version

PAST = "past"  # The database's alias, and its name in part.


@pytest.fixture(scope="module")
def past(django_db_setup, django_db_blocker) -> Iterator[User]:
    """A database of its own at the newest point of history, with a paper of Alice's, a hidden comment, and notices."""
    name = f"{PAST}_{uuid4().hex}"
    with django_db_blocker.unblock():
        owner = connections["owner"]
        connections.databases[PAST] = {**owner.settings_dict, "NAME": name}
        close_all()  # A database with somebody in it cannot be copied.
        with owner._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {owner.settings_dict['NAME']}")
        try:
            yield write_something()
        finally:
            connections[PAST].close()
            del connections[PAST], connections.databases[PAST]
            with owner._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name}")


def close_all() -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
    connections["default"].close_pool()


def go_to(*point: str) -> None:
    call_command("migrate", *point, database=PAST, verbosity=0)


def write_something() -> User:
    def make(model, **fields):
        return model.objects.using(PAST).create(**fields)

    alice = make(User, handle="alice", name="Alice", email="alice@example.org")
    make(EmailAddress, user=alice, email=alice.email, verified=True, primary=True)
    guarded = make(Guarded, versions=1)
    own = make(Grant, guarded=guarded, principal=alice.pk, right=Right.OWN, from_version=0, given_by=alice.pk)
    make(Reason, grant=own, guarded=guarded, of=Reason.Of.GIVING, text="She wrote it")
    make(Reason, grant=own, guarded=guarded, of=Reason.Of.ENDING, text="She gave it up")
    bob = make(User, handle="bob", name="Bob", email="bob@example.org")
    make(Denial, guarded=guarded, member=bob, handle="bob", denied_by=alice.pk)
    make(Denial, guarded=guarded, handle="nobody", denied_by=alice.pk)
    make(MailChoice, member=alice, kind=NoticeKind.HIDDEN, is_wanted=False)
    paper = make(Paper, guarded=guarded, submitter=alice)
    version = make(Version, paper=paper, number=1)
    make(Provenance, version=version, paper=paper, made_by=alice, sha256="0" * 64)
    make(Comment, paper=paper, number=1, writer=alice, rung="private", text="Said", hidden_at=now())
    invite = make(Invite, digest="0" * 64, kind="paper", about=paper.pk, maker=alice, handle=alice.handle)
    asked = make(AskedAuthor, paper=paper, position=1, handle="alice", member=alice, asked_by=alice)
    for kind in NoticeKind:
        event = make(Event, kind="thing.restored" if kind == NoticeKind.RESTORED else kind, about_kind="paper")
        about = {NoticeKind.INVITED: {"invite": invite}, NoticeKind.NAMED: {"asked_author": asked}}.get(kind, {})
        notice = make(Notice, recipient=alice, event_id=event.pk, kind=kind, at=now(), **about)
        make(Delivery, notice=notice, channel="mail")
    return alice


@contextmanager
def as_the_pages() -> Iterator[None]:
    """As the role that row-level security binds."""
    with connections[PAST].cursor() as cursor:
        cursor.execute(f'SET ROLE "{settings.DATABASE_ROLE}"')
        yield
        cursor.execute("RESET ROLE")


def what_keeps_it_from_starting() -> str:
    with as_the_pages():
        try:
            refuse_to_start_unfenced(connections[PAST])
        except ImproperlyConfigured as refusal:
            return str(refusal)
    return ""


def shown_to(reader: User) -> tuple[int, int]:
    """How many comments and notices the fence alone shows."""
    with as_the_pages(), reading_as(reader.pk), connections[PAST].cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM sharing_comment), (SELECT count(*) FROM sharing_notice)")
        return cursor.fetchone()


def kinds() -> set[str]:
    return set(Notice.objects.using(PAST).values_list("kind", flat=True))


def reasons() -> set[tuple[str, str]]:
    return set(Reason.objects.using(PAST).values_list("of", "text"))


def test_back_step_by_step_and_to_the_newest_again(past):
    newest = (what_keeps_it_from_starting(), shown_to(past))
    assert newest == ("", (1, len(NoticeKind)))

    go_to("sharing", "0025")
    with connections[PAST].cursor() as cursor:
        cursor.execute("SELECT made_by_id, sha256 FROM sharing_version")
        assert cursor.fetchall() == [(past.pk, "0" * 64)]

    go_to("sharing", "0023")
    with connections[PAST].cursor() as cursor:
        cursor.execute("SELECT given_because, revoked_because FROM sharing_grant")
        assert cursor.fetchall() == [("She wrote it", "She gave it up")]

    go_to("sharing", "0022")
    assert kinds() == set(NoticeKind.values) - {"restored", "named"}
    go_to()
    assert kinds() == set(NoticeKind.values) - {"named"}
    assert reasons() == {("giving", "She wrote it"), ("ending", "She gave it up")}
    assert list(Denial.objects.using(PAST).values_list("member__handle", "handle")) == [("bob", "bob")]
    assert set(MailChoice.objects.using(PAST).values_list("kind", "is_wanted")) == {
        ("hidden", False),
        ("restored", False),
    }

    go_to("sharing", "0010")
    assert "sharing_discardedfile" in what_keeps_it_from_starting()
    assert kinds() == set(NoticeKind.values) - {
        "invited",
        "reported",
        "to_decide",
        "decided",
        "hidden",
        "restored",
        "named",
    }
    assert shown_to(past) == (1, 0)

    go_to("sharing", "0009")
    with connections[PAST].cursor() as cursor:
        cursor.execute("SELECT relrowsecurity FROM pg_class WHERE relname = 'sharing_comment'")
        assert cursor.fetchone() == (True,)
    assert shown_to(past) == (0, 0)

    go_to("sharing", "0008")
    assert kinds() == set(NoticeKind.values) - {
        "invited",
        "reported",
        "to_decide",
        "decided",
        "hidden",
        "restored",
        "named",
        "receipt",
    }

    go_to()
    assert (what_keeps_it_from_starting(), shown_to(past)) == ("", (1, len(kinds())))


def test_a_closed_table_is_named_at_the_start(past):
    with connections[PAST].cursor() as cursor:
        cursor.execute("DROP POLICY sharing_card_select ON sharing_card")
        for command in ("insert", "update", "delete"):
            cursor.execute(f"DROP POLICY sharing_card_{command} ON sharing_card")

    assert what_keeps_it_from_starting() == (
        "The database is at another point of history than this site, and closes: sharing_card. Run `manage.py migrate`."
    )
    go_to()
    assert what_keeps_it_from_starting() == ""
