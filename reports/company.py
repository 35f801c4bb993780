"""Which companies and rubrics a report is about, and what the store says about a company."""

from __future__ import annotations

import rubric as rubrics
from archive.intake import InputError
from review.state import CompanyState, load_state
from review.store import Store
from rubric import Rubric


def read_company(store: Store, company: str, rubric: Rubric) -> CompanyState:
    """The company's documents, candidates, decisions, findings and scores; InputError when it is unknown."""
    companies_named(store, company)
    state = load_state(store, rubric, company)
    if state is None:
        raise InputError(f"{company!r}: nothing was screened for this company; run `firmword screen` first")
    return state


def companies_named(store: Store, company: str | None) -> list[str]:
    """All companies in order, or the one named; an unknown name is an InputError with the known ones."""
    known = store.companies()
    if company is None:
        return known
    if company not in known:
        raise InputError(f"{company!r}: no such company in this workspace; it has: {', '.join(known) or 'none'}")
    return [company]


def rubrics_used(store: Store, company: str | None = None) -> list[Rubric]:
    """The rubrics under which the company, or any company, was screened, by name."""
    return [rubrics.load(name) for name in store.rubrics(company)]
