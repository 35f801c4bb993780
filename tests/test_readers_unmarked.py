"""Text that was taken out of a page keeps its lines, not its bullets: items and headings are told all the same."""

from __future__ import annotations

from extractors.passages import passages
from extractors.readers import read
from extractors.records import Block, Document, Role

STATEMENT = """Tarn Mills on slavery

Modern Slavery Statement
Tarn Mills Ltd weaves cotton in four mills in the north and sells it to shops and
to people at home. This statement was approved by the board.

Due diligence
We look into all those from whom we buy before we buy, and again each year. Our checks include:
mapping where the cotton comes from and where the risk of slavery in growing it
is the greatest.
assessing each new supplier.
visiting the mills of suppliers and
speaking with those who work there.
This is told to the board.
"""


def document_of(text: str) -> Document:
    document = read(text.encode(), "text/plain", "statement.txt").document
    assert document is not None
    return document


def told(document: Document) -> list[tuple[Role, str]]:
    return [(block.role, " ".join(document.text[block.start : block.end].split())) for block in document.blocks]


def items(document: Document) -> list[str]:
    return [text for role, text in told(document) if role is Role.ITEM]


def block_with(document: Document, words: str) -> Block:
    return next(block for block in document.blocks if words in document.text[block.start : block.end])


def lead_in(document: Document, words: str) -> str | None:
    span = block_with(document, words).lead_in
    return None if span is None else document.text[span.start : span.end]


def test_items_that_begin_small_below_a_colon_are_told_apart_and_led_in_by_its_sentence() -> None:
    document = document_of(STATEMENT)
    assert items(document) == [
        "mapping where the cotton comes from and where the risk of slavery in growing it is the greatest.",
        "assessing each new supplier.",
        "visiting the mills of suppliers and speaking with those who work there.",
    ]
    assert lead_in(document, "assessing each") == "Our checks include:"


def test_a_sentence_below_a_list_is_no_item_of_it() -> None:
    assert (Role.PARAGRAPH, "This is told to the board.") in told(document_of(STATEMENT))


def test_a_short_line_above_a_paragraph_is_its_heading() -> None:
    document = document_of(STATEMENT)
    assert [text for role, text in told(document) if role is Role.HEADING] == [
        "Modern Slavery Statement",
        "Due diligence",
    ]
    assert "Due diligence" in block_with(document, "assessing each").section


def test_no_word_is_lost_and_each_quote_is_in_its_place() -> None:
    document = document_of(STATEMENT)
    assert document.text.split() == STATEMENT.split()
    for block in document.blocks:
        for passage, _ in passages(document, block, "en"):
            assert document.text[passage.start : passage.end].strip()


def test_semicolons_part_items_where_no_line_begins_small() -> None:
    document = document_of(
        "In each mill and at each of our suppliers we ask for the following, without exception:\n"
        "Pay on time and in full, also at home; and\nHours that leave a day of rest; and\nSafe exits.\n"
    )
    assert len(items(document)) == 3
    assert lead_in(document, "Safe exits") is not None


def test_a_label_begins_an_item() -> None:
    document = document_of(
        "We have the following policies, which all of our mills in the north and the south follow:\n"
        "Recruitment policy: we hire people by what they can do, and take no fee from them for it.\n"
        "Whistleblowing policy: whoever works for us may report what is wrong, by name or without.\n"
    )
    assert len(items(document)) == 2


def test_a_list_that_goes_on_after_a_page_s_end_keeps_its_items() -> None:
    document = document_of(
        "visiting each mill that we buy from once a year; and\nspeaking with those who work there.\n"
    )
    assert items(document) == [
        "visiting each mill that we buy from once a year; and",
        "speaking with those who work there.",
    ]


def test_what_stands_below_a_blank_line_is_led_in_by_the_colon_above_it() -> None:
    document = document_of("We do the following for people at work:\n\ntrain all buyers;\nvisit mills;\n")
    assert items(document) == ["train all buyers;", "visit mills;"]
    assert lead_in(document, "visit mills") == "We do the following for people at work:"


def test_a_bullet_on_a_line_of_its_own_belongs_to_the_item_below_it() -> None:
    document = document_of("We make sure that:\n•\n\npapers are checked\nfor all\n\n•\n\nhours are kept\n")
    assert items(document) == ["papers are checked for all", "hours are kept"]


def test_bullets_that_were_taken_out_in_a_stack_do_not_part_a_list_from_what_leads_to_it() -> None:
    document = document_of(
        "We expect of all those from whom we buy cotton, wool or dye that they:\n›\n›\n\n"
        "pay their workers on time and in full, each month and without deductions;\nkeep exits free.\n"
    )
    assert lead_in(document, "keep exits") is not None
    assert "›" not in items(document)


def test_a_wrapped_paragraph_stays_whole_however_its_lines_begin() -> None:
    text = (
        "We respect human rights in all our mills, and we expect the same of those who sell\n"
        "Cotton to us. The United Nations Guiding Principles are the standard by which\n"
        "Tarn Mills looks at what it does.\n"
    )
    assert told(document_of(text)) == [(Role.PARAGRAPH, " ".join(text.split()))]


def test_an_address_below_a_colon_stays_one_block() -> None:
    document = document_of("Write to us at:\nTarn Mills Ltd\nMill Lane 4\nTarn\n")
    assert (Role.PARAGRAPH, "Tarn Mills Ltd Mill Lane 4 Tarn") in told(document)


def test_thousands_of_lists_without_a_blank_line_are_read() -> None:
    text = "We do what we say and we say what we do, in each of our mills:\nvisit them;\ntalk.\nWe end here.\n" * 2000
    document = document_of(text)
    assert len(items(document)) == 4000


def test_a_numbered_line_right_above_its_paragraph_is_a_heading_and_takes_no_lead_in_from_its_list() -> None:
    document = document_of(
        "2. Our suppliers\nWe require our suppliers to:\n• respect freedom of association;\n• employ no children.\n"
    )
    assert told(document)[:2] == [(Role.HEADING, "2. Our suppliers"), (Role.PARAGRAPH, "We require our suppliers to:")]
    assert lead_in(document, "employ no children") == "We require our suppliers to:"


def test_numbered_lines_below_each_other_are_items() -> None:
    document = document_of("We ask for:\n1. Wages on time\nin full\n2. Hours that leave a day of rest\n")
    assert items(document) == ["Wages on time in full", "Hours that leave a day of rest"]
