"""The index of every package's models; nothing is defined here."""

from sharing.access.models import (
    Ask,
    Closing,
    Covered,
    Denial,
    Grant,
    Guarded,
    Nod,
    Reason,
    RequiredAgreement,
    Requirement,
)
from sharing.agreements.models import Agreement, AgreementVersion, Signature
from sharing.audit.models import ErasableValue, Event, Outbox, Reading, Seal, SealedReading, Unsealed
from sharing.discovery.search.models import Searchable
from sharing.discussion.models import Comment
from sharing.groups.models import Group, Membership
from sharing.journeys.importing.models import ImportedPaper
from sharing.moderation.models import Decision, Filing, InviteOverview, PassedOn, Report, SiteSettings
from sharing.notifications.models import Delivery, MailChoice, Notice
from sharing.papers.figures.models import DiscardedFile, Figure
from sharing.papers.identifiers.models import Identifier
from sharing.papers.models import (
    Abstract,
    AskedAuthor,
    Author,
    Body,
    Card,
    Paper,
    Provenance,
    Version,
    Withdrawal,
    WorkingCopy,
)

__all__ = [
    "Abstract",
    "Agreement",
    "AgreementVersion",
    "Ask",
    "AskedAuthor",
    "Author",
    "Body",
    "Card",
    "Closing",
    "Comment",
    "Covered",
    "Decision",
    "Delivery",
    "Denial",
    "DiscardedFile",
    "ErasableValue",
    "Event",
    "Figure",
    "Filing",
    "Grant",
    "Group",
    "Guarded",
    "Identifier",
    "ImportedPaper",
    "InviteOverview",
    "MailChoice",
    "Membership",
    "Nod",
    "Notice",
    "Outbox",
    "Paper",
    "PassedOn",
    "Provenance",
    "Reading",
    "Reason",
    "Report",
    "RequiredAgreement",
    "Requirement",
    "Seal",
    "SealedReading",
    "Searchable",
    "Signature",
    "SiteSettings",
    "Unsealed",
    "Version",
    "Withdrawal",
    "WorkingCopy",
]
