"""The signing page and the receipt, as the cast gets them."""

import hashlib
import re
from datetime import datetime

import pytest
from django.utils import timezone

from sharing.access.actions import adopt, give, require_agreements, revoke
from sharing.access.audience import grants_on
from sharing.access.signing import evidence_of
from sharing.agreements.actions import Wording, add_agreement_version, write_agreement
from sharing.agreements.models import Signature
from sharing.audit.personal import erase_personal
from sharing.base.reader import SystemWork, reading_as_system
from sharing.base.rights import Right
from sharing.papers.actions import Words
from sharing.web.forms.agreements import AGREED
from tests.agreements.conftest import paper_under, signs

pytestmark = pytest.mark.django_db

CANARIES = (b"Canarytitle", b"Canarysummary", b"Canaryabstract", b"Canarybody")
MADE_UP = "11111111-1111-4111-8111-111111111111"


def sign_url(trust) -> str:
    return f"/papers/{trust.paper.pk}/agreements/"


def sealed_in(response) -> str:
    return re.search(rb'name="shown" value="([^"]+)"', response.content)[1].decode()


def signing(client, trust, **changes):
    """The form as it comes back from a reader who ticks and types, unless told otherwise."""
    shown = changes.pop("shown", None) or sealed_in(client.get(sign_url(trust)))
    form = {"shown": shown, "agreed": "on", "name": "Cara Lind", "answer": "sign"} | changes
    return client.post(sign_url(trust), {name: value for name, value in form.items() if value is not None})


def signatures_of(actor) -> list[Signature]:
    with reading_as_system(SystemWork.BUILD_TESTS):
        return list(Signature.objects.filter(signer=actor.user).select_related("version"))


def test_every_address_of_the_paper_leads_to_what_it_asks_for(trust, browser):
    response = browser("cara").get(f"/papers/{trust.paper.pk}/versions/1/?page=2")

    assert (response.status_code, response["Location"]) == (
        302,
        f"{sign_url(trust)}?next=%2Fpapers%2F{trust.paper.pk}%2Fversions%2F1%2F%3Fpage%3D2",
    )


def test_the_page_shows_the_whole_text_and_of_the_paper_only_who_asks(trust, browser):
    response = browser("cara").get(sign_url(trust))
    page = response.content.decode()

    assert response.status_code == 200
    assert [word for word in CANARIES if word in response.content] == []
    assert "Alice (@alice) shares a paper with you" in page
    assert "<p>You keep it to yourself.</p>" in page
    assert "<li>You keep it.</li><li>You ask.</li>" in page
    assert trust.first.sha256 in page
    assert re.findall(r'<input type="checkbox"[^>]*>', page) == [
        '<input type="checkbox" name="agreed" required id="id_agreed">'
    ]
    assert re.findall(r'name="answer" value="(\w+)"', page) == ["sign", "decline"]


def test_signing_leads_back_to_the_exact_place(world, trust, browser):
    client = browser("cara")
    place = f"/papers/{trust.paper.pk}/versions/1/?page=2"

    response = signing(client, trust, next=place)

    assert (response.status_code, response["Location"]) == (302, place)
    assert client.get(place).status_code == 200
    assert [(each.version, each.paper_id) for each in signatures_of(world.cara)] == [(trust.first, None)]


@pytest.mark.parametrize(
    "place",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "papers/", "", "/\t/x"],
)
def test_signing_leads_nowhere_but_into_this_site(trust, browser, place):
    assert signing(browser("cara"), trust, next=place)["Location"] == f"/papers/{trust.paper.pk}/"


def test_whoever_has_nothing_left_to_sign_goes_on_to_the_paper(trust, browser):
    client = browser("bob")

    assert client.get(sign_url(trust))["Location"] == f"/papers/{trust.paper.pk}/"
    assert client.get(f"{sign_url(trust)}?next=/papers/")["Location"] == "/papers/"


@pytest.mark.parametrize("name", ["xavier", "dan", "mia", "omar", "noor", "sam"])
def test_to_everybody_else_the_page_is_one_that_never_was(trust, browser, name):
    client = browser(name)
    body = {"shown": "x", "agreed": "on", "name": "X", "answer": "sign"}

    for ask in (client.get, client.head, lambda url: client.post(url, body), lambda url: client.post(url, {})):
        real, random = ask(sign_url(trust)), ask(f"/papers/{MADE_UP}/agreements/")
        assert (real.status_code, real.content) == (random.status_code, random.content)
        assert dict(real.headers) == {
            header: value.replace(MADE_UP, str(trust.paper.pk)) for header, value in random.headers.items()
        }


def test_a_double_click_signs_once(world, trust, browser):
    client = browser("cara")
    shown = sealed_in(client.get(sign_url(trust)))

    answers = [signing(client, trust, shown=shown) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [f"/papers/{trust.paper.pk}/"] * 2
    assert len(signatures_of(world.cara)) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"agreed": None}, "Tick this if you agree."),
        ({"name": " "}, "Type your name to sign."),
        ({"name": "x" * 201}, "Ensure this value has at most 200 characters"),
        ({"name": "Cara\nSigned at: 2031"}, "Write this on one line, in letters that everybody sees."),
        ({"name": "\u3164 \u2800"}, "Write this on one line, in letters that everybody sees."),
        ({"name": "Ca\u202era"}, "Write this on one line, in letters that everybody sees."),
        ({"name": "—"}, "Write this on one line, in letters that everybody sees."),
    ],
)
def test_without_a_tick_or_a_name_nothing_is_signed_and_nothing_typed_is_lost(world, trust, browser, changes, sentence):
    response = signing(browser("cara"), trust, next="/papers/mine/", **changes)
    page = response.content.decode()

    assert response.status_code == 422
    assert sentence in page
    assert ('value="Cara Lind"' in page) == ("name" not in changes)
    assert '<input type="hidden" name="next" value="/papers/mine/">' in page
    assert signatures_of(world.cara) == []


def test_the_moment_the_text_was_shown_cannot_be_made_up(world, trust, browser):
    with world.alice.acting() as alice:
        other, requirement = paper_under(trust.first, by=alice)
        for name in ("cara", "dan"):
            give(Right.READ, on=other.guarded, to=getattr(world, name).user.pk, by=alice, requirement=requirement)
        give(Right.READ, on=trust.paper.guarded, to=world.dan.user.pk, by=alice, requirement=trust.requirement)
    of_dan = sealed_in(browser("dan").get(sign_url(trust)))
    client = browser("cara")
    of_other = sealed_in(client.get(f"/papers/{other.pk}/agreements/"))

    for forged in ("x", "2026-01-01T00:00:00", of_other, of_dan, of_other[:-2]):
        response = signing(client, trust, shown=forged)
        assert (response.status_code, b"Please read this again" in response.content) == (200, True)
    assert signatures_of(world.cara) == []


def test_a_page_that_was_open_for_more_than_a_day_is_read_again(world, trust, browser, monkeypatch):
    client = browser("cara")
    shown = sealed_in(client.get(sign_url(trust)))
    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 25 * 3600)

    response = signing(client, trust, shown=shown)

    assert (response.status_code, b"Please read this again" in response.content) == (200, True)
    assert signatures_of(world.cara) == []


def test_what_is_signed_is_what_was_shown(world, trust, second, browser):
    """Alice's paper moves to another version while Cara reads."""
    client = browser("cara")
    shown = sealed_in(client.get(sign_url(trust)))
    with world.alice.acting() as alice:
        adopt(second, on=trust.paper.guarded, by=alice)

    response = signing(client, trust, shown=shown)

    assert (response.status_code, b"Please read this again" in response.content) == (200, True)
    assert b"<p>You wait.</p>" in response.content
    assert signatures_of(world.cara) == []


def test_a_newer_version_shows_what_changed_to_whoever_signed_before(world, trust, second, browser):
    with world.alice.acting() as alice:
        adopt(second, on=trust.paper.guarded, by=alice)

    page = browser("bob").get(sign_url(trust)).content.decode()
    assert (re.findall("<del>(.*?)</del>", page), re.findall("<ins>(.*?)</ins>", page)) == (
        ["struck through", "ask"],
        ["underlined", "wait"],
    )
    assert "You wait now." in page
    assert page.index("<del>ask</del>") < page.index("<p>You wait.</p>")

    assert b"<del>" not in browser("cara").get(sign_url(trust)).content


def test_declining_signs_nothing_and_is_recorded(world, trust, browser):
    client = browser("cara")

    response = signing(client, trust, answer="decline", agreed=None, name="")

    assert (response.status_code, response["Location"]) == (302, "/")
    assert signatures_of(world.cara) == []
    assert client.get(f"/papers/{trust.paper.pk}/").status_code == 302


def test_several_agreements_are_signed_one_after_the_other(world, trust, browser):
    with world.alice.acting() as alice:
        texts = [write_agreement(Wording(title=t, in_short="x", text=t), by=alice) for t in ("One", "Two")]
        paper, _ = paper_under(texts[0], by=alice)
        give(
            Right.READ,
            on=paper.guarded,
            to=world.dan.user.pk,
            by=alice,
            requirement=require_agreements(texts, on=paper.guarded, by=alice),
        )
    client, url, form = browser("dan"), f"/papers/{paper.pk}/agreements/", {"agreed": "on", "name": "Dan"}

    first = client.post(url, form | {"shown": sealed_in(client.get(url)), "next": "/papers/mine/"})
    assert first["Location"] == f"{url}?next=%2Fpapers%2Fmine%2F"
    assert client.get(f"/papers/{paper.pk}/").status_code == 302

    second = client.post(url, form | {"shown": sealed_in(client.get(url)), "next": "/papers/mine/"})
    assert second["Location"] == "/papers/mine/"
    assert client.get(f"/papers/{paper.pk}/").status_code == 200


def test_the_evidence_is_taken_from_the_request(world, trust, browser, settings):
    client = browser("cara")
    client.defaults["HTTP_USER_AGENT"] = "Browser/1 " + "x" * 600
    client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    before = timezone.now()

    signing(client, trust)

    [signature] = signatures_of(world.cara)
    with world.cara.acting():
        evidence = evidence_of(signature)
    assert before <= datetime.fromisoformat(evidence.pop("shown_at")) <= signature.signed_at
    assert 0 <= (timezone.now() - datetime.fromisoformat(evidence.pop("authenticated_at"))).total_seconds() < 60
    assert re.fullmatch("[0-9a-f]{64}", evidence.pop("page_sha256"))
    assert evidence == {
        "authenticated_by": "password",
        "shown_button": "Sign and open",
        "shown_in": "en",
        "typed_name": "Cara Lind",
        "account_name": "Cara (@cara)",
        "address": "cara@example.org",
        "ip": "192.0.2.7",
        "user_agent": ("Browser/1 " + "x" * 600)[:500],
        "shown_label": AGREED,
        "session_sha256": hashlib.sha256(client.session.session_key.encode()).hexdigest(),
    }


@pytest.mark.parametrize("seen", [(0, "192.0.2.7"), (1, "203.0.113.9"), (2, "198.51.100.3")])
def test_the_network_address_is_believed_as_far_as_the_operators_proxies(world, trust, browser, settings, seen):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT, ip = seen
    client = browser("cara")
    client.defaults |= {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "10.0.0.1, 198.51.100.3, 203.0.113.9"}

    signing(client, trust)

    [signature] = signatures_of(world.cara)
    with world.cara.acting():
        assert evidence_of(signature)["ip"] == ip


# --- Receipts -----------------------------------------------------------------------------


def test_a_receipt_says_all_of_it_to_the_signer(world, trust, browser):
    client = browser("cara")
    signing(client, trust)
    [signature] = signatures_of(world.cara)

    page = client.get(f"/receipts/{signature.pk}/").content.decode()

    for said in ("Cara Lind", signature.reference, trust.first.sha256, "You keep it to yourself.", "cara@example.org"):
        assert said in page
    assert f'<a href="/papers/{trust.paper.pk}/">Canarytitle</a>' in page


def test_the_owner_of_the_text_sees_the_name_and_none_of_the_rest(world, trust, browser):
    client = browser("cara")
    signing(client, trust, name="Cara Lind")
    [signature] = signatures_of(world.cara)

    page = browser("alice").get(f"/receipts/{signature.pk}/").content.decode()

    assert "Cara Lind" in page
    assert [said for said in ("cara@example.org", "127.0.0.1", "Text shown at") if said in page] == []


@pytest.mark.parametrize("name", ["cara", "gita", "xavier", "dan", "mia", "omar", "sam", "noor"])
def test_the_receipts_of_others_are_ones_that_never_were(world, trust, browser, name):
    [signature] = signatures_of(world.bob)
    client = browser(name)

    real, random = client.get(f"/receipts/{signature.pk}/"), client.get(f"/receipts/{MADE_UP}/")

    assert real.status_code == (302 if name in {"sam", "noor"} else 404)
    assert (real.status_code, real.content) == (random.status_code, random.content)
    assert dict(real.headers) == {
        header: value.replace(MADE_UP, str(signature.pk)) for header, value in random.headers.items()
    }


def test_a_lost_paper_leaves_no_byte_of_itself_on_receipt_and_list(world, trust, browser):
    client = browser("bob")
    [signature] = signatures_of(world.bob)
    pages = [f"/receipts/{signature.pk}/", "/agreements/"]
    assert [b"Canarytitle" in client.get(page).content for page in pages] == [True, True]

    with world.alice.acting() as alice:
        [grant] = [each for each in grants_on(trust.paper.pk) if each.principal == world.bob.user.pk]
        revoke(grant, by=alice)

    for page in pages:
        content = client.get(page).content
        assert [word for word in (*CANARIES, str(trust.paper.pk).encode()) if word in content] == []
        assert signature.reference.encode() in content
        assert b"Terms of Alice" in content


def test_a_signature_for_one_paper_is_not_shown_with_another(world, browser):
    with world.alice.acting() as alice:
        text = write_agreement(Wording(title="Each", in_short="x", text="x"), by=alice, is_per_paper=True)
        papers = []
        for title in ("Signed for", "Asks as well"):
            paper, requirement = paper_under(text, by=alice, words=Words(title=title))
            give(Right.SHARE, on=paper.guarded, to=world.bob.user.pk, by=alice, requirement=requirement)
            give(Right.SEE, on=paper.guarded, to=world.bob.user.pk, by=alice)
            papers.append(paper)
    signature = signs(world.bob, text, on=papers[0])

    page = browser("bob").get(f"/receipts/{signature.pk}/").content

    assert [title in page for title in (b"Signed for", b"Asks as well")] == [True, False]


def test_an_erased_name_leaves_the_receipt_standing(world, trust, browser):
    [signature] = signatures_of(world.bob)
    erase_personal(events=[signature.event_id])

    page = browser("bob").get(f"/receipts/{signature.pk}/").content.decode()

    assert "The name was erased." in page
    assert signature.reference in page


def test_the_receipt_as_a_file_lets_anybody_check_the_hash(world, trust, browser):
    client = browser("cara")
    signing(client, trust)
    [signature] = signatures_of(world.cara)
    link = f"/receipts/{signature.pk}/text/"
    assert f'<a href="{link}">' in client.get(f"/receipts/{signature.pk}/").content.decode()

    response = client.get(link)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="receipt-{signature.reference}.txt"'
    text = response.content.decode()
    title = re.search("^Agreement:  (.*)$", text, re.MULTILINE)[1]
    barred = re.search("\nIn short\n((?:\\|.*\n)*)\nText\n((?:\\|.*\n)*)$", text)
    in_short, words = (re.sub("^\\| ?", "", part, flags=re.MULTILINE) for part in barred.groups())
    assert hashlib.sha256(f"{title}\n\f{in_short}\f{words}".encode()).hexdigest() == trust.first.sha256
    assert [said in text for said in ("Signed as:  Cara Lind\n", signature.reference, trust.first.sha256)] == [True] * 3
    assert [word for word in (*CANARIES, str(trust.paper.pk).encode()) if word in response.content] == []


def test_no_name_stands_in_the_file_once_it_is_erased(world, trust, browser):
    [signature] = signatures_of(world.bob)
    erase_personal(events=[signature.event_id])

    assert "Signed as" not in browser("bob").get(f"/receipts/{signature.pk}/text/").content.decode()


def test_a_papers_owner_keeps_the_receipts_for_it_whatever_it_asks_for_by_now(world, browser):
    with world.alice.acting() as alice:
        text = write_agreement(Wording(title="Each", in_short="x", text="Kept words"), by=alice, is_per_paper=True)
        paper, requirement = paper_under(text, by=alice)
        give(Right.READ, on=paper.guarded, to=world.bob.user.pk, by=alice, requirement=requirement)
        give(Right.OWN, on=paper.guarded, to=world.mia.user.pk, by=alice)
    signature = signs(world.bob, text, on=paper)
    with world.alice.acting() as alice:
        words = Wording(title="Each", in_short="x", text="Other words")
        adopt(add_agreement_version(text.agreement, words, what_changed="", by=alice), on=paper.guarded, by=alice)

    response = browser("mia").get(f"/receipts/{signature.pk}/")

    assert (response.status_code, b"Kept words" in response.content) == (200, True)
