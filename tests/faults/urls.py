"""The site, and pages that ask the database everything, without the policy: what comes back is what the fence shows."""

import time

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path

from sharing.papers.models import WorkingCopy
from sharing.urls import handler500
from sharing.urls import urlpatterns as pages_of_the_site

STEPS = 4


def titles() -> list[str]:
    return list(WorkingCopy.objects.order_by("title").values_list("title", flat=True))


def seen(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"titles": titles(), "connection": connection.connection.info.backend_pid})


def streamed(_request: HttpRequest) -> StreamingHttpResponse:
    """What is seen at each of several steps, some time apart."""

    def steps():
        for _ in range(STEPS):
            yield ",".join(titles()) + "\n"
            time.sleep(0.1)

    return StreamingHttpResponse(steps(), content_type="text/plain")


def stuck(_request: HttpRequest) -> HttpResponse:
    """A statement that lasts, in a transaction that has read something."""
    with transaction.atomic():
        titles()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(30) /* stuck */")
    return HttpResponse()


urlpatterns = [*pages_of_the_site, path("seen", seen), path("streamed", streamed), path("stuck", stuck)]
__all__ = ["handler500", "urlpatterns"]
