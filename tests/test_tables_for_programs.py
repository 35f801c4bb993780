"""Tables for other programs: Parquet with real types, a description of each column, and a question answered on them."""

from __future__ import annotations

import csv
import io
import json
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import duckdb
import pytest
from frictionless import Package, Resource
from report_samples import COMPANY, DOCUMENT, FIRM, OTHER, RUBRIC, decide, piece, read_whole, workspace
from test_reports_export import CANDIDATE

from errors import InputError
from extractors.records import Fact, FactKind, Listing, Source
from reports.columns import TITLES, columns, parquet_type
from reports.described import ENDING, description
from reports.export import export, table_rows
from reports.exports import export_file
from reports.parquet import write_parquet
from reports.rows import TABLES, Table, year_of
from workspace.records import Decision, Ruling
from workspace.store import Store, open_store

UNGPS = "A.1.1/S2.a"
DOCS = Path(__file__).parents[1] / "docs" / "exports.md"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(workspace(tmp_path / "workspace")) as opened:
        opened.keep_sectors({COMPANY: "Household goods"})
        yield opened


def decided(store: Store) -> None:
    for one in store.candidates(COMPANY, RUBRIC):
        decide(store, one, Ruling.SUPPORTS if one.evidence.quote == FIRM.quote else Ruling.WEAK, "as they say")


def parquet(store: Store, table: Table, path: Path) -> list[dict[str, object]]:
    """A table as it is read back from Parquet."""
    export(store, table, "parquet", path)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.execute("SELECT * FROM read_parquet($path)", {"path": str(path)})
        names = [one[0] for one in found.description or ()]
        return [dict(zip(names, line, strict=True)) for line in found.fetchall()]


def types(path: Path) -> dict[str, str]:
    with duckdb.connect() as connection:
        described = connection.execute("DESCRIBE SELECT * FROM read_parquet($path)", {"path": str(path)})
        return {line[0]: line[1] for line in described.fetchall()}


# --- Parquet


def as_json(value: object) -> object:
    return json.loads(json.dumps(value, default=lambda one: one.isoformat()))


@pytest.mark.parametrize("table", TABLES)
def test_parquet_holds_what_json_lines_hold(store: Store, tmp_path: Path, table: Table) -> None:
    decided(store)
    out = io.StringIO()
    export(store, table, "jsonl", None, None, out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert lines
    assert as_json(parquet(store, table, tmp_path / "table.parquet")) == lines


def test_nested_fields_numbers_and_moments_have_their_types(store: Store, tmp_path: Path) -> None:
    decided(store)
    (first, *_) = parquet(store, "candidates", tmp_path / "candidates.parquet")
    kinds = types(tmp_path / "candidates.parquet")
    assert kinds["decided_at"] == "TIMESTAMP WITH TIME ZONE"
    assert (kinds["page"], kinds["shown"], kinds["sure"]) == ("BIGINT", "BOOLEAN", "DOUBLE")
    assert kinds["boxes"] == "DOUBLE[][]"
    assert kinds["rules"] == 'STRUCT(id VARCHAR, "start" BIGINT, "end" BIGINT)[]'
    assert first["rules"] == [{"id": "commitment.respects", "start": 20, "end": 27}]


def test_quotes_are_exact_in_parquet_and_half_characters_become_a_mark(tmp_path: Path) -> None:
    quote = "=1+1\r\n\tnull \0, a quote ' and \", U+FFFE \ufffe, ﬁ, 😀"
    rows = [replace(CANDIDATE, quote=quote), replace(CANDIDATE, quote="broken \ud800 letter")]
    assert write_parquet(rows, "candidates", tmp_path / "table.parquet") == 2
    with duckdb.connect() as connection:
        found = connection.execute("SELECT quote FROM read_parquet($p)", {"p": str(tmp_path / "table.parquet")})
        assert [line[0] for line in found.fetchall()] == [quote, "broken \ufffd letter"]


def test_a_file_may_be_called_as_no_sql_would_like_it(store: Store, tmp_path: Path) -> None:
    output = tmp_path / "it's a [table]*; --.parquet"
    export(store, "scores", "parquet", output)
    assert output.read_bytes()[:4] == b"PAR1"
    assert (tmp_path / f"{output.name}.anchor").read_text(encoding="utf-8").startswith(store.anchor())


def test_the_anchor_stands_in_the_file_itself(store: Store, tmp_path: Path) -> None:
    export(store, "scores", "parquet", tmp_path / "scores.parquet")
    with duckdb.connect() as connection:
        asked = "SELECT key, value FROM parquet_kv_metadata($path)"
        said = dict(connection.execute(asked, {"path": str(tmp_path / "scores.parquet")}).fetchall())
    assert said[b"firmword_anchor"] == store.anchor().encode()


def test_a_table_without_lines_has_its_columns(tmp_path: Path) -> None:
    assert write_parquet([], "findings", tmp_path / "none.parquet") == 0
    assert list(types(tmp_path / "none.parquet")) == [one.name for one in columns("findings")]


def test_parquet_cannot_be_printed(store: Store) -> None:
    with pytest.raises(InputError, match=r"add --output FILE\.parquet"):
        export(store, "scores", "parquet", None)


def test_a_large_table_becomes_parquet_without_being_held(tmp_path: Path) -> None:
    rows = (replace(CANDIDATE, id=str(number)) for number in range(4_000))
    tracemalloc.start()
    assert write_parquet(rows, "candidates", tmp_path / "table.parquet") == 4_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000  # the rows' text alone is 8 MB in Python


# --- what describes them


@pytest.mark.parametrize("table", TABLES)
def test_each_column_has_a_title_words_and_a_type(table: Table) -> None:
    for one in columns(table):
        assert one.words.endswith("."), one.name
        assert one.title, one.name
    assert TITLES[table]


def test_codes_come_with_their_words() -> None:
    said = {one.name: one for one in columns("findings")}
    assert said["decided"].values == ("met", "not_met", "unknown")
    assert "unknown: not known yet" in said["decided"].words
    assert "not_readable: not everything could be read or searched" in said["basis"].words


def test_a_row_of_a_type_that_no_column_has_is_refused() -> None:
    with pytest.raises(TypeError, match="no type of a column"):
        parquet_type(dict[str, object])


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_description_lies_beside_a_table_and_is_sound(store: Store, tmp_path: Path, form: str) -> None:
    output = tmp_path / f"candidates.{form}"
    export(store, "candidates", "csv" if form == "csv" else "parquet", output)
    told = json.loads((tmp_path / f"{output.name}{ENDING}").read_text(encoding="utf-8"))
    (resource,) = Package.from_descriptor(told).resources  # raises for what is no Data Package
    assert (resource.path, resource.schema.primary_key) == (output.name, ["id"])
    assert [one.name for one in resource.schema.fields] == [one.name for one in columns("candidates")]
    assert "licenses" not in told, "under which licence they publish is for others to say"


def every_csv(store: Store, folder: Path) -> Package:
    """The four tables as CSV, in a package in which they name each other's lines."""
    for table in TABLES:
        export(store, table, "csv", folder / f"{table}.csv")
    files = {table: f"{table}.csv" for table in TABLES}
    return Package.from_descriptor(description(files, "csv"), basepath=str(folder))


def test_frictionless_finds_each_line_as_its_description_says(store: Store, tmp_path: Path) -> None:
    decided(store)
    listing = Listing(COMPANY, "=2.pdf", "/2.pdf", published="2025-03")
    facts = (Fact(FactKind.PICTURE, (1, 2), "two pages of pictures"),)
    source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", "f" * 64, None)
    store.save_screening(read_whole(source, replace(DOCUMENT, sha256="f" * 64, facts=facts)))
    report = every_csv(store, tmp_path).validate()
    assert report.flatten(["title", "type", "message"]) == []
    assert sum(task.stats["rows"] for task in report.tasks) > 60


@pytest.mark.parametrize(
    ("table", "column", "value", "error"),
    [
        ("candidates", "source", "another.pdf", "foreign-key"),
        ("candidates", "decided", "perhaps", "constraint-error"),
        ("candidates", "page", "one", "type-error"),
        ("candidates", "decided_at", "yesterday", "type-error"),
        ("candidates", "boxes", "[", "type-error"),
        ("findings", "element", "A.1.1/S1.b", "primary-key"),
        ("findings", "basis", "", "constraint-error"),
    ],
)
def test_frictionless_would_find_a_line_that_is_not_so(
    store: Store, tmp_path: Path, table: Table, column: str, value: str, error: str
) -> None:
    decided(store)
    package = every_csv(store, tmp_path)
    file = tmp_path / f"{table}.csv"
    lines = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))
    lines[1][lines[0].index(column)] = value
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(lines)
    assert error in {kind for (kind,) in package.validate().flatten(["type"])}


class Handed:
    """A list as pandas hands it over: an array of its own, which is no list."""

    def __init__(self, items: list[object]) -> None:
        self.items = items

    def __str__(self) -> str:
        return str(self.items)


def by_way_of_pandas(lines: list[dict[str, object]], table: Table) -> list[dict[str, object]]:
    """The lines of a Parquet file as frictionless finds them: a number that is not there is a float, `nan`."""
    numbers = {one.name for one in columns(table) if one.schema in ("integer", "number")}

    def handed(name: str, value: object) -> object:
        if isinstance(value, list):
            return Handed(value)
        return float("nan") if value is None and name in numbers else value

    return [{name: handed(name, value) for name, value in line.items()} for line in lines]


def described_lines(store: Store, folder: Path, table: Table) -> tuple[list[dict[str, object]], dict[str, object]]:
    """A table read back from Parquet, as frictionless gets it, and the schema that lies beside the file."""
    lines = by_way_of_pandas(parquet(store, table, folder / "table.parquet"), table)
    told = json.loads((folder / f"table.parquet{ENDING}").read_text(encoding="utf-8"))["resources"][0]["schema"]
    return lines, told | {"foreignKeys": []}


def not_dated(store: Store) -> None:
    """A document that was fetched and has neither a year nor a place of its date, and one that was never received."""
    source = Source(Listing(COMPANY, "2.pdf", "/2.pdf"), "2026-01-02T03:04:05+00:00", "file copied", "f" * 64, None)
    store.save_screening(read_whole(source, replace(DOCUMENT, sha256="f" * 64, published=None)))


@pytest.mark.parametrize("table", TABLES)
def test_each_parquet_table_is_as_its_description_says(store: Store, tmp_path: Path, table: Table) -> None:
    decided(store)
    not_dated(store)
    lines, told = described_lines(store, tmp_path, table)
    assert lines
    report = Resource.from_descriptor({"name": table, "data": lines, "schema": told}).validate()
    assert report.flatten(["title", "type", "message"]) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "error"),
    [
        ("documents", "year", "next", "type-error"),
        ("documents", "fetched", "yesterday", "type-error"),
        ("documents", "pages", float("nan"), "type-error"),
        ("candidates", "sure", "quite", "type-error"),
        ("candidates", "decided", "perhaps", "constraint-error"),
        ("findings", "basis", None, "constraint-error"),
    ],
)
def test_a_parquet_table_that_is_not_so_is_found(
    store: Store, tmp_path: Path, table: Table, column: str, value: object, error: str
) -> None:
    lines, told = described_lines(store, tmp_path, table)
    lines[0][column] = value
    report = Resource.from_descriptor({"name": table, "data": lines, "schema": told}).validate()
    assert report.flatten(["type"]) == [[error]]


@pytest.mark.parametrize("table", TABLES)
def test_the_description_names_the_types_that_the_parquet_file_has(store: Store, tmp_path: Path, table: Table) -> None:
    _, told = described_lines(store, tmp_path, table)
    said = {one["name"]: one["parquetType"] for one in told["fields"]}  # type: ignore[attr-defined]
    with duckdb.connect() as connection:
        cast = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in said.items())
        same = connection.execute(f"DESCRIBE SELECT {cast}").fetchall()
    assert types(tmp_path / "table.parquet") == {line[0]: line[1] for line in same}


@pytest.mark.thorough
def test_frictionless_itself_reads_the_parquet_tables(store: Store, tmp_path: Path) -> None:
    for name in ("pandas", "pyarrow"):
        pytest.importorskip(name, reason="pip install 'frictionless[parquet]'")
    decided(store)
    not_dated(store)
    export_file(store, "package", tmp_path / "datapackage.json", None, None)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.flatten(["title", "type", "message"]) == []
    assert sum(task.stats["rows"] for task in report.tasks) > 60


# --- all four together


def test_a_package_holds_the_tables_and_a_description_in_which_they_name_each_other(
    store: Store, tmp_path: Path
) -> None:
    decided(store)
    output = tmp_path / "datapackage.json"
    written = export_file(store, "package", output, None, None)
    assert written == sum(1 for table in TABLES for _ in table_rows(store, table))
    package = Package(str(output))
    assert [one.name for one in package.resources] == list(get_args(Table))
    for one in package.resources:
        assert list(types(tmp_path / str(one.path))) == [field.name for field in one.schema.fields]
        for key in one.schema.foreign_keys:
            assert not orphans(tmp_path, one.name, key["fields"], key["reference"]["resource"])
    named = [key["reference"]["resource"] for key in package.get_resource("candidates").schema.foreign_keys]
    assert named == ["documents", "findings"]


def orphans(folder: Path, table: str, names: list[str], other: str) -> list[tuple[object, ...]]:
    """Lines of a table that name a line of another that is not there."""
    with duckdb.connect() as connection:
        files = [str(folder / f"{one}.parquet") for one in (table, other)]
        asked = f"SELECT a.* FROM read_parquet($a) a ANTI JOIN read_parquet($b) b USING ({', '.join(names)})"
        return connection.execute(asked, dict(zip("ab", files, strict=True))).fetchall()


# --- a question


@pytest.mark.parametrize(
    ("published", "year"), [("2024", 2024), ("2024-11", 2024), ("2024-11-04", 2024), (None, None), ("", None)]
)
def test_the_year_of_a_document_is_that_of_its_date(published: str | None, year: int | None) -> None:
    assert year_of(published) == year


def the_question() -> str:
    """The query that the documentation shows."""
    found = re.search(r"```sql\n(.*?UN Guiding Principles.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found.group(1)


def company(store: Store, name: str, sector: str, published: str, ruling: Ruling | None) -> None:
    """A company with one document and one passage about the Guiding Principles, on which a person ruled."""
    listing = Listing(name, f"{name}.txt", f"/{name}.txt", published=published)
    source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", DOCUMENT.sha256, "text/plain")
    passage = piece("We are committed to respecting human rights.", UNGPS)
    store.save_screening(read_whole(source, DOCUMENT, (passage,)))
    store.keep_sectors({**store.sectors(), name: sector})
    (one,) = store.candidates(name, RUBRIC)
    if ruling:
        line = Decision(name, RUBRIC, UNGPS, one.id, ruling, "", "tester", "2026-01-03T00:00:00+00:00")
        words = replace(line, document=DOCUMENT.sha256, start=passage.start, end=passage.end, quote=passage.quote)
        store.decide(words)


def answered(folder: Path) -> list[tuple[object, ...]]:
    """What the documented query answers on the files in a folder."""
    with duckdb.connect() as connection:
        connection.execute(f"SET file_search_path = '{folder}'")
        return connection.execute(the_question()).fetchall()


def test_the_documented_query_tells_which_share_commits_by_sector_and_year(tmp_path: Path) -> None:
    with open_store(tmp_path / "workspace") as store:
        company(store, "Alder", "Mining", "2023-05", Ruling.SUPPORTS)
        company(store, "Birch", "Mining", "2024", Ruling.WEAK)
        company(store, "Cedar", "Mining", "2024-02-01", Ruling.SUPPORTS)
        company(store, "Durmast", "Mining", "2024", None)
        company(store, "Elder", "Food", "2024", Ruling.WEAK)
        export_file(store, "package", tmp_path / "datapackage.json", None, None)
    assert answered(tmp_path) == [
        ("Food", 2024, 1, 0, 0.0, 0),
        ("Mining", 2023, 1, 1, 100.0, 0),
        ("Mining", 2024, 3, 2, 66.7, 1),
    ]


def test_what_is_proposed_alone_is_in_no_share(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert store.candidates(COMPANY, RUBRIC)
    assert OTHER in store.companies()
    export_file(store, "package", tmp_path / "datapackage.json", None, None)
    assert [line[2:] for line in answered(tmp_path)] == [(0, 0, None, 1)]
