"""Published papers by their numbers, how they are cited, and the feed of them."""

from xml.etree import ElementTree

import pytest
from django.test import Client

from sharing.access import actions as access
from sharing.base.principals import ALL_MEMBERS
from sharing.base.rights import Right
from sharing.papers.actions import Words, add_version, publish, publishable, save_working_copy, start_paper, withdraw
from sharing.papers.identifiers.models import Identifier

pytestmark = pytest.mark.django_db
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def write(world, title):
    with world.alice.acting() as alice:
        paper = start_paper(Words(title=title, abstract="An <b>abstract", body="Body"), by=alice)
        add_version(paper, by=alice)
        paper.refresh_from_db()
    return paper


def open_to_all(world, paper) -> str:
    with world.alice.acting() as alice:
        publish(paper, by=alice, shown=publishable(paper, by=alice).fingerprint)
        return str(Identifier.objects.get(pk=paper.pk))


def as_member(actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    return client


def test_a_number_leads_to_its_paper_and_to_its_versions(world, client):
    paper = write(world, "T")
    number = open_to_all(world, paper)

    assert client.get(f"/abs/{number}/").headers["Location"] == f"/papers/{paper.pk}/"
    assert client.get(f"/abs/{number}v1/").headers["Location"] == f"/papers/{paper.pk}/versions/1/"


def test_numbers_of_what_was_withdrawn_are_nobodys(world, client):
    paper = write(world, "T")
    number = open_to_all(world, paper)
    with world.alice.acting() as alice:
        paper.refresh_from_db()
        withdraw(paper, by=alice)

    of_withdrawn, made_up = f"/abs/{number}/", "/abs/9912.99999/"
    assert client.get(of_withdrawn).headers["Location"] == f"/accounts/login/?next={of_withdrawn}"
    assert client.get(made_up).headers["Location"] == f"/accounts/login/?next={made_up}"
    dan = as_member(world.dan)
    assert [dan.get(path).status_code for path in (of_withdrawn, made_up)] == [404, 404]


def test_the_page_of_a_published_paper_says_how_it_is_cited(world, client):
    paper = write(world, "On <trust>")
    number = open_to_all(world, paper)

    page = client.get(f"/papers/{paper.pk}/").content.decode()
    assert '<meta name="citation_title" content="On &lt;trust&gt;">' in page
    assert '<meta name="citation_author" content="Alice">' in page
    assert f"{number}v1" in page
    cite = client.get(f"/papers/{paper.pk}/cite/", {"as": "bibtex"})
    assert cite.headers["Content-Disposition"] == f'attachment; filename="{number}v1.bib"'
    assert f"eprint = {{{number}v1}}" in cite.content.decode()


def test_what_is_not_public_is_not_cited(world):
    paper = write(world, "Between us")
    with world.alice.acting() as alice:
        access.give(Right.READ, on=paper.guarded, to=ALL_MEMBERS, by=alice)
    dan = as_member(world.dan)

    assert "citation_title" not in dan.get(f"/papers/{paper.pk}/").content.decode()
    assert dan.get(f"/papers/{paper.pk}/cite/").status_code == 403


def test_a_private_version_after_the_public_one_is_not_cited_in_its_place(world):
    """What is public stays so from its version on: there is none that is private after it."""
    paper = write(world, "First")
    number = open_to_all(world, paper)

    with world.alice.acting() as alice:
        save_working_copy(paper, Words(title="Second", body="Body"), by=alice)
        add_version(paper, by=alice)

    assert f"{number}v2" in Client().get(f"/papers/{paper.pk}/cite/").content.decode()


def test_the_feed_holds_what_is_public_and_nothing_else_whoever_asks(world):
    open_to_all(world, write(world, "For everybody"))
    write(world, "For nobody")
    members = write(world, "For members")
    with world.alice.acting() as alice:
        access.give(Right.READ, on=members.guarded, to=ALL_MEMBERS, by=alice)

    feeds = [client.get("/feed/").content for client in (Client(), as_member(world.alice), as_member(world.dan))]
    titles = [
        entry.findtext("atom:title", namespaces=ATOM)
        for entry in ElementTree.fromstring(feeds[0]).findall("atom:entry", ATOM)
    ]

    assert titles == ["For everybody"]
    assert feeds == [feeds[0]] * 3
