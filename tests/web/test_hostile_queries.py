"""Whatever stands behind the question mark of an address, no page meets an error by it."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.conf import settings

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
    for name in WORDS:
        yield f"{name}={value}"


def broken(site, actor: str, paths: list[str], value: str) -> list[str]:
    """The addresses that answer with an error of ours."""
    asked = [f"{path}?{query}" for path in paths for query in queries_with(value)]
    return [address for address in asked if site.ask(actor, "GET", address).status.startswith("5")]


@pytest.fixture(scope="module")
def pages_of_alice(full_world) -> list[str]:
    """Of each address one that she may know of."""
    return [
        address_of(name, next(each for each in page.subjects(full_world) if "alice" not in each.hidden_from).arguments)
        for name, page in PAGES.items()
        if "GET" in page.takes and any("alice" not in each.hidden_from for each in page.subjects(full_world))
    ]


@pytest.fixture(scope="module")
def lists() -> list[str]:
    """Those that read what stands behind the question mark."""
    return [address_of(name, {}) for name, page in PAGES.items() if not page.about and "GET" in page.takes]


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_no_list_breaks(site, lists, value):
    assert broken(site, "alice", lists, value) == []


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_no_page_of_the_moderators_breaks(site, value):
    assert broken(site, "mia", [address_of(name, {}) for name in ("moderation", "decided_reports")], value) == []


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_no_page_of_the_operator_breaks(site, full_world, value):
    paths = [
        address_of(name, {"object_id": str(full_world.principal("bob"))} if name.endswith("user_change") else arguments)
        for name, arguments in OF_ADMIN.items()
    ]
    assert broken(site, "omar", paths, value) == []


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_no_page_that_is_open_to_everybody_breaks(site, value):
    names = [name for name in (*PAGES, *OF_ALLAUTH) if name in settings.PUBLIC_PAGES]
    paths = [address_of(name, {}) for name in names if not (name in PAGES and PAGES[name].about)]
    assert broken(site, "noor", paths, value) == []


@pytest.mark.parametrize("value", [HOSTILE["NUL"], HOSTILE["a naive time"], HOSTILE["a huge number"]])
def test_no_other_page_breaks(site, pages_of_alice, value):
    query = next(queries_with(value))

    asked = [f"{path}?{query}" for path in pages_of_alice]
    assert [address for address in asked if site.ask("alice", "GET", address).status.startswith("5")] == []
