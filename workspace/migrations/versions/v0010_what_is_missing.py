"""Of sources that the newest run did not find it is kept why, and since when.

Until now a document that was taken out of the list, or whose file or address was gone, was shown as if it were still
there, and what was confirmed in it counted without a word.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workspace.migrations import TEXT

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """A table that is empty at first: the next run fills it."""
    op.create_table(
        "missing",
        sa.Column("company", TEXT, primary_key=True),
        sa.Column("source", TEXT, primary_key=True),
        sa.Column("how", TEXT, nullable=False),
        sa.Column("since", TEXT, nullable=False),
        sa.Column("last", TEXT, nullable=False),
    )


def downgrade() -> None:
    """An older program would leave it as it is, and wrong."""
    raise NotImplementedError("An older program does not note what is missing.")
