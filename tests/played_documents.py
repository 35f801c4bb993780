"""A reader for tests that does what a document's text tells it: it may sleep, die, take memory or raise.

It must be importable by name, as worker processes call it. A document that does nothing of the kind is read
as one page, with one piece of evidence for its first three letters.
"""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from archive.files import Place
from extractors.clock import uncounted
from extractors.extract import Screened
from extractors.records import Document, Evidence, Listing, Outcome, Page, Reading, ScannedPage, Searched, Verdict
from extractors.rules import Rules


def play(
    content: bytes, media_type: str, listing: Listing, rules: Rules, scans: Sequence[ScannedPage] | None = ()
) -> Screened:
    """Reads a document whose text is an instruction, such as `sleep 60` or `die 9`."""
    match content.split():
        case [b"spin" | b"load" as how, seconds, *_]:
            with uncounted() if how == b"load" else nullcontext():
                _compute(float(seconds))
        case [b"sleep" | b"wait" as how, until, *_]:
            time.sleep(float(until)) if how == b"sleep" else _wait_for(Path(until.decode()))
        case [b"die", number, *unless] if not _is_let_off(unless):
            os.kill(os.getpid(), int(number))
        case [b"exit", code]:
            os._exit(int(code))
        case [b"take", size]:
            bytearray(int(size))
        case [b"scan", *pages] if not scans:
            waiting = Reading(Outcome.NO_TEXT_LAYER, waiting=tuple(map(int, pages)))
            return Screened(waiting, (), "policy", searched=Searched(waits=True))
        case [b"scan", *_]:
            told = " ".join(f"{scan.number}: {scan.by or scan.unread}" for scan in scans or ())
            return _read(told.encode(), media_type, rules.rubric.name)
        case [b"raise", what]:
            raise ValueError(what.decode())
        case [b"count", folder, *_]:
            (Path(folder.decode()) / f"{os.getpid()}-{time.monotonic_ns()}").touch()
    return _read(content, media_type, rules.rubric.name)


def _compute(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def _is_let_off(unless: Sequence[bytes]) -> bool:
    """Whether the file is there that a document need not die with; `once` makes it there from then on."""
    match unless:
        case [b"once", name] if not Path(name.decode()).exists():
            Path(name.decode()).touch()
            return False
    return any(Path(name.decode()).is_absolute() and Path(name.decode()).exists() for name in unless)


def _wait_for(file: Path) -> None:
    while not file.exists():
        time.sleep(0.02)


def play_slowly(
    content: bytes, media_type: str, listing: Listing, rules: Rules, scans: Sequence[ScannedPage] | None = ()
) -> Screened:
    """The same, a little later, so that a run can be stopped in the middle."""
    time.sleep(0.15)
    return play(content, media_type, listing, rules, scans)


def recognise(archive: Place, sha256: str, page: int) -> ScannedPage:
    """Recognises any page but the second, which takes too long, and the third, of which it dies."""
    if page == 2:
        time.sleep(60)
    if page == 3:
        os.kill(os.getpid(), signal.SIGSEGV)
    return ScannedPage("played", (), number=page)


def _read(content: bytes, media_type: str, rubric: str) -> Screened:
    text = content.decode()
    sha256 = hashlib.sha256(content).hexdigest()
    document = Document(sha256, media_type, text, (Page(1, 0, len(text)),), ())
    evidence = Evidence(
        document=sha256,
        rubric=rubric,
        element="A.1.1/S1.a",
        start=0,
        end=3,
        quote=text[:3],
        page=1,
        verdict=Verdict.SUPPORTS,
        reason=None,
        explanation="Played.",
        rules=(),
    )
    return Screened(Reading(Outcome.READ, document=document, pages=1), (evidence,), "policy")
