"""Looking at a page as it stands in a browser, in both themes and at several widths."""

from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
from django.urls import resolve
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser.site import Site

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (standards) => {
    document.getAnimations().forEach(each => each.finish());  // Colours on their way are nobody's choice.
    const found = await axe.run({runOnly: standards, resultTypes: ["violations"], preload: false});
    return found.violations.map(each => `${each.id}: ${each.nodes.map(node => node.html.slice(0, 160)).join(" | ")}`);
}"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
THEMES = ("light", "dark")
WIDTHS = (360, 1280)  # CSS pixels
NARROWEST = 320
HEIGHT = 900


class Eyes:
    """What was seen by now: which addresses, by their names, and what is wrong with each page."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.seen: set[str] = set()
        self.wrong: dict[str, list[str]] = defaultdict(list)

    def follow(self, context: BrowserContext) -> None:
        """Hear every complaint of this browser, and see whom it asks for what."""
        context.on("console", self._hear_console)
        context.on("weberror", lambda error: self._hear(str(error.error), at=error.page))
        context.on("request", lambda request: self._see_request(request.url))

    def look_at(self, page: Page) -> None:
        """Note what is wrong with the page now open; the same address may be looked at in several states."""
        name = name_of(page.url)
        self.seen.add(name)
        wrong = self.wrong[f"{name} ({page.title()})"]
        page.evaluate(AXE)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                wrong += [f"{theme}, {width} px: {each}" for each in page.evaluate(RUN_AXE, STANDARDS)]
        page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
        if (by := page.evaluate(TOO_WIDE)) > 0:
            wrong.append(f"{by} px too wide at {NARROWEST} px")
        page.set_viewport_size({"width": WIDTHS[-1], "height": HEIGHT})

    @property
    def complaints(self) -> dict[str, list[str]]:
        return {page: wrong for page, wrong in self.wrong.items() if wrong}

    def _hear_console(self, said: ConsoleMessage) -> None:
        """What is said of the page's own address is only that it answered with a status of refusal."""
        is_of_the_page = bool(said.page) and said.location["url"] == said.page.url
        if said.type == "error" and not is_of_the_page:
            self._hear(said.text, at=said.page)

    def _hear(self, said: str, *, at: Page | None) -> None:
        self.wrong[name_of(at.url) if at else "somewhere"].append(f"the browser says: {said}")

    def _see_request(self, url: str) -> None:
        if not url.startswith((self.site.url, "data:")):
            self.wrong["somewhere"].append(f"asks elsewhere: {url}")


def name_of(url: str) -> str:
    """The name of an address in the URL resolver."""
    return resolve(urlsplit(url).path).view_name
