"""The operator's pages, by Django's admin: accounts, invites without what they hold, the site's settings.

And, where the site has no mail server, the mail that stays here. Nothing else
is registered, and nothing here shows a member's private words. To everybody but
staff no address of it exists; staff come in by the site's own sign-in, with a
second factor used in this session. It reads the database as the member who
operates it.
"""

import json
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, include, path, re_path, reverse
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_protect

from accounts.actions import end_sessions, entrust, restore, suspend
from accounts.models import User
from accounts.viewer import Viewer
from sharing.base.mailbox import keeps_mail, latest_letters
from sharing.base.refusals import Refused
from sharing.moderation.operating import revoke_invite, set_site
from sharing.moderation.oversight import InviteOverview, SiteSettings

Type = Authenticator.Type


class OperatorSite(admin.AdminSite):
    """Django's admin without its sign-in, password pages, autocomplete, history and catch-all."""

    site_header = site_title = "Operating the site"
    index_title = "What there is to operate"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return _viewer(request).is_operator

    def admin_view(self, view: Callable, cacheable: bool = False) -> Any:  # noqa: ARG002 -- Django's signature
        """The view, for staff with a second factor; for everybody else what never existed.

        Whoever asks is known before the CSRF check, whose refusal would tell
        that there is something here.
        """
        protected = csrf_protect(view)

        def guarded_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                raise Http404
            return _second_factor_first(request) or protected(request, *args, **kwargs)

        update_wrapper(guarded_view, view)
        guarded_view.csrf_exempt = True  # type: ignore[attr-defined]  # see above
        guarded_view.should_append_slash = False  # type: ignore[attr-defined]  # a redirect would tell as well
        guarded_view.guards = "staff"  # type: ignore[attr-defined]  # read by the walker
        return guarded_view

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "keeps_mail": keeps_mail()}

    def mail(self, request: HttpRequest) -> HttpResponse:
        """The mail of a site that sends none: without it nobody could sign up there."""
        if not keeps_mail():
            raise Http404
        context = {**self.each_context(request), "title": "Mail", "letters": latest_letters()}
        return render(request, "admin/mailbox.html", context)

    def get_urls(self) -> list:
        models = [
            path(f"{model._meta.app_label}/{model._meta.model_name}/", include(registered.urls))
            for model, registered in self._registry.items()
        ]
        labels = "|".join(sorted({model._meta.app_label for model in self._registry}))
        return [
            path("", self.admin_view(self.index), name="index"),
            path("mail/", self.admin_view(self.mail), name="mail"),
            path("jsi18n/", self.admin_view(self.i18n_javascript), name="jsi18n"),
            *models,
            re_path(rf"^(?P<app_label>{labels})/$", self.admin_view(self.app_index), name="app_list"),
        ]


def _second_factor_first(request: HttpRequest) -> HttpResponse | None:
    """The way to a second factor, for staff who have none or have not used it in this session."""
    user = request.user
    if not is_mfa_enabled(user, [Type.TOTP, Type.WEBAUTHN]):
        messages.info(request, "Operating the site asks for a second factor. Set one up first.")
        return redirect("mfa_index")
    if any(record["method"] == "mfa" for record in get_authentication_records(request, user)):
        return None
    page = "mfa_reauthenticate" if is_mfa_enabled(user, [Type.TOTP]) else "mfa_reauthenticate_webauthn"
    return redirect(f"{reverse(page)}?{urlencode({'next': reverse('admin:index')})}")


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined]  # ReaderMiddleware's


def _operator(request: HttpRequest) -> User:
    """Whoever sent this: a member, for ``admin_view`` has looked."""
    user = _viewer(request).user
    assert user is not None  # noqa: S101 -- says to the type checker what admin_view has seen to
    return user


class Registered(admin.ModelAdmin):
    """A list and at most one page for each row: no adding, no deleting, no history."""

    show_facets = admin.ShowFacets.NEVER
    lookups: frozenset[str] = frozenset()

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- Django's signature
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 -- likewise
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:  # noqa: ARG002 -- likewise
        """Only the filters shown: Django lets staff filter by any column, letter by letter, a password's hash too."""
        return lookup in self.lookups

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("", view(self.changelist_view), name=f"{name}_changelist"),
            path("<path:object_id>/change/", view(self.change_view), name=f"{name}_change"),
        ]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refusal:
            self.message_user(request, refusal.sentence, messages.ERROR)
            return redirect(request.path)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        """Who changed which row: ids, names of fields and words of ours, never what a row calls itself."""
        return LogEntry.objects.create(
            user_id=_viewer(request).principal,
            content_type=ContentType.objects.get_for_model(obj, for_concrete_model=False),
            object_id=str(obj.pk),
            object_repr=str(obj.pk),
            action_flag=CHANGE,
            change_message=message if isinstance(message, str) else json.dumps(message),
        )

    def act_on_each(self, request: HttpRequest, rows: QuerySet, act: Callable, *, done: str) -> None:
        """Do it to every row chosen or to none; a refusal is told."""
        try:
            with transaction.atomic():
                for row in rows:
                    act(row)
                    self.log_change(request, row, done)
        except Refused as refusal:
            self.message_user(request, refusal.sentence, messages.ERROR)
        else:
            self.message_user(request, f"{done}.", messages.SUCCESS)


class Accounts(Registered):
    """Standing and duties. Names are their owners', and so are passwords, addresses and second factors."""

    list_display = ("handle", "name", "is_active", "is_moderator", "is_staff", "joined_at")
    list_filter = ("is_active", "is_moderator", "is_staff")
    lookups = frozenset({"is_active__exact", "is_moderator__exact", "is_staff__exact"})
    search_fields = ("handle", "name")
    ordering = ("handle",)
    fields = ("handle", "name", "affiliation", "joined_at", "is_active", "is_moderator", "is_staff")
    readonly_fields = ("handle", "name", "affiliation", "joined_at", "is_active")
    actions = ("suspend_members", "restore_members", "end_their_sessions")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: ARG002 -- Django's signature
        entrust(obj, is_moderator=obj.is_moderator, is_staff=obj.is_staff, by=_operator(request))

    @admin.action(description="Suspend: they are signed out everywhere at once")
    def suspend_members(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        self.act_on_each(request, rows, lambda user: suspend(user, by=_operator(request)), done="Suspended")

    @admin.action(description="Restore: they can sign in again")
    def restore_members(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        self.act_on_each(request, rows, lambda user: restore(user, by=_operator(request)), done="Restored")

    @admin.action(description="Sign them out everywhere")
    def end_their_sessions(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        self.act_on_each(request, rows, end_sessions, done="Signed out everywhere")


class Invites(Registered):
    """How many there are and how they are used: neither tokens nor addresses, notes, or where they lead."""

    list_display = ("id", "kind", "maker", "uses", "max_uses", "created_at", "expires_at", "how_it_stands")
    list_display_links = None
    list_select_related = ("maker",)
    ordering = ("-created_at",)
    actions = ("revoke",)

    def get_urls(self) -> list[URLPattern]:
        return super().get_urls()[:1]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 -- Django's signature
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[InviteOverview]:
        return InviteOverview.objects.visible_to(_viewer(request))

    @admin.display(description="State")
    def how_it_stands(self, row: InviteOverview) -> str:
        return row.state.label

    @admin.action(description="Revoke: the link no longer works")
    def revoke(self, request: HttpRequest, rows: QuerySet[InviteOverview]) -> None:
        viewer = _viewer(request)
        self.act_on_each(request, rows, lambda row: revoke_invite(row, by=viewer), done="Revoked")


class Site(Registered):
    """The one row of settings."""

    fields = ("about_reports",)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:  # noqa: ARG002 -- Django's signature
        return redirect("admin:sharing_sitesettings_change", SiteSettings.ONLY)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> SiteSettings | None:  # noqa: ARG002 -- likewise
        return SiteSettings.current() if object_id == str(SiteSettings.ONLY) else None

    def save_model(self, request: HttpRequest, obj: SiteSettings, form: Any, change: bool) -> None:  # noqa: ARG002 -- likewise
        set_site(obj, by=_viewer(request))


admin_site = OperatorSite(name="admin")
admin_site.disable_action("delete_selected")
admin_site.register(User, Accounts)
admin_site.register(InviteOverview, Invites)
admin_site.register(SiteSettings, Site)
