"""What a document says about itself: author, dates, canonical address, sign-off, and what its kind was told by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Sources that were screened before have nothing there until they are screened again."""
    op.add_column("sources", sa.Column("about", sa.JSON))


def downgrade() -> None:
    """Only what screening again gives is lost."""
    op.drop_column("sources", "about")
