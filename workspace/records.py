"""The records of the review: what was screened, what was found, and what a person decided about it.

A decision is a line in a log that only grows. Whether a candidate is confirmed, or an element met, is
never stored: it follows from the latest line about it.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from enum import StrEnum

from extractors.records import (
    NOTHING_SEARCHED,
    SEARCHED_WHOLE,
    Evidence,
    Fact,
    Limit,
    Outcome,
    Reading,
    Searched,
    Source,
)


class Ruling(StrEnum):
    """What a person says about a candidate, or by hand about a whole element."""

    SUPPORTS = "supports"
    WEAK = "weak"
    REJECTED = "rejected"
    SKIPPED = "skipped"
    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"
    OPEN = "open"  # what was decided before is withdrawn
    CORRECTED = "corrected"  # of a document: what the list or the rules say of it is wrong, the quote is right
    # Of an indicator, between those who score and the company (see `ENGAGEMENT`):
    ASKED = "asked"  # the note is the question, the quote how the indicator stood, the document the draft's words
    RECEIVED = "received"  # answers, in the file that is the document; the note is its name
    ANSWERED = "answered"  # the note is the answer, the quote the question as it stood there
    OFFERED = "offered"  # a document: the note is its title, the quote its address or file
    PUBLISHED = "published"  # the quote is how the indicator stood; nothing is decided any more
    REOPENED = "reopened"  # the note says why
    REASONED = "reasoned"  # of an indicator: the note says why its score changed, the quote how it did (see `YEARS`)


# What each is called, wherever a person reads it.
RULINGS = {
    Ruling.SUPPORTS: "confirmed",
    Ruling.WEAK: "weak",
    Ruling.REJECTED: "rejected",
    Ruling.SKIPPED: "skipped",
    Ruling.MET: "met, by hand",
    Ruling.NOT_MET: "not met, by hand",
    Ruling.NOT_APPLICABLE: "not applicable",
    Ruling.OPEN: "withdrawn",
    Ruling.CORRECTED: "corrected",
    Ruling.ASKED: "asked",
    Ruling.RECEIVED: "received",
    Ruling.ANSWERED: "answered",
    Ruling.OFFERED: "document named",
    Ruling.PUBLISHED: "published",
    Ruling.REOPENED: "opened again",
    Ruling.REASONED: "why its score changed",
}

CANDIDATE_RULINGS = frozenset({Ruling.SUPPORTS, Ruling.WEAK, Ruling.REJECTED, Ruling.SKIPPED, Ruling.OPEN})
ELEMENT_RULINGS = frozenset({Ruling.MET, Ruling.NOT_MET, Ruling.NOT_APPLICABLE, Ruling.OPEN})
DOCUMENT_RULINGS = frozenset({Ruling.CORRECTED, Ruling.OPEN})
ENGAGEMENT_RULINGS = frozenset(
    {Ruling.ASKED, Ruling.RECEIVED, Ruling.ANSWERED, Ruling.OFFERED, Ruling.PUBLISHED, Ruling.REOPENED}
)
YEARS_RULINGS = frozenset({Ruling.REASONED})
CORRECTABLE = ("kind", "published", "company_name", "signed_off")  # the facts of a document that a person may correct

COUNTS, SECOND = "", "second"  # the readings of a company: the one that counts, and the blind second one
ADJUDICATED = "adjudicated"  # lines that say which of the two readings a decision by hand, made with them, took over
# Lines on indicators, of no reading, that decide nothing: what the company was asked and answered, what was published.
ENGAGEMENT = "engagement"
YEARS = "years"  # lines on indicators, of no reading, that decide nothing: why a score changed over the years
BY_HAND = "by hand"  # the version of the rules of what a person found
BY_HAND_NOTE = "by_hand"


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the decision log: who said what, when, on which words, under which rules.

    A correction of a document belongs to no rubric: its `element` is the fact (`CORRECTABLE`), its `quote` the value
    that is right, "" where there is none; `OPEN` withdraws it. A line of the engagement (`track`) is about an
    indicator, or about the whole rubric where its `element` is ""; one of the years is about an indicator.
    """

    company: str
    rubric: str
    element: str
    candidate: str | None  # None: about the element as a whole, by hand
    verdict: Ruling
    note: str
    who: str
    at: str  # ISO 8601, UTC
    document: str | None = None  # sha256 of the document that the candidate is from
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    rubric_version: str = ""
    rules_version: str = ""
    seq: int = 0  # the line's number, from 1; set by the store
    together: int = 0  # the first of the lines made by one press; 0: this line alone; set by the store
    track: str = COUNTS  # the reading that it belongs to

    @property
    def corrects(self) -> bool:
        """Whether it is about a fact of a document, which belongs to no rubric."""
        return not self.rubric


@dataclass(frozen=True, slots=True)
class Screening:
    """All that screening one source by one rubric gave."""

    source: Source
    rubric: str
    rules_version: str  # of readers, lexicons, rubric and code
    outcome: Outcome
    detail: str = ""  # for people: the file, what happened and the cure
    reading: Reading | None = None  # None: there was nothing to read, or a copy of what the company already has
    evidence: tuple[Evidence, ...] = ()
    searched: Searched = NOTHING_SEARCHED
    kind: str | None = None  # of document; None: as the researcher's list says
    kind_reason: str | None = None  # what the kind was told by
    signed_off: str | None = None  # the words that say who approved the document
    limit: Limit | None = None  # at which reading it ended; None: at none


@dataclass(frozen=True, slots=True)
class Seen:
    """What a source was for a time."""

    source: str
    sha256: str
    first: str  # ISO 8601, UTC: when it was first seen as these bytes
    last: str  # when it was last seen as these
    kind: str | None = None  # as what it was read then


class Missed(StrEnum):
    """How the newest run missed a source of which something had been screened."""

    NOT_LISTED = "not_listed"  # its list, or folder, no longer has it
    NOT_RECEIVED = "not_received"  # the file is gone, or its address gave nothing


@dataclass(frozen=True, slots=True)
class Missing:
    """A source that is not found any more; what was read of it stays."""

    how: Missed
    since: str  # ISO 8601, UTC: the first run that missed it
    last: str  # when it was last seen, "" where nothing of it was ever received


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of evidence of one company, with its place in the queue and what was decided."""

    id: str
    company: str
    source: str
    evidence: Evidence
    rank: int  # 1..n per company and rubric: the order in which a person should look
    decided: Ruling | None  # the latest decision, None when there is none or it was withdrawn
    current: bool = True  # False: decided once, but the present rules no longer find it
    rules_version: str = ""
    reading: int = 0  # the reading of the document in which its offsets count
    found_by: str = ""  # who found it by hand; "": the rules did
    after: int = 0  # the company's last decision by the time when it was first found; 0: none
    was: tuple[tuple[int, int], ...] = ()  # when it was there before that: after the first decision, up to the second

    def __hash__(self) -> int:
        """By its id, which no two share: a long passage need not be read through to look it up."""
        return hash(self.id)

    def was_there_at(self, line: int) -> bool:
        """Whether it was there when the line of the log with this number was written."""
        return line > self.after or any(first < line <= last for first, last in self.was)


@dataclass(frozen=True, slots=True)
class About:
    """What a document says about itself, for people; None for what it does not say."""

    author: str | None = None
    canonical_url: str | None = None
    file_date: str | None = None  # on which the file was last changed
    stated_date: str | None = None
    stated_date_start: int | None = None  # where the date stands in the text
    stated_date_end: int | None = None
    kind_reason: str | None = None  # what its kind was told by
    signed_off: str | None = None  # the words that say who approved it
    words: int | None = None  # how many it has; None: read before this was kept
    facts: tuple[Fact, ...] = ()  # what reading came upon that may have cost text
    called: str | None = None  # what it is called; "": nothing in it says so; None: read before this was kept


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One source of a company and what became of it."""

    company: str
    source: str
    url: str | None
    document: str | None  # sha256, None when nothing was received
    media_type: str | None
    outcome: Outcome
    detail: str
    pages: int
    pages_without_text: int
    kind: str | None
    language: str | None
    published: str | None
    fetched: str
    title: str | None = None
    about: About = About()
    search: Searched | None = None  # for the rubric at hand; None: it was not screened by that rubric
    company_name: str | None = None  # by which it calls the company, where a person corrected it
    location: str = ""  # the path or the address from which it was last fetched
    limit: Limit | None = None  # at which reading it for the rubric at hand ended; None: at none that is known
    missing: Missing | None = None  # None: the newest run found it, or none asked for it

    @property
    def sha256(self) -> str | None:
        """The same as `document`."""
        return self.document

    @property
    def screened(self) -> bool:
        """Whether it was screened by the rubric at hand; if not, it was so far read for other rubrics alone."""
        return self.search is not None

    @property
    def searched(self) -> bool:
        """Whether any of its text was searched for this rubric, by lexicons of its own language."""
        return self.search is not None and self.search.anything and self.pages > self.pages_without_text

    @property
    def searched_whole(self) -> bool:
        """Whether it was searched from beginning to end for this rubric, so that finding nothing means something."""
        return self.search is not None and self.search.whole and self.outcome in SEARCHED_WHOLE

    def searched_for(self, element: str) -> bool:
        """Whether finding nothing about this element in it means something: searched whole, and asked throughout."""
        return self.search is not None and self.searched_whole and self.search.asked_everywhere(element)


_AT_A_LINE_END = re.compile("[-\u00ad\u2010](?=\\s)")


def decided_words(quote: str | None) -> str | None:
    """The words to which a decision belongs: how a line's end parts one of them is a matter of reading.

    >>> decided_words("every third\\u00ad\\nparty") == decided_words("every third-\\nparty")
    True
    """
    return None if quote is None else " ".join(_AT_A_LINE_END.sub("-", quote).split())


def candidate_id(company: str, evidence: Evidence) -> str:
    """The candidate's name: the same passage for the same element has it in every run."""
    lead_in = evidence.lead_in.start if evidence.lead_in else None
    key = [
        company,
        evidence.document,
        evidence.rubric,
        evidence.element,
        evidence.start,
        evidence.end,
        lead_in,
    ]
    return hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]


def hand_id(company: str, evidence: Evidence, track: str) -> str:
    """The name of a candidate that a person found: never that of one that the rules find, and of one reading alone.

    So screening cannot replace it, and whoever reads blindly does not see it.
    """
    return hashlib.sha256(json.dumps([candidate_id(company, evidence), BY_HAND, track]).encode()).hexdigest()[:16]
