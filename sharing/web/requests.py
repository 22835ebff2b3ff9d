"""What a request is, to a page behind the login wall."""

from django.http import HttpRequest

from accounts.models import User
from accounts.viewer import Viewer


class MemberRequest(HttpRequest):
    """A request that has passed the login wall: whoever sent it is a member. For annotations only."""

    user: User
    viewer: Viewer


class ViewerRequest(HttpRequest):
    """A request as ``ReaderMiddleware`` passes it on: it knows who looks. For annotations only."""

    viewer: Viewer
