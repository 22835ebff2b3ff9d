"""What the render process answers."""

from typing import Any

from .page import line, page

MEMORY = 400 * 1024 * 1024  #: bytes of address space; a large text needs a quarter of it
PROCESSOR_SECONDS = 3  #: for one text; the parent stops waiting sooner

_WARMING_UP = "# a\n\n* b[^1] <c@d.e> <i>f</i>\n\n[^1]: `g` $h$ [@m]\n\ni | j\n--|--\nk | l\n"
_BIBLIOGRAPHY = (
    r"@misc{m, author = {N. {\"O}, P. and R}, title = {{\em S} $t$}, year = 2026, month = jan, url = {https://a.b}}"
)


def warm_up() -> None:
    page(_WARMING_UP, prefix="", figures={}, bibliography=_BIBLIOGRAPHY)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        if request["kind"] == "line":
            return line(request["text"])._asdict()
        return page(
            request["text"],
            prefix=request["prefix"],
            figures=request["figures"],
            bibliography=request.get("bibliography"),
        )._asdict()
    except RecursionError:
        return {"fault": "nested"}
    except MemoryError:
        return {"fault": "large"}
    except Exception:  # noqa: BLE001 -- whatever a parser raises may quote the text: only the kind may leave
        return {"fault": "unreadable"}
