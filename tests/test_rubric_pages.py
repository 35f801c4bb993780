"""The documentation pages of the rubrics are those that their data give."""

from __future__ import annotations

from pathlib import Path

import pytest

import rubric
from rubric.pages import FOLDER, page, write_pages

KITCHENS = Path(__file__).parent.parent / "fixtures" / "third-rubric"


def test_the_committed_pages_are_current(tmp_path: Path) -> None:
    written = write_pages(tmp_path)
    assert [file.stem for file in written] == list(rubric.names())
    for file in written:
        committed = FOLDER / file.name
        assert committed.is_file(), f"{committed} is missing; run `make docs`"
        text = committed.read_text(encoding="utf-8")
        assert text == file.read_text(encoding="utf-8"), f"{committed} is not current; run `make docs`"
    assert {file.name for file in FOLDER.glob("*.md")} == {file.name for file in written}


@pytest.mark.parametrize("name", rubric.names())
def test_a_page_has_every_element_reason_choice_and_the_credit(name: str) -> None:
    known = rubric.load(name)
    text = page(known)
    for indicator in known.indicators:
        section = text.partition(f"### {indicator.id} ")[2].partition("\n## ")[0].partition("\n### ")[0]
        for element in indicator.elements:
            assert f"| {element.key} | {element.label} |" in section
            assert element.source.partition(", ")[2] in section
            assert all(f"`{code}`" in section for code in (*element.parts, *element.reasons, *element.notes))
    codes = [
        *(one.code for one in known.reasons),
        *(one.code for one in known.notes),
        *(one.code for one in known.choices),
        *(one.code for one in known.time_frames),
        *(one.code for one in known.documents),
    ]
    assert [code for code in codes if code not in text] == []
    assert known.credit in text
    assert known.licence in text
    assert known.version not in text  # or every comment in the data would ask for a new page


def test_the_chrb_page_says_which_points_exist_and_warns_of_those_that_do_not() -> None:
    text = page(rubric.load("chrb-core-2019"))
    assert "| A.1.2 | Commitment to respect the human rights of workers | 6 | 0 0.5 1 1.5 2 |" in text
    assert "- Score 1: (S1.a or S1.b) and S1.c" in text
    assert "| 2 passages |" in text
    assert r"B.2.2: the point '\*' exists, but no findings reach it" in text
    assert "Attribution-NonCommercial-NoDerivatives" in text


def test_a_rubric_of_ones_own_has_a_page_too() -> None:
    text = page(rubric.open_rubric(str(KITCHENS)))
    assert "- Score 1: S1.a and (S1.b or (S1.c and S1.d))" in text
    assert "- Caution when S2.a is met, unless S1.a is: Numbers without a channel are odd." in text
