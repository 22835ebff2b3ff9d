"""Every address of the site is declared to the oracles, and every view of ours is guarded."""

from sharing.settings import PUBLIC_PAGES
from tests.oracles.addresses import all_addresses
from tests.oracles.pages import OF_ADMIN, OF_ALLAUTH, PAGES

OURS = [address for address in all_addresses() if address.is_ours]
OPERATORS = [address for address in all_addresses() if address.is_the_operators]
OTHERS = [address for address in all_addresses() if not address.is_ours and not address.is_the_operators]


def test_every_page_of_ours_is_declared_and_no_other():
    assert {address.name for address in OURS} == set(PAGES)


def test_every_page_of_allauth_is_declared_and_no_other():
    assert {address.name for address in OTHERS if address.name} == set(OF_ALLAUTH)


def test_every_page_of_the_operator_is_declared_and_no_other():
    assert {address.name: address.parameters for address in OPERATORS} == {
        name: frozenset(arguments) for name, arguments in OF_ADMIN.items()
    }


def test_every_page_of_the_operator_is_for_staff_alone():
    assert {address.guards for address in OPERATORS} == {"staff"}


def test_addresses_without_a_name_only_lead_to_allauths_new_ones():
    nameless = {address.view.__module__ for address in all_addresses() if not address.name}

    assert nameless == {"django.views.generic.base"}


def test_every_view_of_ours_is_guarded():
    unguarded = {address.name for address in OURS if not address.guards}

    assert unguarded == set()


def test_every_page_about_a_row_asks_for_the_right_it_should():
    asked = {
        address.name: (address.guards[0].__name__, address.guards[1].name)
        for address in OURS
        if isinstance(address.guards, tuple)
    }

    assert asked == {name: page.guard for name, page in PAGES.items() if page.guard}


def test_the_open_pages_are_the_public_ones():
    """A page about a guarded row can be public too: then what the public may not see leads to signing in."""
    open_pages = {address.name for address in OURS if address.guards == "open"}
    about_a_row = {address.name for address in OURS if isinstance(address.guards, tuple)}

    assert PUBLIC_PAGES & set(PAGES) == open_pages | (PUBLIC_PAGES & about_a_row)


def test_the_declared_arguments_are_those_of_the_address(full_world):
    """With one example at least of every subject."""
    wanted = {address.name: address.parameters for address in OURS}
    given = {
        name: frozenset().union(*(subject.arguments for subject in page.subjects(full_world)))
        for name, page in PAGES.items()
    }

    assert given == wanted


def test_a_page_that_takes_a_form_has_a_valid_one():
    assert {name for name, page in PAGES.items() if ("POST" in page.takes) != (page.bodies is not None)} == set()
