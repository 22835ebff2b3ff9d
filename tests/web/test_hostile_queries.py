"""Whatever stands behind the question mark of an address, no page meets an error by it."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.oracles.asking import address_of
from tests.oracles.conftest import full_world, site
from tests.oracles.full_world import MADE_UP
from tests.oracles.pages import OF_ADMIN, OF_ALLAUTH, PAGES

__all__ = ["full_world", "site"]

HOSTILE = {
    "nothing": "",
    "NUL": "%00",
    "NUL in words": "a%00b",
    "no UTF-8": "%ff%fe",
    "half a pair": "%ed%a0%80",
    "a huge number": "9" * 400,
    "past 64 bits": str(2**63),
    "a negative number": "-1",
    "no number": "NaN",
    "Arabic digits": quote("٣"),
    "a naive time": "2026-01-01T00:00:00",
    "a day": "2026-01-01",
    "the first moment": "0001-01-01T00:00:00%2B00:00",
    "before the first moment": "0001-01-01T00:00:00%2B23:59",
    "after the last moment": "9999-12-31T23:59:59.999999-23:59",
    "an offset by seconds": "2026-01-01T00:00:00%2B00:00:01",
    "a quote": "%27%22%5C",
    "wildcards": "%25_%5C",
    "a list": "a&title=b&before=c",
}
A_TIME = "2026-01-01T00:00:00%2B00:00"
TIMES, KEYS = ("before", "after"), ("paper", "notice", "report")
WORDS = ("title", "q", "from", "next", "version", "page", "token", "template", "o", "p", "e", "is_active__exact")


def queries_with(value: str) -> Iterator[str]:
    """The value as everything at once; and as a place in a list, with what else names one."""
    yield "&".join(f"{name}={value}" for name in (*TIMES, *KEYS, *WORDS))
    yield "&".join([*(f"{name}={value}" for name in TIMES), *(f"{name}={MADE_UP}" for name in KEYS)])
    yield "&".join([*(f"{name}={A_TIME}" for name in TIMES), *(f"{name}={value}" for name in KEYS)])


def broken(site, actor: str, asked: list[str]) -> list[str]:
    """The addresses that answer with an error of ours."""
    return [address for address in asked if site.ask(actor, "GET", address).status.startswith("5")]


LISTS = {
    "alice": [name for name, page in PAGES.items() if page.queries and not page.about],
    "mia": ["moderation", "decided_reports"],
    "noor": ["papers", "stop_mail", "invite", "account_login", "account_reset_password"],
    "omar": [name for name in OF_ADMIN if name.endswith("changelist")],
}


@pytest.mark.parametrize("actor", LISTS)
@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_no_list_breaks(site, actor, value):
    paths = [address_of(name, {}) for name in LISTS[actor]]

    assert broken(site, actor, [f"{path}?{query}" for path in paths for query in queries_with(value)]) == []


@pytest.mark.parametrize("value", [HOSTILE["NUL"], HOSTILE["a naive time"]], ids=["NUL", "a naive time"])
def test_no_page_at_all_breaks(site, full_world, value):
    """Of each address one that Alice may know of."""
    known = {
        name: [each for each in page.subjects(full_world) if "alice" not in each.hidden_from]
        for name, page in PAGES.items()
        if "GET" in page.takes
    }
    paths = [address_of(name, subjects[0].arguments) for name, subjects in known.items() if subjects]
    paths += [address_of(name, arguments) for name, arguments in OF_ALLAUTH.items()]

    assert broken(site, "alice", [f"{path}?{next(queries_with(value))}" for path in paths]) == []
