"""How the pages say things: codes and numbers in the words of a researcher.

What explanations and exports say the same way stands in `findings/words.py`, and is named here for the templates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlencode

import forms
from extractors.fold import CUT, as_read
from extractors.parted import parted as parted
from findings.agenda import Folded
from findings.words import FACTS as FACTS
from findings.words import OUTCOMES as OUTCOMES
from findings.words import RULINGS as RULINGS
from findings.words import basis_said as basis_said
from findings.words import document_name as document_name
from findings.words import document_title as document_title
from findings.words import missing_in_words as missing_in_words
from findings.words import moment as moment
from findings.words import public_link as public_link
from forms import TRUTHS, listed, points, span
from review.seats import OF_SECOND
from rubric.advice import Advice, Step
from rubric.model import Element, Rubric, Scoring
from rubric.proof import stage_name
from rubric.scores import Basis, Bounds, Finding


def decided(finding: Finding, needless: bool = False) -> str:
    """What an element is: "met", "not met" or "not known yet"; what does not apply or is not needed, as that."""
    if needless:
        return "not needed"
    return "not applicable" if finding.basis is Basis.NOT_APPLICABLE else TRUTHS[finding.decided]


def bounds(value: Bounds) -> str:
    """A pair of bounds: one number when they meet, else low–high."""
    return span(value.low, value.high)


def shortened(text: str, longest: int = 90) -> str:
    """The beginning of a text, cut between words."""
    return forms.shortened(as_read(text), longest)


def runs(text: str) -> Iterator[tuple[str, str]]:
    """A document's text in runs: what is shown, and what after it only parts a word at a line's end.

    >>> list(runs("com\u00ad\\nmitted to third-\\nparty audits"))
    [('com', '\\xad\\n'), ('mitted to third-', '\\n'), ('party audits', '')]
    """
    shown = 0
    for found in CUT.finditer(text):
        yield text[shown : found.start()], found.group()
        shown = found.end()
    yield text[shown:], ""


def together(elements: Sequence[Element]) -> str:
    """Elements of one indicator in a sentence: "A.1.2/S1.a", "A.1.2/S1.a, S1.b and S2.c"."""
    return listed([elements[0].id, *(one.key for one in elements[1:])])


def not_needed(found: Sequence[Folded]) -> str:
    """Elements of an indicator that no longer matter, and why: "S1.b and S1.c (S1.a is met)"."""
    by_cause: dict[str, list[str]] = {}
    for one in found:
        by_cause.setdefault(one.cause, []).append(one.element.key)
    return "; ".join(f"{listed(names)} ({cause})" for cause, names in by_cause.items())


def duration(seconds: float) -> str:
    """How long something takes, as one says it: "under a minute", "about 6 min", "about 1 h 20 min"."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "under a minute"
    hours, rest = divmod(minutes, 60)
    told = [f"{hours} h"] if hours else []
    return " ".join(["about", *told, *([f"{rest} min"] if rest else [])])


def document_link(company: str, sha256: str, page: int, element: str, rubric: str = "", at: int | None = None) -> str:
    """The address of a whole document, at a page, or at a place in its text, read for an element."""
    place = "" if at is None else str(at)
    told = asking(page=str(page), element=element, at=place, rubric=rubric)
    return f"{company_link(company)}/document/{sha256}{told}"


def search_link(company: str, element: str, rubric: str = "") -> str:
    """The address at which all documents of a company are searched, for an element."""
    return f"{company_link(company)}/search" + asking(element=element, rubric=rubric)


def passage_link(company: str, candidate: str, rubric: str = "", **told: str) -> str:
    """The address at which one works on a quote."""
    return f"{company_link(company)}/passage/{quote(candidate)}" + asking(**told, rubric=rubric)


def original_link(company: str, sha256: str) -> str:
    """The address at which a document is had as it came."""
    return f"/original{company_link(company).removeprefix('/company')}/{sha256}"


def final_link(company: str, rubric: str = "") -> str:
    """The address that tells how far a company's scores are."""
    return f"{company_link(company)}/final" + asking(rubric=rubric)


def second_link(company: str, rubric: str) -> str:
    """The address that begins or continues a blind second reading of a company by a rubric."""
    return f"{company_link(company)}/second" + asking(rubric=rubric + OF_SECOND)


def differences_link(company: str, element: str = "", rubric: str = "") -> str:
    """The address of two readings of a company side by side, at an element."""
    return f"{company_link(company)}/differences" + asking(element=element, rubric=rubric)


def year_link(company: str, since: str = "", look: str = "", rubric: str = "") -> str:
    """The address at which a company is compared with what it said up to a day, at an offered passage."""
    return f"{company_link(company)}/year" + asking(since=since, look=look, rubric=rubric)


def company_link(company: str, rubric: str = "") -> str:
    """The address of a company's page; a slash in the name is written `~2F`, or it would part the path.

    So are the dots of a name that has nothing else: browsers take "." and ".." out of an address, percent-encoded or
    not. `rubric` is told where the workspace has several.
    """
    name = company.replace("~", "~7E").replace("/", "~2F")
    if not name.strip("."):
        name = name.replace(".", "~2E")
    return f"/company/{quote(name, safe='')}" + asking(rubric=rubric)


def company_in(path: str) -> str:
    """The company that a part of an address names: undoes `company_link`."""
    return path.replace("~2E", ".").replace("~2F", "/").replace("~7E", "~")


def element_link(company: str, element: str, candidate: str | None = None, rubric: str = "") -> str:
    """The address of an element's page, at a candidate; `rubric` as in `company_link`."""
    return f"{company_link(company)}/{quote(element)}" + asking(look=candidate or "", rubric=rubric)


def checked_link(company: str, candidate: str, rubric: str = "") -> str:
    """The address of what can be checked of a candidate; `rubric` as in `company_link`."""
    return f"/checked{company_link(company).removeprefix('/company')}/{quote(candidate)}" + asking(rubric=rubric)


def precedents_link(company: str, candidate: str, rubric: str = "") -> str:
    """The address of rulings on wordings like a candidate's; `rubric` as in `company_link`."""
    return f"/precedents/{quoted(candidate)}" + asking(company=company, rubric=rubric)


def neighbour_link(company: str, rubric: str = "", back: bool = False) -> str:
    """The address that leads to the company after this one on the board, or before it; `rubric` as in `company_link`.

    Filters and order of the board are added to it by who knows them.
    """
    return "/next" + asking(company=company, back="1" if back else "", rubric=rubric)


def quoted(part: str) -> str:
    """A value as one part of an address's path."""
    return quote(part, safe="")


def asking(**told: str) -> str:
    """What follows the path of an address: the values that are not empty."""
    pairs = {name: value for name, value in told.items() if value}
    return f"?{urlencode(pairs, quote_via=quote)}" if pairs else ""


def with_receipt(address: str, did: int) -> str:
    """An address of which the page tells what was just done, by the line of the log; 0 for nothing to tell."""
    return f"{address}{'&' if '?' in address else '?'}did={did}" if did else address


def stage(number: int, rubric: Rubric) -> str:
    """A stage of the rubric by its name in a sentence: stage 2 Established."""
    return stage_name(number, {one.number: one.title for one in rubric.stages})


def advice(told: Advice, rubric: Rubric) -> str:
    """What would change an indicator's score, in one line."""
    if told.next is None or told.maximum is None:
        return "Nothing that is open would raise it." if told.matters else "Nothing that is open changes it."
    line = _step(told.next, rubric)
    if told.maximum != told.next:
        line += f"; {_step(told.maximum, rubric)}"
    return line + "."


def _step(step: Step, rubric: Rubric) -> str:
    if rubric.scoring is not Scoring.STAGES:
        unit = points(step.value, step.value)
    elif len(rubric.stages) == 1:
        unit = rubric.stages[0].title
    else:
        unit = f"Stage {step.value:g}"
    return f"{unit} once {listed(step.elements)} {'is' if len(step.elements) == 1 else 'are'} confirmed"
