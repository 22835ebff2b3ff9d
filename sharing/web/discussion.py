"""What is said about a paper: the section of its page, and the pages of single comments."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from accounts.viewer import Viewer
from sharing.access.rungs import Rung
from sharing.base import richtext
from sharing.base.guarded import may
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.discussion.actions import (
    Widened,
    delete_comment,
    edit_comment,
    refuse_to_edit,
    reply_to,
    rung_for,
    rung_for_reply,
    write_comment,
)
from sharing.discussion.models import Comment
from sharing.discussion.threads import Entry, thread_of
from sharing.moderation.listings import reasons_to_hide
from sharing.papers.models import Paper, Version
from sharing.web.faults import status_of, told_where_there_is_no_room
from sharing.web.forms.discussion import CommentForm, WordsForm
from sharing.web.page import page
from sharing.web.requests import MemberRequest, ViewerRequest
from sharing.web.restraint import restrained

#: Characters of HTML that one comment may become: a long one with a hundred formulas has half as many.
MOST_HTML = 100_000
PREFIX = "c-00000000-0000-0000-0000-000000000000-"

NOTES = {
    Rung.PRIVATE: (
        "People this paper is shared with later will see private comments too. "
        "Publishing it, or opening it to all members, will not show them to anybody else."
    ),
    Rung.MEMBERS: "Every member who may read this paper will see this. Publishing it will not show it to anybody else.",
    Rung.PUBLIC: "Anybody will see this, with or without an account.",
}


# --- The section of a paper's page ------------------------------------------------


def discussion_of(paper: Paper, viewer: Viewer, *, version: Version) -> dict[str, Any]:
    """What ``discussion/_discussion.html`` shows below this version of the paper, for this viewer."""
    thread = thread_of(paper, viewer)
    own_hidden = (entry.comment.pk for entry in thread.entries if entry.comment.is_hidden and not entry.is_hidden)
    reasons = reasons_to_hide(own_hidden, viewer=viewer)
    form = None
    if may(viewer, Right.COMMENT, version):
        form = CommentForm(on=rung_for(version), version=version.number)
    allowance = richtext.Allowance()
    return {
        "comments": [_shown(entry, reasons, allowance) for entry in thread.entries],
        "count": thread.count,
        "form": form,
        **_terms_of(form, action=reverse("comments", args=[paper.pk])),
    }


def _shown(entry: Entry, reasons: Mapping[UUID, str], allowance: richtext.Allowance) -> dict[str, Any]:
    """One comment as ``components/_comment.html`` asks for it; ``reasons`` are why the viewer's own are hidden."""
    comment = entry.comment
    if comment.is_deleted:
        return {"id": comment.pk, "depth": entry.depth, "is_deleted": True}
    if entry.is_hidden:
        return {"id": comment.pk, "depth": entry.depth, "is_hidden": True}
    return {
        "id": comment.pk,
        "writer": {"name": comment.writer.name, "handle": comment.writer.handle, "is_author": entry.is_by_author},
        "at": comment.written_at,
        "edited_at": comment.edited_at,
        "url": _address("comment", comment),
        "html": html_of(comment, allowance=allowance),
        "rung": comment.rung,
        "rung_label": comment.get_rung_display(),
        "depth": entry.depth,
        "parent": entry.parent and _answered(entry.parent),
        "reply_url": entry.may_reply and _address("reply", comment),
        "edit_url": entry.may_edit and _address("edit_comment", comment),
        "delete_url": entry.may_delete and _address("delete_comment", comment),
        "report_url": entry.may_report and _address("report_comment", comment),
        "hidden_because": reasons.get(comment.pk, ""),
    }


def _answered(parent: Comment) -> dict[str, str]:
    return {
        "name": _writer_of(parent),
        "url": f"#comment-{parent.pk}",
    }


def _writer_of(parent: Comment) -> str:
    if parent.is_deleted:
        return "a deleted comment"
    return parent.writer.name if parent.writer_id else "a hidden comment"


def html_of(comment: Comment, *, allowance: richtext.Allowance | None = None) -> SafeString:
    """A comment's words as HTML; as they were typed, and why, where they cannot be."""
    about, prefix = f"comment {comment.pk}", f"c-{comment.pk}-"
    try:
        return richtext.render(comment.text, prefix=prefix, about=about, most=MOST_HTML, allowance=allowance).html
    except richtext.CannotRender as refusal:
        return render_to_string("discussion/_source.html", {"sentence": refusal.sentence, "text": comment.text})


# --- Pages ------------------------------------------------------------------------


@page(Comment, of_paper=True)
@require_safe
def comment(request: ViewerRequest, row: Comment) -> HttpResponse:
    """A comment's own address: its place in the discussion."""
    if row not in thread_of(row.paper, request.viewer):
        raise Unseen
    return _to_place_of(row)


@page(Paper, Right.COMMENT)
@require_http_methods(["GET", "HEAD", "POST"])
@restrained("texts")
def comments(request: MemberRequest, paper: Paper) -> HttpResponse:
    """Where a comment is written. The paper's page has the same form; this one keeps the text if something is wrong."""
    version = _version_read(paper, request)
    form = CommentForm(_posted(request), on=rung_for(version), version=version.number)
    context = {"heading": "Write a comment", "label": "Post comment", "cancel_url": reverse("paper", args=[paper.pk])}

    def save() -> Comment:
        words, shown = form.cleaned_data["text"], form.cleaned_data["shown"]
        return write_comment(words, on=version, by=request.viewer, shown=shown)

    return _written(request, form, save, action=request.path, **context)


@page(Comment, Right.COMMENT, of_paper=True)
@require_http_methods(["GET", "HEAD", "POST"])
@restrained("texts")
def reply(request: MemberRequest, parent: Comment) -> HttpResponse:
    form = CommentForm(_posted(request), on=rung_for_reply(parent))
    context = {"heading": "Reply", "label": "Post reply", "answered": _quoted(parent), "cancel_url": place_of(parent)}

    def save() -> Comment:
        return reply_to(parent, form.cleaned_data["text"], by=request.viewer, shown=form.cleaned_data["shown"])

    return _written(request, form, save, action=request.path, **context)


@page(Comment, Right.EDIT, or_right=Right.SEE, of_paper=True)
@require_http_methods(["GET", "HEAD", "POST"])
@restrained("texts")
def edit(request: MemberRequest, row: Comment) -> HttpResponse:
    """What its writer sends comes back with the reason where the comment has ended, or was hidden, meanwhile."""
    if request.method != "POST" or row.writer_id != request.viewer.principal:
        refuse_to_edit(row, by=request.viewer)
    form = WordsForm(_posted(request), on=Rung(row.rung), initial={"text": row.text})
    context = {"heading": "Edit your comment", "label": "Save comment", "cancel_url": place_of(row)}

    def save() -> Comment:
        return edit_comment(row, form.cleaned_data["text"], by=request.viewer)

    return _written(request, form, save, action=request.path, **context)


@page(Comment, Right.OWN, of_paper=True)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, row: Comment) -> HttpResponse:
    if request.method != "POST":
        return render(request, "discussion/delete.html", {"quoted": _quoted(row), "cancel_url": place_of(row)})

    delete_comment(row, by=request.viewer)
    messages.success(request, "Your comment is deleted.")
    return redirect(f"{reverse('paper', args=[row.paper_id])}#discussion")


# --- Their parts ------------------------------------------------------------------


def _written(
    request: MemberRequest, form: WordsForm, save: Callable[[], Comment], *, action: str, **context: Any
) -> HttpResponse:
    """Save what the form holds and go to its place; or the form again, with all that was typed."""
    status = 422 if form.errors else 200
    if form.is_bound and form.is_valid():
        try:
            _refuse_what_cannot_be_shown(form.cleaned_data["text"])
            with told_where_there_is_no_room():
                return _to_place_of(save())
        except Refused as refusal:
            if isinstance(refusal, Widened):
                form.show_rung(refusal.rung)
            form.add_error(None, refusal.sentence)
            status = status_of(refusal)
    return render(
        request, "discussion/write.html", {"form": form, **context, **_terms_of(form, action=action)}, status=status
    )


def _refuse_what_cannot_be_shown(text: str) -> None:
    """Tried before it is kept: what takes too long now would do so for everybody who reads the page."""
    try:
        richtext.render(text, prefix=PREFIX, most=MOST_HTML)
    except richtext.CannotRender as refusal:
        raise Refused(refusal.sentence) from None


def _terms_of(form: WordsForm | None, *, action: str) -> dict[str, Any]:
    """What stands beside the button: who will see the comment."""
    if form is None:
        return {}
    return {"action": action, "rung": form.rung.value, "audience": form.rung.label, "note": NOTES[form.rung]}


def _version_read(paper: Paper, request: MemberRequest) -> Version:
    """The version the writer was reading, if they may comment on it; otherwise the latest they may comment on."""
    versions = Version.objects.filter(paper=paper).visible_to(request.viewer, Right.COMMENT)
    asked = request.POST.get("version", "")
    chosen = versions.filter(number=int(asked)).first() if asked.isdecimal() and len(asked) < 9 else None
    latest = chosen or versions.order_by("-number").first()
    if latest is None:
        raise Refused("There is nothing to comment on yet.")
    return latest


def _quoted(comment: Comment) -> dict[str, Any]:
    return {"name": comment.writer.name, "at": comment.written_at, "html": html_of(comment)}


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _address(name: str, comment: Comment) -> str:
    return reverse(name, args=[comment.paper_id, comment.pk])


def place_of(comment: Comment) -> str:
    return f"{reverse('paper', args=[comment.paper_id])}#comment-{comment.pk}"


def _to_place_of(comment: Comment) -> HttpResponseRedirect:
    return HttpResponseRedirect(place_of(comment))
