"""The site's addresses, with a plain page in the place of a paper's agreements."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from sharing.urls import urlpatterns as addresses
from sharing.web.page import members_page


@members_page
def sign(request: HttpRequest, key: str) -> HttpResponse:
    return HttpResponse("the agreements")


urlpatterns = [
    *addresses,
    path("papers/<uuid:key>/agreements/", sign, name="sign"),
]
