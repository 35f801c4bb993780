"""All pages of the review over a workspace, by name, for the tests that look at every one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Match

from review import words
from review.seats import OF_SECOND
from workspace.store import Store

ONE, NOTHING, INDICATOR = "A.1.1/S1.a", "C.1/S2.a", "A.1.1"
RUBRIC = "chrb-core-2019"
BLIND = f"rubric={RUBRIC}{OF_SECOND}"
# What is no page: a picture, a file, and what leads on to a page.
NO_PAGES = {"/page/{sha256}/{number}.png", "/original/{company}/{sha256}", "/next", "/company/{company}/second"}


def overall(search: str = "human rights", company: str = "Quill") -> dict[str, str]:
    """The pages that are of no company, by what each shows."""
    return {
        "board": "/",
        "board, filtered": "/" + words.asking(find=company, sort=INDICATOR, down="1"),
        "board, empty": "/" + words.asking(find=f"nobody {search}"),
        "indicator": f"/indicator/{INDICATOR}",
        "indicator, one element": f"/indicator/{INDICATOR}?element=S1.a",
        "precedents": "/precedents",
        "precedents, searched": "/precedents" + words.asking(q=search),
        "agreement": "/agreement",
        "second reading": f"/second?{BLIND}",
        "error": f"/indicator/{words.quoted(search)}",
    }


def of_company(store: Store, company: str, search: str = "human rights") -> dict[str, str]:
    """The pages of a company, by what each shows."""
    found = [one for one in store.candidates(company) if one.evidence.element == ONE]
    first = words.company_link(company)
    pages = {
        "company": first,
        "company, blind": f"{first}?{BLIND}",
        "final": words.final_link(company),
        "a year later": words.year_link(company),
        "a year later, of no day": words.year_link(company, search),
        "differences": words.differences_link(company),
        "differences, an element": words.differences_link(company, ONE),
        "element without passages": words.element_link(company, NOTHING),
        "element, blind": f"{words.element_link(company, ONE)}?{BLIND}",
        "search": f"{first}/search",
        "search, found": f"{first}/search" + words.asking(q=search, element=ONE),
        "error of a company": words.element_link(company, search),
    }
    for row in {row.document: row for row in store.documents(company) if row.document}.values():
        name, link = row.outcome.value, f"{first}/document/{row.document}"
        pages[f"document, {name} {row.media_type}"] = link + words.asking(element=ONE, q=search)
        pages[f"document, blind, {name} {row.media_type}"] = f"{link}?{BLIND}"
    for candidate in found[:1]:
        passage = words.passage_link(company, candidate.id)
        pages |= {
            "element": words.element_link(company, ONE, candidate.id),
            "passage": passage,
            "passage, moved": passage + words.asking(to="A.1.2/S2.a"),
            "passage, everywhere": passage + words.asking(everywhere="1"),
            "what can be checked": words.checked_link(company, candidate.id),
            "similar wordings": words.precedents_link(company, candidate.id),
        }
    return pages


def not_opened(app: FastAPI, pages: Mapping[str, str]) -> set[str]:
    """The routes that are pages and that none of these addresses reaches."""
    every = [one for one in app.routes if isinstance(one, APIRoute) and "GET" in (one.methods or ())]
    reached = {_route(every, address) for address in pages.values()}
    return {one.path for one in every} - reached - NO_PAGES


def _route(routes: Iterable[APIRoute], address: str) -> str:
    scope = {"type": "http", "method": "GET", "path": urlsplit(address).path, "path_params": {}, "headers": []}
    return next((one.path for one in routes if one.matches(scope)[0] is Match.FULL), "")
