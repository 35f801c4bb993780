"""What a source was and when it was seen, by which readers a text was read, and the chain of saves.

The chain has a line for each change of what was screened, decided or worked out, with the digest of what was saved and
the digest of the line before: `firmword verify` compares. What is there now is its beginning (`workspace/saves.py`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workspace.migrations import TEXT

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Each source so far was seen once, when it was fetched; by which readers is not known."""
    op.add_column("documents", sa.Column("read_by", TEXT, nullable=False, server_default=""))
    op.create_table(
        "seen",
        sa.Column("company", TEXT, primary_key=True),
        sa.Column("source", TEXT, primary_key=True),
        sa.Column("first", TEXT, primary_key=True),
        sa.Column("sha256", TEXT, primary_key=True),
        sa.Column("last", TEXT, nullable=False),
        sa.Column("kind", TEXT),
    )
    op.execute(
        "INSERT INTO seen (company, source, first, sha256, last, kind) "
        "SELECT company, source, fetched, document, fetched, kind FROM sources WHERE document IS NOT NULL"
    )
    op.create_table(
        "saves",
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", TEXT, nullable=False),
        sa.Column("about", TEXT, nullable=False),
        sa.Column("part", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("counted", TEXT, nullable=False),
        sa.Column("log_seq", sa.Integer, nullable=False),
        sa.Column("log_digest", TEXT, nullable=False),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
    )
    op.create_index("saves_about", "saves", ["about", "part", "n"])


def downgrade() -> None:
    """By what changes show would be lost."""
    raise NotImplementedError("The chain of saves is never thrown away.")
