"""How the pages say things: codes and numbers in the words of a researcher."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode, urlsplit

from extractors.records import Outcome
from rubric.advice import Advice, Step
from rubric.model import Rubric, Scoring
from rubric.scores import Basis, Bounds, Truth
from workspace.records import Ruling

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


def company_link(company: str, rubric: str = "") -> str:
    """The address of a company's page; a slash in the name is written `~2F`, or it would part the path.

    `rubric` is told where the workspace has several.
    """
    address = f"/company/{quote(company.replace('~', '~7E').replace('/', '~2F'), safe='')}"
    return address + asking(rubric=rubric)


def company_in(path: str) -> str:
    """The company that a part of an address names: undoes `company_link`."""
    return path.replace("~2F", "/").replace("~7E", "~")


def element_link(company: str, element: str, candidate: str | None = None, rubric: str = "") -> str:
    """The address of an element's page, at a candidate; `rubric` as in `company_link`."""
    return f"{company_link(company)}/{quote(element)}" + asking(look=candidate or "", rubric=rubric)


def asking(**told: str) -> str:
    """What follows the path of an address: the values that are not empty."""
    pairs = {name: value for name, value in told.items() if value}
    return f"?{urlencode(pairs, quote_via=quote)}" if pairs else ""


def public_link(url: str | None) -> str | None:
    """The address when it is one that a browser may safely follow, else None."""
    return url if url and urlsplit(url).scheme.lower() in {"http", "https"} else None


def moment(at: str) -> str:
    """A moment of the log (ISO 8601, UTC) to the minute."""
    return at[:16].replace("T", " ") + " UTC"


def advice(told: Advice, scoring: Scoring) -> str:
    """What would change an indicator's score, in one line."""
    if told.next is None or told.maximum is None:
        return "Nothing that is open would raise it." if told.matters else "Nothing that is open changes it."
    line = _step(told.next, scoring)
    if told.maximum != told.next:
        line += f"; {_step(told.maximum, scoring)}"
    return line + "."


def _step(step: Step, scoring: Scoring) -> str:
    unit = f"Stage {step.value:g}" if scoring is Scoring.STAGES else count_points(step.value)
    return f"{unit} once {joined(step.elements)} {'is' if len(step.elements) == 1 else 'are'} confirmed"


def count_points(value: float) -> str:
    """Points with their noun: 1 point, 1.5 points."""
    return f"{value:g} {'point' if value == 1 else 'points'}"


def joined(names: Sequence[str]) -> str:
    """Names in a sentence: S1.a, S1.b and S2.c."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
