"""What every template and stylesheet keeps to, whoever writes it."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template.loader import get_template, render_to_string
from django.test import override_settings

TEMPLATES = settings.BASE_DIR / "templates"
STATIC = settings.BASE_DIR / "static"
PAGES = sorted(TEMPLATES.rglob("*.html"))
SHEETS = sorted((STATIC / "css").rglob("*.css"))

# The content security policy forbids all of these; only blocks of data may stand inline.
INLINE = re.compile(
    r"""<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*(?:\ssrc=|\stype="application/json"))""",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(r"""(?:href|src|action)=["'](?:https?:)?//""", re.IGNORECASE)


def name_of(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_template_compiles_and_keeps_within_the_policy(path: Path) -> None:
    source = path.read_text()

    get_template(str(path.relative_to(TEMPLATES)))

    assert INLINE.findall(source) == []
    assert ELSEWHERE.findall(source) == []
    assert "|safe" not in source
    assert len(source.splitlines()) < 80


def test_every_icon_that_is_shown_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "icons.svg").read_text()))
    shown = {
        name for path in PAGES for name in re.findall(r'components/icon.html" with name="([a-z]+)"', path.read_text())
    }

    assert shown - drawn == set()


def test_every_static_file_that_is_named_exists() -> None:
    named = {name for path in PAGES for name in re.findall(r"{% static ['\"]([^'\"]+)['\"]", path.read_text())}

    assert {name for name in named if finders.find(name) is None} == set()


def test_every_stylesheet_is_linked_once_and_names_its_layer() -> None:
    links = re.findall(r"'(css/[^']+)'", (TEMPLATES / "layouts/_styles.html").read_text())

    assert sorted(links) == sorted(str(sheet.relative_to(STATIC)) for sheet in SHEETS)
    outside = [sheet for sheet in SHEETS if not re.search(r"^@layer [a-z]", sheet.read_text(), re.MULTILINE)]
    assert outside == []


def test_every_token_that_is_used_is_defined() -> None:
    css = "\n".join(sheet.read_text() for sheet in SHEETS)

    assert set(re.findall(r"var\((--[a-z0-9-]+)", css)) - set(re.findall(r"(--[a-z0-9-]+):", css)) == set()


def test_a_colour_is_written_only_as_a_token() -> None:
    strays = {
        (name_of(sheet), colour)
        for sheet in SHEETS
        if sheet.name != "tokens.css"
        for colour in re.findall(r"#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(", sheet.read_text())
    }

    assert strays == set()


def test_the_stylesheets_together_stay_under_30_kilobytes_compressed() -> None:
    assert sum(len(gzip.compress(sheet.read_bytes())) for sheet in SHEETS) < 30_000


TOKENS = dict(
    re.findall(r"(--[a-z-]+): (light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\))", (STATIC / "css/tokens.css").read_text())
)
AUDIENCES = ("private", "members", "public")
TEXT_ON = [
    *[(ink, paper) for ink in ("ink", "ink-quiet", "accent-strong") for paper in ("paper", "paper-inset")],
    *[(ink, "paper") for ink in (*AUDIENCES, "danger", "warning", "code-name", "code-text", "code-number")],
    *[(ink, f"{ink}-wash") for ink in (*AUDIENCES, "danger", "warning")],
    *[(ink, "paper-inset") for ink in ("private", "public", "danger", "code-name", "code-text", "code-number")],
    *[("ink", f"{wash}-wash") for wash in (*AUDIENCES, "danger", "warning")],
    ("ink", "highlight"),
]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, 0 to 1."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, *, theme: int) -> float:
    pair = (re.findall(r"#[0-9a-f]{6}", TOKENS[f"--{name}"])[theme] for name in (one, other))
    low, high = sorted(luminance(colour) for colour in pair)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_and_controls_stand_out_enough(theme: int) -> None:
    faint = [pair for pair in TEXT_ON if contrast(*pair, theme=theme) < 4.5]
    faint += [(line, "paper") for line in ("edge", "focus") if contrast(line, "paper", theme=theme) < 3]

    assert faint == []


@pytest.mark.parametrize("name", ["time", "people", "icon", "mark", "audience"])
def test_a_piece_that_stands_in_a_sentence_adds_no_space_to_it(name: str) -> None:
    source = (TEMPLATES / f"components/{name}.html").read_text()

    assert source == source.rstrip()


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The static files as a real site has them: collected, hashed, their references rewritten."""
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static")):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield


@pytest.mark.usefixtures("collected")
def test_nothing_here_looks_the_same_to_everybody_and_everywhere() -> None:
    bare = render_to_string("404.html")

    known = {"request_path": "/p/secret", "exception": "closed", "user": "bob", "viewer": "bob", "messages": ["Hello"]}
    assert render_to_string("404.html", known) == bare


@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "429.html", "500.html"])
def test_an_error_page_needs_nothing_to_render(name: str) -> None:
    assert render_to_string(name).rstrip().endswith("</html>")
