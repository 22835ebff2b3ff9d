"""Oracle 2: what one may not know of answers exactly as what never existed."""

import time
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from uuid import UUID

import pytest

from tests.oracles.asking import OF_SESSIONS, Answer, Site, address_of
from tests.oracles.canaries import EVERYBODY
from tests.oracles.full_world import FullWorld, Subject
from tests.oracles.pages import PAGES, Page
from tests.timing import collecting_no_garbage

OTHER_VERBS = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
PAIRS = 200
CLOSE = 0.002  # seconds
NEAR = 0.05  # of the time it takes


def outsiders_of(world: FullWorld, actor: str) -> Iterator[tuple[str, Page, Subject]]:
    """Each page with each subject that is hidden from this actor."""
    for name, page in PAGES.items():
        if page.about:
            for subject in page.subjects(world):
                if actor in subject.hidden_from:
                    yield name, page, subject


class Pairs:
    """Asks for the hidden and the made-up in turn; the answers to the made-up are the same each time."""

    def __init__(self, site: Site, actor: str) -> None:
        self.site, self.actor = site, actor
        self.differing: list[str] = []
        self._of_made_up: dict[tuple, tuple] = {}

    def compare(self, name: str, subject: Subject, verb: str, body: Mapping | None = None) -> None:
        hidden = self._ask(name, subject.arguments, verb, body)
        key = (name, verb, str(body), str(subject.instead))
        if key not in self._of_made_up:
            made_up = self._ask(name, subject.instead, verb, body)
            self._of_made_up[key] = self._plain(made_up, name, subject.instead)
        is_alike = self._plain(hidden, name, subject.arguments) == self._of_made_up[key]
        path = address_of(name, subject.arguments)
        leaked = self.site.leaks(hidden, to=self.actor, asked=f"{path} {body}")
        if not is_alike or leaked or hidden.written - OF_SESSIONS:
            self.differing.append(f"{verb} {path} {leaked} {hidden.written - OF_SESSIONS or ''}")

    def _ask(self, name: str, arguments: dict, verb: str, body: Mapping | None) -> Answer:
        return self.site.ask(self.actor, verb, address_of(name, arguments), body)

    def _plain(self, answer: Answer, name: str, arguments: dict) -> tuple:
        return answer.without(
            address_of(name, arguments), *(value for value in arguments.values() if isinstance(value, UUID))
        )


@pytest.mark.parametrize("actor", sorted(EVERYBODY))
def test_what_is_hidden_answers_as_what_does_not_exist(site, full_world, actor):
    """Every subject is looked at, and each form sent for the first of its page: the guard does not know the verb."""
    pairs, sent = Pairs(site, actor), set()

    for name, page, subject in outsiders_of(full_world, actor):
        pairs.compare(name, subject, "GET")
        bodies: Sequence[Mapping] = page.bodies(full_world) if page.bodies else [{}]
        for body in () if name in sent else bodies:
            pairs.compare(name, subject, "POST", body)
        sent.add(name)

    assert pairs.differing == []


@pytest.mark.parametrize("actor", ["dan", "gita", "noor"])
def test_so_it_does_to_every_other_verb(site, full_world, actor):
    """One hidden subject of each page for each of them."""
    pairs, asked = Pairs(site, actor), set()

    for name, _page, subject in outsiders_of(full_world, actor):
        if name not in asked:
            asked.add(name)
            for verb in OTHER_VERBS:
                pairs.compare(name, subject, verb)

    assert pairs.differing == []


@pytest.mark.parametrize("verb", OTHER_VERBS)
def test_no_verb_tells_more_than_the_others(site, full_world, verb):
    """A verb that a page does not take is refused after its guard, never instead of it."""
    path = address_of("edit_paper", {"key": full_world.trusted.pk})

    assert site.ask("dan", verb, path).status == "404 Not Found"
    assert site.ask("noor", verb, path).status == "302 Found"


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if page.references])
def test_a_form_that_names_something_hidden_is_answered_as_if_it_named_nothing(site, full_world, name):
    path = address_of(name, PAGES[name].subjects(full_world)[0].arguments)

    references = PAGES[name].references or pytest.fail("It names nothing.")
    for hidden, made_up in references(full_world):
        answers = [site.ask("alice", "POST", path, body) for body in (hidden, made_up)]
        plain = [
            answer.without(*(brought(value) for field, value in body.items() if hidden[field] != made_up[field]))
            for answer, body in zip(answers, (hidden, made_up), strict=True)
        ]
        assert plain[0] == plain[1], hidden
        assert [answer.written - OF_SESSIONS for answer in answers] == [set(), set()]


def brought(value: object) -> str:
    """What was typed, as the form gives it back; a word as short as a handle stands elsewhere too."""
    [word] = value if isinstance(value, list) else [value]
    return str(word) if len(str(word)) > 3 else f'value="{word}"'


@pytest.mark.parametrize("name", ["paper", "edit_paper", "sharing"])
def test_it_takes_as_long(site, full_world, name):
    hidden: list[float] = []
    made_up: list[float] = []
    subject = full_world.subjects["paper"][0]

    with collecting_no_garbage():
        for _ in range(PAIRS):
            for times, arguments in ((hidden, subject.arguments), (made_up, subject.instead)):
                path = address_of(name, arguments)
                began = time.perf_counter()
                site.ask("dan", "GET", path)
                times.append(time.perf_counter() - began)

    apart = abs(median(hidden) - median(made_up))
    assert apart <= max(CLOSE, NEAR * median(made_up))
