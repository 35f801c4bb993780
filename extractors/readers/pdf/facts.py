"""What reading a PDF came upon that may have cost text: a page as PDFium shows it beside the page as the file holds it.

A page from which no text came is a no only where both readers agree that it has none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.ocr import CURE
from extractors.readers.letters import are_stray, words_that_lack_letters
from extractors.readers.pdf.held import Held, HeldPage
from extractors.records import Fact, FactKind

MOST_NAMED = 10  # pages in a sentence
MISSED = 0.05  # of the places where a page shows text: fewer may be shown twice, or empty
FROM_THE_PUBLISHER = "Get the file again from its publisher."
BY_EYE = "Read these pages by eye."
RECOGNISED_OR_BY_EYE = f"{CURE}, or read these pages by eye."
CURES = {
    FactKind.PICTURE_OF_TEXT: BY_EYE,
    FactKind.UNKNOWN_LETTERS: BY_EYE,
    FactKind.PICTURE: BY_EYE,
    FactKind.NOT_READ: "Save these as files of their own, and screen them, too.",
    FactKind.NOT_RECOGNISED: BY_EYE,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as PDFium shows it."""

    text: str = ""
    texts: int = 0  # pieces of text on the page itself; forms not counted
    forms: int = 0
    objects: int = 0  # whatever is drawn
    hidden: int = 0  # pieces of text that are left out, as nobody sees them
    failed: bool = False
    readable: bool = False  # it has text, and the letters are told
    writing: bool = False  # there is hardly text, but what looks like writing


def facts_of(pages: Sequence[Seen], found: Held) -> tuple[Fact, ...]:
    """The facts of a file, each with the pages that it is about; most of all what lost text."""
    told = [*_of_the_whole(len(pages), found)]
    held = found.pages if len(found.pages) == len(pages) else tuple(HeldPage() for _ in pages)
    by_words: dict[tuple[FactKind, str], list[int]] = {}
    for number, (seen, has) in enumerate(zip(pages, held, strict=True), 1):
        for kind, words in _of_a_page(seen, has, found):
            numbers = by_words.setdefault((kind, words), [])
            if numbers[-1:] != [number]:
                numbers.append(number)
    told += [Fact(kind, tuple(pages), _sentence(pages, words)) for (kind, words), pages in by_words.items()]
    return tuple(told)


def _of_the_whole(count: int, found: Held) -> Iterator[Fact]:
    for trouble in found.troubles:
        yield Fact(FactKind.DAMAGED_CONTENT, (), f"The file is damaged: {trouble}.")
    if found.attached:
        more = ", ..." if len(found.attached) > MOST_NAMED else ""
        said = f"Documents that it carries along were not read: {', '.join(found.attached[:MOST_NAMED])}{more}."
        yield Fact(FactKind.NOT_READ, (), said)
    if found.pages and len(found.pages) != count:
        said = f"The file opens with {count} pages, but lists {len(found.pages)}."
        yield Fact(FactKind.MISSING_PAGE, (), said)


def _of_a_page(seen: Seen, has: HeldPage, found: Held) -> Iterator[tuple[FactKind, str]]:
    if has.missing:
        yield FactKind.MISSING_PAGE, "listed, but not in the file"
        return
    if seen.failed:
        yield FactKind.DAMAGED_CONTENT, "could not be read"
    for trouble in has.troubles:
        yield FactKind.DAMAGED_CONTENT, trouble
    if found.layered:
        pass  # what is off is held and not shown
    elif has.paints and not seen.objects:
        yield FactKind.DRAWS_NOTHING, "its contents draw, but nothing of it can be seen"
    elif has.shows - seen.texts > max(1, MISSED * has.shows) or has.forms > seen.forms:
        yield FactKind.READERS_DIFFER, "it holds more text than was read"
    elif found.rebuilt and seen.hidden:  # its ground may be what was lost
        yield FactKind.READERS_DIFFER, "it holds text that cannot be seen, and the file is damaged"
    yield from _of_letters(seen)


def _of_letters(seen: Seen) -> Iterator[tuple[FactKind, str]]:
    if seen.text and not seen.readable:
        yield FactKind.UNKNOWN_LETTERS, "its fonts do not tell which letters they show"
    elif lacking := words_that_lack_letters(seen.text):
        if are_stray(lacking, seen.text):
            yield FactKind.STRAY_LETTERS, "a word or two lack a letter that the fonts do not tell"
        else:
            yield FactKind.UNKNOWN_LETTERS, "words lack letters that the fonts do not tell"
    if seen.writing:
        yield FactKind.PICTURE_OF_TEXT, "what looks like writing is an image"
    elif seen.objects and not seen.text:
        yield FactKind.PICTURE, "only images, no text"


def _sentence(pages: Sequence[int], words: str) -> str:
    """
    >>> _sentence([2], "its contents are missing"), _sentence([2, 3], "only images, no text")
    ('Page 2: its contents are missing.', 'Pages 2, 3: only images, no text.')
    """
    named = named_pages(pages)
    return f"{named[0].upper()}{named[1:]}: {words}."


def named_pages(numbers: Sequence[int]) -> str:
    """
    >>> named_pages([2]), named_pages([2, 3])
    ('page 2', 'pages 2, 3')
    """
    shown = ", ".join(str(number) for number in numbers[:MOST_NAMED]) + (", ..." if len(numbers) > MOST_NAMED else "")
    return f"page{'s' * (len(numbers) > 1)} {shown}"


def told(facts: Iterable[Fact], waiting: Collection[int]) -> str:
    """The facts as sentences for people, with the cures; `waiting` are the pages that recognition was not tried on."""
    facts = list(facts)
    cures = dict.fromkeys(CURES.get(fact.kind, FROM_THE_PUBLISHER) for fact in facts)
    seen = [page for fact in facts if CURES.get(fact.kind) == BY_EYE for page in fact.pages]
    said = (by_eye(seen, waiting) if cure == BY_EYE else cure for cure in cures)
    return " ".join([*(fact.detail for fact in facts), *said])


def by_eye(pages: Iterable[int], waiting: Collection[int]) -> str:
    """The cure for pages of which a person sees more than was read: recognition, where it was not tried on them."""
    return BY_EYE if set(waiting).isdisjoint(pages) else RECOGNISED_OR_BY_EYE
