"""The store's tables, for queries; the migrations make them.

The types are those that SQLite and PostgreSQL share. Text goes through `Words`, because a file name may
hold bytes that are no UTF-8, and such a name must not stop a batch; PostgreSQL has no text with NUL in it.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Connection, Integer, LargeBinary, MetaData, Select, Table, Text, select
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from forms import as_kept
from workspace.packed import PackedJSON


class Words(TypeDecorator[str]):
    """Text in which what UTF-8 cannot hold is written as an escape (`\\udcff`)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Escape lone surrogates and, for PostgreSQL, NUL; all other text passes unchanged."""
        if value is None:
            return None
        if dialect.name == "postgresql":
            value = value.replace("\x00", "\\x00")
        return as_kept(value)


def as_stored(connection: Connection, words: str) -> str:
    """The words as they are read again: for what is compared with the database, or is part of a digest."""
    return str(Words().process_bind_param(words, connection.dialect))


metadata = MetaData()

# One row for each source of a company, as it was last screened.
sources = Table(
    "sources",
    metadata,
    Column("company", Words, primary_key=True),
    Column("source", Words, primary_key=True),
    Column("location", Words, nullable=False),
    Column("url", Words),
    Column("website", Words),
    Column("fetched", Words, nullable=False),
    Column("answer", Words, nullable=False),
    Column("document", Words, index=True),
    Column("media_type", Words),
    Column("outcome", Words, nullable=False),
    Column("detail", Words, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("pages_without_text", Integer, nullable=False),
    Column("kind", Words),
    Column("language", Words),
    Column("published", Words),
    Column("title", Words),
    Column("about", JSON),
)

# One row for each text that a document was read as. A new reader may read it otherwise; the older text
# stays as long as a decided candidate's offsets count in it.
documents = Table(
    "documents",
    metadata,
    Column("reading", Integer, primary_key=True),
    Column("sha256", Words, nullable=False, index=True),
    Column("fingerprint", Words, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("read_by", Words, nullable=False, server_default=""),
)

candidates = Table(
    "candidates",
    metadata,
    Column("id", Words, primary_key=True),
    Column("company", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("document", Words, nullable=False),
    Column("reading", Integer, nullable=False),
    Column("rubric", Words, nullable=False),
    Column("element", Words, nullable=False),
    Column("quote", Words, nullable=False),
    Column("evidence", PackedJSON, nullable=False),
    Column("rules_version", Words, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("found_by", Words, nullable=False, server_default=""),
)

# What the present state of each source was made with: equal versions mean that there is nothing to do. `searched`
# is what was searched of its document, and with which lexicons.
ledger = Table(
    "ledger",
    metadata,
    Column("company", Words, primary_key=True),
    Column("source", Words, primary_key=True),
    Column("rubric", Words, primary_key=True),
    Column("document", Words),
    Column("asked", Words, nullable=False),
    Column("rules_version", Words, nullable=False),
    Column("outcome", Words, nullable=False),
    Column("searched", JSON, nullable=False),
)

# What a source was, from when it was first seen as this until it was last seen so: a row for each change of it.
seen = Table(
    "seen",
    metadata,
    Column("company", Words, primary_key=True),
    Column("source", Words, primary_key=True),
    Column("first", Words, primary_key=True),
    Column("sha256", Words, primary_key=True),
    Column("last", Words, nullable=False),
    Column("kind", Words),
)

# The chain of saves: a line for each change, with the digest of what was saved and of the line before.
saves = Table(
    "saves",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("at", Words, nullable=False),
    Column("about", Words, nullable=False),
    Column("part", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("counted", Words, nullable=False),
    Column("log_seq", Integer, nullable=False),
    Column("log_digest", Words, nullable=False),
    Column("previous", Words, nullable=False),
    Column("digest", Words, nullable=False),
)

# The log: rows are added, never changed. `previous` is the digest of the row before.
decisions = Table(
    "decisions",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("company", Words, nullable=False),
    Column("rubric", Words, nullable=False),
    Column("element", Words, nullable=False),
    Column("candidate", Words),
    Column("verdict", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("who", Words, nullable=False),
    Column("at", Words, nullable=False),
    Column("document", Words),
    Column("start", Integer),
    Column("end", Integer),
    Column("quote", Words),
    Column("rubric_version", Words, nullable=False),
    Column("rules_version", Words, nullable=False),
    Column("previous", Words, nullable=False),
    Column("digest", Words, nullable=False),
    Column("together", Integer, nullable=False, server_default="0"),
    Column("track", Words, nullable=False, server_default=""),
)

# One row: how far the log goes, so that a line cut off its end is missed.
log_end = Table(
    "log_end",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("digest", Words, nullable=False),
)

# What a researcher's list says of a company as a whole. Nothing that is found depends on it.
sectors = Table(
    "sectors",
    metadata,
    Column("company", Words, primary_key=True),
    Column("sector", Words, nullable=False),
)

# Candidates that are found no more, and between which of the company's decisions each was there: what comes back was
# seen by whoever decided then. `words` is a digest of the quote's.
went = Table(
    "went",
    metadata,
    Column("id", Words, primary_key=True),
    Column("company", Words, nullable=False),
    Column("rubric", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("element", Words, nullable=False),
    Column("words", Words, nullable=False),
    Column("supports", Boolean, nullable=False),
    Column("there", JSON, nullable=False),
)

# Sources that the newest run of their company did not find, and since when; what was read of them stays.
missing = Table(
    "missing",
    metadata,
    Column("company", Words, primary_key=True),
    Column("source", Words, primary_key=True),
    Column("how", Words, nullable=False),
    Column("since", Words, nullable=False),
    Column("last", Words, nullable=False),
)

# How often anything about a company changed: what was worked out before a change is not kept after it.
changes = Table(
    "changes",
    metadata,
    Column("company", Words, primary_key=True),
    Column("number", Integer, nullable=False),
)

# What was worked out of a company's candidates and decisions, until anything about it changes.
kept_states = Table(
    "kept_states",
    metadata,
    Column("company", Words, primary_key=True),
    Column("rubric", Words, primary_key=True),
    Column("stamp", Words, nullable=False),
    Column("body", JSON, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("name", Words, primary_key=True),
    Column("role", Words, nullable=False),
    Column("password", Words, nullable=False),
)

# Log-ins that failed, by the digest of the name that was given, and until when the next is not looked at.
failed_log_ins = Table(
    "failed_log_ins",
    metadata,
    Column("name", Words, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("until", Words, nullable=False),
)

# The readings whose text can be searched: their rows in the full-text table, which the first search makes.
searchable = Table(
    "searchable",
    metadata,
    Column("reading", Integer, primary_key=True, autoincrement=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
)


def of_company(table: Table, company: str | None) -> Select[tuple[object, ...]]:
    """The rows of one company, or of all."""
    return select(table) if company is None else select(table).where(table.c.company == company)
