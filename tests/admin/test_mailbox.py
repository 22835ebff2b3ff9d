"""Mail of a site without a mail server: its operator reads it, and where mail leaves there is no such page."""

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from sharing.base.mailbox import TO_FILES, keeps_mail, latest_letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = TO_FILES, str(tmp_path)


def send(subject: str, text: str, *, to: str = "newt@example.org", at: str = "Wed, 25 Nov 2026 10:00:00 -0000") -> None:
    EmailMessage(subject, text, to=[to], headers={"Date": at}).send()


def test_letters_are_read_back_newest_first(kept):
    send("Your code", "ABCD-EFGH\n\n— Colloquy")
    with mail.get_connection() as connection:
        late = {"Date": "Wed, 25 Nov 2026 11:00:00 -0000"}
        later = {"Date": "Wed, 25 Nov 2026 12:00:00 -0000"}
        EmailMessage("Late", "Two in\n", to=["ben@example.org"], headers=late, connection=connection).send()
        EmailMessage("Løb <b>", "one file\n", to=["cara@example.org"], headers=later, connection=connection).send()

    assert [(letter.to, letter.subject, letter.text.strip(), letter.at.hour) for letter in latest_letters()] == [
        ("cara@example.org", "Løb <b>", "one file", 12),
        ("ben@example.org", "Late", "Two in", 11),
        ("newt@example.org", "Your code", "ABCD-EFGH\n\n— Colloquy", 10),
    ]


def test_the_operator_reads_them_on_a_page(omar, kept):
    assert "No letter yet." in omar.get("/admin/mail/").content.decode()
    send("Your code", "<script>ABCD")

    page = omar.get("/admin/mail/").content.decode()

    assert (page.count("<article"), "&lt;script&gt;ABCD" in page, "To newt@example.org," in page) == (1, True, True)
    assert 'href="/admin/mail/"' in omar.get("/admin/").content.decode()


def test_where_mail_leaves_there_is_no_such_page(omar):
    assert not keeps_mail()
    assert omar.get("/admin/mail/").status_code == 404
    assert "/admin/mail/" not in omar.get("/admin/").content.decode()
