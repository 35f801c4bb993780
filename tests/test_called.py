"""What a document is called: over all its passages the same, and a name that tells it from others."""

from __future__ import annotations

import pytest

from extractors.called import called
from extractors.records import Block, Document, Role

COMPANY = "Quillmere Outfitters Ltd"
PDF, HTML, TEXT = "application/pdf", "text/html", "text/plain; charset=utf-8"
HEAD, LINE, MENU = Role.HEADING, Role.PARAGRAPH, Role.FURNITURE


def document(*lines: tuple[Role, str], title: str | None = None, kind: str = PDF, page: int = 1) -> Document:
    text, blocks = "", []
    for role, line in lines:
        blocks.append(Block(len(text), len(text) + len(line), page, role))
        text += line + "\n"
    return Document("0" * 64, kind, text, (), tuple(blocks), title)


def test_the_title_that_a_file_states_is_its_name() -> None:
    stated = document((HEAD, "Foreword"), (HEAD, "Our people"), title="Quillmere NFR 2023")
    assert called(stated, COMPANY) == "Quillmere NFR 2023"
    assert called(document(title="Microsoft Word - Supplier code v2.docx"), COMPANY) == "Supplier code v2"


@pytest.mark.parametrize(
    "title",
    ["Document", "Untitled", "(anonymous)", "Slide 1", "0000950170-23-003146", "20180320_DNF", "print_v1.pdf", "  "],
)
def test_what_a_program_wrote_gives_way_to_the_heading_on_the_cover(title: str) -> None:
    cover = document((HEAD, "Bilancio\ndi Sostenibilità\n2018"), (HEAD, "L’equilibrio"), title=title)
    assert called(cover, COMPANY) == "Bilancio di Sostenibilità 2018"


def test_a_sites_own_name_gives_way_to_the_name_at_the_head_of_the_page() -> None:
    lines = (MENU, "Careers"), (HEAD, "Supplier Code of Conduct"), (HEAD, "Ethics")
    for site in ("Quillmere Outfitters", "Weebix - IT Service And Technology HTML Template"):
        assert called(document(*lines, title=site, kind=HTML), COMPANY) == "Supplier Code of Conduct"
    of_both = "Supplier Code of Conduct | Quillmere"
    assert called(document(*lines, title=of_both, kind=HTML), COMPANY) == of_both


def test_a_texts_first_heading_wherever_it_stands_is_no_title() -> None:
    lines = [(LINE, "Modern Slavery Statement 2018\nThis statement is made by Quillmere Outfitters.")]
    lines += [(LINE, f"We did what we said we would do, for the {n}. year.") for n in range(20)]
    text = document(*lines, (HEAD, "OUR BUSINESS"), title="OUR BUSINESS", kind=TEXT)
    assert called(text, COMPANY) == "Modern Slavery Statement 2018"
    menus = document((HEAD, "Home"), (LINE, "We sell coats to walkers."), title="Home", kind=TEXT)
    assert called(menus, COMPANY) == ""


def test_a_chapter_is_no_title_also_where_the_cover_is_a_picture() -> None:
    chapters = (
        (HEAD, "Table of\nContents"),
        (HEAD, "A Message from Our CEO"),
        (HEAD, "Trust"),
        (HEAD, "When to Speak Up"),
    )
    assert called(document(*chapters, page=2), COMPANY) == ""
    assert called(document((HEAD, "1. Nota metodologica"), (HEAD, "Trust in us")), COMPANY) == ""


def test_neither_the_company_nor_one_word_is_the_name_of_a_document() -> None:
    above = document((LINE, "POLICY"), (HEAD, "Quillmere Outfitters"), (HEAD, "Human Rights Policy"))
    assert called(above, COMPANY) == "Human Rights Policy"
    assert called(document((HEAD, "Trust"), (LINE, "It matters.")), COMPANY) == ""
