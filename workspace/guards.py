"""The triggers that keep the decision log from being changed."""

from __future__ import annotations

# A row may only be added at the end; "INSERT OR REPLACE" would otherwise get round the other two.
LOG_ONLY_GROWS = (
    """CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions
       BEGIN SELECT RAISE(ABORT, 'the decision log only grows: a decision is never changed'); END""",
    """CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions
       BEGIN SELECT RAISE(ABORT, 'the decision log only grows: a decision is never deleted'); END""",
    """CREATE TRIGGER decisions_in_order BEFORE INSERT ON decisions
       WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM decisions)
       BEGIN SELECT RAISE(ABORT, 'the decision log only grows: a decision is added at its end'); END""",
)
