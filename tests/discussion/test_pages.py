"""The pages on which the cast talks: every address and verb, as everybody."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from sharing.access import actions as access
from sharing.access.rungs import Rung
from sharing.base import richtext
from sharing.base.rights import Right
from sharing.discussion.actions import DELETED, HIDDEN, delete_comment
from sharing.discussion.models import Comment
from sharing.web.discussion import discussion_of
from tests.roles import as_tables_owner

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

CANARY = "quokka-in-the-proof"
OF_COMMENT = ("comment", "reply", "edit_comment", "delete_comment")
VERBS = ("get", "head", "post", "put", "patch", "delete", "options")
VALID = {"text": "Words", "shown": "public", "version": "1"}
INSIDERS = ("alice", "bob", "gita")
OUTSIDERS = ("cara", "xavier", "dan", "mia", "omar", "noor")


def paper_page(talk) -> str:
    return reverse("paper", args=[talk.paper.pk])


def place_of(comment) -> str:
    return f"/papers/{comment.paper_id}/#comment-{comment.pk}"


def all_comments() -> list[tuple]:
    with as_tables_owner():
        return list(Comment.objects.order_by("pk").values_list("pk", "text", "edited_at", "deleted_at"))


def whole(response, *, but: str = "") -> tuple:
    """Everything a browser gets, but what is random in every answer, and the key that was asked for."""
    body = re.sub(rb'(csrfmiddlewaretoken" value=")[^"]*', rb"\1", response.content)
    headers = sorted((name, value.replace(but, "KEY")) for name, value in response.headers.items() if name != "Expires")
    return response.status_code, headers, body.replace(but.encode(), b"KEY"), sorted(response.cookies)


# --- Outsiders -----------------------------------------------------------------------


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", OUTSIDERS)
def test_to_outsiders_a_private_comment_is_like_none(talk, browser, name, verb):
    said = talk.said(CANARY, by=talk.world.bob)
    client = browser(getattr(talk.world, name))
    before = all_comments()

    for address in OF_COMMENT:
        answers = set()
        for key in (said.pk, uuid4()):
            response = getattr(client, verb)(reverse(address, args=[talk.paper.pk, key]), VALID)
            answers.add(str(whole(response, but=str(key))))
        assert len(answers) == 1, address
        assert CANARY not in answers.pop()
    assert all_comments() == before


@pytest.mark.parametrize("name", [name for name in OUTSIDERS if name != "cara"])
def test_outsiders_write_nothing_on_a_private_paper(talk, browser, name):
    client = browser(getattr(talk.world, name))

    answers = {
        str(whole(client.post(reverse("comments", args=[key]), VALID), but=str(key)))
        for key in (talk.paper.pk, uuid4())
    }

    assert len(answers) == 1
    assert all_comments() == []


def test_whoever_has_not_signed_is_asked_to(talk, browser):
    cara = browser(talk.world.cara)
    url = reverse("comments", args=[talk.paper.pk])

    asked = [cara.get(url).url, cara.post(url, VALID).url]

    assert [each.split("?")[0] for each in asked] == [reverse("sign", args=[talk.paper.pk])] * 2
    assert all_comments() == []


@pytest.mark.parametrize("name", ["dan", "noor", "mia", "xavier", "cara"])
def test_once_published_no_page_shows_what_was_said_in_private(talk, browser, name):
    private = talk.said(CANARY, by=talk.world.bob)
    talk.publish()
    public = talk.said("To all", by=talk.world.bob)
    client = browser(getattr(talk.world, name))

    page = client.get(paper_page(talk))

    assert re.findall(r'id="comment-([^"]+)"', page.content.decode()) == [str(public.pk)]
    assert "(1)" in page.content.decode()
    assert CANARY not in page.content.decode()
    assert str(private.pk) not in page.content.decode()


def test_what_is_public_can_be_found_by_its_address_without_an_account(talk, browser):
    talk.publish()
    said = talk.said("To all", by=talk.world.bob)
    noor = browser(talk.world.noor)

    assert noor.get(reverse("comment", args=[talk.paper.pk, said.pk])).url == place_of(said)
    assert noor.get(reverse("reply", args=[talk.paper.pk, said.pk])).url.startswith(reverse("account_login"))


def test_an_answer_to_a_hidden_comment_is_an_answer_to_nothing(talk, browser):
    hidden = talk.said(CANARY, by=talk.world.bob)
    talk.publish()
    dan = browser(talk.world.dan)

    answers = {
        str(whole(dan.post(reverse("reply", args=[talk.paper.pk, key]), VALID), but=str(key)))
        for key in (hidden.pk, uuid4())
    }

    assert len(answers) == 1
    assert len(all_comments()) == 1


# --- Insiders ------------------------------------------------------------------------


@pytest.mark.parametrize("name", INSIDERS)
def test_those_it_was_shared_with_read_and_answer(talk, browser, name):
    said = talk.said("Is **this** $x^2$?", by=talk.world.bob)
    client = browser(getattr(talk.world, name))

    assert client.get(reverse("comment", args=[talk.paper.pk, said.pk])).url == place_of(said)
    page = client.get(paper_page(talk)).content.decode()
    assert "<strong>this</strong>" in page
    assert "<math" in page
    answer = client.post(reverse("reply", args=[talk.paper.pk, said.pk]), {"text": "Yes", "shown": "private"})
    with as_tables_owner():
        assert answer.url == place_of(Comment.objects.get(text="Yes", parent=said, rung="private"))


def test_each_is_offered_what_they_may_do(talk, browser):
    said = talk.said("Hello", by=talk.world.bob)
    acts = {name: reverse(name, args=[talk.paper.pk, said.pk]) for name in ("reply", "edit_comment", "delete_comment")}

    offered = {
        name: {
            act
            for act, url in acts.items()
            if url in browser(talk.world.__dict__[name]).get(paper_page(talk)).content.decode()
        }
        for name in INSIDERS
    }

    assert offered == {"alice": {"reply"}, "bob": set(acts), "gita": {"reply"}}


@pytest.mark.parametrize("name", ["alice", "gita"])
@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize("address", ["edit_comment", "delete_comment"])
def test_what_others_said_is_theirs(talk, browser, name, verb, address):
    said = talk.said("Hello", by=talk.world.bob)
    before = all_comments()

    response = getattr(browser(getattr(talk.world, name)), verb)(reverse(address, args=[talk.paper.pk, said.pk]), VALID)

    assert response.status_code == 403
    assert all_comments() == before


def test_writing_editing_and_deleting(talk, browser):
    bob = browser(talk.world.bob)

    bob.post(reverse("comments", args=[talk.paper.pk]), {"text": "Helo", "shown": "private", "version": "1"})
    ((key, text, _, _),) = all_comments()
    assert text == "Helo"

    form = bob.get(reverse("edit_comment", args=[talk.paper.pk, key])).content.decode()
    assert "Helo</textarea>" in form
    edited = bob.post(reverse("edit_comment", args=[talk.paper.pk, key]), {"text": CANARY})
    assert edited.url == f"/papers/{talk.paper.pk}/#comment-{key}"
    assert "edited" in bob.get(paper_page(talk)).content.decode()

    assert CANARY in bob.get(reverse("delete_comment", args=[talk.paper.pk, key])).content.decode()
    assert [row[1] for row in all_comments()] == [CANARY], "asking deletes nothing"
    bob.post(reverse("delete_comment", args=[talk.paper.pk, key]))
    assert [row[1] for row in all_comments()] == [""]


@pytest.mark.parametrize("is_answered", [True, False])
def test_deleted_words_are_gone_from_every_page(talk, browser, is_answered):
    said = talk.said(CANARY, by=talk.world.bob)
    browser(talk.world.alice).get(paper_page(talk))  # Whatever is remembered of it, is remembered.
    if is_answered:
        talk.said("Indeed", by=talk.world.gita, to=said)
    with talk.world.bob.acting() as bob:
        delete_comment(said, by=bob)

    for actor in talk.world.everybody.values():
        client = browser(actor)
        for url in (paper_page(talk), *(reverse(address, args=[talk.paper.pk, said.pk]) for address in OF_COMMENT)):
            assert CANARY.encode() not in client.get(url, follow=True).content, url
    permalink = browser(talk.world.alice).get(reverse("comment", args=[talk.paper.pk, said.pk]))
    assert permalink.status_code == (302 if is_answered else 404)


# --- Nothing typed is lost -------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   ", "x" * 20_001, "with a \0 in it"])
def test_what_is_not_a_comment_comes_back_with_a_sentence(talk, browser, text):
    url = reverse("comments", args=[talk.paper.pk])

    response = browser(talk.world.bob).post(url, {"text": text, "shown": "private", "version": "1"})

    assert response.status_code == 422
    assert response.context["form"]["text"].value() == text
    assert response.context["form"].errors["text"]
    assert all_comments() == []


def test_a_paper_that_was_opened_meanwhile_is_confirmed_first(talk, browser):
    url = reverse("comments", args=[talk.paper.pk])
    talk.publish()
    bob = browser(talk.world.bob)

    asked = bob.post(url, {"text": CANARY, "shown": "private", "version": "1"})

    assert all_comments() == []
    form = asked.context["form"]
    assert (form["text"].value(), form["shown"].value(), asked.context["audience"]) == (CANARY, "public", "Public")
    bob.post(url, {name: form[name].value() for name in form.fields})
    with as_tables_owner():
        assert [(each.text, each.rung) for each in Comment.objects.all()] == [(CANARY, Rung.PUBLIC)]


@pytest.mark.parametrize("shown", ["", "everyone", "PUBLIC"])
def test_a_rung_nobody_was_shown_counts_as_the_narrowest(talk, browser, shown):
    talk.publish()

    response = browser(talk.world.bob).post(
        reverse("comments", args=[talk.paper.pk]), {"text": "Hm", "shown": shown, "version": "1"}
    )

    assert "It is not posted yet" in response.content.decode()
    assert all_comments() == []


def test_a_comment_is_about_the_version_that_was_read(talk, browser):
    talk.add_version()
    bob = browser(talk.world.bob)

    for version in ("1", "2", "3", "", "²", "-1", "9" * 30):
        bob.post(reverse("comments", args=[talk.paper.pk]), {"text": "Hm", "shown": "private", "version": version})

    with as_tables_owner():
        assert list(Comment.objects.order_by("written_at").values_list("number", flat=True)) == [1, 2, 2, 2, 2, 2, 2]


@pytest.mark.parametrize(("end", "sentence"), [("hidden", HIDDEN), ("deleted", DELETED)])
def test_a_comment_that_ends_while_it_is_edited_gives_the_words_back_and_says_why(talk, browser, end, sentence):
    said = talk.said("Hello", by=talk.world.bob)
    bob, url = browser(talk.world.bob), reverse("edit_comment", args=[talk.paper.pk, said.pk])
    bob.get(url)
    if end == "hidden":
        talk.hide(said)
    else:
        with talk.world.bob.acting() as viewer:
            delete_comment(said, by=viewer)
    before = all_comments()

    sent, asked = bob.post(url, {"text": CANARY}), bob.get(url)

    assert sent.status_code == 422
    assert (sent.context["form"].non_field_errors(), sent.context["form"]["text"].value()) == ([sentence], CANARY)
    assert (asked.status_code, asked.context["sentence"]) == (403, sentence)
    assert all_comments() == before


def test_who_may_only_read_by_now_keeps_what_they_typed(talk, browser):
    said = talk.said("Hello", by=talk.world.bob)
    bob, url = browser(talk.world.bob), reverse("edit_comment", args=[talk.paper.pk, said.pk])
    with talk.world.alice.acting() as alice:
        access.give(Right.READ, on=talk.guarded, to=talk.world.bob.user.pk, by=alice)

    sent = bob.post(url, {"text": CANARY})

    assert sent.context["form"].non_field_errors() == ["You may not edit it."]
    assert sent.context["form"]["text"].value() == CANARY


def test_words_that_cannot_be_shown_as_html_are_shown_as_typed(talk, browser):
    talk.said("[" * 300 + "<b>", by=talk.world.bob)

    page = browser(talk.world.bob).get(paper_page(talk)).content.decode()

    assert "more than 200 opening brackets" in page
    assert '<pre class="comment__source">' + "[" * 300 + "&lt;b&gt;</pre>" in page


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 " + "![a" * 4_000, richtext.refusals.TOO_MANY_OPEN),
        ("*\n: " * 4_900, richtext.refusals.TOO_SLOW),
        ("$x$ " * 4_900, richtext.refusals.TOO_MUCH_HTML),
    ],
    ids=["brackets", "slow", "formulas"],
)
def test_what_could_not_be_shown_is_not_posted_and_the_text_stays(talk, browser, text, sentence):
    said = talk.said("Hello", by=talk.world.bob)
    before, bob = all_comments(), browser(talk.world.bob)

    for address in (
        reverse("comments", args=[talk.paper.pk]),
        reverse("reply", args=[talk.paper.pk, said.pk]),
        reverse("edit_comment", args=[talk.paper.pk, said.pk]),
    ):
        sent = bob.post(address, {"text": text, "shown": "public", "version": "1"})
        form = sent.context["form"]
        assert (sent.status_code, form.non_field_errors(), form["text"].value()) == (422, [sentence], text)
    assert all_comments() == before


def test_many_large_comments_have_one_allowance_and_the_rest_stands_as_it_was_typed(talk, browser, monkeypatch):
    monkeypatch.setattr(richtext.Allowance, "__init__", lambda allowance: vars(allowance).update(seconds=99, size=30))
    for _ in range(3):
        talk.said("a" * 10, by=talk.world.bob)

    page = browser(talk.world.bob).get(paper_page(talk)).content.decode()

    assert page.count("<p>aaaaaaaaaa</p>") == 1
    assert page.count(f"<p><em>{richtext.refusals.NO_SPACE}</em></p>") == 2
    assert page.count('<pre class="comment__source">aaaaaaaaaa</pre>') == 2


def test_a_comment_with_too_many_formulas_from_before_is_shown_as_typed(talk, browser):
    talk.said("$x$ " * 4_900, by=talk.world.bob)

    page = browser(talk.world.bob).get(paper_page(talk)).content.decode()

    assert (page.count(richtext.refusals.TOO_MUCH_HTML), page.count("<math")) == (1, 0)


def test_asking_for_a_form_changes_nothing(talk, browser):
    said = talk.said("Hello", by=talk.world.bob)
    bob = browser(talk.world.bob)
    before = all_comments()

    urls = [
        reverse("comments", args=[talk.paper.pk]),
        *(reverse(name, args=[talk.paper.pk, said.pk]) for name in OF_COMMENT),
    ]

    assert [bob.get(url).status_code for url in urls] == [200, 302, 200, 200, 200]
    assert all_comments() == before


# --- What it costs -----------------------------------------------------------------------


@pytest.mark.parametrize("comments", [1, 3])
def test_the_section_costs_one_more_for_all_of_ones_own_that_are_hidden(talk, comments, django_assert_num_queries):
    for number in range(comments):
        talk.hide(talk.said(f"{number}", by=talk.world.bob))

    with talk.world.bob.acting() as bob, django_assert_num_queries(5):
        section = discussion_of(talk.paper, bob, version=talk.first)
    assert [each["hidden_because"] for each in section["comments"]] == ["Why 1"] * comments


@pytest.mark.parametrize("comments", [1, 3, 50])
def test_the_section_costs_four_queries(talk, comments, django_assert_num_queries):
    for number in range(comments):
        talk.said(f"{number}", by=talk.world.bob)

    with talk.world.gita.acting() as gita, django_assert_num_queries(4):
        assert discussion_of(talk.paper, gita, version=talk.first)["count"] == comments
