import os

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.site import Site, running_site


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="module")
def sample_site(tmp_path_factory) -> Site:
    """A site with the sample content, whose members have been told of all of it."""
    with running_site(tmp_path_factory.mktemp("samples")) as site:
        yield site.with_samples()


@pytest.fixture(scope="module")
def chromium() -> Browser:
    """A browser. While it is open an event loop runs in this thread, in which Django refuses its database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
        )
        yield browser
        browser.close()
