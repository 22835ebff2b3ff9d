"""The inbox, and the mail one wants."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sharing.base.paging import Place
from sharing.groups.models import Group
from sharing.notifications import choices
from sharing.notifications.inbox import Entry, mark_all_read, mark_read, newest_notices
from sharing.notifications.models import Notice, NoticeKind
from sharing.web.forms.notifications import MailForm, ShownForm
from sharing.web.page import members_page, open_page, page
from sharing.web.paging import Names, address_of_next, place_in
from sharing.web.requests import ViewerRequest
from sharing.web.showing import title_of

PLACE = Names(at="before", key="notice")


@members_page
@require_safe
def inbox(request: ViewerRequest) -> HttpResponse:
    """What the viewer was told, newest first. Looking marks nothing as read."""
    found = newest_notices(request.viewer, before=place_in(request.GET, names=PLACE))
    rows = [_row(entry) for entry in found.entries]

    context = {
        "section": "inbox",
        "rows": rows,
        "newest": found.entries[0].notice if found.entries else None,
        "has_unread": any(row["is_unread"] for row in rows),
        "older_url": _older(found.older_than),
    }
    return render(request, "notifications/inbox.html", context)


@page(Notice)
@require_safe
def notice(request: ViewerRequest, notice: Notice) -> HttpResponse:
    """On to what a notice is about, from the inbox or a mail. Opening it is reading it; looking ahead is not."""
    if request.method == "GET" and notice.read_at is None and not _looks_ahead(request):
        mark_read(notice, by=request.viewer)
    group = Group.objects.visible_to(request.viewer).filter(pk=notice.group_id).first() if notice.group_id else None
    return redirect(_address_of(notice, group))


@page(Notice)
@require_POST
def read(request: ViewerRequest, notice: Notice) -> HttpResponse:
    mark_read(notice, by=request.viewer)
    return redirect("inbox")


@members_page
@require_POST
def read_all(request: ViewerRequest) -> HttpResponse:
    """Mark everything up to the newest notice that was shown; where it is not said which, nothing."""
    shown = ShownForm(request.POST)
    if shown.is_valid():
        mark_all_read(by=request.viewer, until=Place(**shown.cleaned_data))
    return redirect("inbox")


@members_page
@require_http_methods(["GET", "HEAD", "POST"])
def mail_settings(request: ViewerRequest) -> HttpResponse:
    kinds = choices.kinds_reaching(request.viewer)
    # A form of boxes without one ticked sends nothing else than its token.
    sent = request.POST if request.method == "POST" else None
    form = MailForm(sent, kinds=kinds, initial=choices.choices_of(request.viewer))
    if form.is_valid():
        choices.choose(form.cleaned_data, by=request.viewer)
        messages.success(request, "Your mail settings are saved.")
        return redirect("mail_settings")

    return render(request, "notifications/mail_settings.html", {"form": form})


@csrf_exempt
@open_page
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest) -> HttpResponse:
    """Where a mail's unsubscribe link leads; mail programs send its POST by themselves, so it needs no session.

    Good and bad tokens get the same answers. GET, which scanners send too,
    changes nothing.
    """
    if request.method == "POST":
        choices.stop_mail(request.GET.get("token", ""))
    return render(request, "notifications/stop_mail.html", {"is_done": request.method == "POST"})


def _row(entry: Entry) -> dict[str, Any]:
    notice = entry.notice
    is_unread = notice.read_at is None
    named = {"entry": entry, "title": title_of(entry.card) if entry.card else ""}
    return {
        "id": notice.pk,
        "words": mark_safe(render_to_string(f"notifications/words/{notice.kind}.html", named).strip()),  # noqa: S308 -- a template's
        "url": reverse("notice", args=[notice.pk]) if is_unread else _address_of(notice, entry.group),
        "at": notice.at,
        "day": localdate(notice.at),
        "is_unread": is_unread,
        "read_url": reverse("read_notice", args=[notice.pk]) if is_unread else None,
    }


def _looks_ahead(request: ViewerRequest) -> bool:
    """The browser fetches the page before its user has asked for it."""
    return "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))


PAGES = {
    NoticeKind.INVITED: "invites",
    NoticeKind.REDEEMED: "invites",
    NoticeKind.RECEIPT: "agreements",
    NoticeKind.NEWCOMER: "waiting",
    NoticeKind.TO_DECIDE: "moderation",
    NoticeKind.DECIDED: "reports",
}


def _address_of(notice: Notice, group: Group | None) -> str:
    """The page of what a notice is about, for somebody who may know of it."""
    if notice.comment_id:
        return f"{reverse('version', args=[notice.paper_id, notice.version])}#comment-{notice.comment_id}"
    if notice.paper_id:
        return reverse("paper_reports" if notice.kind == NoticeKind.REPORTED else "paper", args=[notice.paper_id])
    if notice.asked_author_id:
        return reverse("answer_authorship", args=[notice.asked_author_id])
    if notice.kind in PAGES:
        return reverse(PAGES[NoticeKind(notice.kind)])
    return reverse("group", args=[group.public_id]) if group else reverse("groups")


def _older(place: Place | None) -> str | None:
    return address_of_next(*place, names=PLACE) if place else None
