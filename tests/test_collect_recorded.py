"""Recorded websites of real companies, served on this computer and searched by the command."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.collect import measured

SITES = Path(__file__).resolve().parents[2] / "shared" / "sites"
NAMES = sorted(path.name.removesuffix(".tar.gz") for path in SITES.glob("*.tar.gz"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not NAMES, reason="the recorded websites of ../shared/sites are not beside this repository"),
]


@pytest.mark.parametrize("name", NAMES or ["none"])
def test_every_document_is_found_with_few_requests_and_few_others(name: str, tmp_path: Path) -> None:
    one = measured(SITES, name, tmp_path)
    assert one.line["missed"] == []
    assert isinstance(one.line["precision"], float)
    assert one.line["precision"] >= 0.7, one.line["false"]
    assert isinstance(one.line["requests"], int)
    assert one.line["requests"] <= 60
    assert one.line["robots_first"] is True
    assert isinstance(one.line["least_gap_s"], float)
    assert one.line["least_gap_s"] >= 0.015, "the delay of 0.02 s is kept"
    assert one.again <= one.first / 100, "a second run transfers only what changed"
