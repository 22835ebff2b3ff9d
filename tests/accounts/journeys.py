"""Steps a person takes through the pages, for tests to walk with."""

import re

from django.core import mail

from tests.accounts.conftest import PASSWORD


def follow(client, token: str):
    return client.get(f"/i/{token}/")


def fill_in_sign_up(client, **changes):
    form = {
        "email": "newt@example.org",
        "username": "newt",
        "name": "Newt",
        "affiliation": "",
        "time_zone": "Europe/Lisbon",
        "password1": PASSWORD,
        **changes,
    }
    return client.post("/accounts/signup/", form)


def code_in_the_last_mail() -> str:
    return re.findall(r"^[A-Z0-9]{4,}(?:-[A-Z0-9]+)*$", str(mail.outbox[-1].body), re.MULTILINE)[0]


def confirm(client, code: str):
    return client.post("/accounts/confirm-address/", {"code": code})
