"""What the site's operator does beside accounts: revoking anybody's invite, and setting the site."""

from django.db import connection, transaction

from accounts.viewer import Viewer
from sharing.audit import Kind, record
from sharing.base.guarded import require
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.moderation.oversight import InviteOverview, SiteSettings


@transaction.atomic
def revoke_invite(invite: InviteOverview, *, by: Viewer) -> None:
    """End an invite's link, whoever made it. What it gave stays."""
    require(by, Right.EDIT, invite)

    with connection.cursor() as cursor:
        cursor.execute("SELECT fence.revoke_invite(%s)", [invite.pk])
        was_live = cursor.fetchone()[0]

    if was_live:
        record(Kind.INVITE_REVOKED, by=by.principal, about=("invite", invite.pk))


@transaction.atomic
def set_site(settings: SiteSettings, *, by: Viewer) -> None:
    """Save what the operator has set."""
    if not by.is_operator:  # Before the first time there is no row on which to ask the policy.
        raise Refused("Only the operator sets this.")

    SiteSettings.objects.update_or_create(pk=SiteSettings.ONLY, defaults={"about_reports": settings.about_reports})

    record(Kind.SETTINGS_CHANGED, by=by.principal, about=settings)


def about_reports() -> str:
    """The operator's sentence for whoever reports something."""
    return SiteSettings.current().about_reports
