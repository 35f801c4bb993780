"""Finding a company's documents on its website: where to look next, and when to stop.

Robots.txt is asked first, then come the start page, the sitemaps and, best first, what they lead to: a queue ordered by
what the words of a link, of its address, of the heading above it and of its page promise. Pages are read only on the
company's own site; documents also where they are kept elsewhere. Everything has a bound: the requests in all, those for
addresses of one series (an endless calendar), and those for addresses that promise nothing.
"""

from __future__ import annotations

import hashlib
import heapq
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from archive.limits import NoBody
from archive.links import MOST_CHARACTERS, Link, WebPage, addresses_in_json, addresses_in_script, web_page
from archive.looking import Glance, Look
from archive.naming import LONG_NAME, address_words, addresses, named
from archive.sitemaps import mapped
from archive.sites import Site, absolute, is_trap, key, pattern
from archive.twins import SEARCHED, language_in, without_language
from archive.web import Answer

BUDGET = 60  # requests, with robots.txt and sitemaps
KEPT_BACK = 2  # of the budget: an address is asked for only where a redirect or a second try may follow
UNPROMISING = 12  # requests for addresses whose names say nothing
LEAST_PROMISE = -2.0  # below, an address is not asked for
PROMISE = 3.0  # from here on a link says that it leads to a document, or to a page of documents
OTHER_LANGUAGE = 0.5  # of two that are alike the one in a language that is searched is asked for first
A_SERIES = 5  # requests for addresses that differ in numbers alone
A_SURE_SERIES = 20  # where each link names a document that is looked for
A_FOLDER = 15  # requests for pages of one folder that do not promise much
SURE = 9.0  # a link that names a document of a kind that is looked for
FEW_LINKS = 10  # a page that leads to fewer others is filled by its scripts
SCRIPTS = 3  # that are read for addresses, those whose names speak of menus first
# What a page that nobody thought of may raise; an error of the disk or of the network's system ends the run.
UNFORESEEN = (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError)
PROBE = "/firmword-asks-for-a-page-that-is-not-there"

log = logging.getLogger(__name__)


class Visiting(Protocol):
    """What is asked of `archive.visits.Visits`."""

    def get(self, url: str, *, requests: int | None = None) -> Answer:
        """The whole body, for at most so many requests; raises `NoBody`."""

    def allowed(self, url: str) -> bool:
        """Whether robots.txt lets us ask for it."""

    def sitemaps(self, host: str) -> tuple[str, ...]:
        """The sitemaps that robots.txt names."""

    def requests(self, host: str) -> int:
        """How often the host was asked for anything."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page or document that was fetched, and how it was come upon."""

    url: str  # after redirects
    asked: str
    sha256: str
    glance: Glance
    page: WebPage | None
    links: tuple[Link, ...]  # by which it was found, the first first; a sitemap gives one without words
    own: bool  # on the company's own site


@dataclass(frozen=True, slots=True)
class Left:
    """What was looked at, or not, and left out."""

    url: str
    why: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a search of one website gave."""

    website: str
    site: Site
    found: tuple[Found, ...]
    left: tuple[Left, ...]
    requests: int
    not_there: Glance | None  # what the site answers, with 200, for a page that does not exist
    waiting: int = 0  # addresses that were not asked for when the budget was spent


@dataclass(order=True, slots=True)
class _Next:
    """An address that waits for its turn."""

    order: tuple[float, int]
    url: str = field(compare=False)
    link: Link = field(compare=False)
    clicks: int = field(compare=False)


@dataclass(slots=True)
class _Search:
    """One website's search, while it goes on."""

    site: Site
    visits: Visiting
    look: Look
    budget: int
    keep: Callable[[Answer], object]
    waiting: list[_Next] = field(default_factory=list)
    links: dict[str, list[Link]] = field(default_factory=dict)  # by the key of their address
    asked: set[str] = field(default_factory=set)
    found: dict[str, Found] = field(default_factory=dict)  # by the key of the address after redirects
    left: dict[str, str] = field(default_factory=dict)
    series: Counter[str] = field(default_factory=Counter)
    hosts: dict[str, int] = field(default_factory=dict)  # an address of each host, with the requests before
    scripts: dict[str, str] = field(default_factory=dict)  # that may fetch what a page shows, and the page
    unpromising: int = 0
    dead: set[str] = field(default_factory=set)
    places: dict[str, str] = field(default_factory=dict)  # what was found, by its address without a language

    def used(self) -> int:
        """The requests so far, of all hosts."""
        return sum(self.visits.requests(host) - before for host, before in self.hosts.items())

    def has_room(self) -> bool:
        return self.used() < self.budget - KEPT_BACK

    def get(self, url: str) -> Answer | None:
        """The answer; None where there is none, which is then told."""
        origin = urljoin(url, "/")
        if origin in self.dead:
            self.left.setdefault(url, "its host does not answer")
            return None
        self.hosts.setdefault(origin, self.visits.requests(origin))
        try:
            answer = self.visits.get(url, requests=self.budget - self.used())
        except NoBody as ended:
            self.left[url] = ended.answer
            if ended.answer.startswith(("no such host", "no connection", "no answer", "no complete")):
                self.dead.add(origin)
            return None
        self.keep(answer)
        return answer

    def add(self, link: Link, clicks: int) -> None:
        """Puts an address into the queue, unless it is one that leads nowhere; further links to it are remembered."""
        url = link.url
        known = self.links.setdefault(key(url), [])
        if len(known) < 6:
            known.append(link)
        promise = promise_of(link)
        if key(url) in self.asked or (len(known) > 1 and promise <= max(promise_of(one) for one in known[:-1])):
            return
        if (reason := self._refused(link, promise)) is not None:
            self.left.setdefault(url, reason)
            return
        heapq.heappush(self.waiting, _Next((-(promise - 0.3 * clicks), len(self.waiting)), url, link, clicks))

    def _refused(self, link: Link, promise: float) -> str | None:
        url = link.url
        if urlsplit(url.lower()).path.endswith(addresses()["no_documents"]):
            return "no document by its ending"
        if not self.site.owns(url):
            return _why_not_elsewhere(link, promise)
        if promise < LEAST_PROMISE:
            return f"its name is that of something else ({_told(link)})"
        trap = is_trap(url)
        return f"an address like endlessly many: {trap}" if trap else None


def discover(
    website: str, visits: Visiting, look: Look, budget: int = BUDGET, keep: Callable[[Answer], object] = id
) -> Discovery:
    """Searches a website; `keep` is given each answer as it comes.

    Raises `NoBody` when the start page cannot be had.
    """
    search = _Search(Site(website), visits, look, budget, keep)
    search.hosts[urljoin(website, "/")] = visits.requests(urljoin(website, "/"))
    visits.allowed(website)
    answer = visits.get(website, requests=budget)
    keep(answer)
    search.site.also(answer.final_url)
    search.hosts.setdefault(urljoin(answer.final_url, "/"), 0)
    start = Link(website, title="", found_on="")
    search.asked.add(key(website))
    for link in web_page(answer.content, answer.served_as, answer.final_url).links:
        if search.site.is_called_alike(link.url):
            search.site.also(link.url)
    _take(search, answer, _Next((0.0, 0), website, start, 0))
    _from_sitemaps(search, answer.final_url)
    not_there = _page_for_nothing(search, answer.final_url)
    for _ in range(2):  # the scripts of the start page, and then those of pages that promised documents and have none
        _from_scripts(search)
        while search.waiting and search.has_room():
            _visit_or_leave(search, heapq.heappop(search.waiting))
    waiting = {key(one.url): one.url for one in search.waiting if key(one.url) not in search.asked}
    for url in waiting.values():
        search.left.setdefault(url, f"not asked for: {search.used()} requests were made")
    left = tuple(Left(url, why) for url, why in search.left.items())
    return Discovery(website, search.site, tuple(search.found.values()), left, search.used(), not_there, len(waiting))


def promise_of(link: Link) -> float:
    """How much a link promises, by its own words and its address, and a little by what stands around it."""
    name = link.name
    text, address = named(name), named(address_words(link.url))
    own = _together(text.worth * (0.6 if len(name.split()) > LONG_NAME else 1.0), address.worth)
    if link.by_script and not is_document_address(link.url):
        own = max(own, PROMISE)  # a menu that the page fetches, and may be called so
    if own < 0:
        return own
    around = max((named(words).worth for words in (link.heading, link.line) if words != name), default=0.0)
    document = is_document_address(link.url)
    own += (0.5 if document else 0.15) * max(around, 0.0) + 0.1 * max(named(link.title).worth, 0.0)
    own += 2.0 if document else 0.0
    return own - (OTHER_LANGUAGE if language_in(link.url) not in (None, *SEARCHED) else 0.0)


def is_document_address(url: str) -> bool:
    """Whether an address looks like a file's; what it is, its content decides."""
    parts = urlsplit(url.lower())
    endings = addresses()["documents"]
    return parts.path.endswith(endings) or any(ending in parts.query for ending in endings)


def _together(text: float, address: float) -> float:
    """Both names of a link: the better one counts, and what speaks against it half."""
    if text < 0 or address < 0:
        return min(text, address) if max(text, address) <= 0 else max(text, address) + min(text, address) / 2
    return max(text, address)


def _why_not_elsewhere(link: Link, promise: float) -> str | None:
    """Why an address on another site is not asked for; None for a document."""
    host = (urlsplit(link.url).hostname or "").lower()
    if any(host == name or host.endswith("." + name) for name in addresses()["social"]):
        return "on another site"
    words = named(link.name)
    names_it = bool(words.subjects) and words.has_form and not words.refused
    if is_document_address(link.url):
        return None if promise >= PROMISE else "a document on another site that its link does not name"
    return None if names_it and words.worth >= SURE else "a page on another site"


def _told(link: Link) -> str:
    for name in (link.name, address_words(link.url)):
        found = named(name)
        if found.worth < 0:
            return next((words for concept, words in found.words.items() if concept.startswith(("not", "story"))), name)
    return link.name


def _visit_or_leave(search: _Search, one: _Next) -> None:
    """Asks for an address; what nobody foresaw there costs only itself."""
    try:
        _visit(search, one)
    except UNFORESEEN as error:
        why = f"Firmword did not foresee what stands there ({type(error).__name__}: {error}); please report the address"
        log.warning("%s: %s", one.url, why)
        search.left[one.url] = why


def _visit(search: _Search, one: _Next) -> None:
    """Asks for the best of the addresses that wait, unless there were enough like it."""
    promise = -one.order[0]
    if key(one.url) in search.asked:
        return
    if promise < PROMISE and search.unpromising >= UNPROMISING:
        search.left.setdefault(one.url, "not asked for: its names promise nothing")
        return
    twin = search.places.get(without_language(one.url))
    if twin is not None and language_in(one.url) not in (None, *SEARCHED):
        search.left.setdefault(one.url, f"not asked for: {twin} in another language")
        return
    name = named(one.link.name)
    sure = promise_of(one.link) >= SURE or bool(name.subjects and name.has_form and not name.is_story)
    series, folder = pattern(one.url), f"{urlsplit(one.url).netloc}{urlsplit(one.url).path.rpartition('/')[0]}/"
    series = f"{'sure ' if sure else ''}{series}"  # what is sure does not use up the room of what may be
    if search.series[series] >= (A_SURE_SERIES if sure else A_SERIES):
        search.left.setdefault(one.url, f"not asked for: {search.series[series]} of the same series were")
        return
    if not sure and search.series[folder] >= A_FOLDER:
        search.left.setdefault(one.url, f"not asked for: {A_FOLDER} of the same folder were")
        return
    search.series.update((series, folder))
    search.unpromising += promise < PROMISE
    search.asked.add(key(one.url))
    answer = search.get(one.url)
    if answer is not None:
        _take(search, answer, one)


def _take(search: _Search, answer: Answer, one: _Next) -> None:
    """Looks into an answer, and puts where it leads into the queue."""
    url = answer.final_url
    search.asked.add(key(url))
    own = search.site.owns(url)
    content = answer.content
    if content.lstrip()[:1] in (b"{", b"["):
        for link in addresses_in_json(content, url) if own else ():
            search.add(link, one.clicks + 1)
        large = len(content) > MOST_CHARACTERS
        what = "too large to be looked through" if large else "the addresses in it were followed"
        search.left[one.url] = f"data for scripts; {what}"
        return
    shown = search.look(content, url, answer.served_as)
    # What a script puts into a page has its links counted from that page.
    base = one.link.found_on if one.link.by_script and b"<html" not in content[:2000].lower() else url
    page = web_page(content, answer.served_as, base) if shown.is_page else None
    if shown.is_page and not own:
        search.left[one.url] = "a page on another site"
        return
    links = tuple(search.links.get(key(one.url), ())) or (one.link,)
    sha256 = hashlib.sha256(content).hexdigest()
    seen = Found(url, one.url, sha256, shown, page, links, own)
    search.found.setdefault(key(url), seen)
    if search.site.start != one.url:
        search.places.setdefault(without_language(url), url)
    if page is None:
        return
    for link in page.links:
        search.add(link, one.clicks + 1)
    if page.refresh is not None:
        search.add(Link(page.refresh, one.link.text, title=page.title, found_on=url), one.clicks + 1)
    ways = {urlsplit(link.url).path for link in page.links if search.site.owns(link.url) and not link.by_script}
    shows_files = any(is_document_address(link.url) for link in page.links)
    if len(ways) < FEW_LINKS or (-one.order[0] >= PROMISE and not shows_files):
        for script in page.scripts if own else ():
            search.scripts.setdefault(script, url)


def _from_sitemaps(search: _Search, home: str) -> None:
    """The own pages that sitemaps name: those of robots.txt, else at the usual place."""
    origin = urljoin(home, "/")
    named_there = (
        absolute(origin, one) for one in search.visits.sitemaps(origin.rstrip("/"))
    )  # some name a path alone
    roots = tuple(one for one in named_there if one is not None)
    roots = roots or tuple(urljoin(origin, name) for name in ("sitemap.xml", "sitemap_index.xml"))

    def get(url: str) -> bytes | None:
        search.asked.add(key(url))
        answer = search.get(url) if search.has_room() else None
        return answer.content if answer is not None else None

    found = mapped(roots, get, search.site.owns)
    for page, sitemap in found.pages.items():
        search.add(Link(page, found_on=sitemap), 1)
    search.left.update(found.left)


def _from_scripts(search: _Search) -> None:
    """Where a page has hardly a link, its scripts fetch the menus: the addresses that they name are followed."""
    libraries, of_menus = addresses()["libraries"], addresses()["of_menus"]
    scripts = [url for url in search.scripts if key(url) not in search.asked and search.site.owns(url)]
    scripts = [url for url in scripts if not any(name in url.lower() for name in libraries)]
    scripts.sort(key=lambda url: -sum(word in url.lower() for word in of_menus))
    for script in scripts[:SCRIPTS]:
        search.asked.add(key(script))
        answer = search.get(script) if search.has_room() else None
        for link in addresses_in_script(answer.content, search.scripts[script]) if answer is not None else ():
            search.add(link, 1)


def _page_for_nothing(search: _Search, home: str) -> Glance | None:
    """What the site answers for a page that cannot exist; None when it says, as it should, that there is none."""
    if not search.has_room():
        return None
    url = urljoin(home, PROBE)
    answer = search.get(url)
    search.left.pop(url, None)
    return search.look(answer.content, url, answer.served_as) if answer is not None else None
