"""The index of every package's models; nothing is defined here."""

from sharing.access.models import Closing, Denial, Grant, Guarded, RequiredAgreement, Requirement
from sharing.agreements.models import Agreement, AgreementVersion, Signature
from sharing.audit.models import ErasableValue, Event, Outbox, Reading, Seal, SealedReading, Unsealed
from sharing.discussion.models import Comment
from sharing.groups.models import Group, Membership
from sharing.journeys.importing.models import ImportedPaper
from sharing.notifications.models import Delivery, MailChoice, Notice
from sharing.papers.figures.models import Figure
from sharing.papers.models import Abstract, Author, Body, Card, Paper, Version, WorkingCopy

__all__ = [
    "Abstract",
    "Agreement",
    "AgreementVersion",
    "Author",
    "Body",
    "Card",
    "Closing",
    "Comment",
    "Delivery",
    "Denial",
    "ErasableValue",
    "Event",
    "Figure",
    "Grant",
    "Group",
    "Guarded",
    "ImportedPaper",
    "MailChoice",
    "Membership",
    "Notice",
    "Outbox",
    "Paper",
    "Reading",
    "RequiredAgreement",
    "Requirement",
    "Seal",
    "SealedReading",
    "Signature",
    "Unsealed",
    "Version",
    "WorkingCopy",
]
