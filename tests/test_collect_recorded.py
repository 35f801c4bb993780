"""Recorded websites of real companies, served on this computer and searched by the command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SITES = ROOT.parent / "shared" / "sites"
# A third of them, since each takes ten seconds; `benchmarks/collect.py` searches them all.
NAMES = sorted(path.name.removesuffix(".tar.gz") for path in SITES.glob("*.tar.gz"))[1::3]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not NAMES, reason="the recorded websites of ../shared/sites are not beside this repository"),
]


@pytest.mark.parametrize("name", NAMES or ["none"])
def test_every_document_is_found_with_few_requests_and_few_others(name: str) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "collect.py"), str(SITES), name]
    one = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout)
    assert one["missed"] == []
    assert one["precision"] >= 0.7, one["false"]
    assert one["requests"] <= 60
    assert one["robots_first"] is True
    assert one["least_gap_s"] >= 0.05, "the delay of 0.1 s is not kept (the server notes the end of its answer)"
    assert one["bytes_again"] <= one["bytes"] / 100, "a second run transfers more than what changed"
