"""Oracle 1: nothing that reaches anybody holds a word they may not see."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import product

import pytest
from django.db.models import Q

from sharing.base import guarded
from sharing.base.mailbox import TO_FILES
from sharing.base.rights import Right
from tests.oracles.asking import OF_READING, OF_SESSIONS, address_of
from tests.oracles.canaries import EVERYBODY
from tests.oracles.full_world import FullWorld
from tests.oracles.pages import OF_ADMIN, OF_ALLAUTH, PAGES
from tests.roles import as_tables_owner

ACTORS = sorted(EVERYBODY)
OF_ACCOUNTS = (
    "answer: the name of",
    "answer: the address of",
    "answer: the affiliation of",
    "answer: the key of an invite",
)


@contextmanager
def without_the_policy() -> Iterator[None]:
    """Let every rule of the first fence say yes."""
    table = guarded._policy
    guarded.guard_with({model: dict.fromkeys(Right, lambda _viewer: Q()) for model in table})
    try:
        yield
    finally:
        guarded.guard_with(table)


FENCES: dict[str, Callable[[], AbstractContextManager]] = {
    "both fences": nullcontext,
    "the policy alone": as_tables_owner,
    "the database alone": without_the_policy,
}


# The database takes Noor, Sam and Omar for what Dan is, or less; and Alice and Gita for no more than Bob.
LOOKING = dict.fromkeys(FENCES, ACTORS) | {"the database alone": ["bob", "cara", "dan", "mia", "xavier"]}


@dataclass(frozen=True)
class Asked:
    """One request of the walk, and whom its subject is hidden from."""

    verb: str
    path: str
    body: Mapping | None
    hidden_from: frozenset[str]

    def __str__(self) -> str:
        return f"{self.verb} {self.path} {self.body or ''}".strip()


def gets(world: FullWorld, *, with_queries: bool = True) -> list[Asked]:
    """Every address that answers to GET, with every subject and query there is for it."""
    return [
        Asked("GET", address_of(name, subject.arguments) + query, None, subject.hidden_from)
        for name, page in PAGES.items()
        for subject in page.subjects(world)
        for query in ("", *(page.queries if with_queries else ()))
        if "GET" in page.takes
    ]


def of_opening(path: str) -> set[str]:
    """A notice that is opened, from the inbox or a mail, has been read."""
    return {"sharing_notice"} if path.startswith("/inbox/") and path != "/inbox/" else set()


def asked_under(fences: str, world: FullWorld, actor: str) -> list[Asked]:
    """With both fences, what the actor knows of: the hidden is ``test_absence``'s. With one alone, everything."""
    if fences == "both fences":
        return [asked for asked in gets(world) if actor not in asked.hidden_from]
    return gets(world, with_queries=False)


def posts(world: FullWorld) -> list[Asked]:
    """Every address that takes a form, with every subject and each of its bodies."""
    return [
        Asked("POST", address_of(name, subject.arguments), body, subject.hidden_from)
        for name, page in PAGES.items()
        if page.bodies
        for subject, body in product(page.subjects(world), page.bodies(world))
    ]


@pytest.mark.parametrize(("fences", "actor"), [(fences, actor) for fences in FENCES for actor in LOOKING[fences]])
def test_no_page_shows_anybody_what_is_not_theirs_to_see(site, full_world, fences, actor):
    """And looking changes nothing, but the sessions and the record of who has read what."""
    leaked, changed, broken, kept, seen = {}, {}, [], [], set()

    with FENCES[fences]():
        for asked in asked_under(fences, full_world, actor):
            answer = site.ask(actor, "GET", asked.path)
            leaked[str(asked)] = site.leaks(answer, to=actor, asked=asked.path)
            changed[str(asked)] = answer.written - OF_SESSIONS - OF_READING - of_opening(asked.path)
            broken += [str(asked)] if answer.status.startswith("5") else []
            kept += [str(asked)] if answer.may_be_kept else []
            seen |= {canary.what for canary in full_world.canaries.found_in(answer.sent) if canary.is_shown}

    assert only_found(leaked) == {}
    assert only_found(changed) == {}
    assert kept == []  # By no cache, and there is nothing to ask by whether it has changed.
    if fences != "the database alone":  # With every rule saying yes, pages ask for more than there is.
        assert broken == []
        assert seen == full_world.canaries.expected_by(actor)


@pytest.mark.parametrize("actor", ACTORS)
def test_no_form_gives_anybody_what_is_not_theirs_to_see(site, full_world, actor):
    """Of what they know of: for what is hidden from them, ``test_absence`` sends every form and looks for as much."""
    leaked, broken = {}, []

    for asked in posts(full_world):
        if actor in asked.hidden_from:
            continue
        answer = site.ask(actor, "POST", asked.path, asked.body)
        leaked[str(asked)] = site.leaks(answer, to=actor, asked=str(asked))
        broken += [str(asked)] if answer.status.startswith("5") else []

    assert only_found(leaked) == {}
    assert broken == []


@pytest.fixture
def mail_stays_here(settings, tmp_path):
    """So that the page of a site without a mail server is there."""
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = TO_FILES, str(tmp_path)


@pytest.mark.usefixtures("mail_stays_here")
@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_the_operator_sees_accounts_and_nothing_private(site, full_world, verb):
    """Accounts are what there is to operate: names and addresses are of them."""
    leaked, answered = {}, set()

    for name, arguments in OF_ADMIN.items():
        given = {key: full_world.principal("bob") if value == "1000" else value for key, value in arguments.items()}
        path = address_of(name, given)
        answer = site.ask("omar", verb, path, {})
        found = site.leaks(answer, to="omar", asked=path)
        leaked[path] = [what for what in found if not what.startswith(OF_ACCOUNTS)]
        answered.add(answer.status.split()[0])

    assert only_found(leaked) == {}
    assert answered - {"200", "302", "403", "405"} == set()
    assert "200" in answered


@pytest.mark.usefixtures("mail_stays_here")
@pytest.mark.parametrize("actor", sorted(EVERYBODY - {"omar"}))
def test_to_everybody_else_the_operators_pages_do_not_exist(site, full_world, actor):
    for (name, arguments), verb in product(OF_ADMIN.items(), ("GET", "POST", "PUT")):
        path = address_of(name, arguments)
        made_up = f"/{'x' * (len(path) - 2)}/"

        assert site.ask(actor, verb, path).without(path) == site.ask(actor, verb, made_up).without(made_up), name


@pytest.mark.parametrize("actor", ["alice", "dan", "noor", "sam"])
def test_allauths_pages_show_nobody_what_is_not_theirs_to_see(site, full_world, actor):
    leaked = {}

    for (name, arguments), verb in product(OF_ALLAUTH.items(), ("GET", "POST")):
        path = address_of(name, arguments)
        leaked[verb, path] = site.leaks(site.ask(actor, verb, path, {}), to=actor, asked=path)

    assert only_found(leaked) == {}


def only_found(findings: dict) -> dict:
    return {where: found for where, found in findings.items() if found}
