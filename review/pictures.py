"""Pages of PDF files as images, drawn in a process of their own, which also tells what stands where on them.

The PDF library is not safe to use from several threads, and a damaged file can take the process down
with it. So one supervised process draws one page after the other; when it dies or takes too long, that
page has no image, and the next one gets a new process.
"""

from __future__ import annotations

import importlib
import multiprocessing
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import Any

from pebble import ProcessPool

from archive.files import Elsewhere, Place
from extractors.records import Document, PageBox, Span

PageKey = tuple[str, int, float]  # sha256, page, scale

SECONDS_FOR_A_PAGE = 20.0
SECONDS_TO_FETCH = 100.0  # of a long report, from an archive at an address, before its first page
IMAGES_KEPT = 96
SCALE = 2.0  # pixels a point, less where the longest side would pass its limit
LONGEST_SIDE = 2400.0  # pixels; a poster-sized page is drawn smaller


class NoPicture(Exception):
    """The page could not be drawn; the message says why."""


def draw(archive: Place, sha256: str, page: int, scale: float) -> bytes:
    """Draw a page of an archived PDF (in the other process); PNG, `scale` pixels a point."""
    from archive.store import Archive
    from extractors.readers.pdf import page_image

    return page_image(Archive(archive).get(sha256), page, scale)


def labels_of(archive: Place, sha256: str) -> tuple[str, ...]:
    """What the pages of an archived PDF are called (in the other process)."""
    from archive.store import Archive
    from extractors.readers.pdf import page_labels

    return page_labels(Archive(archive).get(sha256))


def boxes_of(archive: Place, document: Document, spans: Sequence[Span]) -> list[tuple[PageBox, ...]]:
    """Where spans of an archived document stand on its pages (in the other process)."""
    from archive.store import Archive
    from extractors.readers import boxes

    return boxes(Archive(archive).get(document.sha256), document.media_type, document, spans)


def warm_up() -> None:
    """Load what drawing needs (in the other process), so that the first page need not wait for it."""
    importlib.import_module("archive.store")
    importlib.import_module("extractors.readers.pdf")


def scale_for(width: float, height: float) -> float:
    """Pixels a point for a page of so many points, so that the longest side of the page stays within bounds."""
    longest = max(width, height)
    return min(SCALE, LONGEST_SIDE / longest) if longest > 0 else SCALE


class Pictures:
    """Draws pages and keeps the last ones."""

    def __init__(self, archive: Place, draw: Callable[[Place, str, int, float], bytes] = draw) -> None:
        self._archive = archive
        self._seconds = SECONDS_FOR_A_PAGE + (SECONDS_TO_FETCH if isinstance(archive, Elsewhere) else 0)
        self._draw = draw
        self._pool: ProcessPool | None = None
        self._kept: OrderedDict[PageKey, Future[bytes]] = OrderedDict()
        self._labels: dict[str, Future[tuple[str, ...]]] = {}  # by document
        self._lock = Lock()

    def start(self) -> None:
        """Start the drawing process, so that the first page need not wait for it."""
        with self._lock:
            self._started().schedule(warm_up, timeout=SECONDS_FOR_A_PAGE)

    def ahead(self, sha256: str, page: int, scale: float) -> None:
        """Draw a page that will be asked for soon."""
        with self._lock:
            self._ordered((sha256, page, scale))

    def get(self, sha256: str, page: int, scale: float) -> bytes:
        """The page as PNG. Raises NoPicture."""
        key = (sha256, page, scale)
        with self._lock:
            job = self._ordered(key)
        try:
            return job.result()
        except Exception as error:  # whatever a damaged file did to the other process
            with self._lock:
                self._kept.pop(key, None)
            reason = str(error) or type(error).__name__
            raise NoPicture(f"Page {page} cannot be shown as an image ({reason}).") from error

    def labels(self, sha256: str) -> tuple[str, ...]:
        """What the pages of a PDF are called, none where it cannot be opened: then they have numbers alone."""
        with self._lock:
            if sha256 not in self._labels:
                self._labels[sha256] = self._asked(labels_of, sha256)
            job = self._labels[sha256]
        try:
            return job.result()
        except Exception:  # whatever a damaged file did to the other process
            return ()

    def boxes(self, document: Document, spans: Sequence[Span]) -> list[tuple[PageBox, ...]]:
        """Where spans stand on the pages of a document; nowhere where it has no pages, or cannot be opened."""
        nowhere: list[tuple[PageBox, ...]] = [() for _ in spans]
        if not any(page.width for page in document.pages):
            return nowhere
        with self._lock:
            job = self._asked(boxes_of, document, spans)
        try:
            found: list[tuple[PageBox, ...]] = job.result()
        except Exception:
            return nowhere
        return found

    def _asked(self, ask: Callable[..., Any], *about: object) -> Future[Any]:
        return self._started().schedule(ask, args=[self._archive, *about], timeout=self._seconds)

    def _ordered(self, key: PageKey) -> Future[bytes]:
        if key not in self._kept:
            job = self._started().schedule(self._draw, args=[self._archive, *key], timeout=self._seconds)
            self._kept[key] = job
        self._kept.move_to_end(key)
        while len(self._kept) > IMAGES_KEPT:
            self._kept.popitem(last=False)
        return self._kept[key]

    def _started(self) -> ProcessPool:
        if self._pool is None or not self._pool.active:
            self._pool = ProcessPool(max_workers=1, context=multiprocessing.get_context("spawn"))
        return self._pool

    def close(self) -> None:
        """Stop the drawing process."""
        with self._lock:
            if self._pool is not None:
                self._pool.stop()  # type: ignore[no-untyped-call]
                self._pool.join()
                self._pool = None
