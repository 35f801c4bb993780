"""Scanned: how sure text recognition is of what is quoted from the pictures of pages, and how that is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.records import Document, Fact, FactKind, ScannedPage, ScannedWord, Span

RECOGNISED = "Recognised from a scan"  # with this begins what is told of it
NO_WORDS = "its picture has no more than a word or two"  # why a page was not recognised
UNSURE = "what was made out is too unsure to rely on"
PAGES_TOLD = 10


def words_of(page: ScannedPage, start: int) -> Iterator[tuple[int, ScannedWord]]:
    """Each word of a page with the place at which it begins, in a text whose page begins at `start`.

    The text of a page is its words, with one character between two: a space, or the end of a line.
    """
    for line in page.lines:
        for word in line.words:
            yield start, word
            start += len(word.text) + 1


def sureness(document: Document, spans: Sequence[Span]) -> float | None:
    """How sure recognition is of the words in these spans, on average; None where none was recognised."""
    found: list[float] = []
    for scan in document.scans:
        page = document.pages[scan.number - 1]
        if _touched(page.start, page.end, spans):
            words = words_of(scan, page.start)
            found += [word.sure for start, word in words if _touched(start, start + len(word.text), spans)]
    return round(sum(found) / len(found), 2) if found else None


def _touched(start: int, end: int, spans: Sequence[Span]) -> bool:
    return any(span.start < end and start < span.end for span in spans)


def told(sure: float) -> str:
    """What a person must know of words that were recognised.

    >>> told(0.93)
    'Recognised from a scan, confidence .93: compare the words with the page.'
    """
    return f"{RECOGNISED}, confidence {confidence(sure)}: compare the words with the page."


def confidence(sure: float) -> str:
    """
    >>> confidence(0.934), confidence(1)
    ('.93', '1.00')
    """
    return f"{sure:.2f}".removeprefix("0")


def facts_of_scans(scans: Sequence[ScannedPage]) -> Iterator[Fact]:
    """What is to be known of a document's pages that were to be recognised, read or not."""
    read = [scan for scan in scans if not scan.unread]
    if read:
        pages = tuple(scan.number for scan in read)
        words = [word.sure for scan in read for line in scan.lines for word in line.words]
        sure = confidence(sum(words) / max(1, len(words)))
        said = f"{_named(pages)} recognised from scans by {read[0].by}, confidence {sure}"
        yield Fact(FactKind.RECOGNISED, pages, f"{said}. Compare what is quoted from there with the page.")
    for why in dict.fromkeys(scan.unread for scan in scans if scan.unread not in ("", NO_WORDS)):
        pages = tuple(scan.number for scan in scans if scan.unread == why)
        yield Fact(FactKind.NOT_RECOGNISED, pages, f"{_named(pages)} not recognised: {why}.")


def _named(pages: Sequence[int]) -> str:
    """
    >>> _named((3,)), _named((1, 2))
    ('Page 3 was', 'Pages 1, 2 were')
    """
    numbers = ", ".join(map(str, pages[:PAGES_TOLD])) + (", ..." if len(pages) > PAGES_TOLD else "")
    return f"Page {numbers} was" if len(pages) == 1 else f"Pages {numbers} were"
