"""Where a page of a list goes on, read from an address that anybody can write."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.http import QueryDict

from sharing.web.paging import Names, address_of_next, place_in

NAMES = Names(at="before", key="paper")
ROW = UUID("11111111-1111-4111-8111-111111111111")
TIME = datetime(2026, 1, 1, 12, 0, 0, 5, UTC)


def place(query: str):
    return place_in(QueryDict(query), names=NAMES)


def test_the_next_address_is_read_back():
    address = address_of_next(TIME, ROW, names=NAMES, beside={"title": "a & b"})

    assert address == (
        "?title=a+%26+b&before=2026-01-01T12%3A00%3A00.000005%2B00%3A00&paper=11111111-1111-4111-8111-111111111111"
    )
    assert place(address[1:]) == (TIME, ROW)


def test_a_time_elsewhere_is_the_same_time():
    assert place(f"before=2026-01-01T14:00:00.000005%2B02:00&paper={ROW}") == (TIME, ROW)


@pytest.mark.parametrize(
    "time",
    ["", "x", "2026-01-01T00:00:00", "2026-01-01", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "%00"],
)
def test_a_crooked_time_is_no_place(time):
    assert place(f"before={time}&paper={ROW}") is None


@pytest.mark.parametrize("row", ["", "x", "%00", "11111111"])
def test_a_crooked_row_is_no_place(row):
    assert place(f"before=2026-01-01T00:00:00Z&paper={row}") is None


@pytest.mark.parametrize("query", ["", "before=2026-01-01T00:00:00Z", f"paper={ROW}"])
def test_half_a_place_is_none(query):
    assert place(query) is None


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/papers/mine/", "/papers/shared/"])
@pytest.mark.parametrize("title", ["%00", "a%00b", "%F0%9F%A6%A0", "%25", "_", "%27"])
def test_any_words_may_be_looked_for(world, client, address, title):
    client.force_login(world.alice.user, backend="accounts.backends.MembersOnly")

    assert client.get(f"{address}?title={title}").status_code == 200
