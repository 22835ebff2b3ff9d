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
        select="true",
        insert="fence.reader_is_member()",
        update=_on("id", EDIT),
        update_to=f"{_on('id', EDIT)} AND (closed_at IS NOT NULL OR NOT fence.is_hidden(id))",
        changes=("versions", "closed_at"),
    ),
    "sharing_paper": Fenced(
        select=f"{_on('guarded_id', SEE)} OR fence.awaits_signature(guarded_id, {MY_PRINCIPALS})",
        insert=f"submitter_id {MINE} AND {_on('guarded_id', OWN)}",
        update=_on("guarded_id", EDIT),
        changes=("state",),
    ),
    # Nobody puts a member's name there but that member: who was asked does it through a function.
    "sharing_author": Fenced(
        select=f"{_on('paper_id', SEE)} OR (member_id {MINE} AND fence.reader_is_member())",
        insert=f"{_on('paper_id', OWN)} AND (member_id IS NULL OR member_id {MINE})",
        update=_on("paper_id", OWN),
        delete=f"{_on('paper_id', OWN)} OR (member_id {MINE} AND fence.reader_is_member())",
        changes=("position", "affiliation", "is_corresponding"),
    ),
    "sharing_askedauthor": Fenced(
        select=f"{_on('paper_id', OWN)} OR fence.is_asked_to_be_named(id)",
        insert=f"asked_by_id {MINE} AND ended_at IS NULL AND {_on('paper_id', OWN)}",
        update=_on("paper_id", OWN),
        update_to=f"ended_as IN ('', 'taken-back') AND {_on('paper_id', OWN)}",
        changes=("position", "affiliation", "is_corresponding", "ended_as", "ended_at"),
    ),
    "sharing_identifier": Fenced(select=_on("paper_id", SEE), append_only=True),  # Given by fence.identify().
    "sharing_workingcopy": Fenced(
        select=_on("paper_id", EDIT),
        insert=f"saved_by_id {MINE} AND {_on('paper_id', EDIT)}",
        update=_on("paper_id", EDIT),
        update_to=f"saved_by_id {MINE} AND {_on('paper_id', EDIT)}",
        delete=_on("paper_id", OWN),
        changes=("title", "summary", "abstract", "body", "bibliography", "saved_at", "saved_by_id"),
    ),
    "sharing_version": Fenced(
        select=_on_version(SEE),
        insert=_on("paper_id", EDIT),
        append_only=True,
    ),
    "sharing_provenance": Fenced(
        select=_on("paper_id", EDIT),
        insert=(
            f"made_by_id {MINE} AND {_on('paper_id', EDIT)} AND EXISTS ("
            "SELECT FROM sharing_version v WHERE v.id = version_id AND v.paper_id = sharing_provenance.paper_id)"
        ),
        append_only=True,
    ),
    # Noted in public only where the public could see the paper until then. A note is taken away, and not put back.
    "sharing_withdrawal": Fenced(
        select=f"{_on('paper_id', OWN)} OR (is_noted AND fence.may_be_noted(paper_id))",
        insert=(
            f"withdrawn_by_id {MINE} AND {_on('paper_id', OWN)} "
            "AND (NOT is_noted OR fence.is_open_to_everybody(paper_id))"
        ),
        update=_on("paper_id", OWN),
        update_to=f"NOT is_noted AND {_on('paper_id', OWN)}",
        delete=_on("paper_id", OWN),
        changes=("is_noted",),
    ),
    "sharing_card": _layer(SEE),
    "sharing_abstract": _layer(ABSTRACT),
    "sharing_body": _layer(READ),
    "sharing_figure": Fenced(
        select=(
            f"(fence.has_version(paper_id, from_version) AND fence.may(paper_id, last_version, {READ})) "
            f"OR (last_version IS NULL AND {_on('paper_id', EDIT)})"
        ),
        insert=f"last_version IS NULL AND {_on('paper_id', EDIT)}",
        update=_on("paper_id", EDIT),
        # Only what never was part of a version goes without a trace; the rest when the paper's words are erased.
        delete=(
            f"{_on('paper_id', OWN)} OR (NOT fence.has_version(paper_id, from_version) AND {_on('paper_id', EDIT)})"
        ),
        changes=("last_version",),
    ),
    # Files on their way out of the store: put on the list by whoever gives one up, and taken off it by the system.
    "sharing_discardedfile": Fenced(insert="fence.reader_is_member()"),
    "sharing_importedpaper": Fenced(
        select=f"importer_id {MINE}", insert=f"importer_id {MINE} AND {_on('paper_id', OWN)}"
    ),
    # --- Comments ---
    # Whoever may no longer comment may still erase their words, and no more.
    "sharing_comment": Fenced(
        select=(
            f"(hidden_at IS NULL OR writer_id {MINE}) AND fence.reads_on_rung(paper_id, number, rung, {MY_PRINCIPALS})"
        ),
        insert=f"writer_id {MINE} AND fence.may_write_comment(paper_id, number, rung, parent_id)",
        update=f"writer_id {MINE} AND deleted_at IS NULL",
        update_to=(
            f"writer_id {MINE} AND "
            f"(deleted_at IS NOT NULL OR hidden_at IS NULL AND fence.may(paper_id, number, {COMMENT}))"
        ),
        changes=("text", "edited_at", "deleted_at"),
    ),
    # --- Audiences ---
    # Its owners read a paper's audience, and end grants, through functions: a condition for them here would be asked
    # of each grant that the policy looks at.
    "sharing_grant": Fenced(
        select="principal IN (SELECT unnest(fence.principals()))",
        insert=(
            f"given_by {MINE} AND ("
            f"{_on('guarded_id', OWN)} OR (principal {MINE} AND fence.has_no_grants(guarded_id)) "
            "OR (through_membership_id IS NULL AND fence.may_pass_on("
            'guarded_id, principal, "right", from_version, requirement_id, expires_at)))'
        ),
    ),
    # Ended by a function, which writes down why.
    "sharing_reason": Fenced(
        select=_on("guarded_id", OWN), insert="of = 'giving' AND fence.gave(grant_id, guarded_id)"
    ),
    "sharing_ask": Fenced(
        select=_on("guarded_id", OWN),
        insert=f"given_by {MINE} AND {_on('guarded_id', OWN)} AND {IN_MY_GROUPS}",
        update=_on("guarded_id", OWN),
        changes=("right", "requirement_id", "expires_at", "given_because", "ended_by", "ended_at"),
    ),
    "sharing_nod": Fenced(
        select="fence.owns_ask(ask_id)",
        insert=f"answered_by {MINE} AND fence.may_nod(ask_id, membership_id)",
        append_only=True,
    ),
    "sharing_denial": Fenced(
        select=_on("guarded_id", OWN),
        insert=f"denied_by {MINE} AND {_on('guarded_id', OWN)}",
        update=_on("guarded_id", OWN),
        changes=("lifted_by", "lifted_at"),
    ),
    "sharing_closing": Fenced(
        select=_on("guarded_id", OWN),
        insert=f"closed_by {MINE} AND because <> 'hidden' AND {_on('guarded_id', OWN)}",
        update=f"because <> 'hidden' AND {_on('guarded_id', OWN)}",  # Moderators hide and restore through functions.
        changes=("reopened_by", "reopened_at"),
    ),
    "sharing_requirement": Fenced(
        select=f"{_on('guarded_id', OWN)} OR fence.is_asked_for(id)", insert=_on("guarded_id", OWN)
    ),
    "sharing_requiredagreement": Fenced(
        select="fence.owns_requirement(requirement_id) OR fence.is_asked_for(requirement_id)",
        insert="fence.may_ask_for(agreement_id, requirement_id)",
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
        select=f"signer_id {MINE} OR fence.is_promised(id)",
        insert=f"signer_id {MINE} AND fence.may_sign(version_id, paper_id)",
        append_only=True,
    ),
    "sharing_covered": Fenced(
        select=f"fence.signed(signature_id) OR {_on('guarded_id', OWN)}",
        insert="fence.covers(signature_id, guarded_id, version)",
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
    # --- Notices: written by the system's work ---
    "sharing_notice": Fenced(
        select=(
            f"recipient_id {MINE} AND fence.may_be_told(paper_id, version, needs, group_id, comment_id) "
            "AND (invite_id IS NULL OR fence.invites(invite_id, fence.reader()))"
            " AND (asked_author_id IS NULL OR fence.is_asked_to_be_named(asked_author_id))"
        ),
        update=f"recipient_id {MINE}",
        changes=("read_at",),
    ),
    "sharing_delivery": Fenced(changes=("state", "dropped_because", "attempts", "next_attempt_at", "ended_at")),
    "sharing_mailchoice": Fenced(
        select=f"member_id {MINE}", insert=f"member_id {MINE}", update=f"member_id {MINE}", changes=("is_wanted",)
    ),
    # --- What one searches: kept by triggers, and read through fence.search() alone ---
    "sharing_searchable": Fenced(),
    # --- Order ---
    "sharing_report": Fenced(
        select=(
            f"(SELECT fence.reader_is_moderator()) OR fence.filed(id) OR {_on('guarded_id', OWN)} "
            "OR (state IN ('hidden', 'restored') AND fence.wrote_reported(id))"
        ),
        insert="state = 'open' AND fence.may_report(kind, about, guarded_id)",
        update="fence.moderates(id)",
        changes=("state",),
    ),
    "sharing_filing": Fenced(select=f"reporter_id {MINE}", insert=f"reporter_id {MINE}"),
    "sharing_passedon": Fenced(
        select="fence.moderates(report_id) OR fence.filed_and_sees(report_id)", insert="fence.filed(report_id)"
    ),
    "sharing_decision": Fenced(
        select=(
            "fence.moderates(report_id) OR fence.filed(report_id) "
            "OR (outcome IN ('hidden', 'restored') "
            "AND (fence.owns_reported(report_id) OR fence.wrote_reported(report_id)))"
        ),
        insert=f"decided_by_id {MINE} AND fence.moderates(report_id)",
        append_only=True,
    ),
    "sharing_sitesettings": Fenced(
        select="true", insert="fence.reader_is_staff()", update="fence.reader_is_staff()", changes=("about_reports",)
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
    # A no is whose it is, and hidden from the invite's maker.
    "accounts_declinedinvite": Fenced(
        select=f"user_id {MINE}",
        insert=f"user_id {MINE} AND fence.invites(invite_id, fence.reader())",
        append_only=True,
    ),
    "accounts_redemption": Fenced(select=f"user_id {MINE}"),
}
