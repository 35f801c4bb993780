"""Three invented companies' websites in two years: what became of each document and confirmed quote is told right."""

from __future__ import annotations

from dataclasses import replace

import pytest
from local_site import Page, Site, site
from report_samples import read_whole
from verify_samples import decide, evidence_in

from archive.collection import linked
from archive.fetch import Limits, Remembering, fetch
from archive.store import Archive
from archive.visits import Visits
from extractors import readers
from extractors.records import Listing
from findings.editions import DocumentState
from findings.followed import QuoteState
from findings.years import compare
from workspace.records import Ruling
from workspace.store import Store, open_store

COMPANIES = ("Larkhill Looms", "Penbury Paper", "Stonegate Shoes")
THEN, NOW = "2025-03-01T09:00:00+00:00", "2026-03-01T09:00:00+00:00"
LIMITS = Limits(deadline=10.0, allow_private=True)
CODE = (
    "Every supplier of {0} signs this code before the first order is placed.",
    "Workers in each mill that serves {0} choose their own representatives by ballot.",
    "Nobody who works for a supplier of {0} pays a fee in order to be hired.",
)
STAYS = "The board of {0} answers for human rights, and hears of them twice a year."
MOVES = "Whoever makes goods for {0} is paid at least a living wage for a normal week."
THEN_SO = "{0} trains all buyers once a year in how orders can lead to overtime at suppliers."
NOW_SO = "{0} trains all buyers twice a year in how late orders can lead to overtime at suppliers."
GOES = "Migrants keep their passports in lockers to which {0} has no second key."
OTHERS = (
    "This policy was written together with two unions and a house of women weavers.",
    "Each factory hangs it up in the languages that are spoken on its floor.",
    "A phone line takes complaints at night too, and is run by a charity.",
    "Remedy is agreed with those who were harmed before it is announced to anybody.",
)
OLD = (
    "In the year that ended in March {0} looked into forty spinning mills in two regions.",
    "Three of these mills had kept wages back, and {0} saw to it that they were paid.",
)
NEW = (
    "Children of seasonal pickers can go to a school for which {0} pays half.",
    "From this season on {0} buys cotton only from farms whose pickers it has met.",
)
# All else is unchanged. Visits are kept with the day on which this runs, so that what is not linked any more was still
# at its address after the boundary: nobody can tell whether its words are gone.
BECAME = {MOVES: QuoteState.MOVED, THEN_SO: QuoteState.REWORDED, GOES: QuoteState.GONE} | dict.fromkeys(
    OLD, QuoteState.UNTOLD
)


def page(title: str, sentences: tuple[str, ...], company: str) -> Page:
    text = "".join(f"<p>{one.format(company)}</p>" for one in sentences)
    return Page(
        f"<html><title>{title}</title><h1>{title}</h1>{text}</html>".encode(), headers={"Content-Type": "text/html"}
    )


def website(company: str, year: int) -> dict[str, Page]:
    """The policies of a company in the first or the second year, and the page that links them."""
    pages = {"/supplier-code": page("Supplier Code of Conduct", CODE, company)}
    if year == 1:
        rights: tuple[str, ...] = (OTHERS[0], STAYS, MOVES, THEN_SO, *OTHERS[1:3], GOES, OTHERS[3])
        pages["/modern-slavery"] = page("Modern Slavery Statement", OLD, company)
    else:
        rights = (OTHERS[0], STAYS, NOW_SO, *OTHERS[1:], MOVES)
        pages["/child-labour-policy"] = page("Child Labour Policy", NEW, company)
        if company == COMPANIES[0]:  # the same document at another address
            pages["/2026/supplier-code-of-conduct"] = pages.pop("/supplier-code")
    pages["/human-rights-policy"] = page("Human Rights Policy", rights, company)
    links = "".join(f'<li><a href="{path}">{path.strip("/").replace("-", " ")}</a>' for path in pages)
    return pages | {"/": Page(f"<html><ul>{links}</ul></html>".encode(), headers={"Content-Type": "text/html"})}


def collected(store: Store, served: Site, company: str, at: str) -> None:
    """What the website links comes in, is read, and each of its statements becomes evidence."""
    archive = Archive(store.workspace / "archive")
    visits = Visits(LIMITS, delay=0.0, memory=Remembering(archive))
    start = visits.get(f"{served.url}/")
    for link in linked(start.content, start.served_as, start.final_url):
        source = replace(fetch(Listing(company, link.url, link.url), archive, LIMITS, visits), fetched=at)
        assert source.sha256 is not None, source.detail
        content = archive.get(source.sha256)
        document = readers.read(content, "text/html", link.url).document
        assert document is not None
        store.save_screening(read_whole(source, document, evidence_in(content, document, most=20)))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = open_store(tmp_path_factory.mktemp("years") / "workspace")
    for company in COMPANIES:
        with site(dict(website(company, 1))) as served:
            collected(opened, served, company, THEN)
            for number in range(len(opened.candidates(company))):
                decide(opened, company, number, Ruling.SUPPORTS)
            served.pages.clear()
            served.pages.update(website(company, 2))
            collected(opened, served, company, NOW)
    return opened


@pytest.mark.parametrize("company", COMPANIES)
def test_each_document_and_quote_of_last_year_is_told_right(store: Store, company: str) -> None:
    found = compare(store, company, "2025-12-31")
    told = {}
    for pair in found.documents:
        there = pair.now or pair.then
        assert there is not None
        assert there.text is not None
        told[there.text.document.title] = pair.state
    assert told == {
        "Supplier Code of Conduct": DocumentState.SAME,
        "Human Rights Policy": DocumentState.CHANGED,
        "Modern Slavery Statement": DocumentState.GONE,
        "Child Labour Policy": DocumentState.NEW,
    }
    said = (*CODE, STAYS, MOVES, THEN_SO, GOES, *OTHERS, *OLD)
    quotes = {one.candidate.evidence.quote: one.became for one in found.quotes}
    sentences = {one.format(company): BECAME.get(one, QuoteState.UNCHANGED) for one in said}
    assert {quote: quotes[quote].state for quote in sentences} == sentences
    reworded = quotes[THEN_SO.format(company)]
    assert reworded.now == NOW_SO.format(company)
