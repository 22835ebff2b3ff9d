"""Mail that is kept in files and never leaves: on a site that has no mail server."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from django.conf import settings

TO_FILES = "django.core.mail.backends.filebased.EmailBackend"
BETWEEN = b"-" * 79 + b"\n"  # What Django's backend writes behind each letter.
LATEST = 100


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    at: datetime
    text: str


def keeps_mail() -> bool:
    """Whether this site's mail stays here."""
    return str(settings.EMAIL_BACKEND) == TO_FILES


def latest_letters() -> list[Letter]:
    """The last hundred letters, newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)  # type: ignore[misc]  # from EMAIL_URL
    files = sorted(folder.glob("*.log"), reverse=True)[:LATEST]
    letters = [letter for file in files for letter in _letters_in(file)]
    return sorted(letters, key=lambda letter: letter.at, reverse=True)[:LATEST]


def _letters_in(file: Path) -> Iterator[Letter]:
    for written in file.read_bytes().split(BETWEEN):
        if not written.strip():
            continue
        message = message_from_bytes(written.lstrip(), policy=default)
        assert isinstance(message, EmailMessage)  # noqa: S101 -- it is what this policy makes
        yield Letter(str(message["To"]), str(message["Subject"]), _sent_at(message), _words_of(message))


def _sent_at(message: EmailMessage) -> datetime:
    return message["Date"].datetime if message["Date"] else datetime.min.replace(tzinfo=UTC)


def _words_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return body.get_content() if body else ""
