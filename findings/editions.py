"""Documents of two years told to be the same, changed, new or gone by their content; the address alone says nothing.

The same are the same bytes or the same words; one came from another where nearly all of the text is shared, or some of
it by a text of the same kind and title, or at the same address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from extractors.fold import caseless
from findings.followed import Statements, shared

NEAR = 0.4  # how much of their text two editions share that need no other sign
SOME = 0.05  # and two of the same kind and title: a yearly report is written anew
SAME_PLACE = 0.15  # and two at the same address
TITLES = 85  # per cent of a title that two editions have in common, years left out
_YEAR = re.compile(r"\b(?:19|20)\d\d(?:\s*[-/–]\s*(?:\d\d)?\d\d)?\b|\bfy\s?\d\d\b", re.IGNORECASE)


class DocumentState(StrEnum):
    """What became of a document."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Edition:
    """A document as a company had it at one time."""

    sha256: str
    sources: tuple[str, ...]  # where it stood
    kind: str | None
    text: Statements | None  # None: it could not be read

    @property
    def title(self) -> str:
        """Its title, else the name of its file, without years."""
        named = self.text.document.title if self.text else None
        name = named or self.sources[0].rstrip("/").rpartition("/")[2]
        return " ".join(caseless(_YEAR.sub(" ", name.replace("_", " ").replace("-", " "))).split())


@dataclass(frozen=True)
class DocumentPair:
    """A document then and now; one of them where it is new or gone."""

    state: DocumentState
    then: Edition | None
    now: Edition | None
    alike: float  # how much of the text is shared, from 0 to 1
    why: str
    untold: bool = False  # whether what stands there now could not be had or read: what was read before stays


def paired(then: Sequence[Edition], now: Sequence[Edition]) -> tuple[DocumentPair, ...]:
    """Each document of then with that of now which is the same or has come from it, the surest first; then the rest."""
    left, right = {one.sha256: one for one in then}, {one.sha256: one for one in now}
    found = []
    for sha256 in [one for one in left if one in right]:
        found.append(DocumentPair(DocumentState.SAME, left.pop(sha256), right.pop(sha256), 1.0, "the same bytes"))
    near = [(*_near(one, other), one, other) for one in left.values() for other in right.values()]
    for _, alike, why, one, other in sorted(near, key=lambda pair: (-pair[0], pair[3].sha256, pair[4].sha256)):
        if why and one.sha256 in left and other.sha256 in right:
            state = DocumentState.SAME if alike == 1.0 else DocumentState.CHANGED
            untold = other.text is None
            found.append(DocumentPair(state, left.pop(one.sha256), right.pop(other.sha256), alike, why, untold))
    found += [DocumentPair(DocumentState.GONE, one, None, 0.0, "") for one in left.values()]
    found += [DocumentPair(DocumentState.NEW, None, one, 0.0, "") for one in right.values()]
    return tuple(found)


def _near(one: Edition, other: Edition) -> tuple[float, float, str]:
    """How surely one document came from another, how much text they share, and why; "" where it did not."""
    placed = bool(set(one.sources) & set(other.sources))
    lineage = one.kind == other.kind and fuzz.ratio(one.title, other.title) >= TITLES
    if one.text is None or other.text is None:
        same = "the same kind and title" if lineage else "the same address"
        return 0.1 * placed + 0.3 * lineage, 0.0, f"{same}; not both can be read" if placed else ""
    if one.text.line == other.text.line and one.text.said:
        return 2.0, 1.0, "the same words in other bytes"
    alike = min(round(shared(one.text, other.text), 2), 0.99)
    sure = alike + 0.3 * lineage + 0.1 * placed
    if alike >= NEAR:
        return sure, alike, f"{alike:.0%} of the text"
    if lineage and alike >= SOME:
        return sure, alike, f"the same kind and title, {alike:.0%} of the text"
    if placed and alike >= SAME_PLACE:
        return sure, alike, f"the same address, {alike:.0%} of the text"
    return sure, alike, ""
