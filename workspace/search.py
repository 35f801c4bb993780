"""Search: the words of a person in all documents of a company, with the places where they stand.

A text can be searched by its blocks (paragraphs, items, cells), folded as for the lexicons, so that a word parted at a
line's end is found, and each letter as `findable` has it: capitals and accents make no difference. The full-text table
(`fulltext.py`) takes up a reading of a document when it is first searched.
What a person types is words and never the table's own language: words all of which a block must have, "words in quotes"
that follow each other, and the beginning of a word before a star (work*).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, delete, insert, select

from extractors.fold import Folded, findable, fold
from extractors.records import Document, Outcome, Role, Span
from workspace import fulltext, tables
from workspace.fulltext import OFF, ON, Question
from workspace.packing import unpack_document

_UNSTORABLE = re.compile("[\ud800-\udfff\x00-\x02]")  # each becomes one sign, so that offsets stay
_ASKED = re.compile(r"\"([^\"]*)(?:\"|$)(\*?)|([^\s\"]+)")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Match:
    """A block in which all that was asked stands."""

    document: str  # sha256
    source: str  # under which the document is reported
    reading: int  # of the document, in which the offsets count
    page: int
    start: int  # of the block, in code points of the document's text
    end: int
    said: str  # the block's words
    hits: tuple[Span, ...]  # where the words that were asked stand, in the document's text

    @property
    def place(self) -> int:
        """Where to look: at the first of the most words asked for that follow each other, else where the block begins.

        A paragraph may have one of the words in its first sentence and both beside each other in its third.
        """
        runs: list[list[Span]] = []
        for hit in self.hits:
            between = self.said[runs[-1][-1].end - self.start : hit.start - self.start] if runs else ""
            if runs and not _WORD.search(between):
                runs[-1].append(hit)
            else:
                runs.append([hit])
        return max(runs, key=len)[0].start if runs else self.start


@dataclass(frozen=True, slots=True)
class Matches:
    """What a search found, by source and place in the text."""

    words: str  # as they were typed
    matches: tuple[Match, ...]  # no more than were wanted
    counts: Mapping[str, int]  # of all matches, by document, for those that have any

    @property
    def total(self) -> int:
        """How many there are in all documents."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class _Reading:
    number: int
    document: str
    source: str


def asked(words: str) -> Question:
    """What a person typed; empty where there is no word in it.

    >>> print(asked('forced labour "trade unions" work* NOT (x'))
    "forced" "labour" "trade unions" "work" * "NOT" "x"
    """
    terms = []
    for quoted, star, bare in _ASKED.findall(_findable(words).text):
        found = _WORD.findall(quoted or bare)
        if found:
            terms.append((" ".join(found), bool(star or bare.endswith("*"))))
    return Question(tuple(terms))


def search(
    connection: Connection, company: str, words: str, limit: int, document: str | None, apart: Collection[int] = ()
) -> Matches:
    """Search what is searchable already, and the texts of the readings `apart` from the table; see `Store.search`."""
    question = asked(words)
    matches: list[Match] = []
    counts: dict[str, int] = {}
    for reading in _readings(connection, company) if question.terms else ():
        if document not in (None, reading.document):
            continue
        answer = _from_its_text if reading.number in apart else _from_the_table
        count, rows = answer(connection, reading.number, question, limit - len(matches))
        if count:
            counts[reading.document] = count
            matches += [_match(reading, *row) for row in rows]
    return Matches(words, tuple(matches), counts)


_Answer = tuple[int, list[tuple[str, int, int, str]]]


def _from_the_table(connection: Connection, reading: int, question: Question, most: int) -> _Answer:
    taken = _rows(connection, reading)
    return fulltext.answer(connection, question, *taken, most) if taken else (0, [])


def _from_its_text(connection: Connection, reading: int, question: Question, most: int) -> _Answer:
    body = _body(connection, reading)
    return fulltext.answer_of(_numbered(body, 1) if body is not None else [], question, most)


def _match(reading: _Reading, said: str, start: int, page: int, marked: str) -> Match:
    hits = tuple(Span(start + span.start, start + span.end) for span in _spans(said, marked))
    return Match(
        document=reading.document,
        source=reading.source,
        reading=reading.number,
        page=page,
        start=start,
        end=start + len(said),
        said=said,
        hits=hits,
    )


def _spans(said: str, marked: str) -> Iterator[Span]:
    """The marked words, as they stand in the words that were folded."""
    folded, at, begun = _findable(said), 0, 0
    for piece in re.split(f"([{ON}{OFF}])", marked):
        if piece == ON:
            begun = at
        elif piece == OFF:
            yield Span(*folded.span(begun, at))
        else:
            at += len(piece)


def _findable(words: str) -> Folded:
    """Words folded, each letter as it is found, and where each came from."""
    folded = fold(words, 0, len(words))
    if folded.text.isascii():
        return folded
    letters = [_letter(sign) for sign in folded.text]
    origin = (at for at, found in zip(folded.origin, letters, strict=True) for _ in found)
    return Folded("".join(letters), tuple(origin), folded.end, folded.longer)


@lru_cache(maxsize=4096)
def _letter(sign: str) -> str:
    return sign if sign.isascii() else findable(sign)


def unsearchable(connection: Connection, company: str) -> list[int]:
    """The readings of the company's documents that no search has taken up so far."""
    anew = fulltext.made_otherwise(connection)
    every = (reading.number for reading in _readings(connection, company))
    return [number for number in every if anew or not _rows(connection, number)]


def take_up(connection: Connection, reading: int) -> None:
    """Make the text of a reading searchable, in a transaction that writes."""
    if fulltext.made_otherwise(connection):  # all others are taken up again when they are searched
        fulltext.begin(connection)
        connection.execute(delete(tables.searchable))
    body = _body(connection, reading)
    if body is None or _rows(connection, reading):
        return  # meanwhile it was read otherwise, or another search took it up
    end = select(tables.searchable.c.last).order_by(tables.searchable.c.last.desc()).limit(1)
    first = (connection.execute(end).scalar_one_or_none() or 0) + 1
    rows = _numbered(body, first)
    fulltext.add(connection, rows)
    last = first + max(len(rows), 1) - 1
    connection.execute(insert(tables.searchable).values(reading=reading, first=first, last=last))


def forget(connection: Connection, readings: Sequence[int]) -> None:
    """Readings that are no more cannot be searched."""
    for number in readings:
        if taken := _rows(connection, number):
            fulltext.remove(connection, *taken)
    connection.execute(delete(tables.searchable).where(tables.searchable.c.reading.in_(readings)))


def _body(connection: Connection, reading: int) -> bytes | None:
    known = tables.documents.c
    return connection.execute(select(known.body).where(known.reading == reading)).scalar_one_or_none()


def _numbered(body: bytes, first: int) -> list[dict[str, object]]:
    """The blocks of a text as they are searched, by number."""
    return [{"row": row, **block} for row, block in enumerate(_blocks(unpack_document(body)), first)]


def _blocks(document: Document) -> Iterator[dict[str, object]]:
    for block in document.blocks:
        said = _UNSTORABLE.sub("\ufffd", document.text[block.start : block.end])
        if said.strip() and block.role is not Role.FURNITURE:
            yield {"folded": _findable(said).text, "said": said, "start": block.start, "page": block.page}


def _rows(connection: Connection, reading: int) -> tuple[int, int] | None:
    """The first and the last of a reading's blocks in the full-text table; None where it was not taken up."""
    known = tables.searchable.c
    found = connection.execute(select(known.first, known.last).where(known.reading == reading)).one_or_none()
    return None if found is None else (found.first, found.last)


def _readings(connection: Connection, company: str) -> list[_Reading]:
    """The company's documents as they are read now, by source; a copy is no other one."""
    sources, known = tables.sources.c, tables.documents.c
    query = (
        select(known.reading, known.sha256, sources.source)
        .join_from(tables.sources, tables.documents, sources.document == known.sha256)
        .where(sources.company == company, known.current)
        .order_by(sources.outcome == Outcome.DUPLICATE.value, sources.source)
    )
    first: dict[str, _Reading] = {}
    for reading, sha256, source in connection.execute(query):
        first.setdefault(sha256, _Reading(reading, sha256, source))
    return sorted(first.values(), key=lambda one: one.source)
