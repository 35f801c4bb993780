"""What Word and OpenDocument files hold beside their paragraphs is read where it stands, or told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import docx
import pytest
from docx.shared import Inches
from PIL import Image, ImageDraw

from extractors.readers import read, sniff
from extractors.readers.format import DOCX, ODT
from extractors.records import FactKind, Outcome, Reading, Role

HEAD = "Our policy"
SAID = "No child works in a quarry from which Farrow Stone buys."
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = (
    f'xmlns:w="{WORD}" xmlns:r="{RELATIONS}" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
Parts = dict[str, bytes]


def packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def word(body: str = "", parts: Mapping[str, tuple[str, str, str]] | None = None, kind: str = "") -> bytes:
    """A Word file with this XML at its end; `parts`: by name the kind of relation, the media type and the content."""
    made = io.BytesIO()
    file = docx.Document()
    file.add_paragraph(HEAD)
    file.save(made)
    with zipfile.ZipFile(made) as package:
        files: Parts = {name: package.read(name) for name in package.namelist()}
    main, rels, types = "word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
    for number, (name, (relation, media_type, content)) in enumerate((parts or {}).items()):
        target = f'<Relationship Id="own{number}" Type="{RELATIONS}/{relation}" Target="{name}"/></Relationships>'
        files[rels] = files[rels].replace(b"</Relationships>", target.encode())
        named = f'<Override PartName="/word/{name}" ContentType="{media_type}"/></Types>'
        files[types] = files[types].replace(b"</Types>", named.encode())
        files[f"word/{name}"] = content.encode()
    files[main] = files[main].replace(b"<w:sectPr", f"<w:p {NAMES}/>".encode() + b"<w:sectPr", 1)
    files[main] = files[main].replace(f"<w:p {NAMES}/>".encode(), body.replace("NAMES", NAMES).encode())
    if kind:
        files[types] = files[types].replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", kind.encode()
        )
    return packed(files)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def written(width: int = 1240, height: int = 1754) -> bytes:
    """A picture of a page full of lines."""
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    for top in range(60, height - 60, 30):
        draw.text((60, top), SAID * 3, fill=0, font_size=22)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def photograph() -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").resize((1240, 1754)).save(out, "PNG")
    return out.getvalue()


def with_pictures(*pictures: bytes) -> bytes:
    file = docx.Document()
    file.add_paragraph(HEAD)
    for picture in pictures:
        file.add_picture(io.BytesIO(picture), width=Inches(6))
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def words_of(reading: Reading) -> str:
    assert reading.document is not None, reading.detail
    return reading.document.text


SHOWN: dict[str, Callable[[], bytes]] = {
    "a web page that was taken in": lambda: word(
        '<w:altChunk NAMES r:id="own0"/>', {"in.html": ("aFChunk", "text/html", f"<p>{SAID}</p>")}
    ),
    "a diagram": lambda: word(
        '<w:p NAMES><w:r><w:drawing><dgm:relIds r:dm="own0"/></w:drawing></w:r></w:p>',
        {"data.xml": ("diagramData", "application/xml", f"<x {NAMES}><a:p><a:r><a:t>{SAID}</a:t></a:r></a:p></x>")},
    ),
    "a paragraph in two forms": lambda: word(
        f"<mc:AlternateContent NAMES><mc:Choice>{paragraph(SAID)}</mc:Choice>"
        f"<mc:Fallback>{paragraph(SAID)}</mc:Fallback></mc:AlternateContent>"
    ),
    "words for old programs alone": lambda: word(
        "<w:p NAMES><w:r><mc:AlternateContent><mc:Choice/><mc:Fallback>"
        f"<w:t>{SAID}</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    ),
    "a file with macros": lambda: word(paragraph(SAID), kind="application/vnd.ms-word.document.macroEnabled.main+xml"),
    "a template": lambda: word(
        paragraph(SAID), kind="application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
    ),
}
TOLD: dict[str, tuple[Callable[[], bytes], str]] = {
    "a program's file that was taken in": (
        lambda: word('<w:altChunk NAMES r:id="own0"/>', {"in.rtf": ("aFChunk", "application/rtf", "{\\rtf1}")}),
        "Other files that it takes in were not read (1)",
    ),
    "an embedded file": (
        lambda: word('<w:p NAMES><w:r><w:object><o:OLEObject ProgID="AcroExch.Document"/></w:object></w:r></w:p>'),
        "Files embedded in it were not read (AcroExch.Document)",
    ),
    "a note that is not there": (
        lambda: word('<w:p NAMES><w:r><w:t>See</w:t><w:footnoteReference w:id="7"/></w:r></w:p>'),
        "1 footnote to which its text leads are not in the file",
    ),
    "a page that was scanned": (lambda: with_pictures(written()), "1 of its pictures shows writing"),
}


@pytest.mark.parametrize("what", SHOWN)
def test_what_word_shows_is_read_once(what: str) -> None:
    reading = read(SHOWN[what](), DOCX, "policy.docx")
    assert (reading.outcome, reading.detail) == (Outcome.READ, "")
    assert words_of(reading) == f"{HEAD}\n{SAID}"


@pytest.mark.parametrize("what", TOLD)
def test_what_is_not_read_is_told(what: str) -> None:
    made, told = TOLD[what]
    reading = read(made(), DOCX, "policy.docx")
    assert reading.outcome is Outcome.PARTLY_READ
    assert told in reading.detail
    assert reading.document is not None
    assert [fact.kind for fact in reading.document.facts] == [FactKind.NOT_READ]


def test_a_photograph_and_a_formula_take_nothing_from_the_outcome() -> None:
    formula = word('<w:p NAMES><w:r><w:object><o:OLEObject ProgID="Equation.3"/></w:object></w:r></w:p>')
    for made in (with_pictures(photograph()), formula):
        assert read(made, DOCX, "policy.docx").detail == ""


def opendocument(body: str, styles: str = "", files: Mapping[str, bytes] | None = None, listed: str = "") -> bytes:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in (
            *((name, name) for name in ("office", "text", "style", "table", "manifest")),
            ("draw", "drawing"),
            ("svg", "svg-compatible"),
        )
    )
    names += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    text = f"<office:body><office:text><text:p>{HEAD}</text:p>{body}</office:text></office:body>"
    parts = {
        "mimetype": ODT.encode(),
        "content.xml": f"<office:document-content {names}>{text}</office:document-content>".encode(),
        "styles.xml": f"<office:document-styles {names}>{styles}</office:document-styles>".encode(),
        "META-INF/manifest.xml": f"<manifest:manifest {names}>{listed}</manifest:manifest>".encode(),
    }
    return packed({**parts, **(files or {})})


def test_an_opendocument_text_is_read_with_boxes_on_the_page_headers_and_no_hidden_section() -> None:
    box = f"<draw:frame><draw:text-box><text:p>{SAID}</text:p></draw:text-box></draw:frame>"
    hidden = '<text:section text:display="none"><text:p>Not for print.</text:p></text:section>'
    header = "<style:header><text:p>Approved by the board on 3 May 2021</text:p></style:header>"
    made = opendocument(f"{box}<text:p>Then.{box}</text:p>{hidden}", header)
    assert sniff(made, "policy.odt", None) == ODT
    reading = read(made, ODT, "policy.odt")
    assert (reading.outcome, reading.detail) == (Outcome.READ, "")
    assert words_of(reading) == f"Approved by the board on 3 May 2021\n{HEAD}\n{SAID}\nThen.\n{SAID}"
    assert reading.document is not None
    assert reading.document.blocks[0].role is Role.FURNITURE


def test_an_opendocument_text_says_who_wrote_it_and_when_as_a_word_file_does() -> None:
    def told(said: str) -> tuple[str | None, str | None, str | None]:
        spaces = (
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
        )
        document = read(
            opendocument("", files={"meta.xml": f"<meta {spaces}>{said}</meta>".encode()}), ODT, ""
        ).document
        assert document is not None
        return document.title, document.author, document.file_date

    first = "<meta:initial-creator>B</meta:initial-creator><meta:creation-date>2020-01-02</meta:creation-date>"
    last = "<dc:creator> A </dc:creator><dc:date>2024-03-05T10:00:00Z</dc:date>"
    assert told(f"<dc:title>T</dc:title>{first}{last}") == ("T", "A", "2024-03-05")
    assert told(first) == (None, "B", "2020-01-02")
    assert told("<dc:date>no day</dc:date>") == (None, None, None)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (
            opendocument(
                '<text:p><draw:frame svg:width="17cm" svg:height="24cm"><draw:image xlink:href="Pictures/1.png"/>'
                "</draw:frame></text:p>",
                files={"Pictures/1.png": written()},
            ),
            "1 of its pictures shows writing",
        ),
        (
            opendocument(
                "", listed=f'<manifest:file-entry manifest:full-path="Object 1/" manifest:media-type="{ODT}"/>'
            ),
            "Files embedded in it were not read",
        ),
        (
            opendocument("<text:section><text:section-source/></text:section>"),
            "Parts of other files that it takes in were not read (1)",
        ),
    ],
)
def test_what_an_opendocument_text_takes_in_is_told(made: bytes, told: str) -> None:
    reading = read(made, ODT, "policy.odt")
    assert reading.outcome is Outcome.PARTLY_READ
    assert told in reading.detail
