"""The labelled quotes of the measuring set stand within passages, as a researcher would cite them."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from extractors.fold import fold
from extractors.passages import LONGEST, passages
from extractors.readers import read, sniff
from extractors.records import Document, Passage, Role

SHARED = Path(__file__).parents[2] / "shared"
GOLD = SHARED / "gold" / "passages.jsonl"
CLAUSE_NUMBER = re.compile(r"^\W*\d{1,2}(?:\.\d{1,2})+\.?\s+")
WORD = re.compile(r"[a-z0-9]+")
MARKUP = re.compile(r"\]\([^)]*\)|<[^>]+>")  # the quotes of Markdown files were copied with their links
FEWEST = 0.98  # within one passage, or an item or cell with its lead-in
FEWEST_READ_WITH = 0.98  # the same, or after a row's label, a column's header or the nearest heading
FEWEST_COVERED = 0.985  # a passage shares enough words with the label to be counted as the same
FEWEST_WHOLE = 0.99  # within one passage, or within several that follow one another


@dataclass(frozen=True, slots=True)
class Shares:
    """How many of a document's labelled quotes stand where; `lost` names those that stand in no one passage."""

    labels: int
    strict: int
    read_with: int
    covered: int
    whole: int
    lost: tuple[str, ...]


def letters(text: str) -> str:
    """The text without anything but letters and digits, so that line ends, bullets and hyphens do not count."""
    return re.sub(r"[\W_]+", "", fold(text, 0, len(text)).text.casefold())


def alone(document: Document, passage: Passage) -> list[str]:
    """The letters of the passage, and of it after its lead-in."""
    own = letters(document.text[passage.start : passage.end])
    lead_in = passage.lead_in
    return [own, letters(document.text[lead_in.start : lead_in.end]) + own] if lead_in else [own]


def read_with(document: Document, passage: Passage) -> list[str]:
    """The letters of the passage after its row's label, its column's header and its nearest heading."""
    own = letters(document.text[passage.start : passage.end])
    before = (passage.row, passage.header, *passage.section[-1:])
    return [letters(CLAUSE_NUMBER.sub("", words)) + own for words in before if words]


def shares(content: bytes, name: str, labelled: list[dict[str, str]]) -> Shares:
    """Reads one document and looks for its labelled quotes in the passages of their page and the pages beside it."""
    document = read(content, sniff(content, name, None), name).document
    assert document is not None
    strict: defaultdict[int, list[str]] = defaultdict(list)
    loose: defaultdict[int, list[str]] = defaultdict(list)
    words: defaultdict[int, list[list[str]]] = defaultdict(list)
    running: list[str] = []  # the letters of all blocks, one after the other
    for block in document.blocks:
        running.append(letters(document.text[block.start : block.end]) if block.role is not Role.FURNITURE else "")
        for passage, folded in passages(document, block):
            assert len(folded.text.split()) <= LONGEST
            lead_in = passage.lead_in
            before = document.text[lead_in.start : lead_in.end] + " " if lead_in else ""
            for page in (passage.page - 1, passage.page, passage.page + 1):
                strict[page] += alone(document, passage)
                loose[page] += read_with(document, passage)
                words[page].append(WORD.findall((before + folded.text).lower()))
    whole = "".join(running)
    counts = [0, 0, 0, 0]
    lost: list[str] = []
    for entry in labelled:
        page, quote = int(entry["page"]), letters(CLAUSE_NUMBER.sub("", MARKUP.sub("", entry["quote"])))
        within = any(quote in text for text in strict[page])
        gold = WORD.findall(MARKUP.sub("", entry["quote"]).lower())
        told = within, within or any(quote in text for text in loose[page]), covered(gold, words[page]), quote in whole
        counts = [count + said for count, said in zip(counts, told, strict=True)]
        if not within:
            lost.append(f"p. {page}: {entry['quote']}")
    return Shares(len(labelled), counts[0], counts[1], counts[2], counts[3], tuple(lost))


def covered(gold: list[str], candidates: list[list[str]]) -> bool:
    """Whether a candidate covers the label, by the definition of ../shared/gold/measure.py."""
    return any(_covers(words, gold) for words in candidates)


def _covers(words: list[str], gold: list[str]) -> bool:
    if not words or not gold or len(words) > max(60, 3 * len(gold)) or len(words) > LONGEST:
        return False
    shorter = min(len(words), len(gold))
    if (Counter(words) & Counter(gold)).total() < 0.6 * shorter:
        return False
    blocks = SequenceMatcher(None, words, gold, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) >= max(0.6 * shorter, 0.4 * len(gold))


@pytest.mark.slow
@pytest.mark.skipif(not GOLD.exists(), reason="the labelled passages (../shared/gold) are not here")
def test_labelled_quotes_stand_within_passages() -> None:
    by_document: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        by_document[json.loads(line)["doc"][:8]].append(json.loads(line))
    paths = {path.stem[-8:]: path for path in sorted((SHARED / "documents").iterdir())}
    found = {name: shares(paths[name].read_bytes(), paths[name].name, own) for name, own in by_document.items()}
    total = sum(one.labels for one in found.values())
    report = "\n".join(f"{name} {quote[:160]}" for name, one in found.items() for quote in dict.fromkeys(one.lost))
    for kind, fewest in (
        ("strict", FEWEST),
        ("read_with", FEWEST_READ_WITH),
        ("covered", FEWEST_COVERED),
        ("whole", FEWEST_WHOLE),
    ):
        share = sum(getattr(one, kind) for one in found.values()) / total
        print(f"{kind}: {share:.4f} of {total}")  # shown by pytest -s
        assert share >= fewest, f"{kind}: {share:.4f} of {total}\n{report}"
