"""The desk: decisions made by one press, a second reading, evidence found by hand, people, what is kept or searched.

The columns of the log stay out of a line's digest where they hold what every line before them meant.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workspace.migrations import TEXT

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Every line so far was pressed alone and counts; every candidate so far was found by the rules."""
    op.add_column("decisions", sa.Column("together", sa.Integer, nullable=False, server_default="0"))
    op.add_column("decisions", sa.Column("track", TEXT, nullable=False, server_default=""))
    op.add_column("candidates", sa.Column("found_by", TEXT, nullable=False, server_default=""))
    op.create_table(
        "changes",
        sa.Column("company", TEXT, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_table(
        "kept_states",
        sa.Column("company", TEXT, primary_key=True),
        sa.Column("rubric", TEXT, primary_key=True),
        sa.Column("stamp", TEXT, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("name", TEXT, primary_key=True),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("password", TEXT, nullable=False),
    )
    op.create_table(
        "failed_log_ins",
        sa.Column("name", TEXT, primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("until", TEXT, nullable=False),
    )
    op.create_table(
        "searchable",
        sa.Column("reading", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """What people found or corrected, and who they are, would be lost."""
    raise NotImplementedError("Decisions and what people found are never thrown away.")
