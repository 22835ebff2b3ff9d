"""Where a page may send somebody on to."""

from django.utils.http import url_has_allowed_host_and_scheme


def local_path(address: str) -> str | None:
    """The address if it is a path on this site, or None."""
    if address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return address
    return None
