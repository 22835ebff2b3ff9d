"""What a signing page showed, to whom and when: given to the browser sealed, and read back when the answer comes."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.core import signing

from accounts.viewer import Viewer
from sharing.agreements.models import AgreementVersion
from sharing.base.clock import now
from sharing.papers.models import Paper

SALT = "sharing.web.shown"
LIFE = 24 * 3600  # seconds


@dataclass(frozen=True)
class Shown:
    """One version, shown to one member for one paper. Nobody but this site can make the seal."""

    version: UUID
    button: str  # What stood on it.
    at: str  # ISO 8601, UTC

    @staticmethod
    def seal(version: AgreementVersion, *, on: Paper, to: Viewer, button: str) -> str:
        return signing.dumps([str(version.pk), str(on.pk), to.principal, button, now().isoformat()], salt=SALT)

    @classmethod
    def read(cls, sealed: str, *, on: Paper, to: Viewer) -> Self | None:
        """None for what was not sealed here, for this member and paper, within a day."""
        try:
            version, paper, member, button, at = signing.loads(sealed, salt=SALT, max_age=LIFE)
        except signing.BadSignature:
            return None
        if (paper, member) != (str(on.pk), to.principal):
            return None
        return cls(UUID(version), button, at)
