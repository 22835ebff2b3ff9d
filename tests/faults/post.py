"""Mail in files, by a post whose worker dies once, where it finds a mark, between the sending and the writing down."""

import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend

MARK = "die-after-sending"


class Post(EmailBackend):
    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        sent = super().send_messages(messages)
        with suppress(FileNotFoundError):
            (Path(settings.DATA_DIR) / MARK).unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return sent
