"""Headings: their names, so that one can link to them, and labels an author gives them: ``# Proofs {#sec:proofs}``."""

import re
import unicodedata
from collections import Counter
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from .labels import Labels, Problems, Target
from .referring import LABEL
from .set_apart import SetApart

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NOT_IN_NAMES = re.compile(r"[^\w\s-]+")
_STASHED = re.compile("\x02[^\x03]*\x03")
_LABELLED = re.compile(rf"\{{#(?P<label>{LABEL})[^{{}}]*\}}\s*\Z")


class TakeLabels(Treeprocessor):
    """From the end of each heading's words, while they still are as they were typed."""

    def run(self, root: Element) -> None:
        for heading in root.iter():
            if heading.tag in HEADINGS and heading.text and (labelled := _LABELLED.search(heading.text)):
                heading.text = heading.text[: labelled.start()].rstrip()
                heading.set("id", labelled["label"])


class NameHeadings(Treeprocessor):
    """Gives each other heading an id made from its words, and notes what the labelled ones are called."""

    def __init__(self, md: Markdown, *, apart: SetApart, labels: Labels, problems: Problems) -> None:
        super().__init__(md)
        self._apart, self._labels, self._problems = apart, labels, problems

    def run(self, root: Element) -> None:
        headings = [each for each in root.iter() if each.tag in HEADINGS]
        for heading in headings:
            if (label := heading.get("id")) and not self._labels.add(label, Target("", _words(heading))):
                self._problems.note("repeated_label", label)
                del heading.attrib["id"]
        taken = Counter(self._labels)
        for heading in headings:
            if not heading.get("id"):
                name = self._name(_words(heading))
                taken[name] += 1
                heading.set("id", name if taken[name] == 1 else f"{name}-{taken[name]}")

    def _name(self, words: str) -> str:
        words = _NOT_IN_NAMES.sub("", unicodedata.normalize("NFKC", self._apart.without_placeholders(words))).lower()
        return "-".join(words.split())[:80] or "section"


def _words(heading: Element) -> str:
    return _STASHED.sub("", "".join(heading.itertext())).strip()
