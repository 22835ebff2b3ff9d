"""Somebody who fetches pages and sends forms as a browser does, over HTTP."""

import re
from html import unescape

import requests

from tests.browser.site import Site


class Visitor:
    def __init__(self, site: Site, *, session: str = "") -> None:
        self.site = site
        self.http = requests.Session()
        self.http.trust_env = False  # Nothing between us and the site.
        if session:
            self.http.cookies.set("sessionid", session)

    def get(self, path: str) -> requests.Response:
        return self.http.get(self.site.url + path, allow_redirects=False, timeout=60)

    def post(self, path: str, **form: str) -> requests.Response:
        """Send a form of the page that was fetched last."""
        form["csrfmiddlewaretoken"] = self.http.cookies["csrftoken"]
        headers = {"Origin": self.site.url}
        return self.http.post(self.site.url + path, data=form, headers=headers, allow_redirects=False, timeout=60)

    def sign_in(self, handle: str, *, password: str) -> requests.Response:
        self.get("/accounts/login/")
        return self.post("/accounts/login/", login=f"{handle}@example.org", password=password)


def hidden_field(name: str, page: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"the page has no field {name}"
    return unescape(found[1])
