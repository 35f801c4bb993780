"""A document is a statement where it says so of itself, and a part of another where its heading says so."""

from __future__ import annotations

import pytest

from extractors.extract import screen_document
from extractors.headed import headed_as, named_by
from extractors.kinds import classified
from extractors.readers import read
from extractors.records import Document, Listing
from extractors.rules import open_rules
from rubric.kinds import Kind

STATEMENT = Kind.MODERN_SLAVERY_STATEMENT
POLICIES = "Our policy follows the policy of the group, as each policy does.\n\n"
UNDER_54 = "This statement is made pursuant to section 54 of the Modern Slavery Act 2015."


def text(words: str) -> Document:
    return document(words.encode(), "text/plain")


def page(body: str) -> Document:
    return document(f"<html><body>{body}</body></html>".encode(), "text/html")


def document(content: bytes, media_type: str) -> Document:
    found = read(content, media_type, "document").document
    assert found is not None
    return found


@pytest.mark.parametrize(
    "said",
    [
        UNDER_54,
        "It constitutes our slavery and human trafficking statement for the financial year ending 31 March 2024.",
        "This is the modern slavery statement of Tarn Mills Pty Ltd under the Australian Modern Slavery Act 2018.",
        "This report is made by Tarn Inc. under an Act on Forced Labour and Child Labour in Supply Chains.",
        "This disclosure is made in compliance with the California Transparency in Supply Chains Act.",
        "This statement sets out the steps we have taken to ensure that slavery is not taking place in our mills.",
    ],
)
def test_a_document_is_what_it_says_of_itself_whatever_its_title_speaks_of(said: str) -> None:
    told = classified(text(f"Whistleblowing\n\n{POLICIES}{said}\n\nWe act."), None, "document.txt")
    assert (told.kind, told.reason[:19]) == (STATEMENT, "it says of itself “")


def test_a_document_may_say_at_its_end_what_it_is_and_not_in_its_middle() -> None:
    long = "We spin wool and weave cloth in the north.\n\n" * 150
    assert classified(text(f"{POLICIES}{long}{UNDER_54}"), None, "").kind is STATEMENT
    assert classified(text(f"{POLICIES}{long}{UNDER_54}\n\n{long}"), None, "").kind is Kind.POLICY


@pytest.mark.parametrize(
    "said",
    [
        "We comply with the Modern Slavery Act 2015, and this policy helps us to do so.",
        "We publish a statement under section 54 of the Modern Slavery Act 2015 every year.",
        "Our statement under section 54 of the Modern Slavery Act can be found here.",
        "This policy should be read with our statement, which is made under section 54 of the Act.",
        "The parent says in its own: “This statement is made pursuant to section 54 of the Modern Slavery Act 2015.”",
        "This statement sets out the steps that we take to respect human rights and prevent modern slavery.",
        "The parent's statement is made pursuant to section 54 of the Modern Slavery Act 2015.",
    ],
)
def test_a_document_that_speaks_of_another_statement_or_of_the_act_declares_nothing(said: str) -> None:
    assert classified(text(f"Purchasing\n\n{POLICIES}{said}\n\nWe act."), None, "").kind is Kind.POLICY


def test_an_annual_report_that_holds_a_statement_stays_a_report() -> None:
    report = page(f"<h1>Annual Report 2024</h1><p>We grow.</p><h2>Modern slavery statement</h2><p>{UNDER_54}</p>")
    assert classified(report, None, "").kind is Kind.ANNUAL_REPORT


def test_a_list_decides_over_what_a_document_says_of_itself() -> None:
    assert classified(text(UNDER_54), "supplier code", "").kind is Kind.SUPPLIER_CODE


def test_a_first_line_that_is_the_name_of_a_statement_counts_as_the_title() -> None:
    named = text(f"Modern Slavery Act Transparency\nStatement 2017\n{POLICIES * 3}WHISTLEBLOWING\n\nWe listen.")
    told = classified(named, None, "document.txt")
    assert (told.kind, told.reason) == (STATEMENT, "its first line is “Modern Slavery Act Transparency Statement 2017”")
    pointing = text(f"See our Modern Slavery Statement\n{POLICIES * 3}")
    assert classified(pointing, None, "document.txt").kind is Kind.POLICY
    speaking = text(f"We publish a modern slavery statement.\n{POLICIES * 3}")
    assert classified(speaking, None, "document.txt").kind is Kind.POLICY


def test_a_first_line_tells_more_than_what_the_opening_names_often() -> None:
    act = text(f"California Transparency in Supply Chains Act\nSB 657 asks of us\n{POLICIES * 3}We act.")
    assert classified(act, None, "document.txt").kind is STATEMENT
    narrower = page("<p>POLICY</p><h1>Human Rights</h1><p>We act.</p>")
    assert classified(narrower, None, "document.html").kind is Kind.HUMAN_RIGHTS_POLICY
    sentence = text(f"Our supplier code of conduct binds all.\n{POLICIES * 3}We act.")
    assert classified(sentence, None, "document.txt").kind is Kind.POLICY


@pytest.mark.parametrize("title", ["Anti-Slavery Policy", "Modern Slavery and Human Trafficking Policy"])
def test_a_policy_on_slavery_is_no_statement_unless_it_says_that_it_is_one(title: str) -> None:
    body = f"<h1>{title}</h1><p>We forbid slavery in our mills.</p>"
    assert classified(page(body), None, "document.html").kind is Kind.HUMAN_RIGHTS_POLICY
    also = "<p>This policy also constitutes our modern slavery statement.</p>"
    assert classified(page(body + also), None, "document.html").kind is STATEMENT


def test_a_heading_that_points_to_a_statement_makes_no_part() -> None:
    assert named_by("Modern Slavery Statement 2025") == {STATEMENT}
    for heading in ("See also: Modern Slavery Statement", "Read our Modern Slavery Statement", "Anti-Slavery Policy"):
        assert not named_by(heading), heading


@pytest.mark.parametrize(
    ("below", "is_part"),
    [
        ("<p><a href='/s.pdf'>Download</a></p><p>We train all buyers.</p>", False),
        ("<p>Our modern slavery statement is available on our website.</p><p>We train all buyers.</p>", False),
        ("<p>https://example.com/statement</p><p>We train all buyers.</p>", False),
        ("<p>We train all buyers.</p>", True),
        ("<p><a href='/s.pdf'>Download</a></p><h3>Training</h3><p>We train all buyers.</p>", True),
        ("<p>This statement is available on our website and was approved by the board.</p>", True),
    ],
)
def test_the_name_of_a_statement_above_a_link_makes_no_part(below: str, is_part: bool) -> None:
    found = headed_as(page(f"<h1>Supplier code</h1><p>You act.</p><h2>Our modern slavery statement</h2>{below}"))
    assert any(STATEMENT in kinds for kinds in found.values()) is is_part


def test_in_a_text_without_levels_a_part_goes_on_below_what_a_statement_must_say() -> None:
    report = text(
        "Annual Report\n\nSTRATEGY\n\nWe grow.\n\nTRAINING\n\nWe teach.\n\nMODERN SLAVERY STATEMENT\n\nWe act.\n\n"
        "SUPPLY CHAINS\n\nWe buy wool.\n\nTRAINING OF BUYERS\n\nWe teach buyers.\n\n"
        "HUMAN CAPITAL\n\nWe pay.\n\nRISK ASSESSMENT\n\nWe look."
    )
    parts = [section[-1] for section in headed_as(report)]
    assert parts == ["MODERN SLAVERY STATEMENT", "SUPPLY CHAINS", "TRAINING OF BUYERS"]


def test_where_headings_have_levels_a_part_ends_at_the_next_of_its_level() -> None:
    parts = headed_as(
        page(
            "<h2>Modern slavery statement</h2><p>We act.</p><h3>Risks</h3><p>Few.</p><h2>Training</h2><p>We teach.</p>"
        )
    )
    assert [section[-1] for section in parts] == ["Modern slavery statement", "Risks"]


@pytest.mark.parametrize(
    ("listed", "file", "kind"),
    [
        ("annual report", "locked.pdf", Kind.ANNUAL_REPORT),
        (None, "modern-slavery-statement.pdf", STATEMENT),
        (None, "locked.pdf", Kind.POLICY),
    ],
)
def test_what_cannot_be_read_keeps_the_kind_that_the_list_or_its_files_name_says(
    listed: str | None, file: str, kind: Kind
) -> None:
    """The years of a company pair editions of one kind: next year's readable copy is of the same."""
    listing = Listing("Tarn Mills", file, file, kind=listed)
    screened = screen_document(b"%PDF-1.7 broken", "application/pdf", listing, open_rules("chrb-core-2019"))
    assert screened.reading.document is None
    assert screened.kind == kind.value
    assert bool(screened.kind_reason)
