"""Nobody can find out whether an address has an account: not by what is said, nor by how long it takes."""

import re
from statistics import median
from time import perf_counter
from unittest import mock

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core import mail
from django.core.cache import caches
from django.test import Client

from tests.accounts.journeys import fill_in_sign_up, follow

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

KNOWN, UNKNOWN = "alice@example.org", "nobody@example.org"
ADDRESSES = [KNOWN, UNKNOWN, "sam@example.org"]  # the last one belongs to a suspended member


@pytest.fixture(autouse=True)
def _cast(people):
    people("alice")
    people("sam", is_active=False)


def steps(act, email: str, token: str) -> list:
    """Every answer a visitor gets on the way, with the address itself and what is random taken out."""
    caches["default"].clear()
    client = Client()
    answers = [client.get("/accounts/login/")]
    match act:
        case "sign in":
            answers.append(client.post("/accounts/login/", {"login": email, "password": "not the password"}))
        case "reset":
            answers.append(client.post("/accounts/password/reset/", {"email": email}))
            answers.append(client.get(answers[-1]["Location"]))
            answers += [client.post("/accounts/password/reset/confirm/", {"code": "WRONG"}) for _ in range(4)]
            answers.append(client.get("/accounts/password/reset/complete/"))
        case "sign up":
            follow(client, token)
            answers.append(fill_in_sign_up(client, email=email))
            answers.append(client.get("/accounts/confirm-address/"))
            answers += [client.post("/accounts/confirm-address/", {"code": "WRONG"}) for _ in range(5)]
            answers.append(client.get("/accounts/signup/"))
            # Whether the handle or the invite was used up would tell.
            caches["default"].clear()
            answers.append(fill_in_sign_up(client, email="third@example.org"))
    return [normalised(answer, email=email) for answer in answers]


def normalised(answer, *, email: str) -> tuple:
    body = answer.content.decode().replace(email, "ADDRESS")
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
    headers = {name: value for name, value in answer.items() if name != "Content-Length"}
    return answer.status_code, headers, sorted(answer.cookies), body


@pytest.mark.parametrize("act", ["sign in", "reset", "sign up"])
def test_every_answer_is_the_same(act, invited):
    _, token = invited()

    told = {email: steps(act, email, token) for email in ADDRESSES}

    assert told[KNOWN] == told[UNKNOWN] == told["sam@example.org"]


@pytest.mark.parametrize("act", ["sign in", "reset", "sign up"])
def test_every_address_costs_as_many_hashes_and_mails(act, invited):
    _, token = invited()
    costs = {}
    for email in ADDRESSES:
        mail.outbox.clear()
        with (
            mock.patch.object(
                Argon2PasswordHasher, "encode", autospec=True, side_effect=Argon2PasswordHasher.encode
            ) as encode,
            mock.patch.object(
                Argon2PasswordHasher, "verify", autospec=True, side_effect=Argon2PasswordHasher.verify
            ) as verify,
        ):
            steps(act, email, token)
        costs[email] = (encode.call_count + verify.call_count, len(mail.outbox))

    assert set(costs.values()) == {costs[KNOWN]}
    assert costs[KNOWN] == {"sign in": (1, 0), "reset": (0, 1), "sign up": (2, 2)}[act]


@pytest.mark.parametrize("act", ["sign in", "reset", "sign up"])
def test_every_address_takes_as_long(act, invited):
    """Medians of 15, taken in turns; the bound is wide because the machine is shared, a missing hash is wider."""
    _, token = invited()
    client = Client()
    follow(client, token)

    def ask(email: str) -> float:
        caches["default"].clear()
        begun = perf_counter()
        match act:
            case "sign in":
                client.post("/accounts/login/", {"login": email, "password": "not the password"})
            case "reset":
                client.post("/accounts/password/reset/", {"email": email})
            case "sign up":
                fill_in_sign_up(client, email=email)
        return perf_counter() - begun

    pairs = [(ask(KNOWN), ask(UNKNOWN)) for _ in range(15)]
    known, unknown = (median(times) for times in zip(*pairs, strict=True))

    assert abs(known - unknown) < max(0.010, 0.25 * unknown)


def test_each_address_is_told_the_truth_by_mail(client, invited):
    _, token = invited()
    for email in (KNOWN, UNKNOWN):
        client.post("/accounts/password/reset/", {"email": email})
    follow(client, token)
    for email in (KNOWN, UNKNOWN):
        fill_in_sign_up(client, email=email)

    assert [(letter.to[0], letter.subject) for letter in mail.outbox] == [
        (KNOWN, "Password Reset Code"),
        (UNKNOWN, "Unknown Account"),
        (KNOWN, "Account Already Exists"),
        (UNKNOWN, "Your code for Colloquy"),
    ]


def wrong_password(client, email: str, **kwargs) -> list[str]:
    answer = client.post("/accounts/login/", {"login": email, "password": "not the password"}, **kwargs)
    return list(answer.context["form"].non_field_errors())


def test_signing_in_is_limited_alike(client):
    said = []
    for email in (KNOWN, UNKNOWN):
        caches["default"].clear()
        said.append([wrong_password(client, email) for _ in range(6)])

    assert said[0] == said[1]
    assert said[0][4] != said[0][5]


def test_a_forged_forwarding_header_does_not_escape_the_limit(client):
    said = [
        wrong_password(client, f"n{number}@example.org", headers={"x-forwarded-for": f"10.0.0.{number}"})
        for number in range(11)
    ]

    assert said[9] != said[10]
