"""The one way from a member's text to HTML: papers, comments, agreements, previews, titles."""

from .allowance import Allowance
from .refusals import CannotRender
from .rendering import Rendered, render, render_inline

__all__ = ["Allowance", "CannotRender", "Rendered", "render", "render_inline"]
