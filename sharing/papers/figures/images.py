"""Making an image from a stranger's bytes fit to be shown: decoded, and written anew from its pixels alone."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sharing.base.apart import NoTurn, ProcessApart, TooLarge
from sharing.base.refusals import Refused
from sharing.papers.figures.models import Figure
from sharing.papers.figures.scans import scans_of

LARGEST = 5_000_000  #: bytes of an upload
LARGEST_WRITTEN = 10_000_000  #: bytes of what it becomes: noise grows to three times its size
MOST_SCANS = 64  #: of a JPEG; cameras and editors write one to twelve
SECONDS_FOR_ONE_IMAGE = 6.0
SECONDS_TO_WAIT_FOR_A_TURN = 2.0
LARGEST_ANSWER = LARGEST_WRITTEN * 4 // 3 + 1_000  #: bytes of what comes from the decoding process, in base64
LIMITS = "PNG or JPEG, at most 5 MB and 25 million pixels"

NOT_AN_IMAGE = "This file is not a whole PNG or JPEG image. Nothing was kept of it."
TOO_LARGE = "This image is larger than 5 MB. Nothing was kept of it."
TOO_LARGE_WRITTEN = (
    "This image has more than 10 MB once it is written anew. Nothing was kept of it; please make it smaller first."
)
TOO_MANY_PIXELS = "This image has more than 25 million pixels. Nothing was kept of it."
TOO_MANY_SCANS = (
    f"This JPEG is painted in more than {MOST_SCANS} passes. Nothing was kept of it; save it as an ordinary JPEG."
)
TOO_SLOW = "This image takes too long to be decoded. Nothing was kept of it; save it anew, or make it smaller."
BROKEN = "This image cannot be decoded here. Nothing was kept of it; save it anew, or make it smaller."
ANIMATED = "This image moves. Only still images can be figures."
BUSY = "The site is busy with other images. Nothing was kept of this one; please send it again in a moment."

OF_FAULT = {"pixels": TOO_MANY_PIXELS, "animated": ANIMATED, "slow": TOO_SLOW}

_decoder = ProcessApart("decoding.main", folder=Path(__file__).parent, once=True)


@dataclass(frozen=True)
class CleanImage:
    """An image with nothing in its file but pixels."""

    kind: Figure.Kind
    content: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def cleaned(upload: bytes) -> CleanImage:
    """The upload's pixels as a new file of the same format; Refused, with a sentence, for what is no still image.

    What the file says beside its pixels (place, camera, colour profile,
    comments, bytes after its end) is gone; its orientation is carried out.
    """
    if len(upload) > LARGEST:
        raise Refused(TOO_LARGE)
    if scans_of(upload) > MOST_SCANS:
        raise Refused(TOO_MANY_SCANS)
    answer = _decoded(upload)
    if fault := answer.get("fault"):
        raise Refused(OF_FAULT.get(fault, NOT_AN_IMAGE))
    image = CleanImage(Figure.Kind[answer["kind"]], b64decode(answer["content"]), answer["width"], answer["height"])
    if len(image.content) > LARGEST_WRITTEN:
        raise Refused(TOO_LARGE_WRITTEN)
    return image


def _decoded(upload: bytes) -> Mapping[str, Any]:
    """What the decoding process makes of it."""
    try:
        return _decoder.answer_to(
            {"upload": b64encode(upload).decode()},
            patience=SECONDS_TO_WAIT_FOR_A_TURN,
            seconds=SECONDS_FOR_ONE_IMAGE,
            largest=LARGEST_ANSWER,
        )
    except NoTurn:
        raise Refused(BUSY) from None
    except TimeoutError:
        raise Refused(TOO_SLOW) from None
    except TooLarge:
        raise Refused(TOO_LARGE_WRITTEN) from None
    except EOFError:  # A decoder that broke over it, or went beyond its memory.
        raise Refused(BROKEN) from None
