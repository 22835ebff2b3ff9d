"""Markdown files in a folder: the first heading is the title; figures and a bibliography lie beside them."""

import re
from collections.abc import Iterator
from pathlib import Path

from sharing.journeys.importing.sources import Fault, Found, Unreadable, require_fitting
from sharing.papers.actions import Words
from sharing.papers.figures.models import NAME

HEADING = re.compile(r" {0,3}#[ \t]+(?P<words>.*?)[ \t]*#*[ \t]*")
FENCE = re.compile(r" {0,3}(```+|~~~+)")
IMAGE = re.compile(r"!\[[^\]]*\]\(\s*<?([^)\s>]+)")


def read_folder(folder: Path) -> Iterator[Found | Fault]:
    for path in sorted(folder.glob("*.md")):
        try:
            yield _read(path)
        except UnicodeDecodeError:
            yield Fault(path.name, "It is not text in UTF-8.")
        except OSError as error:
            yield Fault(path.name, f"It cannot be read: {error.strerror}.")
        except Unreadable as reason:
            yield Fault(path.name, str(reason))


def _read(path: Path) -> Found:
    text = path.read_text(encoding="utf-8-sig")
    if "\x00" in text:
        raise Unreadable("It is not text.")
    title, body = _without_title(text)
    words = require_fitting(Words(title=title, body=body, bibliography=_bibliography_beside(path)))
    return Found(where=path.name, words=words, source=text, figures=_figures_beside(path, text))


def _without_title(text: str) -> tuple[str, str]:
    """The words of the first heading, and the text without it."""
    lines = text.splitlines()
    fence = ""
    for number, line in enumerate(lines):
        if mark := FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        elif not fence and (heading := HEADING.fullmatch(line)):
            rest = [*lines[:number], *lines[number + 1 :]]
            return heading["words"], "\n".join(rest).strip() + "\n"
    raise Unreadable("It has no heading to take its title from.")


def _bibliography_beside(path: Path) -> str:
    """The BibTeX file of the same name, where there is one."""
    file = path.with_suffix(".bib")
    return file.read_text(encoding="utf-8-sig") if file.is_file() and not file.is_symlink() else ""


def _figures_beside(path: Path, text: str) -> dict[str, Path]:
    """The images that the text shows by a simple name, where a file of that name lies in the same folder."""
    names = {name for name in IMAGE.findall(text) if re.fullmatch(NAME, name)}
    beside = {name: path.with_name(name) for name in sorted(names)}
    return {name: file for name, file in beside.items() if file.is_file() and not file.is_symlink()}
