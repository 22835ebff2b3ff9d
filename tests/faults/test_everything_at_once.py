"""All that can be done about one paper, by everybody, at the same moment: somebody wins, and nobody meets an error."""

import random
import re
import time

import pytest
from django.core.management import call_command

from accounts.invites.terms import Terms
from sharing.access.models import Grant
from sharing.agreements.models import AgreementVersion
from sharing.base.rights import Right
from sharing.journeys.inviting import invite_to_paper
from sharing.moderation.actions import report
from sharing.moderation.passing_on import Choice, fingerprint, passed_on
from sharing.papers.actions import publishable
from tests.agreements.conftest import note_authentication
from tests.faults.crowd import at_once, browser, posting, row

pytestmark = [
    pytest.mark.django_db(databases=["default", "owner"], transaction=True),
    pytest.mark.usefixtures("races"),
]

WORDS = {"title": "Typed title", "summary": "", "abstract": "", "body": "One body"}
# What happened, or a page that says why not.
CLEAR = {200, 302, 403, 404, 422}


@pytest.fixture
def everything(talk, url, lab, alice, opened) -> list:
    world = talk.world
    comment = talk.said("Spam.", by=world.bob)
    with world.gita.acting() as gita:
        choice = Choice(words="It is spam.", also=frozenset())
        case = report(talk.paper, choice, by=gita, previewed=fingerprint(passed_on(talk.paper, choice, viewer=gita)))
    with world.alice.acting() as by:
        shown = publishable(talk.paper, by=by).fingerprint
        _, token = invite_to_paper(talk.paper, Right.COMMENT, by=by, terms=Terms(max_uses=5))
    bob, cara, dan, gita, mia = (browser(getattr(world, name)) for name in ("bob", "cara", "dan", "gita", "mia"))
    dan.get(f"/i/{token}/")
    note_authentication(cara, world.cara.user, at=time.time())
    sealed = re.search(rb'name="shown" value="([^"]+)"', cara.get(f"{url}agreements/").content)[1].decode()
    text = row(AgreementVersion, agreement__owner=world.alice.user)
    of_bob = row(Grant, guarded=talk.guarded, principal=world.bob.user.pk)
    return [
        posting(alice, f"{url}edit/", **WORDS, **opened, as_version="1"),
        posting(alice, f"{url}publication/", shown=shown),
        posting(alice, f"{url}closing/", closed="yes"),
        posting(alice, f"{url}erasure/"),
        posting(alice, f"{url}sharing/", whom=lab.pk, right=3, living="ask", confirmed="yes", shown=shown),
        posting(alice, f"{url}sharing/{of_bob.pk}/remove/"),
        posting(
            alice,
            f"/agreements/{text.agreement_id}/adoption/",
            version=text.pk,
            paper=talk.paper.pk,
        ),
        posting(bob, f"{url}comments/", text="Words.", shown="private", version="1"),
        posting(bob, f"{url}comments/{comment.pk}/edit/", text="Other words."),
        posting(cara, f"{url}agreements/", shown=sealed, agreed="on", name="Cara Lind", answer="sign"),
        posting(dan, "/invite/"),
        posting(gita, f"{url}comments/{comment.pk}/reply/", text="An answer.", shown="private"),
        posting(gita, f"/groups/{lab.public_id}/leave/"),
        posting(mia, f"/moderation/{case.pk}/", outcome="hidden", reason="Because."),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_whoever_comes_first_nobody_meets_an_error(everything, seed):
    random.Random(seed).shuffle(everything)

    answers = at_once(*everything)

    assert {answer.status_code for answer in answers} <= CLEAR, [
        (each.path, answer.status_code) for each, answer in zip(everything, answers, strict=True)
    ]
    call_command("verify_audit", verbosity=0)
