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
BY_READER = "by = fence.reader()"
ANY_MEMBER = "fence.reader() IS NOT NULL"

FENCED: dict[str, Fenced] = {
    # The record. Members write it with every act, and read none of it.
    "sharing_event": Fenced(insert=BY_READER, append_only=True),
    "sharing_reading": Fenced(insert=BY_READER, append_only=True),
    "sharing_erasablevalue": Fenced(insert=BY_READER),
    "sharing_unsealed": Fenced(insert=ANY_MEMBER),
    "sharing_outbox": Fenced(insert=ANY_MEMBER),
    "sharing_seal": Fenced(append_only=True),
    "sharing_sealedreading": Fenced(append_only=True),
    # An invite is its maker's; redeeming, by whoever holds the token, is system work.
    "accounts_invite": Fenced(
        select=f"maker_id = {READER}",
        insert=f"maker_id = {READER}",
        update=f"maker_id = {READER}",
    ),
    "accounts_redemption": Fenced(select=f"user_id = {READER}"),
}
