"""Pages are drawn in a process of their own: what happens to it stops neither the server nor the next page."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.files import Place
from review.pictures import NoPicture, Pictures, scale_for


def draw_or_die(archive: Place, sha256: str, page: int, scale: float) -> bytes:
    """Page 13 kills the process that draws it, page 14 is damaged; every other is drawn."""
    if page == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    if page == 14:
        raise ValueError("damaged")
    return f"{sha256} {page} {scale} {os.getpid()}".encode()


@pytest.fixture
def pictures(tmp_path: Path) -> Iterator[Pictures]:
    drawn = Pictures(tmp_path, draw_or_die)
    yield drawn
    drawn.close()


def test_a_page_is_drawn_once_in_another_process(pictures: Pictures) -> None:
    pictures.ahead("a", 1, 2.0)
    first = pictures.get("a", 1, 2.0)
    assert first.startswith(b"a 1 2.0 ")
    assert int(first.split()[-1]) != os.getpid()
    assert pictures.get("a", 1, 2.0) == first


def test_the_death_of_the_drawing_process_costs_one_page(pictures: Pictures) -> None:
    with pytest.raises(NoPicture, match="Page 13 cannot be shown"):
        pictures.get("a", 13, 2.0)
    with pytest.raises(NoPicture, match="damaged"):
        pictures.get("a", 14, 2.0)
    assert pictures.get("a", 1, 2.0).startswith(b"a 1 2.0 ")


def test_a_poster_is_drawn_smaller() -> None:
    assert scale_for(595, 842) == 2.0
    assert scale_for(4000, 8000) * 8000 == pytest.approx(2400)
    assert scale_for(0, 0) == 2.0
