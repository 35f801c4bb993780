"""Tables: a header, a row's label or the line above says what a short cell is."""

from __future__ import annotations

import pytest

from extractors.extract import evidence_of
from extractors.readers import read
from extractors.records import Document
from extractors.rules import open_rules
from extractors.tables import captions, headed
from rubric.kinds import Kind

RULES = open_rules("chrb-core-2019").with_model(None)


def document_of(text: str) -> Document:
    document = read(text.encode(), "text/markdown", "report.md").document
    assert document is not None
    return document


def supported(text: str) -> set[tuple[str, str]]:
    """The quotes that support an element."""
    found = evidence_of(document_of(text), "Tarn Mills Ltd", Kind.SUSTAINABILITY_REPORT, RULES)
    return {(one.element, one.quote) for one in found if one.reason is None}


def table(above: str, header: str, *rows: str) -> str:
    columns = header.count("|") - 1
    return "\n".join(
        ("# Tarn Mills: people", "", above, "", header, "|" + "---|" * columns, *rows, "", "We end here.", "")
    )


def test_the_first_figure_of_a_row_counts_where_a_line_above_says_of_what() -> None:
    found = supported(
        table(
            "**Complaints received 2023-2025**",
            "| | 2023 | 2024 | 2025 |",
            "| Discrimination | 11 | 12 | 13 |",
            "| Wages | 21 | 22 | 23 |",
            "| Fraud | 31 | 32 | 33 |",
        )
    )
    assert {quote for element, quote in found if element == "C.1/S2.a"} == {"11", "21"}


@pytest.mark.parametrize(
    "above",
    ["**Staff by country**", "We were glad of all complaints received.", "**Complaints received about parcels late**"],
)
def test_figures_below_another_line_are_no_cases(above: str) -> None:
    found = supported(table(above, "| | 2023 | 2024 |", "| Lost parcels | 11 | 12 |", "| Wool | 21 | 22 |"))
    assert not {element for element, _ in found if element == "C.1/S2.a"}


def test_issues_below_a_sentence_that_names_them_as_first_are_results_and_factors() -> None:
    found = supported(
        table(
            "We asked unions and looked at each country. Four issues came out on top:",
            "| Issue | Where we see it |",
            "| Child labour | Cotton farms |",
            "| Forced labour | Spinning mills |",
        )
    )
    for quote in ("Cotton farms", "Spinning mills"):
        assert {("B.2.2/S1.a", quote), ("B.2.2/S1.b", quote)} <= found


def test_topics_below_a_sentence_on_what_is_material_are_none() -> None:
    found = supported(
        table(
            "The materiality analysis is about these topics for the business:",
            "| Topic | Where we see it |",
            "| Child labour | Cotton farms |",
        )
    )
    assert not {element for element, _ in found if element.startswith("B.2.2")}


def test_who_is_responsible_is_told_and_who_is_reported_to_is_not() -> None:
    found = supported(
        table(
            "Who does what:",
            "| Topic | Lead | Reports to |",
            "| Human rights and labour rights | Group HR Director | CEO |",
            "| Property | Finance Director | CEO |",
        )
    )
    assert {quote for element, quote in found if element == "B.1.1/S1.a"} == {"Group HR Director"}


@pytest.mark.parametrize(
    ("header", "concept"),
    [
        ("Policy owner", "responsible_for"),
        ("In charge", "responsible_for"),
        ("Escalated to", "reported_to"),
        ("Grievances raised in FY 2025", "case_data"),
        ("No. of calls", "case_data"),
        ("Farms with findings (%)", "finding"),
        ("Most severe impacts", "salient"),
        ("Countries", "factors"),
        ("Owners' equity", ""),
        ("Leading indicators", ""),
        ("Reports published", ""),
        ("Suppliers", ""),
        ("Page", ""),
    ],
)
def test_a_rule_counts_where_it_fits_the_whole_of_a_header(header: str, concept: str) -> None:
    assert {hit.concept for hit in headed(header)} - {"received"} == ({concept} if concept else set())


def test_the_line_above_a_table_is_that_of_its_cells_alone() -> None:
    document = document_of(
        table("Cases by topic", "| Topic | Number |", "| Wages | 11 |") + "\n| A | B |\n|---|---|\n| c | 12 |\n"
    )
    above = {document.text[start : start + 2]: line for start, line in captions(document).items()}
    assert above["11"] == "Cases by topic"
    assert "12" not in above
