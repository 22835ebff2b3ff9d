"""Every address of the site, from the URL resolver."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    name: str | None
    view: Callable[..., Any]
    parameters: frozenset[str]

    @property
    def guards(self) -> Any:
        """What the view's decorator says of it: a model and a right, ``"members"`` or ``"open"``; None without one."""
        return getattr(self.view, "guards", None)

    @property
    def of_paper(self) -> bool:
        """Whether it is one of a paper's addresses: about the paper itself, or what stands under it."""
        return getattr(self.view, "of_paper", False)

    @property
    def is_ours(self) -> bool:
        return self.view.__module__.split(".")[0] in {"sharing", "accounts"} and not self.is_the_operators

    @property
    def is_the_operators(self) -> bool:
        return bool(self.name and self.name.startswith("admin:"))


def all_addresses() -> list[Address]:
    return list(_below(get_resolver(), frozenset(), ""))


def _below(resolver: URLResolver, parameters: frozenset[str], space: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        inherited = parameters | set(entry.pattern.regex.groupindex)
        if isinstance(entry, URLPattern):
            yield Address(f"{space}{entry.name}" if entry.name else None, entry.callback, inherited)
        else:
            yield from _below(entry, inherited, f"{entry.namespace}:" if entry.namespace else space)
