"""Which tables stand behind the fence, and who may do what to which of their rows."""

from dataclasses import dataclass

NOBODY = "false"


@dataclass(frozen=True, kw_only=True)
class Fenced:
    """One table's row-level policies: an SQL condition for each command.

    The system reader passes every one of them. A table that is append-only
    refuses updates and deletions to everybody, the owner included.
    """

    select: str = NOBODY
    insert: str = NOBODY
    update: str = NOBODY
    delete: str = NOBODY
    append_only: bool = False


READER = "(SELECT fence.reader())"

FENCED: dict[str, Fenced] = {
    # An invite is its maker's; redeeming, by whoever holds the token, is system work.
    "accounts_invite": Fenced(
        select=f"maker_id = {READER}",
        insert=f"maker_id = {READER}",
        update=f"maker_id = {READER}",
    ),
    "accounts_redemption": Fenced(select=f"user_id = {READER}"),
}
