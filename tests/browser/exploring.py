"""Somebody who looks everywhere: at every address of the site, and at whatever those lead to."""

import re
from urllib.parse import urljoin, urlsplit
from uuid import UUID, uuid4

from django.urls import reverse

from tests.browser.people import Person
from tests.oracles.addresses import Address, all_addresses

LEAVES = "/accounts/logout/"
MOST_PAGES = 300
NUMBERS = {"number": 1, "old": 1, "new": 1}  # Of versions.
LINK = re.compile(r'\b(?:href|src|action)="([^"#?]+)')


def addresses_about(**keys: UUID) -> list[str]:
    """The path of every page about a paper or what belongs to it, a group or an agreement.

    With these keys, by the name of the model, and made-up ones for the rest.
    """
    about = [(address, _model_of(address)) for address in all_addresses()]
    return [_path(address, model, keys) for address, model in about if model in keys or address.of_paper]


def addresses_about_nothing() -> list[str]:
    """The path of every page that takes no argument."""
    return [reverse(address.name) for address in all_addresses() if address.name and not address.parameters]


def _model_of(address: Address) -> str:
    return address.guards[0].__name__.lower() if isinstance(address.guards, tuple) else ""


def _path(address: Address, model: str, keys: dict[str, UUID]) -> str:
    given = {**{name: uuid4() for name in address.parameters}, "key": keys.get(model, uuid4())} | NUMBERS | keys
    return reverse(address.name, kwargs={name: given[name] for name in address.parameters})


class Exploration:
    """All that one person is sent, when they open these pages and whatever those lead to."""

    def __init__(self, person: Person, *, paths: list[str]) -> None:
        self.person = person
        self.sent: dict[str, str] = {}
        waiting = [*addresses_about_nothing(), *paths]
        while waiting and len(self.sent) < MOST_PAGES:
            path = waiting.pop()
            if path not in self.sent and path != LEAVES:
                self.sent[path] = person.is_sent_by(path)
                waiting += self._leads_to(path)
        assert not waiting, f"more than {MOST_PAGES} pages"

    def _leads_to(self, path: str) -> list[str]:
        links = [urlsplit(urljoin(self.person.site.url + path, link)) for link in LINK.findall(self.sent[path])]
        return [link.path for link in links if f"{link.scheme}://{link.netloc}" == self.person.site.url]

    def finds_of(self, *words: str) -> set[str]:
        """Which of these words they are sent, on whatever page."""
        sent = "\n".join(self.sent.values()).lower()
        return {word for word in words if word.lower() in sent}
