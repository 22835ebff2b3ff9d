"""Pages about groups: for their members, and nobody else knows that they exist."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.invites.models import Invite
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.groups import actions
from sharing.groups.models import Group, Role
from sharing.groups.standing import seats_of, standing_in, stay_in
from sharing.web.forms.groups import ConfirmForm, GroupForm, RoleForm
from sharing.web.invites import offers_shown
from sharing.web.page import members_page, page
from sharing.web.requests import MemberRequest

of_group = "public_id"  # The key in a group's addresses: its own is the number that grants are given to.


@members_page
@require_safe
def groups(request: MemberRequest) -> HttpResponse:
    """The groups one is in, and what one is invited to."""
    rows = [
        {
            "name": seat.group.name,
            "url": reverse("group", args=[seat.group.public_id]),
            "about": seat.group.purpose,
            "member_count": seat.member_count,
            "role_label": seat.role.label if seat.role != Role.MEMBER else "",
        }
        for seat in seats_of(request.viewer)
    ]
    context = {"section": "groups", "groups": rows, **offers_shown(request, Invite.Kind.GROUP)}
    return render(request, "groups/list.html", context)


@members_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request: MemberRequest) -> HttpResponse:
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        founded = actions.found_group(**form.cleaned_data, by=request.viewer)
        return redirect("group", key=founded.public_id)
    return _form(request, "groups/new.html", form=form)


@page(Group, field=of_group)
@require_safe
def group(request: MemberRequest, group: Group) -> HttpResponse:
    context = {"section": "groups", "group": group, "standing": (standing := standing_in(group, viewer=request.viewer))}
    context["members"] = [
        (stay, standing.may_change_role(stay), standing.may_remove(stay)) for stay in standing.members
    ]
    return render(request, "groups/group.html", context)


@page(Group, Right.OWN, field=of_group)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_group(request: MemberRequest, group: Group) -> HttpResponse:
    form = GroupForm(request.POST or None, initial={"name": group.name, "purpose": group.purpose})
    if request.method == "POST" and form.is_valid():
        actions.change_group(group, **form.cleaned_data, by=request.viewer)
        messages.success(request, "Saved.")
        return redirect("group", key=group.public_id)
    return _form(request, "groups/edit.html", form=form, group=group)


@page(Group, field=of_group)
@require_http_methods(["GET", "HEAD", "POST"])
def leave_group(request: MemberRequest, group: Group) -> HttpResponse:
    """Asks first: coming back takes an invite. The last owner is told instead what they have to do before."""
    own = standing_in(group, viewer=request.viewer).own
    if request.method != "POST" and actions.is_last_owner(own):
        return render(request, "groups/last_owner.html", {"section": "groups", "group": group})
    return _confirmed(
        request,
        act=lambda: actions.leave(group, by=request.viewer),
        done="You have left the group.",
        then=reverse("groups"),
        back=reverse("group", args=[group.public_id]),
        heading=f"Leave {group.name}?",
        label="Leave the group",
        sentences=[
            "What is shared with the group closes to you at once. What was shared with you by name stays open.",
            "To come back you need an invite from one of its owners or moderators.",
        ],
    )


@page(Group, Right.OWN, field=of_group)
@require_http_methods(["GET", "HEAD", "POST"])
def change_role(request: MemberRequest, group: Group, stay: UUID) -> HttpResponse:
    changed = stay_in(group, stay, viewer=request.viewer)
    form = RoleForm(request.POST or None, initial={"role": changed.role})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_role(changed, Role(form.cleaned_data["role"]), by=request.viewer)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Their role has changed.")
            return redirect("group", key=group.public_id)
    return _form(request, "groups/role.html", form=form, group=group, stay=changed)


@page(Group, Right.EDIT, field=of_group)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_member(request: MemberRequest, group: Group, stay: UUID) -> HttpResponse:
    removed = stay_in(group, stay, viewer=request.viewer)
    back = reverse("group", args=[group.public_id])
    return _confirmed(
        request,
        act=lambda: actions.remove(removed, by=request.viewer),
        done="They are no longer in the group.",
        then=back,
        back=back,
        heading=f"Remove {removed.member.name} from {group.name}?",
        label="Remove from the group",
        sentences=[
            "What is shared with the group closes to them at once. What was shared with them by name stays open.",
            "What they have read, they have read. That they were a member stays written down.",
        ],
    )


def _confirmed(
    request: MemberRequest, *, act: Callable[[], None], done: str, then: str, back: str, **asked: object
) -> HttpResponse:
    """Ask, and on a yes act. A refusal is said on the same page."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, done)
            return redirect(then)
    context = {"section": "groups", "form": form, "action": request.path, "cancel_url": back, "danger": True, **asked}
    return render(request, "groups/confirm.html", context, status=422 if form.errors else 200)


def _form(request: MemberRequest, template: str, *, form, **context: object) -> HttpResponse:
    """A form as it is first shown, or again with what was typed and what is wrong with it."""
    context = {"section": "groups", "form": form, **context}
    return render(request, template, context, status=422 if form.errors else 200)
