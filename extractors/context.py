"""Context: what the document around a passage adds to its meaning.

Whose standards a document sets, whether it is a formal policy, what its headings are about, and by which
names the company calls itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from string import capwords

from extractors.company_names import any_name, any_word, words
from extractors.document_rules import BINDS_SUPPLIERS, SIGN_OFF, says
from extractors.find import Finder
from extractors.fold import composed, fold, folded
from extractors.headed import headed_as
from extractors.others import other_companies
from extractors.records import NOTHING_CORRECTED, Corrected, Document, Hit, Role
from extractors.register import Register, register
from extractors.sign_off import sign_off
from extractors.tables import captions
from lexicons import Lexicons
from lexicons.concepts import (
    CHILD_LABOUR,
    FORCED_LABOUR,
    HUMAN_RIGHTS_TOPIC,
    OWN_PART,
    RIGHTS_RISK,
    RIGHTS_STATUTE,
)
from lexicons.grammar import Grammar
from rubric.frames import Frame
from rubric.kinds import ABOUT_RIGHTS, Kind

_NAMES_RIGHTS = frozenset({HUMAN_RIGHTS_TOPIC, RIGHTS_RISK, FORCED_LABOUR, CHILD_LABOUR, RIGHTS_STATUTE})

_BOX = 400  # characters: some sixty words
_OPENING = 6000  # characters: where a policy says whom it applies to
_QUOTED = re.compile(r"[\"']([A-Z][\w&. -]{1,40}?)[\"'](?!\w)")
_JOINS = re.compile(r"[-_]+")  # in the name of a folder: "acme-foods"
_LONGEST_ABBREVIATION = 4  # letters of "NTT": longer capitals are a name that a list writes so
_DEFINED = 180  # characters after a company's name within which it says by which name it goes


@dataclass(frozen=True, slots=True)
class Context:
    """One document's context, the same for all its passages."""

    kind: Kind
    company: re.Pattern[str] | None  # the company's own names
    binds_suppliers_too: bool  # a company's policy that by its own words applies to suppliers
    signed_off: bool  # the document says that the board approved it
    headings: dict[tuple[str, ...], tuple[Hit, ...]]  # what each section's headings are about
    in_rights: frozenset[tuple[str, ...]]  # the sections that speak of people's rights, by any heading above them
    lexicons: Lexicons  # of the language of its passages
    own_parts: frozenset[tuple[str, ...]]  # of a supplier document: the sections that are about the company itself
    boxes: frozenset[tuple[str, ...]]  # the sections of a few short lines: what each says is about their heading
    register: Register  # what it introduces under names of its own
    others: re.Pattern[str] | None = None  # companies that it names beside the one who speaks
    # Of a policy about rights, what it states firmly of a frame's objects: looked for when asked, for it takes a while.
    stating: Callable[[Frame], frozenset[str]] = lambda frame: frozenset()
    titles: Callable[[str, Kind], tuple[Hit, ...]] = lambda title, kind: ()  # see `titled`: each is searched once
    # The sections that are documents of a kind by themselves: "Modern slavery statement", within an annual report.
    parts: Mapping[tuple[str, ...], frozenset[Kind]] = field(default_factory=dict)
    captions: Mapping[int, str] = field(default_factory=dict)  # by the start of a cell, the line above its table
    year: int | None = None  # in which the document was published, where it or the list says so, or a person

    def of_part(self, section: tuple[str, ...]) -> Context:
        """The context of one part: the company's own policy within a supplier document binds the company."""
        return replace(self, kind=Kind.CODE_OF_CONDUCT) if section in self.own_parts else self

    def titled(self, title: str | None) -> tuple[Hit, ...]:
        """What a heading is about, or the label of a row or column; offsets into it."""
        return self.titles(title, self.kind) if title else ()

    @property
    def grammar(self) -> Grammar | None:
        """The grammar of the language of its passages."""
        return self.lexicons.grammar


def context(
    document: Document, company: str, kind: Kind, finder: Finder, corrected: Corrected = NOTHING_CORRECTED
) -> Context:
    """Read a document's context once, before its passages are qualified.

    What a person corrected of it, or the list says of its date, counts in the place of what it says.
    """
    sections = frozenset(block.section for block in document.blocks if block.role is not Role.FURNITURE)
    opening = fold(document.text, 0, min(len(document.text), _OPENING)).text
    signed = bool(sign_off(document) if corrected.signed_off is None else corrected.signed_off)
    published = document.published if corrected.published is None else corrected.published
    names = _names(composed(corrected.company_name or company), opening)
    introduced = register(document.text, finder, names)
    title_hits = _titles(finder, introduced)
    headings = {section: _heading_hits(section, title_hits, kind) for section in sections}
    titles = (document.title or "", *(heading for section in sections for heading in section))
    return Context(
        kind=kind,
        company=names,
        others=other_companies(document.text, titles, names),
        binds_suppliers_too=kind is not Kind.SUPPLIER_CODE and says(SIGN_OFF, BINDS_SUPPLIERS, opening),
        signed_off=signed,
        headings=headings,
        own_parts=_own_parts(headings) if kind is Kind.SUPPLIER_CODE else frozenset(),
        in_rights=sections if kind in ABOUT_RIGHTS else _about_rights(sections, finder),
        lexicons=finder.lexicons,
        boxes=_boxes(document),
        register=introduced,
        titles=title_hits,
        parts=headed_as(document),
        captions=captions(document),
        year=int(published[:4]) if published else None,
    )


def _own_parts(headings: dict[tuple[str, ...], tuple[Hit, ...]]) -> frozenset[tuple[str, ...]]:
    return frozenset(section for section, hits in headings.items() if any(hit.concept == OWN_PART for hit in hits))


def _boxes(document: Document) -> frozenset[tuple[str, ...]]:
    """The sections with no more than a few lines below their heading."""
    letters: dict[tuple[str, ...], int] = {}
    for block in document.blocks:
        if block.role not in (Role.FURNITURE, Role.HEADING, Role.FOOTNOTE):
            letters[block.section] = letters.get(block.section, 0) + block.end - block.start
    return frozenset(section for section, total in letters.items() if section and total <= _BOX)


def _titles(finder: Finder, introduced: Register) -> Callable[[str, Kind], tuple[Hit, ...]]:
    """What a title is about in a kind of document: many stand over several passages, and each is searched once."""

    @cache
    def hits(title: str, kind: Kind) -> tuple[Hit, ...]:
        text = folded(title)
        return (*finder.hits(text, kind), *introduced.hits(text))

    return hits


def _heading_hits(
    section: tuple[str, ...], titles: Callable[[str, Kind], tuple[Hit, ...]], kind: Kind
) -> tuple[Hit, ...]:
    """Concepts in the two nearest headings; their offsets are into the headings, not the text."""
    return tuple(hit for heading in section[-2:] for hit in titles(heading, kind))


def _about_rights(sections: frozenset[tuple[str, ...]], finder: Finder) -> frozenset[tuple[str, ...]]:
    """The sections of which any heading from the title down names people's rights, or a risk to them."""
    texts = {heading: folded(heading) for section in sections for heading in section}
    naming = {
        heading for heading, text in texts.items() if any(hit.concept in _NAMES_RIGHTS for hit in finder.hits(text))
    }
    return frozenset(section for section in sections if not naming.isdisjoint(section))


def _names(company: str, opening: str) -> re.Pattern[str] | None:
    """The company's names: without its legal form ("Flora" for "Flora Foods Holding B.V."), and as it defines them.

    The first word is a name by itself but where many names begin with it, or it stands for others too ("United").
    """
    short = _legal_form().sub("", folded(company)).strip(" ,.")
    first = short.split()[0] if short else ""
    alone = first if len(first) > 3 and first.lower() not in words("no_name_alone") else ""
    options = {written for name in (folded(company), short, alone) if len(name) > 1 for written in _capitals(name)}
    if not options:
        return None
    options |= _defined(options, opening)
    return re.compile(any_name(options, _spelt))


def _capitals(name: str) -> Iterator[str]:
    """A name as documents write it, whatever a list or a folder does: "acme" and "ACME" for "Acme".

    No name is looked for in small letters, where the list has none: "next" and "target" are words.
    """
    yield name
    yield name.upper()
    if name.islower():
        yield capwords(_JOINS.sub(" ", name))
    elif name.isupper() and len(name) > _LONGEST_ABBREVIATION:
        yield capwords(name)


def _spelt(name: str) -> str:
    return "".join(map(_with_accents, name))


@lru_cache(maxsize=256)
def _with_accents(letter: str) -> str:
    """A letter with and without any accent: a list says "Nestle" and "Mondelez", the report "Nestlé", "Mondelēz"."""
    base = unicodedata.normalize("NFD", letter)[0]
    variants = [chr(code) for code in range(0xC0, 0x180) if unicodedata.normalize("NFD", chr(code))[0] == base]
    return f"[{base}{''.join(variants)}]" if base.isalpha() and variants else re.escape(letter)


def _defined(names: set[str], opening: str) -> set[str]:
    """The names that the company gives itself: "Tarn Mills Ltd (together with its subsidiaries, "Tarn")"."""
    found: set[str] = set()
    for name in re.finditer(any_name(names, _spelt), opening):
        bracket = _bracket().match(opening, name.end(), name.end() + _DEFINED)
        for quoted in _QUOTED.finditer(bracket[1]) if bracket else ():
            if quoted[1] not in _roles_and_pronouns():
                found.add(quoted[1])
    return found


@lru_cache(maxsize=1)
def _legal_form() -> re.Pattern[str]:
    """Words after a company's name that are its legal form, not the name by which it calls itself."""
    return re.compile(rf"[,\s]+(?:{any_word('legal_forms')})(?:\b|(?<=\.))\.?.*$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _bracket() -> re.Pattern[str]:
    """Between a name and the bracket that defines it stand only its legal form and those who belong to it."""
    joins, owners = any_word("joins"), any_word("owners")
    return re.compile(
        r"(?:[,\s]+[A-Z&][\w.&/]*)*"
        rf"(?:,?\s+(?:{joins})\s(?:{owners})\s[\w\s]{{0,50}})?"
        r",?\s*\(([^()]{2,100})\)"
    )


@lru_cache(maxsize=1)
def _roles_and_pronouns() -> frozenset[str]:
    return frozenset(words("not_names"))
