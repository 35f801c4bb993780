"""A whole document as its page shows it, and what a search found: records, and their HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.records import Document, Page, PageBox, Role, Span
from findings.company import CompanyState
from findings.held import last_of, pressed_with
from review import correcting_pages, words
from review.chosen import last_line, units
from review.correcting_pages import Changes, Fact
from review.element_pages import Told
from review.marking import Mark, Piece, pieces
from review.pages import environment
from review.undo import Undo
from rubric.model import Element
from workspace.records import Candidate, DocumentRow
from workspace.search import Match, Matches

NOT_JUDGED = "not-judged"  # the class of evidence on which who reads blindly did not decide yet
OTHER = "other"  # the class of evidence for another element than the one that is read for
# Signs that a page of HTML cannot carry, or turns into others: each becomes one other sign, so that places stay.
_IN_HTML = {0: 0xFFFD, 12: 32, 13: 32} | dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)


@dataclass(frozen=True, slots=True)
class Way:
    """What the addresses of a document's pages carry along: for which element one reads, and one's own words."""

    company: str
    sha256: str
    element: str = ""
    words: str = ""
    look: str = ""  # the candidate from which one came
    rubric: str = ""  # the name, where addresses must tell it

    def document(self, page: int, at: int | None = None, sha256: str = "") -> str:
        """The address of a page; `at` is where on it the passage starts that is looked at."""
        told = words.asking(
            page=str(page),
            element=self.element,
            q=self.words,
            at="" if at is None else str(at),
            look=self.look,
            rubric=self.rubric,
        )
        return f"{words.company_link(self.company)}/document/{sha256 or self.sha256}{told}"

    def search(self, document: str = "") -> str:
        """The address of what the words find in all documents, or in one."""
        told = words.asking(q=self.words, element=self.element, document=document, look=self.look, rubric=self.rubric)
        return f"{words.company_link(self.company)}/search{told}"

    def passage(self, candidate: str) -> str:
        """The address at which one works on a quote."""
        return words.passage_link(self.company, candidate, self.rubric)

    def back(self) -> str:
        """The element from which one came, else the company."""
        if not self.element:
            return words.company_link(self.company, self.rubric)
        return words.element_link(self.company, self.element, self.look or None, self.rubric)


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A block of the text, with the places in it where selecting starts anew."""

    role: Role
    start: int
    pieces: tuple[Piece, ...]
    units: tuple[Span, ...]
    at: int | None = None  # the place in it that is looked at


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page's picture, and how it is marked."""

    box: PageBox
    kind: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of a PDF as an image, with what is evidence on it."""

    image: str
    page: Page
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class OnPage:
    """A piece of evidence on the page that is read."""

    candidate: Candidate
    element: Element
    kind: str  # how it is marked
    told: str  # what is proposed or decided of it
    here: bool  # whether it is for the element for which one reads


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form by which selected words become evidence."""

    quote: str = ""
    start: int | None = None
    end: int | None = None
    shows: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Jumps:
    """Where one's own words stand in the document, and the addresses of those before and after the present place."""

    here: int = 0  # in this document
    everywhere: int = 0
    previous: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Everything on a page of a whole document."""

    state: CompanyState
    way: Way
    row: DocumentRow
    reading: int
    page: Page
    label: str  # what the page is called in print; "" where that is not told
    labels: tuple[str, ...]
    count: int  # of pages
    blocks: tuple[TextBlock, ...]
    picture: Picture | None
    element: Element | None
    evidence: tuple[OnPage, ...]
    jumps: Jumps
    facts: tuple[Fact, ...]
    told: Told
    draft: Draft = field(default_factory=Draft)
    changes: Changes | None = None
    looked: OnPage | None = None
    undo: Undo | None = None

    @property
    def title(self) -> str:
        """What the document is called."""
        return words.document_title(self.row)

    @property
    def address(self) -> str:
        """The page's own address."""
        return self.way.document(self.page.number)

    @property
    def turn(self) -> dict[str, str | None]:
        """The addresses to which the page can be turned."""
        number, last = self.page.number, self.count
        back, on = number > 1, number < last
        return {
            "first": self.way.document(1) if back else None,
            "previous": self.way.document(number - 1) if back else None,
            "next": self.way.document(number + 1) if on else None,
            "last": self.way.document(last) if on else None,
        }

    @property
    def original(self) -> str:
        """Where the document can be had as it came: its public address, else its bytes from the archive."""
        return words.public_link(self.row.url) or words.original_link(self.state.company, self.way.sha256)

    @property
    def is_public(self) -> bool:
        """Whether the original is at its public address."""
        return words.public_link(self.row.url) is not None

    @property
    def seen(self) -> int:
        """The last line of the log that the page shows."""
        return last_line(self.state)


# --- the text


def text_of(
    document: Document,
    page: Page,
    evidence: Sequence[Candidate],
    element: str,
    hits: Iterable[Span],
    at: int | None,
    blind: bool = False,
) -> tuple[TextBlock, ...]:
    """The blocks of a page, whole even where they go on to the next; evidence marked, what was searched lit."""
    marks = [*evidence_marks(evidence, element, blind), *(Mark(hit.start, hit.end, "found") for hit in hits)]
    looked = next((one.start for one in document.blocks if at is not None and one.start <= at < one.end), None)
    found = []
    position = page.start
    for block in document.blocks:
        if block.start < page.end and page.start < block.end:
            found += _between(document, Span(position, block.start), marks)
            inside = Span(block.start, block.end)
            at_it = at if looked == block.start else None
            cut = _in_html(pieces(document.text, inside, marks))
            found.append(TextBlock(block.role, block.start, cut, units(document, inside), at_it))
            position = max(position, block.end)
    return (*found, *_between(document, Span(position, page.end), marks))


def _between(document: Document, span: Span, marks: Sequence[Mark]) -> list[TextBlock]:
    """What stands in no block can be selected too."""
    said = document.text[span.start : max(span.start, span.end)]
    if not any(sign.isalnum() for sign in said):
        return []  # the bullet before an item, and the space between blocks
    start = span.start + len(said) - len(said.lstrip())
    inside = Span(start, start + len(said.strip()))
    return [TextBlock(Role.PARAGRAPH, start, _in_html(pieces(document.text, inside, marks)), (inside,))]


def _in_html(cut: Iterable[Piece]) -> tuple[Piece, ...]:
    return tuple(Piece(one.text.translate(_IN_HTML), _outstanding(one.kinds), one.label) for one in cut)


def _outstanding(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """One look for words that are evidence several times: its own element's, then what is decided."""
    evidence = [kind for kind in kinds if kind.startswith("ev ")]
    first = min(evidence, key=lambda kind: (OTHER in kind, _is_open(kind), "supports" not in kind), default=None)
    return tuple(dict.fromkeys(kind for kind in kinds if kind == first or kind not in evidence))


def _is_open(kind: str) -> bool:
    return "proposed" in kind or NOT_JUDGED in kind


def evidence_marks(evidence: Iterable[Candidate], element: str, blind: bool) -> list[Mark]:
    """What is evidence already: how by its class, for what and what was decided when it is pointed at."""
    return [
        Mark(
            one.evidence.start,
            one.evidence.end,
            kind_of(one, element, blind),
            f"{one.evidence.element}: {told_of(one, blind)}",
        )
        for one in evidence
    ]


def kind_of(candidate: Candidate, element: str, blind: bool) -> str:
    """The class by which evidence is marked: the element that one reads for stands out."""
    if candidate.decided:
        worth = candidate.decided.value
    else:
        worth = NOT_JUDGED if blind else f"proposed-{candidate.evidence.verdict.value}"
    return f"ev {worth}" if candidate.evidence.element == element else f"ev {worth} {OTHER}"


def told_of(candidate: Candidate, blind: bool) -> str:
    """What is proposed or decided of a candidate; who reads blindly is told of no proposal."""
    by = f", found by {candidate.found_by}" if candidate.found_by else ""
    if candidate.decided is not None:
        return words.RULINGS[candidate.decided] + by
    if blind:
        return "not judged" + by
    return ("supports?" if candidate.evidence.verdict.value == "supports" else "weak?") + by


def on_page(state: CompanyState, evidence: Iterable[Candidate], element: str) -> tuple[OnPage, ...]:
    """The evidence of a page as a list; that for the element for which one reads stands first."""
    found = [_on_page(state, one, element) for one in evidence]
    return tuple(sorted(found, key=lambda one: (not one.here, one.candidate.evidence.start)))


def _on_page(state: CompanyState, one: Candidate, element: str) -> OnPage:
    its = state.rubric.element(one.evidence.element)
    return OnPage(one, its, kind_of(one, element, state.blind), told_of(one, state.blind), its.id == element)


def looked_at(state: CompanyState, name: str, element: str) -> OnPage | None:
    """The candidate from which one came, or that was just found."""
    found = state.candidate(name) if name else None
    return _on_page(state, found, element) if found else None


def undo_of(state: CompanyState, sha256: str, looked: OnPage | None, who: str) -> Undo | None:
    """How to take back what this person did here last: what was just made evidence, or corrected of the document.

    Words that the rules had found, too, are their candidate, and what was said of it is taken back.
    """
    found = looked.candidate.id if looked else None
    here = [
        one for one in state.lines if (one.document == sha256 if one.corrects else found and one.candidate == found)
    ]
    line = last_of(here, who)
    return Undo(pressed_with(state.lines, line), who) if line else None


def picture_of(
    document: Document, page: Page, evidence: Iterable[Candidate], element: str, blind: bool
) -> Picture | None:
    """The page as an image; None where the document has no pages of a size."""
    if page.width <= 0 or page.height <= 0:
        return None
    kinds: dict[PageBox, tuple[str, ...]] = {}
    for one in evidence:
        for box in one.evidence.boxes:
            if box.page == page.number:
                kinds[box] = _outstanding((*kinds.get(box, ()), kind_of(one, element, blind)))
    boxes = sorted((Box(box, kind) for box, (kind,) in kinds.items()), key=lambda box: OTHER not in box.kind)
    return Picture(f"/page/{document.sha256}/{page.number}.png", page, tuple(boxes))


# --- searching


@dataclass(frozen=True, slots=True)
class ShownMatch:
    """A place where the words stand."""

    address: str
    page: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class InDocument:
    """What a search found in one document."""

    row: DocumentRow
    count: int
    matches: tuple[ShownMatch, ...]
    more: str | None  # the address of all of them, where not all are shown

    @property
    def title(self) -> str:
        """What the document is called."""
        return words.document_title(self.row)


@dataclass(frozen=True, slots=True)
class SearchView:
    """Everything on the page of a search."""

    state: CompanyState
    way: Way
    total: int
    documents: tuple[InDocument, ...]
    unread: tuple[DocumentRow, ...]
    told: Told


def search_view(state: CompanyState, way: Way, found: Matches, only: str, told: Told) -> SearchView:
    """What a search found, by document."""
    rows = {row.document: row for row in reversed(state.documents) if row.document}
    by_document: dict[str, list[Match]] = {}
    for match in found.matches:
        by_document.setdefault(match.document, []).append(match)
    documents = []
    for sha256, count in found.counts.items():
        shown = by_document.get(sha256, [])
        more = way.search(sha256) if len(shown) < count and not only else None
        documents.append(InDocument(rows[sha256], count, tuple(_match(way, one) for one in shown), more))
    return SearchView(state, way, found.total, tuple(documents), state.unread(), told)


def _match(way: Way, match: Match) -> ShownMatch:
    marks = [Mark(hit.start - match.start, hit.end - match.start, "found") for hit in match.hits]
    cut = _in_html(pieces(match.said, Span(0, len(match.said)), marks))
    return ShownMatch(way.document(match.page, match.place, match.document), match.page, cut)


# --- HTML


def document_html(view: DocumentView, part: bool) -> str:
    """A page of a document: whole, or what turning it changes."""
    name = "reading_part.html" if part else "reading.html"
    told, kinds = view.told, correcting_pages.kinds
    template = environment().get_template(name)
    return template.render(view=view, document_kinds=kinds, reviewer=told.reviewer, switch=told.switch)


def search_html(view: SearchView) -> str:
    """What a search found."""
    told = view.told
    return environment().get_template("search.html").render(view=view, reviewer=told.reviewer, switch=told.switch)


def unread_html(state: CompanyState, row: DocumentRow, way: Way, told: Told) -> str:
    """A document without text: why, and where the original is."""
    template = environment().get_template("reading_unread.html")
    return template.render(state=state, row=row, way=way, reviewer=told.reviewer, switch=told.switch)
