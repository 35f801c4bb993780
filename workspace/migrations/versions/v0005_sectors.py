"""The sector of a company, as the researcher's list names it: companies are listed by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workspace.migrations import TEXT

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """No company has one so far: screening with a list that names it tells it, and repeats no work."""
    op.create_table(
        "sectors",
        sa.Column("company", TEXT, primary_key=True),
        sa.Column("sector", TEXT, nullable=False),
    )


def downgrade() -> None:
    """The list tells it again."""
    op.drop_table("sectors")
