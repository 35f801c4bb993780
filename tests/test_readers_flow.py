"""HTML, Markdown, plain text and DOCX: every word that a person sees, with headings, lists and tables."""

from __future__ import annotations

import io

import docx
import pytest

from extractors.readers import boxes, read, sniff
from extractors.readers.format import DOCX, HTML, MARKDOWN, PDF, PLAIN, UNKNOWN
from extractors.records import Block, Document, Outcome, Role, Span

PAGE = """<!doctype html><html lang="en"><head><title>Human rights | Example</title>
<meta property="article:published_time" content="2025-03-04T10:00:00Z"><style>p {color: red}</style></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li>Investors</li></ul></nav></header>
<main><h1>Human rights</h1>
<p>We   respect
 <b>human</b> rights<!-- a note --> everywhere. In all our mills we are committed to:</p>
<ul><li>freedom of association</li><li>safe work, which means:
  <ul><li>no locked doors</li></ul></li></ul>
<h2>Supply chain</h2><div>Our suppliers do the same.<p>They are checked.</p></div>
<table><tr><th>Risk</th><th>Action</th></tr><tr><td>Child labour</td><td>Age checks</td></tr></table>
<p hidden>Secret</p><p style="display: none">Hidden</p><script>var words = 1;</script>
</main><div id="cookie-banner">We use cookies.</div><footer>Imprint</footer></body></html>"""


def document_of(content: bytes, name: str) -> Document:
    reading = read(content, sniff(content, name, None), name)
    assert reading.outcome is Outcome.READ, reading.detail
    assert reading.document is not None
    return reading.document


def found(document: Document, role: Role) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.role is role]


def lead_in(document: Document, words: str) -> str | None:
    block = block_with(document, words)
    return document.text[block.lead_in.start : block.lead_in.end] if block.lead_in else None


def block_with(document: Document, words: str) -> Block:
    return next(b for b in document.blocks if words in document.text[b.start : b.end])


def test_an_html_page_gives_its_words_and_their_structure() -> None:
    document = document_of(PAGE.encode(), "page.html")
    assert document.media_type == HTML
    assert (document.title, document.published) == ("Human rights | Example", "2025-03-04")
    assert found(document, Role.HEADING) == ["Human rights", "Supply chain"]
    assert found(document, Role.PARAGRAPH) == [
        "We respect human rights everywhere. In all our mills we are committed to:",
        "Our suppliers do the same.",
        "They are checked.",
    ]
    assert found(document, Role.ITEM) == ["freedom of association", "safe work, which means:", "no locked doors"]
    assert block_with(document, "They are").section == ("Human rights", "Supply chain")


def test_the_lead_in_of_an_item_is_the_last_sentence_before_its_list() -> None:
    document = document_of(PAGE.encode(), "page.html")
    assert lead_in(document, "freedom of association") == "In all our mills we are committed to:"
    assert lead_in(document, "safe work") == "In all our mills we are committed to:"
    assert lead_in(document, "no locked doors") == "safe work, which means:"


def test_navigation_banners_and_footers_stay_in_the_text_as_furniture() -> None:
    document = document_of(PAGE.encode(), "page.html")
    assert found(document, Role.FURNITURE) == ["Home", "Investors", "We use cookies.", "Imprint"]


def test_what_no_reader_sees_is_left_out() -> None:
    text = document_of(PAGE.encode(), "page.html").text
    for hidden in ("Secret", "Hidden", "var words", "a note", "color"):
        assert hidden not in text


def test_table_cells_carry_the_header_of_their_column() -> None:
    document = document_of(PAGE.encode(), "page.html")
    assert block_with(document, "Age checks").header == "Action"
    assert block_with(document, "Action").header is None


def test_the_declared_character_set_is_used() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body><p>Dignité pour tous</p></body></html>'
    assert document_of(page.encode("latin-1"), "p.html").text == "Dignité pour tous"


def test_paragraphs_and_lists_set_with_line_breaks_alone_are_told_apart() -> None:
    page = "<p>We respect rights.<br>All of them.<br><br>Suppliers must:<br>- pay on time<br>• keep records</p>"
    document = document_of(f"<body>{page}</body>".encode(), "p.html")
    assert found(document, Role.PARAGRAPH) == ["We respect rights.\nAll of them.", "Suppliers must:"]
    assert found(document, Role.ITEM) == ["pay on time", "keep records"]
    assert lead_in(document, "keep records") == "Suppliers must:"


def test_a_page_named_as_a_pdf_is_read_with_a_word_on_how_to_get_the_document() -> None:
    content = PAGE.encode()
    media_type = sniff(content, "report.pdf", PDF)
    reading = read(content, media_type, "report.pdf")
    assert (media_type, reading.outcome) == (HTML, Outcome.READ)
    assert reading.detail.startswith("report.pdf: ")
    assert "save the real document" in reading.detail


def test_markdown_is_read_like_a_page_and_its_front_matter_gives_title_and_date() -> None:
    matter = "---\ntitle: Speak up\ndate: 2024-05-01\n---\n"
    source = matter + "# Speak up\n\nYou can report:\n\n- to *your* manager\n- by phone\n"
    document = document_of(source.encode(), "policy.md")
    assert document.media_type == MARKDOWN
    assert (document.title, document.published) == ("Speak up", "2024-05-01")
    assert document.text == "Speak up\nYou can report:\nto your manager\nby phone"
    assert lead_in(document, "by phone") == "You can report:"


def test_plain_text_has_paragraphs_items_and_headings() -> None:
    policy = "OUR POLICY\n\nWe respect rights\nin all countries.\n\n"
    source = policy + "We expect suppliers to:\n- pay on time\n  and in full\n- keep records\n"
    document = document_of(source.encode("utf-16"), "policy.txt")
    assert document.media_type == PLAIN
    assert found(document, Role.HEADING) == ["OUR POLICY"]
    assert found(document, Role.ITEM) == ["pay on time\nand in full", "keep records"]
    assert lead_in(document, "keep records") == "We expect suppliers to:"


def test_markdown_keeps_raw_html_tables_and_nested_lists() -> None:
    source = (
        "+++\ntitle = 'Rights'\nauthor = \"Example Group\"\nlast_updated = 2024-05-01\n+++\n"
        "<div><b>We act</b> at once</div>\n\nWe check:\n\n1. wages\n   - also overtime\n2. hours\n\n"
        "| Risk | Action |\n|---|---|\n| Child labour | Age checks |\n"
    )
    document = document_of(source.encode(), "policy.md")
    assert (document.title, document.author, document.file_date) == ("Rights", "Example Group", "2024-05-01")
    assert found(document, Role.PARAGRAPH) == ["We act at once", "We check:"]
    assert found(document, Role.ITEM) == ["wages", "also overtime", "hours"]
    assert lead_in(document, "hours") == "We check:"
    cell = block_with(document, "Age checks")
    assert (cell.header, cell.row) == ("Action", "Child labour")


def test_hard_wrapped_text_has_its_sentences_headings_and_nested_bullets() -> None:
    source = (
        "Human rights\n============\n\nWe respect the rights of all who\nwork for us. Suppliers must respect:\n"
        "  * equal pay and\n    fair hours\n    - also for temps\n  * safe work\n\n"
        "REMEDY\nWe provide remedy.\n\n1. Respect rights\n\n2. Avoid harm\n\n3 Reporting\n"
    )
    document = document_of(source.encode(), "policy.txt")
    assert found(document, Role.HEADING) == ["Human rights", "REMEDY"]
    assert found(document, Role.ITEM) == [
        "equal pay and\nfair hours", "also for temps", "safe work", "Respect rights", "Avoid harm",
    ]  # fmt: skip
    assert lead_in(document, "safe work") == "Suppliers must respect:"
    assert block_with(document, "We provide").section == ("Human rights", "REMEDY")


def word_file() -> bytes:
    file = docx.Document()
    file.sections[0].header.paragraphs[0].text = "Example Group"
    file.add_heading("Grievances", 1)
    file.add_paragraph("Anyone may complain. The channel is open to:")
    file.add_paragraph("workers of our suppliers", style="List Bullet")
    file.add_paragraph("neighbours of our mills", style="List Bullet")
    table = file.add_table(rows=2, cols=2)
    for cell, text in zip([c for row in table.rows for c in row.cells], ("Year", "Cases", "2024", "17"), strict=True):
        cell.text = text
    file.add_paragraph("We answer within ten days.")
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def test_a_word_file_is_read_in_the_order_of_its_body() -> None:
    content = word_file()
    document = document_of(content, "policy.docx")
    assert document.media_type == DOCX
    assert [b.role for b in document.blocks] == [
        Role.FURNITURE, Role.HEADING, Role.PARAGRAPH, Role.ITEM, Role.ITEM,
        Role.CELL, Role.CELL, Role.CELL, Role.CELL, Role.PARAGRAPH,
    ]  # fmt: skip
    assert lead_in(document, "neighbours") == "The channel is open to:"
    assert block_with(document, "17").header == "Cases"
    assert block_with(document, "ten days").section == ("Grievances",)


def test_half_a_word_file_is_damaged() -> None:
    content = word_file()[:4000]
    reading = read(content, sniff(content, "policy.docx", None), "policy.docx")
    assert reading.outcome is Outcome.DAMAGED
    assert "policy.docx" in reading.detail


@pytest.mark.parametrize(
    ("content", "name", "served", "media_type"),
    [
        (b"%PDF-1.7 ...", "x.html", "text/html", PDF),
        (b"<p>Hello</p>", "x.html", None, HTML),
        (b"<p>Hello</p>", "x", "text/html; charset=utf-8", HTML),
        (b"# Hello", "x.md", "text/plain", MARKDOWN),
        (b"Hello", "x", None, PLAIN),
        (b"\x00\x01\x02\x03 binary", "x.bin", None, UNKNOWN),
        (b"\x00\x01\x02\x03 binary", "x.pdf", None, PDF),
    ],
)
def test_a_files_kind_is_told_by_content_then_name_then_header(
    content: bytes, name: str, served: str | None, media_type: str
) -> None:
    assert sniff(content, name, served) == media_type


@pytest.mark.parametrize(
    ("content", "media_type", "outcome"),
    [
        (b"", PDF, Outcome.EMPTY),
        (b" \n\t ", PLAIN, Outcome.EMPTY),
        (b"<html><body><script>1</script></body></html>", HTML, Outcome.EMPTY),
        (b"\x00\x01", UNKNOWN, Outcome.UNSUPPORTED),
        (b"\x00\x01", PDF, Outcome.DAMAGED),
        (b"PK\x03\x04 nothing", DOCX, Outcome.DAMAGED),
        (b"<div>" * 20000 + b"deep", HTML, None),
    ],
)
def test_bad_content_never_raises(content: bytes, media_type: str, outcome: Outcome | None) -> None:
    reading = read(content, media_type, "bad.file")
    assert outcome is None or reading.outcome is outcome
    assert reading.outcome is Outcome.READ or reading.detail.startswith("bad.file: ")


def test_formats_without_pages_have_no_boxes() -> None:
    content = PAGE.encode()
    document = document_of(content, "page.html")
    assert boxes(content, HTML, document, [Span(0, 4), Span(5, 9)]) == [(), ()]


NESTED = {
    "page.html": b"<ul><li>x</li></ul><p>Each contractor shall:</p><ol><li>Keep from:<ul><li>bonded work</li>"
    b"<li>locked exits</li></ul></li><li>pay on time</li></ol>",
    "page.md": b"Each contractor shall:\n\n1. Keep from:\n   - bonded work\n   - locked exits\n2. pay on time\n",
}


@pytest.mark.parametrize("name", NESTED)
def test_an_item_of_a_list_within_a_list_has_the_lead_ins_of_both(name: str) -> None:
    document = document_of(NESTED[name], name)
    for words, outer in (("bonded work", ["Each contractor shall:"]), ("locked exits", ["Each contractor shall:"])):
        assert lead_in(document, words) == "Keep from:"
        assert [document.text[o.start : o.end] for o in block_with(document, words).outer] == outer
    for words in ("Keep from", "pay on time"):
        assert lead_in(document, words) == "Each contractor shall:"
        assert block_with(document, words).outer == ()


@pytest.mark.parametrize(
    "before",
    [
        "In force since: 1 May 2021",
        "Edition 7 of 2020",
        "Owner: Group Legal",
        "Photographs by Ada Lund",
        "These rules were last read in March.",
        "The code holds for all staff, including those on leave.",
    ],
)
def test_a_paragraph_that_announces_nothing_is_no_lead_in(before: str) -> None:
    page = f"<h1>Code</h1><p>{before}</p><ul><li>Anyone may raise a concern.</li></ul>"
    assert lead_in(document_of(page.encode(), "page.html"), "Anyone may") is None


@pytest.mark.parametrize(
    "before",
    [
        "Each mill shall:",
        "We ask for the following.",
        "What we ask of each mill",
        "Suppliers must not",
        "What a mill does not",
        "We are guided by these rules.",
        "Our teams are committed to",
    ],
)
def test_a_paragraph_that_announces_its_list_leads_it_in_with_a_colon_or_without(before: str) -> None:
    page = f"<h1>Code</h1><p>{before}</p><ul><li>keep exits free</li></ul>"
    assert lead_in(document_of(page.encode(), "page.html"), "keep exits") == before


def test_a_rule_that_ends_with_a_full_stop_leads_in_items_that_begin_small() -> None:
    rule = "Contractors must keep their crews from harm."
    page = f"<h1>Code</h1><p>{rule}</p><ul><li>rope off pits;</li></ul><p>{rule}</p><ul><li>Pits are deep.</li></ul>"
    document = document_of(page.encode(), "page.html")
    assert (lead_in(document, "rope off"), lead_in(document, "Pits are")) == (rule, None)


@pytest.mark.parametrize("name", ["page.html", "page.md"])
def test_items_that_cannot_stand_alone_go_on_with_whatever_stands_before_them(name: str) -> None:
    page = {
        "page.html": "<p>Tarn is not bound</p><ul><li>to keep exits free;</li></ul><p>Our aims</p><ul><li>fewer fires"
        "</li></ul><p>This is so.</p><ul><li>to mend roofs</li></ul>",
        "page.md": "Tarn is not bound\n\n- to keep exits free;\n\nOur aims\n\n- fewer fires\n\nThis is so.\n\n"
        "- to mend roofs\n",
    }
    document = document_of(page[name].encode(), name)
    assert lead_in(document, "to keep") == "Tarn is not bound"
    assert (lead_in(document, "fewer fires"), lead_in(document, "to mend")) == (None, None)


def test_struck_text_and_the_marks_of_notes_are_no_text_of_markdown() -> None:
    content = b"We ~~may~~ must respect human rights[^1] at all mills.\n\n[^1]: In every country.\n"
    reading = read(content, MARKDOWN, "code.md")
    assert reading.document is not None
    assert reading.document.text == "We must respect human rights at all mills.\nIn every country."
