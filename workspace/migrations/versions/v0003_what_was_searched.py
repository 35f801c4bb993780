"""What was searched of each document, and by which lexicons: until now it was asked of those of the day."""

from __future__ import annotations

import json
import zlib

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NOTHING: dict[str, object] = {"parts": [], "unsearched": [], "whole": False}
WITH_TEXT = frozenset({"read", "repaired", "partly_read"})

LEDGER = sa.table(
    "ledger",
    *map(sa.column, ("company", "source", "rubric", "document", "outcome")),
    sa.column("searched", sa.JSON),
)
DOCUMENTS = sa.table("documents", sa.column("sha256"), sa.column("body"), sa.column("current", sa.Boolean))


def upgrade() -> None:
    """Fill it for what was screened before by what held then: there were English lexicons and no others."""
    op.add_column(
        "ledger", sa.Column("searched", sa.JSON, nullable=False, server_default=sa.text(f"'{json.dumps(NOTHING)}'"))
    )
    connection = op.get_bind()
    languages = languages_read(connection)
    rows = connection.execute(sa.select(LEDGER)).all()
    # A copy was not read again: what its original gave holds for it.
    originals = {(row.company, row.rubric, row.document): row.outcome for row in rows if row.outcome != "duplicate"}
    for row in rows:
        outcome = originals.get((row.company, row.rubric, row.document)) or row.outcome
        if outcome in WITH_TEXT and row.document in languages:
            key = (getattr(LEDGER.c, name) == getattr(row, name) for name in ("company", "source", "rubric"))
            found = searched_then(outcome, languages[row.document])
            connection.execute(sa.update(LEDGER).where(*key).values(searched=found))


def languages_read(connection: sa.Connection) -> dict[str, str | None]:
    """The language of each document by its sha256, as its text was last read."""
    query = sa.select(DOCUMENTS.c.sha256, DOCUMENTS.c.body).where(DOCUMENTS.c.current)
    return {row.sha256: json.loads(zlib.decompress(row.body))["language"] for row in connection.execute(query)}


def searched_then(outcome: str, language: str | None) -> dict[str, object]:
    """What was searched of a text in this language when the only lexicons were English.

    A text too short to tell counted as English, and one in a language that could not be told as not searched:
    English lexicons were tried on it.
    """
    unsearched = [one for one in (language or "en").split("+") if one != "en"]
    tried = language == "und"
    english: dict[str, object] = {"language": "en", "version": None, "parsed": True, "cannot_ask": [], "tried": tried}
    in_english = tried or "en" in (language or "en").split("+")
    whole = outcome in ("read", "repaired") and not unsearched
    return {"parts": [english] if in_english else [], "unsearched": unsearched, "whole": whole}


def downgrade() -> None:
    """Screening again tells it."""
    op.drop_column("ledger", "searched")
