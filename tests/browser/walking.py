"""Finding every page that links lead to, and who sees most of it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import Resolver404

from tests.browser.looking import name_of
from tests.browser.site import Site

AT_ONCE = 4


@dataclass(frozen=True, order=True)
class Found:
    """A page as one member got it; the greater, the more there is on it."""

    size: int
    who: str
    path: str


def fullest_pages(site: Site, *, cookies: dict[str, str]) -> dict[str, Found]:
    """By the name of each address that links lead to: the fullest page there, and whose it is.

    ``cookies`` are of each member's browser, signed in. Nothing changes by it: links only fetch.
    """
    fullest: dict[str, Found] = {}
    for who, cookie in cookies.items():
        for path, size in _walk(site, cookie):
            found = Found(size, who, path)
            name = name_of(path)
            fullest[name] = max(fullest.get(name, found), found)
    return fullest


def _walk(site: Site, cookie: str) -> Iterator[tuple[str, int]]:
    """The path and size of each page that one member can get to from the front page."""
    known = {"/"}
    found = ["/"]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while found:
            pages = list(pool.map(lambda path: (path, _get(site, path, cookie)), found))
            yield from ((path, len(text)) for path, text in pages if text)
            linked = {link for path, text in pages for link in _links(site, path, text)}
            found = sorted(linked - known)
            known |= linked


def _get(site: Site, path: str, cookie: str) -> str:
    """The page at a path; nothing where it is no page, or leads to another."""
    connection = HTTPConnection(urlsplit(site.url).netloc, timeout=20)
    connection.request("GET", path, headers={"Cookie": cookie})
    response: HTTPResponse = connection.getresponse()
    is_page = response.status == 200 and response.headers.get_content_type() == "text/html"
    text = response.read().decode() if is_page else ""
    connection.close()
    return text


def _links(site: Site, path: str, text: str) -> Iterator[str]:
    parser = _Links()
    parser.feed(text)
    for target in parser.targets:
        url = urldefrag(urljoin(site.url + path, target)).url
        if url.startswith(site.url + "/") and _is_address(url):
            yield url.removeprefix(site.url)


def _is_address(url: str) -> bool:
    """Whether it is one of the site's own, with nothing said beside it: a question's answers are endless."""
    try:
        return bool(name_of(url)) and not urlsplit(url).query
    except Resolver404:
        return False


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.targets += [value for name, value in attrs if name == "href" and value]
