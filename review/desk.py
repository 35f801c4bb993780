"""What all pages of the review share: the store, who is at the desk, the rubrics, and who may write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from fastapi import HTTPException, Request

from findings.company import CompanyState
from findings.compared import is_adjudicated
from findings.engagement import engagement, published_lines
from findings.outcomes import hand_decisions
from findings.pace import pace
from findings.years import Shelf
from forms import sentence
from review import pages, words
from review.element_pages import Told
from review.looked_at import LookedAt
from review.pictures import Pictures
from review.seats import OF_SECOND, Seat, at_desk, take
from review.sessions import Sessions
from rubric.model import Element, Indicator, Rubric
from workspace import DEFAULT_RUBRIC, rubrics
from workspace.commands import command
from workspace.decisions import reopening
from workspace.one_reading import Reader, reads_other, whose
from workspace.people import Role, present
from workspace.records import COUNTS, SECOND
from workspace.store import Store

_RUBRICS: ContextVar[list[Rubric] | None] = ContextVar("rubrics", default=None)  # of this request; None: of none


@dataclass(frozen=True)
class Desk:
    """What all pages share: the store, and who is at the desk."""

    store: Store
    wanted: str | None  # the one rubric to show, by its name; None: all of the workspace
    alone: str  # who decides while the workspace has no people
    first_token: str  # for who did not log in: alone, or about to
    pictures: Pictures
    others: bool = False  # whether it is served to others, so that nobody decides without a log-in
    now: Callable[[], datetime] = present
    shelf: Shelf = field(default_factory=Shelf)
    sessions: Sessions = field(default_factory=Sessions)
    looked_at: LookedAt = field(default_factory=LookedAt)
    _usual: dict[str, float | None] = field(default_factory=dict)

    @property
    def reviewer(self) -> str:
        """Who is at the desk in this request."""
        return at_desk().name

    @property
    def token(self) -> str:
        """What must come with every write of whoever is at the desk."""
        return at_desk().token

    def rubrics(self) -> list[Rubric]:
        """The rubrics that can be looked at, by name; looked up anew for each request, as a screening may add one."""
        known = _RUBRICS.get()
        if known:
            return known
        found = [one for one in rubrics.used(self.store) if self.wanted in (None, one.name)]
        found = found or [rubrics.find(self.store.workspace, self.wanted or DEFAULT_RUBRIC).rubric]
        if known is not None:
            known.extend(found)
        return found

    def rubric(self, name: str) -> Rubric:
        """The rubric of this name, without a name the first; 404 for one that the workspace does not have."""
        known = self.rubrics()
        for rubric in known:
            if name.removesuffix(OF_SECOND) in ("", rubric.name):
                return rubric
        raise HTTPException(404, f"The workspace was not screened by the rubric “{name}”.")

    def state(self, company: str, rubric: Rubric, track: str | None = None) -> CompanyState:
        """The company's present state, in the reading that is looked at (or `track`); 404 for an unknown company."""
        track = at_desk().track if track is None else track
        found = self.looked_at.state(self.store, rubric, company, self.in_address(rubric, track), track)
        if found is None:
            raise HTTPException(404, f"The workspace has no company “{company}”.")
        self._sit_down(found)
        return found

    def _sit_down(self, state: CompanyState) -> None:
        """Say for the rest of the request what whoever is at the desk does not do of the company: each reads it once.

        403 where it is no blind second reading: of who read the company first, or of what another reads blindly.
        """
        readers = self.store.readers(state.rubric.name, state.company)
        kept = self._why_not_blind(state.company, readers)
        if kept and state.blind:
            raise HTTPException(403, kept)
        apart = self._whose(state.company, COUNTS) if reads_other(readers, self.reviewer, COUNTS) else ""
        take(replace(at_desk(), apart="" if state.blind else apart, not_blind=kept))

    def kept_from(self, rubric: Rubric) -> dict[str, str]:
        """The companies that whoever is at the desk may not read blindly, each with the reason."""
        every = groupby(self.store.readers(rubric.name), key=lambda one: one.company)
        told = ((name, self._why_not_blind(name, list(readers))) for name, readers in every)
        return {name: why for name, why in told if why}

    def _why_not_blind(self, company: str, readers: Sequence[Reader]) -> str:
        """Why whoever is at the desk may not read the company blindly; "" where they may."""
        if reads_other(readers, self.reviewer, SECOND):
            return self._whose(company, SECOND)
        if at_desk().logged_in and any(one.track == SECOND and one.who != self.reviewer for one in readers):
            return f"Another person reads {company} blindly: a second reading is one person's."
        return ""

    def _whose(self, company: str, track: str) -> str:
        """Who does this reading of the company, and alone on one machine how."""
        said = sentence(whose(company, track))
        start = command("review", workspace=self.store.workspace, reviewer="NAME")
        return said if at_desk().logged_in else f"{said} They begin with: {start}"

    def switch(self, chosen: Rubric, company: str | None = None) -> tuple[pages.Choice, ...]:
        """The rubrics to choose from, for the first page or a company's."""
        return tuple(
            pages.Choice(one.name, one.title, self._address(one, company), one.name == chosen.name)
            for one in self.rubrics()
        )

    def told(
        self, state: CompanyState, message: str = "", refused: str = "", note: str = "", asks: bool = False
    ) -> Told:
        """What a page of an element has to say beside the state of things."""
        switch = self.switch(state.rubric, state.company)
        seconds = pace(state.decisions, self.reviewer) or self._usual_pace()
        frozen = self._frozen(state)
        return Told(
            reviewer=self.reviewer,
            token=self.token,
            switch=switch,
            seconds=seconds,
            message=message,
            refused=refused,
            note=note,
            asks=asks,
            frozen=frozen,
        )

    def _frozen(self, state: CompanyState) -> str:
        """That the scores were published, so that nothing is decided, and how they are opened again; "" else."""
        lines = published_lines(engagement(self.store, state.company, state.rubric.name))
        if not lines:
            return ""
        who = "Somebody" if state.blind else lines[0].who  # who reads blindly is told of nobody
        said = f"{who} published these scores, {words.moment(lines[0].at)}: nothing is decided any more."
        return f"{said} To go on: {reopening(state.company, state.rubric.name, self.store.workspace)}"

    def is_theirs(self, state: CompanyState, element: Element) -> bool:
        """Whether an adjudicator decided the element between two readings, and whoever is at the desk is none.

        What is asked again because of what came or went since is open to all: the adjudicator could not see that.
        """
        hand = hand_decisions(state.rubric.name, state.decisions).get(element.id)
        if hand is None or at_desk().adjudicates or state.blind or state.findings[element.id].asked_again:
            return False
        return is_adjudicated(self.store.decisions(state.company, None), hand)

    def _usual_pace(self) -> float | None:
        """The seconds that whoever is at the desk took for a question so far: read once, for the log is long."""
        who = self.reviewer
        if who not in self._usual:
            self._usual[who] = pace(self.store.decisions(track=at_desk().track), who)
        return self._usual[who]

    def _address(self, rubric: Rubric, company: str | None) -> str:
        named = self.in_address(rubric, at_desk().track)
        first = "/second" if at_desk().blind else "/"
        return words.company_link(company, named) if company else first + words.asking(rubric=named)

    def in_address(self, rubric: Rubric, track: str = COUNTS) -> str:
        """What addresses say of the rubric and of the reading: nothing for the first rubric and what counts."""
        if track == SECOND:
            return rubric.name + OF_SECOND
        return "" if rubric.name == self.rubrics()[0].name else rubric.name


def begin_request() -> None:
    """What is looked up from here on holds for this request, from its first line to its last."""
    _RUBRICS.set([])


def is_part(request: Request) -> bool:
    """Whether htmx asks for a part; going back in the browser's history it wants the page."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def element_of(rubric: Rubric, name: str) -> Element:
    """The rubric's element; 404 for one that it does not have."""
    try:
        return rubric.element(name)
    except KeyError:
        raise HTTPException(404, f"The rubric has no element “{name}”.") from None


def indicator_of(rubric: Rubric, name: str) -> Indicator:
    """The rubric's indicator; 404 for one that it does not have."""
    try:
        return rubric.indicator(name)
    except KeyError:
        raise HTTPException(404, f"The rubric has no indicator “{name}”.") from None


def writer(*roles: Role) -> Callable[[], Seat]:
    """What a route that writes depends on: it gives who writes; 403 for others than these roles, where some are named.

    That nobody writes without the token, from a foreign page, or in a reading that is not theirs, is seen to for all
    routes alike, named or not (`review.entrance`).
    """

    def writes() -> Seat:
        seat = at_desk()
        if roles and not seat.roles.intersection(roles):
            wanted = " or ".join(role.value.replace("_", " ") for role in roles)
            raise HTTPException(403, f"Not saved: this is for the {wanted} alone; you are the {seat.role}.")
        return seat

    return writes
