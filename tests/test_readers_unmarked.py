"""Text that was taken out of a page keeps its lines, not its bullets: items and headings are told all the same."""

from __future__ import annotations

import pytest

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


def test_a_numbered_line_right_above_its_dashes_is_their_heading_and_takes_no_lead_in_from_above() -> None:
    document = document_of(
        "4. RISKS\nFire and flood could each stop a mill. A loss of any of these could harm our buyers.\n\n"
        "5. WHAT WE HAVE DONE\n- 41 mills were visited.\n- 2,914 people were trained.\n"
    )
    assert (Role.HEADING, "5. WHAT WE HAVE DONE") in told(document)
    assert items(document) == ["41 mills were visited.", "2,914 people were trained."]
    assert lead_in(document, "41 mills") is None
    assert block_with(document, "41 mills").section[-1] == "5. WHAT WE HAVE DONE"


@pytest.mark.parametrize("title", ["3. Our people", "3. How we listen to those who work for us", "3. Was wir tun"])
def test_a_numbered_line_above_bullets_is_a_heading_in_small_letters_too(title: str) -> None:
    document = document_of(
        f"The board met twice.\n\n{title}\n• Everyone is heard.\n• Everyone is paid.\n\nWe end here.\n"
    )
    assert (Role.HEADING, title) in told(document)


def test_a_numbered_line_in_capitals_is_a_heading_without_a_blank_line_around_it() -> None:
    document = document_of(
        "1. SCOPE\nThis is for all mills.\n2. TERMS\nSlavery is a crime.\n3. DONE SO FAR\n- We met.\n- We talked.\n"
    )
    headings = [text for role, text in told(document) if role is Role.HEADING]
    assert headings == ["1. SCOPE", "2. TERMS", "3. DONE SO FAR"]
    assert items(document) == ["We met.", "We talked."]


@pytest.mark.parametrize(
    "text",
    [
        "We do this:\n\n1. Train buyers\n- at the start\n- each year\n\nWe end here.\n",
        "The following steps were taken.\n\n1. Train buyers\n- at the start\n- each year\n\nWe end here.\n",
        "1. Train buyers\n- at the start\n2. Visit mills\n- each year\n",
        "1. We train those who buy\n- at the start\n- each year\n",
        "3. SCOPE\n4. TERMS\n5. DONE SO FAR\n",
    ],
)
def test_a_numbered_item_with_dashes_of_its_own_stays_an_item(text: str) -> None:
    numbered = [role for role, words in told(document_of(text)) if role is Role.HEADING and words[:1].isdigit()]
    assert not numbered


WRAPPED = (
    "With a charity we looked at all of the goods that we buy, and at those who make each of them\n"
    "at home and abroad, and asked what is known of them. Six of them came out at high risk here:\n"
    "cotton, stone, cleaning, leather, natural rubber from the south and the hire of day labour in\n"
    "harbours. A fault in any of these could harm the good name of the company with its customers.\n"
)


def test_a_line_that_ends_in_a_colon_where_the_width_ends_does_not_cut_its_sentence() -> None:
    document = document_of(WRAPPED)
    assert told(document) == [(Role.PARAGRAPH, " ".join(WRAPPED.split()))]


def test_what_is_told_apart_below_a_colon_at_the_width_s_end_is_a_list_all_the_same() -> None:
    document = document_of(
        "With a charity we looked at all of the goods that we buy, and at those who make each of them\n"
        "at home and abroad, and asked what is known of them. These of them came out at high risk now:\n"
        "cotton from the south;\nleather from the north.\n"
    )
    assert items(document) == ["cotton from the south;", "leather from the north."]


@pytest.mark.parametrize(
    ("before", "leads"),
    [
        ("A failure in any of these could delay projects.", False),
        ("We know that these are hard to find.", False),
        ("The rate fell below the target.", False),
        ("Two of these were closed.", False),
        ("We took these steps.", True),
        ("Our steps are listed below.", True),
        ("Please read the rules below.", True),
        ("We hold all to these four plain rules.", True),
    ],
)
def test_a_sentence_leads_to_a_list_only_where_it_announces_one(before: str, leads: bool) -> None:
    document = document_of(f"{before}\n- Mills are visited.\n- Buyers are trained.\n")
    assert (lead_in(document, "Mills are") == before) is leads
