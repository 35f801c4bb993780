"""Register: what a document introduces under a name of its own, and calls by that name alone afterwards.

"Beacon, our hotline", "the Ethics Circle (our helpline)", "our hotline, called Beacon": from there on "Beacon" is a
channel. What it is, is told by the words beside its name, which the lexicons know; a name that says so itself
("Ethics Line") needs no register.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractors.company_names import any_name, any_word
from extractors.find import Finder
from extractors.fold import composed, folded
from extractors.records import Hit
from lexicons.concepts import CHANNEL, FUNCTION

_KINDS = (CHANNEL, FUNCTION)  # of what is introduced; the first that its words stand for
_ANYBODYS = (CHANNEL,)  # of what is not called the document's own: "Beacon, a hotline", not "Paris, the finance team"
_NAMED_BY = "register"


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
    found: dict[str, Introduced] = {}
    for match in _introduces().finditer(composed(text)):
        name = folded(match["before"] or match["behind"])  # as it is looked for: its words may stand on two lines
        words = match["what"] or match["what_before"]
        if name in found or (own is not None and own.search(name)):
            continue
        concept = _kind(words, finder, _ANYBODYS if match["any"] or match["any_before"] else _KINDS)
        if concept is not None and _kind(name, finder, _KINDS) is None:
            found[name] = Introduced(name, concept)
    if not found:
        return Register((), None)
    return Register(tuple(found.values()), re.compile(any_name(found)))


def _kind(words: str, finder: Finder, kinds: tuple[str, ...]) -> str | None:
    """What a few words beside a name call it."""
    concepts = {hit.concept for hit in finder.hits(folded(words))}
    return next((kind for kind in kinds if kind in concepts), None)


@lru_cache(maxsize=1)
def _introduces() -> re.Pattern[str]:
    """A name and what it is said to be: "Beacon, our hotline", "Beacon is our hotline", "our hotline, named Beacon"."""
    word = rf"(?!(?:{any_word('no_part_of_a_name')}|{any_word('points')})\b)[A-ZÀ-Þ][\w&’'-]+"
    name = rf"{word}(?:\s{word}){{0,3}}"
    what = r"[a-zà-ÿ][^.;:,()\[\]\n\"“”]{3,50}"
    owned, anybodys = any_word("its_own"), any_word("any")
    says = rf"(?:,\s|\s[–—-]\s|\s\(|\s(?:{any_word('is_called')})\s)(?:{owned}|(?P<any>{anybodys}))\s"
    quote = "[\"“”'‘’]?"
    given = rf"(?:,?\s\(?(?:{any_word('named')})\s{quote}|\s\(?[\"“‘])"  # "named Beacon", "(“Beacon”)"
    return re.compile(
        rf"(?<![\w’'-])(?:{quote}(?P<before>{name}){quote}{says}(?P<what>{what})"
        rf"|(?:{owned}|(?P<any_before>{anybodys}))\s(?P<what_before>{what}?){given}(?P<behind>{name}))"
    )
