"""The figure of the sample paper on forgetting, drawn from the numbers in its table."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

STEPS = (0, 500, 1000, 2000)
REWARDED = (1.00, 0.61, 0.34, 0.14)
NEVER_REWARDED = (0.12, 0.12, 0.13, 0.12)

SIZE = (1200, 640)
LEFT, TOP, RIGHT, BOTTOM = 110, 40, 1160, 540  # of the axes, in pixels
INK, PALE, BLUE, OCHRE = "#2b2d33", "#d9dade", "#2f5f8a", "#a5641e"


def draw_plot() -> bytes:
    """Two lines over the steps without reward, as a PNG."""
    image = Image.new("RGB", SIZE, "white")
    canvas = ImageDraw.Draw(image)
    font = ImageFont.load_default(26)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        height = _at(0, share)[1]
        canvas.line([(LEFT, height), (RIGHT, height)], fill=INK if share == 0 else PALE, width=2)
        canvas.text((LEFT - 16, height), f"{share:.2f}", fill=INK, font=font, anchor="rm")
    for steps in STEPS:
        canvas.text((_at(steps, 0)[0], BOTTOM + 14), f"{steps:,}", fill=INK, font=font, anchor="mt")
    canvas.text(((LEFT + RIGHT) / 2, SIZE[1] - 14), "steps without the reward", fill=INK, font=font, anchor="mb")
    _draw_line(canvas, REWARDED, colour=BLUE)
    _draw_line(canvas, NEVER_REWARDED, colour=OCHRE)
    canvas.text((_at(560, 0.66)), "rewarded for short answers", fill=BLUE, font=font, anchor="lm")
    canvas.text((_at(60, 0.19)), "never rewarded", fill=OCHRE, font=font, anchor="lm")

    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _draw_line(canvas: ImageDraw.ImageDraw, shares: tuple[float, ...], *, colour: str) -> None:
    points = [_at(steps, share) for steps, share in zip(STEPS, shares, strict=True)]
    canvas.line(points, fill=colour, width=5)
    for point in points:
        canvas.circle(point, 9, fill=colour)


def _at(steps: int, share: float) -> tuple[float, float]:
    return LEFT + (RIGHT - LEFT) * steps / STEPS[-1], BOTTOM - (BOTTOM - TOP) * share
