"""The first draft shared in trust, from end to end, by people with browsers of their own."""

import pytest

from tests.browser.people import Person

pytestmark = pytest.mark.browser


def test_a_draft_is_shared_in_trust(site, chromium):
    alice = Person("alice", site=site, chromium=chromium)
    alice.join_by(site.manage("invite", alice.address).split()[-1])
