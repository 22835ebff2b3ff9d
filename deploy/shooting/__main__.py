"""Start a site with the sample content, sign its members in, and take each picture."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.people import sign_in
from tests.browser.site import Site, running_site

PICTURES = Path(__file__).parents[1] / "pictures"
SIZE = {"width": 1200, "height": 760}  # CSS pixels
LARGEST = 150_000  # bytes of a picture
COLOURS = 128
SUCCESSORS = "Löb's theorem and agents that trust their successors"


@dataclass(frozen=True)
class Shot:
    """What a picture shows, as whom, and the way there from the front page."""

    name: str
    who: str
    go: Callable[[Page], None]
    theme: str = "light"


def to_the_proof(page: Page) -> None:
    _open(page, SUCCESSORS)
    _scroll_to(page, "Löb's theorem")


def to_the_discussion(page: Page) -> None:
    _open(page, SUCCESSORS)
    _scroll_to(page, "Why this is not published")


def to_the_share_dialog(page: Page) -> None:
    _open(page, SUCCESSORS)
    page.get_by_role("link", name="Share", exact=True).click()


def to_the_agreement(page: Page) -> None:
    """Cara is about to sign."""
    page.get_by_role("link", name="awaits your signature").click()
    page.get_by_role("checkbox").check()
    page.locator("input[name=name]").fill("Cara Lindqvist")
    page.get_by_role("button", name="Decline").scroll_into_view_if_needed()


def to_the_group(page: Page) -> None:
    page.goto("/groups/")
    page.get_by_role("link", name="Reviewers in confidence").click()


def to_the_preview(page: Page) -> None:
    _open(page, "A shutdown game with two stop buttons")
    page.get_by_role("link", name="Edit", exact=True).first.click()
    page.get_by_role("button", name="Preview").click()
    page.wait_for_load_state()
    _scroll_to(page, "Preview")


def to_the_figure(page: Page) -> None:
    _open(page, "What a reward leaves behind: a small replication")
    _scroll_to(page, "What came out")


SHOTS = [
    Shot("papers", "alice", lambda _page: None),
    Shot("paper", "ben", to_the_proof),
    Shot("discussion", "alice", to_the_discussion),
    Shot("sharing", "alice", to_the_share_dialog),
    Shot("signing", "cara", to_the_agreement),
    Shot("group", "alice", to_the_group),
    Shot("editor", "ben", to_the_preview),
    Shot("dark", "darius", to_the_figure, theme="dark"),
]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, running_site(Path(folder)) as empty, sync_playwright() as playwright:
        site = empty.with_samples()
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=["--no-sandbox"])
        for shot in SHOTS:
            _write(shot.name, _take(shot, site=site, browser=browser))
        browser.close()


def _take(shot: Shot, *, site: Site, browser: Browser) -> bytes:
    context = browser.new_context(base_url=site.url, viewport=SIZE, color_scheme=shot.theme)  # type: ignore[arg-type]  # one of Playwright's words
    page = context.new_page()
    page.set_default_timeout(10_000)
    sign_in(page, email=f"{shot.who}@colloquy.example", password=site.password)
    shot.go(page)
    page.wait_for_load_state("networkidle")
    image = page.screenshot()
    context.close()
    return image


def _write(name: str, screenshot: bytes) -> None:
    """Keep it in few colours, of which a page has few."""
    written = BytesIO()
    Image.open(BytesIO(screenshot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        written, "PNG", optimize=True
    )
    size = len(written.getvalue())
    if size >= LARGEST:
        raise SystemExit(f"{name} would take {size} bytes; less than {LARGEST} are wanted.")
    (PICTURES / f"{name}.png").write_bytes(written.getvalue())
    print(f"{name}.png  {size // 1000} kB")


def _open(page: Page, title: str) -> None:
    page.get_by_role("link", name=title).first.click()
    page.wait_for_load_state()


def _scroll_to(page: Page, heading: str) -> None:
    """The heading at the top of the picture."""
    page.get_by_role("heading", name=heading, exact=True).evaluate("heading => heading.scrollIntoView()")


if __name__ == "__main__":
    main()
