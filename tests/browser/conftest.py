import os

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.site import Site, empty_queue, running_site


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Site:
    folder = tmp_path_factory.mktemp("site")
    (folder / "mail").mkdir()
    with running_site(folder) as site:
        empty_queue(site.environment)
        yield site


@pytest.fixture(scope="module")
def chromium() -> Browser:
    """A browser. While it is open an event loop runs in this thread, in which Django refuses its database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        yield browser
        browser.close()
