"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from sharing.admin import admin_site
from sharing.web import accounts, invites, moderation, papers, sharing, writing
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
    # Order
    path("papers/<uuid:key>/report/", moderation.report_paper, name="report_paper"),
    path("papers/<uuid:key>/reports/", moderation.paper_reports, name="paper_reports"),
    path("reports/", moderation.reports, name="reports"),
    path("reports/<uuid:key>/", moderation.report, name="report"),
    path("moderation/", moderation.queue, name="moderation"),
    path("moderation/decided/", moderation.decided, name="decided_reports"),
    path("moderation/<uuid:key>/", moderation.case, name="case"),
    path("admin/", admin_site.urls),
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
