"""Of which paper words beside a date or an approval speak: of the document itself, or of another one.

"This policy was approved by the board on 12 March 2024" and the label "Approved: 12 March 2024" speak of the document;
"the Whistleblowing Policy was approved by the board", "the UN Guiding Principles, adopted in June 2011" speak of
another, unless the document's own title says the same (`lexicons/<language>/reading/papers.yaml`). A law that a
statement is made under is named on the way: "this statement is made under the Act and was approved by the board".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from extractors.date_words import dot_before_month, words
from extractors.document_rules import BASIS, ITSELF, LAW, NAMED, PAPERS, PRESENTS, TOLD_OF, worth_trying
from extractors.fold import Folded, composed, fold
from extractors.records import Block, Document, Role
from extractors.sentences import goes_on

OPENING, ENDING = 4000, 2500  # characters: where documents speak of themselves
TITLE_WORDS = 12
TITLE_BLOCKS = 3  # from the first on: where a title may stand
A_SHORT_LINE = 45  # characters: what is no longer is a line of its own, not one that the margin broke
_A_SHORT_CLAUSE = 5  # words from "which" to what is said: "which has recently been"
_SENTENCE_END = re.compile(r"[.!?;](?:\s|$)")
_PARTED = re.compile(r"[|•·▪:]|\s-\s|\t")  # between the cells of a line: "Title | Approved by the board"
_WORD = re.compile(r"\w[\w'-]*")
_FILLING = re.compile(r"^[\s,(\[*_#>-]+|[\s,(\[*_-]+$")


@dataclass(frozen=True)
class Stretch:
    """A stretch of a document's folded text, and what in it is a place of its own."""

    document: Document
    folded: Folded

    @cached_property
    def text(self) -> str:
        """The folded text, letter by letter; the dot of "12. März" is a space, so that no sentence ends there."""
        return dot_before_month().sub(" ", self.folded.text)

    @cached_property
    def _blocks(self) -> list[tuple[int, Block]]:
        """The blocks that begin in the stretch, each with where in the folded text it does."""
        origin, blocks = self.folded.origin, self.document.blocks
        found: list[tuple[int, Block]] = []
        for block in blocks[bisect_left(blocks, origin[0] if origin else 0, key=lambda one: one.start) :]:
            if block.start >= self.folded.end:
                break
            at = bisect_left(origin, block.start)
            while at < len(origin) and origin[at] == block.start:
                found.append((at, block))
                at += 1
        return found

    def _index(self, at: int) -> int:
        return bisect_right(self._blocks, at, key=lambda one: one[0]) - 1

    def block_at(self, at: int) -> Block | None:
        """The block that this place of the folded text is in, if it begins in the stretch."""
        index = self._index(at)
        return self._blocks[index][1] if index >= 0 else None

    @cached_property
    def _title(self) -> frozenset[str]:
        return title_words(self.document)

    def speaks_of_itself(self, start: int, end: int) -> bool:
        """Whether what is said from `start` on, and ends at `end`, is said of the document itself."""
        return self.named_from(start, end) is not None

    def named_from(self, start: int, end: int) -> int | None:
        """Where what is said of the document itself begins: at its name, or at `start`; None: of another paper."""
        low = self.sentence(start)
        before = self.text[low:start]
        named = [*_mentions(before)]
        if mentions := _but_bases(named, before, told=True):
            own = self._own(mentions, before)
            return None if own is None else low + own.start
        after = self.text[start : max(end, self._line_end(end))]
        if mentions := _but_bases([*_mentions(after)], after, told=False):  # "the board approved this statement on"
            return start if self._own(mentions[:1], after) else None
        if named:  # something else, under a law: "the measures under the Act were approved"
            return None
        said = _FILLING.sub("", before)
        if not said:
            return start
        return start if not said.endswith(",") and {*_lower_words(said)[-2:]} <= self._title else None

    def _line_end(self, at: int) -> int:
        """Where the sentence, the line or the block ends in which this place is."""
        text, origin = self.document.text, self.folded.origin
        block = self.block_at(at - 1)
        line = text.find("\n", origin[at - 1])
        high = min(block.end if block else len(text), line if line >= 0 else len(text))
        over = _SENTENCE_END.search(self.text, at)
        return min(bisect_left(origin, high), over.start() if over else len(self.text))

    def names_itself(self, start: int, end: int) -> bool:
        """Whether the sentence names the document, before these words or in them: more than a label does."""
        low = self.sentence(start)
        return any(one.concept == ITSELF for one in _mentions(self.text[low : max(end, self._line_end(end))]))

    def without_itself(self, start: int, end: int) -> str:
        """These words without the document's name: "effective date of this Charter:"."""
        said = self.text[start:end]
        for one in reversed([one for one in _mentions(said) if one.concept == ITSELF]):
            said = said[: one.start] + said[one.end :]
        return said

    def begins_anew_within(self, start: int, end: int) -> bool:
        """Whether another sentence or line within these words begins with the document's name."""
        mentions = (start + one.start for one in _mentions(self.text[start:end]) if one.concept == ITSELF)
        return any(at > start and self.sentence(at) == at for at in mentions)

    def sentence(self, at: int) -> int:
        """Where the sentence, the line or the cell begins in which this place is."""
        index = self._index(at)
        low = self._blocks[index][0] if index >= 0 else 0
        for parted in (_SENTENCE_END, _PARTED):
            ends = (found for found in parted.finditer(self.text, low, at))
            low = max((end.end() for end in ends if not goes_on(self.text, end.start() + 1)), default=low)
        return at if self._begins_a_line(at) else low

    def _begins_a_line(self, at: int) -> bool:
        """Whether a short line ended before this place, and it begins with a capital letter or a figure."""
        text, origin = self.document.text, self.folded.origin[at]
        above = text.rfind("\n", 0, origin)
        if above < 0 or text[above:origin].strip() or text[origin].islower():
            return False
        return above - (text.rfind("\n", 0, above) + 1) <= A_SHORT_LINE

    def _own(self, mentions: list[_Mention], text: str) -> _Mention | None:
        """The paper that is spoken of, where it is the document: the last that is named, of joined ones the first."""
        last = mentions[-1]
        for earlier in reversed(mentions[:-1]):
            between = text[earlier.end : last.start].strip(" ,").lower()
            same = between.rpartition(" and ")[2] in words()["same_paper"]  # "is made under the Act and constitutes"
            if not same and between not in words()["between_papers"]:
                break
            last = earlier
        law = any(one.concept == LAW for one in mentions)
        titled = not law and {*_lower_words(text[last.start : last.end])[1:]} <= self._title
        return last if last.concept == ITSELF or titled else None


def stretch(document: Document, start: int, end: int) -> Stretch:
    """The document's text from `start` to `end`, folded."""
    return Stretch(document, fold(document.text, start, end))


def ends(document: Document) -> Iterator[Stretch]:
    """The beginning and the end of a document, where it speaks of itself."""
    end = len(document.text)
    for low, high in dict.fromkeys([(0, min(OPENING, end)), (max(0, end - ENDING), end)]):
        yield stretch(document, low, high)


def near_an_end(document: Document, block: Block) -> bool:
    """Whether a block stands where the document speaks of itself."""
    return block.start < OPENING or block.end > len(document.text) - ENDING


def title_words(document: Document) -> frozenset[str]:
    """The words of the document's title and of the short lines at its head, in lower case."""
    heads = [document.title or ""]
    for block in document.blocks[: 2 * TITLE_BLOCKS]:
        head = document.text[block.start : block.end]
        a_line = len(head.split()) <= TITLE_WORDS and not head.endswith((".", ";", ":"))
        if a_line and block.role in (Role.HEADING, Role.PARAGRAPH, Role.FURNITURE):
            heads.append(head)
    return frozenset(word for head in heads for word in _lower_words(head))


@dataclass(frozen=True, slots=True)
class _Mention:
    """A paper that a sentence names."""

    start: int
    end: int
    concept: str  # itself, named or law


def _mentions(text: str) -> Iterator[_Mention]:
    """The papers that a text names, in order; of words that name the same paper those nearest to its noun."""
    found: dict[int, _Mention] = {}
    for concept in (NAMED, LAW, ITSELF):
        for pattern in worth_trying(PAPERS, concept, text):
            for match in _everywhere(pattern, text):
                known = found.get(match.end())
                if known is None or match.start() >= known.start:
                    found[match.end()] = _Mention(match.start(), match.end(), concept)
    for pattern in worth_trying(PAPERS, PRESENTS, text):  # "this is our statement": it is no other
        for match in pattern.finditer(text):
            named = (one for one in found.values() if one.start <= match.end() + 1 and one.end > match.end())
            found |= {one.end: replace(one, concept=ITSELF) for one in named if one.concept == NAMED}
    return iter(sorted(found.values(), key=lambda one: one.end))


def _but_bases(mentions: list[_Mention], text: str, told: bool) -> list[_Mention]:
    """Some papers without the laws that another is made under: no board approves these.

    `told`: what is said follows the text, and may be said of such a law: "the Act, which was adopted in 2015".
    """
    if not mentions:
        return []
    nearest = sorted(
        match.span() for pattern in worth_trying(PAPERS, BASIS, text) for match in _everywhere(pattern, text)
    )
    bases = {end: start for start, end in nearest}
    kept: list[_Mention] = []
    passed = -1  # where the last such law ended
    for one in mentions:
        last = kept[-1].end if kept else 0
        under = last <= bases.get(one.end, -1) or (one.concept == LAW and passed > last)
        if under and not (told and _is_told_of(text[one.end :])):
            passed = one.end
        else:
            kept.append(one)
    return kept


def _is_told_of(after: str) -> bool:
    """Whether what follows these words is told of the law before them: they are none, or begin a relative clause."""
    words = re.sub(r"^[\s\d,()]+", "", after)
    relative = any(pattern.match(words) for pattern in worth_trying(PAPERS, TOLD_OF, words))
    return not words or (relative and len(words.split()) <= _A_SHORT_CLAUSE)


def _everywhere(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """All places where a pattern fits, also within another: "this policy, and the code", "this year the new policy"."""
    at = 0
    while match := pattern.search(text, at):
        shorter: re.Match[str] | None = match
        while shorter and shorter.start() == match.start():
            yield shorter
            shorter = pattern.search(text, match.start(), shorter.end() - 1)
        at = match.start() + 1


def _lower_words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(composed(text))]
