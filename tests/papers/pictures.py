"""Pictures that the tests make, good and hostile."""

import struct
import zlib
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

CANARY = "Xylocopa-violacea"


def picture(kind: str = "PNG", *, size=(40, 30), mode: str = "RGB", **options) -> bytes:
    """A small picture with a corner of another colour."""
    image = Image.new(mode, size)
    image.paste(Image.new(mode, (5, 5), 255 if mode in {"L", "P"} else "red"))
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def photograph(*, orientation: int = 1) -> bytes:
    """A JPEG that says where it was taken, and by whom."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = CANARY
    exif.get_ifd(0x8825)[1] = CANARY  # GPS
    return picture("JPEG", exif=exif, comment=CANARY.encode(), icc_profile=CANARY.encode())


def annotated_png() -> bytes:
    notes = PngInfo()
    notes.add_text("Author", CANARY)
    exif = Image.Exif()
    exif[0x010F] = CANARY
    return picture(pnginfo=notes, exif=exif, icc_profile=CANARY.encode())


def moving_png() -> bytes:
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue")]
    written = BytesIO()
    frames[0].save(written, "PNG", save_all=True, append_images=frames[1:])
    return written.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises more pixels than anybody has memory for."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"")) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def painted_over(times: int, *, side: int = 40) -> bytes:
    """A progressive JPEG whose last pass over all of its pixels is made so many times more; each is a few bytes."""
    whole = picture("JPEG", size=(side, side), mode="L", progressive=True, quality=90)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * times + whole[-2:]
