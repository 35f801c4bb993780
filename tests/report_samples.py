"""An invented company in a small workspace, for the tests of reports and of the command line."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.records import (
    Block,
    Document,
    Evidence,
    Hit,
    LeadIn,
    Listing,
    Outcome,
    Page,
    PageBox,
    Reading,
    Role,
    Searched,
    SearchedPart,
    Source,
    Verdict,
)
from workspace.records import Candidate, Decision, Ruling, Screening
from workspace.store import Store, open_store

if TYPE_CHECKING:
    from extractors.extract import Screened
    from extractors.rules import Rules

COMPANY = "Harrowgate Kettles"
OTHER = "Aldermoor Tiles"
RUBRIC = "chrb-core-2019"
IN_ENGLISH = Searched((SearchedPart("en", "lexicons-1", parsed=True),), whole=True)
TEXT = (
    "We are committed to respecting human rights.\n"
    "=Our suppliers should, where possible, respect human rights.\n"
    "We uphold:\n"
    "the Universal Declaration of Human Rights;\n"
)
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()
DOCUMENT = Document(
    SHA256,
    "text/plain",
    TEXT,
    (Page(1, 0, len(TEXT)),),
    (Block(0, 44, 1, Role.PARAGRAPH),),
    "Policy",
    "en",
    "2024",
)


def piece(words: str, element: str, verdict: Verdict = Verdict.SUPPORTS, reason: str | None = None) -> Evidence:
    """Evidence for words of the text; a rule fires on "respect" where it is in them."""
    start = TEXT.index(words)
    place = words.find("respect")
    hits = (Hit("commitment.respects", "commitment", start + place, start + place + 7),) if place >= 0 else ()
    return Evidence(
        document=SHA256,
        rubric=RUBRIC,
        element=element,
        start=start,
        end=start + len(words),
        quote=words,
        page=1,
        verdict=verdict,
        reason=reason,
        explanation="Counts by “respect”.",
        rules=hits,
        boxes=(PageBox(1, 10.0, 20.0, 110.5, 32.0),),
        weight=1.0 if verdict is Verdict.SUPPORTS else 0.5,
    )


FIRM = piece("We are committed to respecting human rights.", "A.1.1/S1.a")
VAGUE = piece(
    "=Our suppliers should, where possible, respect human rights.", "A.1.1/S1.a", Verdict.WEAK, "weak_wording"
)
LEAD = TEXT.index("We uphold:")
ITEM = replace(
    piece("the Universal Declaration of Human Rights;", "A.1.1/S1.c"),
    lead_in=LeadIn(LEAD, LEAD + 10, "We uphold:", 1),
    rules=(Hit("commitment.upholds", "commitment", LEAD + 3, LEAD + 9),),
)


def workspace(folder: Path, unread: bool = True) -> Path:
    """A workspace with two companies; one has evidence and, if asked, a document that was not read."""
    with open_store(folder) as store:
        save(store, Listing(COMPANY, "policy.txt", "/policy.txt", published="2024"), Outcome.READ)
        if unread:
            save(store, Listing(COMPANY, "scan.pdf", "/scan.pdf"), Outcome.NO_TEXT_LAYER)
        save(store, Listing(OTHER, "gone.pdf", "https://tiles.example/gone.pdf"), Outcome.NOT_FETCHED)
    return folder


def save(store: Store, listing: Listing, outcome: Outcome) -> None:
    """Save a source: read with all the evidence, or not read with a reason."""
    read = outcome is Outcome.READ
    source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", SHA256 if read else None, "text/plain")
    detail = f"{listing.source}: no text in it; run text recognition on it"
    unread = Screening(source, RUBRIC, "rules-1", outcome, detail)
    store.save_screening(read_whole(source, DOCUMENT, (FIRM, VAGUE, ITEM)) if read else unread)


def read_whole(
    source: Source, document: Document, found: Sequence[Evidence] = (), rubric: str = RUBRIC, rules: str = "rules-1"
) -> Screening:
    """The screening of a document that was read whole and searched by English lexicons."""
    reading = Reading(Outcome.READ, "", document, len(document.pages))
    return Screening(source, rubric, rules, Outcome.READ, "", reading, tuple(found), IN_ENGLISH)


def as_screened(source: Source, found: Screened, rules: Rules) -> Screening:
    """What really screening a document gave."""
    by = (rules.rubric.name, rules.version)
    reading = found.reading
    return Screening(source, *by, reading.outcome, reading.detail, reading, found.evidence, found.searched, found.kind)


def really_screened(folder: Path, rules: Rules) -> Path:
    """A workspace in which these rules really screened the text."""
    from extractors.extract import screen_document

    listing = Listing(COMPANY, "policy.txt", "/policy.txt", kind="Human rights policy")
    source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", SHA256, "text/plain")
    with open_store(folder) as store:
        store.save_screening(as_screened(source, screen_document(TEXT.encode(), "text/plain", listing, rules), rules))
    return folder


def decide(store: Store, candidate: Candidate, verdict: Ruling, note: str = "") -> None:
    """A person's decision on a candidate."""
    evidence = candidate.evidence
    store.decide(
        Decision(
            company=COMPANY,
            rubric=RUBRIC,
            element=evidence.element,
            candidate=candidate.id,
            verdict=verdict,
            note=note,
            who="tester",
            at="2026-01-03T00:00:00+00:00",
            document=evidence.document,
            start=evidence.start,
            end=evidence.end,
            quote=evidence.quote,
        )
    )
