"""The rules about whole documents, with the concepts that the code knows: each kind of rule read and checked once.

A concept that the code does not know would be found in some document and then mean nothing: it is refused where the
rules are read, before any document is.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from extractors.find import expression as searched_by
from extractors.fold import composed
from extractors.sieve import Sieve, sieve
from lexicons import FOLDER
from lexicons.concepts import CASE_DATA, FINDING, SALIENT, SIGNED_OFF
from lexicons.patterns import Pattern, lowered
from lexicons.reading_rules import Rule, expression, rules
from rubric.kinds import Kind

# The names of their files.
DATES, DECLARATIONS, KINDS = "dates", "declarations", "kinds"
PAPERS, PARTS, SIGN_OFF, TABLES = "papers", "parts", "sign-off", "tables"
BINDS_SUPPLIERS = "binds_suppliers"
APPROVER, TOP, NOT_YET = "approver", "top", "not_yet"  # of an approval: its label, who counts, and that it is to come
ITSELF, NAMED, LAW = "itself", "named", "law"  # a paper: the document, one with a name, an Act
PRESENTS = "presents"  # "this is": the paper that is named next is the document
BASIS, TOLD_OF = "basis", "told_of"  # of a law: that a document is made under it; that what follows is told of it
# Of dates: a later state before an earlier; what stands alone on the cover before the period of which it tells.
PREFERRED = ("updated", "approved", "effective", "version", "dated", "cover", "period")
POINTER, CONTENT = "pointer", "content"  # of a heading: what stands elsewhere; what a statement under it must say
OTHER = "other"  # a date that is not the document's own: "Next review: 2027"
INSTRUMENT = "instrument"  # what stands before the year of an Act: "Modern Slavery Act 2015"
RESPONSIBLE_FOR, FACTORS = "responsible_for", "factors"  # of a column: who answers for the row's topic; where, whom
REPORTED_TO = "reported_to"  # of a column: who does not act
RECEIVED = "received"  # of a column of cases besides
CONTROL = "control"  # what the other columns of a document's history are called: "Version", "Approved by"

KNOWN: Mapping[str, tuple[str, ...]] = {
    DATES: (*PREFERRED, OTHER, INSTRUMENT, CONTROL),
    PAPERS: (ITSELF, NAMED, LAW, PRESENTS, BASIS, TOLD_OF),
    DECLARATIONS: tuple(kind.value for kind in Kind),
    KINDS: tuple(kind.value for kind in Kind),
    PARTS: (*(kind.value for kind in Kind), POINTER, ITSELF, CONTENT),
    TABLES: (RESPONSIBLE_FOR, REPORTED_TO, CASE_DATA, FINDING, SALIENT, FACTORS),
    SIGN_OFF: (SIGNED_OFF, APPROVER, TOP, NOT_YET, BINDS_SUPPLIERS),
}


def document_rules(name: str, folder: Path = FOLDER) -> tuple[Rule, ...]:
    """The rules of one name, of all languages.

    Raises LexiconError with file, line and cure, also for a concept that the code does not know.
    """
    return rules(name, KNOWN[name], folder)


@lru_cache(maxsize=64)
def rules_of(name: str, concept: str) -> tuple[Rule, ...]:
    """Those rules of one name that mean one concept; raises as `document_rules` does."""
    return tuple(rule for rule in document_rules(name) if rule.concept == concept)


def worth_trying(name: str, concept: str, text: str) -> Iterator[re.Pattern[str]]:
    """Of the rules that mean one concept, in their order, the patterns that may match in a text."""
    sieve, patterns = _sieved(name, concept)
    return (expression(patterns[place].regex) for place in sieve.worth_trying(lowered(text)))


def all_said(
    name: str, text: str, low: int = 0, high: int | None = None, among: Container[str] | None = None
) -> Iterator[tuple[str, re.Match[str]]]:
    """What all rules of one name, or those of some concepts, find in text[low:high], in their order, with concepts."""
    sieve, concepts, patterns = _all_sieved(name)
    lower = lowered(text)
    end = len(text) if high is None else high
    for place in sieve.worth_trying(lower[low:end]):
        if among is not None and concepts[place] not in among:
            continue
        regex, in_lower, _ = searched_by(patterns[place].regex, False)
        for match in regex.finditer(lower if in_lower else text, low, end):
            yield concepts[place], match


def says(name: str, concept: str, text: str) -> bool:
    """Whether a text says so by any of the rules."""
    text = composed(text)
    return any(pattern.search(text) for pattern in worth_trying(name, concept, text))


@lru_cache(maxsize=64)
def _sieved(name: str, concept: str) -> tuple[Sieve, tuple[Pattern, ...]]:
    patterns = tuple(pattern for rule in rules_of(name, concept) for pattern in rule.compiled)
    return sieve(patterns), patterns


@lru_cache(maxsize=8)
def _all_sieved(name: str) -> tuple[Sieve, tuple[str, ...], tuple[Pattern, ...]]:
    found = document_rules(name)
    concepts = tuple(rule.concept for rule in found for _ in rule.compiled)
    patterns = tuple(pattern for rule in found for pattern in rule.compiled)
    return sieve(patterns), concepts, patterns


def check_document_rules() -> None:
    """Raises LexiconError, as `document_rules` does, before the first document is read."""
    for name in KNOWN:
        document_rules(name)
