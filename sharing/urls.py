"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from sharing.web import accounts, groups, invites, inviting
from sharing.web.health import livez

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", livez, name="livez"),
    # People
    path("accounts/confirm-address/", accounts.confirm_address, name="confirm_address"),
    path("accounts/profile/", accounts.profile, name="profile"),
    path("accounts/", include("allauth.urls")),
    # A link that lost its slash on the way must not end up in another address.
    re_path(r"^i/(?P<token>[^/]+)/?$", invites.follow, name="invite_link"),
    path("invite/", invites.landing, name="invite"),
    path("invites/", invites.invites, name="invites"),
    path("invites/make/", invites.make_invite, name="make_invite"),
    path("invites/<uuid:invite_id>/revoke/", invites.revoke_invite, name="revoke_invite"),
    path("invites/<uuid:key>/accept/", invites.accept_invite, name="accept_invite"),
    path("papers/<uuid:key>/invites/", inviting.paper_invites, name="paper_invites"),
    # Groups
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.new_group, name="new_group"),
    path("groups/<uuid:key>/", groups.group, name="group"),
    path("groups/<uuid:key>/edit/", groups.edit_group, name="edit_group"),
    path("groups/<uuid:key>/leave/", groups.leave_group, name="leave_group"),
    path("groups/<uuid:key>/invites/", inviting.group_invites, name="group_invites"),
    path("groups/<uuid:key>/members/<uuid:stay>/role/", groups.change_role, name="change_role"),
    path("groups/<uuid:key>/members/<uuid:stay>/remove/", groups.remove_member, name="remove_member"),
]
