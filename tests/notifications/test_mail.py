"""What a mail says: that there is something, and nothing of what it is."""

import re

import pytest
from django.core import mail

from sharing.access.actions import revoke
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
        "Your receipt for what you signed on Colloquy",
    }
    for letter in mail.outbox:
        if letter.subject.startswith("Your receipt"):
            continue  # It holds the agreement's words: below.
        raw = letter.message().as_bytes().decode()
        [to] = letter.recipients()
        assert [word for word in [*CANARIES, "Canary"] if word in raw] == []
        assert [name.title() for name in CAST if name.title() in raw] == []
        assert set(re.findall(r"[\w.+-]+@example\.org", raw)) == {to}
        assert str(paper.pk) not in raw
        assert str(group.public_id) not in raw
    assert len(addresses) == len(mail.outbox)


def test_a_receipt_holds_what_was_signed_word_for_word_and_nothing_of_the_paper(
    world, paper, settings, *, shares, signs, agreement
):
    settings.SITE_URL, settings.SITE_HOST = "https://colloquy.example", "colloquy.example"
    shares(world.cara, asks=agreement)
    signature = signs(world.cara)
    tell()
    post()

    [letter] = [each for each in mail.outbox if each.subject == "Your receipt for what you signed on Colloquy"]
    assert letter.recipients() == ["cara@example.org"]
    assert str(letter.body).split("\n\nYou get this because")[0] == (
        "Your receipt for what you signed on Colloquy.\n"
        "\n"
        "Receipt for a signature on Colloquy\n"
        "\n"
        "Agreement:  Canarytext\n"
        "Version:    1\n"
        f"SHA-256:    {agreement.sha256}\n"
        f"Signed at:  {signature.signed_at:%Y-%m-%d %H:%M:%S} UTC\n"
        f"Reference:  {signature.reference}\n"
        "\n"
        "What was signed stands below, each line of it behind a bar. The SHA-256 is taken\n"
        'over the title, the short form and the text without these bars ("| ", or "|"\n'
        "where the line is empty), each ending in one line break, with a form feed\n"
        "between them, in UTF-8.\n"
        "\n"
        "In short\n"
        "| Canaryshort\n"
        "\n"
        "Text\n"
        "| Canarydeed & < its\n"
        "|\n"
        "|   words\n"
        "\n"
        "Your receipts are kept for you:\n"
        f"https://colloquy.example/inbox/{notice_of(world.cara, 'receipt').pk}/"
    )
    raw = letter.message().as_bytes().decode()
    for word in ("Canarytitle", "Canarysummary", "Canaryabstract", "Canarybody", "Canarynote", "Alice", str(paper.pk)):
        assert word not in raw


def test_a_receipt_comes_to_whoever_has_lost_the_paper_since(world, shares, signs, agreement):
    grant = shares(world.cara, asks=agreement)
    signs(world.cara)
    with world.alice.acting() as alice:
        revoke(grant, by=alice)
    tell()
    post()

    [letter] = mail.outbox[-1:]
    assert (letter.recipients(), "Canarydeed" in letter.body) == (["cara@example.org"], True)


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
