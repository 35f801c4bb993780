"""The full-text table: SQLite's own (FTS5), or one on a server that gives the same answers.

How a text is parted into words, and what a question means, is SQLite's word in both. A server keeps, beside each block,
the words that SQLite parts it into, with an index (tsvector, GIN) that tells at once in which blocks all the words of a
question stand. These few blocks are put into a table of SQLite in memory, and that answers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from sqlalchemy import Connection, inspect, text

TABLE = "passages_text"
ON, OFF = "\x01", "\x02"  # before and after a word that was asked for; no text has them

_MAKE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5("
    "folded, said UNINDEXED, start UNINDEXED, page UNINDEXED, "
    "tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3')"
)
_ADD = f"INSERT INTO {TABLE}(rowid, folded, said, start, page) VALUES (:row, :folded, :said, :start, :page)"
_FIND = (
    f"SELECT said, start, page, highlight({TABLE}, 0, :on, :off) AS marked FROM {TABLE} "
    f"WHERE {TABLE} MATCH :words AND rowid BETWEEN :first AND :last ORDER BY rowid LIMIT :most"
)
_COUNT = f"SELECT count(*) FROM {TABLE} WHERE {TABLE} MATCH :words AND rowid BETWEEN :first AND :last"

_COLUMNS = (
    "number integer PRIMARY KEY, folded text NOT NULL, said text NOT NULL, start integer NOT NULL, "
    "page integer NOT NULL, words tsvector"
)
_MAKE_THERE = (
    f"CREATE TABLE IF NOT EXISTS {TABLE} ({_COLUMNS})",
    f"CREATE INDEX IF NOT EXISTS {TABLE}_words ON {TABLE} USING gin (words)",
)
_ADD_THERE = text(
    f"INSERT INTO {TABLE} (number, folded, said, start, page, words) "
    "VALUES (:row, :folded, :said, :start, :page, array_to_tsvector(CAST(:words AS text[])))"
)
_FIND_THERE = text(
    f"SELECT number AS row, folded, said, start, page FROM {TABLE} WHERE number BETWEEN :first AND :last "
    "AND (words IS NULL OR words @@ CAST(:words AS tsquery)) ORDER BY number"
)
_KEY = {"sqlite": "rowid", "postgresql": "number"}
_PARTS = "CREATE VIRTUAL TABLE parts USING fts5vocab(passages_text, instance)"
LONGEST_WORD = 400  # characters that a server keeps of a word: more than that tell nothing apart
MOST_BYTES = (
    500_000  # of a block's words; a server keeps no more than 1 MB, and a block without any is always looked at
)

WAY = "2"  # by which texts are made findable; raise it when that changes: the table is then made anew
_WAY_ROW = 0  # in which it stands: blocks are numbered from one on

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Question:
    """What must stand in a block: words that follow each other, with a star for the rest of the last."""

    terms: tuple[tuple[str, bool], ...]

    def __str__(self) -> str:
        """In the language of SQLite's table."""
        return " ".join(f'"{words}"' + (" *" if starred else "") for words, starred in self.terms)


def add(connection: Connection, rows: Sequence[Row]) -> None:
    """Add blocks: each with its number (`row`), its `folded` words, and what `said` them where."""
    if connection.dialect.name == "sqlite":
        if rows:
            connection.execute(text(_ADD), list(rows))
        return
    known = _words_of(rows)
    for row in rows:
        words = sorted({word[:LONGEST_WORD] for _, word in known.get(row["row"], ())})
        kept = words if sum(len(word.encode()) for word in words) < MOST_BYTES else None
        connection.execute(_ADD_THERE, {**row, "words": kept})


def made_otherwise(connection: Connection) -> bool:
    """Whether the table is not there, or its blocks were made findable in another way than now."""
    if not inspect(connection).has_table(TABLE):
        return True
    said = text(f"SELECT said FROM {TABLE} WHERE {_KEY[connection.dialect.name]} = {_WAY_ROW}")
    return connection.execute(said).scalar_one_or_none() != WAY


def begin(connection: Connection) -> None:
    """Make the table, without any block in it."""
    for statement in (_MAKE,) if connection.dialect.name == "sqlite" else _MAKE_THERE:
        connection.execute(text(statement))
    connection.execute(text(f"DELETE FROM {TABLE}"))
    add(connection, [{"row": _WAY_ROW, "folded": "", "said": WAY, "start": 0, "page": 0}])


def answer(
    connection: Connection, question: Question, first: int, last: int, most: int
) -> tuple[int, list[tuple[str, int, int, str]]]:
    """How many blocks from `first` to `last` answer, and the first of these: said, start, page, and with marks."""
    if connection.dialect.name == "sqlite":
        asked = {"words": str(question), "first": first, "last": last}
        shown = asked | {"on": ON, "off": OFF, "most": most}
        count: int = connection.execute(text(_COUNT), asked).scalar_one()
        # To light words takes longer than to find them.
        return count, [(*row,) for row in connection.execute(text(_FIND), shown)] if count else []
    said = {"first": first, "last": last, "words": _query(question)}
    return answer_of([dict(row) for row in connection.execute(_FIND_THERE, said).mappings()], question, most)


def answer_of(rows: Sequence[Row], question: Question, most: int) -> tuple[int, list[tuple[str, int, int, str]]]:
    """The same of blocks that stand in no table of SQLite."""
    if not rows:
        return 0, []
    numbers = [cast(int, row["row"]) for row in rows]
    asked = {"words": str(question), "first": min(numbers), "last": max(numbers)}
    with _in_memory(rows) as memory:
        ((count,),) = memory.execute(_COUNT, asked)
        shown = asked | {"on": ON, "off": OFF, "most": most}
        return count, memory.execute(_FIND, shown).fetchall() if count else []


def remove(connection: Connection, first: int, last: int) -> None:
    """Remove the blocks from `first` to `last`."""
    key = _KEY[connection.dialect.name]
    statement = text(f"DELETE FROM {TABLE} WHERE {key} BETWEEN :first AND :last")
    connection.execute(statement, {"first": first, "last": last})


@contextmanager
def _in_memory(rows: Sequence[Row]) -> Iterator[sqlite3.Connection]:
    memory = sqlite3.connect(":memory:")
    try:
        memory.execute(_MAKE)
        memory.executemany(_ADD, rows)
        yield memory
    finally:
        memory.close()


def _words_of(rows: Sequence[Row]) -> dict[object, list[tuple[int, str]]]:
    """The words of each block, each with its place, by the block's number."""
    found: dict[object, list[tuple[int, str]]] = {}
    with _in_memory(rows) as memory:
        memory.execute(_PARTS)
        for row, place, word in memory.execute("SELECT doc, offset, term FROM parts"):
            found.setdefault(row, []).append((place, word))
    return found


@lru_cache(maxsize=64)
def _query(question: Question) -> str:
    """The words that must all stand in a block, in the server's language: what follows what, it need not know."""
    rows = [
        {"row": n, "folded": words, "said": "", "start": 0, "page": 0} for n, (words, _) in enumerate(question.terms)
    ]
    known = _words_of(rows)
    terms = []
    for number, (_, starred) in enumerate(question.terms):
        words = sorted(known.get(number, ()))
        for place, word in words:
            kept = word[:LONGEST_WORD].replace("\\", "\\\\").replace("'", "''")
            terms.append(f"'{kept}'" + (":*" if starred and place == words[-1][0] else ""))
    return " & ".join(dict.fromkeys(terms))
