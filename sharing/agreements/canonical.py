"""The one form of an agreement's words, which its hash is taken over."""

import hashlib
import unicodedata

BETWEEN = "\f"  # What stands between title, short form and text where the hash is taken. None of them holds one.


def canonical(text: str) -> str:
    """The same words whatever typed them: NFC, ``\\n`` line ends, no space at a line's end, one newline at the end."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n") + "\n"


def sha256_of(*, title: str, in_short: str, text: str) -> str:
    """In hexadecimal, over title, short form and text as canonical texts, with a form feed between them, in UTF-8."""
    return hashlib.sha256(BETWEEN.join(map(canonical, (title, in_short, text))).encode()).hexdigest()
