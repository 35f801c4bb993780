"""A workspace of three invented companies whose texts were really read, for the tests of what verify finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from both_stores import behind
from report_samples import read_whole

from archive.register import Visit
from archive.store import Archive
from extractors import readers
from extractors.passages import passages
from extractors.records import Document, Evidence, Hit, LeadIn, Listing, Outcome, Source, Span, Verdict
from workspace import saves
from workspace.people import Role
from workspace.records import COUNTS, Decision, Ruling
from workspace.store import Store, open_store

ROOT = Path(__file__).parent.parent
RUBRIC, ELEMENTS = "chrb-core-2019", ("A.1.1/S1.a", "A.1.2/S1.c", "B.1.1/S1.a")
FILES = (
    ("Drellbeck Foods", "drellbeck-foods/framework-agreement.txt"),
    ("Drellbeck Foods", "drellbeck-foods/responsible-business.html"),
    ("Sundmarrow Electronics", "sundmarrow-electronics/modern-slavery-statement.pdf"),
    ("Sundmarrow Electronics", "sundmarrow-electronics/human-rights.html"),
    ("Tessgarth Weavers", "tessgarth-weavers/speak-up-policy.md"),
)
EARLIER, NOW = "2025-03-01T09:00:00+00:00", "2026-03-01T09:00:00+00:00"


def evidence_in(content: bytes, document: Document, most: int = 12) -> list[Evidence]:
    """Some of a document's passages as evidence, with their boxes."""
    found = [passage for block in document.blocks for passage, _ in passages(document, block)][:most]
    spans = [Span(one.start, one.end) for one in found]
    boxes = readers.boxes(content, document.media_type, document, spans)
    pieces = []
    for number, (one, drawn) in enumerate(zip(found, boxes, strict=True)):
        led = one.lead_in
        before = LeadIn(led.start, led.end, document.text[led.start : led.end], one.page) if led else None
        pieces.append(
            Evidence(
                document=document.sha256,
                rubric=RUBRIC,
                element=ELEMENTS[number % len(ELEMENTS)],
                start=one.start,
                end=one.end,
                quote=document.text[one.start : one.end],
                page=one.page,
                verdict=Verdict.WEAK if number % 3 == 2 else Verdict.SUPPORTS,
                reason="weak_wording" if number % 3 == 2 else None,
                explanation="Invented.",
                rules=(Hit("commitment.respects", "commitment", one.start, one.start + 2),),
                lead_in=before,
                boxes=drawn,
                weight=1 / (number + 1),
            )
        )
    return pieces


def put(
    store: Store, company: str, name: str, content: bytes, fetched: str = NOW, kind: str | None = None, most: int = 12
) -> Document:
    """Keep a document's bytes, read them, and save some of its passages as evidence."""
    media_type = readers.sniff(content, name, None)
    document = readers.read(content, media_type, name).document
    assert document is not None
    archive = Archive(store.workspace / "archive")
    kept = archive.keep(content)
    archive.register.add(Visit(f"file:/invented/{name}", fetched, kept, len(content), f"file:/invented/{name}"))
    source = Source(Listing(company, name, f"/invented/{name}", kind), fetched, "file copied", kept, media_type)
    store.save_screening(read_whole(source, document, evidence_in(content, document, most)))
    return document


def decide(store: Store, company: str, number: int, verdict: Ruling, track: str = COUNTS) -> None:
    """Decide on one of a company's candidates."""
    one = store.candidates(company)[number]
    piece = one.evidence
    given = Decision(company, RUBRIC, piece.element, one.id, verdict, f"note {number}", "R. Viewer", NOW)
    placed = replace(given, document=piece.document, start=piece.start, end=piece.end, quote=piece.quote, track=track)
    store.decide(placed)


def sample(folder: Path) -> Path:
    """The workspace: screened, one document replaced by another, decided on, with people and what was worked out."""
    with open_store(folder) as store:
        put(store, "Tessgarth Weavers", "speak-up.md", b"# Speak up\n\nAnyone can report a concern.\n", EARLIER)
        put(store, "Tessgarth Weavers", "speak-up.md", b"# Speak up\n\nAnyone may report any concern.\n")
        for company, name in FILES:
            put(store, company, name, (ROOT / "fixtures" / name).read_bytes())
        for company in store.companies():
            for number, verdict in enumerate((Ruling.SUPPORTS, Ruling.WEAK, Ruling.REJECTED, Ruling.SUPPORTS)):
                decide(store, company, number, verdict)
            store.keep(company, RUBRIC, "stamp", {"low": 0.5, "high": 2.0}, store.changes()[company])
        missing = Source(Listing("Drellbeck Foods", "gone.pdf", "/gone.pdf"), NOW, "no such file", None, None)
        store.save_screening(replace(read_whole(missing, put_nothing()), reading=None, outcome=Outcome.NOT_FETCHED))
        store.keep_sectors({"Drellbeck Foods": "food", "Tessgarth Weavers": "apparel"})
        store.add_person("R. Viewer", Role.READER, "a long password of many words")
        for company in store.companies():
            store.keep(company, RUBRIC, "stamp", {"low": 0.5, "high": 2.0}, store.changes()[company])
        store.note_visits(*Archive(folder / "archive").register.end())
    return folder


def put_nothing() -> Document:
    """A document of no words."""
    return Document("0" * 64, "text/plain", "", (), ())


def as_a_whole(folder: Path) -> None:
    """Make tables and chain of saves what they were before the chain had parts: a line for each company as a whole."""
    with behind(folder) as run:
        run("DELETE FROM saves")
        run("DROP TRIGGER saves_in_parts")
    (folder / "anchors").unlink()
    with open_store(folder) as store, store._write() as connection, pytest.MonkeyPatch.context() as patch:
        patch.setattr(saves, "_begin_parts", lambda there, company: saves.note(there, company, saves.SCREENED))
        saves.begin(connection)
    before_parts(folder)


def before_parts(folder: Path) -> None:
    """Make the tables what they were then."""
    with behind(folder) as run:
        for index in ("candidates_of_document", "seen_last", "ledger_of_document"):
            run(f"DROP INDEX {index}")
        run("DROP TRIGGER IF EXISTS saves_in_parts")
        run("DROP TABLE went")
        run("DROP TABLE missing")
        run("CREATE INDEX ix_candidates_document ON candidates (document)")
        run("UPDATE alembic_version SET version_num = '0007'")
