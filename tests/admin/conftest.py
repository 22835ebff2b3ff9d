"""Omar, who operates the site, with a second factor used in this session; and a site full of secrets."""

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from accounts.invites.actions import invite
from accounts.invites.terms import Terms
from sharing.access.actions import give
from sharing.base.rights import Right
from sharing.groups.actions import found_group
from sharing.moderation.actions import report
from sharing.moderation.passing_on import Choice, fingerprint, passed_on
from sharing.papers.actions import Words, add_version, start_paper

BACKEND = "accounts.backends.MembersOnly"
CANARY = "Canary"


def sign_in(client: Client, user, *, factor: str | None = "mfa") -> Client:
    """As allauth leaves a session: signed in, with the methods used written down."""
    client.force_login(user, backend=BACKEND)
    session = client.session
    methods = [{"method": "password", "at": 1.0}]
    if factor:
        methods.append({"method": factor, "at": 1.0, "type": "totp"})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = methods
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@pytest.fixture
def omar(world) -> Client:
    TOTP.activate(world.omar.user, generate_totp_secret())
    return sign_in(Client(), world.omar.user)


@pytest.fixture
def secrets(world):
    """Alice's paper, group and invite and Bob's report, every private field a canary; answers with the invite."""
    with world.alice.acting() as alice:
        paper = start_paper(
            Words(title="Canarytitle", summary="Canarysummary", abstract="Canaryabstract", body="Canarybody"), by=alice
        )
        add_version(paper, by=alice)
        found_group(name="Canarygroup", purpose="Canarypurpose", by=alice)
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice, note="Canarynote")
        made, token = invite(by=world.alice.user, terms=Terms(email="canary@example.org", note="Canarynote"))
    with world.bob.acting() as bob:
        choice = Choice(words="Canarywords", also=frozenset({"title"}))
        report(paper, choice, by=bob, previewed=fingerprint(passed_on(paper, choice, viewer=bob)))
    made.token = token
    return made
