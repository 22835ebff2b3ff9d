"""The site's addresses, with plain pages in the place of a paper and its agreements."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from sharing.papers.models import Paper
from sharing.urls import urlpatterns as addresses
from sharing.web.page import members_page, page


@page(Paper)
def paper(request: HttpRequest, paper: Paper) -> HttpResponse:
    return HttpResponse("the paper")


@members_page
def sign(request: HttpRequest, key: str) -> HttpResponse:
    return HttpResponse("the agreements")


urlpatterns = [
    *addresses,
    path("papers/<uuid:key>/", paper, name="paper"),
    path("papers/<uuid:key>/agreements/", sign, name="sign"),
]
