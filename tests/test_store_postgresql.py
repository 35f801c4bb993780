"""A workspace whose database lies on a PostgreSQL server: named once, by who may; what fails is told with the cure."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgresql_server import Server, behind, named, running
from review_samples import COMPANY, by_hand, decision, policy_document, policy_evidence, save
from sqlalchemy import Connection, text

from cli import cli
from review.web import create_app
from workspace import fulltext
from workspace.address import AddressError, server, server_of
from workspace.anchors import FILE_NAME as ANCHORS
from workspace.database import name_database
from workspace.people import Role
from workspace.records import Ruling
from workspace.search import asked
from workspace.store import Store, StoreError, open_store
from workspace.verified import quickly, states

POLICY = policy_document("a" * 64)
SECRET = "three-horses"


@pytest.fixture
def folder(postgresql: Server, tmp_path: Path) -> Iterator[Path]:
    address = postgresql.new_workspace(tmp_path)
    yield tmp_path
    postgresql.give_back(address)


def begun(folder: Path) -> Store:
    store = open_store(folder)
    save(store, "policy.pdf", POLICY, policy_evidence(POLICY))
    store.decide(decision(store.candidates()[0], Ruling.SUPPORTS))
    return store


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--workspace", str(folder), *arguments])


# --- the address


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://anna:three-horses@db/firmword", "a password does not belong"),
        ("postgresql://db/firmword?password=three-horses", "a password does not belong"),
        ("postgresql://anna:three-horses@db:port/firmword", "no database's address"),
        ("postgresql+psycopg2://anna:three-horses@db/firmword", "a password does not belong"),
        ("mysql://db/firmword", "no database on a PostgreSQL server"),
        ("postgresql://db", "no database on a PostgreSQL server"),
        ("postgresql://db/firmword?sslmode=perhaps", "disable, prefer, require, verify-full"),
        ("postgresql://db/firmword?shade=blue", "use one of host, sslmode, sslrootcert"),
        ("a/folder", "write postgresql://HOST/DATABASE"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_the_cure_and_without_a_password(
    address: str, told: str
) -> None:
    with pytest.raises(AddressError) as refused:
        server(address)
    assert told in str(refused.value)
    assert SECRET not in str(refused.value)


def test_an_address_says_host_port_database_and_user_and_the_rest_is_as_for_postgresqls_own_programs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGUSER", "anna")
    plain = server("postgresql://db.example.org/firmword")
    assert (plain.host, plain.port, plain.database, plain.who()) == ("db.example.org", 5432, "firmword", "anna")
    assert plain.socket is None
    named = server("postgresql+pg8000://ben@db:5433/firmword?sslmode=verify-full&sslrootcert=/etc/ca.pem")
    assert (named.port, named.who(), named.encrypted, named.certificates) == (5433, "ben", "verify-full", "/etc/ca.pem")
    assert server("postgresql:///firmword?host=/run/postgresql").socket == "/run/postgresql/.s.PGSQL.5432"


def test_the_password_comes_from_the_environment_or_the_password_file_that_nobody_else_can_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "passwords"
    file.write_text("other:5432:firmword:anna:wrong\ndb:*:firmword:anna:with\\:colon\n")
    monkeypatch.setenv("PGPASSFILE", str(file))
    monkeypatch.delenv("PGPASSWORD", raising=False)
    address = server("postgresql://anna@db/firmword")
    file.chmod(0o644)
    assert address.password() is None
    file.chmod(0o600)
    assert address.password() == "with:colon"
    assert server("postgresql://ben@db/firmword").password() is None
    monkeypatch.setenv("PGPASSWORD", SECRET)
    assert address.password() == SECRET


# --- the workspace that names it


def test_a_workspace_names_its_database_once(postgresql: Server, tmp_path: Path) -> None:
    first, other = postgresql.new_database(), postgresql.new_database()
    name_database(tmp_path, first)
    name_database(tmp_path, first)
    begun(tmp_path).close()
    with pytest.raises(StoreError, match="the workspace has its database at"):
        name_database(tmp_path, other)
    at = server_of(tmp_path)
    assert at is not None
    assert at.place == first
    assert not (tmp_path / "firmword.db").exists()


def test_a_workspace_with_a_file_keeps_it(postgresql: Server, tmp_path: Path) -> None:
    open_store(tmp_path).close()
    with pytest.raises(StoreError, match=r"has its database at .*firmword\.db; name another folder"):
        name_database(tmp_path, postgresql.new_database())


def test_an_address_where_nothing_answers_is_not_kept(postgresql: Server, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no such database"):
        name_database(tmp_path, postgresql.address("nowhere"))
    assert server_of(tmp_path) is None


def test_who_opens_an_empty_database_at_the_same_moment_makes_its_tables_once(
    postgresql: Server, tmp_path: Path
) -> None:
    named(tmp_path, postgresql.new_database())
    with ThreadPoolExecutor(4) as threads:
        for store in threads.map(lambda _: open_store(tmp_path), range(4)):
            assert store.decisions() == []
            store.close()


def test_whoever_can_write_to_the_server_alone_is_found_out(folder: Path) -> None:
    with begun(folder) as store:
        address = server_of(folder)
        assert address is not None
        assert [fault for fault in quickly(store).faults if "archive" not in fault.file] == []
        assert list(states(store)) == []
        with behind(address.place) as connection:
            connection.exec_driver_sql("UPDATE candidates SET quote = 'Another.'")
        (fault,) = states(store)
        assert fault.file == address.place


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE decisions DISABLE TRIGGER decisions_no_update",
        "DROP TRIGGER decisions_no_truncate ON decisions",
        "CREATE OR REPLACE FUNCTION decisions_no_delete() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
    ],
)
def test_a_guard_of_the_log_that_guards_no_more_is_a_fault(folder: Path, statement: str) -> None:
    with begun(folder) as store:
        address = server_of(folder)
        assert address is not None
        with behind(address.place) as connection:
            connection.exec_driver_sql(statement)
        assert ["triggers are not those that guard" in one.what for one in quickly(store).faults].count(True) == 1


def test_a_lost_database_is_begun_anew_only_when_asked_and_never_over_another(
    postgresql: Server, tmp_path: Path
) -> None:
    lost, empty = postgresql.new_database(), postgresql.new_database()
    name_database(tmp_path, lost)
    begun(tmp_path).close()
    with pytest.raises(StoreError, match="there are tables in this database"):
        open_store(tmp_path, anew=True)
    named(tmp_path, empty)
    with pytest.raises(StoreError, match=r"is empty, though the workspace holds documents.*--new-database"):
        open_store(tmp_path)
    with open_store(tmp_path, anew=True) as store:
        assert store.decisions() == []
    assert (tmp_path / f"{ANCHORS}.old-1").is_file()


# --- the commands


SAID = (
    ("export", "candidates", "--format", "jsonl"),
    ("export", "findings", "--format", "csv"),
    ("export", "scores", "--format", "csv"),
    ("explain", "Drellbeck Foods", "A.1.2"),
    ("people", "list"),
    ("engage", "show", "Drellbeck Foods"),
)


@pytest.mark.slow
def test_every_command_says_of_a_server_what_it_says_of_a_file(postgresql: Server, tmp_path: Path) -> None:
    document = str(Path(__file__).parent.parent / "fixtures" / "drellbeck-foods" / "framework-agreement.txt")
    screening = ("screen", document, "--company", "Drellbeck Foods", "--processes", "1")
    there, here = tmp_path / "there", tmp_path / "here"
    begun_there = run(there, *screening, "--database", postgresql.new_database())
    assert begun_there.exit_code == run(here, *screening).exit_code == 0, begun_there.output
    for folder in (there, here):
        with open_store(folder) as store:
            first = store.candidates()[0]
            evidence = first.evidence
            line = decision(first, Ruling.SUPPORTS)
            store.decide(replace(line, company=first.company, rubric=evidence.rubric, element=evidence.element))
            store.add_person("R. Viewer", Role.VIEWER, "three horses in a field")
            assert store.search(first.company, "agreement").total > 0
    for said in SAID:
        answers_of = [run(folder, *said) for folder in (there, here)]
        assert [one.exit_code for one in answers_of] == [answers_of[1].exit_code] * 2
        assert answers_of[0].stdout.replace(str(there), str(here)) == answers_of[1].stdout
    for folder in (there, here):
        assert "Everything holds" in run(folder, "verify", "--processes", "1").stdout


def test_the_desk_shows_searches_decides_and_refuses_a_stale_save_on_a_server(folder: Path) -> None:
    with begun(folder) as store:
        one = store.candidates()[1]
    told = {"token": "t", "company": COMPANY, "element": one.evidence.element, "candidate": one.id, "seen": "0"}
    with TestClient(create_app(folder, "R. Viewer", "t"), base_url="http://127.0.0.1") as desk:
        assert COMPANY in desk.get("/").text
        assert desk.get(f"/company/{COMPANY}/search", params={"q": "human rights"}).text.count("<mark") >= 2
        assert desk.post("/decide", data=told | {"verdict": "supports"}).status_code == 200
        assert desk.post("/decide", data=told | {"verdict": "rejected"}).status_code == 409
    with open_store(folder) as store:
        assert [line.verdict for line in store.decisions()] == [Ruling.SUPPORTS] * 2


def test_a_new_database_is_refused_while_the_present_one_can_be_read(postgresql: Server, folder: Path) -> None:
    begun(folder).close()
    other = postgresql.new_database()
    refused = run(folder, "screen", str(folder / "anchors"), "--new-database", "--database", other)
    assert (refused.exit_code, "can be read; leave the option out" in refused.stderr) == (2, True)


# --- what fails


def test_the_database_of_another_program_is_refused_and_left_as_it_is(postgresql: Server, tmp_path: Path) -> None:
    address = named(tmp_path, postgresql.new_database())
    with behind(address) as connection:
        connection.exec_driver_sql("CREATE TABLE places (name text)")
    with pytest.raises(StoreError, match=r"another program.*places.*createdb"):
        open_store(tmp_path)


def test_a_table_that_is_gone_is_damage(postgresql: Server, tmp_path: Path) -> None:
    address = named(tmp_path, postgresql.new_database())
    with begun(tmp_path) as store:
        with behind(address) as connection:
            connection.exec_driver_sql("DROP TABLE seen")
        with pytest.raises(StoreError, match=r"damaged \(relation .seen. does not exist\)\. .*backup"):
            store.seen(COMPANY)


def test_a_database_that_cannot_hold_every_text_is_refused(postgresql: Server, tmp_path: Path) -> None:
    postgresql.run("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    with pytest.raises(StoreError, match=r"LATIN1.*createdb --encoding UTF8"):
        name_database(tmp_path, postgresql.address("latin"))


def test_a_user_without_rights_is_told_so(postgresql: Server, folder: Path) -> None:
    begun(folder).close()
    address = server_of(folder)
    assert address is not None
    postgresql.run("CREATE ROLE guest LOGIN")
    named(folder, address.place.replace(f"//{postgresql.user}@", "//guest@"))
    with pytest.raises(StoreError, match=r"lacks the rights.*owner.*permission denied"):
        open_store(folder).decisions()
    named(folder, address.place)


def test_a_server_that_is_down_is_told_with_the_cure_and_when_it_is_up_again_all_goes_on(tmp_path: Path) -> None:
    with running() as own:
        named(tmp_path, own.new_database())
        with begun(tmp_path) as store:
            own.stop()
            with pytest.raises(StoreError, match=r"no PostgreSQL server can be reached.*Check that it runs"):
                store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
            answer = run(tmp_path, "export", "documents")
            assert (answer.exit_code, len(answer.stderr.splitlines())) == (2, 1)
            own.start()
            assert store.decide(by_hand("A.1.1/S1.a", Ruling.MET)) == 2
            assert store.check_log() == []


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port


def test_a_password_is_asked_for_and_never_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    port = free_port()
    rules = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
    with running(rules, port) as own:
        database = server(own.new_database()).database
        own.run(f"CREATE ROLE anna LOGIN SUPERUSER PASSWORD '{SECRET}'")
        address = f"postgresql://anna@127.0.0.1:{port}/{database}"
        monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
        monkeypatch.delenv("PGPASSWORD", raising=False)
        for given_one in (None, "wrong-horses"):
            if given_one:
                monkeypatch.setenv("PGPASSWORD", given_one)
            with pytest.raises(StoreError, match=r"does not take the password.*PGPASSWORD.*~/\.pgpass") as refused:
                name_database(tmp_path, address)
            assert "wrong-horses" not in str(refused.value)
        monkeypatch.setenv("PGPASSWORD", SECRET)
        name_database(tmp_path, address)
        begun(tmp_path).close()
        told = run(tmp_path, "--verbose", "verify", "--quick")
        assert SECRET not in told.output
        assert all(SECRET not in path.read_text() for path in (tmp_path / "database", tmp_path / ANCHORS))


# --- the same answers to a search

WORDS = [
    "labour",
    "Labour",
    "forced",
    "work",
    "workers",
    "ﬁrm",
    "Nestlé",
    "ΣΊΣΥΦΟΣ",
    "straße",
    "2025",
    "x" * 500,
    "'",
    "\\",
    "—",
]
BLOCKS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=5)
QUESTIONS = st.lists(
    st.sampled_from([*WORDS, "wor*", '"forced labour"', '"forced lab"*', "nestle", "x" * 450 + "*", "absent"]),
    min_size=1,
    max_size=3,
).map(" ".join)


Answer = tuple[int, list[tuple[str, int, int, str]]]


def answers(connection: Connection, blocks: list[str], question: str) -> Answer:
    rows = [{"row": n, "folded": one, "said": one, "start": 0, "page": 1} for n, one in enumerate(blocks, 1)]
    fulltext.begin(connection)
    fulltext.add(connection, rows)
    found = fulltext.answer(connection, asked(question), 1, len(blocks), 2)
    fulltext.remove(connection, 1, len(blocks))
    assert connection.execute(text(f"SELECT said FROM {fulltext.TABLE}")).scalars().all() == [fulltext.WAY]
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BLOCKS, QUESTIONS)
def test_a_server_gives_the_answers_that_the_file_gives(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, blocks: list[str], question: str
) -> None:
    if not any(character.isalnum() for character in question):
        return
    here, there = open_store(tmp_path_factory.getbasetemp() / "file"), open_store(folder)
    with here, there, here._write() as one, there._write() as other:
        assert answers(one, blocks, question) == answers(other, blocks, question)


def test_a_block_whose_words_a_server_cannot_keep_is_found_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fulltext, "MOST_BYTES", 10)
    with open_store(folder) as store, store._write() as connection:
        count, rows = answers(connection, ["much forced labour", "short"], "forced")
        assert (count, [row[0] for row in rows]) == (1, ["much forced labour"])
