"""A company's documents as a list that a researcher edits, keeps and shares, and that screening takes.

`collect` searches websites and lists what it kept. A row that says `yes` under `keep` stays as the researcher left it,
also when a later search would not find it; a row that says `no` is not screened, and not offered again; all other rows
are renewed. Where a website does not answer, its rows stay as they were.

The date that a document gives itself stands under `dated`, for people alone: screening reads it anew, in the document
that is there then. `published`, which counts before it, is the researcher's alone, and stays in every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from pathlib import Path
from urllib.parse import urlsplit

from archive.discover import BUDGET, PROMISE, UNFORESEEN, Left, Visiting, discover, is_document_address, promise_of
from archive.intake import is_url, located, table_rows
from archive.limits import NoBody
from archive.links import Link, web_page
from archive.looking import Look
from archive.naming import address_words, named
from archive.sifting import Kept, sift
from archive.sites import Site, key
from errors import InputError
from extractors.fold import composed
from extractors.records import Listing

SITES_AT_A_TIME = 4
UNSAID = ("informal", "web_page")  # kinds that say nothing of a document that its own words would not


@dataclass(frozen=True, slots=True)
class Website:
    """One website to search, and whose it is."""

    company: str
    address: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, in the order of its columns."""

    company: str
    source: str
    kind: str = ""
    published: str = ""  # the researcher's
    website: str = ""
    url: str = ""
    title: str = ""
    dated: str = ""  # by itself, when it was listed
    found_on: str = ""
    rank: str = ""
    why: str = ""
    keep: str = ""  # the researcher's: yes, no, or nothing
    more: tuple[tuple[str, str], ...] = ()  # columns that the researcher added, such as sector, with their cells


COLUMNS = tuple(field.name for field in fields(Row) if field.name != "more")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One line of the second file: an address that is not in the list, and why."""

    company: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class Collection:
    """What the search of one website gave."""

    website: Website
    rows: tuple[Row, ...]
    left: tuple[LeftOut, ...]
    requests: int = 0
    unsearched: int = 0  # addresses for which no request was left
    failed: str = ""  # why there is nothing at all, with the cure


def websites(inputs: Sequence[str], company: str | None) -> list[Website]:
    """The websites that the inputs name: addresses, or a CSV with the columns company and website.

    Raises InputError. A list that `collect` wrote is such a CSV.
    """
    found: list[Website] = []
    for given in inputs:
        if Path(given).suffix.casefold() == ".csv":
            rows = table_rows(Path(given), ("company", "website"))
            found += [Website(row["company"], _address(row["website"])) for row in rows]
        else:
            address = _address(given)
            found.append(Website((urlsplit(address).hostname or address).removeprefix("www."), address))
    once = list({(site.company, key(site.address)): site for site in reversed(found)}.values())[::-1]
    if company is None:
        return once
    if not company.strip():
        raise InputError(f"--company {company!r} is empty; give the company's name, or leave the option out")
    return [replace(site, company=composed(company.strip())) for site in once]


def _address(given: str) -> str:
    """A website's address as it is asked for; a bare host stands for its https address."""
    address = given.strip() if is_url(given.strip()) else f"https://{given.strip()}"
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    if not host or " " in address or ("." not in host and ":" not in host and host != "localhost"):
        raise InputError(f"{given}: no website; write it as https://host/ or host.example, or name a CSV")
    return address if urlsplit(address).path else f"{address}/"


def collect(
    sites: Sequence[Website],
    visits: Visiting,
    look: Look,
    budget: int = BUDGET,
    earlier: Sequence[Row] = (),
    told: Callable[[Collection], object] = id,
) -> list[Collection]:
    """Searches the websites, several at a time, each politely; `told` hears of each as it ends.

    `earlier` is the list as it was: what the researcher said in it stays.
    """

    def one(site: Website) -> Collection:
        found = _collected(site, visits, look, budget, [row for row in earlier if _is_of(row, site)])
        told(found)
        return found

    with ThreadPoolExecutor(SITES_AT_A_TIME, thread_name_prefix="collect") as pool:
        return list(pool.map(one, sites))


def together(collections: Sequence[Collection], earlier: Sequence[Row]) -> list[Row]:
    """The whole list: what was searched anew, then the rows of websites that were not searched this time."""
    searched = [found.website for found in collections]
    others = [row for row in earlier if not any(_is_of(row, site) for site in searched)]
    return [*(row for found in collections for row in found.rows), *others]


def linked(content: bytes, served_as: str | None, url: str) -> list[Link]:
    """The links of a page to documents, and to pages about what is looked for, each once, best first."""
    site = Site(url)
    found: dict[str, Link] = {}
    for link in web_page(content, served_as, url).links:
        wanted = site.owns(link.url) or is_document_address(link.url)
        if wanted and key(link.url) != key(url) and named(link.name or address_words(link.url)).subjects:
            found.setdefault(key(link.url), link)
    return sorted((link for link in found.values() if promise_of(link) >= PROMISE), key=lambda link: -promise_of(link))


def listings_of(rows: Iterable[Row], folder: Path = Path()) -> list[Listing]:
    """What is to be screened of a list; files that the researcher added count from its folder."""
    return [
        Listing(
            row.company,
            row.source,
            located(row.source, folder),
            row.kind or None,
            row.published or None,
            row.website or None,
            row.url or None,
            sector=dict(row.more).get("sector") or None,
        )
        for row in rows
        if row.keep != "no"
    ]


def read_list(path: Path) -> list[Row]:
    """A list that `collect` wrote, maybe without a document, and a researcher may have edited. Raises InputError."""
    return [
        _dated_apart(
            Row(
                **{name: row.get(name, "") for name in COLUMNS if name != "keep"},
                keep=row.get("keep", "").casefold(),
                more=tuple((name, cell) for name, cell in row.items() if name not in COLUMNS),
            ),
            "dated" in row,
        )
        for row in table_rows(path, ("company", "source"), may_be_empty=True)
    ]


def _dated_apart(row: Row, apart: bool) -> Row:
    """The row with the document's own date under `dated`; a list without that column has it under `published`."""
    if apart or row.keep or not row.rank:  # the researcher's row, or one that no search wrote
        return row
    return replace(row, published="", dated=row.published)


def _is_of(row: Row, site: Website) -> bool:
    return row.company == site.company and (not row.website or key(row.website) == key(site.address))


def _collected(site: Website, visits: Visiting, look: Look, budget: int, earlier: Sequence[Row]) -> Collection:
    try:
        search = discover(site.address, visits, look, budget)
        kept, left = sift(search, site.company)
    except NoBody as ended:
        return Collection(site, tuple(earlier), (LeftOut(site.company, site.address, ended.answer),), failed=str(ended))
    except UNFORESEEN as error:  # one website must not end the search of hundreds
        why = f"the search ended on something that Firmword did not foresee ({type(error).__name__}: {error})"
        cure = "its rows stay as they were; please report the address"
        return Collection(site, tuple(earlier), (LeftOut(site.company, site.address, why),), failed=f"{why}; {cure}")
    rows = _rows(site, kept, earlier)
    listed = {key(row.url or row.source) for row in rows}
    out = tuple(LeftOut(site.company, one.url, one.why) for one in _once(left) if key(one.url) not in listed)
    return Collection(site, tuple(rows), out, search.requests, search.waiting)


def _rows(site: Website, kept: Iterable[Kept], earlier: Sequence[Row]) -> list[Row]:
    """The list of one website: what the search kept, best first, and what the researcher said before."""
    before = {key(row.url or row.source): row for row in earlier}
    rows: list[Row] = []
    for number, one in enumerate(kept, 1):
        found = _row(site, one, number)
        known = before.pop(key(found.url), None)
        if known is not None:
            found = known if known.keep else replace(found, published=known.published, more=known.more)
        rows.append(found)
    return rows + [row for row in before.values() if row.keep]


def _row(site: Website, one: Kept, rank: int) -> Row:
    kind = one.found.glance.kind
    link = next((link for link in one.found.links if link.name), one.found.links[0])
    linked = f"; linked as “{link.name}”" if link.name and link.name != one.title else ""
    unread = "; only images, no text" if not one.found.glance.blocks else ""
    return Row(
        company=site.company,
        source=one.found.url,
        kind="" if kind in UNSAID else kind.replace("_", " "),
        published="",
        website=site.address,
        url=one.found.url,
        title=one.title,
        dated=one.found.glance.published or "",
        found_on=link.found_on,
        rank=str(rank),
        why=f"{one.why}{linked}{unread}",
    )


def _once(left: Iterable[Left]) -> list[Left]:
    """The last word on each address."""
    return list({key(one.url): one for one in left}.values())
