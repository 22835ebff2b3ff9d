"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from sharing.web import accounts, invites
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
]
