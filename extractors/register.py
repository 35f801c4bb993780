"""Register: what a document introduces under a name of its own, and calls by that name alone afterwards.

"Beacon, our hotline", "the Ethics Circle (our helpline)", "our hotline, called Beacon": from there on "Beacon" is a
channel. What it is, is told by the words beside its name, which the lexicons know; a name that says so itself
("Ethics Line") needs no register. Where no word says what it is, it is told by what one can do with it: "use Open Ear,
which anyone can call about what is wrong".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractors.company_names import any_name, any_word
from extractors.company_names import words as words_under
from extractors.find import Finder
from extractors.fold import composed, folded
from extractors.records import Hit
from lexicons.concepts import CHANNEL, ENTITLED_TO_RAISE, FUNCTION, RAISES

_KINDS = (CHANNEL, FUNCTION)  # of what is introduced; the first that its words stand for
_ANYBODYS = (CHANNEL,)  # of what is not called the document's own: "Beacon, a hotline", not "Paris, the finance team"
_NAMED_BY = "register"
_LONGEST = 600  # characters of a sentence before or behind a name
_ENDS = (". ", "! ", "? ", ".\n", "!\n", "?\n", "\n\n")  # of a sentence, near enough


@dataclass(frozen=True, slots=True)
class Introduced:
    """A name, and what it stands for."""

    name: str
    concept: str


@dataclass(frozen=True, slots=True)
class Register:
    """What one document introduces."""

    entries: tuple[Introduced, ...]
    names: re.Pattern[str] | None  # any of the names; None where nothing is introduced

    def hits(self, text: str) -> Iterator[Hit]:
        """Where a text names something that was introduced."""
        for match in self.names.finditer(text) if self.names is not None else ():
            concept = next(one.concept for one in self.entries if one.name == match.group())
            yield Hit(f"{_NAMED_BY}.{concept}", concept, match.start(), match.end())


def register(text: str, finder: Finder, own: re.Pattern[str] | None) -> Register:
    """Read what a text introduces: one search over it, and the lexicons on a few words beside each name found."""
    text, found = composed(text), dict[str, Introduced]()
    for match in _introduces().finditer(text):
        name = folded(match["before"] or match["behind"])  # as it is looked for: its words may stand on two lines
        words = match["what"] or match["what_before"]
        if name in found or (own is not None and own.search(name)):
            continue
        concept = _kind(words, finder, _ANYBODYS if match["any"] or match["any_before"] else _KINDS)
        if concept is None and _is_to_call(words, name, text, match.span(), finder):
            concept = CHANNEL
        if concept is not None and _kind(name, finder, _KINDS) is None:
            found[name] = Introduced(name, concept)
    for name in _told_by_use(text, finder):
        if name not in found and (own is None or not own.search(name)):
            found[name] = Introduced(name, CHANNEL)
    if not found:
        return Register((), None)
    return Register(tuple(found.values()), re.compile(any_name(found)))


def _is_to_call(words: str, name: str, text: str, place: tuple[int, int], finder: Finder) -> bool:
    """Whether a name stands for a line or a desk where one can say what is wrong, by its sentence or the next on it."""
    if not _any_of("things_to_call").search(words) or _is_not_its_own().search(name):
        return False
    first, last = _sentence(text, *place)
    following = text[slice(*_sentence(text, last, last))]
    around = text[first:last] + (following if name in folded(following) else "")
    return _is_spoken_to(around, finder)


def _told_by_use(text: str, finder: Finder) -> Iterator[str]:
    """Names of what one is told to use, or which is open, to raise what is wrong."""
    for match in _uses().finditer(text):
        name = folded(match["used"] or match["called"] or match["offers"])
        if _is_not_its_own().search(name) or (" " not in name and match["offers"]):
            continue  # one word before "takes" may only begin its sentence
        around = text[slice(*_sentence(text, *match.span()))]
        known = {hit.concept for hit in finder.hits(name)}
        is_thing = match["called"] is None or _any_of("no_person").search(around)
        if known <= {RAISES} and is_thing and _is_spoken_to(around, finder):
            yield name


def _is_spoken_to(words: str, finder: Finder) -> bool:
    """Whether a sentence says that one can call, write or say there what is wrong: "may use it" is said of a gym."""
    words = folded(words)
    return any(
        hit.concept == RAISES or (hit.concept == ENTITLED_TO_RAISE and _said_there().search(words[hit.start : hit.end]))
        for hit in finder.hits(words)
    )


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence or paragraph begins and ends that holds a place."""
    low, high = max(0, start - _LONGEST), min(len(text), end + _LONGEST)
    first = max((at + len(mark) for mark in _ENDS if (at := text.rfind(mark, low, start)) >= 0), default=low)
    last = min((at + len(mark) for mark in _ENDS if (at := text.find(mark, end, high)) >= 0), default=high)
    return first, last


def _kind(words: str, finder: Finder, kinds: tuple[str, ...]) -> str | None:
    """What a few words beside a name call it."""
    concepts = {hit.concept for hit in finder.hits(folded(words))}
    return next((kind for kind in kinds if kind in concepts), None)


@lru_cache(maxsize=1)
def _introduces() -> re.Pattern[str]:
    """A name and what it is said to be: "Beacon, our hotline", "Beacon is our hotline", "our hotline, named Beacon"."""
    name = _a_name()
    what = r"[a-zà-ÿ][^.;:,()\[\]\n\"“”]{3,50}"
    owned, anybodys = any_word("its_own"), any_word("any")
    says = rf"(?:,\s|\s[–—-]\s|\s\(|\s(?:{any_word('is_called')})\s)(?:{owned}|(?P<any>{anybodys}))\s"
    quote = "[\"“”'‘’]?"
    given = rf"(?:,?\s\(?(?:{any_word('named')})\s{quote}|\s\(?[\"“‘])"  # "named Beacon", "(“Beacon”)"
    return re.compile(
        rf"(?<![\w’'-])(?:{quote}(?P<before>{name}){quote}{says}(?P<what>{what})"
        rf"|(?:{owned}|(?P<any_before>{anybodys}))\s(?P<what_before>{what}?){given}(?P<behind>{name}))"
    )


@lru_cache(maxsize=1)
def _uses() -> re.Pattern[str]:
    """A name by what one does with it: "use Open Ear", "call Open Ear", "Open Ear takes"."""
    name, quote = _a_name(), "[\"“”'‘’]?"
    used, called, offers = (any_word(key) for key in ("used_by", "called_by", "offers"))
    # The letters with which it may begin: asked first, they spare half of the time.
    first = "".join(sorted({word[0] for key in ("used_by", "called_by") for word in words_under(key)}))
    return re.compile(
        rf"\b(?=[A-ZÀ-Þ{first}])(?:(?:{used})\s{quote}(?P<used>{name})|(?:{called})\s{quote}(?P<called>{name})"
        rf"|(?P<offers>{name}){quote}\s(?:{offers})\b)"
    )


def _a_name() -> str:
    word = rf"(?!(?:{any_word('no_part_of_a_name')}|{any_word('points')})\b)[A-ZÀ-Þ][\w&’'-]+"
    return rf"{word}(?:\s{word}){{0,3}}"


@lru_cache(maxsize=1)
def _said_there() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_word('said_there')})")


@lru_cache(maxsize=8)
def _any_of(words: str) -> re.Pattern[str]:
    """Any word of a list of the company names' file."""
    return re.compile(rf"\b(?:{any_word(words)})\b")


@lru_cache(maxsize=1)
def _is_not_its_own() -> re.Pattern[str]:
    """What a name holds that is no channel's: "Sedex", "Legal Department"."""
    return re.compile(rf"\b(?:{any_word('not_its_channel')})\b|\b(?:{any_word('a_function')})$")
