"""Words a second of the sentence splitter, beside spaCy's rule-based sentencizer on the same text.

    python benchmarks/sentences.py [FILE...]

Without files the text is made of the cases of `tests/data/splits.yaml`. Each splitter runs three times on the same
paragraphs; the median counts. The share of paragraphs that both part alike is printed too: where they differ, look.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from extractors.fold import fold
from extractors.readers import read, sniff
from extractors.records import Role
from extractors.sentences import sentences
from lexicons.strict_yaml import read_yaml

CASES = Path(__file__).parent.parent / "tests" / "data" / "splits.yaml"
LEAST_WORDS = 60_000
Splitter = Callable[[str], list[tuple[int, int]]]


def main(names: list[str]) -> None:
    """Measure both on the same paragraphs."""
    texts = [text for name in names for text in _paragraphs(Path(name))] or _cases()
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} paragraphs, {words:,} words")
    splitters = {"firmword": _firmword, "spaCy sentencizer": _spacy()}
    for name, split in splitters.items():
        print(f"{name:20} {words / _seconds(split, texts):>12,.0f} words/s")
    alike = sum(splitters["firmword"](text) == splitters["spaCy sentencizer"](text) for text in texts)
    print(f"parted alike: {alike / len(texts):.1%} of the paragraphs")


def _paragraphs(path: Path) -> list[str]:
    content = path.read_bytes()
    document = read(content, sniff(content, path.name, None), path.name).document
    if document is None:
        return []
    kept = (block for block in document.blocks if block.role is not Role.FURNITURE)
    return [fold(document.text, block.start, block.end).text for block in kept]


def _cases() -> list[str]:
    texts = [" ".join(case.texts()) for case in read_yaml(CASES).items()]
    return texts * (LEAST_WORDS // sum(len(text.split()) for text in texts) + 1)


def _firmword(text: str) -> list[tuple[int, int]]:
    return [(piece.start, piece.end) for piece in sentences(text)]


def _spacy() -> Splitter:
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    return lambda text: [(sentence.start_char, sentence.end_char) for sentence in nlp(text).sents]


def _seconds(split: Splitter, texts: list[str]) -> float:
    taken = []
    for _ in range(3):
        start = time.process_time()
        for text in texts:
            split(text)
        taken.append(time.process_time() - start)
    return statistics.median(taken)


if __name__ == "__main__":
    main(sys.argv[1:])
