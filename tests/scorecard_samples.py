"""A decided company for the tests of scorecards, under both rubrics, and the texts of a PDF."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from report_samples import COMPANY, DOCUMENT, FIRM, SHA256, VAGUE, decide, read_whole, workspace

from extractors.records import Listing, Source
from workspace.records import Decision, Ruling
from workspace.store import Store, open_store

STAGES = "rsj-2018"
ADDRESS = "https://kettles.example/policy.html"
AT = "2026-01-04T08:30:00+00:00"


def by_hand(
    element: str, verdict: Ruling, note: str = "", rubric: str = "chrb-core-2019", who: str = "ada"
) -> Decision:
    return Decision(COMPANY, rubric, element, None, verdict, note, who, AT)


def decided(folder: Path) -> Path:
    """One quote confirmed and one held weak, a zero by hand, and the rest open; one document was not read."""
    workspace(folder)
    with open_store(folder) as store:
        listing = Listing(COMPANY, "policy.txt", "/policy.txt", published="2024", url=ADDRESS)
        source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", SHA256, "text/plain")
        store.save_screening(read_whole(source, DOCUMENT, (FIRM, VAGUE)))
        found = {one.evidence.quote: one for one in store.candidates(COMPANY)}
        decide(store, found[FIRM.quote], Ruling.SUPPORTS, "plain words")
        decide(store, found[VAGUE.quote], Ruling.WEAK)
        store.decide(by_hand("A.1.1/S2.a", Ruling.NOT_MET, "nothing of the kind"))
    return folder


def staged(folder: Path) -> Path:
    """The same under a rubric of stages: all of 1.d's first stage met, one of its second not."""
    decided(folder)
    with open_store(folder) as store:
        listing = Listing(COMPANY, "policy.txt", "/policy.txt", published="2024", url=ADDRESS)
        source = Source(listing, "2026-01-02T03:04:05+00:00", "file copied", SHA256, "text/plain")
        store.save_screening(read_whole(source, DOCUMENT, (), STAGES))
        for element, verdict in (("1.d/1.1", Ruling.MET), ("1.d/1.2", Ruling.MET), ("1.d/2.1", Ruling.NOT_MET)):
            store.decide(by_hand(element, verdict, rubric=STAGES))
    return folder


def pdf_text(path: Path) -> str:
    """All words of a PDF, without the white space between them, by which lines are broken."""
    with pypdfium2.PdfDocument(path) as document:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


def without_space(text: str) -> str:
    return "".join(text.split())


def the_only_company(store: Store) -> str:
    (company,) = store.companies()
    return company
