"""Copies of documents edited by chance, each with what becomes of one quote in it, for the tests of a year later."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path

from extractors import readers
from extractors.records import Document, Span
from findings.editions import Edition
from findings.followed import Statements, statements_of, words_of

ROOT = Path(__file__).parent.parent
REAL = ROOT.parent / "shared" / "documents"
INVENTED = ROOT / "fixtures" / "sources"
KINDS = ("unchanged", "moved", "reworded", "gone")
OTHER_WORDS = (
    *("regional", "partners", "annually", "review", "targets", "board", "oversight", "vendor", "training", "remedy"),
    *("local", "communities", "suitable", "steps", "published", "guidance", "seasonal", "teams", "audits", "wages"),
)
NEW_PARAGRAPHS = (
    "This year the board met five times to look at how the programme went.",
    "Our offices moved to a new building with solar panels and more daylight.",
    "Revenue grew in all regions, and we opened two warehouses in the north.",
    "The team that looks after packaging won an award for its reusable crates.",
)


@dataclass(frozen=True)
class Case:
    """A document then and now, the quote, and what became of it."""

    expected: str
    then: Edition
    now: tuple[Edition, ...]
    quote: Span
    told: str  # for whoever reads a failure


def pages() -> list[Path]:
    """The pages to copy: real ones where they are beside the project, else invented ones."""
    real = sorted(path for path in REAL.glob("*") if path.suffix in (".md", ".txt", ".html")) if REAL.is_dir() else []
    return real or sorted(INVENTED.glob("*.md"))


def edition(name: str, content: bytes) -> Edition:
    """A document as its bytes are read."""
    document = readers.read(content, readers.sniff(content, name, None), name).document
    assert document is not None
    return Edition(document.sha256, (name,), None, statements_of(document))


def case(seed: int, every: list[Path]) -> Case:
    """One edited copy; the four kinds in turn."""
    rng = random.Random(seed)
    expected = KINDS[seed % 4]
    while True:
        path = rng.choice(every)
        raw = path.read_text(encoding="utf-8", errors="replace")
        made = _edited(rng, expected, path.name, raw)
        if made is not None:
            return made


def _edited(rng: random.Random, expected: str, name: str, raw: str) -> Case | None:
    then = edition(name, raw.encode())
    assert then.text is not None
    quotes = [one for one in _quotes(then.text) if raw.count(one) == 1]
    if len(quotes) < 12:
        return None
    quote = rng.choice(quotes)
    now, told = _changed(rng, expected, raw, quote, quotes)
    now = _with_noise(rng, now, [one for one in quotes if one != quote], told)
    start = then.text.document.text.index(quote)
    extra: tuple[Edition, ...] = ()
    if expected == "moved" and rng.random() < 0.3:  # into another document of the company
        other = "# Notes\n\n" + "\n\n".join((*NEW_PARAGRAPHS[:2], quote, *NEW_PARAGRAPHS[2:])) + "\n"
        now = raw.replace(quote, "")
        extra = (edition("notes.md", other.encode()),)
    return Case(
        expected, then, (edition(name, now.encode()), *extra), Span(start, start + len(quote)), f"{name}: {told}"
    )


def _quotes(where: Statements) -> list[str]:
    """Sentences that a person could have confirmed: of some length, and whose words stand nowhere else."""
    text = where.document.text
    pieces = [text[one.start : one.end] for one in where.said if len(one.words) >= 7]
    return [one for one in pieces if "\n" not in one and where.line.count(f" {' '.join(words_of(one))} ") == 1]


def _changed(rng: random.Random, expected: str, raw: str, quote: str, quotes: list[str]) -> tuple[str, str]:
    if expected == "unchanged":
        return raw, quote
    if expected == "gone":
        return raw.replace(quote, rng.choice(["", rng.choice(NEW_PARAGRAPHS)])), quote
    if expected == "moved":
        place = quotes.index(quote)
        far = [one for at, one in enumerate(quotes) if abs(at - place) >= 5]
        target = rng.choice(far or quotes)
        return _moved(raw, quote, target), quote
    fresh = _reworded(rng, quote)
    return raw.replace(quote, fresh), f"{quote} -> {fresh}"


def _moved(raw: str, quote: str, target: str) -> str:
    """The sentence as a paragraph of its own after the paragraph of another sentence."""
    without = raw.replace(quote, "")
    end = without.find("\n\n", without.index(target))
    end = len(without) if end < 0 else end
    return f"{without[:end]}\n\n{quote}\n\n{without[end:]}"


def _reworded(rng: random.Random, quote: str) -> str:
    words = quote.split(" ")
    manner = rng.randrange(5)
    if manner == 0:  # a few words are other words
        for place in rng.sample(range(len(words)), max(1, len(words) // 4)):
            words[place] = rng.choice(OTHER_WORDS)
    elif manner == 1:  # one word
        words[rng.randrange(len(words))] = rng.choice(OTHER_WORDS)
    elif manner == 2:  # more is said
        words[-1:-1] = rng.sample(OTHER_WORDS, 4)
    elif manner == 3:  # less is said
        first = rng.randrange(len(words) - 2)
        del words[first : first + max(1, len(words) // 5)]
    else:  # a number, or else a word more
        numbers = [place for place, word in enumerate(words) if re.search(r"\d", word)]
        place = rng.choice(numbers) if numbers else len(words) // 2
        words[place : place + 1] = [re.sub(r"\d+", "37", words[place])] if numbers else [words[place], "also"]
    fresh = " ".join(words)
    return fresh if words_of(fresh) != words_of(quote) else f"{fresh} also"


def _with_noise(rng: random.Random, raw: str, others: list[str], told: str) -> str:
    """Other changes of the year: sentences gone, reworded and added."""
    for one in rng.sample(others, min(len(others), rng.randint(0, 6))):
        raw = raw.replace(one, rng.choice(["", _reworded(rng, one), f"{one} {rng.choice(NEW_PARAGRAPHS)}"]))
    breaks = [found.start() for found in re.finditer(r"\n\n", raw)]
    for _ in range(rng.randint(0, 3) if breaks else 0):
        at = rng.choice(breaks)
        if raw.startswith("\n\n", at):
            raw = f"{raw[:at]}\n\n{rng.choice(NEW_PARAGRAPHS)}{raw[at:]}"
    return raw


def document_of(case: Case) -> Document:
    """The document of then."""
    assert case.then.text is not None
    return case.then.text.document
