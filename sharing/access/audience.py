"""Who holds what on a paper, for its owners' eyes."""

from uuid import UUID

from sharing.access.models import Grant


def grants_on(paper: UUID) -> list[Grant]:
    """The paper's grants that nobody has revoked, oldest first; none for a reader who does not own it.

    The database itself asks who reads: what others hold is more secret than
    the paper.
    """
    return list(Grant.objects.raw("SELECT * FROM fence.grants_on(%s) ORDER BY given_at, id", [paper]))


def grants_by_invite(invite: UUID) -> list[Grant]:
    """What came by an invite and nobody has revoked; for its maker alone, while they could still give it."""
    return list(Grant.objects.raw("SELECT * FROM fence.grants_by_invite(%s) ORDER BY given_at, id", [invite]))
