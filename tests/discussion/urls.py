"""The site's addresses, with a paper's page that is nothing but its discussion, and a plain page to sign on."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from sharing.papers.models import Paper, Version
from sharing.urls import urlpatterns as of_the_site
from sharing.web.discussion import discussion_of
from sharing.web.page import members_page, page


@page(Paper)
def paper_page(request: HttpRequest, paper: Paper) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]  # ReaderMiddleware's
    version = Version.objects.filter(paper=paper).visible_to(viewer).order_by("-number").first()
    return render(request, "discussion/_discussion.html", discussion_of(paper, viewer, version=version))


@members_page
def signing_page(request: HttpRequest, key: UUID) -> HttpResponse:
    return HttpResponse("What is asked for")


urlpatterns = [
    path("papers/<uuid:key>/", paper_page, name="paper"),
    path("papers/<uuid:key>/sign/", signing_page, name="sign"),
    *of_the_site,
]
