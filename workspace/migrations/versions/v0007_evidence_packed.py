"""The evidence of candidates, compressed: a third of the bytes that it had as plain JSON.

The text of each stays what it was, sign by sign, and so do the digests that the chain of saves has of it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workspace.packed import compressed

revision = "0007"
down_revision = "0006"

AT_A_TIME = 1000  # rows: a large workspace does not come into memory whole
CANDIDATES = sa.table("candidates", *map(sa.column, ("id", "evidence", "packed")))


def upgrade() -> None:
    """Compress each piece of evidence, and put it in the place of its plain text."""
    op.add_column("candidates", sa.Column("packed", sa.LargeBinary, nullable=False, server_default=sa.text("''")))
    connection, last = op.get_bind(), ""
    known = CANDIDATES.c
    text = sa.cast(known.evidence, sa.Text).label("text")
    place = sa.update(CANDIDATES).where(known.id == sa.bindparam("name")).values(packed=sa.bindparam("body"))
    while rows := connection.execute(
        sa.select(known.id, text).where(known.id > last).order_by(known.id).limit(AT_A_TIME)
    ).all():
        connection.execute(place, [{"name": row.id, "body": compressed(row.text)} for row in rows])
        last = rows[-1].id
    op.drop_column("candidates", "evidence")
    op.execute("ALTER TABLE candidates RENAME COLUMN packed TO evidence")


def downgrade() -> None:
    """The plain text takes three times the room."""
    raise NotImplementedError("An older program cannot read what newer ones write.")
