"""How a page comes by what it is about: through the viewer, or not at all.

Every view wears one of these. ``tests/oracles`` walks all addresses and fails
on a view that wears none.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.viewer import Viewer
from sharing.base.refusals import Refused, Unseen
from sharing.base.rights import Right
from sharing.papers.models import Paper
from sharing.web.kept import address_of, typed_in, words_typed_in

View = Callable[..., HttpResponseBase]


def page(
    model: type[Model],
    right: Right = Right.SEE,
    *,
    or_right: Right | None = None,
    field: str = "pk",
    of_paper: bool = False,
    instead: Callable[[HttpRequest, UUID], HttpResponse | None] | None = None,
) -> Callable[[View], View]:
    """A page about one guarded row, fetched by the ``key`` in the address with this right, or with the other one.

    ``field`` is the one that the key is held against, where that is not the primary key. A row ``of_paper`` stands in
    the address under its ``paper``, and is found there alone.

    What the viewer may not know of is not found, or what they get ``instead``
    answers. Where their access to the paper awaits their signature, its
    agreements do, whether or not the row exists; where it is known but not
    allowed, a sentence.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded_view(request: HttpRequest, key: UUID, **kwargs: Any) -> HttpResponseBase:
            viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # ReaderMiddleware's
            wanted = {field: key, "paper": kwargs.pop("paper")} if of_paper else {field: key}
            row = _visible(model, right, viewer, **wanted)
            if row is None and or_right is not None:
                row = _visible(model, or_right, viewer, **wanted)
            if row is not None:
                return _answered(view, request, row, **kwargs)
            paper = key if model is Paper else wanted.get("paper")
            if paper and _visible(Paper, Right.SIGN, viewer, pk=paper):
                return _to_agreements(request, paper)
            if right != Right.SEE and _visible(model, Right.SEE, viewer, **wanted):
                return _refusal(request, f"You may not {right.label}.")
            if instead and (answer := instead(request, key)):
                return answer
            raise Http404

        guarded_view.guards = (model, right)  # type: ignore[attr-defined]  # read by the walker
        guarded_view.of_paper = of_paper or model is Paper  # type: ignore[attr-defined]  # read by the walker
        return guarded_view

    return decorate


def members_page(view: View) -> View:
    """A page of the viewer's own, or that begins something: for every member, about no one thing."""

    @wraps(view)
    def guarded_view(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return _answered(view, request, **kwargs)

    guarded_view.guards = "members"  # type: ignore[attr-defined]  # read by the walker
    return guarded_view


def open_page(view: View) -> View:
    """A page for everybody, which shows no more than its viewer may see. Listed in ``settings.PUBLIC_PAGES``."""

    @wraps(view)
    def guarded_view(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return _answered(view, request, **kwargs)

    guarded_view.guards = "open"  # type: ignore[attr-defined]  # read by the walker
    return guarded_view


def _visible(model: type[Model], right: Right, viewer: Viewer, **key: UUID) -> Model | None:
    return model.objects.visible_to(viewer, right).filter(**key).first()  # type: ignore[attr-defined]  # all have it


def _answered(view: View, request: HttpRequest, *about: Model, **kwargs: Any) -> HttpResponseBase:
    """The view's answer; what an act refuses is told, and what it may not know of is not found."""
    try:
        return view(request, *about, **kwargs)
    except Unseen:
        raise Http404 from None
    except Refused as refusal:
        return _refusal(request, refusal.sentence)


def _to_agreements(request: HttpRequest, paper: UUID) -> HttpResponse:
    """The agreements to sign, and from there back to the exact place; with what was typed, if something was."""
    address = reverse("sign", args=[paper])
    if kept := typed_in(request):
        context = {"action": address_of(request), "kept": kept, "sign_url": address}
        return render(request, "403_csrf.html", context, status=403)
    if request.method in {"GET", "HEAD"}:
        address = f"{address}?{urlencode({'next': request.get_full_path()})}"
    return redirect(address)


def _refusal(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "403.html", {"sentence": sentence, "kept": words_typed_in(request)}, status=403)
