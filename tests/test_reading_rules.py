"""What is told about whole documents by rules that are data: kind, dates, sign-off, names, furniture."""

from __future__ import annotations

import pytest

from extractors.context import context, sign_off
from extractors.dates import stated_date
from extractors.document_rules import KINDS, KNOWN, document_rules
from extractors.find import finder
from extractors.kinds import classified
from extractors.readers.furniture import is_named_so
from extractors.readers.html.panels import names
from extractors.readers.markup_names import pattern_of, spelled
from extractors.records import Block, Document, Page, Role
from lexicons import FOLDER, load
from lexicons.reading_rules import Rule
from lexicons.strict_yaml import load_yaml
from rubric.kinds import Kind

RULES = [rule for name in KNOWN for rule in document_rules(name)]
FURNITURE = load_yaml(FOLDER / "markup" / "furniture.yaml")
assert isinstance(FURNITURE, dict)
PANELS = load_yaml(FOLDER / "markup" / "panels.yaml")
assert isinstance(PANELS, dict)


def _document(text: str, title: str | None = None, media_type: str = "text/plain") -> Document:
    block = Block(0, len(text), 1, Role.PARAGRAPH)
    return Document("0" * 64, media_type, text, (Page(1, 0, len(text)),), (block,), title)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_fits_its_examples_and_not_its_near_misses(rule: Rule) -> None:
    for example in rule.examples:
        assert rule.search(example), f"{rule.id} is silent in its example {example!r}"
    for near_miss in rule.near_misses:
        assert not rule.search(near_miss), f"{rule.id} fires in its near miss {near_miss!r}"


@pytest.mark.parametrize("rule", document_rules(KINDS), ids=lambda rule: rule.id)
def test_the_examples_of_a_kind_are_of_no_narrower_kind(rule: Rule) -> None:
    for example in rule.examples:
        told = classified(_document("", example), None, "")
        assert told.kind == Kind(rule.concept), f"{example!r} is called {told.kind}, because {told.reason}"


@pytest.mark.parametrize("entry", FURNITURE["entries"], ids=lambda entry: entry["id"])
def test_furniture_is_told_by_its_names_and_near_misses_are_not(entry: dict[str, list[str]]) -> None:
    assert [name for name in entry["examples"] if not is_named_so(name)] == []
    assert [name for name in entry["near_misses"] if is_named_so(name)] == []


@pytest.mark.parametrize("entry", PANELS["entries"], ids=lambda entry: entry["id"])
def test_panels_and_controls_are_told_by_their_names_and_near_misses_are_not(entry: dict[str, list[str]]) -> None:
    pattern = names()[str(entry["concept"])]
    assert [name for name in entry["examples"] if not pattern.search(spelled(name))] == []
    assert [name for name in entry["near_misses"] if pattern.search(spelled(name))] == []
    for written in entry["names"]:
        assert any(pattern_of([written], within=True).search(spelled(one)) for one in entry["examples"]), written


def test_the_researchers_word_decides_over_all_that_the_document_says() -> None:
    told = classified(_document("", "Annual Report"), "supplier code", "modern-slavery.pdf")
    assert (told.kind, told.reason) == (Kind.SUPPLIER_CODE, "the list calls it “supplier code”")


def test_a_document_that_names_no_kind_says_so() -> None:
    told = classified(_document("We sell shoes."), None, "x.txt")
    assert (told.kind, told.reason) == (Kind.POLICY, "nothing names its kind: taken as a policy")
    assert classified(_document("We sell shoes.", None, "text/html"), None, "x").kind is Kind.WEB_PAGE


@pytest.mark.parametrize(
    ("text", "date", "words"),
    [
        ("Our policy. Last updated: 3 March 2025. We act.", "2025-03-03", "Last updated: 3 March 2025"),
        ("Approved by the Board of Directors on March 3rd, 2025.", "2025-03-03", None),
        ("Code of Conduct. Effective January 2025", "2025-01", "Effective January 2025"),
        (
            "We took effective measures in 2019, and more of them at all of our mills in all the years after.",
            None,
            None,
        ),
        ("Effective date: 2024-12-01", "2024-12-01", "Effective date: 2024-12-01"),
        ("This statement is for the financial year ended 31 December 2019.", "2019-12-31", None),
        ("Version 2 of May 2024", "2024-05", "Version 2 of May 2024"),
        ("Last reviewed 03/04/2025", "2025", None),
        ("Last reviewed 13/04/2025", "2025-04-13", None),
        ("Last reviewed 31/02/2025", "2025", None),
        ("Sustainability Report 2019", "2019", "2019"),
        ("The company was founded in 1921 and has 2019 workers in its many mills around the whole world.", None, None),
        ("It was last updated. In 2019 we began.", None, None),
    ],
)
def test_a_date_is_the_documents_own_when_words_beside_it_say_so(
    text: str, date: str | None, words: str | None
) -> None:
    found = stated_date(_document(text))
    assert (found.date if found else None) == date
    if found and words:
        assert text[found.start : found.end] == words


def test_an_update_counts_before_an_approval() -> None:
    found = stated_date(_document("Approved by the board on 1 May 2020. Last updated 1 June 2024."))
    assert found is not None
    assert found.date == "2024-06-01"


def test_a_sign_off_is_told_with_its_place() -> None:
    text = "We act. This statement was\napproved by the Board of Directors. It is public."
    (span,) = sign_off(_document(text))
    assert text[span.start : span.end] == "This statement was\napproved by the Board of Directors"


@pytest.mark.parametrize(
    ("text", "names", "others"),
    [
        (
            "Tarn Mills Ltd (together with its subsidiaries, “Tarn” or the “Group”) acts.",
            ["Tarn", "Tarn Mills"],
            ["Group", "Mills"],
        ),
        ("Tarn Mills Limited (hereinafter 'TM') acts.", ["TM"], ["hereinafter"]),
        ("Tarn Mills buys from Example Ltd (“Example”).", ["Tarn Mills"], ["Example"]),
    ],
)
def test_a_company_goes_by_the_names_that_it_gives_itself(text: str, names: list[str], others: list[str]) -> None:
    known = context(_document(text), "Tarn Mills Ltd", Kind.POLICY, finder(load("en"))).company
    assert known is not None
    assert [name for name in names if not known.fullmatch(name)] == []
    assert [name for name in others if known.search(name)] == []


def test_a_company_is_known_with_and_without_its_accents() -> None:
    known = context(_document(""), "Nestle SA", Kind.POLICY, finder(load("en"))).company
    assert known is not None
    assert known.search("Nestlé is committed to human rights.")
    assert not known.search("Nestled in the hills.")
