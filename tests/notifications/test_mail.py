"""What a mail says: that there is something, and nothing of what it is."""

import re

import pytest
from django.core import mail

from sharing.base.rights import Right
from sharing.groups.actions import admit
from sharing.papers.actions import Words, add_version, save_working_copy
from tests.notifications.conftest import CANARIES, notice_of, post, tell
from tests.world import CAST

pytestmark = pytest.mark.django_db


def test_no_mail_of_any_kind_holds_a_word_or_a_name(world, paper, group, *, shares, signs, comments, agreement):
    shares(world.bob, Right.COMMENT)
    shares(group.pk)
    shares(world.cara, asks=agreement)
    signs(world.cara)
    shares(world.dan, asks=agreement)
    with world.alice.acting() as alice:
        admit(world.mia.user, to=group, by=alice)
        save_working_copy(paper, Words(title="Canarysecond"), by=alice)
        add_version(paper, by=alice)
    comments(world.alice, parent=comments(world.bob))
    tell()
    addresses = post()

    subjects = {letter.subject for letter in mail.outbox}
    assert subjects == {
        "Something was shared with you on Colloquy",
        "Something awaits your signature on Colloquy",
        "Something you may read has a new version on Colloquy",
        "Somebody commented on your work on Colloquy",
        "Somebody answered you on Colloquy",
        "Somebody signed what you ask for on Colloquy",
        "You were added to a group on Colloquy",
    }
    for letter in mail.outbox:
        raw = letter.message().as_bytes().decode()
        [to] = letter.recipients()
        assert [word for word in [*CANARIES, "Canary"] if word in raw] == []
        assert [name.title() for name in CAST if name.title() in raw] == []
        assert set(re.findall(r"[\w.+-]+@example\.org", raw)) == {to}
        assert str(paper.pk) not in raw
        assert str(group.public_id) not in raw
    assert len(addresses) == len(mail.outbox)


def test_the_whole_of_a_mail(world, shares, settings):
    settings.SITE_URL, settings.SITE_HOST = "https://colloquy.example", "colloquy.example"
    shares(world.bob)
    [key] = tell()
    post()

    [letter] = mail.outbox
    [stop] = re.findall(r"https://colloquy\.example/mail/stop/\?token=\S+", str(letter.body))
    assert letter.body == (
        "Something was shared with you on Colloquy.\n"
        "\n"
        "Sign in to see what it is:\n"
        f"https://colloquy.example/inbox/{notice_of(world.bob).pk}/\n"
        "\n"
        "You get this because Colloquy sends you mail when something is shared with you.\n"
        f"To stop mail of this kind: {stop}\n"
        "To choose which mail you get: https://colloquy.example/accounts/mail/\n"
    )
    message = letter.message()
    assert message.get_content_type() == "text/plain"
    assert {name: message[name] for name in ("To", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted")} == {
        "To": "bob@example.org",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    assert (message["Cc"], message["Bcc"], message["Reply-To"]) == (None, None, None)
    assert re.fullmatch(r"<[0-9a-f]{40}@colloquy\.example>", message["Message-ID"])
    assert str(key) not in message["Message-ID"]
