"""Documents read on a Dask cluster: what is saved is what one process saves, whichever worker is lost."""

from __future__ import annotations

import gc
import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from played_documents import play
from postgresql_server import Server
from test_screening_run import RUBRIC, Seen, found, listed, saved, screen

from archive.intake import listings
from archive.limits import Limits
from archive.remembered import Web
from errors import InputError, Refusal, Stopped
from extractors.records import Listing, Outcome
from extractors.rules import open_rules
from reports import watched
from screening import cluster
from screening.cluster import pool_of, read
from screening.pool import PoolDown, PoolLimits
from screening.run import Settings
from screening.worker import Job
from workspace.store import open_store

ROOT = Path(__file__).parent.parent
LIMITS = PoolLimits(seconds=60.0, processes=2)
pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="the package distributed is not installed: make test does"
)


class Cluster:
    """A scheduler on this machine, and workers that can be started and killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self.workers: list[subprocess.Popen[bytes]] = []
        here = ("--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(self._file))
        self.scheduler = self._start("dask_scheduler", *here)
        self.address = self._address(until=time.monotonic() + 60)

    def _address(self, until: float) -> str:
        """Where the scheduler answers, once its file is written whole: it exists some time before."""
        while time.monotonic() < until:
            with suppress(FileNotFoundError, json.JSONDecodeError):
                return str(json.loads(self._file.read_text())["address"])
            time.sleep(0.1)
        raise AssertionError(f"no scheduler: {(self._folder / 'dask_scheduler.log').read_text()}")

    def _start(self, module: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *options, "--no-dashboard"]
        path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
        with (self._folder / f"{module}.log").open("ab") as said:
            return subprocess.Popen(command, stdout=said, stderr=said, env=os.environ | {"PYTHONPATH": path})

    def add(self, *options: str) -> None:
        options = (*(options or ("--no-nanny",)), "--nthreads", "1", "--local-directory", str(self._folder))
        self.workers.append(self._start("dask_worker", self.address, *options))

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    started = Cluster(tmp_path_factory.mktemp("dask"))
    yield started
    started.stop()


def on(dask: Cluster) -> Settings:
    return Settings(pool=LIMITS, screen=play, dask=dask.address)


class Killing(Seen):
    """Kills a worker as soon as some documents are saved."""

    def __init__(self, after: int, kill: Callable[[], object]) -> None:
        super().__init__()
        self._after, self._kill = after, kill

    def advance(self, listing: Listing, outcome: Outcome) -> None:
        super().advance(listing, outcome)
        if len(self.ended) == self._after:
            self._kill()


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_costs_time_only_and_nothing_is_saved_twice(
    dask: Cluster, postgresql: Server, tmp_path: Path
) -> None:
    dask.add()
    dask.add()
    (tmp_path / "count").mkdir()
    texts = {f"{n}.txt": f"count {tmp_path / 'count'} {n // 2}" for n in range(16)}  # each twice
    texts |= {"deadly.txt": f"die {signal.SIGSEGV}", **{f"slow-{n}.txt": f"sleep 1 {n}" for n in range(4)}}
    inputs = listed(tmp_path / "in", texts)
    address = postgresql.new_workspace(tmp_path / "there")
    seen = Killing(4, lambda: dask.workers[0].kill())
    summary = screen(inputs, tmp_path / "there", on(dask), seen)
    screen(inputs, tmp_path / "here", Settings(pool=LIMITS, screen=play))
    assert dask.workers[0].wait(10) == -signal.SIGKILL
    assert summary.done == len(texts) == len(seen.ended)
    assert found(tmp_path / "there") == found(tmp_path / "here")
    assert len(found(tmp_path / "there")) == 8 + 4  # a copy is not read, and what killed its reader gave nothing
    assert saved(tmp_path / "there") == saved(tmp_path / "here")
    with open_store(tmp_path / "there") as store:
        assert len(store.documents()) == len(texts)
    postgresql.give_back(address)


@pytest.mark.slow
def test_real_documents_give_on_a_cluster_what_they_give_here(dask: Cluster, tmp_path: Path) -> None:
    dask.add()
    dask.add()
    inputs = listings([str(ROOT / "fixtures" / "companies.csv")], None)[:4]
    screen(inputs, tmp_path / "there", Settings(pool=LIMITS, dask=dask.address))
    for worker in dask.workers:
        worker.terminate()
    assert all(worker.wait(60) is not None for worker in dask.workers)  # whoever is asked to end, ends
    screen(inputs, tmp_path / "here", Settings(pool=LIMITS))
    assert found(tmp_path / "there") == found(tmp_path / "here") != []
    assert saved(tmp_path / "there") == saved(tmp_path / "here")


@pytest.mark.slow
def test_a_lost_scheduler_ends_the_run_and_the_same_command_goes_on(dask: Cluster, tmp_path: Path) -> None:
    dask.add()
    inputs = listed(tmp_path / "in", {f"{n}.txt": f"sleep 0.3 {n}" for n in range(8)})
    with pytest.raises(PoolDown, match="what is done is saved"):
        screen(inputs, tmp_path / "ws", on(dask), Killing(2, lambda: dask.scheduler.kill()))
    assert 2 <= len(saved(tmp_path / "ws")) < 8
    assert {row.outcome for row in saved(tmp_path / "ws")} == {Outcome.READ}
    screen(inputs, tmp_path / "ws", Settings(pool=LIMITS, screen=play))
    assert [row.outcome for row in saved(tmp_path / "ws")] == [Outcome.READ] * 8


def test_an_address_where_no_scheduler_answers_is_refused_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import Client

    def clients() -> list[object]:
        return [one for one in gc.get_objects() if type(one) is Client]

    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 1)
    before = clients()  # of tests before this one, whose scheduler was lost
    for address in ("tcp://127.0.0.1:9", "no address"):
        with pytest.raises(InputError, match=r"--dask .*no Dask scheduler answers.*dask scheduler"):
            pool_of(address, play, LIMITS, None)
    assert len(clients()) <= len(before), "it would close while another starts"


def test_a_flow_reads_on_the_cluster_that_it_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 1)
    listed(tmp_path / "in", {"a.txt": "policy"})
    (tmp_path / "list.csv").write_text(f"company,source\nAlder,{tmp_path / 'in' / 'a.txt'}\n")
    with pytest.raises(InputError, match="no Dask scheduler answers"):
        watched.watch(
            tmp_path / "list.csv", [], tmp_path / "ws", RUBRIC, Web(Limits()), 0, None, dask="tcp://127.0.0.1:9"
        )


@pytest.mark.slow
def test_a_cluster_that_cannot_read_says_why_and_lays_it_at_no_document(
    dask: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = listed(tmp_path / "in", {"a.txt": "policy"})
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 1)
    with pytest.raises(Stopped, match=r"has no workers.*dask worker .* --no-nanny"):
        screen(inputs, tmp_path / "ws", on(dask))
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 60)
    dask.add("--nanny")
    with pytest.raises(Stopped, match=r"may not start processes.*--no-nanny"):
        screen(inputs, tmp_path / "ws", on(dask))
    assert saved(tmp_path / "ws") == []


def job(archive: Path) -> Job:
    return Job(Listing("Alder", "a.txt", "a.txt"), archive, "a" * 64, "text/plain", open_rules(RUBRIC))


def test_a_worker_with_another_firmword_or_without_the_archive_reads_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "SECONDS_TO_APPEAR", 0.5)
    here = job(tmp_path)
    wrong: list[tuple[Job, str, str]] = [
        (here, "another version", "has another Firmword.*install the same"),
        (here, here.rules.version, "does not find aaaaaaaaaaaa there.*under the same path"),
        (replace(here, archive=tmp_path / "elsewhere"), here.rules.version, "under the same path"),
    ]
    for one, version, told in wrong:
        with pytest.raises(Refusal, match=told):
            read(one, version, play, LIMITS, None)


def test_a_document_that_a_shared_disk_shows_a_little_later_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Job] = []
    monkeypatch.setattr(cluster, "_pool_here", lambda *_: Taking(taken))
    late = job(tmp_path)
    kept = tmp_path / "aa" / ("a" * 64)
    kept.parent.mkdir()
    threading.Timer(0.5, lambda: kept.write_bytes(b"policy")).start()
    read(late, late.rules.version, play, LIMITS, None)
    assert taken == [late]


class Taking:
    """A pool that only notes what it is given."""

    def __init__(self, taken: list[Job]) -> None:
        self._taken = taken

    def submit(self, job: Job) -> Taking:
        self._taken.append(job)
        return self

    def result(self) -> None:
        """Nothing."""
