"""Word files as they come: tracked changes, notes, text boxes, content controls, numbering, tables."""

from __future__ import annotations

import io
from datetime import datetime

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extractors.readers import read
from extractors.readers.format import DOCX
from extractors.records import Document, Outcome, Role


def document_of(file: WordDocument) -> Document:
    out = io.BytesIO()
    file.save(out)
    reading = read(out.getvalue(), DOCX, "policy.docx")
    assert reading.outcome is Outcome.READ, reading.detail
    assert reading.document is not None
    return reading.document


def found(document: Document, role: Role) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.role is role]


def with_body(*parts: str) -> Document:
    """A Word file whose body is this XML."""
    file = docx.Document()
    for part in parts:
        file.element.body.append(parse_xml(part.replace(">", f" {nsdecls('w')}>", 1)))
    return document_of(file)


def test_tracked_deletions_and_hidden_text_are_not_read_and_insertions_are() -> None:
    document = with_body(
        "<w:p><w:r><w:t xml:space='preserve'>We </w:t></w:r><w:del><w:r><w:delText>may </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t xml:space='preserve'>shall </w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>never </w:t></w:r>"
        "<w:r><w:t>respect</w:t><w:tab/><w:t>rights.</w:t></w:r></w:p>",
        "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple><w:r><w:t>Field</w:t></w:r></w:fldSimple></w:p>",
    )
    assert document.text == "We shall respect rights.\nField"


def test_content_controls_and_text_boxes_are_read_once_in_their_place() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent>"
    document = with_body(
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Controlled</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        "<w:p><w:r><w:t>Before</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="
        f"'http://schemas.openxmlformats.org/markup-compatibility/2006'><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
        "<w:p><w:r><w:t>After</w:t></w:r></w:p>",
    )
    assert document.text == "Controlled\nBefore\nIn the box\nAfter"


def test_footnotes_stand_apart_at_the_end() -> None:
    file = docx.Document()
    file.add_paragraph("We respect rights.")
    xml = (
        f"<w:footnotes {nsdecls('w')}><w:footnote w:type='separator' w:id='0'><w:p><w:r><w:t>line</w:t></w:r></w:p>"
        "</w:footnote><w:footnote w:id='1'><w:p><w:r><w:t>All of them.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    file.part.relate_to(Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), file.part.package), RT.FOOTNOTES)
    document = document_of(file)
    assert (document.text, found(document, Role.FOOTNOTE)) == ("We respect rights.\nAll of them.", ["All of them."])


def test_headers_and_footers_of_all_kinds_of_pages_are_furniture_once() -> None:
    file = docx.Document()
    section = file.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "Example Group"
    section.first_page_header.paragraphs[0].text = "Cover"
    section.footer.paragraphs[0].text = "Page"
    file.add_section().header.is_linked_to_previous = True
    file.add_paragraph("Text")
    assert sorted(found(document_of(file), Role.FURNITURE)) == ["Cover", "Example Group", "Page"]


def test_numbered_paragraphs_are_items_and_numbered_headings_stay_headings() -> None:
    document = with_body(
        "<w:p><w:r><w:t>We are committed to respecting:</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr>"
        "<w:r><w:t>equal pay</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:pStyle w:val='Heading1'/><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>"
        "<w:r><w:t>Scope</w:t></w:r></w:p>",
    )
    (item,) = (block for block in document.blocks if block.role is Role.ITEM)
    assert item.lead_in is not None
    assert document.text[item.lead_in.start : item.lead_in.end] == "We are committed to respecting:"
    assert found(document, Role.HEADING) == ["Scope"]


def test_cells_have_headers_and_labels_and_a_table_for_layout_is_text() -> None:
    file = docx.Document()
    table = file.add_table(rows=2, cols=2)
    for cell, text in zip([c for row in table.rows for c in row.cells], ("Year", "Cases", "2024", "17"), strict=True):
        cell.text = text
    table.rows[1].cells[1].add_paragraph("two closed")
    layout = file.add_table(rows=2, cols=1)
    layout.rows[0].cells[0].text = "We respect rights."
    document = document_of(file)
    cells = [(document.text[b.start : b.end], b.header, b.row) for b in document.blocks if b.role is Role.CELL]
    assert cells == [
        ("Year", None, None), ("Cases", None, None), ("2024", "Year", None),
        ("17", "Cases", "2024"), ("two closed", "Cases", "2024"),
    ]  # fmt: skip
    assert found(document, Role.PARAGRAPH) == ["We respect rights."]


def test_the_file_says_who_wrote_it_and_when_and_that_is_not_its_publication() -> None:
    file = docx.Document()
    file.add_paragraph("Text")
    file.core_properties.author, file.core_properties.modified = "Example Group", datetime(2025, 2, 3)
    document = document_of(file)
    assert (document.author, document.file_date, document.published) == ("Example Group", "2025-02-03", None)


def test_struck_words_and_raised_marks_are_no_text() -> None:
    document = with_body(
        "<w:p><w:r><w:t xml:space='preserve'>We respect</w:t></w:r>"
        "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>1</w:t></w:r>"
        "<w:r><w:rPr><w:strike/></w:rPr><w:t xml:space='preserve'> some</w:t></w:r>"
        "<w:r><w:rPr><w:dstrike w:val='true'/></w:rPr><w:t xml:space='preserve'> few</w:t></w:r>"
        "<w:r><w:rPr><w:strike w:val='0'/></w:rPr><w:t xml:space='preserve'> rights on 9 m</w:t></w:r>"
        "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>2</w:t></w:r></w:p>"
    )
    assert document.text == "We respect rights on 9 m2"


def test_words_that_a_style_strikes_out_are_no_text() -> None:
    file = docx.Document()
    file.styles.element.append(
        parse_xml(f"<w:style {nsdecls('w')} w:type='character' w:styleId='Old'><w:rPr><w:strike/></w:rPr></w:style>")
    )
    struck = "<w:r><w:rPr><w:rStyle w:val='Old'/></w:rPr><w:t>No</w:t></w:r>"
    file.element.body.append(parse_xml(f"<w:p {nsdecls('w')}>{struck}<w:r><w:t>Yes</w:t></w:r></w:p>"))
    assert document_of(file).text == "Yes"


def test_no_cell_is_wider_than_a_table_can_be() -> None:
    cell = "<w:tc><w:tcPr><w:gridSpan w:val='100000000'/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>"
    document = with_body(f"<w:tbl>{f'<w:tr>{cell}</w:tr>' * 20}</w:tbl>")
    assert document.text == "\n".join("x" * 20)


def test_a_cell_in_a_content_control_is_read_under_its_header() -> None:
    def cell(text: str) -> str:
        return f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    controlled = f"<w:sdt><w:sdtContent>{cell('Checks')}</w:sdtContent></w:sdt>"
    document = with_body(
        f"<w:tbl><w:tr>{cell('Risk')}{cell('Action')}</w:tr><w:tr>{cell('Hours')}{controlled}</w:tr></w:tbl>"
    )
    checks = next(b for b in document.blocks if document.text[b.start : b.end] == "Checks")
    assert (checks.header, checks.row) == ("Action", "Hours")
