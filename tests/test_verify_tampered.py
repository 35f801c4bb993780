"""Two hundred ways of changing a workspace behind the program's back: `verify` finds each of them.

Those who change rows may know how Firmword computes its digests: half of the changes of the database have the chain of
the log, the chain of saves and all digests of rows computed anew. The file of anchors tells these.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update
from sqlalchemy import delete as sql_delete
from verify_samples import RUBRIC, decide, put, sample

from archive.register import Register, Visit
from reports.verify import verify
from workspace import FILE_NAME, decisions, saves, tables
from workspace.database import _engine, write_transaction
from workspace.guards import LOG_ONLY_GROWS
from workspace.packed import compressed, expanded
from workspace.packing import fingerprint
from workspace.records import Decision, Ruling
from workspace.store import Store, open_store
from workspace.verified import quickly, states

Tamper = Callable[[random.Random, Path], None]
SEEDS = range(10)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(tmp_path_factory.mktemp("whole"))


def rewritten(folder: Path, *statements: tuple[str, tuple[object, ...]]) -> None:
    """Run statements past the guards, and put the guards back."""
    connection = sqlite3.connect(folder / FILE_NAME)
    with connection:
        for name in ("decisions_no_update", "decisions_no_delete", "decisions_in_order"):
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        for statement, values in statements:
            connection.execute(statement, values)
        for guard in LOG_ONLY_GROWS["sqlite"]:
            connection.execute(guard)
    connection.close()


def computed_anew(folder: Path, log: bool = True, rows: bool = True) -> None:
    """All digests computed anew, as by someone who has read the program: the log's chain, the rows', the saves'."""
    engine = _engine(folder / FILE_NAME)
    connection = sqlite3.connect(folder / FILE_NAME)
    for name in ("decisions_no_update", "decisions_no_delete", "decisions_in_order"):
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    connection.commit()
    with write_transaction(engine) as opened:
        if log:
            _log_anew(opened)
        if rows:
            _saves_anew(opened)
    with connection:
        for guard in LOG_ONLY_GROWS["sqlite"]:
            connection.execute(guard)
    connection.close()
    engine.dispose()


def _log_anew(connection: Connection) -> None:
    log = tables.decisions
    lines = connection.execute(select(log).order_by(log.c.seq)).all()
    connection.execute(sql_delete(log))
    previous = ""
    for seq, row in enumerate(lines, start=1):
        values = {name: value for name, value in row._mapping.items() if name not in ("previous", "digest")} | {
            "seq": seq
        }
        digest = decisions._digest({name: values[name] for name in decisions._FIELDS}, previous)
        connection.execute(insert(log).values(**values, previous=previous, digest=digest))
        previous = digest
    connection.execute(update(tables.log_end).values(seq=len(lines), digest=previous))


def _saves_anew(connection: Connection) -> None:
    known = tables.saves
    digests = {row.seq: row.digest for row in connection.execute(select(tables.decisions))}
    lines = saves.lines(connection)
    last = saves.together(lines)
    connection.execute(sql_delete(known))
    previous = ""
    for number, line in enumerate(lines, start=1):
        fresh = replace(line, n=number, previous=previous)
        if last[line.about, line.part] == line and line.part != saves.VISITS:
            state, counted = saves.state_of(connection, line.about, line.part)
            fresh = replace(fresh, state=state, counted=counted)
        seq = min(line.log_seq, len(digests))
        fresh = replace(fresh, log_seq=seq, log_digest=digests.get(seq, ""))
        fresh = replace(fresh, digest=saves.digest_of(fresh))
        connection.execute(insert(known).values(asdict(fresh)))
        previous = fresh.digest


def one_of(folder: Path, query: str, rng: random.Random) -> tuple[object, ...]:
    with sqlite3.connect(folder / FILE_NAME) as connection:
        found: tuple[object, ...] = rng.choice(connection.execute(query).fetchall())
    return found


# --- the log


def edit_decision(rng: random.Random, folder: Path) -> None:
    (seq,) = one_of(folder, "SELECT seq FROM decisions", rng)
    column, value = rng.choice(
        [("verdict", "skipped"), ("note", "other"), ("who", "Nobody"), ("quote", "x"), ("at", "1999"),
         ("track", "second"), ("element", "A.1.9/S1.z"), ("company", "Another"), ("end", 7), ("together", 3)]
    )  # fmt: skip
    rewritten(folder, (f'UPDATE decisions SET "{column}" = ? WHERE seq = ?', (value, seq)))


def edit_decision_and_chain(rng: random.Random, folder: Path) -> None:
    edit_decision(rng, folder)
    computed_anew(folder, rows=rng.random() < 0.5)


def delete_decision(rng: random.Random, folder: Path) -> None:
    (seq,) = one_of(folder, "SELECT seq FROM decisions", rng)
    rewritten(folder, ("DELETE FROM decisions WHERE seq = ?", (seq,)))
    if rng.random() < 0.6:
        computed_anew(folder, rows=rng.random() < 0.5)


def insert_decision(rng: random.Random, folder: Path) -> None:
    made = Decision("Tessgarth Weavers", RUBRIC, "A.1.1/S1.a", None, Ruling.MET, "", "Nobody", "2026-03-05")
    row = asdict(made) | {"verdict": "met", "seq": 99, "previous": "", "digest": ""}
    names = ", ".join(f'"{name}"' for name in row)
    rewritten(folder, (f"INSERT INTO decisions ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())))
    if rng.random() < 0.7:
        computed_anew(folder, rows=rng.random() < 0.5)


def reorder_decisions(rng: random.Random, folder: Path) -> None:
    first, second = rng.sample(range(1, 13), 2)
    move = "UPDATE decisions SET seq = ? WHERE seq = ?"
    rewritten(folder, (move, (999, first)), (move, (first, second)), (move, (second, 999)))
    if rng.random() < 0.6:
        computed_anew(folder, rows=rng.random() < 0.5)


def empty_log(rng: random.Random, folder: Path) -> None:
    keep = rng.choice([0, 0, 1, 5, 11])
    rewritten(folder, ("DELETE FROM decisions WHERE seq > ?", (keep,)))
    computed_anew(folder, rows=rng.random() < 0.5)


# --- what was screened


def edit_candidate(rng: random.Random, folder: Path) -> None:
    name, body = one_of(folder, "SELECT id, evidence FROM candidates", rng)
    evidence = json.loads(expanded(body))
    field, value = rng.choice(
        [("quote", evidence["quote"] + " not"), ("reason", "too_old"), ("explanation", "Other."), ("page", 40),
         ("verdict", "weak" if evidence["verdict"] == "supports" else "supports"),
         ("weight", 9.0), ("start", evidence["start"] + 1),
         ("boxes", [{"page": 1, "x0": 1.0, "top": 1.0, "x1": 2.0, "bottom": 2.0}]), ("notes", ["by_law"])]
    )  # fmt: skip
    evidence[field] = value
    quote = evidence["quote"]
    row = (compressed(json.dumps(evidence)), quote, name)
    rewritten(folder, ("UPDATE candidates SET evidence = ?, quote = ? WHERE id = ?", row))


def edit_candidate_and_digests(rng: random.Random, folder: Path) -> None:
    edit_candidate(rng, folder)
    computed_anew(folder)


def move_candidate(rng: random.Random, folder: Path) -> None:
    (name,) = one_of(folder, "SELECT id FROM candidates", rng)
    column, value = rng.choice([("element", "A.1.4/S1.a"), ("found_by", "Nobody"), ("current", 0),
                                ("rules_version", "x"), ("company", "Another"), ("rubric", "rsj-2018")])  # fmt: skip
    rewritten(folder, (f"UPDATE candidates SET {column} = ? WHERE id = ?", (value, name)))


def delete_rows(rng: random.Random, folder: Path) -> None:
    table = rng.choice(["candidates", "sources", "ledger", "seen", "documents", "people", "sectors"])
    (row,) = one_of(folder, f"SELECT rowid FROM {table}", rng)
    rewritten(folder, (f"DELETE FROM {table} WHERE rowid = ?", (row,)))
    if rng.random() < 0.5:
        computed_anew(folder)


def change_outcome(rng: random.Random, folder: Path) -> None:
    table, column, value = rng.choice(
        [("sources", "outcome", "damaged"), ("ledger", "outcome", "empty"), ("sources", "kind", "policy"),
         ("sources", "fetched", "2020-01-01"), ("sources", "pages_without_text", 3), ("ledger", "searched", "{}"),
         ("ledger", "rules_version", "later"), ("seen", "first", "2019-01-01"), ("seen", "last", "2031-01-01"),
         ("sources", "document", "5" * 64), ("people", "role", "admin"), ("sectors", "sector", "mining")]
    )  # fmt: skip
    (row,) = one_of(folder, f"SELECT rowid FROM {table}", rng)
    rewritten(folder, (f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (value, row)))
    if rng.random() < 0.5:
        computed_anew(folder)


def change_worked_out(rng: random.Random, folder: Path) -> None:
    (row,) = one_of(folder, "SELECT rowid FROM kept_states", rng)
    body = json.dumps({"low": rng.randint(1, 9), "high": 9.5})
    rewritten(folder, ("UPDATE kept_states SET body = ? WHERE rowid = ?", (body, row)))
    if rng.random() < 0.5:
        computed_anew(folder)


def change_text(rng: random.Random, folder: Path) -> None:
    row, body = one_of(folder, "SELECT reading, body FROM documents", rng)
    assert isinstance(body, bytes)
    packed = json.loads(zlib.decompress(body))
    place = rng.randrange(len(packed["text"]))
    packed["text"] = packed["text"][:place] + "x" + packed["text"][place + 1 :] + rng.choice(["", " "])
    fresh = zlib.compress(json.dumps(packed, separators=(",", ":")).encode())
    rewritten(folder, ("UPDATE documents SET body = ? WHERE reading = ?", (fresh, row)))
    if rng.random() < 0.5:
        computed_anew(folder)


def swap_texts(rng: random.Random, folder: Path) -> None:
    first, second = rng.sample(range(1, 7), 2)
    move = "UPDATE documents SET body = (SELECT body FROM documents AS other WHERE other.reading = ?) WHERE reading = ?"
    rewritten(folder, (move, (first, second)))


@pytest.mark.parametrize("value", [1.5, "1abc"])
@pytest.mark.parametrize("table", ["documents", "candidates"])
def test_what_only_begins_like_a_truth_value_is_not_taken_for_one(tampered: Path, table: str, value: object) -> None:
    row = f"(SELECT min(rowid) FROM {table} WHERE current = 1)"
    rewritten(tampered, (f"UPDATE {table} SET current = ? WHERE rowid = {row}", (value,)))
    with open_store(tampered) as store:
        assert ["were changed" in one.what for one in states(store)] == [True]


def test_a_row_that_cannot_be_read_hides_nothing_else(tampered: Path) -> None:
    (first,), (other,), *_ = read_rows(tampered, "SELECT min(id) FROM candidates GROUP BY company")
    body = zlib.compress(b"{}")
    rewritten(
        tampered,
        ("UPDATE candidates SET evidence = 'nonsense' WHERE id = ?", (first,)),
        ("UPDATE candidates SET found_by = 'Nobody' WHERE id = ?", (other,)),
        ("UPDATE documents SET body = 'nonsense' WHERE reading = 1", ()),
        ("UPDATE documents SET body = ? WHERE reading = 3", (body,)),
    )
    path = sorted((tampered / "archive").glob("??/*"))[0]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[::-1])
    with open_store(tampered) as store:
        told = "\n".join(map(str, verify(store, processes=1).faults))
    assert f"the evidence of candidate {first}" in told
    assert told.count("the candidates of “") == 2
    assert told.count("is no text that Firmword stored") == 2
    assert "its content was changed" in told


def read_rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / FILE_NAME) as connection:
        return connection.execute(query).fetchall()


# --- what is kept to compare with


def change_kept_digest(rng: random.Random, folder: Path) -> None:
    (number,) = one_of(folder, "SELECT n FROM saves", rng)
    column, value = rng.choice([("state", "0" * 64), ("digest", "0" * 64), ("previous", ""), ("counted", "1 1 1 1"),
                                ("at", "2020-01-01"), ("about", "Another"), ("log_seq", 0)])  # fmt: skip
    with sqlite3.connect(folder / FILE_NAME) as connection:
        before = connection.execute("SELECT * FROM saves ORDER BY n").fetchall()
        connection.execute(f"UPDATE saves SET {column} = ? WHERE n = ?", (value, number))
        if before == connection.execute("SELECT * FROM saves ORDER BY n").fetchall():
            connection.execute("DELETE FROM saves WHERE n = ?", (number,))


def delete_kept_digests(rng: random.Random, folder: Path) -> None:
    (number,) = one_of(folder, "SELECT n FROM saves", rng)
    which = rng.choice(["n = ?", "n >= ?", "n <= ?", "? > 0"])
    with sqlite3.connect(folder / FILE_NAME) as connection:
        connection.execute(f"DELETE FROM saves WHERE {which}", (number,))
    if rng.random() < 0.4:
        computed_anew(folder)


def change_anchors(rng: random.Random, folder: Path) -> None:
    path = folder / "anchors"
    lines = path.read_text().splitlines(keepends=True)
    begun = [place for place, line in enumerate(lines) if line.startswith("+")]
    place = rng.choice(begun)
    manner = rng.randrange(4)
    if manner == 0:
        lines[place] = lines[place].replace(lines[place].split()[2], "0" * 64)
    elif manner == 1:
        del lines[place]
    elif manner == 2:
        lines = lines[:place]
    path.write_text("".join(lines))
    if manner == 3:
        path.unlink()


# --- the archive


def archived(folder: Path, rng: random.Random) -> Path:
    return rng.choice(sorted(path for path in (folder / "archive").glob("??/*") if path.is_file()))


def change_archived(rng: random.Random, folder: Path) -> None:
    path = archived(folder, rng)
    content = bytearray(path.read_bytes())
    path.chmod(0o644)
    if rng.random() < 0.3:
        content += b" "
    content[rng.randrange(len(content))] ^= 1
    path.write_bytes(bytes(content))


def delete_archived(rng: random.Random, folder: Path) -> None:
    path = archived(folder, rng)
    path.unlink()
    if rng.random() < 0.5:  # and from the register of what was received
        register_anew(folder, lambda visit: None if visit.sha256 == path.name else visit)


def register_anew(folder: Path, change: Callable[[Visit], Visit | None]) -> None:
    """The register of visits with its chain computed anew."""
    register = Register(folder / "archive")
    visits = [change(line.visit) for line in register.lines()]
    register.path.unlink()
    fresh = Register(folder / "archive")
    for visit in visits:
        if visit is not None:
            fresh.add(visit)


def change_register(rng: random.Random, folder: Path) -> None:
    path = archived(folder, rng)
    manner = rng.randrange(4)
    if manner == 0:
        register_anew(folder, lambda visit: replace(visit, at="2020-01-01") if visit.sha256 == path.name else visit)
        return
    register = folder / "archive" / "visits.jsonl"
    lines = register.read_bytes().splitlines(keepends=True)
    place = rng.randrange(len(lines))
    if manner == 1:
        del lines[place]
    elif manner == 2:
        lines[place] = lines[place].replace(b"2026-03-01", b"2026-04-01").replace(b"2025-03-01", b"2026-03-01")
    register.write_bytes(b"".join(lines))
    if manner == 3:
        register.unlink()


def add_archived(rng: random.Random, folder: Path) -> None:
    name = rng.choice(["notes.txt", "ab/" + "ab" * 32, "ab/" + "cd" * 32, archived(folder, rng).name])
    path = folder / "archive" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("put here")


def swap_archived(rng: random.Random, folder: Path) -> None:
    first, second = rng.sample(sorted((folder / "archive").glob("??/*")), 2)
    one, other = first.read_bytes(), second.read_bytes()
    for path, content in ((first, other), (second, one)):
        path.chmod(0o644)
        path.write_bytes(content)


def weaken_guards(rng: random.Random, folder: Path) -> None:
    name, event = rng.choice([("no_update", "UPDATE"), ("no_delete", "DELETE"), ("in_order", "INSERT")])
    with sqlite3.connect(folder / FILE_NAME) as connection:
        if rng.random() < 0.3:
            log = "UPDATE candidates SET quote = quote || ' not' WHERE id = NEW.candidate"
            connection.execute(f"CREATE TRIGGER later AFTER INSERT ON decisions BEGIN {log}; END")
            return
        connection.execute(f"DROP TRIGGER decisions_{name}")
        if rng.random() < 0.7:
            never = f"BEFORE {event} ON decisions WHEN 0 BEGIN SELECT RAISE(ABORT, 'never'); END"
            connection.execute(f"CREATE TRIGGER decisions_{name} {never}")


def write_into_register(rng: random.Random, folder: Path) -> None:
    """What its digests do not speak of: a field more, another order, other spaces, an empty line."""
    register = folder / "archive" / "visits.jsonl"
    lines = register.read_bytes().splitlines(keepends=True)
    place = rng.randrange(len(lines))
    visit = json.loads(lines[place])
    odd = [json.dumps(visit | {"seen_by": "Nobody"}), json.dumps(visit), json.dumps(dict(reversed(visit.items())))]
    lines[place] = rng.choice([*(one.encode() + b"\n" for one in odd), lines[place] + b"\n"])
    register.write_bytes(b"".join(lines))


TAMPERS: tuple[Tamper, ...] = (
    edit_decision, edit_decision_and_chain, delete_decision, insert_decision, reorder_decisions, empty_log,
    edit_candidate, edit_candidate_and_digests, move_candidate, delete_rows, change_outcome, change_worked_out,
    change_text, swap_texts, change_kept_digest, delete_kept_digests, change_anchors,
    change_archived, delete_archived, add_archived, swap_archived, change_register,
    weaken_guards, write_into_register,
)  # fmt: skip


@pytest.fixture
def tampered(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "workspace"))


@pytest.mark.parametrize("tamper", TAMPERS, ids=lambda tamper: tamper.__name__)
def test_each_of_two_hundred_changes_is_found(whole: Path, tmp_path: Path, tamper: Tamper) -> None:
    missed = []
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        shutil.copytree(whole, folder)
        tamper(random.Random(f"{tamper.__name__} {seed}"), folder)
        with open_store(folder) as store:
            found = verify(store, quick=True)
            found = verify(store, processes=1) if found.whole else found
        if found.whole:
            missed.append(seed)
        assert all(one.file and one.what and one.cure for one in found.faults)
    assert missed == []


def test_there_are_at_least_two_hundred() -> None:
    assert len(TAMPERS) * len(SEEDS) >= 200


# --- what is no tampering


def test_an_untouched_workspace_holds(whole: Path) -> None:
    with open_store(whole) as store:
        found = verify(store, processes=1)
        assert (found.faults, found.remarks) == ((), ())
        assert found.compared is not None
        assert found.compared["quotes"] > 30
        assert found.compared["boxes"] > 5


def test_what_the_tests_do_around_a_change_is_no_fault_in_itself(tampered: Path) -> None:
    rewritten(tampered)
    computed_anew(tampered)
    with open_store(tampered) as store:
        assert verify(store, processes=1).faults == ()


def test_what_is_saved_and_decided_later_holds_too(tampered: Path) -> None:
    with open_store(tampered) as store:
        anchor = store.anchor()
        decide(store, "Tessgarth Weavers", 2, Ruling.SUPPORTS)
        put(store, "Tessgarth Weavers", "new.md", b"# New\n\nWe respect human rights in all that we do.\n")
        store.remove_person("R. Viewer")
        assert store.anchor() != anchor
        assert verify(store, anchor=anchor, processes=1).faults == ()


def test_a_refused_or_unfinished_save_leaves_no_fault(tampered: Path) -> None:
    with open_store(tampered) as store:
        with pytest.raises(ValueError, match="no decision about"):
            decide(store, "Tessgarth Weavers", 0, Ruling.MET)
        with pytest.raises(RuntimeError, match="stopped"):
            stopped(store)
        # Killed before the transaction ended, and after it: the line that was begun, and none that it was finished.
        with (tampered / "anchors").open("a") as file:
            file.write(f"+ {len(saves_of(tampered)) + 1} {'0' * 64} 0 - 2026-03-01T09:00:00+00:00\n")
        assert quickly(store).faults == ()
        decide(store, "Tessgarth Weavers", 1, Ruling.SUPPORTS)
        assert quickly(store).faults == ()


def stopped(store: Store) -> None:
    with store._write() as connection:
        saves.note(connection, "Tessgarth Weavers", saves.DECIDED)
        raise RuntimeError("stopped")


def saves_of(folder: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / FILE_NAME) as connection:
        return connection.execute("SELECT n FROM saves").fetchall()


def test_an_older_database_that_was_put_back_shows_however_much_is_decided_after_it(tampered: Path) -> None:
    older = (tampered / FILE_NAME).read_bytes()
    with open_store(tampered) as store:
        decide(store, "Tessgarth Weavers", 2, Ruling.SUPPORTS)
    for journal in tampered.glob(f"{FILE_NAME}-*"):
        journal.unlink()
    (tampered / FILE_NAME).write_bytes(older)
    for number in range(3):
        with open_store(tampered) as store:
            decide(store, "Tessgarth Weavers", 2, Ruling.REJECTED)
            told = [one.what for one in quickly(store).faults]
        assert (number, ["was made a second time" in what for what in told[:1]]) == (number, [True])


def test_who_rewrites_all_with_the_anchors_is_found_by_an_anchor_that_left_the_house(tampered: Path) -> None:
    with open_store(tampered) as store:
        anchor = store.anchor()
    empty_log(random.Random(1), tampered)
    computed_anew(tampered)
    (tampered / "anchors").unlink()
    with open_store(tampered) as store, store.reading() as connection:
        lines = saves.lines(connection)
    begun = (f"+ {one.n} {one.digest} {one.log_seq} {one.log_digest or '-'} {one.at}\n" for one in lines)
    (tampered / "anchors").write_text("".join(begun))
    with open_store(tampered) as store:
        assert quickly(store).faults == ()
        found = quickly(store, anchor)
        assert [anchor in one.what for one in found.faults] == [True]
        assert quickly(store, anchor[:16]).faults != ()


@pytest.mark.parametrize("rewritten_since", [False, True])
def test_a_text_of_older_readers_is_compared_with_what_was_stored_then(tampered: Path, rewritten_since: bool) -> None:
    with open_store(tampered) as store, store._write() as connection:
        row = connection.execute(select(tables.documents).order_by(tables.documents.c.reading.desc())).first()
        assert row is not None
        packed = json.loads(zlib.decompress(row.body)) | {"title": "Read otherwise then"}
        body = zlib.compress(json.dumps(packed, separators=(",", ":")).encode())
        values = {"body": body, "read_by": "1"} | ({} if rewritten_since else {"fingerprint": fingerprint(body)})
        connection.execute(update(tables.documents).where(tables.documents.c.reading == row.reading).values(values))
        saves.note(connection, row.sha256, saves.DOCUMENT)
    with open_store(tampered) as store:
        found = verify(store, processes=1)
    assert ["another than the one that was stored" in one.what for one in found.faults] == [True] * rewritten_since
    assert ["older readers" in one for one in found.remarks] == [True]
