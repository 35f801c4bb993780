"""Prefect carries a run's batches, outside the workspace, and its failure costs nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_screening_run import RUBRIC, SETTINGS, Seen, found, listed, processes_of, saved, screen

import flows

COMMAND = """
import sys
import test_flow_screen_companies as test
test.through_prefect()
"""


def test_the_home_is_in_the_users_cache_and_can_be_moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FIRMWORD_PREFECT_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert flows.home() == tmp_path / "firmword" / "prefect"
    monkeypatch.setenv("FIRMWORD_PREFECT_HOME", str(tmp_path / "elsewhere"))
    assert flows.home() == tmp_path / "elsewhere"


def test_no_module_of_the_way_imports_prefect_before_it_is_needed() -> None:
    command = "import sys, flows, screening.run; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command], check=False, env=_environment()).returncode == 0


def through_prefect() -> None:
    """Runs in a process of its own, as Prefect reads its settings once."""
    from screening.run import run

    folder = Path(os.environ["IN"])
    inputs = listed(folder, {f"{n}.txt": f"sleep {os.environ['SECONDS']} {n}" for n in range(4)})
    seen = Seen()
    summary = run(inputs, Path(os.environ["WS"]), RUBRIC, "prefect", seen, flows.through_prefect, SETTINGS)
    print(summary.way, summary.done, len(seen.ended), "why:", summary.why)


def _environment(**more: str) -> dict[str, str]:
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    return os.environ | {"PYTHONPATH": path} | more


def _run(tmp_path: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COMMAND],
        check=True,
        capture_output=True,
        text=True,
        timeout=240,
        env=_environment(**_places(tmp_path), **more),
    )


def _places(tmp_path: Path) -> dict[str, str]:
    return {
        "FIRMWORD_PREFECT_HOME": str(tmp_path / "home"),
        "IN": str(tmp_path / "in"),
        "WS": str(tmp_path / "ws"),
        "SECONDS": "0",
    }


@pytest.mark.slow
def test_the_flow_gives_what_the_direct_way_gives(tmp_path: Path) -> None:
    done = _run(tmp_path)
    assert done.stdout.startswith("prefect 4 4 why: as asked"), done.stderr
    assert (tmp_path / "home").is_dir()
    assert sorted(path.name.split("-")[0] for path in (tmp_path / "ws").iterdir()) == [
        "anchors",
        "archive",
        "firmword.db",
    ]
    inputs = listed(tmp_path / "in", {f"{n}.txt": f"sleep 0 {n}" for n in range(4)})
    screen(inputs, tmp_path / "direct")
    assert saved(tmp_path / "ws") == saved(tmp_path / "direct")
    assert found(tmp_path / "ws") == found(tmp_path / "direct")


@pytest.mark.slow
def test_a_server_that_cannot_start_is_said_and_the_run_goes_on_directly(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where Prefect wants a folder")
    done = _run(tmp_path)
    assert done.stdout.startswith("direct 4 4 why: Prefect could not carry the run")
    assert len(saved(tmp_path / "ws")) == 4


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts processes in /proc")
@pytest.mark.parametrize("moment", ["the server starts", "documents are read"])
def test_a_killed_flow_leaves_no_process_behind(tmp_path: Path, moment: str) -> None:
    environment = _environment(**_places(tmp_path)) | {"SECONDS": "30"}
    killed = subprocess.Popen([sys.executable, "-c", COMMAND], env=environment, start_new_session=True)
    give_up = time.monotonic() + 150
    reached = 5 if moment == "the server starts" else 6
    # The run, the guard with its fork server and tracker, its server, which takes seconds; later the workers too.
    while len(processes_of(killed.pid)) < reached and time.monotonic() < give_up:
        time.sleep(0.1)
    time.sleep(1)  # the guard is told of the server once its program is loaded
    assert killed.poll() is None
    killed.kill()
    killed.wait(10)
    while processes_of(killed.pid) and time.monotonic() < give_up:
        time.sleep(0.1)
    assert processes_of(killed.pid) == []
