"""A first look into what was fetched: its title, headings and first words, the kind and the date that it gives itself.

Other people's files are opened in a process of its own, limited in time and memory, because a damaged PDF can hang or
end the program that reads it. A PDF is not read whole for this: its first pages tell what it is.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from pebble import ProcessExpired, ProcessPool

from extractors.confined import confine
from extractors.fold import composed
from extractors.kinds import classified
from extractors.readers import opening, served_type, sniff
from extractors.records import Outcome, Role

SECONDS = 40.0  # for one document
MEMORY = 3 * 1024**3  # bytes of address space
FIRST_PAGES = 4  # of a PDF
MOST_CHARACTERS = 400_000  # of a web page's text

Look = Callable[[bytes, str, "str | None"], "Glance"]


@dataclass(frozen=True, slots=True)
class Glance:
    """What a first look showed; its words are only compared, so a letter and its accent are one sign in them."""

    media_type: str
    outcome: Outcome
    detail: str = ""
    title: str = ""
    headings: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()  # the texts of the first pages' blocks, without menus and the like
    kind: str = ""  # one of `rubric.kinds.Kind`
    language: str | None = None
    published: str | None = None

    @property
    def is_page(self) -> bool:
        """Whether it is a web page, not a file."""
        return self.media_type.startswith("text/html")


def glance(content: bytes, url: str, served_as: str | None) -> Glance:
    """A first look, here and now. Never raises for bad content: the outcome says what is wrong."""
    name = PurePosixPath(unquote(urlsplit(url).path)).name
    media_type = served_type(content, sniff(content, name, served_as), served_as)
    reading = opening(content, media_type, name or urlsplit(url).netloc, FIRST_PAGES)
    document = reading.document
    if document is None:
        return Glance(media_type, reading.outcome, reading.detail)
    shown = [block for block in document.blocks if block.role is not Role.FURNITURE and block.start < MOST_CHARACTERS]
    texts = [(block.role, composed(" ".join(document.text[block.start : block.end].split()))) for block in shown]
    return Glance(
        media_type=media_type,
        outcome=reading.outcome,
        detail=reading.detail,
        title=composed(document.title or ""),
        headings=tuple(text for role, text in texts if role is Role.HEADING)[:40],
        blocks=tuple(text for _, text in texts if text),
        kind=classified(document, None, name).kind.value,
        language=document.language,
        published=document.published,
    )


@contextmanager
def looking() -> Iterator[Look]:
    """A first look in a process of its own, which is renewed when a document is the end of it."""
    context = multiprocessing.get_context("forkserver")
    pool = ProcessPool(max_workers=1, initializer=confine, initargs=(MEMORY,), context=context)
    lock = threading.Lock()

    def look(content: bytes, url: str, served_as: str | None) -> Glance:
        with lock:
            future = pool.schedule(glance, args=(content, url, served_as), timeout=SECONDS)
        try:
            found: Glance = future.result()
        except TimeoutError:
            return Glance("", Outcome.TIMED_OUT, f"{url}: its first pages were not read within {SECONDS:g} s")
        except (ProcessExpired, MemoryError, OSError, ValueError) as error:
            return Glance("", Outcome.CRASHED, f"{url}: the reader ended on it ({error})")
        return found

    try:
        yield look
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
