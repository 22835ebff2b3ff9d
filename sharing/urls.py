"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from sharing.admin import admin_site
from sharing.web import (
    accounts,
    agreements,
    discussion,
    files,
    groups,
    invites,
    inviting,
    keeping_out,
    moderation,
    notifications,
    papers,
    searching,
    sharing,
    signatures,
    signing,
    versions,
    viewing_as,
    writing,
)
from sharing.web.health import livez

handler404 = "sharing.web.faults.not_found"
handler500 = "sharing.web.faults.server_fault"

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", livez, name="livez"),
    # Papers
    path("", papers.newest, name="papers"),
    path("search/", searching.search, name="search"),
    path("papers/shared/", papers.shared, name="shared_papers"),
    path("papers/mine/", papers.mine, name="my_papers"),
    path("papers/new/", writing.new_paper, name="new_paper"),
    path("papers/<uuid:key>/", papers.paper, name="paper"),
    path("papers/<uuid:key>/versions/", versions.versions, name="versions"),
    path("papers/<uuid:key>/versions/<int:number>/", papers.version, name="version"),
    path("papers/<uuid:key>/versions/<int:number>/restore/", versions.restore_version, name="restore_version"),
    path("papers/<uuid:key>/versions/add/", versions.add_version, name="add_version"),
    path("papers/<uuid:key>/versions/compare/", versions.choose_comparison, name="choose_comparison"),
    path("papers/<uuid:key>/versions/<int:old>/<int:new>/", versions.compare_versions, name="compare_versions"),
    path("papers/<uuid:key>/edit/", writing.edit_paper, name="edit_paper"),
    path("papers/<uuid:key>/publication/", writing.publication, name="publication"),
    path("papers/<uuid:key>/withdrawal/", writing.withdrawal, name="withdrawal"),
    path("papers/<uuid:key>/withdrawal/note/remove/", writing.take_note_away, name="take_note_away"),
    path("papers/<uuid:key>/erasure/", writing.erasure, name="erasure"),
    # Sharing
    path("papers/<uuid:key>/sharing/", sharing.sharing, name="sharing"),
    path("papers/<uuid:key>/sharing/<uuid:grant>/remove/", sharing.remove, name="remove_access"),
    path("papers/<uuid:key>/kept-out/", keeping_out.kept_out, name="kept_out"),
    path("papers/<uuid:key>/kept-out/<uuid:denial>/lift/", keeping_out.lift_denial, name="lift_denial"),
    path("papers/waiting/", sharing.waiting, name="waiting"),
    path("papers/<uuid:key>/sharing/asks/<uuid:ask>/end/", sharing.end_ask, name="end_ask"),
    path("papers/<uuid:key>/sharing/asks/<uuid:ask>/<uuid:stay>/", sharing.nod, name="nod"),
    path("papers/<uuid:key>/view-as/", viewing_as.view_as, name="view_as"),
    path("papers/<uuid:key>/closing/", sharing.closing, name="closing"),
    # Discussion
    path("papers/<uuid:key>/comments/", discussion.comments, name="comments"),
    path("papers/<uuid:paper>/comments/<uuid:key>/", discussion.comment, name="comment"),
    path("papers/<uuid:paper>/comments/<uuid:key>/reply/", discussion.reply, name="reply"),
    path("papers/<uuid:paper>/comments/<uuid:key>/edit/", discussion.edit, name="edit_comment"),
    path("papers/<uuid:paper>/comments/<uuid:key>/delete/", discussion.delete, name="delete_comment"),
    # Notices
    path("inbox/", notifications.inbox, name="inbox"),
    path("inbox/read/", notifications.read_all, name="read_all_notices"),
    path("inbox/<uuid:key>/", notifications.notice, name="notice"),
    path("inbox/<uuid:key>/read/", notifications.read, name="read_notice"),
    path("accounts/mail/", notifications.mail_settings, name="mail_settings"),
    path("mail/stop/", notifications.stop_mail, name="stop_mail"),
    # Agreements
    path("papers/<uuid:key>/agreements/", signing.sign, name="sign"),
    path("receipts/<uuid:key>/", signing.receipt, name="receipt"),
    path("receipts/<uuid:key>/text/", signing.receipt_as_text, name="receipt_text"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/new/", agreements.new_agreement, name="new_agreement"),
    path("agreements/<uuid:key>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:key>/versions/add/", agreements.add_version, name="add_agreement_version"),
    path("agreements/<uuid:key>/adoption/", agreements.adopt, name="adopt_agreement"),
    path("agreements/<uuid:key>/signatures/", signatures.of_agreement, name="signatures_of_agreement"),
    path("papers/<uuid:key>/signatures/", signatures.of_paper, name="signatures_of_paper"),
    path("agreements/versions/<uuid:key>/", agreements.version, name="agreement_version"),
    # Order
    path("papers/<uuid:key>/report/", moderation.report_paper, name="report_paper"),
    path("papers/<uuid:paper>/comments/<uuid:key>/report/", moderation.report_comment, name="report_comment"),
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
    path("accounts/theme/", accounts.theme, name="theme"),
    path("accounts/", include("allauth.urls")),
    # A link that lost its slash on the way must not end up in another address.
    re_path(r"^i/(?P<token>[^/]+)/?$", invites.follow, name="invite_link"),
    path("invite/", invites.landing, name="invite"),
    path("invites/", invites.invites, name="invites"),
    path("invites/make/", invites.make_invite, name="make_invite"),
    path("invites/<uuid:invite_id>/revoke/", invites.revoke_invite, name="revoke_invite"),
    # Files of papers
    path("papers/<uuid:key>/figures/", files.figures, name="figures"),
    path("papers/<uuid:key>/export/", files.export, name="export"),
    path("papers/<uuid:paper>/figures/<uuid:key>/", files.figure, name="figure"),
    path("papers/<uuid:paper>/figures/<uuid:key>/remove/", files.remove, name="remove_figure"),
    path("invites/<uuid:key>/accept/", invites.accept_invite, name="accept_invite"),
    path("invites/<uuid:key>/decline/", invites.decline_invite, name="decline_invite"),
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
