"""The triggers that keep the decision log from being changed, and older programs out of the chain of saves."""

from __future__ import annotations

CHANGED = "the decision log only grows: a decision is never changed"
DELETED = "the decision log only grows: a decision is never deleted"
NOT_LAST = "the decision log only grows: a decision is added at its end"

# A row may only be added at the end; "INSERT OR REPLACE" would otherwise get round the other two.
_SQLITE = (
    f"""CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions
       BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END""",
    f"""CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions
       BEGIN SELECT RAISE(ABORT, '{DELETED}'); END""",
    f"""CREATE TRIGGER decisions_in_order BEFORE INSERT ON decisions
       WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM decisions)
       BEGIN SELECT RAISE(ABORT, '{NOT_LAST}'); END""",
)

# A program from before the chain had parts, that still runs, would add lines on a company as a whole to these.
IN_PARTS = "saves_in_parts"
WHOLE = "this workspace was brought up to date by a newer version: start the review, or the command, again"
_SQLITE_IN_PARTS = f"""CREATE TRIGGER {IN_PARTS} BEFORE INSERT ON saves WHEN NEW.part = 'screened'
       BEGIN SELECT RAISE(ABORT, '{WHOLE}'); END"""

_REFUSE_ORDER = f"RAISE EXCEPTION '{NOT_LAST}'; END IF;"

# A file whose rows were moved to a server takes no more saves, whoever still has it open.
MOVED = "moved_to_a_server"
BAR = f"""CREATE TRIGGER {MOVED} BEFORE INSERT ON saves BEGIN SELECT RAISE(ABORT, '{MOVED}'); END"""

# On a server each trigger calls a function of its own name: what fires it, and what the function does.
FUNCTIONS = {
    "decisions_no_update": ("BEFORE UPDATE", "ROW", f"BEGIN RAISE EXCEPTION '{CHANGED}'; END"),
    "decisions_no_delete": ("BEFORE DELETE", "ROW", f"BEGIN RAISE EXCEPTION '{DELETED}'; END"),
    "decisions_no_truncate": ("BEFORE TRUNCATE", "STATEMENT", f"BEGIN RAISE EXCEPTION '{DELETED}'; END"),
    "decisions_in_order": (
        "BEFORE INSERT",
        "ROW",
        f"BEGIN IF NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM decisions) THEN {_REFUSE_ORDER} RETURN NEW; END",
    ),
}
ON_SAVES = {
    IN_PARTS: (
        "BEFORE INSERT",
        "ROW",
        f"BEGIN IF NEW.part = 'screened' THEN RAISE EXCEPTION '{WHOLE}'; END IF; RETURN NEW; END",
    )
}


def _on_server(table: str, functions: dict[str, tuple[str, str, str]]) -> tuple[str, ...]:
    return tuple(
        statement
        for name, (when, each, body) in functions.items()
        for statement in (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
            f"CREATE TRIGGER {name} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()",
        )
    )


LOG_ONLY_GROWS = {"sqlite": _SQLITE, "postgresql": _on_server("decisions", FUNCTIONS)}
SAVED_IN_PARTS = {"sqlite": (_SQLITE_IN_PARTS,), "postgresql": _on_server("saves", ON_SAVES)}

# The triggers that are there, each with what it does, as the database tells it: all of it, in one line.
_TOLD_BY_SQLITE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
_TOLD_BY_POSTGRESQL = f"""SELECT t.tgname, concat_ws(' ', 'BEFORE',
    CASE t.tgtype & 60 WHEN 4 THEN 'INSERT' WHEN 8 THEN 'DELETE' WHEN 16 THEN 'UPDATE' WHEN 32 THEN 'TRUNCATE' END,
    CASE t.tgtype & 1 WHEN 1 THEN 'ROW' ELSE 'STATEMENT' END, p.prosrc,
    CASE WHEN t.tgenabled <> 'O' OR t.tgtype & 66 <> 2 OR t.tgqual IS NOT NULL OR t.tgattr::text <> ''
      OR c.relname <> CASE t.tgname WHEN '{IN_PARTS}' THEN 'saves' ELSE 'decisions' END THEN 'not always' END)
  FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
  WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"""
TOLD_BY = {"sqlite": _TOLD_BY_SQLITE, "postgresql": _TOLD_BY_POSTGRESQL}


def guards(dialect: str) -> dict[str, str]:
    """The triggers that are to be there, by name, as `TOLD_BY` tells them, white space apart."""
    if dialect == "sqlite":
        return {written.split()[2]: " ".join(written.split()) for written in (*_SQLITE, _SQLITE_IN_PARTS)}
    return {name: f"{when} {each} {body}" for name, (when, each, body) in (FUNCTIONS | ON_SAVES).items()}
