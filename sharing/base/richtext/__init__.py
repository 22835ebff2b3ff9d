"""The one way from a member's text to HTML: papers, comments, agreements, previews, titles."""

from .refusals import CannotRender
from .rendering import Rendered, render, render_inline

__all__ = ["CannotRender", "Rendered", "render", "render_inline"]
