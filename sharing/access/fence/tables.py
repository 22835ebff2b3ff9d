"""Which tables stand behind the fence, and who may do what to which of their rows."""

from dataclasses import dataclass

NOBODY = "false"


@dataclass(frozen=True, kw_only=True)
class Fenced:
    """One table's row-level policies: an SQL condition for each command.

    The system reader passes every one of them. Only the columns in ``changes``
    can be updated by the application at all. A table that is append-only
    refuses updates and deletions to everybody, the owner included.
    """

    select: str = NOBODY
    insert: str = NOBODY
    update: str = NOBODY
    update_to: str | None = None  # What an updated row must meet, where that is not the same.
    delete: str = NOBODY
    changes: tuple[str, ...] = ()
    append_only: bool = False


# The rights of sharing.access.rights, as SQL has them.
SEE, ABSTRACT, READ, COMMENT, EDIT, OWN = range(1, 7)

MINE = "= fence.reader()"
ANYBODY = "fence.reader() IS NOT NULL"
IN_MY_GROUPS = "group_id IN (SELECT fence.groups_of_reader())"
MY_PRINCIPALS = "(SELECT fence.principals())"  # In a subquery, so that it is asked once a statement, not once a row.


def _on(paper: str, right: int) -> str:
    return f"fence.may({paper}, NULL, {right}, {MY_PRINCIPALS})"


def _on_version(right: int) -> str:
    return f"fence.may(paper_id, number, {right}, {MY_PRINCIPALS})"


def _layer(right: int) -> Fenced:
    return Fenced(
        select=_on_version(right),
        insert=_on("paper_id", EDIT),
        delete=_on("paper_id", OWN),
    )


FENCED: dict[str, Fenced] = {
    # --- Papers ---
    # Ids, a count and a flag: no word, no name. The policy reads it for every grant.
    "sharing_guarded": Fenced(
        select="true", insert="fence.reader_is_member()", update=_on("id", EDIT), changes=("versions", "closed_at")
    ),
    "sharing_paper": Fenced(
        select=f"{_on('guarded_id', SEE)} OR fence.awaits_signature(guarded_id, {MY_PRINCIPALS})",
        insert=f"submitter_id {MINE} AND {_on('guarded_id', OWN)}",
        update=_on("guarded_id", EDIT),
        changes=("state",),
    ),
    "sharing_author": Fenced(
        select=_on("paper_id", SEE),
        insert=_on("paper_id", OWN),
        update=_on("paper_id", OWN),
        delete=_on("paper_id", OWN),
        changes=("position", "name"),
    ),
    "sharing_workingcopy": Fenced(
        select=_on("paper_id", EDIT),
        insert=_on("paper_id", EDIT),
        update=_on("paper_id", EDIT),
        delete=_on("paper_id", OWN),
        changes=("title", "summary", "abstract", "body", "saved_at"),
    ),
    "sharing_version": Fenced(select=_on_version(SEE), insert=_on("paper_id", EDIT), append_only=True),
    "sharing_card": _layer(SEE),
    "sharing_abstract": _layer(ABSTRACT),
    "sharing_body": _layer(READ),
    # --- Audiences ---
    # Its owners read a paper's audience, and end grants, through functions: a condition for them here would be asked
    # of each grant that the policy looks at.
    "sharing_grant": Fenced(
        select="principal IN (SELECT unnest(fence.principals()))",
        insert=f"{_on('guarded_id', OWN)} OR (principal {MINE} AND fence.has_no_grants(guarded_id))",
    ),
    "sharing_denial": Fenced(
        select=_on("guarded_id", OWN),
        insert=_on("guarded_id", OWN),
        update=_on("guarded_id", OWN),
        changes=("lifted_by", "lifted_at"),
    ),
    "sharing_closing": Fenced(
        select=_on("guarded_id", OWN),
        insert=_on("guarded_id", OWN),
        update=_on("guarded_id", OWN),
        changes=("reopened_by", "reopened_at"),
    ),
    "sharing_requirement": Fenced(
        select=f"{_on('guarded_id', OWN)} OR fence.is_asked_for(id)", insert=_on("guarded_id", OWN)
    ),
    "sharing_requiredagreement": Fenced(
        select="fence.owns_requirement(requirement_id) OR fence.is_asked_for(requirement_id)",
        insert="fence.owns_requirement(requirement_id)",
        update="fence.owns_requirement(requirement_id)",
        changes=("version_id", "adopted_at"),
    ),
    # --- Agreements ---
    "sharing_agreement": Fenced(
        select=f"owner_id {MINE} OR (owner_id IS NULL AND fence.reader_is_member()) OR fence.knows_agreement(id)",
        insert=f"owner_id {MINE}",
    ),
    "sharing_agreementversion": Fenced(
        select="fence.owns_agreement(agreement_id) OR fence.knows_agreement_version(id)",
        insert="fence.owns_agreement(agreement_id)",
        append_only=True,
    ),
    "sharing_signature": Fenced(
        select=f"signer_id {MINE} OR fence.owns_agreement_of(version_id) OR {_on('paper_id', OWN)}",
        insert=f"signer_id {MINE} AND fence.may_sign(version_id, paper_id)",
        append_only=True,
    ),
    # --- Groups ---
    "sharing_group": Fenced(
        select="id IN (SELECT fence.groups_of_reader())",
        insert=f"founder_id {MINE}",
        update="fence.leads_group(id, ARRAY['owner'])",
        changes=("name", "purpose"),
    ),
    "sharing_membership": Fenced(
        select=f"{IN_MY_GROUPS} OR member_id {MINE}",
        insert=(
            "fence.leads_group(group_id, ARRAY['owner', 'moderator']) "
            f"OR (member_id {MINE} AND fence.has_no_members(group_id))"
        ),
        update=f"fence.leads_group(group_id, ARRAY['owner', 'moderator']) OR member_id {MINE}",
        update_to=(
            "fence.leads_group(group_id, ARRAY['owner', 'moderator']) "
            f"OR (member_id {MINE} AND left_at IS NOT NULL)"  # One leaves by oneself; one does not rise by oneself.
        ),
        changes=("role", "left_at"),
    ),
    # --- The record: members write it with every act, and read none of it ---
    "sharing_event": Fenced(insert=f"by {MINE}", append_only=True),
    "sharing_reading": Fenced(insert=f"by {MINE}", append_only=True),
    "sharing_erasablevalue": Fenced(insert=f"by {MINE}"),
    "sharing_unsealed": Fenced(insert=ANYBODY),
    "sharing_outbox": Fenced(insert=ANYBODY, changes=("attempts", "next_attempt_at")),
    "sharing_seal": Fenced(append_only=True),
    "sharing_sealedreading": Fenced(append_only=True),
    # An invite is its maker's; redeeming, by whoever holds the token, is system work.
    "accounts_invite": Fenced(
        select=f"maker_id {MINE}",
        insert=f"maker_id {MINE}",
        update=f"maker_id {MINE}",
        changes=("uses", "revoked_at", "revoked_by_id"),
    ),
    "accounts_redemption": Fenced(select=f"user_id {MINE}"),
}
