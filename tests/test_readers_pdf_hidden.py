"""Text that a PDF holds but does not show is never read; text that is seen always is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pdf_samples import BODY, HEIGHT, WIDTH, document_of, drawn, write
from PIL import Image
from reportlab.lib.colors import Color
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.passages import passages

SECRET = "We commit to remedy for everyone."
INVISIBLE_MODE = 3


def white_on_white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(1, 1, 1)
    write(canvas, 70, 300, SECRET)


def almost_white_on_white(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.99, 0.99, 0.98)
    write(canvas, 70, 300, SECRET)


def blue_on_the_same_blue(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.1, 0.2, 0.6)
    canvas.rect(60, HEIGHT - 320, 300, 40, stroke=0, fill=1)
    write(canvas, 70, 300, SECRET)


def invisible_mode(canvas: Canvas) -> None:
    text = canvas.beginText(70, HEIGHT - 300)
    text.setTextRenderMode(INVISIBLE_MODE)
    text.textLine(SECRET)
    canvas.drawText(text)


def under_an_image(canvas: Canvas) -> None:
    write(canvas, 70, 300, SECRET)
    canvas.drawImage(ImageReader(Image.effect_noise((60, 20), 80).convert("RGB")), 60, HEIGHT - 320, 300, 40)


def under_a_filled_box(canvas: Canvas) -> None:
    write(canvas, 70, 300, SECRET)
    canvas.setFillColorRGB(0.9, 0.9, 0.7)
    canvas.rect(60, HEIGHT - 320, 300, 40, stroke=0, fill=1)


def clipped_away(canvas: Canvas) -> None:
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(60, 60, 100, 40)
    canvas.clipPath(path, stroke=0, fill=0)
    write(canvas, 70, 300, SECRET)
    canvas.restoreState()


def without_ink(canvas: Canvas) -> None:
    canvas.setFillColor(Color(0, 0, 0, alpha=0))
    write(canvas, 70, 300, SECRET)


def outside_the_page(canvas: Canvas) -> None:
    write(canvas, WIDTH + 50, 300, SECRET)


def white_in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("stamp")
    white_on_white(canvas)
    canvas.endForm()
    canvas.doForm("stamp")


@pytest.mark.parametrize(
    "hide",
    [
        white_on_white, almost_white_on_white, blue_on_the_same_blue, invisible_mode, under_an_image,
        under_a_filled_box, clipped_away, without_ink, outside_the_page, white_in_a_form,
    ],
)  # fmt: skip
@pytest.mark.parametrize("first", [True, False])
def test_what_nobody_sees_is_never_a_quote(hide: Callable[[Canvas], None], first: bool) -> None:
    def page(canvas: Canvas) -> None:
        if not first:
            write(canvas, 70, 90, *BODY)
        canvas.saveState()
        hide(canvas)
        canvas.restoreState()
        if first:
            write(canvas, 70, 90, *BODY)

    document = document_of(drawn(page))
    assert document.text == "\n".join(BODY)
    quoted = " ".join(folded.text for block in document.blocks for _, folded in passages(document, block))
    assert quoted == " ".join(BODY)


def white_on_a_dark_band(canvas: Canvas) -> None:
    canvas.setFillColorRGB(0.1, 0.2, 0.6)
    canvas.rect(60, HEIGHT - 320, 300, 40, stroke=0, fill=1)
    white_on_white(canvas)


def white_on_a_photograph(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("RGB", (50, 50), "grey")), 60, HEIGHT - 320, 300, 40)
    white_on_white(canvas)


def white_on_a_photograph_in_a_form(canvas: Canvas) -> None:
    canvas.beginForm("band")
    canvas.drawImage(ImageReader(Image.new("RGB", (50, 50), "grey")), 60, HEIGHT - 320, 300, 40)
    canvas.endForm()
    canvas.doForm("band")
    white_on_white(canvas)


def under_clear_glass(canvas: Canvas) -> None:
    write(canvas, 70, 300, SECRET)
    canvas.setFillColor(Color(0.2, 0.4, 0.9, alpha=0.2))
    canvas.rect(60, HEIGHT - 320, 300, 40, stroke=0, fill=1)


def within_its_clip(canvas: Canvas) -> None:
    path = canvas.beginPath()
    path.rect(60, HEIGHT - 320, 300, 40)
    canvas.clipPath(path, stroke=0, fill=0)
    write(canvas, 70, 300, SECRET)


def written_again_on_top_of_a_cover(canvas: Canvas) -> None:
    under_a_filled_box(canvas)
    canvas.setFillColorRGB(0, 0, 0)
    write(canvas, 70, 300, SECRET)


def recognised_on_a_scan(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("RGB", (50, 50), "white")), 0, 0, WIDTH, HEIGHT)
    invisible_mode(canvas)


@pytest.mark.parametrize(
    "show",
    [
        white_on_a_dark_band, white_on_a_photograph, white_on_a_photograph_in_a_form, under_clear_glass,
        within_its_clip, written_again_on_top_of_a_cover, recognised_on_a_scan,
    ],
)  # fmt: skip
def test_what_is_seen_is_read(show: Callable[[Canvas], None]) -> None:
    assert document_of(drawn(show)).text == SECRET
