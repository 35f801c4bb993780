"""An invented company's screened workspace, small enough to read, for the tests of the review."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from report_samples import read_whole
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

import rubric as rubrics
from archive.store import Archive
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
    Source,
    Span,
    Verdict,
)
from workspace.records import Candidate, Decision, Ruling, Screening
from workspace.store import Store, open_store

COMPANY = "Quillmere Outfitters"
RUBRIC = "chrb-core-2019"
RULES = "rules-1"
FONT, SIZE, LEFT, LINE = "Helvetica", 11, 60, 18

# Lines of the policy, page by page: (role, text). Invented.
POLICY = (
    (
        (Role.HEADING, "Human Rights Policy"),
        (Role.PARAGRAPH, "Quillmere Outfitters makes outdoor clothing in four countries."),
        (Role.PARAGRAPH, "We respect human rights in all our own operations and in our supply chain."),
        (Role.PARAGRAPH, "Our approach is inspired by the UN Guiding Principles on Business and Human Rights."),
        (Role.HEADING, "Labour rights"),
        (Role.PARAGRAPH, "We are committed to respecting for all our workers:"),
        (Role.ITEM, "freedom of association and the right to collective bargaining;"),
        (Role.ITEM, "the elimination of forced labour and of child labour;"),
        (Role.ITEM, "equal treatment, without discrimination of any kind."),
    ),
    (
        (Role.HEADING, "Remedy"),
        (Role.PARAGRAPH, "Where we have caused or contributed to harm, we commit to provide remedy."),
        (Role.PARAGRAPH, "Workers can raise concerns in any language through the Open Door line."),
    ),
)

CODE = (
    (Role.HEADING, "Supplier code"),
    (Role.PARAGRAPH, "This code holds for every supplier of Quillmere Outfitters."),
    (Role.ITEM, "Suppliers must respect internationally recognised human rights."),
    (Role.PARAGRAPH, "Suppliers are encouraged to train their own suppliers."),
)


def policy_pdf() -> bytes:
    """The policy as a PDF."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=True)
    for lines in POLICY:
        for number, (role, text) in enumerate(lines):
            canvas.setFont(FONT, SIZE)
            canvas.drawString(LEFT, A4[1] - 80 - number * LINE, ("- " if role is Role.ITEM else "") + text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def policy_document(sha256: str) -> Document:
    """The policy as a reader gives it."""
    text, pages, blocks = "", [], []
    section: tuple[str, ...] = ()
    lead_in: Span | None = None
    for number, lines in enumerate(POLICY, start=1):
        start = len(text)
        for role, line in lines:
            section = (line,) if role is Role.HEADING else section
            block = Block(len(text), len(text) + len(line), number, role, section, None)
            if role is Role.ITEM:
                block = replace(block, lead_in=lead_in)
            elif line.endswith(":"):
                lead_in = Span(block.start, block.end)
            blocks.append(block)
            text += line + "\n"
        pages.append(Page(number, start, len(text), *A4))
    return Document(sha256, "application/pdf", text, tuple(pages), tuple(blocks), "Human Rights Policy", "en", "2025")


def text_document(lines: tuple[tuple[Role, str], ...], title: str, media_type: str = "text/html") -> Document:
    """A document without pages of a size."""
    text, blocks = "", []
    for role, line in lines:
        blocks.append(Block(len(text), len(text) + len(line), 1, role))
        text += line + "\n"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(sha256, media_type, text, (Page(1, 0, len(text)),), tuple(blocks), title, "en")


def line_box(page: int, words: str) -> PageBox:
    """Where a line of the policy stands."""
    for number, (role, text) in enumerate(POLICY[page - 1]):
        if text == words:
            indent = stringWidth("- ", FONT, SIZE) if role is Role.ITEM else 0
            bottom = 80 + number * LINE + 3
            left = LEFT + indent
            return PageBox(page, left, bottom - SIZE - 2, left + stringWidth(words, FONT, SIZE), bottom)
    raise KeyError(words)


def evidence(
    document: Document,
    element: str,
    quote: str,
    reason: str | None = None,
    weight: float = 1.0,
    shows: tuple[str, ...] = (),
    lead_in: str | None = None,
    rule_words: str = "",
) -> Evidence:
    """Evidence for an element: weak when there is a reason."""
    start = document.text.index(quote)
    page = next(page for page in document.pages if page.start <= start < page.end)
    on_paper = page.width > 0
    at = document.text.index(rule_words, start) if rule_words else start
    before = None
    if lead_in is not None:
        begin = document.text.index(lead_in)
        boxes = (line_box(page.number, lead_in),) if on_paper else ()
        before = LeadIn(begin, begin + len(lead_in), lead_in, page.number, boxes)
    return Evidence(
        document=document.sha256,
        rubric=RUBRIC,
        element=element,
        start=start,
        end=start + len(quote),
        quote=quote,
        page=page.number,
        verdict=Verdict.WEAK if reason else Verdict.SUPPORTS,
        reason=reason,
        explanation="The wording is weaker than a commitment."
        if reason
        else "The company commits itself in its own name.",
        rules=(Hit("commit.respect", "commitment", at, at + len(rule_words)),) if rule_words else (),
        lead_in=before,
        boxes=(line_box(page.number, quote),) if on_paper else (),
        shows=shows,
        weight=weight,
    )


def source(name: str, document: Document | None, **told: str | None) -> Source:
    """A source as it comes in."""
    listing = Listing(COMPANY, name, f"/invented/{name}", told.get("kind"), told.get("published"), url=told.get("url"))
    if document is None:
        return Source(listing, "2026-03-01T09:00:00+00:00", "no answer within 30 s")
    return Source(listing, "2026-03-01T09:00:00+00:00", "file copied", document.sha256, document.media_type)


def save(store: Store, name: str, document: Document, found: list[Evidence], rules: str = RULES) -> None:
    """Save a document that was read whole."""
    given = source(name, document, kind="policy")
    store.save_screening(read_whole(given, document, found, rules=rules))


def policy_evidence(document: Document) -> list[Evidence]:
    """What the rules find in the policy."""
    lead_in = "We are committed to respecting for all our workers:"
    association = "freedom of association and the right to collective bargaining;"
    labour = "the elimination of forced labour and of child labour;"
    equal = "equal treatment, without discrimination of any kind."
    firm = "We respect human rights in all our own operations and in our supply chain."
    weak = "Our approach is inspired by the UN Guiding Principles on Business and Human Rights."
    remedy = "Where we have caused or contributed to harm, we commit to provide remedy."
    return [
        evidence(document, "A.1.1/S1.a", firm, weight=9, rule_words="respect human rights"),
        evidence(document, "A.1.1/S2.a", weak, reason="weak_wording", weight=3, rule_words="inspired by"),
        evidence(document, "A.1.2/S2.a", association, shows=("freedom_of_association",), lead_in=lead_in, weight=8),
        evidence(document, "A.1.2/S2.a", labour, shows=("forced_labour", "child_labour"), lead_in=lead_in, weight=7),
        evidence(document, "A.1.2/S2.a", equal, shows=("discrimination",), lead_in=lead_in, weight=6),
        evidence(document, "A.1.5/S1.a", remedy, weight=5, rule_words="commit to provide remedy"),
    ]


def screened_workspace(folder: Path, unread: bool = True) -> Path:
    """A workspace in which the invented company was screened: a PDF, an HTML page and, if wanted, a scan."""
    content = policy_pdf()
    code = text_document(CODE, "Supplier code")
    with open_store(folder) as store:
        policy = policy_document(Archive(folder / "archive").keep(content))
        save(store, "policy.pdf", policy, policy_evidence(policy))
        supplier = "Suppliers must respect internationally recognised human rights."
        found = [evidence(code, "A.1.1/S1.a", supplier, reason="wrong_actor", weight=2, rule_words="must respect")]
        save(store, "code.html", code, found)
        if unread:
            detail = "scan-2019.pdf: 12 pages without a text layer; run it through text recognition first."
            lacking = Reading(Outcome.NO_TEXT_LAYER, detail, None, 12, 12)
            scan = Source(Listing(COMPANY, "scan-2019.pdf", "/invented/scan-2019.pdf"), "2026-03-01T09:00:00+00:00",
                          "file copied", "5" * 64, "application/pdf")  # fmt: skip
            store.save_screening(Screening(scan, RUBRIC, RULES, Outcome.NO_TEXT_LAYER, detail, lacking))
    return folder


def decision(candidate: Candidate, verdict: Ruling, note: str = "") -> Decision:
    """A decision on a candidate."""
    found = candidate.evidence
    return Decision(
        company=candidate.company,
        rubric=found.rubric,
        element=found.element,
        candidate=candidate.id,
        verdict=verdict,
        note=note,
        who="R. Viewer",
        at="2026-03-02T10:00:00+00:00",
        document=found.document,
        start=found.start,
        end=found.end,
        quote=found.quote,
        rubric_version="rubric-1",
        rules_version=candidate.rules_version,
    )


def by_hand(element: str, verdict: Ruling) -> Decision:
    """A hand decision on an element."""
    return Decision(COMPANY, RUBRIC, element, None, verdict, "", "R. Viewer", "2026-03-02T10:00:00+00:00")


STAGES = "rsj-2018"


def journey_workspace(folder: Path) -> Path:
    """A company whose stages are all final, at none, by one statement of each topic; the others nobody decided."""
    rubric = rubrics.load(STAGES)
    code = text_document(CODE, "Supplier code")
    told = "Suppliers must respect internationally recognised human rights."
    waiting = replace(evidence(code, "2.b/1.2", told), rubric=STAGES)
    with open_store(folder) as store:
        store.save_screening(read_whole(source("code.html", code, kind="policy"), code, [waiting], STAGES, RULES))
        for topic in rubric.indicators:
            keys = [key for key in topic.keys if key.startswith("1.")]
            needed = keys[:3] if topic.id == "3.a" else keys[:1]  # of its examples one would do
            for key in needed:
                store.decide(replace(by_hand(f"{topic.id}/{key}", Ruling.NOT_MET), rubric=STAGES))
    return folder
