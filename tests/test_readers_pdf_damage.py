"""What a damaged PDF lost is told: by its page, in the outcome, and never passed over in silence."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping

import pikepdf
import pytest
from pdf_samples import BODY, drawn, write
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.damage import generated, is_told, results
from extractors.readers import read
from extractors.readers.format import PDF
from extractors.records import Fact, FactKind, Outcome, Reading


@pytest.fixture(scope="module")
def sound() -> Mapping[str, bytes]:
    return generated(5)


def three_pages() -> bytes:
    """Compressed and without other filters; page n has the lines of BODY with its number before them."""
    return drawn(*(page_of(number) for number in (1, 2, 3)), pageCompression=1)


def page_of(number: int) -> Callable[[Canvas], object]:
    return lambda canvas: write(canvas, 70, 90, *(f"{number}. {line}" for line in BODY * 4))


def edited(content: bytes, edit: Callable[[pikepdf.Pdf], object]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        edit(pdf)
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def contents_of(pdf: pikepdf.Pdf, page: int) -> pikepdf.Stream:
    found = pdf.pages[page - 1].obj.Contents
    stream = found if isinstance(found, pikepdf.Stream) else found[0]
    assert isinstance(stream, pikepdf.Stream)
    return stream


def plain_contents(pdf: pikepdf.Pdf, page: int, change: Callable[[bytes], bytes]) -> None:
    """Writes a page's contents anew, without a filter, so that no checksum vouches for them."""
    stream = contents_of(pdf, page)
    stream.write(change(stream.read_bytes()))


def compressed(pdf: pikepdf.Pdf, page: int, change: Callable[[bytes], bytes]) -> None:
    """Changes a page's contents as they stand in the file: compressed."""
    stream = contents_of(pdf, page)
    data = zlib.compress(stream.read_bytes())
    stream.write(change(data), filter=pikepdf.Name.FlateDecode)


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 8]) + data[middle + 1 :]


def kid_of(pdf: pikepdf.Pdf, kid: pikepdf.Object | None) -> None:
    pdf.Root.Pages.Kids[1] = kid if kid is not None else pdf.make_indirect(pikepdf.Dictionary(Title="no page"))


DAMAGE: dict[str, Callable[[pikepdf.Pdf], object]] = {
    "one bit of the compressed contents": lambda pdf: compressed(pdf, 2, flipped),
    "contents cut off": lambda pdf: compressed(pdf, 2, lambda data: data[: len(data) // 2]),
    "contents of zeros": lambda pdf: compressed(pdf, 2, lambda data: b"\0" * len(data)),
    "contents of white space": lambda pdf: plain_contents(pdf, 2, lambda data: b" " * len(data)),
    "an operator that is none": lambda pdf: plain_contents(pdf, 2, lambda data: data.replace(b"BT", b"BY")),
    "a filter that nobody knows": lambda pdf: contents_of(pdf, 2).__setitem__("/Filter", pikepdf.Name("/FlateDecodX")),
    "another filter": lambda pdf: contents_of(pdf, 2).__setitem__("/Filter", pikepdf.Name("/LZWDecode")),
    "a font that is missing": lambda pdf: pdf.pages[1].obj.__setitem__("/Resources", pikepdf.Dictionary()),
    "a font of no kind": lambda pdf: own_fonts(
        pdf, 2, lambda font: font.__setitem__("/Subtype", pikepdf.Name("/Tipe1"))
    ),
    "contents under another name": lambda pdf: renamed(pdf.pages[1].obj, "/Contents", "/Cnntents"),
    "a kid that is no page": lambda pdf: kid_of(pdf, None),
    "a kid that comes twice": lambda pdf: kid_of(pdf, pdf.pages[0].obj),
}


def letters_as(told: Callable[[int], int]) -> Callable[[pikepdf.Pdf], object]:
    """Fonts of page 2 that call each of their letters another one."""
    rows = "".join(f"<{code:02x}> <{told(code):04x}>\n" for code in range(33, 127))
    table = f"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 94 beginbfchar\n{rows}endbfchar endcmap"
    return lambda pdf: own_fonts(pdf, 2, lambda font: font.__setitem__("/ToUnicode", pdf.make_stream(table.encode())))


UNTOLD: dict[str, Callable[[pikepdf.Pdf], object]] = {
    "signs of the font's own": letters_as(lambda code: 0xE000 + code),
    "one letter for all": letters_as(lambda code: 0x41),
    "no character": letters_as(lambda code: 0),
    "signs without width": letters_as(lambda code: 0x200B),
}


def renamed(node: pikepdf.Object, old: str, new: str) -> None:
    node[new] = node[old]
    del node[old]


def own_fonts(pdf: pikepdf.Pdf, page: int, change: Callable[[pikepdf.Object], object]) -> None:
    """Gives a page fonts of its own, changed."""
    fonts = pikepdf.Dictionary()
    for name, font in pdf.pages[page - 1].obj.Resources.Font.items():
        fonts[name] = pikepdf.Dictionary({key: font[key] for key in font.keys()})  # noqa: SIM118
        change(fonts[name])
    pdf.pages[page - 1].obj.Resources = pikepdf.Dictionary(Font=fonts)


def lost(reading: Reading) -> list[Fact]:
    assert reading.document is not None, reading.detail
    return list(reading.document.facts)


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_a_page_lost_is_told_by_its_page(damage: str) -> None:
    reading = read(edited(three_pages(), DAMAGE[damage]), PDF, "policy.pdf")
    assert reading.outcome is Outcome.PARTLY_READ, damage
    assert [fact.pages for fact in lost(reading)] == [(2,)] * len(lost(reading))
    assert reading.detail.startswith("policy.pdf: Page 2: ")
    assert lost(reading)[0].detail in reading.detail


@pytest.mark.parametrize("letters", UNTOLD)
def test_a_page_whose_fonts_call_their_letters_nothing_is_told(letters: str) -> None:
    reading = read(edited(three_pages(), UNTOLD[letters]), PDF, "policy.pdf")
    assert reading.outcome is Outcome.PARTLY_READ
    assert [(fact.kind, fact.pages) for fact in lost(reading)] == [(FactKind.UNKNOWN_LETTERS, (2,))]


def test_a_sound_file_and_a_page_left_blank_have_nothing_to_tell() -> None:
    for content in (three_pages(), drawn(page_of(1), lambda canvas: None, page_of(3))):
        reading = read(content, PDF, "policy.pdf")
        assert (reading.outcome, reading.detail, lost(reading)) == (Outcome.READ, "", [])


def test_a_page_whose_contents_are_compressed_and_empty_is_blank() -> None:
    blank = edited(
        three_pages(), lambda pdf: contents_of(pdf, 2).write(zlib.compress(b""), filter=pikepdf.Name.FlateDecode)
    )
    reading = read(blank, PDF, "policy.pdf")
    assert (reading.outcome, lost(reading)) == (Outcome.READ, [])


def test_an_object_that_was_blanked_out_is_missed_on_its_page() -> None:
    content = three_pages()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        number = contents_of(pdf, 2).objgen[0]
    start = content.index(b"\n%d 0 obj" % number) + 1
    end = content.index(b"endobj", start) + len(b"endobj")
    reading = read(content[:start] + b" " * (end - start) + content[end:], PDF, "policy.pdf")
    assert (reading.outcome, reading.pages_without_text) == (Outcome.PARTLY_READ, 1)
    assert [(fact.kind, fact.pages) for fact in lost(reading)] == [(FactKind.DAMAGED_CONTENT, (2,))]


def test_a_wrong_list_of_objects_is_repaired_and_told() -> None:
    content = three_pages()
    at = content.rindex(b"startxref")
    reading = read(content[:at] + b"startxref\n7\n%%EOF\n", PDF, "policy.pdf")
    assert reading.outcome is Outcome.REPAIRED
    assert "all 3 pages were read" in reading.detail
    assert reading.document is not None
    assert reading.document.text == read(content, PDF, "policy.pdf").document.text  # type: ignore[union-attr]


def letter_as_an_image(canvas: Canvas) -> None:
    picture = Image.new("L", (1190, 1684), 255)
    pen = ImageDraw.Draw(picture)
    for line in range(40):
        pen.text((120, 150 + 30 * line), f"{line}. {BODY[line % 3]}", fill=0, font_size=22)
    canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)


def photograph(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.effect_noise((300, 300), 60)), 0, 0, 595, 842)


def test_one_page_that_is_an_image_of_writing_is_enough_to_be_partly_read() -> None:
    reading = read(drawn(*[page_of(1)] * 20, letter_as_an_image), PDF, "report.pdf")
    assert (reading.outcome, reading.pages_without_text) == (Outcome.PARTLY_READ, 1)
    assert [(fact.kind, fact.pages) for fact in lost(reading)] == [(FactKind.PICTURE_OF_TEXT, (21,))]
    assert "Page 21" in reading.detail
    assert "OCR" in reading.detail


def test_a_photograph_on_the_cover_takes_nothing_from_the_outcome_but_is_told() -> None:
    reading = read(drawn(photograph, page_of(2), page_of(3)), PDF, "report.pdf")
    assert (reading.outcome, reading.detail) == (Outcome.READ, "")
    assert [(fact.kind, fact.pages) for fact in lost(reading)] == [(FactKind.PICTURE, (1,))]


def test_files_of_every_build_are_read_whole_when_they_are_sound(sound: Mapping[str, bytes]) -> None:
    assert [name for name, content in sound.items() if is_told(read(content, PDF, "sound.pdf"))] == []


def test_hardly_any_damage_is_silent_and_none_stops_the_reading(sound: Mapping[str, bytes]) -> None:
    found = list(results(sound, 60, 5))
    losses = [one for one in found if one.is_loss]
    silent = [f"{one.damaged.damage} of {one.damaged.name}" for one in losses if one.is_silent]
    assert len(losses) > 20
    assert len(silent) <= 0.03 * len(losses), silent
    assert Outcome.CRASHED not in {one.reading.outcome for one in found}
