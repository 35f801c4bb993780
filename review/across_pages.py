"""What the pages across companies show: an indicator's cards company by company, and precedents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from findings.board import Board, BoardRow, Wanted, spread
from findings.cards import Card, card, is_decided
from findings.company import CompanyState
from findings.precedents import Precedent
from findings.shown import Statement
from review import pages, words
from review.board_pages import Cell, Picture, board_link, cell, indicator_link, picture
from review.pages import Choice
from rubric.model import Element, Indicator, Rubric
from rubric.scores import Finding
from workspace.records import Candidate, Decision, Ruling

MOST_QUOTES = 3  # of one element of one company; the desk has them all
MOST_PRECEDENTS = 200  # on one page


@dataclass(frozen=True, slots=True)
class Quote:
    """A supporting passage, and where it is decided."""

    candidate: Candidate
    places: int  # in which the same is said
    address: str


@dataclass(frozen=True, slots=True)
class Across:
    """One element of one company."""

    element: Element
    finding: Finding
    quotes: tuple[Quote, ...]
    more: int  # further supports
    near: int  # near misses
    address: str


@dataclass(frozen=True, slots=True)
class CompanyAcross:
    """One company under the indicator."""

    row: BoardRow
    score: Cell
    address: str
    elements: tuple[Across, ...]


@dataclass(frozen=True, slots=True)
class AcrossView:
    """An indicator, or one of its elements, read in all companies."""

    indicator: Indicator
    elements: tuple[Element, ...]  # those read here
    companies: tuple[CompanyAcross, ...]
    picture: Picture
    found: int
    start: int
    links: tuple[tuple[Element | None, str, bool], ...]  # all elements or one, the address, whether it is this one
    board: str
    more: str | None
    before: str | None


def across_view(
    indicator: Indicator,
    elements: tuple[Element, ...],
    wanted: Wanted,
    rows: Sequence[BoardRow],
    part: Sequence[BoardRow],
    states: Sequence[CompanyState],
    start: int,
    in_address: str,
) -> AcrossView:
    """Gather what is read of these companies, `part` of all `rows` of the board."""
    chosen = elements[0].key if elements != indicator.elements else ""

    def address(element: str, start: int = 0) -> str:
        return indicator_link(wanted, indicator.id, in_address, element, start)

    by_name = {row.company: row for row in part}
    links: list[tuple[Element | None, str, bool]] = [(None, address(""), not chosen)]
    end = start + len(part)
    return AcrossView(
        indicator=indicator,
        elements=elements,
        companies=tuple(_company(indicator, elements, by_name[one.company], one) for one in states),
        picture=_picture(indicator, rows, states),
        found=len(rows),
        start=start,
        links=(*links, *((one, address(one.key), one.key == chosen) for one in indicator.elements)),
        board=board_link(wanted, in_address),
        more=address(chosen, end) if end < len(rows) else None,
        before=address(chosen, max(start - len(part), 0)) if start else None,
    )


def _picture(indicator: Indicator, rows: Sequence[BoardRow], states: Sequence[CompanyState]) -> Picture:
    bars = spread(states[0].rubric, indicator, rows) if states else ()
    return picture(indicator, bars, width=26, height=44)


def _company(indicator: Indicator, elements: tuple[Element, ...], row: BoardRow, state: CompanyState) -> CompanyAcross:
    score = state.scores[indicator.id]
    return CompanyAcross(
        row=row,
        score=cell(score.decided, score.proposed, indicator.maximum),
        address=pages.link(state),
        elements=tuple(_across(state, one) for one in elements),
    )


def _across(state: CompanyState, element: Element) -> Across:
    asked = card(state, element)
    supports = sorted(_supporting(asked), key=lambda one: one.first.decided is not Ruling.SUPPORTS)
    return Across(
        element=element,
        finding=state.findings[element.id],
        quotes=tuple(
            Quote(one.first, len(one.places), pages.link(state, element.id, one.first.id))
            for one in supports[:MOST_QUOTES]
        ),
        more=max(len(supports) - MOST_QUOTES, 0),
        near=len(asked.statements) - len(supports),
        address=pages.link(state, element.id),
    )


def _supporting(asked: Card) -> list[Statement]:
    """What a person confirmed, and what the rules call a support and nobody spoke against."""
    confirmed = [one for one in asked.statements if one.first.decided is Ruling.SUPPORTS]
    proposed = [one for one in asked.supports if not is_decided(one)]
    return [*confirmed, *proposed]


def across_page(view: AcrossView, board: Board, in_address: str, reviewer: str, switch: tuple[Choice, ...]) -> str:
    """An indicator over all companies."""
    told = {"view": view, "board": board, "in_address": in_address, "reviewer": reviewer, "switch": switch}
    return pages.rendered("across.html", **told)


def across_part(view: AcrossView) -> str:
    """Further companies, for htmx to put below the others."""
    return pages.rendered("across_part.html", view=view)


# --- precedents


def precedents_page(
    found: Sequence[Precedent], rubric: Rubric, asked: str, in_address: str, reviewer: str, switch: tuple[Choice, ...]
) -> str:
    """All precedents that were asked for, contradictory ones apart."""
    apart = [one for one in found if one.contradictory]
    rest = [one for one in found if not one.contradictory]
    return pages.rendered(
        "precedents.html",
        rubric=rubric,
        asked=asked,
        apart=apart[:MOST_PRECEDENTS],
        rest=rest[:MOST_PRECEDENTS],
        hidden=max(len(apart) - MOST_PRECEDENTS, 0) + max(len(rest) - MOST_PRECEDENTS, 0),
        in_address=in_address,
        ruling_link=ruling_link,
        reviewer=reviewer,
        switch=switch,
    )


def ruling_link(ruling: Decision, in_address: str) -> str:
    """The address at which a ruling was made."""
    return words.element_link(ruling.company, ruling.element, ruling.candidate, in_address)


def similar_part(found: Sequence[Decision], in_address: str) -> str:
    """Rulings on similar wordings, for htmx to put on a card; nothing where there is none."""
    return pages.rendered("similar.html", whole=False, found=found, in_address=in_address, ruling_link=ruling_link)


def similar_page(found: Sequence[Decision], state: CompanyState, candidate: Candidate, reviewer: str) -> str:
    """The same as a page of its own, for a browser without scripts."""
    return pages.rendered(
        "similar_page.html",
        whole=True,
        found=found,
        in_address=state.in_address,
        ruling_link=ruling_link,
        state=state,
        candidate=candidate,
        reviewer=reviewer,
        switch=(),
    )
