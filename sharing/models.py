"""The index of every package's models; nothing is defined here."""

from sharing.access.models import Closing, Denial, Grant, Guarded, RequiredAgreement, Requirement
from sharing.agreements.models import Agreement, AgreementVersion, Signature
from sharing.groups.models import Group, Membership
from sharing.papers.models import Abstract, Author, Body, Card, Paper, Version, WorkingCopy

__all__ = [
    "Abstract",
    "Agreement",
    "AgreementVersion",
    "Author",
    "Body",
    "Card",
    "Closing",
    "Denial",
    "Grant",
    "Group",
    "Guarded",
    "Membership",
    "Paper",
    "RequiredAgreement",
    "Requirement",
    "Signature",
    "Version",
    "WorkingCopy",
]
