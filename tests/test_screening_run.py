"""A list of documents comes to one saved outcome each, once, in any way and after any interruption."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from io import BufferedReader
from pathlib import Path

import pytest
from played_documents import play, play_slowly

from archive.fetch import Limits, fetch
from archive.intake import listings
from archive.register import Visit
from archive.store import Archive, name_of
from extractors import ocr
from extractors.records import Listing, Outcome
from extractors.rules import Rules
from screening import pool
from screening.pool import PoolDown, PoolLimits
from screening.run import BATCH, Batch, NoProgress, RunSummary, Settings, Work, choose_way, run
from workspace.records import DocumentRow
from workspace.store import open_store

RUBRIC = "chrb-core-2019"
OTHER = "uk-modern-slavery-2015"
LOCAL = Limits(deadline=5.0, connect=1.0, allow_private=True)


def first_rules(rules: Rules) -> str:
    return f"{rules.rubric.name}: rules 1"


def second_rules(rules: Rules) -> str:
    return f"{rules.rubric.name}: rules 2"


SETTINGS = Settings(LOCAL, PoolLimits(seconds=3.0, patience=1.0, processes=2), play, first_rules)


def listed(folder: Path, texts: dict[str, str], company: str = "Alder") -> list[Listing]:
    """One file for each text, and the listings of all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text)
    return [Listing(company, name, str(folder / name)) for name in texts]


def screen(
    inputs: Sequence[Listing],
    workspace: Path,
    settings: Settings = SETTINGS,
    progress: NoProgress | None = None,
    rubric: str = RUBRIC,
) -> RunSummary:
    return run(inputs, workspace, rubric, "direct", progress or NoProgress(), settings=settings)


def saved(workspace: Path) -> list[DocumentRow]:
    """All documents, without the time at which each was fetched."""
    with open_store(workspace) as store:
        return [replace(row, fetched="") for row in store.documents()]


def found(workspace: Path) -> list[tuple[str, str, int]]:
    """All candidates by company, id and rank."""
    with open_store(workspace) as store:
        return [(one.company, one.id, one.rank) for one in store.candidates()]


def outcomes(workspace: Path, rubric: str | None = None) -> dict[str, Outcome]:
    with open_store(workspace) as store:
        return {row.source: row.outcome for row in store.documents(rubric=rubric)}


def within(seconds: float, memory: int = 4 * pool.GIB) -> Settings:
    return replace(SETTINGS, pool=PoolLimits(seconds=seconds, memory=memory, processes=1))


class Seen(NoProgress):
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.total = 0
        self.ended: list[tuple[str, Outcome]] = []

    def start(self, total: int) -> None:
        self.total = total

    def advance(self, listing: Listing, outcome: Outcome) -> None:
        self.ended.append((listing.source, outcome))


def test_every_document_ends_with_exactly_one_outcome(tmp_path: Path) -> None:
    inputs = listed(
        tmp_path / "in",
        {
            "good.txt": "policy",
            "empty.txt": "",
            "slow.txt": "sleep 60",
            "deadly.txt": f"die {signal.SIGSEGV}",
            "faulty.txt": "raise nonsense",
            "copy.txt": "policy",
            "last.txt": "report",
        },
    )
    inputs.append(Listing("Alder", "gone.txt", str(tmp_path / "in" / "gone.txt")))
    inputs.append(Listing("Alder", "http://127.0.0.1:9/a.pdf", "http://127.0.0.1:9/a.pdf"))
    seen = Seen()
    private = replace(SETTINGS, fetching=Limits(deadline=5.0, connect=1.0))
    summary = screen(inputs, tmp_path / "ws", private, seen)
    expected = {
        "good.txt": Outcome.READ,
        "empty.txt": Outcome.EMPTY,
        "slow.txt": Outcome.TIMED_OUT,
        "deadly.txt": Outcome.CRASHED,
        "faulty.txt": Outcome.CRASHED,
        "copy.txt": Outcome.DUPLICATE,
        "last.txt": Outcome.READ,
        "gone.txt": Outcome.NOT_FETCHED,
        "http://127.0.0.1:9/a.pdf": Outcome.DISALLOWED,
    }
    assert outcomes(tmp_path / "ws") == expected
    assert sorted(seen.ended) == sorted(expected.items())
    assert (seen.total, summary.done, summary.already, summary.way) == (9, 9, 0, "direct")
    assert sum(summary.outcomes.values()) == 9
    for row in saved(tmp_path / "ws"):
        assert row.outcome is Outcome.READ or row.source in row.detail


def test_a_second_run_does_no_work_twice(tmp_path: Path) -> None:
    (tmp_path / "count").mkdir()
    inputs = listed(tmp_path / "in", {f"{n}.txt": f"count {tmp_path / 'count'} {n}" for n in range(5)})
    first = screen(inputs, tmp_path / "ws")
    before = saved(tmp_path / "ws"), found(tmp_path / "ws")
    second = screen(inputs, tmp_path / "ws")
    assert (first.done, first.already, second.done, second.already) == (5, 0, 0, 5)
    assert len(list((tmp_path / "count").iterdir())) == 5
    assert (saved(tmp_path / "ws"), found(tmp_path / "ws")) == before


def test_a_name_that_is_no_utf_8_is_known_in_the_next_run(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"Erkl\xe4rungen")
    try:
        listed(folder, {os.fsdecode(b"Erkl\xe4rung.txt"): "policy"})
    except OSError:
        pytest.skip("this disk takes no such name")
    for done in (1, 0, 0):
        summary = screen(listings([str(folder)], None), tmp_path / "ws")
        assert summary.done == done
        assert [row.outcome for row in saved(tmp_path / "ws")] == [Outcome.READ]


def test_a_company_keeps_the_name_by_which_an_older_workspace_knows_it(tmp_path: Path) -> None:
    inputs, name = listed(tmp_path / "in", {"a.txt": "policy"}), "Nestle\u0301"
    screen([replace(one, company=name) for one in inputs], tmp_path / "ws")
    before = saved(tmp_path / "ws"), found(tmp_path / "ws")
    assert screen([replace(one, company="Nestlé") for one in inputs], tmp_path / "ws").done == 0
    assert (saved(tmp_path / "ws"), found(tmp_path / "ws")) == before
    assert {row.company for row in before[0]} == {name}


def test_new_rules_are_a_reason_to_screen_again(tmp_path: Path) -> None:
    inputs = listed(tmp_path / "in", {"a.txt": "policy"})
    screen(inputs, tmp_path / "ws")
    assert screen(inputs, tmp_path / "ws", replace(SETTINGS, version=second_rules)).done == 1
    assert len(found(tmp_path / "ws")) == 1


def test_what_waits_for_text_recognition_is_screened_again_as_soon_as_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = listed(tmp_path / "files", {"scan.txt": "scan 1", "policy.txt": "policy"})
    monkeypatch.setattr(ocr, "installed", lambda: False)
    assert screen(inputs, tmp_path / "ws").done == 2
    assert outcomes(tmp_path / "ws") == {"scan.txt": Outcome.NO_TEXT_LAYER, "policy.txt": Outcome.READ}
    assert screen(inputs, tmp_path / "ws").done == 0
    monkeypatch.setattr(ocr, "installed", lambda: True)
    assert screen(inputs, tmp_path / "ws").done == 1
    assert outcomes(tmp_path / "ws") == {"scan.txt": Outcome.READ, "policy.txt": Outcome.READ}
    assert screen(inputs, tmp_path / "ws").done == 0


def test_a_changed_file_is_screened_again_and_an_unchanged_or_missing_one_is_not_and_what_is_missing_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    inputs = listed(tmp_path / "in", {"a.txt": "policy", "b.txt": "report", "c.txt": "code"})
    screen(inputs, tmp_path / "ws")
    (tmp_path / "in" / "a.txt").write_text("policy of this year")
    (tmp_path / "in" / "c.txt").unlink()
    seen = Seen()
    summary = screen(inputs, tmp_path / "ws", progress=seen)
    assert seen.ended == [("a.txt", Outcome.READ)]
    assert (summary.changed, summary.gone, summary.already) == (1, 1, 2)
    [told] = [record.getMessage() for record in caplog.records if "no such file any more" in record.getMessage()]
    assert told.startswith("c.txt: ")
    assert "what was read of it on 2" in told


def test_a_file_that_became_empty_has_changed_once(tmp_path: Path) -> None:
    inputs = listed(tmp_path / "in", {"a.txt": "policy", "b.txt": "report", "c.txt": ""})
    screen(inputs, tmp_path / "ws")
    listed(tmp_path / "in", {"a.txt": "policy of this year", "b.txt": ""})
    summary = screen(inputs, tmp_path / "ws")
    assert (summary.done, summary.changed) == (3, 2), "the third was empty before"
    assert outcomes(tmp_path / "ws")["b.txt"] is Outcome.EMPTY
    again = screen(inputs, tmp_path / "ws")
    assert (again.done, again.changed) == (2, 0), "it is asked for again, and is as it was"


def test_a_listed_file_that_is_gone_is_judged_by_new_rules_and_for_another_rubric_as_the_archive_has_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    inputs, new = listed(tmp_path / "in", {"a.txt": "policy"}), replace(SETTINGS, version=second_rules)
    screen(inputs, tmp_path / "ws")
    before = saved(tmp_path / "ws"), found(tmp_path / "ws")
    (tmp_path / "in" / "a.txt").unlink()
    again = screen(inputs, tmp_path / "ws", new)
    assert (again.done, again.lost, again.changed, again.gone) == (1, 1, 0, 0)
    [told] = [record.getMessage() for record in caplog.records if "no such file" in record.getMessage()]
    assert told.endswith("is read again out of the archive; put it back, or take its line out of the list")
    [row] = saved(tmp_path / "ws")
    assert row.missing is not None  # it is marked as what was not received any more
    assert [replace(row, missing=None)] == before[0]
    assert found(tmp_path / "ws") == before[1] != []
    after = screen(inputs, tmp_path / "ws", new)
    assert (after.done, after.lost, after.gone) == (0, 0, 1)
    assert screen(inputs, tmp_path / "ws", rubric=OTHER).lost == 1
    assert outcomes(tmp_path / "ws", OTHER) == {"a.txt": Outcome.READ}


def test_of_a_file_that_is_gone_from_the_archive_too_nothing_is_read(tmp_path: Path) -> None:
    inputs = listed(tmp_path / "in", {"a.txt": "policy"})
    screen(inputs, tmp_path / "ws")
    [row] = saved(tmp_path / "ws")
    (tmp_path / "in" / "a.txt").unlink()
    (tmp_path / "ws" / "archive" / name_of(str(row.document))).unlink()
    assert screen(inputs, tmp_path / "ws", replace(SETTINGS, version=second_rules)).lost == 0
    assert outcomes(tmp_path / "ws") == {"a.txt": Outcome.NOT_FETCHED}


@pytest.mark.parametrize("how", ["damaged", "missing"])
def test_of_a_gone_file_a_copy_that_is_not_whole_is_told_as_such_and_read_as_soon_as_it_is_restored(
    tmp_path: Path, how: str
) -> None:
    inputs, workspace = listed(tmp_path / "in", {"a.txt": "policy"}), tmp_path / "ws"
    new = replace(SETTINGS, version=second_rules, crashed_again=False)  # as a watched list is screened
    screen(inputs, workspace)
    before, [row] = found(workspace), saved(workspace)
    kept = workspace / "archive" / name_of(str(row.document))
    whole = kept.read_bytes()
    for one in (tmp_path / "in" / "a.txt", kept):
        one.unlink()
    if how == "damaged":
        kept.write_bytes(b"other bytes")
    for rubric in (RUBRIC, OTHER, RUBRIC):  # each run looks again
        assert (screen(inputs, workspace, new, rubric=rubric).done, outcomes(workspace, rubric)) == (
            1,
            {"a.txt": Outcome.NOT_FETCHED},
        )
    [told] = saved(workspace)
    assert f"is {how} in the archive ({kept})" in told.detail
    assert told.detail.endswith("put the document back, or restore that copy from a backup")
    assert found(workspace) == before != []
    kept.unlink(missing_ok=True)
    kept.write_bytes(whole)
    assert (screen(inputs, workspace, new).lost, outcomes(workspace)) == (1, {"a.txt": Outcome.READ})
    [read] = saved(workspace)
    assert replace(read, missing=None) == row
    assert found(workspace) == before


def test_what_was_archived_on_a_date_and_is_damaged_since_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    url, at = "https://tarn.example/a.txt", "2026-01-02T03:04:05+00:00"
    archive = Archive(tmp_path / "ws" / "archive")
    sha256 = archive.keep(b"policy")
    archive.register.add(Visit(url, at, sha256, 6, url))
    kept = tmp_path / "ws" / "archive" / name_of(sha256)
    kept.unlink()
    kept.write_bytes(b"other")
    told = fetch(Listing("Tarn", url, url), archive, LOCAL, None, "2026-02")
    assert (told.outcome, "damaged" in told.detail, "restore that copy" in told.detail) == (
        Outcome.NOT_FETCHED,
        True,
        True,
    )


def test_what_took_too_long_is_read_where_more_is_allowed_and_reading_it_for_another_rubric_is_not_reading_it_for_this(
    tmp_path: Path,
) -> None:
    inputs, workspace = listed(tmp_path / "in", {"long.txt": "spin 0.6"}), tmp_path / "ws"
    screen(inputs, workspace, within(0.2))
    screen(inputs, workspace, within(20), rubric=OTHER)
    assert outcomes(workspace, RUBRIC) == {"long.txt": Outcome.TIMED_OUT}
    assert outcomes(workspace, OTHER) == {"long.txt": Outcome.READ}
    again = screen(inputs, workspace, within(0.2))
    assert (again.done, again.already) == (0, 1)  # the same limit would end it at the same place
    with open_store(workspace) as store:
        [row] = store.documents(rubric=RUBRIC)
    assert "now 0.2" in row.detail
    wider = screen(inputs, workspace, within(20))
    assert (wider.done, outcomes(workspace, RUBRIC)) == (1, {"long.txt": Outcome.READ})


def test_what_crashed_is_tried_once_in_each_run_and_so_is_its_copy(tmp_path: Path) -> None:
    mended, workspace = tmp_path / "mended", tmp_path / "ws"
    texts = {"a.txt": f"die {signal.SIGSEGV} {mended}", "b.txt": f"die {signal.SIGSEGV} {mended}"}
    inputs = listed(tmp_path / "in", texts)
    screen(inputs, workspace)
    assert outcomes(workspace) == {"a.txt": Outcome.CRASHED, "b.txt": Outcome.DUPLICATE}
    seen = Seen()
    screen(inputs, workspace, progress=seen)
    assert sorted(seen.ended) == [("a.txt", Outcome.CRASHED), ("b.txt", Outcome.DUPLICATE)]
    mended.touch()
    screen(inputs[1:], workspace)  # the copy alone: nothing is shown where its original crashed
    assert outcomes(workspace) == {"a.txt": Outcome.CRASHED, "b.txt": Outcome.READ}
    screen(inputs[:1], workspace)
    assert screen(inputs, workspace).done == 0
    assert found(workspace)


def test_what_crashed_may_be_left_until_it_or_what_reads_it_has_changed(tmp_path: Path) -> None:
    workspace, left = tmp_path / "ws", replace(SETTINGS, crashed_again=False)
    inputs = listed(tmp_path / "in", {"a.txt": "raise nonsense"})
    assert [screen(inputs, workspace, left).done for _ in range(3)] == [1, 0, 0]
    assert screen(inputs, workspace, replace(left, version=second_rules)).done == 1
    assert screen(inputs, workspace, replace(left, version=second_rules)).done == 0
    listed(tmp_path / "in", {"a.txt": "policy"})
    assert screen(inputs, workspace, left).done == 1
    assert outcomes(workspace) == {"a.txt": Outcome.READ}


def test_what_took_too_much_memory_is_tried_again_where_more_is_allowed(tmp_path: Path) -> None:
    inputs, workspace = listed(tmp_path / "in", {"large.txt": f"take {5 * pool.GIB}"}), tmp_path / "ws"
    screen(inputs, workspace)
    assert (screen(inputs, workspace).done, outcomes(workspace)) == (0, {"large.txt": Outcome.CRASHED})
    assert screen(inputs, workspace, within(3, 16 * pool.GIB)).done == 1


def test_what_never_arrived_is_tried_again(tmp_path: Path) -> None:
    inputs = listed(tmp_path / "in", {"a.txt": "policy"})
    (tmp_path / "in" / "a.txt").unlink()
    screen(inputs, tmp_path / "ws")
    assert outcomes(tmp_path / "ws") == {"a.txt": Outcome.NOT_FETCHED}
    listed(tmp_path / "in", {"a.txt": "policy"})
    assert screen(inputs, tmp_path / "ws").done == 1
    assert outcomes(tmp_path / "ws") == {"a.txt": Outcome.READ}


def test_of_two_copies_the_first_listed_is_read_and_its_candidates_stay(tmp_path: Path) -> None:
    texts = {"z.txt": "sleep 0.5", "a.txt": "sleep 0.5"}
    screen(listed(tmp_path / "in", texts), tmp_path / "ws")
    assert outcomes(tmp_path / "ws") == {"z.txt": Outcome.READ, "a.txt": Outcome.DUPLICATE}
    assert len(found(tmp_path / "ws")) == 1


@pytest.mark.parametrize("published", [None, "2024"])
def test_a_copy_is_known_in_a_later_run_too(tmp_path: Path, published: str | None) -> None:
    """Also where the earlier list told more of it than its name."""
    first = [replace(one, published=published) for one in listed(tmp_path / "in", {"a.txt": "policy"})]
    screen(first, tmp_path / "ws")
    screen(listed(tmp_path / "in", {"b.txt": "policy"}), tmp_path / "ws")
    assert outcomes(tmp_path / "ws") == {"a.txt": Outcome.READ, "b.txt": Outcome.DUPLICATE}
    assert len(found(tmp_path / "ws")) == 1


def test_a_copy_is_known_wherever_the_run_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where another file lies under the name by which the original was listed."""
    screen(listed(tmp_path / "in", {"a.txt": "policy"}), tmp_path / "ws")
    listed(tmp_path / "elsewhere", {"a.txt": "report"})
    monkeypatch.chdir(tmp_path / "elsewhere")
    screen(listed(tmp_path / "in", {"b.txt": "policy"}), tmp_path / "ws")
    assert outcomes(tmp_path / "ws") == {"a.txt": Outcome.READ, "b.txt": Outcome.DUPLICATE}


def test_what_an_unlisted_original_was_is_asked_of_the_file_itself(tmp_path: Path) -> None:
    screen(listed(tmp_path / "in", {"a.txt": "policy"}), tmp_path / "ws")
    (tmp_path / "in" / "a.txt").write_text("report")
    screen(listed(tmp_path / "in", {"b.txt": "policy"}), tmp_path / "ws")
    assert outcomes(tmp_path / "ws") == {"a.txt": Outcome.READ, "b.txt": Outcome.READ}


def test_a_run_reads_each_listed_file_once_to_know_it_and_none_of_another_company(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = listed(tmp_path / "in", {"a.txt": "policy", "b.txt": "report"})
    other = listed(tmp_path / "in", {"c.txt": "code"}, "Birch")
    screen([*inputs, *other], tmp_path / "ws")
    read: list[str] = []
    digest = hashlib.file_digest

    def counted(file: BufferedReader, name: str) -> object:
        read.append(Path(file.name).name)
        return digest(file, name)

    monkeypatch.setattr("screening.to_do.hashlib.file_digest", counted)
    assert screen(inputs, tmp_path / "ws").done == 0
    assert sorted(read) == ["a.txt", "b.txt"]


def test_the_same_document_of_two_companies_counts_for_both(tmp_path: Path) -> None:
    inputs = listed(tmp_path / "in", {"a.txt": "policy"}) + listed(tmp_path / "in", {"a.txt": "policy"}, "Birch")
    screen(inputs, tmp_path / "ws")
    assert [(row.company, row.outcome) for row in saved(tmp_path / "ws")] == [
        ("Alder", Outcome.READ),
        ("Birch", Outcome.READ),
    ]
    assert [company for company, _, _ in found(tmp_path / "ws")] == ["Alder", "Birch"]


def test_a_copy_is_read_itself_when_what_it_copies_is_something_else_now(tmp_path: Path) -> None:
    inputs = listed(tmp_path / "in", {"a.txt": "policy", "b.txt": "policy"})
    screen(inputs, tmp_path / "ws")
    (tmp_path / "in" / "a.txt").write_text("report")
    screen(inputs, tmp_path / "ws")
    assert outcomes(tmp_path / "ws") == {"a.txt": Outcome.READ, "b.txt": Outcome.READ}
    assert len(found(tmp_path / "ws")) == 2


def test_a_copy_points_to_no_source_that_is_something_else_now(tmp_path: Path) -> None:
    inputs = listed(tmp_path / "in", {"a.txt": "policy", "b.txt": "policy"})
    screen(inputs, tmp_path / "ws")
    assert "the same bytes as a.txt" in saved(tmp_path / "ws")[1].detail
    (tmp_path / "in" / "a.txt").write_text("report")
    screen(inputs[:1], tmp_path / "ws")
    assert "screen it again, to have it read" in saved(tmp_path / "ws")[1].detail
    screen(inputs[1:], tmp_path / "ws")
    assert saved(tmp_path / "ws")[1].outcome is Outcome.READ


def test_one_process_and_two_give_the_same(tmp_path: Path) -> None:
    texts = {f"{n}.txt": f"sleep 0.0{n} of {n % 7}" for n in range(9)}
    results = []
    for processes in (1, 2):
        settings = replace(SETTINGS, pool=PoolLimits(seconds=5.0, processes=processes))
        screen(listed(tmp_path / "in", texts), tmp_path / f"ws{processes}", settings)
        results.append((saved(tmp_path / f"ws{processes}"), found(tmp_path / f"ws{processes}")))
    assert results[0] == results[1]


def test_a_run_without_workers_ends_and_lays_it_at_no_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = listed(tmp_path / "in", {"a.txt": "policy", "b.txt": "report"})
    monkeypatch.setattr(pool, "SECONDS_TO_START", 1.0)
    monkeypatch.setattr(pool, "GRACE", 1.0)
    with pytest.raises(PoolDown):
        screen(inputs, tmp_path / "ws", replace(SETTINGS, pool=PoolLimits(memory=1024, processes=1)))
    assert saved(tmp_path / "ws") == []
    monkeypatch.undo()
    assert screen(inputs, tmp_path / "ws").outcomes == {Outcome.READ: 2}


# -- the way


def carried(batches: Sequence[Batch], work: Work) -> None:
    for batch in batches:
        work(batch)


def test_documents_go_directly_unless_a_flow_is_asked_for_or_there_to_carry_them() -> None:
    assert choose_way("auto", None)[0] == "direct"
    assert choose_way("auto", carried)[0] == "prefect"
    assert choose_way("prefect", carried)[0] == "prefect"
    assert choose_way("direct", carried)[0] == "direct"


def test_of_the_documents_that_are_there_the_longest_is_read_first(tmp_path: Path) -> None:
    """The first are handed to the worker as they come; of those that wait the longest is next."""
    lengths = [1, 2, 3, 50, 7, 900, 4]
    inputs = listed(tmp_path / "in", {f"{n}.txt": "policy " + "x" * n for n in lengths})
    seen = Seen()
    screen(inputs, tmp_path / "ws", replace(SETTINGS, pool=PoolLimits(processes=1), screen=play_slowly), seen)
    order = [int(source.removesuffix(".txt")) for source, _ in seen.ended]
    assert order[-4:] == sorted(order[-4:], reverse=True)
    assert order.index(900) < order.index(4)
    assert sorted(order) == sorted(lengths)


def test_a_batch_waits_for_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the first batch's long document is read, those of the second come to their end."""
    monkeypatch.setattr("screening.run.BATCH", 2)
    ended, others = tmp_path / "ended", {"a.txt", "b.txt", "c.txt"}
    after_first: list[int] = []

    class Telling(Seen):
        def advance(self, listing: Listing, outcome: Outcome) -> None:
            super().advance(listing, outcome)
            if others <= {source for source, _ in self.ended}:
                ended.touch()

    seen = Telling()

    def watching(batches: Sequence[Batch], work: Work) -> None:
        for batch in batches:
            work(batch)
            after_first.append(len(seen.ended))

    texts = {"long.txt": f"wait {ended}"} | {name: f"policy {name}" for name in sorted(others)}
    patient = replace(SETTINGS, pool=PoolLimits(seconds=30.0, patience=1.0, processes=2))
    run(listed(tmp_path / "in", texts), tmp_path / "ws", RUBRIC, "prefect", seen, watching, patient)
    assert after_first == [4, 4]
    assert outcomes(tmp_path / "ws")["long.txt"] is Outcome.READ


def test_a_flow_carries_all_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screening.run.BATCH", 2)
    sizes: list[int] = []

    def counting(batches: Sequence[Batch], work: Work) -> None:
        sizes.extend(len(batch.listings) for batch in batches)
        carried(batches, work)

    inputs = listed(tmp_path / "in", {f"{n}.txt": f"policy {n}" for n in range(5)})
    summary = run(inputs, tmp_path / "ws", RUBRIC, "prefect", NoProgress(), counting, SETTINGS)
    assert (summary.way, summary.done, sizes) == ("prefect", 5, [2, 2, 1])
    assert BATCH == 100


@pytest.mark.parametrize("batches_done", [0, 1, 2])
def test_a_flow_that_fails_is_taken_over_directly_and_nothing_done_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batches_done: int
) -> None:
    monkeypatch.setattr("screening.run.BATCH", 2)

    def failing(batches: Sequence[Batch], work: Work) -> None:
        carried(batches[:batches_done], work)
        raise RuntimeError("no server")

    (tmp_path / "count").mkdir()
    inputs = listed(tmp_path / "in", {f"{n}.txt": f"count {tmp_path / 'count'} {n}" for n in range(4)})
    summary = run(inputs, tmp_path / "ws", RUBRIC, "prefect", NoProgress(), failing, SETTINGS)
    assert (summary.way, summary.done) == ("direct", 4)
    assert "no server" in summary.why
    assert len(list((tmp_path / "count").iterdir())) == 4


def test_a_fault_of_the_work_itself_is_not_laid_on_the_flow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("screening.batch._save", full)
    with pytest.raises(OSError, match="No space left"):
        run(
            listed(tmp_path / "in", {"a": "b"}),
            tmp_path / "ws",
            RUBRIC,
            "prefect",
            NoProgress(),
            carried,
            SETTINGS,
        )


# -- kill -9

KILLED = [0, 5, 12]  # each time when so many documents are saved
WORKLOAD = {
    f"{n:02}.txt": f"policy {n if n % 5 else 0}" for n in range(32)
}  # many more than 12: a busy machine sees late


def _start(folder: Path, workspace: Path) -> subprocess.Popen[bytes]:
    """A whole run in a process of its own, which can be killed."""
    command = "import test_screening_run as test; test.screen_workload()"
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    environment = os.environ | {"PYTHONPATH": path, "IN": str(folder), "WS": str(workspace)}
    return subprocess.Popen([sys.executable, "-c", command], env=environment, start_new_session=True)


def screen_workload() -> None:
    inputs = listed(Path(os.environ["IN"]), WORKLOAD)
    screen(inputs, Path(os.environ["WS"]), replace(SETTINGS, screen=play_slowly))


def processes_of(session: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def _wait_for_the_end_of(session: int) -> None:
    give_up = time.monotonic() + 20
    while processes_of(session):
        assert time.monotonic() < give_up, "a killed run left processes behind"
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts processes in /proc")
def test_a_run_killed_at_three_moments_goes_on_to_the_same_result(tmp_path: Path) -> None:
    assert _start(tmp_path / "in", tmp_path / "calm").wait(60) == 0
    for moment in KILLED:
        run_of = _start(tmp_path / "in", tmp_path / "ws")
        while not (tmp_path / "ws" / "firmword.db").exists() or len(saved(tmp_path / "ws")) < moment:
            assert run_of.poll() is None
            time.sleep(0.02)
        run_of.kill()
        run_of.wait(10)
        assert moment <= len(saved(tmp_path / "ws")) < len(WORKLOAD)
        _wait_for_the_end_of(run_of.pid)
    assert _start(tmp_path / "in", tmp_path / "ws").wait(60) == 0
    assert saved(tmp_path / "ws") == saved(tmp_path / "calm")
    assert found(tmp_path / "ws") == found(tmp_path / "calm")
    assert len(saved(tmp_path / "calm")) == len(WORKLOAD)
