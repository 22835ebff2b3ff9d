"""The site's addresses, with a paper's page that shows nothing but its discussion."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from sharing.papers.models import Paper, Version
from sharing.urls import urlpatterns as of_the_site
from sharing.web.discussion import discussion_of
from sharing.web.page import page


@page(Paper)
def paper_page(request: HttpRequest, paper: Paper) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]  # ReaderMiddleware's
    version = Version.objects.filter(paper=paper).visible_to(viewer).order_by("-number").first()
    return render(request, "discussion/_discussion.html", discussion_of(paper, viewer, version=version))


urlpatterns = [path("papers/<uuid:key>/", paper_page, name="paper"), *of_the_site]
