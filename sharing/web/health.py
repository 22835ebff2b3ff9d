"""Whether this process answers, for those who watch over it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- every view takes one
    """It answers; it asks neither the database nor anything else."""
    return HttpResponse("ok", content_type="text/plain")
