"""One document that never ends, dies or takes all memory costs only itself."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from played_documents import play, recognise

from archive.store import Archive
from extractors import readers
from extractors.readers.format import PLAIN, Format, no_boxes
from extractors.records import Listing, Outcome, Reading
from extractors.rules import open_rules
from screening import pool
from screening.pool import PoolDown, PoolLimits, SupervisedPool, _Lane, _LaneLost
from screening.worker import Failed, Job, screen_archived

RULES = open_rules("chrb-core-2019")


def screened(folder: Path, texts: list[str], limits: PoolLimits) -> dict[str, Outcome | Failed]:
    archive = Archive(folder)
    with SupervisedPool(play, limits, recognise) as workers:
        jobs = {}
        for text in texts:
            listing = Listing("Alder", f"{text}.txt", "")
            job = Job(listing, folder, archive.keep(text.encode()), "text/plain", RULES)
            jobs[text] = workers.submit(job)
        results = {text: future.result() for text, future in jobs.items()}
    return {text: result if isinstance(result, Failed) else result.reading.outcome for text, result in results.items()}


GOOD = [f"policy {number}" for number in range(12)]


@pytest.mark.parametrize(
    ("bad", "outcome", "said"),
    [
        ("sleep 60", Outcome.TIMED_OUT, "not read within 1.5 s by the clock"),
        (f"die {signal.SIGSTOP}", Outcome.TIMED_OUT, "not read within 1.5 s by the clock"),
        (f"die {signal.SIGKILL}", Outcome.CRASHED, "SIGKILL"),
        (f"die {signal.SIGSEGV}", Outcome.CRASHED, "SIGSEGV"),
        (f"die {signal.SIGABRT}", Outcome.CRASHED, "SIGABRT"),
        ("exit 3", Outcome.CRASHED, "exit code 3"),
        (f"take {8 * 1024**3}", Outcome.CRASHED, "more than 4 GiB of memory"),
        ("raise nonsense", Outcome.CRASHED, "ValueError: nonsense"),
    ],
    ids=["sleeps", "stopped", "killed", "segfault", "abort", "exits", "memory", "raises"],
)
def test_a_bad_document_ends_alone(tmp_path: Path, bad: str, outcome: Outcome, said: str) -> None:
    texts = [*GOOD[:4], bad, *GOOD[4:]]
    results = screened(tmp_path, texts, PoolLimits(seconds=1.5, patience=1, processes=2))
    failed = results.pop(bad)
    assert isinstance(failed, Failed)
    assert failed.outcome is outcome
    for part in (f"{bad}.txt", said, "; "):
        assert part in failed.detail
    assert set(results.values()) == {Outcome.READ}


def test_a_document_has_seconds_of_computing_and_loading_a_model_is_none(tmp_path: Path) -> None:
    limits = PoolLimits(seconds=0.3, patience=200, processes=2)
    results = screened(tmp_path, ["spin 100", "load 0.6", "sleep 0.4", "policy"], limits)
    failed = results.pop("spin 100")
    assert isinstance(failed, Failed)
    assert failed.outcome is Outcome.TIMED_OUT
    assert "not read within 0.3 s of computing" in failed.detail
    assert "--max-seconds" in failed.detail
    assert set(results.values()) == {Outcome.READ}


def test_a_reader_that_lacks_memory_tells_its_supervisor(monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry(content: bytes, media_type: str) -> Reading:
        raise MemoryError

    monkeypatch.setattr(readers, "FORMATS", (Format((PLAIN,), (".txt",), hungry, no_boxes),))
    with pytest.raises(MemoryError):
        readers.read(b"We respect human rights.", PLAIN, "policy.txt")


def test_deaths_are_laid_at_the_right_door_however_fast_they_come(tmp_path: Path) -> None:
    texts = [f"die {signal.SIGKILL} {n}" if n % 3 == 0 else f"policy {n}" for n in range(45)]
    results = screened(tmp_path, texts, PoolLimits(seconds=20, processes=2))
    crashed = [text for text, result in results.items() if isinstance(result, Failed)]
    assert crashed == [text for text in texts if text.startswith("die")]
    assert {result.outcome for result in results.values() if isinstance(result, Failed)} == {Outcome.CRASHED}


def test_a_document_whose_reader_was_killed_from_outside_is_read_by_another_at_once(tmp_path: Path) -> None:
    once = f"die {signal.SIGKILL} once {tmp_path.resolve()}/killed"
    results = screened(tmp_path / "in", [once, f"die {signal.SIGKILL}"], PoolLimits(seconds=20, processes=1))
    assert results[once] is Outcome.READ
    failed = results[f"die {signal.SIGKILL}"]
    assert isinstance(failed, Failed)
    assert "ended twice (SIGKILL), perhaps by the system for want of memory" in failed.detail
    assert "--processes" in failed.detail


@pytest.mark.parametrize(("losses", "outcome"), [(1, Outcome.READ), (2, Outcome.READ), (3, Outcome.CRASHED)])
def test_a_lost_worker_is_no_fault_of_the_document_until_it_happens_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, losses: int, outcome: Outcome
) -> None:
    call = _Lane.call
    lost: list[object] = []

    def losing(lane: _Lane, function: Callable[..., object], *args: object) -> object:
        if function is screen_archived and len(lost) < losses:
            lost.append(function)
            raise _LaneLost
        return call(lane, function, *args)

    monkeypatch.setattr(_Lane, "call", losing)
    result = screened(tmp_path, ["policy"], PoolLimits(seconds=5, processes=1))["policy"]
    assert (result.outcome if isinstance(result, Failed) else result) is outcome


def test_a_page_whose_recognition_takes_too_long_or_dies_costs_only_itself(tmp_path: Path) -> None:
    limits = PoolLimits(seconds=20, page_seconds=1.5, patience=1, processes=1)
    with SupervisedPool(play, limits, recognise) as workers:
        sha256 = Archive(tmp_path).keep(b"scan 1 2 3 4")
        result = workers.submit(Job(Listing("Alder", "a", ""), tmp_path, sha256, "application/pdf", RULES)).result()
    assert not isinstance(result, Failed)
    assert result.reading.document is not None
    said = "1: played 2: text recognition took longer than 1.5 s by the clock 3: text recognition failed"
    assert result.reading.document.text.startswith(said)
    assert result.reading.document.text.endswith("4: played")


def test_workers_that_never_start_end_the_run_with_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "SECONDS_TO_START", 1.0)
    monkeypatch.setattr(pool, "GRACE", 1.0)
    with pytest.raises(PoolDown, match="start the same command again"):
        screened(tmp_path, ["policy"], PoolLimits(memory=1024, processes=1))


def test_leaving_the_pool_ends_what_is_running(tmp_path: Path) -> None:
    began = time.monotonic()
    with SupervisedPool(play, PoolLimits(seconds=60, processes=1)) as workers:
        sha256 = Archive(tmp_path).keep(b"sleep 50")
        running = workers.submit(Job(Listing("Alder", "a", ""), tmp_path, sha256, "text/plain", RULES))
        time.sleep(0.5)
    with pytest.raises(CancelledError):
        running.result(10)
    assert time.monotonic() - began < 10
