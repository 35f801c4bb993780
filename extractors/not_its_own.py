"""Not its own: passages in which a document states nothing of its company's, however near they come to an element.

A question, what only announces a list, a title, somebody else's words in quotation marks, what a word means, and what a
law or standard asks of all. A model that reads likeness takes them for the thing itself: it may lift none of them, and
nothing is proposed from them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from extractors.clauses import parse
from extractors.records import LEARNED, Hit
from extractors.view import View
from lexicons.concepts import COMPANY, DEFINES, GLOSSARY, OTHERS_SPEAK, SAYS_WHAT_IT_IS, THIRD_PARTY_ACTOR
from lexicons.grammar import Grammar

_OF_ALL = frozenset({SAYS_WHAT_IT_IS, OTHERS_SPEAK, THIRD_PARTY_ACTOR})  # unless the company speaks of itself in it
NOT_ITS_OWN = "not_its_own"
_SAID = 5  # words in quotation marks from which they are somebody's speech, not a name or a term


@dataclass(frozen=True, slots=True)
class Said:
    """What may be a passage of the company's own, by its text and the concepts of its words, lead-in and headings."""

    text: str  # without its lead-in
    own: Collection[str]
    headings: Collection[str] = ()
    lead_in: Collection[str] = ()
    led_in: bool = False  # by any words
    grammar: Grammar | None = None  # by which a title is told


def said_in(view: View) -> Said:
    """The same of a passage that is being judged."""
    return Said(
        text=view.text[view.own :],
        own={hit.concept for hit in view.hits if hit.start >= view.own},
        headings={hit.concept for hit in view.heading},
        lead_in={hit.concept for hit in view.hits if hit.start < view.own},
        led_in=bool(view.text[: view.own].strip()),
        grammar=view.context.grammar,
    )


def not_its_own(said: Said) -> bool:
    """Whether a passage states nothing of the company's; the parser is asked last."""
    return states_nothing(said.text) or bool(told_by(said)) or _is_a_title(said)


def states_nothing(text: str) -> bool:
    """Whether a passage asks, only announces what follows it, or stands in quotation marks from end to end."""
    return text.rstrip(" \n\"'”’)").endswith(("?", ":")) or _is_quoted(text)


def told_by(said: Said) -> set[str]:
    """The concepts by which a passage only explains a word, or tells what holds of all."""
    explains = ({DEFINES} & {*said.own, *said.lead_in}) | ({GLOSSARY} & {*said.headings})
    return explains if COMPANY in said.own else explains | _OF_ALL.intersection(said.own)


def marks(view: View) -> tuple[Hit, ...]:
    """The words by which a passage is not the company's own, under the one concept NOT_ITS_OWN; all of a title.

    So what holds back a near miss, however likely it is to support, stands among its words.
    """
    said = said_in(view)
    concepts = told_by(said)
    words = [(hit.start, hit.end) for hit in view.hits if hit.concept in concepts]
    if not words and not_its_own(said):
        words = [(view.own, len(view.text))]
    return tuple(Hit(f"{LEARNED}.not-its-own", NOT_ITS_OWN, start, end) for start, end in words)


def _is_quoted(text: str) -> bool:
    """Whether it is speech that is cited, one that began before the passage or goes on behind it, too.

    A name or a term in quotation marks is none: "“Speak up” is our hotline".
    """
    parts = _QUOTES.split(text.strip(" \n.,;"))  # outside and inside the marks by turns
    if len(parts) == 2:  # one mark alone
        before, after = (len(part.split()) for part in parts)
        return (not before and after >= _SAID) or (after < _SAID <= before)
    outside = sum(len(part.split()) for part in parts[::2])
    inside = sum(len(part.split()) for part in parts[1::2])
    return len(parts) > 2 and not parts[0].strip() and inside >= _SAID > outside


_QUOTES = re.compile('["“”„«»]')


def _is_a_title(said: Said) -> bool:
    """A title or a scrap: by itself and without a verb that states anything. "Whistleblowing system at any time"."""
    return said.grammar is not None and not said.led_in and not parse(said.text, said.grammar).says_something
