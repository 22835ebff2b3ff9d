"""Who can see a paper: the share dialog, for its owners."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.invites.models import Invite
from accounts.viewer import Viewer
from sharing.access import actions as access
from sharing.access.asked import titles_asked_by
from sharing.access.asking import decline, let_in, open_asks, stop_asking, waiting_for
from sharing.access.models import Ask, Closing, Requirement
from sharing.access.rungs import rung_of
from sharing.access.standing import Holder, audience_of, notes_on, reasons_closed
from sharing.base.refusals import Refused
from sharing.base.rights import Right
from sharing.groups.models import Group, Membership
from sharing.journeys.inviting import invite_on_terms
from sharing.papers.actions import Outdated, publishable
from sharing.papers.models import Paper, WorkingCopy
from sharing.papers.sharing import Living, share
from sharing.web.forms.sharing import RIGHTS, ShareForm
from sharing.web.invites import link_of, row_of
from sharing.web.page import members_page, page
from sharing.web.requests import MemberRequest
from sharing.web.showing import audience_label, title_of

LABELS = dict(RIGHTS)


@page(Paper, Right.OWN)
@require_http_methods(["GET", "POST"])
def sharing(request: MemberRequest, paper: Paper) -> HttpResponse:
    """Who has access and why, and a form to let more people in, which asks once more with the exact difference."""
    form = _form(request, paper, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("confirmed") != "yes":
            return _sharing(request, paper, form, is_asking=True)
        try:
            return _share(request, paper, form, shown=request.POST.get("shown", ""))
        except Outdated as outdated:
            return _sharing(request, paper, form, is_asking=True, refusal=outdated.sentence)
    return _sharing(request, paper, form)


def _share(request: MemberRequest, paper: Paper, form: ShareForm, *, shown: str) -> HttpResponse:
    """What was confirmed; where something else would be opened than what was shown, nothing is."""
    if form.invited:
        made, token = invite_on_terms(paper, named=form.invited, terms=form.terms, by=request.viewer, shown=shown)
        return _sharing(request, paper, _form(request, paper), made=made, link=link_of(token, request))
    given = share(paper, to=form.principal, terms=form.terms, by=request.viewer, shown=shown)
    messages.success(request, f"Shared with {len(given)} people." if len(given) != 1 else "Shared.")
    return redirect("sharing", key=paper.pk)


@page(Paper, Right.OWN)
@require_POST
def remove(request: MemberRequest, paper: Paper, grant: UUID) -> HttpResponse:
    held = [holder.grant for holder in audience_of(paper.guarded, viewer=request.viewer).holders]
    ended = next((each for each in held if each.pk == grant), None)
    if ended is None:
        raise Http404

    access.revoke(ended, by=request.viewer)
    messages.success(request, "They no longer have this access. What they have read, they have read.")
    return redirect("sharing", key=paper.pk)


@page(Paper, Right.OWN)
@require_POST
def closing(request: MemberRequest, paper: Paper) -> HttpResponse:
    """Close to everyone now, or open to the same people again: as the form says, whatever happened since it was shown.

    Sent twice, it does once what it says.
    """
    intended = request.POST.get("closed")
    if intended not in {"yes", "no"}:
        raise Refused("Say whether to close it or to open it again.")

    if intended == "yes":
        access.close(paper.guarded, by=request.viewer)
        messages.success(request, "Closed: only its owners can see it.")
        return redirect("sharing", key=paper.pk)
    access.reopen(paper.guarded, by=request.viewer)
    if still := reasons_closed(paper.guarded, viewer=request.viewer):
        messages.warning(request, f"It stays closed: {_joined(still)}.")
    else:
        messages.success(request, "Its audience can see it again.")
    return redirect("sharing", key=paper.pk)


@page(Paper, Right.OWN)
@require_POST
def nod(request: MemberRequest, paper: Paper, ask: UUID, stay: UUID) -> HttpResponse:
    """Let a newcomer in, or not. They are told of the first only."""
    asked = _ask_on(paper, ask, request)
    waits = [each.stay for each in waiting_for([asked], viewer=request.viewer) if each.stay.pk == stay]
    if not waits:
        raise Http404

    act, said = (let_in, "They are in.") if request.POST.get("answer") == "yes" else (decline, "They stay outside.")
    act(asked, waits[0], by=request.viewer)
    messages.success(request, said)
    return redirect("sharing", key=paper.pk)


@page(Paper, Right.OWN)
@require_POST
def end_ask(request: MemberRequest, paper: Paper, ask: UUID) -> HttpResponse:
    stop_asking(_ask_on(paper, ask, request), by=request.viewer)
    messages.success(request, "Newcomers of that group stay outside, and you are not asked about them.")
    return redirect("sharing", key=paper.pk)


@members_page
@require_safe
def waiting(request: MemberRequest) -> HttpResponse:
    """The viewer's papers for which somebody waits."""
    waits = {each.ask.guarded_id for each in waiting_for(open_asks(request.viewer), viewer=request.viewer)}
    copies = WorkingCopy.objects.visible_to(request.viewer).filter(pk__in=waits).order_by("-saved_at", "pk")
    rows = [{"url": reverse("sharing", args=[copy.pk]), "title": title_of(copy)} for copy in copies]
    return render(request, "papers/waiting.html", {"section": "papers", "rows": rows})


def _ask_on(paper: Paper, ask: UUID, request: MemberRequest) -> Ask:
    found = open_asks(request.viewer).filter(guarded=paper.guarded, pk=ask).first()
    if found is None:
        raise Http404
    return found


def _form(request: MemberRequest, paper: Paper, typed: QueryDict | None = None) -> ShareForm:
    return ShareForm(typed, viewer=request.viewer, paper=paper)


def _sharing(
    request: MemberRequest,
    paper: Paper,
    form: ShareForm,
    *,
    is_asking: bool = False,
    refusal: str = "",
    made: Invite | None = None,
    link: str = "",
) -> HttpResponse:
    """The page; with a link, which is shown this once, if an invite was just made."""
    copy = WorkingCopy.objects.visible_to(request.viewer).filter(pk=paper.pk).first()
    if copy is None:
        raise Refused("The words of this paper were erased for good.")
    audience, rung = audience_of(paper.guarded, viewer=request.viewer), rung_of(paper.pk)
    held = [holder for holder in audience.holders if holder.grant.right <= Right.OWN]
    requirements = {holder.grant.requirement_id for holder in held if holder.grant.requirement_id}
    asked = titles_asked_by(requirements, viewer=request.viewer)
    closed = reasons_closed(paper.guarded, viewer=request.viewer)
    notes = notes_on(paper.guarded, viewer=request.viewer)
    denied = {denial.member_id for denial in audience.denials}
    context = {
        "section": "papers",
        "paper": paper,
        "form": form,
        "rows": [
            _row(
                holder,
                paper,
                asked=asked,
                note=notes.get(holder.grant.pk, ""),
                is_kept_out=holder.grant.principal in denied,
            )
            for holder in held
        ],
        "asks": _asks(request, paper),
        "asks_for_signatures": Requirement.objects.visible_to(request.viewer).filter(guarded=paper.guarded).exists(),
        "denials": audience.denials,
        "rung": rung,
        "audience": audience_label(rung, audience),
        "closed": _joined(closed),
        "can_open_again": closed == [Closing.Because.AUTHORS_CLOSED],
        "widening": _widening(paper, form, request) if is_asking else None,
        "refusal": refusal,
        "title": title_of(copy),
        "invites": [row_of(each) for each in _open_invites(request, paper)],
        "made": made,
        "link": link,
    }
    return render(request, "papers/sharing.html", context, status=422 if form.errors or refusal else 200)


def _open_invites(request: MemberRequest, paper: Paper) -> list[Invite]:
    """The viewer's own that nobody has used up: all alike, whether those they name are members or nobody at all."""
    mine = Invite.objects.visible_to(request.viewer).live().filter(kind=Invite.Kind.PAPER, about=str(paper.pk))
    return list(mine.order_by("-created_at"))


def _asks(request: MemberRequest, paper: Paper) -> list[dict[str, object]]:
    """The groups whose newcomers wait, as far as the viewer is in them, and who does."""
    asks = list(open_asks(request.viewer).filter(guarded=paper.guarded))
    known = Group.objects.visible_to(request.viewer).in_bulk([ask.group_id for ask in asks])
    waits = waiting_for(asks, viewer=request.viewer)
    return [
        {
            "id": ask.pk,
            "group": known[ask.group_id].name if ask.group_id in known else "a group you are no longer in",
            "right_label": _in_a_sentence(Right(ask.right)),
            "until": ask.expires_at,
            "end_url": reverse("end_ask", args=[paper.pk, ask.pk]),
            "newcomers": [
                {"stay": each.stay, "url": reverse("nod", args=[paper.pk, ask.pk, each.stay.pk])}
                for each in waits
                if each.ask.pk == ask.pk
            ],
        }
        for ask in asks
    ]


def _joined(reasons: list[Closing.Because]) -> str:
    return ", and ".join(reason.label for reason in reasons)


def _row(
    holder: Holder, paper: Paper, *, asked: dict[UUID, list[str]], note: str, is_kept_out: bool
) -> dict[str, object]:
    grant = holder.grant
    is_mine = grant.right == Right.OWN
    return {
        "id": grant.pk,
        "icon": "people" if holder.is_group else "person",
        "name": holder.name,
        "detail": holder.detail,
        "right": grant.right,
        "right_label": "Author" if is_mine else LABELS[Right(grant.right)],
        "why": f"{_why(holder, asked=asked)} {note}".strip(),
        "until": grant.expires_at,
        "closed": "Kept out." if is_kept_out else "This has expired." if holder.has_expired else "",
        "remove_url": None if is_mine else reverse("remove_access", args=[paper.pk, grant.pk]),
    }


def _why(holder: Holder, *, asked: dict[UUID, list[str]]) -> str:
    grant = holder.grant
    if grant.right == Right.OWN:
        return "Wrote it."
    parts = [f"Given on {grant.given_at:%-d %B %Y}"]
    if grant.through_membership_id:
        parts.append("as a member of a group, while they stay in it")
    if grant.requirement_id:
        titles = asked[grant.requirement_id]
        parts.append(f"once {_listed(titles)} {'is' if len(titles) == 1 else 'are'} signed")
    if grant.from_version > 1:
        parts.append(f"from version {grant.from_version} on")
    return ", ".join(parts) + "."


def _listed(titles: list[str]) -> str:
    return " and ".join(f"“{title}”" for title in titles)


def _in_a_sentence(right: Right) -> str:
    """What the form calls a right, after "they may"."""
    label = LABELS[right]
    return label[0].lower() + label[1:]


def _named(form: ShareForm, viewer: Viewer) -> str:
    """Whom the form lets in; of a group of the viewer's also how many are in it."""
    group = None if form.invited else Group.objects.visible_to(viewer).filter(pk=form.principal).first()
    if group is None:
        return form.whom_label
    present = Membership.objects.visible_to(viewer).filter(group=group, left_at=None).count()
    size = f"{present} members, you among them" if present > 1 else "nobody in it but you"
    return f"{group.name} ({size})"


def _widening(paper: Paper, form: ShareForm, request: MemberRequest) -> dict[str, object]:
    """What will be different: who comes in, and what they will see."""
    opened = publishable(paper, by=request.viewer)
    versions, right = opened.number, form.terms.right
    asked_anew = {"csrfmiddlewaretoken", "confirmed", "shown"}
    seen = {
        Right.SEE: "its title and safe summary",
        Right.ABSTRACT: "its title, safe summary and abstract",
    }.get(right, "the whole text")
    seen += f" of versions 1 to {versions}" if versions > 1 else " of version 1"
    if right == Right.EDIT:
        seen += ", and your working copy, which they can change"
    kept = ["What they read cannot be taken back; access can be ended at any time."]
    if not versions:
        kept.insert(0, "Your working copy becomes version 1.")
    if form.terms.agreements:
        asked = _listed([text.title for text in form.terms.agreements])
        kept.insert(0, f"They see nothing before they have signed {asked}.")
    if form.terms.living == Living.ASK and not form.invited:
        kept.insert(0, "If it is a group, whoever joins it later waits for your nod.")
    if form.invited:
        kept.insert(0, "They come in once they accept, if you may still give as much by then.")
    return {
        "people": [{"name": _named(form, request.viewer)}],
        "right": _in_a_sentence(right),
        "label": "Make the invite" if form.invited else "Share",
        "things": [seen, "the comments written on it from then on, and those written in private before"]
        if right >= Right.READ
        else [seen],
        "kept": kept,
        "kept_fields": [
            {"name": "shown", "value": opened.fingerprint},
            *({"name": name, "value": value} for name, value in request.POST.items() if name not in asked_anew),
        ],
    }
