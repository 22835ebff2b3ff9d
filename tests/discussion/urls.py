"""The site's addresses, with a plain page to sign on."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path

from sharing.urls import urlpatterns as of_the_site
from sharing.web.page import members_page


@members_page
def signing_page(request: HttpRequest, key: UUID) -> HttpResponse:
    return HttpResponse("What is asked for")


urlpatterns = [path("papers/<uuid:key>/sign/", signing_page, name="sign"), *of_the_site]
