"""Whoever typed something that cannot be taken gets their words back, and learns nothing by it."""

from uuid import UUID

import pytest

from sharing.access.actions import close, give, revoke
from sharing.access.audience import grants_on
from sharing.base.rights import Right
from sharing.papers.actions import Words, add_version, start_paper
from sharing.papers.models import Paper

pytestmark = pytest.mark.django_db

MADE_UP = UUID("11111111-1111-4111-8111-111111111111")
TYPED = {"text": "Two pages of <i>thought</i>.", "shown": "private", "version": "1"}
GIVEN_BACK = "Two pages of &lt;i&gt;thought&lt;/i&gt;.</textarea>"


@pytest.fixture
def paper(world) -> Paper:
    with world.alice.acting() as alice:
        paper = start_paper(Words(title="Title"), by=alice)
        add_version(paper, by=alice)
        give(Right.COMMENT, on=paper.guarded, to=world.bob.user.pk, by=alice)
    return paper


@pytest.fixture
def send(client, world, settings):
    """A member's comment on a paper, from one of the site's own pages or another's."""

    def send(name: str, paper: UUID, *, origin: str = settings.SITE_URL):
        client.force_login(getattr(world, name).user, backend="accounts.backends.MembersOnly")
        return client.post(f"/papers/{paper}/comments/", TYPED, headers={"origin": origin})

    return send


def test_what_may_not_be_said_any_more_is_given_back(world, paper, send):
    with world.alice.acting() as alice:
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice)

    answer = send("bob", paper.pk)

    assert (answer.status_code, answer.content.decode().count(GIVEN_BACK)) == (403, 1)


def test_what_was_closed_meanwhile_gives_the_words_back_and_answers_as_what_never_was(world, paper, send):
    with world.alice.acting() as alice:
        close(paper.guarded, by=alice)

    answer, of_nothing = send("bob", paper.pk), send("bob", MADE_UP)

    assert (answer.status_code, answer.content.decode().count(GIVEN_BACK)) == (404, 1)
    assert answer.content == of_nothing.content


def test_so_does_what_was_taken_away(world, paper, send):
    with world.alice.acting() as alice:
        [grant] = [each for each in grants_on(paper.pk) if each.principal == world.bob.user.pk]
        revoke(grant, by=alice)

    assert send("bob", paper.pk).content == send("dan", paper.pk).content == send("dan", MADE_UP).content


def test_words_from_elsewhere_are_given_back_to_nobody(paper, send, client):
    assert GIVEN_BACK not in send("dan", paper.pk, origin="https://evil.example").content.decode()
    assert b"<textarea" not in client.get(f"/papers/{paper.pk}/").content


def test_what_cannot_be_read_gives_nothing_back(client, world, settings):
    client.force_login(world.dan.user, backend="accounts.backends.MembersOnly")
    of = {"content_type": "multipart/form-data; boundary=", "headers": {"origin": settings.SITE_URL}}

    assert client.generic("POST", "/nowhere/", b"x", **of).status_code in {400, 404}


def test_no_form_is_sent_to_another_site(client, settings):
    answer = client.post("//evil.example/", TYPED, headers={"origin": settings.SITE_URL})

    assert 'action="//' not in answer.content.decode()
