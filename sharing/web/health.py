"""Whether this process answers, for those who watch over it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sharing.web.page import open_page


@open_page
@require_safe
def livez(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- every view takes one
    """It answers; it asks neither the database nor anything else."""
    return HttpResponse("ok", content_type="text/plain")
