"""Pages about one's own account that allauth does not have."""

from allauth.account.utils import complete_signup
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import change_profile, join
from accounts.invites.carried import carried_digest, put_down
from sharing.base.refusals import Refused
from sharing.web.allauth_inside import record_authentication
from sharing.web.forms.accounts import CodeForm, ProfileForm
from sharing.web.invites import destination_of
from sharing.web.page import members_page, open_page
from sharing.web.places import local_path
from sharing.web.requests import MemberRequest
from sharing.web.signing_up import ATTEMPTS, SigningUp, forget

THEMES = {"light", "dark"}
A_YEAR = 365 * 24 * 3600  # seconds


@open_page
@require_http_methods(["GET", "POST"])
def confirm_address(request: HttpRequest) -> HttpResponseBase:
    """Where a newcomer types the code. The right one makes the account and signs in."""
    begun = SigningUp.begun_in(request)
    if begun is None or request.user.is_authenticated:
        forget(request)
        return redirect("account_signup")

    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if begun.is_right(form.cleaned_data["code"]):
            return _join(request, begun)
        begun.attempts += 1
        if begun.attempts >= ATTEMPTS:
            forget(request)
            messages.error(request, "That code was wrong too often. Please begin again.")
            return redirect("account_signup")
        begun.keep_in(request)
        form.add_error("code", "That code is not right.")

    context = {"form": form, "email": begun.newcomer.email}
    return render(request, "accounts/confirm_address.html", context)


def _join(request: HttpRequest, begun: SigningUp) -> HttpResponse:
    forget(request)
    digest = carried_digest(request)
    try:
        user, invite = join(begun.newcomer, invite_digest=digest)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("account_signup")

    # They chose their password in this very session: whatever asks who is there has been told.
    record_authentication(request, user, method="password")
    response = complete_signup(request, user, None, destination_of(invite))
    if invite.maker and invite.note:
        messages.info(request, f"{invite.maker.name} invited you: {invite.note}")
    put_down(response)
    return response


@members_page
@require_http_methods(["GET", "POST"])
def profile(request: MemberRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        change_profile(request.user, **form.cleaned_data)
        messages.success(request, "Your profile is saved.")
        return redirect("profile")

    return render(request, "accounts/profile.html", {"form": form, "handle": request.user.handle})


@members_page
@require_POST
def theme(request: MemberRequest) -> HttpResponse:
    """Light or dark, which this browser remembers; anything else is as its system says."""
    response = redirect(local_path(request.POST.get("next", "")) or "/")
    if (chosen := request.POST.get("theme", "")) in THEMES:
        response.set_cookie("theme", chosen, max_age=A_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
