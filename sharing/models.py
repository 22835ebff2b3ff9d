"""The index of every package's models; nothing is defined here."""

from sharing.access.models import Closing, Denial, Grant, Guarded, RequiredAgreement, Requirement
from sharing.agreements.models import Agreement, AgreementVersion, Signature
from sharing.audit.models import ErasableValue, Event, Outbox, Reading, Seal, SealedReading, Unsealed
from sharing.groups.models import Group, Membership
from sharing.moderation.models import Decision, Filing, InviteOverview, PassedOn, Report, SiteSettings
from sharing.papers.models import Abstract, Author, Body, Card, Paper, Version, WorkingCopy

__all__ = [
    "Abstract",
    "Agreement",
    "AgreementVersion",
    "Author",
    "Body",
    "Card",
    "Closing",
    "Decision",
    "Denial",
    "ErasableValue",
    "Event",
    "Filing",
    "Grant",
    "Group",
    "Guarded",
    "InviteOverview",
    "Membership",
    "Outbox",
    "Paper",
    "PassedOn",
    "Reading",
    "Report",
    "RequiredAgreement",
    "Requirement",
    "Seal",
    "SealedReading",
    "Signature",
    "SiteSettings",
    "Unsealed",
    "Version",
    "WorkingCopy",
]
