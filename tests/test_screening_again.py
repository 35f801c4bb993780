"""What was read from the web is asked for again: only what changed is sent, screened and replaced."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from local_site import Page, Pages, Site, site
from played_documents import play

from archive.fetch import Limits
from archive.register import FILE_NAME
from archive.store import Archive
from cli import cli
from extractors.records import Listing, Outcome
from extractors.rules import Rules
from screening.pool import PoolLimits
from screening.run import NoProgress, RunSummary, Settings, run
from workspace.store import open_store


def rules_version(rules: Rules) -> str:
    return "rules 1"


LOCAL = Limits(deadline=5.0, connect=1.0, allow_private=True)
SETTINGS = Settings(LOCAL, PoolLimits(seconds=5.0, processes=1), play, rules_version, delay=0.0)


class Counted(NoProgress):
    """Counts what it is told."""

    def __init__(self) -> None:
        self.total = self.told = 0

    def start(self, total: int) -> None:
        self.total = total

    def advance(self, listing: Listing, outcome: Outcome) -> None:
        self.told += 1


def screened(found: Site, workspace: Path, *paths: str, settings: Settings = SETTINGS) -> RunSummary:
    inputs = [Listing("Alder", found.url + path, found.url + path) for path in paths]
    progress = Counted()
    summary = run(inputs, workspace, "chrb-core-2019", "direct", progress, settings=settings)
    assert progress.total == progress.told
    return summary


def rows(workspace: Path) -> dict[str, tuple[Outcome, str | None]]:
    """Outcome and document of each path."""
    with open_store(workspace) as store:
        return {"/" + row.source.rpartition("/")[2]: (row.outcome, row.document) for row in store.documents()}


def three() -> Pages:
    return {f"/{name}": Page(f"policy {name}".encode(), etag=f'"{name}"') for name in "abc"}


def test_a_second_run_transfers_nothing_and_screens_nothing(tmp_path: Path) -> None:
    with site(three()) as found:
        first = screened(found, tmp_path, "/a", "/b", "/c")
        before = rows(tmp_path)
        asked = len(found.asked)
        second = screened(found, tmp_path, "/a", "/b", "/c")
        again = found.asked[asked:]
    assert (first.done, second.done, second.already) == (3, 0, 3)
    assert sorted(one.path for one in again) == ["/a", "/b", "/c", "/robots.txt"]
    assert all("If-None-Match" in one.headers for one in again if one.path != "/robots.txt")
    assert rows(tmp_path) == before


def test_what_changed_is_screened_again_and_nothing_else(tmp_path: Path) -> None:
    with site(three()) as found:
        screened(found, tmp_path, "/a", "/b")
        before = rows(tmp_path)
        found.pages["/a"] = Page(b"report", etag='"a2"')
        second = screened(found, tmp_path, "/a", "/b")
        after = rows(tmp_path)
    assert (second.done, second.already) == (1, 1)
    assert after["/b"] == before["/b"]
    assert after["/a"][0] is Outcome.READ
    assert after["/a"][1] != before["/a"][1]
    archive = Archive(tmp_path / "archive")
    assert [archive.get(str(one["/a"][1])) for one in (before, after)] == [b"policy a", b"report"]


def test_the_same_bytes_without_an_etag_are_not_screened_again(tmp_path: Path) -> None:
    with site({"/a": Page(b"policy")}) as found:
        screened(found, tmp_path, "/a")
        assert screened(found, tmp_path, "/a").done == 0


@pytest.mark.parametrize("now", [Page(b"", 404), Page(b"", 500), Page(b"")])
def test_what_was_read_stays_when_nothing_comes_in_its_place(
    tmp_path: Path, now: Page, caplog: pytest.LogCaptureFixture
) -> None:
    with site({"/a": Page(b"policy")}) as found:
        screened(found, tmp_path, "/a")
        before = rows(tmp_path)
        found.pages["/a"] = now
        with caplog.at_level(logging.WARNING):
            assert screened(found, tmp_path, "/a").done == 0
        assert rows(tmp_path) == before
    assert "what was read before stays" in caplog.text


@pytest.mark.parametrize("now", [Page(b"", 404), Page(b"", 500), Page(b"")])
def test_new_rules_judge_what_was_received_before_where_nothing_comes_in_its_place(tmp_path: Path, now: Page) -> None:
    with site({"/a": Page(b"policy")}) as found:
        screened(found, tmp_path, "/a")
        before = rows(tmp_path)
        found.pages["/a"] = now
        new = replace(SETTINGS, version=lambda rules: "rules 2")
        again = screened(found, tmp_path, "/a", settings=new)
        assert (again.done, again.lost, rows(tmp_path)) == (1, 1, before)
        assert screened(found, tmp_path, "/a", settings=new).done == 0


def test_what_was_found_stays_while_what_comes_in_its_place_cannot_be_read(tmp_path: Path) -> None:
    with site({"/a": Page(b"policy")}) as found:
        screened(found, tmp_path, "/a")
        with open_store(tmp_path) as store:
            before = store.candidates()
        found.pages["/a"] = Page(b"raise cut-off")
        assert screened(found, tmp_path, "/a").done == 1
        with open_store(tmp_path) as store:
            (row,) = store.documents("Alder", "chrb-core-2019")
            assert store.candidates() == before
        assert (row.outcome, "stays until then" in row.detail) == (Outcome.CRASHED, True)
        found.pages["/a"] = Page(b"report")
        screened(found, tmp_path, "/a")
        with open_store(tmp_path) as store:
            assert {one.evidence.document for one in store.candidates()} == {rows(tmp_path)["/a"][1]}


def test_without_a_network_nothing_is_lost(tmp_path: Path) -> None:
    with site(three()) as found:
        screened(found, tmp_path, "/a", "/b")
        before = rows(tmp_path)
    assert screened(found, tmp_path, "/a", "/b").done == 0
    assert rows(tmp_path) == before


def test_what_robots_forbid_is_disallowed_and_never_asked(tmp_path: Path) -> None:
    with site({"/robots.txt": Page(b"User-agent: *\nDisallow: /a\n"), **three()}) as found:
        screened(found, tmp_path, "/a", "/b")
        assert {path: outcome for path, (outcome, _) in rows(tmp_path).items()} == {
            "/a": Outcome.DISALLOWED,
            "/b": Outcome.READ,
        }
        assert "/a" not in found.paths()


def test_two_copies_of_which_the_first_changes_are_both_told_right(tmp_path: Path) -> None:
    with site({"/a": Page(b"policy"), "/b": Page(b"policy")}) as found:
        screened(found, tmp_path, "/a", "/b")
        assert [outcome for outcome, _ in rows(tmp_path).values()] == [Outcome.READ, Outcome.DUPLICATE]
        found.pages["/a"] = Page(b"report")
        screened(found, tmp_path, "/a", "/b")
        screened(found, tmp_path, "/a", "/b")
        assert [outcome for outcome, _ in rows(tmp_path).values()] == [Outcome.READ, Outcome.READ]


def test_a_date_takes_what_was_archived_then_and_asks_nobody(tmp_path: Path) -> None:
    with site({"/a": Page(b"policy")}) as found:
        screened(found, tmp_path, "/a")
        old = rows(tmp_path)["/a"]
        found.pages["/a"] = Page(b"report")
        screened(found, tmp_path, "/a")
        archive = Archive(tmp_path / "archive")
        visits = [line.visit for line in archive.register.lines()]
        asked = len(found.asked)
        # As if the first visit had been a year earlier.
        (tmp_path / "archive" / FILE_NAME).unlink()
        archive.register.add(replace(visits[0], at="2025-01-01T00:00:00+00:00"))
        archive.register.add(visits[1])
        as_of = replace(SETTINGS, as_of="2025-06-30")
        assert screened(found, tmp_path, "/a", settings=as_of).done == 1
        assert rows(tmp_path)["/a"] == old
        assert screened(found, tmp_path, "/a", settings=as_of).done == 0
        assert len(found.asked) == asked


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--contact", "nobody"], "--contact 'nobody'"),
        (["--contact", "a@b.example\nX: y"], "give a mail address"),
        (["--as-of", "last year"], "--as-of 'last year'"),
        (["--as-of", "2025-02-30"], "YYYY-MM-DD"),
    ],
)
def test_a_wrong_contact_or_date_is_named(tmp_path: Path, options: list[str], named: str) -> None:
    ended = CliRunner().invoke(cli, ["--workspace", str(tmp_path), "screen", "https://alder.example", *options])
    assert ended.exit_code == 2
    assert named in ended.output
