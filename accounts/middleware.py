"""Every request has a viewer, the database knows it, and strangers see only what is public."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.viewer import Viewer
from sharing.base.reader import reading_as

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class ReaderMiddleware:
    """Sets ``request.viewer`` and lets nobody keep the answer.

    While it is made, the database is read as this viewer, and times are those
    of their zone.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        viewer = Viewer.of(request.user)
        request.viewer = viewer  # type: ignore[attr-defined]  # ours
        with reading_as(viewer.principal), timezone.override(viewer.time_zone):
            response = self.get_response(request)

        # Here, for all that is answered: what a view raises passes by the view's own headers.
        # Without the moment that Django adds, which differs from one answer to the next.
        response["Cache-Control"] = "no-store, private"
        del response["Expires"]
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = _each_step_made_for(viewer, content=response.streaming_content)
        return response


class LoginWall:
    """Signed out, every address that is not public answers with one and the same redirect to sign in.

    It stands before the URL is used and before the CSRF check, so that neither
    tells a real address from a made-up one, whatever the verb. Only a form
    sent from one of our own pages is answered by what was typed in it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.viewer.is_member:  # type: ignore[attr-defined]  # ReaderMiddleware's
            return self.get_response(request)
        if not _is_public(request.path_info):
            return _given_back(request) or _redirect_to_sign_in(request)

        response = self.get_response(request)
        return _redirect_to_sign_in(request) if response.status_code == 404 else response


def _is_public(path: str) -> bool:
    try:
        return resolve(path).view_name in settings.PUBLIC_PAGES
    except Resolver404:
        return False


def _given_back(request: HttpRequest) -> HttpResponseBase | None:
    """What somebody typed before their session ended; the same for every address."""
    return import_string(settings.SIGNED_OUT_VIEW)(request) if request.method == "POST" else None


def _redirect_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


def _each_step_made_for(viewer: Viewer, *, content) -> Iterator[bytes]:
    """The same content; the reader and the time zone are set only while a step of it is made.

    Between two steps the server sends, and the thread may serve somebody else.
    """
    steps = iter(content)
    while True:
        with reading_as(viewer.principal), timezone.override(viewer.time_zone):
            try:
                step = next(steps)
            except StopIteration:
                return
        yield step
