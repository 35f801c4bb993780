"""Of candidates that are found no more it is kept when they were there.

Until now what went and came back, as when a file was damaged for a day, was as new as what never was: whoever had
called an element not met with it in view was asked again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """A table that is empty at first: what went before is not known."""
    op.create_table(
        "went",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("company", sa.Text, nullable=False),
        sa.Column("rubric", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("element", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("supports", sa.Boolean, nullable=False),
        sa.Column("there", sa.JSON, nullable=False),
    )
    op.create_index("went_of_source", "went", ["company", "source"])


def downgrade() -> None:
    """An older program would leave it as it is, and wrong."""
    raise NotImplementedError("An older program does not note what goes.")
