"""Each sentence of tests/data/sentences.yaml is judged as the methodology asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.kinds import kind_of
from extractors.records import Block, Document, Evidence, Page, Role, Span
from extractors.screening import evidence_of
from lexicons.strict_yaml import load_yaml

CASES = load_yaml(Path(__file__).parent / "data" / "sentences.yaml")
assert isinstance(CASES, list)
_SETTING = {"text", "kind", "lead_in", "heading"}


def judged(case: dict[str, str]) -> dict[str, Evidence]:
    """The evidence found for a case's sentence, by element."""
    lead_in = case.get("lead_in", "")
    text = f"{lead_in}\n{case['text']}" if lead_in else case["text"]
    start = len(lead_in) + 1 if lead_in else 0
    section = (case["heading"],) if "heading" in case else ()
    role = Role.ITEM if lead_in else Role.PARAGRAPH
    block = Block(start, len(text), 1, role, section, Span(0, len(lead_in)) if lead_in else None)
    document = Document("0" * 64, "text/plain", text, (Page(1, 0, len(text)),), (block,), language="en")
    kind = kind_of(document, case.get("kind", "human rights policy"), "policy.txt")
    return {e.element: e for e in evidence_of(document, "Tarn Mills Ltd", kind, "chrb-core-2019")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_a_sentence_is_judged_as_the_methodology_asks(case: dict[str, str]) -> None:
    found = judged(case)
    for element in case.keys() - _SETTING:
        evidence = found.get(element)
        judgement = "none" if evidence is None else evidence.reason or evidence.verdict.value
        assert judgement == case[element], f"{element}: {evidence.explanation if evidence else 'nothing found'}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_evidence_quotes_the_text_and_names_the_words_that_decided(case: dict[str, str]) -> None:
    lead_in = case.get("lead_in", "")
    text = f"{lead_in}\n{case['text']}" if lead_in else case["text"]
    for evidence in judged(case).values():
        assert text[evidence.start : evidence.end] == evidence.quote
        assert all(0 <= hit.start < hit.end <= len(text) for hit in evidence.rules)
        assert evidence.reason is None if evidence.verdict.value == "supports" else evidence.reason


def test_a_document_in_a_language_without_lexicons_gives_no_evidence() -> None:
    text = "Wir achten die Menschenrechte."
    document = Document(
        "0" * 64, "text/plain", text, (Page(1, 0, len(text)),), (Block(0, len(text), 1, Role.PARAGRAPH),), language="de"
    )
    assert list(evidence_of(document, "Tarn Mills", kind_of(document, "policy", "a.txt"), "chrb-core-2019")) == []
