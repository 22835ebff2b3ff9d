"""Looking at a paper as somebody else would get it, which its owners may and which is written down."""

from django.db import transaction

from accounts.models import User
from accounts.viewer import ANONYMOUS, Viewer
from sharing.access.standing import audience_of
from sharing.audit import Kind, record
from sharing.base.guarded import require
from sharing.base.rights import Right
from sharing.groups.models import Membership
from sharing.papers.models import Paper


def people_to_look_as(paper: Paper, *, by: Viewer) -> list[User]:
    """Those a paper was opened to by name, and the members of its groups that its owner may see, by name."""
    numbers = {holder.grant.principal for holder in audience_of(paper.guarded, viewer=by).holders}
    in_groups = Membership.objects.visible_to(by).filter(group__in=numbers, left_at=None).values("member")
    named = User.objects.members().filter(pk__in=numbers) | User.objects.members().filter(pk__in=in_groups)
    return list(named.exclude(pk=by.principal).order_by("name"))


@transaction.atomic
def look_as(chosen: User | None, *, at: Paper, by: Viewer) -> Viewer:
    """Record that an owner looks at a paper as this person, or as a stranger where that is None; answers as whom."""
    require(by, Right.OWN, at)
    viewer = Viewer.of(chosen) if chosen else ANONYMOUS

    facts = {"seen_by": chosen.pk if chosen else ANONYMOUS.principal}
    record(Kind.VIEW_AS_USED, by=by.principal, about=at, facts=facts)
    return viewer
