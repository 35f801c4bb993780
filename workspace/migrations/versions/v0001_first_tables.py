"""The first tables: sources, documents, candidates, ledger, and the decision log that only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workspace.guards import LOG_ONLY_GROWS
from workspace.migrations import TEXT

revision = "0001"
down_revision: str | None = None


def upgrade() -> None:
    """Make the tables."""
    make_screening_tables()
    make_log()


def make_screening_tables() -> None:
    """What was screened and found: made anew whenever a document is screened again."""
    op.create_table(
        "sources",
        sa.Column("company", TEXT, primary_key=True),
        sa.Column("source", TEXT, primary_key=True),
        sa.Column("location", TEXT, nullable=False),
        sa.Column("url", TEXT),
        sa.Column("website", TEXT),
        sa.Column("fetched", TEXT, nullable=False),
        sa.Column("answer", TEXT, nullable=False),
        sa.Column("document", TEXT, index=True),
        sa.Column("media_type", TEXT),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("pages_without_text", sa.Integer, nullable=False),
        sa.Column("kind", TEXT),
        sa.Column("language", TEXT),
        sa.Column("published", TEXT),
        sa.Column("title", TEXT),
    )
    op.create_table(
        "documents",
        sa.Column("reading", sa.Integer, primary_key=True),
        sa.Column("sha256", TEXT, nullable=False, index=True),
        sa.Column("fingerprint", TEXT, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("sha256", "fingerprint"),
    )
    op.create_table(
        "candidates",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("company", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False, index=True),
        sa.Column("reading", sa.Integer, sa.ForeignKey("documents.reading"), nullable=False),
        sa.Column("rubric", TEXT, nullable=False),
        sa.Column("element", TEXT, nullable=False),
        sa.Column("quote", TEXT, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("rules_version", TEXT, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
    )
    op.create_index("candidates_of_company", "candidates", ["company", "rubric"])
    op.create_table(
        "ledger",
        sa.Column("company", TEXT, primary_key=True),
        sa.Column("source", TEXT, primary_key=True),
        sa.Column("rubric", TEXT, primary_key=True),
        sa.Column("document", TEXT),
        sa.Column("asked", TEXT, nullable=False),
        sa.Column("rules_version", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
    )


def make_log() -> None:
    """What people decided: never changed, never made anew."""
    op.create_table(
        "decisions",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("company", TEXT, nullable=False),
        sa.Column("rubric", TEXT, nullable=False),
        sa.Column("element", TEXT, nullable=False),
        sa.Column("candidate", TEXT),
        sa.Column("verdict", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("document", TEXT),
        sa.Column("start", sa.Integer),
        sa.Column("end", sa.Integer),
        sa.Column("quote", TEXT),
        sa.Column("rubric_version", TEXT, nullable=False),
        sa.Column("rules_version", TEXT, nullable=False),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
    )
    op.create_index("decisions_of_company", "decisions", ["company", "rubric"])
    end = op.create_table(
        "log_end",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
    )
    op.bulk_insert(end, [{"id": 1, "seq": 0, "digest": ""}])
    for statement in LOG_ONLY_GROWS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """There is nothing before the first tables, and decisions are never thrown away."""
    raise NotImplementedError("The decision log is never removed: delete the workspace folder by hand instead.")
