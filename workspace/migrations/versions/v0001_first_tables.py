"""The first tables: sources, documents, candidates, ledger, and the decision log that only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workspace.guards import LOG_ONLY_GROWS

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
        sa.Column("company", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("website", sa.Text),
        sa.Column("fetched", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("document", sa.Text, index=True),
        sa.Column("media_type", sa.Text),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("pages_without_text", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("published", sa.Text),
        sa.Column("title", sa.Text),
    )
    op.create_table(
        "documents",
        sa.Column("reading", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.Text, nullable=False, index=True),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("sha256", "fingerprint"),
    )
    op.create_table(
        "candidates",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("company", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False, index=True),
        sa.Column("reading", sa.Integer, sa.ForeignKey("documents.reading"), nullable=False),
        sa.Column("rubric", sa.Text, nullable=False),
        sa.Column("element", sa.Text, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("rules_version", sa.Text, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
    )
    op.create_index("candidates_of_company", "candidates", ["company", "rubric"])
    op.create_table(
        "ledger",
        sa.Column("company", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("rubric", sa.Text, primary_key=True),
        sa.Column("document", sa.Text),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("rules_version", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
    )


def make_log() -> None:
    """What people decided: never changed, never made anew."""
    op.create_table(
        "decisions",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("company", sa.Text, nullable=False),
        sa.Column("rubric", sa.Text, nullable=False),
        sa.Column("element", sa.Text, nullable=False),
        sa.Column("candidate", sa.Text),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("document", sa.Text),
        sa.Column("start", sa.Integer),
        sa.Column("end", sa.Integer),
        sa.Column("quote", sa.Text),
        sa.Column("rubric_version", sa.Text, nullable=False),
        sa.Column("rules_version", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.create_index("decisions_of_company", "decisions", ["company", "rubric"])
    end = op.create_table(
        "log_end",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.bulk_insert(end, [{"id": 1, "seq": 0, "digest": ""}])
    if op.get_bind().dialect.name == "sqlite":
        for statement in LOG_ONLY_GROWS:
            op.execute(statement)


def downgrade() -> None:
    """There is nothing before the first tables, and decisions are never thrown away."""
    raise NotImplementedError("The decision log is never removed: delete the workspace folder by hand instead.")
