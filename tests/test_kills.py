"""A run that searches, fetches and saves is killed, and the next one completes what it left."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

KILLS = Path(__file__).parent.parent / "benchmarks" / "kills.py"


@pytest.mark.thorough
@pytest.mark.slow
def test_a_killed_run_with_fetching_loses_no_decision_and_leaves_nothing_twice_or_half_written() -> None:
    command = [sys.executable, "-P", str(KILLS), "--light", "--kills", "2", "--through-prefect", "0"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 kills" in done.stdout
