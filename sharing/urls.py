"""Every address of the site."""

from django.urls import URLPattern, URLResolver, path

from sharing.web.health import livez

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", livez, name="livez"),
]
