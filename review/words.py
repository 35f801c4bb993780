"""How the pages say things: codes and numbers in the words of a researcher."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from extractors.records import Basis, Bounds, Outcome, Truth
from review.records import Ruling
from rubric.model import Rubric

TRUTHS = {Truth.MET: "met", Truth.NOT_MET: "not met", Truth.UNKNOWN: "open"}

RULINGS = {
    Ruling.SUPPORTS: "confirmed",
    Ruling.WEAK: "weak",
    Ruling.REJECTED: "rejected",
    Ruling.SKIPPED: "skipped",
    Ruling.MET: "met, by hand",
    Ruling.NOT_MET: "not met, by hand",
    Ruling.NOT_APPLICABLE: "not applicable",
    Ruling.OPEN: "withdrawn",
}

BASES = {
    Basis.EVIDENCE: "rests on evidence",
    Basis.NOT_FOUND: "nothing found",
    Basis.NOT_READABLE: "not everything could be read",
    Basis.NOT_APPLICABLE: "not applicable",
    Basis.BY_HAND: "decided by hand",
}

OUTCOMES = {
    Outcome.READ: "read",
    Outcome.PARTLY_READ: "partly read",
    Outcome.REPAIRED: "read after repair",
    Outcome.NO_TEXT_LAYER: "no text layer",
    Outcome.DAMAGED: "damaged",
    Outcome.ENCRYPTED: "password-protected",
    Outcome.UNSUPPORTED: "format not supported",
    Outcome.EMPTY: "empty",
    Outcome.TOO_LARGE: "too large",
    Outcome.TIMED_OUT: "took too long",
    Outcome.CRASHED: "reading failed",
    Outcome.NOT_FETCHED: "not fetched",
    Outcome.DISALLOWED: "fetching not allowed",
    Outcome.DUPLICATE: "same as another",
}


def points(value: float) -> str:
    """A number of points without needless decimals: 1, 1.5."""
    return f"{value:g}"


def bounds(value: Bounds) -> str:
    """A pair of bounds: one number when they meet, else low–high."""
    if value.low == value.high:
        return points(value.low)
    return f"{points(value.low)}–{points(value.high)}"


def code(name: str) -> str:
    """A code of the rubric as words: `child_labour` is child labour."""
    return name.replace("_", " ")


def reason(rubric: Rubric, name: str) -> str:
    """What a weak reason stands for, in the rubric's words."""
    return next((one.label for one in rubric.reasons if one.code == name), code(name))


def note(rubric: Rubric, name: str) -> str:
    """What a note of a passage stands for, in the rubric's words."""
    return next((one.label for one in rubric.notes if one.code == name), code(name))


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 passage, 2 passages."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def shortened(text: str, longest: int = 90) -> str:
    """The beginning of a text, cut between words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else flat[:longest].rsplit(" ", 1)[0] + " …"


def document_name(source: str) -> str:
    """The last part of a path or address: enough to recognise a document by."""
    return source.rstrip("/").rsplit("/", 1)[-1] or source


def company_link(company: str) -> str:
    """The address of a company's page; a slash in the name is written `~2F`, or it would part the path."""
    return f"/company/{quote(company.replace('~', '~7E').replace('/', '~2F'), safe='')}"


def company_in(path: str) -> str:
    """The company that a part of an address names: undoes `company_link`."""
    return path.replace("~2F", "/").replace("~7E", "~")


def element_link(company: str, element: str, candidate: str | None = None) -> str:
    """The address of an element's page, at a candidate."""
    address = f"{company_link(company)}/{quote(element)}"
    return f"{address}?look={quote(candidate)}" if candidate else address


def public_link(url: str | None) -> str | None:
    """The address when it is one that a browser may safely follow, else None."""
    return url if url and urlsplit(url).scheme.lower() in {"http", "https"} else None


def moment(at: str) -> str:
    """A moment of the log (ISO 8601, UTC) to the minute."""
    return at[:16].replace("T", " ") + " UTC"
