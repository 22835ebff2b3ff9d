"""Whoever has not signed is led to the agreement by every address of the paper, and learns nothing on the way."""

from uuid import UUID

import pytest
from django.conf import settings
from django.urls import reverse

from sharing.access.audience import grants_on
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.rights import Right
from sharing.discussion.actions import rung_for, write_comment
from sharing.discussion.models import Comment
from sharing.papers.figures.actions import add_figure
from sharing.papers.figures.images import cleaned
from sharing.papers.figures.models import Figure
from sharing.papers.models import Author, Paper, Version
from tests.agreements.conftest import paper_under
from tests.oracles.addresses import Address, all_addresses
from tests.papers.pictures import picture
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db

MADE_UP = "11111111-1111-4111-8111-111111111111"
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OF_A_PAPER = [
    address for address in all_addresses() if isinstance(address.guards, tuple) and address.is_ours and address.of_paper
]


@pytest.fixture
def whole(world, trust):
    """The paper with one of everything that has a key of its own: a comment, a figure, a grant, a second version."""
    with world.bob.acting() as bob:
        version = Version.objects.get(paper=trust.paper)
        comment = write_comment("Canarycomment", on=version, by=bob, shown=rung_for(version))
    with world.alice.acting() as alice:
        figure = add_figure(trust.paper, name="canaryfigure.png", image=cleaned(picture()), by=alice)
        [grant] = [each for each in grants_on(trust.paper.pk) if each.principal == world.bob.user.pk]
        author = Author.objects.get(paper=trust.paper)
    return {"comment": comment.pk, "figure": figure.pk, "author": author.pk, "grant": grant.pk}


def arguments_of(address: Address, paper: UUID, *, keys: dict[str, UUID]) -> dict[str, object]:
    """Of one address: the paper, and what else it names."""
    model, _ = address.guards
    given: dict[str, object] = {
        "number": 1,
        "old": 1,
        "new": 1,
        "grant": keys["grant"],
        "ask": MADE_UP,
        "stay": MADE_UP,
        "denial": MADE_UP,
    }
    given |= {"key": paper} if model is Paper else {"paper": paper, "key": keys[model.__name__.lower()]}
    return {name: given[name] for name in address.parameters}


def answer(client, verb: str, path: str) -> tuple:
    response = client.generic(verb, path)
    headers = {name: value for name, value in response.items() if name != "Expires"}
    return response.status_code, headers, response.content


def test_the_addresses_of_a_paper_are_these():
    """Each name that a paper's address can have: one more is a page more to look at."""
    assert {address.name for address in OF_A_PAPER} >= {"paper", "versions", "version", "export", "figures", "figure"}
    assert {"comments", "comment", "reply", "edit_comment", "delete_comment", "remove_figure"} <= {
        address.name for address in OF_A_PAPER
    }


def test_no_row_of_a_paper_has_an_address_outside_its_paper():
    """A key alone, without its paper, could not be answered without betraying whose it is."""
    alone = {
        address.name
        for address in all_addresses()
        if isinstance(address.guards, tuple) and not address.of_paper and _belongs_to_paper(address.guards[0])
    }

    # Each of these is its reader's own, or about a report, and shown to nobody for a grant on the paper.
    assert alone == {"notice", "read_notice", "report", "case", "receipt", "receipt_text", "answer_authorship"}


def _belongs_to_paper(model) -> bool:
    names = {field.name for field in model._meta.get_fields()}
    return bool(names & {"paper", "paper_id", "guarded"})


@pytest.mark.parametrize("address", [each for each in OF_A_PAPER if each.name != "sign"], ids=lambda each: each.name)
def test_every_address_answers_as_the_papers_own_page(trust, whole, browser, address):
    client = browser("cara")
    sign = reverse("sign", args=[trust.paper.pk])

    for verb in VERBS:
        expected = answer(client, verb, reverse("paper", args=[trust.paper.pk]))
        for keys in (whole, dict.fromkeys(whole, UUID(MADE_UP))):
            path = reverse(address.name, kwargs=arguments_of(address, trust.paper.pk, keys=keys))
            status, headers, body = answer(client, verb, path)
            back = f"?next={path.replace('/', '%2F')}" if verb in {"GET", "HEAD"} else ""
            assert (status, headers.pop("Location"), body) == (302, sign + back, b""), (verb, path)
            assert headers == {name: value for name, value in expected[1].items() if name != "Location"}


@pytest.mark.parametrize("address", OF_A_PAPER, ids=lambda each: each.name)
@pytest.mark.parametrize("name", ["dan", "noor", "xavier"])
def test_to_strangers_each_is_one_that_never_was(trust, whole, browser, name, address):
    client = browser(name)

    for verb in VERBS:
        real, made_up = (
            answer(client, verb, reverse(address.name, kwargs=arguments_of(address, paper, keys=whole)))
            for paper in (trust.paper.pk, UUID(MADE_UP))
        )
        assert str(real).replace(str(trust.paper.pk), MADE_UP) == str(made_up), verb
        assert real[0] == (302 if name == "noor" else 404)


@pytest.mark.parametrize("model", [Comment, Figure])
def test_both_fences_alone_keep_what_stands_under_the_paper(world, trust, whole, model):
    """Also with the agreement page in between: Cara sees the paper's row, to know who asks, and no row below it."""
    with world.cara.acting() as cara:
        assert list(model.objects.all()) == []
        assert list(Paper.objects.all()) == [trust.paper]
        with as_tables_owner():
            assert list(model.objects.visible_to(cara)) == []
            assert list(Paper.objects.visible_to(cara)) == []
            assert list(Paper.objects.visible_to(cara, Right.SIGN)) == [trust.paper]
    with reading_as_system(SystemWork.BUILD_TESTS):
        assert model.objects.count() == 1


def test_a_signature_opens_the_comment_it_was_asked_for(trust, whole, browser):
    """The whole way: from the permalink to the agreement and back."""
    client = browser("cara")
    permalink = reverse("comment", args=[trust.paper.pk, whole["comment"]])
    page = client.get(permalink, follow=True)
    shown, place = page.context["sealed"], page.context["next"]

    signed = client.post(
        reverse("sign", args=[trust.paper.pk]),
        {"shown": shown, "next": place, "agreed": "on", "name": "Cara Lind", "answer": "sign"},
    )

    assert (place, signed["Location"]) == (permalink, permalink)
    assert client.get(permalink)["Location"] == f"/papers/{trust.paper.pk}/#comment-{whole['comment']}"


@pytest.mark.parametrize("name", ["comment", "figure"])
def test_what_stands_under_a_paper_is_found_under_no_other(world, trust, whole, browser, name):
    """Alice may see both papers; the comment is on one of them."""
    with world.alice.acting() as alice:
        other, _ = paper_under(trust.first, by=alice)
    client = browser("alice")

    answers = [client.get(reverse(name, args=[paper.pk, whole[name]])) for paper in (trust.paper, other)]
    for answer in answers:
        b"".join(answer)  # Read to its end, a file is closed.

    assert [answer.status_code for answer in answers] == [302 if name == "comment" else 200, 404]


def test_what_was_typed_before_the_paper_asked_for_a_signature_comes_back(trust, browser):
    cara, address = browser("cara"), f"/papers/{trust.paper.pk}/comments/"
    sent = {"text": "Typed by Cara " * 20, "shown": "private", "version": "1"}

    answer = cara.post(address, sent, headers={"origin": settings.SITE_URL})
    page = answer.content.decode()

    assert answer.status_code == 403
    assert sent["text"] in page
    assert f'action="{address}"' in page
    assert f'href="/papers/{trust.paper.pk}/agreements/"' in page
    assert cara.post(address, sent, headers={"origin": "https://elsewhere.example"}).status_code == 302
