"""Whatever a server does: the reader ends in time, in little memory, says why, and keeps no part as a whole."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from hostile_answers import HOSTILE, PAGE, SOUND, Answer, endless, serving

from archive.store import Archive

ROOT = Path(__file__).parent.parent
DEADLINE = 1.5
MEMORY = 300  # MiB


def read_all(
    answers: dict[str, Answer], folder: Path, max_bytes: int, threads: int
) -> tuple[list[dict[str, str]], int]:
    """What a process of its own makes of each answer, and its greatest memory in MiB."""
    with ExitStack() as servers:
        told = {name: servers.enter_context(serving(answer)) for name, answer in answers.items()}
        ran = subprocess.run(
            [
                sys.executable,
                "-P",
                str(ROOT / "tests" / "hostile_reader.py"),
                str(folder),
                str(max_bytes),
                str(threads),
            ],
            input=json.dumps(told),
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            timeout=100,
            check=False,
        )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    return found["results"], found["peak"]


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.slow
def test_hostile_answers_end_in_time_with_a_reason_and_nothing_is_kept(tmp_path: Path) -> None:
    assert len(HOSTILE) >= 60
    results, peak = read_all({name: answer for name, (answer, _) in HOSTILE.items()}, tmp_path, 5_000_000, 12)
    wrong = []
    for one in results:
        reasons = HOSTILE[one["name"]][1]
        if not any(reason in one["answer"] for reason in reasons):
            wrong.append(f"{one['name']}: {one['answer']}, not {reasons}")
        if one["sha256"] is not None or one["outcome"] not in ("not_fetched", "too_large", "disallowed"):
            wrong.append(f"{one['name']}: {one['outcome']}, {one['sha256']}")
        if float(one["seconds"]) > DEADLINE + 2:
            wrong.append(f"{one['name']}: {one['seconds']} s")
        if not one["detail"].isprintable() or len(one["detail"]) > 1000:
            wrong.append(f"{one['name']}: {one['detail']!r}")
    assert not wrong, "\n".join(wrong)
    assert len(results) == len(HOSTILE)
    assert kept(tmp_path) == []
    assert peak < MEMORY


@pytest.mark.slow
def test_without_end_and_with_the_usual_limits_memory_stays_bounded(tmp_path: Path) -> None:
    names = (
        "gzip bomb",
        "bomb of members",
        "endless body",
        "endless body of a redirect",
        "endless chunks",
        "header flood",
    )
    unread = {name: HOSTILE[name][0] for name in names}
    unread["large length"] = endless(b"HTTP/1.1 200 OK\r\nContent-Length: 99000000\r\n\r\n", b"a")
    results, peak = read_all(unread, tmp_path, 100_000_000, 1)
    assert [one["name"] for one in results if one["outcome"] is None] == []
    assert kept(tmp_path) == []
    assert peak < MEMORY


def test_odd_answers_that_are_whole_are_kept(tmp_path: Path) -> None:
    results, _ = read_all(SOUND, tmp_path, 5_000_000, 4)
    assert {one["name"]: one["sha256"] for one in results} == {name: hashlib.sha256(PAGE).hexdigest() for name in SOUND}
    unstated = {one["name"] for one in results if one["answer"] == "HTTP 200, length not stated"}
    assert unstated == {"until closed", "http 1.0"}
    assert Archive(tmp_path).get(hashlib.sha256(PAGE).hexdigest()) == PAGE
