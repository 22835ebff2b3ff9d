"""Run in a site's own process: two members, a draft of each, and a session for each; told as JSON."""

import json

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from sharing.papers.actions import Words, start_paper
from tests.world import Actor, make_member


def plant() -> None:
    planted = {}
    for handle in ("alice", "bob"):
        user = make_member(handle)
        with Actor(user).acting() as viewer:
            paper = start_paper(Words(title=f"Draft of {handle}"), by=viewer)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        planted[handle] = {"principal": user.pk, "paper": str(paper.pk), "session": session.session_key}
    print(json.dumps(planted))
