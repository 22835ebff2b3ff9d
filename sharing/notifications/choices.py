"""Which kinds of mail a member wants."""

from collections.abc import Mapping

from django.core.signing import BadSignature, Signer

from accounts.models import User
from accounts.viewer import Viewer
from sharing.base.reader import reading_as
from sharing.base.refusals import Refused
from sharing.notifications.models import MailChoice, NoticeKind

# Each kind is about the member's own affairs, and so on until they say otherwise.
IS_WANTED = dict.fromkeys(NoticeKind, True)

FOR_MODERATORS = {NoticeKind.TO_DECIDE}


def kinds_reaching(viewer: Viewer) -> list[NoticeKind]:
    """What the viewer can be told of at all, in the order of the settings."""
    return [kind for kind in NoticeKind if viewer.is_moderator or kind not in FOR_MODERATORS]


def is_wanted(kind: str, *, by: int) -> bool:
    with reading_as(by):
        choice = MailChoice.objects.filter(member=by, kind=kind).first()
    return choice.is_wanted if choice else IS_WANTED[NoticeKind(kind)]


def choices_of(viewer: Viewer) -> dict[str, bool]:
    """Every kind, and whether the viewer wants mail of it."""
    said = MailChoice.objects.visible_to(viewer).values_list("kind", "is_wanted")
    return {**{kind.value: wanted for kind, wanted in IS_WANTED.items()}, **dict(said)}


def choose(wanted: Mapping[str, bool], *, by: Viewer) -> None:
    """Want mail of these kinds, or not."""
    if not by.is_member:
        raise Refused("Sign in to choose your mail.")
    _put(wanted, of=by.principal)


def stopping_token(kind: str, *, of: int) -> str:
    """What the link in a mail of this kind carries: who may stop what, and nothing else. It does not expire."""
    return _signer().sign_object([of, NoticeKind(kind).value])


def stop_mail(token: str) -> None:
    """Turn off what a mail's link names. A token that is not ours changes nothing, and is not told apart.

    The token speaks for its member, who need not be signed in; it can do this alone.
    """
    try:
        member, kind = _signer().unsign_object(token)
    except BadSignature:
        return
    if not User.objects.filter(pk=member).exists():
        return
    with reading_as(member):
        _put({kind: False}, of=member)


def _put(wanted: Mapping[str, bool], *, of: int) -> None:
    MailChoice.objects.bulk_create(
        [MailChoice(member_id=of, kind=NoticeKind(kind), is_wanted=is_wanted) for kind, is_wanted in wanted.items()],
        update_conflicts=True,
        unique_fields=["member", "kind"],
        update_fields=["is_wanted"],
    )


def _signer() -> Signer:
    return Signer(salt="sharing.notifications.stop")
