"""The labelled quotes of the measuring set stand within passages, as a researcher would cite them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.fold import fold
from extractors.passages import LONGEST, passages
from extractors.readers import read, sniff
from extractors.records import Document, Passage

SHARED = Path(__file__).parents[2] / "shared"
GOLD = SHARED / "gold" / "passages.jsonl"
CLAUSE_NUMBER = re.compile(r"^\W*\d{1,2}(?:\.\d{1,2})+\.?\s+")
MARKUP = re.compile(r"\]\([^)]*\)|<[^>]+>")  # the quotes of Markdown files were copied with their links
FEWEST_WHOLE = 0.99  # within one passage, or within several that follow one another
FEWEST = 0.95  # the rest are quotes over several sentences or cells, and names such as "S.p.A." within one


def letters(text: str) -> str:
    """The text without anything but letters and digits, so that line ends, bullets and hyphens do not count."""
    return re.sub(r"[\W_]+", "", fold(text, 0, len(text)).text.casefold())


def readings(document: Document, passage: Passage) -> Iterator[str]:
    """The passage alone, and after the words that it is read with: lead-in, row label, header, nearest heading."""
    own = letters(document.text[passage.start : passage.end])
    yield own
    if passage.lead_in is not None:
        yield letters(document.text[passage.lead_in.start : passage.lead_in.end]) + own
    for before in (passage.row, passage.header, *passage.section[-1:]):
        if before:
            yield letters(CLAUSE_NUMBER.sub("", before)) + own


def missing(content: bytes, name: str, labelled: list[dict[str, str]]) -> tuple[list[str], int]:
    """The quotes that stand within none of the document's passages, with their page; how many tear apart."""
    document = read(content, sniff(content, name, None), name).document
    assert document is not None
    found: defaultdict[int, list[str]] = defaultdict(list)
    running: list[str] = []  # the passages one after the other
    for block in document.blocks:
        for passage, folded in passages(document, block):
            assert len(folded.text.split()) <= LONGEST
            running.append(letters(document.text[passage.start : passage.end]))
            for page in (passage.page - 1, passage.page, passage.page + 1):
                found[page].extend(readings(document, passage))
    lost: list[str] = []
    torn = 0
    whole = "".join(running)
    for entry in labelled:
        quote = letters(CLAUSE_NUMBER.sub("", MARKUP.sub("", entry["quote"])))
        if not any(quote in text for text in found[int(entry["page"])]):
            lost.append(f"p. {entry['page']}: {entry['quote']}")
            torn += quote not in whole
    return lost, torn


@pytest.mark.slow
@pytest.mark.skipif(not GOLD.exists(), reason="the labelled passages (../shared/gold) are not here")
def test_labelled_quotes_stand_within_passages() -> None:
    by_document: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        by_document[json.loads(line)["doc"][:8]].append(json.loads(line))
    lost: dict[str, list[str]] = {}
    torn = 0
    for path in sorted((SHARED / "documents").iterdir()):
        if path.stem[-8:] in by_document:
            lost[path.stem[-8:]], count = missing(path.read_bytes(), path.name, by_document[path.stem[-8:]])
            torn += count
    assert lost.keys() == by_document.keys()
    total = sum(map(len, by_document.values()))
    share = 1 - sum(map(len, lost.values())) / total
    report = "\n".join(f"{name} {quote[:160]}" for name, quotes in lost.items() for quote in dict.fromkeys(quotes))
    assert share >= FEWEST, f"{share:.4f} of {total}\n{report}"
    assert 1 - torn / total >= FEWEST_WHOLE
