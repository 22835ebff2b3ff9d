"""Making an image from a stranger's bytes fit to be shown: decoded, and written anew from its pixels alone."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageOps

from sharing.base.refusals import Refused
from sharing.papers.figures.models import Figure

LARGEST = 5_000_000  #: bytes of an upload
MOST_PIXELS = 25_000_000
LIMITS = "PNG or JPEG, at most 5 MB and 25 million pixels"

NOT_AN_IMAGE = "This file is not a whole PNG or JPEG image. Nothing was kept of it."
TOO_LARGE = "This image is larger than 5 MB. Nothing was kept of it."
TOO_MANY_PIXELS = "This image has more than 25 million pixels. Nothing was kept of it."
ANIMATED = "This image moves. Only still images can be figures."

FORMATS = ("PNG", "JPEG")
# What Pillow calls a JPEG file with several views in it, as some telephones write: the first is the photograph.
SEVERAL_VIEWS = "MPO"
JPEG_MODES = {"L", "RGB"}


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
    try:
        return _written_anew(upload)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(TOO_MANY_PIXELS) from None
    except Refused:
        raise
    except Exception:  # noqa: BLE001 -- a decoder meeting hostile bytes raises nearly anything
        raise Refused(NOT_AN_IMAGE) from None


def _written_anew(upload: bytes) -> CleanImage:
    _opened(upload).verify()  # Reads the checksums, after which the image must be opened again.
    image = _opened(upload)
    image.load()
    upright = ImageOps.exif_transpose(image)

    written = BytesIO()
    if image.format == "PNG":
        _forget_all_but_pixels(upright)
        upright.save(written, "PNG")
    else:
        pixels = upright if upright.mode in JPEG_MODES else upright.convert("RGB")
        _forget_all_but_pixels(pixels)
        pixels.save(written, "JPEG", quality=90)
    kind = Figure.Kind.PNG if image.format == "PNG" else Figure.Kind.JPEG
    return CleanImage(kind, written.getvalue(), *upright.size)


def _opened(upload: bytes) -> Image.Image:
    """The image as its header tells, no pixel of it decoded yet."""
    image = Image.open(BytesIO(upload), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise Refused(TOO_MANY_PIXELS)
    if image.format != SEVERAL_VIEWS and getattr(image, "is_animated", False):
        raise Refused(ANIMATED)
    return image


def _forget_all_but_pixels(image: Image.Image) -> None:
    """Pillow would write some of these again. Which colour is transparent belongs to the pixels."""
    image.info = {key: image.info[key] for key in ("transparency",) if key in image.info}
