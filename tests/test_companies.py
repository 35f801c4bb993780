"""A company that differs in capitals or in the form of its accents alone is one, and told."""

from __future__ import annotations

import io
from pathlib import Path
from unicodedata import normalize

import pytest
from test_screening_run import LOCAL, RUBRIC, listed, screen

from archive.remembered import Web
from errors import InputError
from extractors.records import Listing, Outcome, Source
from reports import watched
from reports.company import company_meant
from reports.summary import print_run
from rubric import load
from workspace.companies import Names, as_known, told_apart
from workspace.records import Screening
from workspace.store import open_store

NAME = "Nestlé"
MARKED = normalize("NFD", NAME)


def companies(workspace: Path) -> list[str]:
    with open_store(workspace) as store:
        return store.companies()


def with_companies(workspace: Path, *names: str) -> None:
    """A workspace of an older version, which has these companies."""
    with open_store(workspace) as store:
        for name in names:
            source = Source(
                Listing(name, "a.md", "/a.md"), "2026-01-01T00:00:00+00:00", "none", outcome=Outcome.NOT_FETCHED
            )
            store.save_screening(Screening(source, RUBRIC, "rules-1", Outcome.NOT_FETCHED, "a.md: no such file"))


@pytest.mark.parametrize("other", ["NESTLÉ", "nestlé", MARKED, MARKED.upper()])
def test_a_company_that_the_workspace_has_in_another_spelling_is_that_one_and_told_where_capitals_differ(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, other: str
) -> None:
    workspace = tmp_path / "ws"
    screen(listed(tmp_path / "a", {"a.txt": "one"}, NAME), workspace)
    inputs = listed(tmp_path / "b", {"b.txt": "two"}, other)
    done = screen(inputs, workspace)
    told = [one for one in caplog.messages if "differs in capitals alone" in one]
    assert (companies(workspace), done.done, len(told)) == ([NAME], 1, int(other != MARKED))
    with open_store(workspace) as store:
        print_run(printed := io.StringIO(), store, load(RUBRIC), inputs, done)
        assert company_meant(store, other) == NAME
    assert NAME in printed.getvalue()


def test_of_two_spellings_in_one_list_the_first_counts_and_each_document_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    inputs = [Listing(name, source, source) for name, source in (("Good", "a"), ("good", "b"), ("GOOD", "a"))]
    assert as_known(inputs, []) == [Listing("Good", "a", "a"), Listing("Good", "b", "b")]
    assert [one.partition(",")[0] for one in caplog.messages] == [
        "b: 'good' is taken for 'Good'",
        "a: 'GOOD' is taken for 'Good'",
        "Good: a is listed more than once",
    ]


def test_a_new_company_of_nearly_the_same_name_is_pointed_out_once_and_stays_its_own(
    caplog: pytest.LogCaptureFixture,
) -> None:
    inputs = [Listing(name, name, name) for name in ("Flex Ltd.", "Flexo Ltd", "日本", "…")]
    assert [one.company for one in as_known(inputs, ["Flex Ltd"])] == ["Flex Ltd.", "Flexo Ltd", "日本", "…"]
    (told,) = caplog.messages
    assert told.startswith("'Flex Ltd' and 'Flex Ltd.' are two companies")
    caplog.clear()
    as_known(inputs, ["Flex Ltd", "Flex Ltd."])
    assert caplog.messages == []


def test_one_document_of_two_companies_is_pointed_out_and_what_is_counted_beside_the_list_is_explained(
    tmp_path: Path,
) -> None:
    inputs = [
        *listed(tmp_path / "a", {"a.txt": "one"}, "Alder"),
        *listed(tmp_path / "z", {"z.txt": "one"}, "Zero"),
        *listed(tmp_path / "d", {"d.txt": "two"}, "dxw"),
    ]
    workspace = tmp_path / "ws"
    screen(inputs, workspace)
    done = screen(inputs[:1], workspace)
    with open_store(workspace) as store:
        print_run(printed := io.StringIO(), store, load(RUBRIC), inputs, done)
        print_run(alone := io.StringIO(), store, load(RUBRIC), [Listing("Alder", "new.txt", "new.txt")], done)
    told = printed.getvalue()
    assert "The very same document stands for Alder (a.txt) and Zero (z.txt)" in told
    assert told.index("Alder: proposals") < told.index("dxw: proposals") < told.index("Zero: proposals")
    assert "not in what was named now" not in told
    assert "Counted above is also 1 document of these companies that is not in what was named now." in alone.getvalue()


def test_an_older_workspace_that_has_both_keeps_both_and_asks_which_is_meant_by_a_third(tmp_path: Path) -> None:
    with_companies(tmp_path, NAME, MARKED, "NESTLÉ")
    both = [NAME, MARKED, "NESTLÉ"]
    assert [one.company for one in as_known([Listing(name, "b", "b") for name in both], companies(tmp_path))] == both
    with pytest.raises(InputError, match=r"nestlé.*it may be .*; write it as one of them"):
        as_known([Listing("nestlé", "b", "b")], companies(tmp_path))
    with open_store(tmp_path) as store:
        assert [company_meant(store, name) for name in both] == both
        with pytest.raises(InputError, match=r"it may be NESTLÉ, Nestle.* and Nestlé; write it as one of them"):
            company_meant(store, "nestlé")
        with pytest.raises(InputError, match=r"no such company.*with accents as marks: 'Nestle\\u0301'\), Nestlé$"):
            company_meant(store, "Alder")


def test_what_looks_the_same_is_told_apart_and_what_does_not_is_left() -> None:
    assert told_apart([NAME, MARKED]) == [NAME, f"{MARKED} (with accents as marks: 'Nestle\\u0301')"]
    assert told_apart([MARKED, "Alder"]) == [MARKED, "Alder"]
    assert Names([MARKED, "NESTLÉ"]).meant(NAME) == [MARKED]  # what looks the same comes before other capitals


def test_a_watched_list_in_other_capitals_shows_no_change_of_what_was_screened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, table = tmp_path / "ws", tmp_path / "list.csv"
    (tmp_path / "a.txt").write_text("one")
    screen([Listing(NAME, "a.txt", str(tmp_path / "a.txt"))], workspace)
    table.write_text("company,source\nNESTLÉ,a.txt\n")
    monkeypatch.setattr(watched, "run", lambda *_: None)
    seen = watched.watch(table, [], workspace, RUBRIC, Web(LOCAL), 0, None)
    assert (dict(seen.companies), seen.changes) == ({NAME: 1}, ())
