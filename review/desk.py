"""What all pages of the review share: the store, who is at the desk, the rubrics, and the token for writing."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from fastapi import Form, HTTPException, Request

from findings.company import CompanyState, load_state
from findings.pace import pace
from review import pages, words
from review.element_pages import Told
from review.pictures import Pictures
from rubric.model import Element, Rubric
from workspace import DEFAULT_RUBRIC, rubrics
from workspace.store import Store


@dataclass(frozen=True)
class Desk:
    """What all pages share: the store, who is at the desk, and the token for writing."""

    store: Store
    wanted: str | None  # the one rubric to show, by its name; None: all of the workspace
    reviewer: str
    token: str
    pictures: Pictures

    def rubrics(self) -> list[Rubric]:
        """The rubrics that can be looked at, by name; looked up anew, as a screening may add one."""
        known = [one for one in rubrics.used(self.store) if self.wanted in (None, one.name)]
        return known or [rubrics.find(self.store.workspace, self.wanted or DEFAULT_RUBRIC).rubric]

    def rubric(self, name: str) -> Rubric:
        """The rubric of this name, without a name the first; 404 for one that the workspace does not have."""
        known = self.rubrics()
        for rubric in known:
            if name in ("", rubric.name):
                return rubric
        raise HTTPException(404, f"The workspace was not screened by the rubric “{name}”.")

    def state(self, company: str, rubric: Rubric) -> CompanyState:
        """The company's present state; 404 for one that the workspace does not have."""
        found = load_state(self.store, rubric, company, self._in_address(rubric))
        if found is None:
            raise HTTPException(404, f"The workspace has no company “{company}”.")
        return found

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
        seconds = pace(state.decisions, self.reviewer) or self._usual_pace
        return Told(self.reviewer, self.token, switch, seconds, message, refused, note, asks)

    @cached_property
    def _usual_pace(self) -> float | None:
        """The seconds that whoever is at the desk took for a question so far: read once, for the log is long."""
        return pace(self.store.decisions(), self.reviewer)

    def _address(self, rubric: Rubric, company: str | None) -> str:
        named = self._in_address(rubric)
        return words.company_link(company, named) if company else f"/{words.asking(rubric=named)}"

    def _in_address(self, rubric: Rubric) -> str:
        """The first rubric is the one that addresses without a name mean."""
        return "" if rubric.name == self.rubrics()[0].name else rubric.name


def element_of(rubric: Rubric, name: str) -> Element:
    """The rubric's element; 404 for one that it does not have."""
    try:
        return rubric.element(name)
    except KeyError:
        raise HTTPException(404, f"The rubric has no element “{name}”.") from None


def token_of(desk: Desk) -> Callable[..., None]:
    """What every write depends on: 403 without the token that the desk made at its start."""

    def with_token(request: Request, token: Annotated[str, Form()] = "") -> None:
        given = request.headers.get("X-Firmword-Token") or token
        if not secrets.compare_digest(given.encode(), desk.token.encode()):
            raise HTTPException(403, "Not saved: this page is from an earlier start of the review. Reload it.")

    return with_token
