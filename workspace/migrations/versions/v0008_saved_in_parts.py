"""Of a company the chain of saves has parts that stay small, so that a save costs the same however much is there.

Until now a line stood for all rows of a company, which were hashed anew with each of its documents. That line holds
until the company is next saved; older programs, which know no parts, no longer open the workspace, and one that has it
open adds no such line any more.
"""

from __future__ import annotations

from alembic import op

from workspace.guards import SAVED_IN_PARTS

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """What each save asks for is found without looking at all rows of the company."""
    # SQLite, which has no figures on the rows, takes the index with most of what is asked, and in the order asked for.
    op.drop_index("ix_candidates_document", "candidates")
    op.create_index("candidates_of_document", "candidates", ["document", "company", "rubric"])
    op.create_index("seen_last", "seen", ["last", "company", "source", "first", "sha256"])
    op.create_index("ledger_of_document", "ledger", ["document", "company", "rubric"])
    for statement in SAVED_IN_PARTS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """An older program would take the parts for changes behind its back."""
    raise NotImplementedError("An older program cannot read what newer ones note.")
