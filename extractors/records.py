"""The records that pass between the stages. Read this module first.

One way through: archive -> readers -> passages -> find -> qualify -> rank -> rubric -> review -> reports.
Every record is frozen; a stage takes records and returns new ones. Offsets are code points in
`Document.text`, pages count from 1, boxes are in points from the page's top left corner.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one source; exactly one for each."""

    READ = "read"
    PARTLY_READ = "partly_read"
    REPAIRED = "repaired"
    NO_TEXT_LAYER = "no_text_layer"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    UNSUPPORTED = "unsupported"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TIMED_OUT = "timed_out"
    CRASHED = "crashed"
    NOT_FETCHED = "not_fetched"
    DISALLOWED = "disallowed"
    DUPLICATE = "duplicate"
    NOT_SCREENED = "not_screened"  # by the rubric at hand, whatever became of it for others; never stored


# Outcomes after which the whole text was searched, so that finding nothing means something.
SEARCHED_WHOLE = frozenset({Outcome.READ, Outcome.REPAIRED, Outcome.DUPLICATE})

# Outcomes of bytes that were received and gave no text: what a source was before has not been replaced by them.
WITHOUT_TEXT = frozenset(
    {
        Outcome.NO_TEXT_LAYER,
        Outcome.DAMAGED,
        Outcome.ENCRYPTED,
        Outcome.UNSUPPORTED,
        Outcome.EMPTY,
        Outcome.TOO_LARGE,
        Outcome.TIMED_OUT,
        Outcome.CRASHED,
    }
)


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a person corrected of a document. None: as the list or the document says; "": there is none."""

    kind: str | None = None  # one of `rubric.kinds.Kind`
    published: str | None = None  # ISO date, month or year
    company_name: str | None = None  # by which the document calls the company that is listed
    signed_off: str | None = None  # the words that say who approved it

    def else_dated(self, published: str | None) -> Corrected:
        """The same, of the date that is told elsewhere (in the list, or beside the document) where nobody corrected it.

        So a document is judged by the date with which it is shown; of None its own date counts.
        """
        return replace(self, published=published) if self.published is None else self


NOTHING_CORRECTED = Corrected()


@dataclass(frozen=True, slots=True)
class Listing:
    """One line of what a researcher asked to be screened."""

    company: str
    source: str  # as the researcher wrote it: the name under which it is reported
    location: str  # an absolute path or a URL
    kind: str | None = None  # the kind of document, in the researcher's words
    published: str | None = None  # ISO date, month or year; counts before the document's own
    website: str | None = None
    url: str | None = None  # the public address of a local copy
    corrected: Corrected = NOTHING_CORRECTED  # by a person, after it was read: this wins over the list
    sector: str | None = None  # of the company, in the researcher's words; nothing that is found depends on it


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from, when, and how it answered."""

    listing: Listing
    fetched: str  # ISO 8601, UTC
    answer: str  # "file copied", "HTTP 200", "HTTP 404", "no answer within 30 s"
    sha256: str | None = None  # None when nothing was received
    media_type: str | None = None
    outcome: Outcome | None = None  # set when the way ends here: not_fetched, disallowed, too_large, empty
    detail: str = ""  # for people: the file, the value and the cure


class Role(StrEnum):
    """What a block of text is on its page."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"
    FOOTNOTE = "footnote"
    FURNITURE = "furniture"  # running headers, page numbers, navigation: kept in the text, never evidence


@dataclass(frozen=True, slots=True)
class Span:
    """A range of code points in a document's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PageBox:
    """A rectangle on a page, in points from the page's top left."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page's range of the text; width and height in points, 0 outside PDF."""

    number: int
    start: int
    end: int
    width: float = 0.0
    height: float = 0.0


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item, table cell or piece of page furniture."""

    start: int
    end: int
    page: int  # the page on which it starts
    role: Role
    section: tuple[str, ...] = ()  # the headings above it, outermost first
    lead_in: Span | None = None  # for an item: "We are committed to respecting:"
    header: str | None = None  # for a cell: the header of its column
    row: str | None = None  # for a cell: the label of its row
    outer: tuple[Span, ...] = ()  # of an item in a list within a list: the lead-ins before its own, outermost first


@dataclass(frozen=True, slots=True)
class ScannedWord:
    """A word that was recognised in a picture: its box in points, and how sure the recogniser is, 0 to 1."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    sure: float


@dataclass(frozen=True, slots=True)
class ScannedLine:
    """A line of recognised words, in the order in which they are read."""

    size: float  # of its type, in points; 0 where it cannot be told
    words: tuple[ScannedWord, ...]


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What text recognition made of a page; without lines, `unread` says why."""

    by: str  # the recogniser, with its version and the languages of its models
    lines: tuple[ScannedLine, ...]
    slope: float = 0.0  # of its lines: how far they fall for each point to the right
    turn: int = 0  # degrees, a quarter at a time, by which its words are turned to the left
    number: int = 0  # of the page in its document
    unread: str = ""  # "it took longer than 60 s"

    @property
    def sure(self) -> float:
        """How sure the recogniser is of the page's words, on average."""
        words = [word.sure for line in self.lines for word in line.words]
        return sum(words) / len(words) if words else 0.0


class FactKind(StrEnum):
    """What reading came upon that a person must know before silence is taken for a no."""

    DRAWS_NOTHING = "draws_nothing"  # a page has contents, but they draw nothing
    DAMAGED_CONTENT = "damaged_content"  # contents, a font or a part of a page cannot be decoded to their end
    MISSING_PAGE = "missing_page"  # the file lists more pages than it holds, or two readers count differently
    READERS_DIFFER = "readers_differ"  # one reader finds more words on a page than the other
    UNKNOWN_LETTERS = "unknown_letters"  # the fonts do not tell which letters the glyphs are
    STRAY_LETTERS = "stray_letters"  # the same of a word or two of a page
    PICTURE_OF_TEXT = "picture_of_text"  # something like writing is drawn, but there is no text
    PICTURE = "picture"  # a page of pictures alone, in which nothing looks like writing
    NOT_READ = "not_read"  # a part of the file that this reader does not read, or that the file says it has and lacks
    RECOGNISED = "recognised"  # the words of a page were recognised in its picture
    NOT_RECOGNISED = "not_recognised"  # text recognition was tried on a page, and gave no words to rely on


# After these there may be text that nobody read: the document is at best partly read.
LOSES_TEXT = frozenset(FactKind) - {FactKind.PICTURE, FactKind.STRAY_LETTERS, FactKind.RECOGNISED}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that reading came upon, on which pages, and in words for people; no page stands for the whole file."""

    kind: FactKind
    pages: tuple[int, ...]
    detail: str


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date that a document states in its own words, and where: "Last updated: 3 March 2025"."""

    date: str  # ISO date, month or year
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document's text, which never changes after reading, with its places."""

    sha256: str
    media_type: str
    text: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]  # in reading order, not overlapping
    title: str | None = None
    language: str | None = None  # ISO 639-1, None when too short to tell; "en+it": in two languages, most first
    published: str | None = None  # ISO date, month or year: in the text's own words, else in the page's metadata
    author: str | None = None  # as the file's metadata names a person or company
    url: str | None = None  # the canonical address that a web page states for itself
    file_date: str | None = None  # ISO date on which the file says that it was last changed
    dated: StatedDate | None = None
    facts: tuple[Fact, ...] = ()  # what reading came upon, by which silence is judged
    scans: tuple[ScannedPage, ...] = ()  # pages whose words were recognised: their text is made of these


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one file gave: a document, or the reason why there is none."""

    outcome: Outcome
    detail: str = ""
    document: Document | None = None
    pages: int = 0
    pages_without_text: int = 0
    waiting: tuple[int, ...] = ()  # pages on which text recognition might find words, and was not yet tried


@dataclass(frozen=True, slots=True)
class SearchedPart:
    """What the lexicons of one language went over: the part of a document in that language, or all of it."""

    language: str  # of the lexicons, ISO 639-1
    version: str | None  # of the lexicons; None: from before this was kept
    parsed: bool  # its sentences were read by a parser of the language
    cannot_ask: tuple[str, ...] = ()  # the elements for which these lexicons have no words to ask
    tried: bool = False  # on a text whose language could not be told: what is found counts, but it is no search


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched of a document when it was screened. No later lexicons change it: it is a fact."""

    parts: tuple[SearchedPart, ...] = ()
    unsearched: tuple[str, ...] = ()  # the document's languages that had no lexicons
    whole: bool = False  # read and searched from beginning to end: finding nothing means something
    waits: bool = False  # pages of it wait for text recognition, which was not there

    @property
    def anything(self) -> bool:
        """Whether any of it was searched by lexicons of its own language."""
        return any(not part.tried for part in self.parts)

    def asked_everywhere(self, element: str) -> bool:
        """Whether the lexicons of each part had the words to ask for the element."""
        return not any(element in part.cannot_ask for part in self.parts)


NOTHING_SEARCHED = Searched()


@dataclass(frozen=True, slots=True)
class Limit:
    """The limit at which reading a document ended; None for what it kept to."""

    seconds: float | None = None  # of computing
    memory: int | None = None  # bytes


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, list item or table cell, at most 120 words: what a researcher could cite."""

    start: int
    end: int
    page: int
    role: Role
    section: tuple[str, ...] = ()
    lead_in: Span | None = None
    header: str | None = None
    row: str | None = None
    language: str | None = None  # ISO 639-1, as which it is judged
    outer: tuple[Span, ...] = ()  # the lead-ins of the lists around its own, outermost first


@dataclass(frozen=True, slots=True)
class Hit:
    """A lexicon rule that fired, and where."""

    rule: str  # the entry's stable id
    concept: str  # what the entry stands for
    start: int
    end: int


LEARNED = "learned"  # the note of evidence that a model brought in: no rule judged it
DOUBTED = "doubted"  # the note of evidence that the rules take for support and a model does not
READ_BY_OCR = "read_by_ocr"  # the note of evidence whose words were recognised in the picture of a page
RULED = "ruled"  # the note of evidence that the rules hold for weak by words that no model outweighs: "aligned with"
NOT_PARSED = "not_parsed"  # the note of evidence in a language without a grammar: no parser read it


class Verdict(StrEnum):
    """What a passage is worth for an element."""

    SUPPORTS = "supports"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class LeadIn:
    """The words before a list that each of its items completes."""

    start: int
    end: int
    quote: str
    page: int
    boxes: tuple[PageBox, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A candidate: one passage for one element, with the verdict and its reasons.

    `document.text[start:end] == quote` holds for every piece of evidence.
    """

    document: str  # sha256
    rubric: str
    element: str  # "A.1.1/S1.a"
    start: int
    end: int
    quote: str
    page: int
    verdict: Verdict
    reason: str | None  # None for supports, else a reason code of the rubric
    explanation: str  # one sentence for people
    rules: tuple[Hit, ...]
    lead_in: LeadIn | None = None
    boxes: tuple[PageBox, ...] = ()
    shows: tuple[str, ...] = ()  # the parts of the element that this passage shows
    notes: tuple[str, ...] = ()  # rules that let it in, such as as_far_as_law
    weight: float = 0.0  # the higher, the earlier a person should look
    sure: float | None = None  # how probable it is that a person takes it for support; None without a model
    recognised: float | None = None  # how sure text recognition is of its words; None for text that the file holds
