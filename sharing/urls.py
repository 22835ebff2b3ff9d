"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from sharing.web import accounts, agreements, invites, papers, sharing, signing, writing
from sharing.web.health import livez

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", livez, name="livez"),
    # Papers
    path("", papers.newest, name="papers"),
    path("papers/shared/", papers.shared, name="shared_papers"),
    path("papers/mine/", papers.mine, name="my_papers"),
    path("papers/new/", writing.new_paper, name="new_paper"),
    path("papers/<uuid:key>/", papers.paper, name="paper"),
    path("papers/<uuid:key>/versions/", papers.versions, name="versions"),
    path("papers/<uuid:key>/versions/<int:number>/", papers.version, name="version"),
    path("papers/<uuid:key>/versions/add/", writing.add_version, name="add_version"),
    path("papers/<uuid:key>/edit/", writing.edit_paper, name="edit_paper"),
    path("papers/<uuid:key>/publication/", writing.publication, name="publication"),
    path("papers/<uuid:key>/withdrawal/", writing.withdrawal, name="withdrawal"),
    path("papers/<uuid:key>/erasure/", writing.erasure, name="erasure"),
    # Sharing
    path("papers/<uuid:key>/sharing/", sharing.sharing, name="sharing"),
    path("papers/<uuid:key>/sharing/<uuid:grant>/remove/", sharing.remove, name="remove_access"),
    path("papers/<uuid:key>/closing/", sharing.closing, name="closing"),
    # Agreements
    path("papers/<uuid:key>/agreements/", signing.sign, name="sign"),
    path("receipts/<uuid:key>/", signing.receipt, name="receipt"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/new/", agreements.new_agreement, name="new_agreement"),
    path("agreements/<uuid:key>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:key>/versions/add/", agreements.add_version, name="add_agreement_version"),
    path("agreements/<uuid:key>/adoption/", agreements.adopt, name="adopt_agreement"),
    path("agreements/versions/<uuid:key>/", agreements.version, name="agreement_version"),
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
