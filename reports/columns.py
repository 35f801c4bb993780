"""What stands in the columns of the exported tables, in words, and their types in Parquet and in Table Schema.

Types follow from the rows (`reports/rows.py`), so that a new field has its type; its words are written here, and a test
asks for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import get_args, get_origin, get_type_hints

from extractors.records import Outcome, Verdict
from findings.words import BASES, OUTCOMES, RULINGS
from forms import TRUTHS, spaced
from reports.rows import ROW_TYPES, Table
from rubric.scores import Basis
from workspace.records import CANDIDATE_RULINGS, Missed, Ruling

MOMENTS = frozenset({"fetched", "decided_at"})  # ISO 8601 in UTC, written as text in the rows

TITLES: Mapping[Table, str] = {
    "candidates": "Passages that may count as evidence for an element, with what people ruled on them",
    "findings": "What is proposed and what people decided about each element of a rubric",
    "scores": "The least and the greatest score of each indicator: from decisions alone, and with the proposals",
    "documents": "The sources of each company, and what became of them",
}

# By which columns a line is known, and which lines of other tables it names.
PRIMARY: Mapping[Table, tuple[str, ...]] = {
    "candidates": ("id",),
    "findings": ("company", "rubric", "element"),
    "scores": ("company", "rubric", "indicator"),
    "documents": ("company", "source"),
}
FOREIGN: Mapping[Table, tuple[tuple[tuple[str, ...], Table], ...]] = {
    "candidates": ((("company", "source"), "documents"), (("company", "rubric", "element"), "findings")),
    "findings": (),
    "scores": (),
    "documents": (),
}

_COMPANY = "The company, as the researcher's list names it."
_SECTOR = "The company's sector, as the researcher's list names it."
_RUBRIC = "The rubric's name."
_BY = {
    "decided_by": "Who decided it; empty where nobody did.",
    "decided_at": "When it was decided, in UTC.",
    "decision_note": "The note of the decision.",
}

WORDS: Mapping[Table, Mapping[str, str]] = {
    "candidates": {
        "id": "The passage's name: the same in every run.",
        "company": _COMPANY,
        "document": "The SHA-256 of the document's bytes; `firmword text` prints the text of it.",
        "source": "The document's path or address, as it was listed.",
        "page": "The page of the file, from 1.",
        "start": "Where the passage begins in the document's text, in characters from 0.",
        "end": "Where it ends: the first character after it.",
        "quote": "The passage's words, exactly.",
        "lead_in": "The words before a list that the quoted item completes, with their place.",
        "boxes": "Where it stands on its pages: page, left, top, right and bottom, in points from the page's top left.",
        "rubric": _RUBRIC,
        "element": "The element's id in the rubric.",
        "verdict": "What the tool proposes; no result.",
        "reason": "The rubric's reason why the passage falls short, as proposed; empty where it supports.",
        "explanation": "Why the tool judges it so, in a sentence.",
        "rules": "The lexicon entries that fired, with their places in the text.",
        "rank": "In which order a person should look, from 1 for each company and rubric.",
        "decided": "What people ruled on the passage; empty where nobody did.",
        "shows": "The parts of the element that it shows.",
        "notes": "The rubric's notes on how it was read or judged.",
        "current": "False where people decided on it and the present rules no longer find it.",
        "shown": "Whether the desk shows it by default.",
        "other_places": "How many other passages for the element say the same.",
        "same_as": "The passage that stands for those that say the same; empty where this one does.",
        "sure": "How probable a model holds it that a person takes it for support; no result.",
        "recognised": "How sure text recognition is of its words; empty for text that the file holds.",
        "found_by": "Who found it by hand; empty where the rules did.",
        **_BY,
    },
    "findings": {
        "company": _COMPANY,
        "rubric": _RUBRIC,
        "element": "The element's id in the rubric.",
        "proposed": "What the tool proposes; no result.",
        "decided": "What follows from people's decisions.",
        "basis": "On what it rests.",
        "evidence": "The passages on which it rests, by their ids in candidates.",
        "offered": "Passages that were confirmed under another rubric and are offered here; not counted.",
        **_BY,
        "sector": _SECTOR,
        "asked_then": "What the element asked when it was decided, where a rubric of one's own asks otherwise now.",
    },
    "scores": {
        "company": _COMPANY,
        "rubric": _RUBRIC,
        "indicator": "The indicator's id in the rubric.",
        "low": "The least score that is still possible, from decisions alone; final where it is also the greatest.",
        "high": "The greatest score that is still possible, from decisions alone.",
        "proposed_low": "The least score if the proposals were decided; no result.",
        "proposed_high": "The greatest score if the proposals were decided; no result.",
        "sector": _SECTOR,
    },
    "documents": {
        "company": _COMPANY,
        "source": "The document's path or address, as it was listed.",
        "url": "The document's public address.",
        "document": "The SHA-256 of its bytes; empty where nothing was received.",
        "media_type": "Its media type.",
        "outcome": "What became of it.",
        "detail": "What happened and the cure, where not all went well.",
        "pages": "How many pages it has.",
        "pages_without_text": "How many of them have no text.",
        "kind": "What kind of document it is, as the rubrics tell kinds apart.",
        "language": "The language of most of its text, as a code (ISO 639).",
        "published": "When it was published: an ISO date, month or year.",
        "fetched": "When it was fetched or copied, in UTC.",
        "title": "The title that the file states.",
        "called": "What it is called on pages: its title or the name at its head; empty: by its file's name.",
        "author": "Its author, as the file says.",
        "canonical_url": "The address that it gives as its own.",
        "file_date": "When the file was last changed, as it says.",
        "stated_date": "The date that it states in its words: an ISO date, month or year.",
        "stated_date_start": "Where that date begins in the document's text, in characters from 0.",
        "stated_date_end": "Where that date ends.",
        "kind_reason": "By what its kind was told.",
        "signed_off": "The words that say who approved it.",
        "words": "How many words it has.",
        "facts": "What reading came upon that may have cost text: kind, pages, and in words.",
        "sector": _SECTOR,
        "year": "The year in which it was published.",
        "missing": "How the newest run of its company missed it; what was confirmed in it still counts.",
        "missing_since": "When a run first missed it, in UTC.",
        "last_seen": "When what is missing was last seen, in UTC.",
    },
}

# What the codes of a column stand for.
CODES: Mapping[tuple[Table, str], Mapping[str, str]] = {
    ("candidates", "verdict"): {Verdict.SUPPORTS: "supports the element", Verdict.WEAK: "falls short"},
    ("candidates", "decided"): {one: RULINGS[one] for one in Ruling if one in CANDIDATE_RULINGS},
    ("findings", "proposed"): TRUTHS,
    ("findings", "decided"): TRUTHS,
    ("findings", "basis"): {one: BASES[one] for one in Basis},
    ("documents", "outcome"): {one: OUTCOMES[one] for one in Outcome},
    ("documents", "missing"): {Missed.NOT_LISTED: "not in the list", Missed.NOT_RECEIVED: "not received"},
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    words: str  # with what its codes stand for
    parquet: str  # its type in DuckDB's words: "BIGINT", "STRUCT(id VARCHAR, ...)[]"
    schema: str  # its type in Table Schema's words: "integer", "array"
    values: tuple[str, ...]  # all that can stand in it; () for what is not of a few codes
    given: bool  # whether each line has it

    @property
    def title(self) -> str:
        """Its name as words: "Decided by"."""
        return spaced(self.name).capitalize()


@cache
def columns(table: Table) -> tuple[Column, ...]:
    """The columns of a table, in their order."""
    hints = get_type_hints(ROW_TYPES[table])
    return tuple(_column(table, one.name, hints[one.name]) for one in fields(ROW_TYPES[table]))


def _column(table: Table, name: str, hint: object) -> Column:
    codes = _codes(table, name)
    told = f" {'; '.join(f'{code}: {words}' for code, words in codes.items())}." if codes else ""
    kind, nullable = _without_none(hint)
    moment = name in MOMENTS
    number = kind in (int, float, bool)
    return Column(
        name=name,
        words=f"{WORDS[table][name]}{told}",
        parquet="TIMESTAMPTZ" if moment else parquet_type(kind),
        schema="datetime" if moment else _schema_type(kind),
        values=tuple(codes),
        # Text may be empty, which a CSV does not tell from nothing.
        given=not nullable and (number or bool(codes) or name in PRIMARY[table]),
    )


def _codes(table: Table, name: str) -> dict[str, str]:
    return {str(code): words for code, words in CODES.get((table, name), {}).items()}


def parquet_type(kind: object) -> str:
    """The type of a row's field in DuckDB's words; records are structures, tuples are lists."""
    kind, _ = _without_none(kind)
    if get_origin(kind) is tuple:
        return f"{parquet_type(get_args(kind)[0])}[]"
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        inside = ", ".join(f'"{one.name}" {parquet_type(hints[one.name])}' for one in fields(kind))
        return f"STRUCT({inside})"
    if isinstance(kind, type):
        for known, name in ((bool, "BOOLEAN"), (int, "BIGINT"), (float, "DOUBLE"), (str, "VARCHAR")):
            if issubclass(kind, known):
                return name
    raise TypeError(f"{kind}: no type of a column; use text, numbers, records and tuples of them")


def _schema_type(kind: object) -> str:
    """The type of a row's field in Table Schema's words; in a CSV lists and records are JSON text."""
    name = parquet_type(kind)
    if name.endswith("[]"):
        return "array"
    if name.startswith("STRUCT"):
        return "object"
    return {"BOOLEAN": "boolean", "BIGINT": "integer", "DOUBLE": "number", "VARCHAR": "string"}[name]


def _without_none(kind: object) -> tuple[object, bool]:
    """The type without "or nothing", and whether nothing was allowed."""
    if not isinstance(kind, UnionType):
        return kind, False
    (only,) = (one for one in get_args(kind) if one is not NoneType)
    return only, True
