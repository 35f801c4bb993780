"""By which names a document calls its company, others, and what it introduces."""

from __future__ import annotations

import pytest

from extractors.extract import evidence_of
from extractors.records import Block, Document, Evidence, Page, Role, Verdict
from extractors.rules import open_rules
from rubric.kinds import Kind

RULES = open_rules("chrb-core-2019").with_model(None)
RIGHTS, CHANNEL = "A.1.1/S1.a", "C.1/S1.a"


def found(text: str, company: str, element: str = RIGHTS, section: tuple[str, ...] = ()) -> Evidence | None:
    """The best candidate in a policy's only paragraph."""
    blocks = (Block(0, len(text), 1, Role.PARAGRAPH, section),)
    document = Document("0" * 64, "text/plain", text, (Page(1, 0, len(text)),), blocks, language="en")
    candidates = evidence_of(document, company, Kind.POLICY, RULES)
    every = [one for one in candidates if one.element == element]
    return next((one for one in every if one.verdict is Verdict.SUPPORTS), every[0] if every else None)


def verdict(text: str, company: str, element: str = RIGHTS, section: tuple[str, ...] = ()) -> Verdict | None:
    one = found(text, company, element, section)
    return one.verdict if one is not None else None


@pytest.mark.parametrize(
    ("company", "name"),
    [
        ("Acme", "Acme"),
        ("acme", "Acme"),  # as a folder is called
        ("acme", "ACME"),
        ("Acme", "ACME"),
        ("HARBOURS", "Harbours"),
        ("acme-foods", "Acme Foods"),
        ("Flora Foods Holding B.V.", "Flora"),
        ("People’s Bakery Ltd", "People's Bakery"),
        ("People's Bakery Ltd", "People’s Bakery"),
    ],
)
def test_a_company_is_known_by_its_name_in_whatever_letters_a_list_and_a_document_write_it(
    company: str, name: str
) -> None:
    assert verdict(f"{name} is committed to respecting human rights.", company) is Verdict.SUPPORTS


@pytest.mark.parametrize(
    ("company", "said"),
    [
        ("United Foods plc", "The United Nations is"),
        ("International Paper", "International bodies are"),
        ("Next", "The next generation is"),
        ("ABC", "Abc is"),  # short capitals stand for words of their own
    ],
)
def test_words_that_a_name_shares_with_others_are_no_name_of_the_company(company: str, said: str) -> None:
    assert verdict(f"{said} committed to respecting human rights.", company) is not Verdict.SUPPORTS


def test_a_company_whose_first_word_is_common_is_known_by_its_whole_name() -> None:
    assert verdict("United Foods is committed to respecting human rights.", "United Foods plc") is Verdict.SUPPORTS


@pytest.mark.parametrize("name", ["Harbour Mills Ltd", "Harbour\nMills Ltd"])
def test_what_another_company_promises_is_not_the_companys_also_where_a_line_ends_in_its_name(name: str) -> None:
    said = found(f"{name} commits to respect human rights, and we trust it.", "Tarn Mills", section=("Our policy",))
    assert said is not None
    assert (said.verdict, said.reason) == (Verdict.WEAK, "wrong_actor")


@pytest.mark.parametrize("name", ["Beacon Call", "Beacon\nCall", "People’s Voice"])
def test_what_is_introduced_is_known_again_by_its_name_also_where_a_line_ends_in_it(name: str) -> None:
    again = " ".join(name.split())
    text = (
        f"{name}, our hotline, is run by others. {again} is available to all employees to raise complaints or concerns."
    )
    assert verdict(text, "Tarn Mills", CHANNEL) is Verdict.SUPPORTS


@pytest.mark.parametrize("brand", ["brand", "site"])
def test_a_word_that_ends_as_a_joining_word_begins_no_clause(brand: str) -> None:
    said = f"We strive to see that at every {brand} we respect human rights."
    assert verdict(said, "Tarn Mills") is Verdict.WEAK
