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


BY_READER = "by = fence.reader()"
ANY_READER = "fence.reader() IS NOT NULL"

FENCED: dict[str, Fenced] = {
    # The record. Members write it with every act, and read none of it.
    "sharing_event": Fenced(insert=BY_READER, append_only=True),
    "sharing_reading": Fenced(insert=BY_READER, append_only=True),
    "sharing_erasablevalue": Fenced(insert=BY_READER),
    "sharing_unsealed": Fenced(insert=ANY_READER),
    "sharing_outbox": Fenced(insert=ANY_READER),
    "sharing_seal": Fenced(append_only=True),
    "sharing_sealedreading": Fenced(append_only=True),
}
