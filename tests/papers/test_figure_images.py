"""What becomes of the bytes somebody calls an image."""

from io import BytesIO

import pytest
from PIL import Image

from sharing.base.refusals import Refused
from sharing.papers.figures import images
from sharing.papers.figures.images import cleaned
from sharing.papers.figures.scans import scans_of
from tests.papers.pictures import CANARY, annotated_png, bomb, moving_png, painted_over, photograph, picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = picture("GIF", mode="P")


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (b"", images.NOT_AN_IMAGE),
        (b"Not an image at all", images.NOT_AN_IMAGE),
        (SVG, images.NOT_AN_IMAGE),
        (GIF, images.NOT_AN_IMAGE),
        (picture()[:-30], images.NOT_AN_IMAGE),
        (picture("JPEG")[:-200], images.NOT_AN_IMAGE),
        (picture()[:40], images.NOT_AN_IMAGE),
        (bomb(60_000, 60_000), images.TOO_MANY_PIXELS),
        (bomb(10_000, 10_000), images.TOO_MANY_PIXELS),
        (bomb(5_001, 5_000), images.TOO_MANY_PIXELS),
        (bomb(5_000, 5_000), images.NOT_AN_IMAGE),
        (moving_png(), images.ANIMATED),
        (picture() + bytes(images.LARGEST), images.TOO_LARGE),
    ],
    ids=[
        "nothing",
        "words",
        "svg",
        "gif",
        "png cut off",
        "jpeg cut off",
        "header alone",
        "bomb",
        "half a bomb",
        "just too many pixels",
        "a promise of pixels",
        "moving",
        "too large",
    ],
)
def test_what_is_no_still_image_is_refused_with_a_sentence(upload, sentence):
    with pytest.raises(Refused) as refusal:
        cleaned(upload)

    assert refusal.value.sentence == sentence


@pytest.mark.parametrize("upload", [annotated_png(), photograph()], ids=["png", "jpeg"])
def test_what_a_file_says_beside_its_pixels_is_gone(upload):
    assert CANARY.encode() in upload

    clean = cleaned(upload)

    assert CANARY.encode() not in clean.content
    with Image.open(BytesIO(clean.content)) as image:
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_follows_an_image_is_gone():
    script = b"<script>alert(document.cookie)</script>"

    assert script not in cleaned(picture() + script).content
    assert script not in cleaned(picture("JPEG") + script).content


def test_an_image_that_paints_its_pixels_over_and_over_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(images, "_decoded", pytest.fail)

    with pytest.raises(Refused) as refusal:
        cleaned(painted_over(200))

    assert refusal.value.sentence == images.TOO_MANY_SCANS


def test_passes_are_counted_and_pictures_in_the_notes_are_not():
    with_a_thumbnail = picture("JPEG", comment=painted_over(20))

    assert [scans_of(each) for each in (picture(), picture("JPEG"), painted_over(0), painted_over(58))] == [0, 1, 6, 64]
    assert (scans_of(with_a_thumbnail), cleaned(painted_over(58)).width) == (1, 40)


def test_an_image_that_grows_beyond_measure_is_refused(monkeypatch):
    monkeypatch.setattr(images, "LARGEST_WRITTEN", len(cleaned(picture()).content) - 1)

    with pytest.raises(Refused) as refusal:
        cleaned(picture())

    assert refusal.value.sentence == images.TOO_LARGE_WRITTEN


def test_an_image_that_takes_too_long_is_given_up_and_the_next_one_is_decoded(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(images, "SECONDS_FOR_ONE_IMAGE", 0.01)
        with pytest.raises(Refused) as refusal:
            cleaned(picture())

    assert (refusal.value.sentence, cleaned(picture()).width) == (images.TOO_SLOW, 40)


def test_only_one_image_is_decoded_at_a_time(monkeypatch):
    monkeypatch.setattr(images, "SECONDS_TO_WAIT_FOR_A_TURN", 0.01)

    with images._decoder._turn, pytest.raises(Refused) as refusal:
        cleaned(picture())

    assert refusal.value.sentence == images.BUSY


def test_no_process_that_decoded_one_image_is_left_for_the_next():
    cleaned(picture())

    assert images._decoder.pid is None


def test_an_image_is_what_it_is_and_not_what_it_is_called():
    """Nobody asks the name: a PNG that is called photo.jpg is served as the PNG it is."""
    assert cleaned(picture("PNG")).kind == "image/png"
    assert cleaned(picture("JPEG")).kind == "image/jpeg"


def test_a_png_keeps_every_pixel():
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA"):
        upload = picture(mode=mode)

        with Image.open(BytesIO(upload)) as before, Image.open(BytesIO(cleaned(upload).content)) as after:
            assert (after.mode, after.convert("RGBA").tobytes()) == (before.mode, before.convert("RGBA").tobytes())


def test_a_transparent_colour_stays_transparent():
    upload = picture(mode="P", transparency=0)

    with Image.open(BytesIO(cleaned(upload).content)) as after:
        assert after.convert("RGBA").getpixel((39, 29)) == (0, 0, 0, 0)


def test_a_photograph_taken_sideways_stands_upright():
    clean = cleaned(photograph(orientation=6))

    assert (clean.width, clean.height) == (30, 40)


def test_a_photograph_in_printers_colours_becomes_one_for_screens():
    with Image.open(BytesIO(cleaned(picture("JPEG", mode="CMYK")).content)) as image:
        assert image.mode == "RGB"
