"""The rules that the policy is made of: each takes a viewer and answers with a condition on rows.

Rights on papers are one question about grants, asked by every guarded query of
the site, so it is put in SQL: Django needs 4.5 ms to build the same from
querysets, several times what PostgreSQL needs to answer it.
"""

from collections.abc import Callable
from functools import reduce
from operator import and_, or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from accounts.viewer import Viewer
from sharing.agreements.models import Signature
from sharing.base.conditions import Condition
from sharing.base.principals import ALL_MEMBERS, PUBLIC
from sharing.base.rights import Right
from sharing.groups.models import Membership, Role

Rule = Callable[[Viewer], Q]


def both(*rules: Rule) -> Rule:
    return lambda viewer: reduce(and_, (rule(viewer) for rule in rules))


def neither(*rules: Rule) -> Rule:
    return lambda viewer: ~reduce(or_, (rule(viewer) for rule in rules))


def either(*rules: Rule) -> Rule:
    return lambda viewer: reduce(or_, (rule(viewer) for rule in rules))


# --- Through grants ---------------------------------------------------------------

STAY = "held_stay.member_id = {me} AND held_stay.left_at IS NULL"

# A grant the viewer holds on an open paper, and that nobody has ended: signed or not.
HELD = f"""
EXISTS (
    SELECT FROM sharing_grant AS held JOIN sharing_guarded AS held_on ON held_on.id = held.guarded_id
    WHERE {{which}}
      AND (held.principal = ANY({{principals}})
           OR held.principal IN (SELECT held_stay.group_id FROM sharing_membership AS held_stay WHERE {STAY}))
      AND held.revoked_at IS NULL
      AND (held.expires_at IS NULL OR held.expires_at > statement_timestamp())
      AND (held.through_membership_id IS NULL
           OR held.through_membership_id IN (SELECT held_stay.id FROM sharing_membership AS held_stay WHERE {STAY}))
      AND (held_on.closed_at IS NULL OR held.right = {{own}})
      AND NOT fence.denies(held.guarded_id, {{me}})
)
"""

# All that the grant asks for is signed by the viewer, at the version the authors adopted.
SIGNED = """
(held.requirement_id IS NULL OR NOT EXISTS (
    SELECT FROM sharing_requiredagreement AS asked
    WHERE asked.requirement_id = held.requirement_id
      AND NOT EXISTS (
        SELECT FROM sharing_signature AS given
        WHERE given.version_id = asked.version_id AND given.signer_id = {me}
          AND (given.paper_id IS NULL OR given.paper_id = held.guarded_id))))
"""

REACHED = "held.from_version <= held_on.versions"

# What everybody holds opens only what was said to everybody; what all members hold, what was said to them or wider.
NO_WIDER = f"""
CASE {{rung}}
    WHEN 'public' THEN true
    WHEN 'members' THEN held.principal <> {PUBLIC}
    WHEN 'private' THEN held.principal NOT IN ({PUBLIC}, {ALL_MEMBERS})
    ELSE false
END
"""


def granted(right: Right, *, paper: str, version: str | None = None, rung: str | None = None) -> Rule:
    """The viewer holds this right on the paper, from this version or an earlier one on.

    With a rung, they hold it by a grant that is no wider: what was said in
    private is not opened by what was later given to the public.
    """
    reached = "held.from_version <= {version}" if version else REACHED
    which = f"held.guarded_id = {{paper}} AND held.right = ANY({{rights}}) AND {reached} AND {SIGNED}"
    columns: dict[str, object] = {"paper": F(paper), "rights": [int(each) for each in right.held_by]}
    if version:
        columns["version"] = F(version)
    if rung:
        which, columns["rung"] = f"{which} AND {NO_WIDER}", F(rung)
    return _held(which, **columns)


def granted_between(right: Right, *, paper: str, first: str, last: str) -> Rule:
    """The viewer holds this right on one of the versions from ``first`` to ``last``, where null is the latest."""
    which = f"""
        held.guarded_id = {{paper}} AND held.right = ANY({{rights}})
        AND {{first}} <= held_on.versions AND held.from_version <= coalesce({{last}}, held_on.versions) AND {SIGNED}
    """
    rights = [int(each) for each in right.held_by]
    return _held(which, paper=F(paper), rights=rights, first=F(first), last=F(last))


def awaits_signature(*, paper: str) -> Rule:
    """The viewer holds something on the paper that opens once its agreements are signed."""
    return _held(f"held.guarded_id = {{paper}} AND {REACHED} AND NOT {SIGNED}", paper=F(paper))


def asked_of_viewer(asked: str) -> Rule:
    """A grant that the viewer holds asks for this row; ``asked`` names the column of the asked agreement, or ``id``."""
    which = f"""
        {REACHED} AND held.requirement_id IN (
            SELECT asked.requirement_id FROM sharing_requiredagreement AS asked WHERE asked.{asked} = {{row}})
    """
    return _held(which, row=F("pk"))


def asked_by_viewer(asked: str) -> Rule:
    """A paper that the viewer owns asks for this row; ``asked`` names the column of the asked agreement."""
    papers = f"""
        SELECT asking.guarded_id FROM sharing_requirement AS asking
        JOIN sharing_requiredagreement AS asked ON asked.requirement_id = asking.id WHERE asked.{asked} = {{row}}
    """
    return _owns_one_of(papers)


def signed_on_viewers_paper(signed: str) -> Rule:
    """Somebody has signed this row for a paper that the viewer owns, or opened one under it.

    ``signed`` names a column of the signed text.
    """
    papers = f"""
        SELECT unnest(ARRAY[signed_on.paper_id, opened.guarded_id]) FROM sharing_signature AS signed_on
        JOIN sharing_agreementversion AS signed_text ON signed_text.id = signed_on.version_id
        LEFT JOIN sharing_covered AS opened ON opened.signature_id = signed_on.id
        WHERE signed_text.{signed} = {{row}}
    """
    return _owns_one_of(papers)


def covers_viewers_paper(*, signature: str) -> Rule:
    """A paper that the viewer owns was first opened under the signature whose key the column holds."""
    papers = "SELECT opened.guarded_id FROM sharing_covered AS opened WHERE opened.signature_id = {row}"
    return _owns_one_of(papers, row=signature)


def _owns_one_of(papers: str, *, row: str = "pk") -> Rule:
    """The viewer owns one of these papers, which a query finds for the column ``row``."""
    which = f"{REACHED} AND held.right = {{own}} AND {SIGNED} AND held.guarded_id IN ({papers})"
    return _held(which, row=F(row))


def _held(which: str, **columns: object) -> Rule:
    sql = HELD.replace("{which}", which)

    def rule(viewer: Viewer) -> Q:
        viewers = {"principals": viewer.principals, "me": viewer.principal, "own": int(Right.OWN)}
        return Q(Condition(sql, **columns, **viewers))

    return rule


# On a grant: neither revoked nor expired.
NOT_ENDED = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=Now()))
# And its paper is not closed to whoever holds it.
IN_FORCE = NOT_ENDED & (Q(guarded__closed_at=None) | Q(right=Right.OWN))


def held_by_viewer(viewer: Viewer) -> Q:
    """On a grant: it was given to the viewer, to a group they are in now, to all members or to everybody."""
    return Q(principal__in=viewer.principals) | Q(principal__in=_stays_of(viewer).values("group_id"))


def lasts_for(viewer: Viewer) -> Q:
    """On a grant: all that HELD asks but for denials, which whoever asks for single grants has met already."""
    while_they_stay = Q(through_membership=None) | Q(through_membership__in=_stays_of(viewer))
    return held_by_viewer(viewer) & IN_FORCE & while_they_stay


# --- Through agreements ---------------------------------------------------------------


def signed_by_viewer(path: str) -> Rule:
    """The viewer has signed this row; ``path`` leads there from the signature."""

    def rule(viewer: Viewer) -> Q:
        return Q(Exists(Signature.objects.filter(signer=viewer.principal, **{path: OuterRef("pk")})))

    return rule


# --- Through groups and people ------------------------------------------------------


def _stays_of(viewer: Viewer) -> QuerySet[Membership]:
    return Membership.objects.filter(member=viewer.principal, left_at=None)


def in_viewers_group(*, group: str, roles: tuple[Role, ...] = tuple(Role)) -> Rule:
    """The viewer is in the group now, with one of these roles."""
    return lambda viewer: Q(**{f"{group}__in": _stays_of(viewer).filter(role__in=roles).values("group_id")})


def is_viewers(*, member: str) -> Rule:
    """The row belongs to the viewer, or is about them."""
    return lambda viewer: Q(**{member: viewer.principal}) if viewer.is_member else NOTHING


WRITTEN_BY_VIEWER = "EXISTS (SELECT FROM sharing_comment AS said WHERE said.id = {said} AND said.writer_id = {me})"


def is_viewers_comment(*, comment: str) -> Rule:
    """The column holds the key of a comment that the viewer wrote."""
    return lambda viewer: Q(Condition(WRITTEN_BY_VIEWER, said=F(comment), me=viewer.principal))


def invites_viewer(*, invite: str) -> Rule:
    """The column holds the key of an invite for the viewer, who can use it and has not declined it.

    Its row is its maker's alone.
    """
    return lambda viewer: Q(Condition("fence.invites({named}, {me})", named=F(invite), me=viewer.principal))


OWN_SIGNATURE = """
EXISTS (SELECT FROM sharing_signature AS own_signature
        WHERE own_signature.id = {signed} AND own_signature.signer_id = {me})
"""


def is_viewers_signature(*, signature: str) -> Rule:
    """The column holds the key of a signature that the viewer gave."""
    return lambda viewer: Q(Condition(OWN_SIGNATURE, signed=F(signature), me=viewer.principal))


NOT_DENIED = "NOT fence.denies({paper}, {me})"


def not_denied(*, paper: str) -> Rule:
    """No owner of the paper keeps the viewer out: for what they may know without holding anything on it."""
    return lambda viewer: Q(Condition(NOT_DENIED, paper=F(paper), me=viewer.principal))


NOTED = "(NOT fence.is_hidden({paper}) AND NOT fence.denies({paper}, {me}))"


def noted_for_everybody(*, paper: str) -> Rule:
    """A note of the paper's owners may stand in its place: no moderator has hidden it, nor an owner denied the viewer.

    Closings are its owners' to know, and denials too, so the database is asked.
    """
    return lambda viewer: Q(Condition(NOTED, paper=F(paper), me=viewer.principal))


def where(**condition: object) -> Rule:
    """The row meets the condition, whoever looks."""
    return lambda _viewer: Q(**condition)


def for_members(**condition: object) -> Rule:
    """Every member, of the rows that meet the condition."""
    return lambda viewer: Q(**condition) if viewer.is_member else NOTHING


def nobody(_viewer: Viewer) -> Q:
    """Read by the system's own work alone."""
    return NOTHING


def for_moderators(viewer: Viewer) -> Q:
    """Every row, for whoever moderates."""
    return EVERYTHING if viewer.is_moderator else NOTHING


def for_staff(viewer: Viewer) -> Q:
    """Every row, for whoever operates the site."""
    return EVERYTHING if viewer.is_operator else NOTHING


def for_everybody(_viewer: Viewer) -> Q:
    return EVERYTHING


NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING  # Not Q(), which "either" would take for no condition at all, and leave out.
