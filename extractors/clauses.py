"""Clauses: how the words of a passage hang together, by spaCy's parser.

The lexicons tell which words stand in a passage; the parser tells what is said with them. It is slow, so that
it reads passages that would count without it, and few others. spaCy's objects do not leave this module. The small
words on which a judgement turns are the language's own (its grammar); the tags are those of the Penn Treebank, the
labels ClearNLP's.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.util import find_spec
from itertools import dropwhile, groupby
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from zlib import crc32

from extractors.clock import uncounted
from lexicons.grammar import Grammar

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Token

_TOGETHER = 32  # texts: more are hardly faster, and take 8 kB for each word
_NOT_LONG = 1_000  # characters: a passage of 120 words has some 800
LONGEST = 100_000  # characters of a text: spaCy refuses ten times as many, and takes a gigabyte for as many
_COMMAND_LINE = "spacy.cli.info"
_WORDS = "*/lemmatizer/lookups/lookups.bin"  # within a model's package: the words of its lemmatizer
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_VERBAL = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "MD"})
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
_AUX = frozenset({"aux", "auxpass"})
# From a word up to the statement that it belongs to: as the statement's verb, its object or its complement.
_CARRIES_ON = frozenset(
    {"ROOT", "conj", "dobj", "dative", "attr", "oprd", "xcomp", "ccomp", "pcomp", "pobj", "agent", "nsubjpass", "acomp"}
    | {"aux", "auxpass", "neg", "prt"}
)
_BEGINS_A_TASK = frozenset({"VB", "VBP", "VBZ", "VBG", "MD"})
_IN_A_PHRASE = frozenset({"amod", "compound", "nmod", "nummod", "poss", "appos"})
_SMALL = frozenset({"cc", "det", "punct", "aux", "auxpass", "mark", "advmod", "neg", "case", "poss"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its sentence; `head` is the position of the word that it depends on, its own for the root."""

    text: str
    start: int
    end: int
    tag: str  # Penn Treebank
    relation: str  # ClearNLP labels, as spaCy's English models use them
    head: int


class Tense(StrEnum):
    """What the verb of a clause says of when."""

    NOW = "now"  # "we meet", "we have met"
    THEN = "then"  # "we met"
    OPEN = "open"  # "we will meet", "meeting"


@dataclass(frozen=True, slots=True)
class Clause:
    """What is said with a stretch of words."""

    stated: bool  # it is what the sentence states, not a circumstance of something else
    described: bool  # so it is, or it says what a thing in the statement does: "a system that identifies risks"
    subject: tuple[int, int] | None  # what the sentence says it of, as a range of the text; None without one
    active: bool  # the subject is the one who does it: False for "suppliers are audited"
    verbs: tuple[tuple[int, int], ...]  # the verbs above it, nearest first: those of "identifying", "committed"
    imperative: bool  # an order: "Report any suspected violation"
    denied_at: int | None  # where a word says that it is not so: "is not measured", "no manager is responsible"
    tense: Tense = Tense.OPEN


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed text."""

    words: tuple[Word, ...]
    grammar: Grammar

    @property
    def says_something(self) -> bool:
        """Whether there is a verb that makes a statement or an order; a title has none.

        "Our plans set out controls": the parser may take "set" for a participle, which has no subject and no object.
        """
        return any(
            word.tag in _FINITE
            or (word.relation == "ROOT" and word.tag == "VB")
            or (word.relation == "ROOT" and word.tag == "VBN" and self._has(i, {"nsubj"}) and self._has(i, {"dobj"}))
            for i, word in enumerate(self.words)
        )

    def clause(self, start: int, end: int) -> Clause:
        """What is said with the words in a range of the text."""
        inside = [i for i, word in enumerate(self.words) if word.start < end and start < word.end]
        if not inside:
            return Clause(False, False, None, False, (), False, None)
        head = min(inside, key=lambda i: (self._depth(i), self.words[i].relation in _SMALL, i))
        path = [head, *self._up(head)]
        verbs = tuple(self.words[i] for i in path if self.words[i].tag in _VERBAL or self._has(i, _SUBJECTS))
        root = self.words[path[-1]]
        subject = self._subject(path)
        from_noun = self._from_its_phrase(path)
        return Clause(
            stated=all(self._carries_on(i) for i in from_noun),
            described=all(self._carries_on(i) or self._says_what_a_thing_does(i) for i in from_noun),
            subject=None if subject is None else self._range(subject),
            active=subject is not None and self.words[subject].relation == "nsubj" and not self._undergoes(path),
            verbs=tuple((word.start, word.end) for word in verbs),
            imperative=subject is None and root.tag == "VB" and not self._has(path[-1], {"aux"}),
            denied_at=self._denied_at(path, subject),
            tense=self._tense(path),
        )

    def infinitive(self, start: int, end: int) -> int | None:
        """Where an infinitive with a word in a range of the text begins: at "to" in "to respect"."""
        inside = (i for i, word in enumerate(self.words) if word.tag == "VB" and word.start < end and start < word.end)
        return next((word.start for i in inside for word in self.words if word.head == i and word.tag == "TO"), None)

    def _tense(self, path: list[int]) -> Tense:
        """By the nearest verb above it that has one, with what helps it: "were held"."""
        for i in path:
            helping = (word.tag for word in self.words if word.head == i and word.relation in _AUX)
            tags = {self.words[i].tag, *helping}
            if "MD" in tags:
                return Tense.OPEN
            if "VBD" in tags:
                return Tense.THEN
            if tags & _FINITE:
                return Tense.NOW
        return Tense.OPEN

    def _undergoes(self, path: list[int]) -> bool:
        """ "Suppliers are subject to an audit": they are audited."""
        return any(
            (i in path or word.head in path)
            and word.relation == "acomp"
            and word.text.lower() in self.grammar.undergoes
            for i, word in enumerate(self.words)
        )

    @property
    def is_a_task(self) -> bool:
        """Whether it tells somebody what to do without naming them: "Oversee the programme", "Will provide"."""
        tags = [word.tag for word in self.words if word.tag != "RB"]  # "Regularly review"
        return bool(tags) and tags[0] in _BEGINS_A_TASK

    def _up(self, i: int) -> Iterator[int]:
        while self.words[i].head != i:
            i = self.words[i].head
            yield i

    def _depth(self, i: int) -> int:
        return sum(1 for _ in self._up(i))

    def _denied_at(self, path: list[int], subject: int | None) -> int | None:
        """ "Not" beside one of the verbs above it, or "no" before it or its subject, unless it is a limit."""
        watched = {*path, *(() if subject is None else (subject,))}
        for i, word in enumerate(self.words):
            if word.head not in watched:
                continue
            no = word.relation in ("det", "cc", "preconj") and word.text.lower() in self.grammar.denying
            if (no or word.relation == "neg") and not self._limits(i):
                return word.start
        return None

    def _limits(self, i: int) -> bool:
        """ "Not only", "no more than": a negation that denies nothing."""
        ahead = [word.text.lower() for word in self.words[i + 1 : i + 3]]
        return not self.grammar.not_denied_by.isdisjoint(ahead[:1]) or not self.grammar.compares.isdisjoint(ahead[1:])

    def _from_its_phrase(self, path: list[int]) -> list[int]:
        """The path from the noun on to which its first words belong: "cross-functional team" from "team"."""
        return list(dropwhile(lambda i: self.words[i].relation in _IN_A_PHRASE, path))

    def _carries_on(self, i: int) -> bool:
        word = self.words[i]
        if word.relation in _SUBJECTS:  # "The risk analysis covers ...", said of the whole sentence
            return self.words[word.head].relation == "ROOT"
        if word.relation == "prep":
            above = self.words[word.head]
            if word.text.lower() in self.grammar.of:  # "a number of commitments", "consists of"
                return above.text.lower() in self.grammar.amounts or above.tag in _VERBAL
            return word.text.lower() in self.grammar.goes_on_by and (
                above.tag in _VERBAL or above.text.lower() in self.grammar.leads_on
            )
        if word.relation == "advcl":  # a purpose or a result, "to assess risks": not "if we find risks"
            return word.tag in ("VB", "VBG") and not self._has(i, {"mark", "advmod", "nsubj", "nsubjpass"})
        return word.relation in _CARRIES_ON

    def _says_what_a_thing_does(self, i: int) -> bool:
        """ "A system that identifies risks", "measures to prevent harm": not "suppliers who", "concerns raised"."""
        word = self.words[i]
        if word.relation == "acl":
            return word.tag in ("VB", "VBG") and self.words[word.head].text.lower() not in self.grammar.wishes
        return word.relation == "relcl" and not any(
            other.head == i and other.text.lower() in self.grammar.people for other in self.words
        )

    def _has(self, i: int, relations: Collection[str]) -> bool:
        return any(word.head == i and word.relation in relations for word in self.words)

    def _subject(self, path: list[int]) -> int | None:
        for i in path:
            if self.words[i].relation in _SUBJECTS:
                return i
            for j, word in enumerate(self.words):
                if word.head == i and word.relation in _SUBJECTS and j != i:
                    return j
        return None

    def _range(self, i: int) -> tuple[int, int]:
        """The words of a noun phrase up to its head: "the company's suppliers"."""
        left = min(j for j in range(i + 1) if j == i or i in self._up(j))
        return self.words[left].start, self.words[i].end


# --- reading


Text = tuple[str, Grammar, int]  # what `parse` is asked for
_AHEAD: dict[Text, Parsed] = {}  # read together, and not asked for since
_PUT_OFF: ContextVar[dict[Text, None] | None] = ContextVar("put off", default=None)


class PutOff(Exception):
    """Somebody asked for a parse while parsing is put off."""


@lru_cache(maxsize=256)
def parse(text: str, grammar: Grammar, at: int = 0) -> Parsed:
    """The parse of a text of one sentence or a few; the same for the same text. Its ranges count from `at`.

    Raises PutOff within `putting_off`, unless it is known already or too long to be read with others.
    """
    waiting, known = _PUT_OFF.get(), _AHEAD.pop((text, grammar, at), None)
    if known is not None:
        return known
    if waiting is not None and len(text) <= _NOT_LONG:
        waiting[text, grammar, at] = None
        raise PutOff
    return _parsed(_parser(grammar.parser)(_as_it_is_read(text, grammar)), grammar, at)


@contextmanager
def putting_off(whether: bool = True) -> Iterator[dict[Text, None]]:
    """Within it `parse` notes what it is asked for, to be read together; `False`: it parses, within such a stretch."""
    waiting: dict[Text, None] = {}
    before = _PUT_OFF.set(waiting if whether else None)
    try:
        yield waiting
    finally:
        _PUT_OFF.reset(before)


def read_together(texts: Iterable[Text]) -> None:
    """Parse what was put off: of many texts each takes little more than half the time, and the parses are the same."""
    _AHEAD.clear()
    for grammar, some in groupby(texts, key=lambda text: text[1]):
        asked = list(some)
        texts_read = (_as_it_is_read(text, grammar) for text, _, _ in asked)
        read = _parser(grammar.parser).pipe(texts_read, batch_size=_TOGETHER)
        _AHEAD.update((one, _parsed(tokens, grammar, one[2])) for one, tokens in zip(asked, read, strict=True))


def _parsed(tokens: Iterable[Token], grammar: Grammar, at: int) -> Parsed:
    return Parsed(tuple(_word(token, at) for token in tokens), grammar)


def _as_it_is_read(text: str, grammar: Grammar) -> str:
    """The text with underscores in words that the parser misreads in parts; no place in it moves."""
    text = text[:LONGEST]
    lower = text.lower()
    for word in grammar.read_as_one:
        if word in lower:
            text = re.sub(re.escape(word), lambda found: found[0].replace("-", "_"), text, flags=re.IGNORECASE)
    return text


def _word(token: Token, at: int) -> Word:
    start = at + token.idx
    return Word(token.text, start, start + len(token.text), token.tag_, token.dep_, token.head.i)


def _load(package: str, without: Collection[str]) -> Language:
    """A model without some of its parts."""
    with uncounted(), _no_command_line():
        import spacy

        return spacy.load(package, exclude=without)


@contextmanager
def _no_command_line() -> Iterator[None]:
    """spaCy imports its command line for one function; with the client of the web it takes a quarter of the time."""
    aside = ModuleType(_COMMAND_LINE)
    vars(aside)["info"] = None
    sys.modules.setdefault(_COMMAND_LINE, aside)
    try:
        yield
    finally:
        if sys.modules.get(_COMMAND_LINE) is aside:  # whoever wants the real one can import it
            del sys.modules[_COMMAND_LINE]


@lru_cache(maxsize=4)
def _parser(package: str) -> Language:
    return _load(package, ("ner", "lemmatizer", "attribute_ruler"))


@lru_cache(maxsize=4)
def dictionary(package: str) -> WordList:
    """The words that the model's lemmatizer knows, in lower case, with few of their forms: for English, WordNet's.

    They are read from the model's file of them: loading the model takes 80 MB, and half a second.
    """
    import srsly

    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"{package}: the model is not installed. Install Firmword anew, with its packages.")
    with uncounted():
        tables = [srsly.msgpack_loads(file.read_bytes()) for file in Path(found.origin).parent.glob(_WORDS)]
    kept = [table.get(name, {}) for table in tables for name in ("lemma_index", "lemma_exc")]
    return WordList(word for table in kept for words in table.values() for word in words)


class WordList(Collection[str]):
    """Many words in few strings: as strings of their own the 88,000 of English take 12 MB, so they take 2."""

    def __init__(self, words: Iterable[str]) -> None:
        shelves: list[list[str]] = [[""] for _ in range(_SHELVES)]
        for word in words:
            shelves[crc32(word.encode()) % _SHELVES].append(word)
        self._shelves = ["\n".join([*dict.fromkeys(shelf), ""]) for shelf in shelves]

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str) or "\n" in word:
            return False
        return f"\n{word}\n" in self._shelves[crc32(word.encode("utf-8", "replace")) % _SHELVES]

    def __iter__(self) -> Iterator[str]:
        return (word for shelf in self._shelves for word in shelf.split("\n")[1:-1])

    def __len__(self) -> int:
        return sum(shelf.count("\n") - 1 for shelf in self._shelves)


_SHELVES = 8192
