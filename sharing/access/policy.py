"""Who may see or do what: the one table of rights.

Each rule takes a viewer and answers with the condition under which a row of
that model counts. Lists, single objects, counts and mails all run these rules
through ``visible_to``; the database holds the same rules again, in
``fence/functions.sql`` and ``fence/tables.py``.
"""

from sharing.access.rules import (
    Rule,
    asked_by_viewer,
    asked_of_viewer,
    awaits_signature,
    both,
    covers_viewers_paper,
    either,
    for_everybody,
    for_members,
    for_moderators,
    for_staff,
    granted,
    granted_between,
    held_by_viewer,
    in_viewers_group,
    invites_viewer,
    is_viewers,
    is_viewers_comment,
    is_viewers_signature,
    neither,
    nobody,
    not_denied,
    noted_for_everybody,
    signed_by_viewer,
    signed_on_viewers_paper,
    where,
)
from sharing.base.rights import Right
from sharing.groups.models import LEADING, Role

COMMENT_SEEN = both(
    granted(Right.READ, paper="paper", version="number", rung="rung"),
    either(where(hidden_at=None), is_viewers(member="writer")),
)
COMMENT_LIVE = both(COMMENT_SEEN, where(deleted_at=None))
COMMENT_ANSWERED = both(COMMENT_LIVE, where(hidden_at=None), granted(Right.COMMENT, paper="paper", version="number"))
# Moderators, on reports they have not made themselves and that are about no paper and no comment of theirs.
MODERATED = both(
    for_moderators,
    neither(
        granted(Right.OWN, paper="guarded"), is_viewers(member="filing__reporter"), is_viewers_comment(comment="about")
    ),
)
OF_MODERATED = both(
    for_moderators,
    neither(
        granted(Right.OWN, paper="report__guarded"),
        is_viewers(member="report__filing__reporter"),
        is_viewers_comment(comment="report__about"),
    ),
)

ASKED_TO_BE_NAMED = both(is_viewers(member="member"), where(ended_at=None), not_denied(paper="paper"))

POLICY: dict[str, dict[Right, Rule]] = {
    # --- Papers: through grants ---
    "Paper": {
        Right.SIGN: awaits_signature(paper="pk"),
        **{right: granted(right, paper="pk") for right in Right.grantable()},
    },
    "Identifier": {Right.SEE: granted(Right.SEE, paper="paper")},
    # A name is its bearer's too, wherever it stands.
    "Author": {
        Right.SEE: either(granted(Right.SEE, paper="paper"), is_viewers(member="member")),
        Right.OWN: is_viewers(member="member"),
    },
    # Whom the owners would name, until they say yes or no: the owners', and theirs.
    "AskedAuthor": {
        Right.SEE: either(granted(Right.OWN, paper="paper"), ASKED_TO_BE_NAMED),
        Right.SIGN: ASKED_TO_BE_NAMED,
    },
    "WorkingCopy": {Right.SEE: granted(Right.EDIT, paper="paper")},
    "Version": {
        Right.SEE: granted(Right.SEE, paper="paper", version="number"),
        Right.COMMENT: granted(Right.COMMENT, paper="paper", version="number"),
    },
    "Withdrawal": {
        Right.SEE: either(
            granted(Right.OWN, paper="paper"), both(where(is_noted=True), noted_for_everybody(paper="paper"))
        ),
        Right.OWN: granted(Right.OWN, paper="paper"),
    },
    "Provenance": {Right.SEE: granted(Right.EDIT, paper="paper")},
    "Card": {Right.SEE: granted(Right.SEE, paper="paper", version="number")},
    "Abstract": {Right.SEE: granted(Right.ABSTRACT, paper="paper", version="number")},
    "Body": {Right.SEE: granted(Right.READ, paper="paper", version="number")},
    # A figure: with any of its versions. The working copy's are its editors' too.
    "Figure": {
        Right.SEE: either(
            granted_between(Right.READ, paper="paper", first="from_version", last="last_version"),
            both(where(last_version=None), granted(Right.EDIT, paper="paper")),
        ),
        Right.EDIT: both(where(last_version=None), granted(Right.EDIT, paper="paper")),
    },
    "DiscardedFile": {Right.SEE: nobody},  # The sweep's own notes.
    "ImportedPaper": {Right.SEE: is_viewers(member="importer")},
    # --- Comments: through the version they were written on, and no wider than the rung they were written on ---
    "Comment": {
        Right.SEE: COMMENT_SEEN,
        Right.COMMENT: COMMENT_ANSWERED,
        Right.EDIT: both(COMMENT_ANSWERED, is_viewers(member="writer")),
        Right.OWN: both(COMMENT_LIVE, is_viewers(member="writer")),
    },
    # --- Audiences: their own holders, and the paper's owners ---
    "Grant": {Right.SEE: either(held_by_viewer, granted(Right.OWN, paper="guarded"))},
    "Reason": {Right.SEE: granted(Right.OWN, paper="guarded")},
    "Denial": {Right.SEE: granted(Right.OWN, paper="guarded")},
    "Ask": {Right.SEE: granted(Right.OWN, paper="guarded")},
    "Nod": {Right.SEE: granted(Right.OWN, paper="ask__guarded")},
    "Closing": {Right.SEE: granted(Right.OWN, paper="guarded")},
    "Requirement": {
        Right.SEE: either(granted(Right.OWN, paper="guarded"), asked_of_viewer("requirement_id")),
    },
    "RequiredAgreement": {
        Right.SEE: either(granted(Right.OWN, paper="requirement__guarded"), asked_of_viewer("id")),
    },
    # --- Agreements: whoever owns, asks, is asked, has signed, or owns a paper they were signed for ---
    "Agreement": {
        Right.SEE: either(
            is_viewers(member="owner"),
            for_members(owner=None),
            asked_by_viewer("agreement_id"),
            asked_of_viewer("agreement_id"),
            signed_by_viewer("version__agreement"),
            signed_on_viewers_paper("agreement_id"),
        ),
        Right.OWN: is_viewers(member="owner"),
    },
    "AgreementVersion": {
        Right.SEE: either(
            is_viewers(member="agreement__owner"),
            for_members(agreement__owner=None),
            asked_by_viewer("version_id"),
            asked_of_viewer("version_id"),
            signed_by_viewer("version"),
            signed_on_viewers_paper("id"),
        ),
    },
    "Signature": {
        Right.SEE: either(
            is_viewers(member="signer"),
            is_viewers(member="version__agreement__owner"),
            granted(Right.OWN, paper="paper_id"),
            covers_viewers_paper(signature="pk"),
        ),
    },
    # Under which signature a paper was first opened: its signer, and the paper's owners.
    "Covered": {Right.SEE: either(is_viewers_signature(signature="signature"), granted(Right.OWN, paper="guarded"))},
    # --- Groups: their members ---
    "Group": {
        Right.SEE: in_viewers_group(group="pk"),
        Right.EDIT: in_viewers_group(group="pk", roles=LEADING),
        Right.OWN: in_viewers_group(group="pk", roles=(Role.OWNER,)),
    },
    "Membership": {
        Right.SEE: either(in_viewers_group(group="group"), is_viewers(member="member")),
        Right.EDIT: in_viewers_group(group="group", roles=LEADING),
    },
    # --- Notices: their recipients, for as long as they may know of what it is about ---
    "Notice": {
        Right.SEE: both(
            is_viewers(member="recipient"),
            either(
                both(for_members(needs=Right.SIGN), awaits_signature(paper="paper_id")),
                both(for_members(needs=Right.SEE), granted(Right.SEE, paper="paper_id")),
                both(
                    for_members(needs=Right.READ, comment=None),
                    granted(Right.READ, paper="paper_id", version="version"),
                ),
                both(
                    for_members(comment__isnull=False, comment__deleted_at=None),
                    either(where(comment__hidden_at=None), is_viewers(member="comment__writer")),
                    granted(Right.READ, paper="comment__paper", version="comment__number", rung="comment__rung"),
                ),
                both(for_members(needs=Right.OWN), granted(Right.OWN, paper="paper_id")),
                in_viewers_group(group="group"),
                both(for_members(invite__isnull=False), invites_viewer(invite="invite_id")),
                both(
                    for_members(asked_author__isnull=False, asked_author__ended_at=None),
                    is_viewers(member="asked_author__member"),
                    not_denied(paper="asked_author__paper"),
                ),
                for_members(paper=None, group=None, invite=None, asked_author=None),
            ),
        ),
    },
    "Delivery": {Right.SEE: nobody},  # The post's own notes.
    "MailChoice": {Right.SEE: is_viewers(member="member")},
    # What one finds comes through a door of its own (``fence.search``), and is fetched through the rows above.
    "Searchable": {Right.SEE: nobody},
    # --- Order: moderators read what was passed on; authors know that something was ---
    "Report": {
        Right.SEE: either(
            for_moderators,
            is_viewers(member="filing__reporter"),
            granted(Right.OWN, paper="guarded"),
            both(where(state__in=["hidden", "restored"]), is_viewers_comment(comment="about")),
        ),
        Right.REVIEW: MODERATED,
    },
    "Filing": {Right.SEE: is_viewers(member="reporter")},
    "PassedOn": {
        Right.SEE: either(
            OF_MODERATED,
            both(
                is_viewers(member="report__filing__reporter"),
                either(
                    both(where(report__kind="paper"), granted(Right.SEE, paper="report__guarded")),
                    granted(Right.READ, paper="report__guarded"),
                ),
            ),
        ),
    },
    "Decision": {
        Right.SEE: either(
            OF_MODERATED,
            is_viewers(member="report__filing__reporter"),
            both(
                where(outcome__in=["hidden", "restored"]),
                either(granted(Right.OWN, paper="report__guarded"), is_viewers_comment(comment="report__about")),
            ),
        ),
    },
    # --- Invites: their makers; redeeming one, by whoever holds its token, is system work ---
    "Invite": {Right.SEE: is_viewers(member="maker")},
    "DeclinedInvite": {Right.SEE: is_viewers(member="user")},
    "Redemption": {Right.SEE: is_viewers(member="user")},
    # --- The operator's ---
    "InviteOverview": {Right.SEE: for_staff, Right.EDIT: for_staff},
    "SiteSettings": {Right.SEE: for_everybody, Right.EDIT: for_staff},
}
