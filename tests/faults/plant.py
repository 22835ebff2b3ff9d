"""Run in a site's own process: members, what they wrote, and a session for each; told as JSON."""

import json

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import User
from sharing.papers.actions import Words, start_paper
from tests.discussion.conftest import Talk
from tests.world import Actor, World, make_member

PASSWORD = "correct horse battery staple"


def plant() -> None:
    planted = {}
    for handle in ("alice", "bob"):
        user = make_member(handle)
        with Actor(user).acting() as viewer:
            paper = start_paper(Words(title=f"Draft of {handle}"), by=viewer)
        planted[handle] = {"principal": user.pk, "paper": str(paper.pk), "session": _session_of(user)}
    print(json.dumps(planted))


def plant_talk() -> None:
    """A paper of Alice's, on which Bob may comment, and Cara once she has signed."""
    talk = Talk(World())
    for actor in talk.world.everybody.values():
        if actor.user:
            actor.user.set_password(PASSWORD)
            actor.user.save(update_fields=["password"])
    print(json.dumps({"paper": str(talk.paper.pk), "session": _session_of(talk.world.bob.user)}))


def _session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key
