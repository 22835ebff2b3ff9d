"""Following an invite's link, accepting it, and making invites to the site."""

from collections.abc import Callable, Collection
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.invites.actions import accept, decline, invite, redeem, revoke
from accounts.invites.carried import carried_digest, carry, put_down
from accounts.invites.lookup import find_for, find_live, offered_to
from accounts.invites.models import Invite
from accounts.invites.terms import Terms
from accounts.invites.tokens import digest_of
from accounts.models import User
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.journeys.inviting import revoke_with_what_it_gave, what_came_by
from sharing.journeys.redeeming import without_withheld
from sharing.web.allauth_inside import ratelimit
from sharing.web.forms.invites import RIGHTS, InviteForm, RevokeForm
from sharing.web.page import members_page, open_page
from sharing.web.paging import Names, address_of_next, place_in
from sharing.web.requests import MemberRequest

BAD_TOKENS = {"bad_token": "10/m/ip"}

PAGE = 25
OFFERS, MADE = Names(at="before", key="invite"), Names(at="made_before", key="made")

# Where accepting an invite leads, by kind.
DESTINATIONS: dict[str, Callable[[Invite], str]] = {
    Invite.Kind.SITE: lambda _invite: "/",
    Invite.Kind.GROUP: lambda invite: reverse("group", args=[invite.about]),
    # Which is the agreements' page, for whoever has to sign first.
    Invite.Kind.PAPER: lambda invite: reverse("paper", args=[invite.about]),
}


class SeeOther(HttpResponseRedirect):
    status_code = 303


def destination_of(accepted: Invite) -> str:
    return DESTINATIONS[accepted.kind](accepted)


def unlinked(view):
    """Answers that leave no trace: no cache keeps them, no index lists them, no other page hears of the address."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


@open_page
@unlinked
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """An invite's link. Takes the token out of the address, and changes nothing.

    Link previews and mail scanners come here too. Good and bad tokens get the
    same answer, until somebody has tried ten bad ones in a minute.
    """
    digest = digest_of(token)
    if not _may_try_tokens(request):
        response = _landing(request, status=429)
    else:
        if find_live(digest) is None:
            _count_bad_token(request)
        response = SeeOther(reverse("invite"))
        carry(response, digest=digest)
    response["Referrer-Policy"] = "no-referrer"
    return response


@open_page
@unlinked
@require_http_methods(["GET", "HEAD", "POST"])
def landing(request: HttpRequest) -> HttpResponse:
    """Where an invite is accepted. To a stranger it says no more than that there was a link."""
    if request.method == "POST":
        return _accept(request)
    return _landing(request)


def _landing(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    user = request.user
    context = {
        "is_signed_in": user.is_authenticated,
        "invite": _found_for(user, carried_digest(request)) if user.is_authenticated else None,
    }
    return render(request, "invites/landing.html", context, status=status)


def _found_for(member: User, digest: str) -> Invite | None:
    found = find_for(digest, member=member)
    return next(iter(without_withheld([found], member=member)), None) if found else None


def _accept(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={reverse('invite')}")

    try:
        accepted = redeem(carried_digest(request), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("invite")
    response = redirect(destination_of(accepted))
    put_down(response)
    return response


@members_page
@require_POST
def accept_invite(request: MemberRequest, key: UUID) -> HttpResponse:
    """Accept an invite that names the member."""
    try:
        accepted = accept(key, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("invites")
    return redirect(destination_of(accepted))


@members_page
@require_POST
def decline_invite(request: MemberRequest, key: UUID) -> HttpResponse:
    """Decline an invite that names the member."""
    decline(key, by=request.user)
    messages.success(request, "Declined. Its maker is not told.")
    return redirect("invites")


@members_page
@require_safe
def invites(request: MemberRequest) -> HttpResponse:
    return _invites(request, form=InviteForm())


@members_page
@require_POST
def make_invite(request: MemberRequest) -> HttpResponse:
    """Make an invite to the site and show its link: this once, so the answer is the page itself."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _invites(request, form=form)

    made, token = invite(by=request.user, terms=Terms(**form.cleaned_data))
    return _invites(request, form=InviteForm(), made=made, link=link_of(token, request))


@members_page
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_invite(request: MemberRequest, invite_id: UUID) -> HttpResponse:
    """End a link, or the link and what it gave, after showing what that means."""
    made = Invite.objects.visible_to(request.viewer).filter(pk=invite_id).first()
    if made is None:
        raise Http404

    came = what_came_by(made, by=request.viewer)
    form = RevokeForm(request.POST if request.method == "POST" else None, came=len(came))
    if form.is_valid():
        if form.ends_what_it_gave:
            revoke_with_what_it_gave(made, by=request.viewer)
            messages.success(request, "The invite is revoked, and what it gave has ended.")
        else:
            revoke(made, by=request.user)
            messages.success(request, "The invite is revoked. Its link no longer works.")
        return redirect("invites")

    context = {"made": made, "came": came, "form": form, "back_url": reverse("invites")}
    return render(request, "invites/revoke.html", context, status=422 if form.errors else 200)


def offers_shown(request: MemberRequest, *kinds: Invite.Kind) -> dict[str, object]:
    """A page of the invites that name the viewer, for templates."""
    found = offered_to(request.user, kinds=kinds, before=place_in(request.GET, names=OFFERS), most=PAGE + 1)
    offers = without_withheld(found[:PAGE], member=request.user)
    return {"offers": offers, "older_offers_url": _address_of_next(found, names=OFFERS)}


def _address_of_next(found: Collection[Invite], *, names: Names) -> str | None:
    """Of what was found, one more than a page."""
    if len(found) <= PAGE:
        return None
    last = list(found)[PAGE - 1]
    return address_of_next(last.created_at, last.pk, names=names)


def link_of(token: str, request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("invite_link", args=[token]))


def row_of(made: Invite) -> dict[str, object]:
    """An invite as a row of its maker's list."""
    anybody = "Whoever has the link"
    return {
        "label": made.email or (f"@{made.handle}" if made.handle else anybody),
        "gives": " · ".join(filter(None, [_gift_of(made), made.note])),
        "uses_label": f"{made.uses} of {made.max_uses} used",
        "until": made.expires_at,
        "state_label": "" if made.state == Invite.State.OPEN else made.state.label,
        "revoke_url": reverse("revoke_invite", args=[made.pk]) if _has_something_to_revoke(made) else "",
    }


def _has_something_to_revoke(made: Invite) -> bool:
    """A link that is used up or too old may have given something that can still be taken back."""
    if made.kind == Invite.Kind.SITE:
        return made.state == Invite.State.OPEN
    return made.state != Invite.State.REVOKED


def _gift_of(made: Invite) -> str:
    if made.kind != Invite.Kind.PAPER:
        return Invite.Kind(made.kind).label
    return f"{Invite.Kind.PAPER.label}: {dict(RIGHTS)[Right(made.right or Right.SEE)]}"


def _invites(request: MemberRequest, *, form: InviteForm, made: Invite | None = None, link: str = "") -> HttpResponse:
    mine = Invite.objects.visible_to(request.viewer).newest(before=place_in(request.GET, names=MADE))
    found = list(mine[: PAGE + 1])
    context = {
        "form": form,
        "invites": [row_of(each) for each in found[:PAGE]],
        "older_url": _address_of_next(found, names=MADE),
        **offers_shown(request, Invite.Kind.GROUP, Invite.Kind.PAPER),
        "made": made,
        "link": link,
    }
    return render(request, "invites/list.html", context)


def _may_try_tokens(request: HttpRequest) -> bool:
    return bool(
        ratelimit.consume(request, app="sharing", action="bad_token", config=BAD_TOKENS, limit_get=True, dry_run=True)
    )


def _count_bad_token(request: HttpRequest) -> None:
    ratelimit.consume(request, app="sharing", action="bad_token", config=BAD_TOKENS, limit_get=True)
