"""The review's pages: what each shows, as records, and their HTML, from the templates beside this file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from extractors.fold import as_read
from extractors.scanned import told
from findings.agenda import folded
from findings.beside import not_in_detail
from findings.cards import shows
from findings.checked import UNCHECKED, Checked
from findings.company import CompanyState
from findings.lacking import lacking
from findings.queue import advice_on
from findings.words import note_in_words
from forms import TRUTHS, apart, counted, listed, spaced
from review import keys, words
from review.seats import OF_SECOND, at_desk
from review.sent import LONGEST_FACT, LONGEST_NOTE
from rubric.journey import journey
from rubric.model import Indicator, Rubric, Scoring
from rubric.scores import Bounds, Score, Truth, summed
from rubric.words import reason_label
from workspace.records import Candidate

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the workspace's rubrics, in the switch at the top of a page."""

    name: str
    title: str
    address: str
    chosen: bool


def link(state: CompanyState, element: str = "", candidate: str | None = None) -> str:
    """The address of a page of the company, under the state's rubric: its own, an element's, a candidate's."""
    if not element:
        return words.company_link(state.company, state.in_address)
    return words.element_link(state.company, element, candidate, state.in_address)


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme of the rubric with the sums of its indicators."""

    id: str
    title: str
    indicators: tuple[Indicator, ...]
    decided: Bounds
    proposed: Bounds
    maximum: int


def theme_rows(state: CompanyState) -> tuple[ThemeRow, ...]:
    """The themes with their totals: unweighted sums of points, or where stages are counted the lowest topic."""
    if state.rubric.scoring is Scoring.STAGES:
        return _module_rows(state)
    rows = []
    for theme in state.rubric.themes:
        indicators = tuple(one for one in state.rubric.indicators if one.theme == theme.id)
        scores = [state.scores[one.id] for one in indicators]
        maximum = sum(one.maximum for one in indicators)
        decided, proposed = summed(s.decided for s in scores), summed(s.proposed for s in scores)
        rows.append(ThemeRow(theme.id, theme.title, indicators, decided, proposed, maximum))
    return tuple(rows)


def _module_rows(state: CompanyState) -> tuple[ThemeRow, ...]:
    found = state.findings.values()
    decided = journey(state.rubric, {one.element: one.decided for one in found}).modules
    proposed = journey(state.rubric, {one.element: one.proposed for one in found}).modules
    rows = []
    for now, then in zip(decided, proposed, strict=True):
        indicators = tuple(one for one in state.rubric.indicators if one.theme == now.module)
        highest = max(one.maximum for one in indicators)
        rows.append(ThemeRow(now.module, now.title, indicators, now.stages, then.stages, highest))
    return tuple(rows)


def total(state: CompanyState) -> Score | None:
    """The company's total over all indicators; None where stages are counted, which have no sum."""
    if state.rubric.scoring is Scoring.STAGES:
        return None
    scores = state.scores.values()
    return Score(
        company=state.company,
        rubric=state.rubric.name,
        indicator="total",
        decided=summed(score.decided for score in scores),
        proposed=summed(score.proposed for score in scores),
    )


def maximum(rubric: Rubric) -> int:
    """The points that a company can reach."""
    return sum(indicator.maximum for indicator in rubric.indicators)


def candidates_in(state: CompanyState, document: str | None) -> int:
    """How many candidates come from a document."""
    return sum(one.evidence.document == document for one in state.candidates) if document else 0


@cache
def static(name: str) -> str:
    """The address of a file that stands beside the pages: of its content, so that a browser may keep it."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


@cache
def environment() -> Environment:
    """The templates, with what they may call; nothing in them is marked as safe."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["apart"] = apart
    environment.globals.update(
        words=words,
        static=static,
        as_read=as_read,
        not_in_detail=not_in_detail,
        TRUTHS=TRUTHS,
        counted=counted,
        spaced=spaced,
        reason_label=reason_label,
        note_in_words=note_in_words,
        recognised=told,
        theme_rows=theme_rows,
        total=total,
        maximum=maximum,
        candidates_in=candidates_in,
        advice_on=advice_on,
        folded=folded,
        lacking=lacking,
        shows=shows,
        listed=listed,
        key_groups=lambda: keys.offered_to(at_desk()),
        at_desk=at_desk,
        OF_SECOND=OF_SECOND,
        LONGEST_NOTE=LONGEST_NOTE,
        LONGEST_FACT=LONGEST_FACT,
        link=link,
        Truth=Truth,
    )
    return environment


def rendered(template: str, **told: object) -> str:
    """A template of the house, with what it is told."""
    return environment().get_template(template).render(**told)


def checked_part(checked: Checked | None) -> str:
    """What can be checked of a passage, for htmx to put into its fold."""
    return environment().get_template("checked.html").render(checked=checked, unchecked=UNCHECKED)


def checked_page(state: CompanyState, candidate: Candidate, checked: Checked | None, reviewer: str) -> str:
    """The same as a page of its own, for a browser without scripts."""
    template = environment().get_template("checked_page.html")
    return template.render(
        state=state, candidate=candidate, checked=checked, unchecked=UNCHECKED, reviewer=reviewer, switch=()
    )


def error_page(message: str) -> str:
    """A page that says what went wrong."""
    return environment().get_template("error.html").render(message=message, reviewer="", switch=())
