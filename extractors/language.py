"""The language of each part of a text: block by block, told by its stop words, and by a small model where these do not.

Stop words make up a third to a half of running text in the languages that companies report in, so that counting them
tells most blocks without a model. A block that is too short to tell is, in a document of several languages, in the
likelier of these, else in that of its column or of the block before it. Numbers, names and addresses are in none.
A document in several languages names them all ("en+it", most first): each part is searched by its own lexicons, and
what has none is told as not searched. UNDETERMINED is what no language could be told of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain, repeat
from typing import NamedTuple

from extractors.fold import composed
from extractors.identified import likeliest
from extractors.records import Block, Document, Role
from lexicons import FOLDER
from lexicons.strict_yaml import read_yaml

STOP_WORDS = FOLDER / "languages" / "stop-words.yaml"
UNDETERMINED = "und"  # ISO 639-2
LEAST_WORDS = 20
LEAST_SHARE = 0.15
TOGETHER = "+"  # between the languages of one document
TELLING_WORDS = 8  # a shorter block tells nothing alone
TELLING_LEAD = 0.12  # by which the share of one language's stop words must exceed every other's
RUNNING = 0.5  # of a block's words begin with a small letter: fewer are names, titles and addresses
ASKED_WORDS = 8  # of running text, from which the model is asked what stop words do not tell
SURE_WORDS, SURE_LEAD = 20, 0.2  # of running text, and of its stop words: the model has yet to say otherwise of such
SURE = 0.9  # of what the model says of a block alone
SURE_OF_A_SCRIPT = 0.4  # in a script that few languages share
LIKELIER = 0.8  # of what it says where only a document's own languages are asked for
LEAST_PART_WORDS = 10  # that are in a language: of less nobody can tell in which
# A part with fewer words than both is a motto, a title or a sentence that is quoted: it is named, and a person can read
# it in a moment, but that nothing else was found in the document holds without it. In a short document it may be all.
QUOTED_WORDS, QUOTED_SHARE = 30, 0.01
LONGEST_SAMPLE = 200_000  # characters, taken evenly from the text
# A word; in scripts that part none, about as many letters as make one.
WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff]{1,2}|[\u0e00-\u0eff]{1,4}|[^\W\d_]+(?:['’][^\W\d_]+)?",
)
_WESTERN = "cp1252"  # the letters and signs of western Europe: its words are found by splitting, four times as fast
_OF_WORDS = re.compile(r"[^\W\d_]|['’]")
_ONLY_WORDS = bytes(
    code if _OF_WORDS.fullmatch(bytes((code,)).decode(_WESTERN, "replace")) else ord(" ") for code in range(256)
)
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]")  # a word that begins with one of these

Sizes = Mapping[str, int]  # words in each language


class _Words(NamedTuple):
    """The words of a text, and how many of them are stop words of each language (`told_languages`)."""

    words: Sequence[str]
    stops: Sequence[int]
    latin: int  # how many begin with a Latin letter

    def are_latin(self) -> bool:
        return self.latin >= 0.5 * len(self.words)

    def by_stop_words(self) -> tuple[str, float, float]:
        """The language with most of the words, their share, and by how much it exceeds the next."""
        count, (*_, next_most, most) = len(self.words), sorted(self.stops)
        return told_languages()[self.stops.index(most)], most / count, (most - next_most) / count


class _Read(NamedTuple):
    """A block as it is read alone."""

    language: str | None
    words: int
    is_text: bool  # it has a word that is no name; no page furniture is


@cache
def stop_words(language: str) -> frozenset[str]:
    """The stop words of one language, in lower case."""
    return _lists()[language]


def told_languages() -> tuple[str, ...]:
    """The languages that stop words tell, as ISO 639-1 codes."""
    return tuple(_lists())


@cache
def _lists() -> dict[str, frozenset[str]]:
    languages = read_yaml(STOP_WORDS).fields(("about", "source", "languages"))["languages"].mapping()
    return {language: frozenset(words.texts()) for language, words in languages.items()}


@cache
def _marks() -> dict[str, int]:
    """Each stop word with a number that has a one in the byte of each language that it is of."""
    words = frozenset[str]().union(*_lists().values())
    return {word: sum((word in known) << 8 * i for i, known in enumerate(_lists().values())) for word in words}


def _stops(words: Sequence[str]) -> Sequence[int]:
    """How many of the words are stop words of each language: their marks are added up, no more than fit into a byte."""
    folded = "\n".join(words).casefold().split("\n")  # once for all: a text has a hundred thousand of them
    count, mark = len(_lists()), _marks().get
    totals = [sum(map(mark, folded[at : at + 255], repeat(0))) for at in range(0, len(folded), 255)]
    counts = [total.to_bytes(count, "little") for total in totals]
    return counts[0] if len(counts) == 1 else [*map(sum, zip(*counts, strict=True))]


def language_of(text: str, parts: Sequence[str] = ()) -> str | None:
    """The ISO 639-1 code of most of the text; UNDETERMINED when none can be told, None when it is too short.

    `parts` are those of a text in which each is a line of its own, where they are at hand: `document_language` asks for
    the words of the same, which are then found once.
    """
    if parts and len(text) <= LONGEST_SAMPLE:
        words = _together([_words_in(composed(part)) for part in parts])
    else:
        words = _counted(composed(_sample(text)))
    if len(words.words) < LEAST_WORDS:
        return None
    if words.are_latin():
        best, share, lead = words.by_stop_words()
        if share >= LEAST_SHARE:
            return best if lead else _first_met(words)
    return _by_model(composed(_sample(text))) or UNDETERMINED


def languages_of(language: str | None) -> tuple[str, ...]:
    """The languages that a document's `language` names: none, one, or several.

    >>> languages_of("en+it"), languages_of(None)
    (('en', 'it'), ())
    """
    return tuple(language.split(TOGETHER)) if language else ()


def document_language(text: str, blocks: Sequence[Block], whole: str | None) -> str | None:
    """The languages of a document, most first; for a document in one what `language_of` said of the whole."""
    parts = _sizes(*_languages_of(text, tuple(blocks)))
    return TOGETHER.join(parts) if len(parts) > 1 else whole


def shares(document: Document) -> dict[str, float]:
    """The share of each language among the words of a document that are in any, most first."""
    sizes = _sizes(*_languages_of(document.text, tuple(document.blocks)))
    total = sum(sizes.values())
    return {language: size / total for language, size in sizes.items()}


def quoted(document: Document) -> frozenset[str]:
    """The languages of a document in which there is no more than a quotation."""
    sizes = _sizes(*_languages_of(document.text, tuple(document.blocks)))
    most = min(QUOTED_WORDS, QUOTED_SHARE * sum(sizes.values()))
    return frozenset(language for language, size in sizes.items() if size < most)


def languages_of_blocks(text: str, blocks: Sequence[Block]) -> list[str | None]:
    """The language of each block; None for page furniture and for what is in none: numbers, names, addresses."""
    told, _ = _languages_of(text, tuple(blocks))
    return list(told)


@lru_cache(maxsize=1)
def _languages_of(text: str, blocks: tuple[Block, ...]) -> tuple[Sequence[str | None], Sequence[int]]:
    """The language of each block, and how many words it has; none are counted of page furniture.

    Kept for the last document: its reading, its parts and its shares each ask.
    """
    read = [_read(text, block) for block in blocks]
    counts = [one.words for one in read]
    told = [one.language for one in read]
    most = next(iter(_sizes(told, counts)), None)
    told = [
        language if language in (None, UNDETERMINED, most) or _confirmed(_said(text, block), language, most) else None
        for block, language in zip(blocks, told, strict=True)
    ]
    among = _sizes(told, counts)
    told = [language if language in among else None for language in told]
    if len(among) > 1:
        told = _filled(text, blocks, told, among, [one.is_text for one in read])
    elif among:
        told = [next(iter(among)) if one.is_text else None for one in read]
    return told, counts


def _read(text: str, block: Block) -> _Read:
    if block.role is Role.FURNITURE:
        return _Read(None, 0, False)
    said = _said(text, block)
    words = _words_in(said)
    return _Read(_told_by(said, words), len(words.words), _is_text(words.words))


@lru_cache(maxsize=512)  # of a page's parts, of which its language as a whole is asked before that of each block
def _words_in(text: str) -> _Words:
    return _counted(text)


def _counted(text: str) -> _Words:
    words = words_of(text)
    latin = len(words) if text.isascii() else len(_LATIN.findall("".join([word[0] for word in words])))
    return _Words(words, _stops(words), latin)


def _together(parts: Sequence[_Words]) -> _Words:
    """The words of several texts as those of one."""
    words = list(chain.from_iterable([part.words for part in parts]))
    stops = [sum(counts) for counts in zip(*[part.stops for part in parts], strict=True)]
    return _Words(words, stops, sum([part.latin for part in parts]))


def _first_met(words: _Words) -> str:
    """Of the languages that have most of the words, and as many of them, the one of which a stop word comes first."""
    most = max(words.stops)
    equal = [language for language, count in zip(told_languages(), words.stops, strict=True) if count == most]
    folded = (word.casefold() for word in words.words)
    return next(language for word in folded for language in equal if word in stop_words(language))


def _are_enough(words: Sequence[str]) -> bool:
    """Whether words may tell a language beyond doubt: so many have two letters. Mostly the first ones show it."""
    if len(words) < TELLING_WORDS:
        return False
    some = sum([len(word) > 1 for word in words[: 2 * TELLING_WORDS]])
    return some >= TELLING_WORDS or sum([len(word) > 1 for word in words]) >= TELLING_WORDS


def words_of(text: str) -> list[str]:
    """The words of a text, line by line: most lines have only letters of western Europe."""
    found: list[str] = []
    for line in text.split("\n"):
        try:
            words = _spaced(line).split()
        except UnicodeEncodeError:
            found += WORD.findall(line)
        else:
            found += _without_quotes(words) if "'" in line or "’" in line else words
    return found


def _spaced(line: str) -> str:
    """A line with spaces in the place of what belongs to no word; raises UnicodeEncodeError for other letters."""
    if line.isascii():  # where both encodings are the same
        return line.encode().translate(_ONLY_WORDS).decode()
    return line.encode(_WESTERN).translate(_ONLY_WORDS).decode(_WESTERN)


def _without_quotes(words: Iterable[str]) -> Iterator[str]:
    """The words without apostrophes around them: within a word there may be one."""
    for word in words:
        if "'" in word or "’" in word:
            yield from WORD.findall(word)
        else:
            yield word


def _said(text: str, block: Block) -> str:
    return composed(text[block.start : block.end])


def _filled(
    text: str, blocks: Sequence[Block], told: list[str | None], among: Sizes, texts: Sequence[bool]
) -> list[str | None]:
    """What is told of the blocks, and of those that tell nothing alone what their neighbours say of them."""
    found: list[str | None] = []
    before = next((language for language in told if language is not None), None)
    columns: dict[tuple[tuple[str, ...], str], str] = {}
    for block, language, is_text in zip(blocks, told, texts, strict=True):
        column = (block.section, block.header) if block.role is Role.CELL and block.header else None
        if language is None and is_text:
            language = _likelier(_said(text, block), among) or (columns.get(column) if column else None)
            language = language or before
        found.append(language)
        if language is not None:
            before = language
            if column:
                columns[column] = language
    return found


def _sizes(told: Sequence[str | None], counts: Sequence[int]) -> Sizes:
    """How many words are in each language, most first; without those of which there are too few to be a part."""
    words: Counter[str] = Counter()
    for language, count in zip(told, counts, strict=True):
        if language is not None:
            words[language] += count
    return {language: size for language, size in words.most_common() if size >= LEAST_PART_WORDS}


def _told_by(text: str, words: _Words) -> str | None:
    """The language that a block's words tell beyond doubt."""
    if not _are_enough(words.words):
        return None
    if not words.are_latin():
        return _by_model(text, SURE_OF_A_SCRIPT) or UNDETERMINED
    best, share, lead = words.by_stop_words()
    if share >= LEAST_SHARE and lead >= TELLING_LEAD:
        return best
    return _by_model(text) if len(words.words) >= ASKED_WORDS and _is_running(words.words) else None


def _by_model(text: str, least: float = SURE) -> str | None:
    language, sure = likeliest(text)
    return language if sure >= least else None


def _confirmed(text: str, language: str, most: str | None) -> bool:
    """Whether a block is text in another language than most: "net of tax" is no Dutch, an association's name none."""
    if most is None:
        return True
    words = _words_in(text)
    if not _is_running(words.words):
        return False
    return _is_beyond_doubt(words, language) or likeliest(text, (language, most))[0] == language


def _is_beyond_doubt(words: _Words, language: str) -> bool:
    """Whether so many words say it that the model, which takes as long as all else, need not be asked."""
    best, _, lead = words.by_stop_words()
    return best == language and lead >= SURE_LEAD and len(words.words) >= SURE_WORDS


def _likelier(text: str, among: Sizes) -> str | None:
    """The likelier of a document's own languages for a block that is too short to tell alone."""
    known = [language for language in among if language != UNDETERMINED]
    if len(known) < 2:
        return None
    language, sure = likeliest(text, known)
    return language if sure >= LIKELIER else None


def _is_text(words: Sequence[str]) -> bool:
    """Whether a block has a word that is no name: one that begins with a small letter, or is of a script without."""
    return any(len(word) > 1 and not word[0].isupper() for word in words)


def _is_running(words: Sequence[str]) -> bool:
    return sum(not word[0].isupper() for word in words) >= RUNNING * len(words)


def _sample(text: str) -> str:
    """At most LONGEST_SAMPLE characters, in ten pieces from all over the text."""
    if len(text) <= LONGEST_SAMPLE:
        return text
    size, step = LONGEST_SAMPLE // 10, len(text) // 10
    return " ".join(text[index * step : index * step + size] for index in range(10))
