"""From the page where a link is made to the paper that it opens."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.invites.actions import UNUSABLE, revoke
from accounts.invites.models import Invite
from accounts.invites.terms import Terms
from accounts.invites.tokens import digest_of
from sharing.access import actions as access
from sharing.access.models import Grant
from sharing.access.signing import awaiting
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.rights import Right
from sharing.discovery.agreements import owned_by, templates_for
from sharing.papers.actions import Words, add_version, start_paper
from tests.journeys.conftest import grants_of, stays_of

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

LINK = {"right": int(Right.READ), "whom": "", "max_uses": 1, "life": 14, "note": ""}


def links_of(paper) -> str:
    return f"/papers/{paper.pk}/invites/"


def give(world, paper, right, *, to, **terms):
    with world.alice.acting() as alice:
        return access.give(right, on=paper.guarded, to=to.user.pk, by=alice, **terms)


def follow_and_accept(browser, token):
    browser.get(f"/i/{token}/")
    return browser.post("/invite/")


# --- Making ------------------------------------------------------------------------------


def test_an_owner_makes_a_link_and_sees_it_once(world, paper, text, signed_in):
    browser = signed_in(world.alice)

    answer = browser.post(
        links_of(paper), {**LINK, "agreements": [str(text.agreement_id)], "max_uses": 5, "life": 3, "note": "Hello"}
    )

    with world.alice.acting():
        made = Invite.objects.get()
    link = answer.context["link"]
    assert digest_of(link.rstrip("/").rsplit("/", 1)[1]) == made.digest
    assert link in answer.content.decode()
    assert (made.kind, made.about, made.right, made.agreements) == ("paper", str(paper.pk), 3, [str(text.agreement_id)])
    assert (made.max_uses, made.note, (made.expires_at - made.created_at).days) == (5, "Hello", 3)
    again = browser.get(links_of(paper)).content.decode()
    assert (link in again, "0 of 5 used" in again) == (False, True)


def test_an_owner_can_ask_for_a_text_of_the_site_which_becomes_their_own_copy(world, paper, text, signed_in):
    with world.alice.acting() as alice:
        template = templates_for(alice)[0]
    browser = signed_in(world.alice)
    offered = dict(browser.get(links_of(paper)).context["form"].fields["agreements"].choices)
    asking = {**LINK, "agreements": [str(template.agreement_id), str(text.agreement_id)]}

    for _ in range(2):  # The second is sent from a page that is older than the copy.
        answer = browser.post(links_of(paper), asking)
    follow_and_accept(signed_in(world.dan), answer.context["link"].rstrip("/").rsplit("/", 1)[1])

    assert offered[str(template.agreement_id)] == f"{template.title} (a text of this site)"
    with world.alice.acting() as alice:
        owned = [one.latest for one in owned_by(alice)]
        copy = next(one for one in owned if one.sha256 == template.sha256)
        assert (len(owned), Invite.objects.count()) == (2, 2)
        assert {tuple(made.agreements) for made in Invite.objects.all()} == {
            (str(copy.agreement_id), str(text.agreement_id))
        }
    assert str(template.agreement_id) not in dict(answer.context["form"].fields["agreements"].choices)
    with world.dan.acting() as dan:
        assert {asked.pk for asked in awaiting(dan, on=paper.guarded)} == {copy.pk, text.pk}


def test_a_form_that_is_wrong_copies_no_text(world, paper, signed_in):
    with world.alice.acting() as alice:
        template = templates_for(alice)[0]

    answer = signed_in(world.alice).post(
        links_of(paper), {**LINK, "max_uses": 0, "agreements": [str(template.agreement_id)]}
    )

    assert answer.status_code == 422
    with world.alice.acting() as alice:
        assert owned_by(alice) == []


def test_who_passes_on_can_ask_for_no_text_of_the_site(world, paper, signed_in):
    for right in (Right.READ, Right.SHARE):
        give(world, paper, right, to=world.bob)
    with world.bob.acting() as bob:
        template = templates_for(bob)[0]

    answer = signed_in(world.bob).post(links_of(paper), {**LINK, "agreements": [str(template.agreement_id)]})

    assert answer.status_code == 422
    with world.bob.acting() as bob:
        assert owned_by(bob) == []


def test_who_may_pass_on_is_offered_what_they_hold(world, paper, text, signed_in):
    for right in (Right.READ, Right.SHARE):
        give(world, paper, right, to=world.bob)
    browser = signed_in(world.bob)

    form = browser.get(links_of(paper)).context["form"]
    more = [
        browser.post(links_of(paper), {**LINK, **too_much}).status_code
        for too_much in ({"right": int(Right.COMMENT)}, {"right": int(Right.EDIT)}, {"right": int(Right.OWN)})
    ]

    assert [right for right, _ in form.fields["right"].choices] == [Right.READ, Right.ABSTRACT, Right.SEE]
    assert form.fields["agreements"].choices == []
    assert more == [422, 422, 422]
    assert browser.post(links_of(paper), LINK).status_code == 200


def test_an_owner_is_not_offered_to_make_owners(world, paper, signed_in):
    browser = signed_in(world.alice)

    form = browser.get(links_of(paper)).context["form"]

    assert sorted(right for right, _ in form.fields["right"].choices) == [1, 2, 3, 4, 5]
    for right in (Right.OWN, Right.SHARE, Right.SIGN, "x", ""):
        assert browser.post(links_of(paper), {**LINK, "right": right}).status_code == 422


def test_a_reader_makes_no_links_and_a_stranger_knows_of_none(world, paper, text, signed_in):
    give(world, paper, Right.EDIT, to=world.bob)
    with world.alice.acting() as alice:
        requirement = access.require_agreements([text], on=paper.guarded, by=alice)
    give(world, paper, Right.READ, to=world.cara, requirement=requirement)

    for verb in ("get", "post"):
        assert getattr(signed_in(world.bob), verb)(links_of(paper), LINK).status_code == 403
        assert reverse("sign", args=[paper.pk]) in getattr(signed_in(world.cara), verb)(links_of(paper), LINK).url
        stranger = signed_in(world.dan)
        answers = [getattr(stranger, verb)(f"/papers/{key}/invites/", LINK) for key in (paper.pk, uuid4())]
        assert [(answer.status_code, answer.content) for answer in answers] == [(404, answers[0].content)] * 2
    with reading_as_system(SystemWork.BUILD_TESTS):
        assert not Invite.objects.exists()


def test_an_agreement_of_somebody_else_is_no_choice(world, paper, text, signed_in):
    give(world, paper, Right.OWN, to=world.bob)

    answer = signed_in(world.bob).post(links_of(paper), {**LINK, "agreements": [str(text.agreement_id)]})

    assert answer.status_code == 422


def test_everybody_sees_their_own_links_alone(world, paper, to_paper, signed_in):
    give(world, paper, Right.OWN, to=world.bob)
    to_paper(terms=Terms(note="canarynote"))

    assert b"canarynote" in signed_in(world.alice).get(links_of(paper)).content
    assert b"canarynote" not in signed_in(world.bob).get(links_of(paper)).content


# --- Following ----------------------------------------------------------------------------


def test_before_signing_in_every_link_looks_the_same(world, client, to_paper, to_group):
    live = [to_paper(terms=Terms(note="canarynote")), to_group(terms=Terms(note="canarynote"))]
    dead = to_paper()
    with world.alice.acting() as alice:
        revoke(dead.made, by=alice.user)

    pages = []
    for token in [*(link.token for link in live), dead.token, "invented"]:
        client.cookies.clear()
        followed = client.get(f"/i/{token}/")
        assert (followed.status_code, followed.url, followed.content) == (303, "/invite/", b"")
        pages.append(client.get("/invite/").content)

    assert pages == [pages[0]] * 4
    assert [word in pages[0].lower() for word in (b"canary", b"alice")] == [False, False]


def test_before_accepting_a_member_does_not_read_what_it_opens(world, to_paper, to_group, signed_in):
    browser = signed_in(world.dan)
    for link in (to_paper(), to_group()):
        browser.get(f"/i/{link.token}/")
        page = browser.get("/invite/").content
        assert [word in page for word in (b"Alice", b"canary", link.made.about.encode())] == [True, False, False]


@pytest.mark.parametrize("verb", ["get", "head"])
def test_following_twenty_times_lets_nobody_in(verb, world, to_paper, to_group, signed_in):
    links = [to_paper(), to_group()]
    browser = signed_in(world.dan)

    for link in links:
        for _ in range(20):
            getattr(browser, verb)(f"/i/{link.token}/")
            getattr(browser, verb)("/invite/")

    assert ([link.uses for link in links], grants_of(world.dan), stays_of(world.dan)) == ([0, 0], [], [])


def test_accepting_leads_to_the_paper(world, paper, to_paper, signed_in):
    browser = signed_in(world.dan)

    answer = follow_and_accept(browser, to_paper().token)

    assert (answer.status_code, answer.url) == (302, f"/papers/{paper.pk}/")
    assert (answer.url, browser.get(answer.url).status_code) == (f"/papers/{paper.pk}/", 200)


def test_or_to_what_is_to_be_signed_first(world, paper, to_paper, text, signed_in):
    browser = signed_in(world.cara)

    answer = follow_and_accept(browser, to_paper(agreements=[str(text.agreement_id)]).token)
    then = browser.get(answer.url)

    assert (then.status_code, then.url.split("?")[0]) == (302, reverse("sign", args=[paper.pk]))


def test_or_to_the_group(world, group, to_group, signed_in):
    browser = signed_in(world.gita)

    answer = follow_and_accept(browser, to_group().token)

    assert answer.url == f"/groups/{group.public_id}/"
    assert browser.get(answer.url).status_code == 200


def test_a_link_cannot_be_used_for_anything_else(world, paper, to_paper, signed_in):
    """Whatever is sent along with it, and wherever to."""
    with world.alice.acting() as alice:
        other = start_paper(Words(title="Another"), by=alice)
        add_version(other, by=alice)
    link, browser = to_paper(), signed_in(world.dan)
    browser.get(f"/i/{link.token}/")

    for address in (links_of(other), f"/papers/{other.pk}/", f"/i/{link.token}/", f"/invites/{link.made.pk}/accept/"):
        browser.post(address, {"token": link.token, "about": str(other.pk)})
    assert grants_of(world.dan) == []
    browser.post("/invite/", {"about": str(other.pk), "right": int(Right.OWN), "kind": "group"})

    with world.dan.acting():
        assert list(Grant.objects.values_list("guarded", "right")) == [(paper.pk, Right.READ)]


def test_a_refusal_is_a_sentence_and_no_dead_end(world, paper, to_paper, signed_in):
    link, browser = to_paper(), signed_in(world.dan)
    with world.alice.acting() as alice:
        access.close(paper.guarded, by=alice)

    answer = follow_and_accept(browser, link.token)
    page = browser.get(answer.url)

    assert (answer.url, page.status_code) == ("/invite/", 200)
    assert UNUSABLE in page.content.decode()
    assert grants_of(world.dan) == []


# --- Revoking -----------------------------------------------------------------------------


def test_revoking_says_first_what_will_happen(world, to_paper, signed_in):
    link = to_paper(terms=Terms(max_uses=2))
    link.redeemed_by(world.dan)
    browser = signed_in(world.alice)

    page = browser.get(f"/invites/{link.made.pk}/revoke/").content.decode()

    assert ("@dan" in page, "1 person has come in by it" in page) == (True, True)
    assert len(grants_of(world.dan)) == 1


@pytest.mark.parametrize(("what", "left"), [("link", [1, 1]), ("all", [0, 0])])
def test_the_link_or_what_it_gave_too(what, left, *, world, to_paper, to_group, signed_in):
    links = [to_paper(terms=Terms(max_uses=2)), to_group(terms=Terms(max_uses=2))]
    browser = signed_in(world.alice)
    for link in links:
        link.redeemed_by(world.dan)
        answer = browser.post(f"/invites/{link.made.pk}/revoke/", {"what": what})
        assert (answer.status_code, answer.url) == (302, "/invites/")

    assert [len(grants_of(world.dan)), len(stays_of(world.dan))] == left
    for link in links:
        answer = follow_and_accept(signed_in(world.cara), link.token)
        assert answer.url == "/invite/"
    assert (grants_of(world.cara), stays_of(world.cara)) == ([], [])


def test_where_nobody_came_by_it_there_is_nothing_to_choose(world, to_paper, signed_in):
    link = to_paper(terms=Terms(max_uses=2))
    browser = signed_in(world.alice)
    address = f"/invites/{link.made.pk}/revoke/"
    assert "radio" not in browser.get(address).content.decode()

    answer = browser.post(address)

    assert (answer.status_code, answer.url) == (302, "/invites/")
    assert follow_and_accept(signed_in(world.cara), link.token).url == "/invite/"


def test_who_came_in_after_the_page_was_shown_is_asked_about(world, to_paper, signed_in):
    link = to_paper(terms=Terms(max_uses=2))
    browser = signed_in(world.alice)
    browser.get(f"/invites/{link.made.pk}/revoke/")
    link.redeemed_by(world.dan)

    answer = browser.post(f"/invites/{link.made.pk}/revoke/")

    assert (answer.status_code, "radio" in answer.content.decode()) == (422, True)
    assert len(grants_of(world.dan)) == 1


def test_nobody_revokes_anothers_or_an_invented_one(world, to_paper, signed_in):
    link = to_paper()
    browser = signed_in(world.bob)

    for verb in ("get", "post"):
        answers = [
            getattr(browser, verb)(f"/invites/{key}/revoke/", {"what": "all"}) for key in (link.made.pk, uuid4())
        ]
        assert [(answer.status_code, answer.content) for answer in answers] == [(404, answers[0].content)] * 2


@pytest.mark.parametrize("links", [1, 3])
def test_a_list_of_links_to_a_paper_costs_the_same_for_one_and_three(links, world, paper, to_paper, signed_in):
    for _ in range(links):
        to_paper()
    browser = signed_in(world.alice)

    with CaptureQueriesContext(connection) as queries:
        assert browser.get(links_of(paper)).status_code == 200

    assert len(queries) == 11
