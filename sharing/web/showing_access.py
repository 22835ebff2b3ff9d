"""What the share dialog shows: who holds what and why, who waits, and what letting somebody in would change."""

from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from accounts.viewer import Viewer
from sharing.access.asked import titles_asked_by
from sharing.access.asking import open_asks, waiting_for
from sharing.access.models import Closing
from sharing.access.standing import Audience, Holder, notes_on
from sharing.base.rights import Right
from sharing.groups.models import Group, Membership
from sharing.papers.actions import publishable
from sharing.papers.models import Paper
from sharing.papers.sharing import Living
from sharing.papers.unversioned import not_yet_a_version
from sharing.web.forms.sharing import RIGHTS, ShareForm

LABELS = dict(RIGHTS)


def rows_shown(audience: Audience, paper: Paper, *, viewer: Viewer) -> list[dict[str, object]]:
    """Everybody who holds something on the ladder of rights, as ``components/_access_row.html`` asks for them."""
    held = [holder for holder in audience.holders if holder.grant.right <= Right.OWN]
    requirements = {holder.grant.requirement_id for holder in held if holder.grant.requirement_id}
    asked = titles_asked_by(requirements, viewer=viewer)
    notes = notes_on(paper.guarded, viewer=viewer)
    denied = {denial.member_id for denial in audience.denials}
    return [
        _row(
            holder,
            paper,
            asked=asked,
            note=notes.get(holder.grant.pk, ""),
            is_kept_out=holder.grant.principal in denied,
        )
        for holder in held
    ]


def asks_shown(paper: Paper, *, viewer: Viewer) -> list[dict[str, object]]:
    """The groups whose newcomers wait, as far as the viewer is in them, and who does."""
    asks = list(open_asks(viewer).filter(guarded=paper.guarded))
    known = Group.objects.visible_to(viewer).in_bulk([ask.group_id for ask in asks])
    waits = waiting_for(asks, viewer=viewer)
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


def in_words(reasons: list[Closing.Because]) -> str:
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


def widening_shown(paper: Paper, form: ShareForm, *, typed: QueryDict, viewer: Viewer) -> dict[str, object]:
    """What will be different: who comes in, and what they will see."""
    opened = publishable(paper, by=viewer)
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
    elif right != Right.EDIT and not_yet_a_version(paper, viewer=viewer):
        kept.insert(0, "They do not see the changes in your working copy that are in no version yet.")
    if form.terms.agreements:
        asked = _listed([text.title for text in form.terms.agreements])
        kept.insert(0, f"They see nothing before they have signed {asked}.")
    if form.terms.living == Living.ASK and not form.invited:
        kept.insert(0, "If it is a group, whoever joins it later waits for your nod.")
    if form.invited:
        kept.insert(0, "They come in once they accept, if you may still give as much by then.")
    return {
        "people": [{"name": _named(form, viewer)}],
        "right": _in_a_sentence(right),
        "label": "Make the invite" if form.invited else "Share",
        "things": [seen, "the comments written on it from then on, and those written in private before"]
        if right >= Right.READ
        else [seen],
        "kept": kept,
        "kept_fields": [
            {"name": "shown", "value": opened.fingerprint},
            *({"name": name, "value": value} for name, value in typed.items() if name not in asked_anew),
        ],
    }
