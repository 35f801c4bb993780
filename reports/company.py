"""Which companies and rubrics a report is about, and what the store says about a company."""

from __future__ import annotations

from collections.abc import Container

from errors import InputError
from findings.company import CompanyState, load_state
from forms import listed
from rubric import Rubric, RubricError
from workspace import rubrics
from workspace.commands import command
from workspace.companies import Names, told_apart
from workspace.store import Store


def read_company(store: Store, company: str, rubric: Rubric) -> CompanyState:
    """The company's documents, candidates, decisions, findings and scores; InputError when it is unknown."""
    company = company_meant(store, company)
    state = load_state(store, rubric, company)
    if state is None:
        cure = command("screen", "INPUT...", workspace=store.workspace, rubric=rubric.name)
        raise InputError(f"{company!r}: nothing was screened for this company; run `{cure}` first")
    return state


def companies_named(store: Store, company: str | None) -> list[str]:
    """All companies in order, or the one that is meant; an unknown name is an InputError with the known ones."""
    return store.companies() if company is None else [company_meant(store, company)]


def company_meant(store: Store, company: str) -> str:
    """The company as the workspace names it: as written, else the only one that differs in capitals or accents' form.

    An accent is a letter's own or a mark behind it. InputError, with the known ones, where there is none or several
    are.
    """
    known = store.companies()
    names = Names(known)
    found = names.meant(company) or names.meant(company.strip())
    if len(found) > 1:
        raise InputError(f"{company!r}: it may be {listed(told_apart(found))}; write it as one of them")
    if not found:
        has = ", ".join(told_apart(known)) or "none"
        raise InputError(f"{company!r}: no such company in this workspace; it has: {has}")
    return found[0]


def rubrics_used(store: Store, company: str | None = None, wanted: str | None = None) -> list[Rubric]:
    """The rubrics under which the company, or any company, was screened, by name; or the one that is wanted.

    `wanted` is a name, or the folder of a rubric of one's own. Raises InputError when nothing was screened by
    it, or by another version of it than the folder has now, and for an unknown company.
    """
    known = rubrics.used(store, None if company is None else company_meant(store, company))
    if wanted is None:
        return known
    try:
        asked = rubrics.find(store.workspace, wanted).rubric
    except RubricError as error:
        raise InputError(f"--rubric {wanted}: {error}") from error
    for rubric in known:
        if rubric.version == asked.version and rubric.name == asked.name:
            return [rubric]
        if rubric.name == asked.name:
            raise InputError(
                f"--rubric {wanted}: it has changed since the workspace was screened by it; "
                f"screen again, or write --rubric {rubric.name} to see what was found then"
            )
    names = ", ".join(rubric.name for rubric in known) or "none"
    if company is None:
        raise InputError(f"--rubric {wanted}: the workspace was not screened by it; screened by: {names}")
    said, cure = f"{company_meant(store, company)} was not screened by it", f"screen it with --rubric {wanted}"
    raise InputError(f"--rubric {wanted}: {said}; screened by: {names}; {cure}, then ask again")


def one_rubric(store: Store, company: str, rubric: str | None, likely: Container[str] = ()) -> Rubric:
    """The rubric that is meant; of several, the only one that is likely.

    InputError where there are several to choose from, and for an unknown company.
    """
    used = rubrics_used(store, company, rubric)
    if len(used) > 1:
        used = [one for one in used if one.name in likely] or used
    if len(used) > 1:
        names = ", ".join(one.name for one in used)
        raise InputError(f"{company!r} was screened by several rubrics: say which with --rubric ({names})")
    if not used:
        cure = command("screen", "INPUT...", workspace=store.workspace)
        raise InputError(f"{company!r}: it was screened by no rubric; run `{cure}` first")
    return used[0]
