"""The cast that every test speaks with, and how it acts.

Alice wrote it; Bob is on her whitelist and signed; Cara is on it and has not
signed; Gita is in by a group; Xavier was removed; Dan is a member and a
stranger; Noor is not signed in; Mia moderates; Omar operates the admin; Sam gets
suspended.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.viewer import ANONYMOUS, Viewer
from sharing.base.reader import reading_as

CAST = ("alice", "bob", "cara", "gita", "xavier", "dan", "mia", "omar", "sam")


class Actor:
    """Somebody who acts: a member, or Noor, who is not signed in."""

    def __init__(self, user: User | None) -> None:
        self.user = user

    @property
    def viewer(self) -> Viewer:
        """Whoever they are to the site at this moment."""
        return Viewer.of(User.objects.get(pk=self.user.pk)) if self.user else ANONYMOUS

    @contextmanager
    def acting(self) -> Iterator[Viewer]:
        """Be this person, to the policy and to the database."""
        viewer = self.viewer
        with reading_as(viewer.principal):
            yield viewer

    def sees(self, queryset, right=None) -> set:
        """The keys of the rows both fences show to this person."""
        with self.acting() as viewer:
            rows = queryset.visible_to(viewer) if right is None else queryset.visible_to(viewer, right)
            return set(rows.values_list("pk", flat=True))


class World:
    """The cast, each member with a verified address."""

    alice: Actor
    bob: Actor
    cara: Actor
    gita: Actor
    xavier: Actor
    dan: Actor
    mia: Actor
    omar: Actor
    sam: Actor

    def __init__(self) -> None:
        for handle in CAST:
            setattr(self, handle, Actor(make_member(handle)))
        self.noor = Actor(None)
        User.objects.filter(pk=self.mia.user.pk).update(is_moderator=True)
        User.objects.filter(pk=self.omar.user.pk).update(is_staff=True)

    def suspend(self, actor: Actor) -> None:
        User.objects.filter(pk=actor.user.pk).update(is_active=False)

    def restore(self, actor: Actor) -> None:
        User.objects.filter(pk=actor.user.pk).update(is_active=True)

    @property
    def everybody(self) -> dict[str, Actor]:
        return {handle: getattr(self, handle) for handle in (*CAST, "noor")}


def make_member(handle: str) -> User:
    user = User.objects.create(handle=handle, name=handle.title(), email=f"{handle}@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
