"""What the decoding process answers: the pixels of an image as a new file, or what is wrong with it."""

from base64 import b64decode, b64encode
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, MpoImagePlugin, TiffImagePlugin  # noqa: F401 -- the last two, too, before it is too late

MEMORY = 800 * 1024 * 1024  #: bytes of address space; 25 million pixels of a progressive JPEG need most of it
PROCESSOR_SECONDS = 8  #: for one image; the parent stops waiting sooner
MOST_PIXELS = 25_000_000

FORMATS = ("PNG", "JPEG")
# What Pillow calls a JPEG file with several views in it, as some telephones write: the first is the photograph.
SEVERAL_VIEWS = "MPO"
JPEG_MODES = {"L", "RGB"}


class Unfit(Exception):  # noqa: N818 -- an answer, not an error
    """An image that is well made, but no figure."""


def warm_up() -> None:
    """Load all of Pillow that an image can ask for."""
    for kind in FORMATS:
        for mode in ("L", "RGB"):
            written = BytesIO()
            Image.new(mode, (8, 8)).save(written, kind)
            _written_anew(written.getvalue())


def answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        return _written_anew(b64decode(request["upload"]))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"fault": "pixels"}
    except Unfit as unfit:
        return {"fault": str(unfit)}
    except MemoryError:
        return {"fault": "slow"}
    except Exception:  # noqa: BLE001 -- a decoder meeting hostile bytes raises nearly anything
        return {"fault": "not an image"}


def _written_anew(upload: bytes) -> dict[str, Any]:
    _opened(upload).verify()  # Reads the checksums, after which the image must be opened again.
    image = _opened(upload)
    image.load()
    kind = image.format
    ImageOps.exif_transpose(image, in_place=True)

    written = BytesIO()
    if kind == "PNG":
        _forget_all_but_pixels(image)
        image.save(written, "PNG")
    else:
        pixels = image if image.mode in JPEG_MODES else image.convert("RGB")
        _forget_all_but_pixels(pixels)
        pixels.save(written, "JPEG", quality=90)
    return {
        "kind": "PNG" if kind == "PNG" else "JPEG",
        "content": b64encode(written.getvalue()).decode(),
        "width": image.width,
        "height": image.height,
    }


def _opened(upload: bytes) -> Image.Image:
    """The image as its header tells, no pixel of it decoded yet."""
    image = Image.open(BytesIO(upload), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise Unfit("pixels")
    if image.format != SEVERAL_VIEWS and getattr(image, "is_animated", False):
        raise Unfit("animated")
    return image


def _forget_all_but_pixels(image: Image.Image) -> None:
    """Pillow would write some of these again. Which colour is transparent belongs to the pixels."""
    image.info = {key: image.info[key] for key in ("transparency",) if key in image.info}
