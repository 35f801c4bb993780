"""Visits that the archive remembers: what comes in is kept, and a server is asked only for what has changed since.

Of a date in the past the archive alone answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from archive.discover import Visiting
from archive.fetch import Remembering
from archive.files import Place
from archive.limits import Disallowed, Limits, NoBody
from archive.looking import Look, looking
from archive.robots import Robots, read_robots
from archive.store import Archive
from archive.visits import DELAY, Memory, Visits
from archive.web import Answer


class Remembered:
    """Polite visits whose answers go into the archive; unchanged documents are taken from it."""

    def __init__(self, visits: Visits, memory: Memory) -> None:
        self._visits = visits
        self._memory = memory
        self.allowed = visits.allowed
        self.sitemaps = visits.sitemaps
        self.requests = visits.requests

    def get(self, url: str, *, requests: int | None = None) -> Answer:
        """The whole body, also where the server says that it has not changed; raises `NoBody`."""
        return self._memory.keep(self._visits.get(url, self._memory.validators(url), requests=requests))


class AsOf:
    """What the archive had on a date; nothing is fetched."""

    def __init__(self, archive: Archive, date: str) -> None:
        self._archive = archive
        self._date = date
        self._rules: dict[str, Robots] = {}  # by the address of their robots.txt

    def get(self, url: str, *, requests: int | None = None) -> Answer:
        """What an address gave then; raises `NoBody` where the archive has nothing of it, or robots.txt forbade it."""
        if not self.allowed(url):
            raise Disallowed(
                "disallowed by robots.txt then", "name another date, or screen the document by its address"
            )
        visit = self._archive.register.on(url, self._date)
        if visit is None:
            raise NoBody(f"not in the archive up to {self._date}", "name a later date, or leave --as-of out")
        content = self._archive.get(visit.sha256)
        return Answer(
            url=url,
            final_url=visit.final_url,
            status=200,
            served_as=visit.served_as,
            content=content,
            chain=(),
            etag=visit.etag,
            last_modified=visit.last_modified,
            length_stated=visit.length_stated,
            fetched=visit.at,
        )

    def allowed(self, url: str) -> bool:
        """Whether robots.txt, as it was then, let us ask for it; of none that was kept, everything is allowed."""
        return self._robots(url).allows(url)

    def sitemaps(self, host: str) -> tuple[str, ...]:
        """The sitemaps that robots.txt named then, else those of the host that were read, as far as addresses tell."""
        if found := self._robots(host if "://" in host else f"https://{host}").sitemaps:
            return found
        name = urlsplit(host).netloc or host
        lines = (line.visit for line in self._archive.register.lines())
        by_then = (visit for visit in lines if visit.at[: len(self._date)] <= self._date)
        here = (visit for visit in by_then if urlsplit(visit.url).netloc == name)
        return tuple(dict.fromkeys(visit.url for visit in here if _is_map(visit.url, visit.served_as or "")))

    def requests(self, host: str) -> int:
        """None were made."""
        return 0

    def _robots(self, url: str) -> Robots:
        """What the robots.txt of an address's origin said then."""
        where = urljoin(url, "/robots.txt")
        if where not in self._rules:
            visit = self._archive.register.on(where, self._date)
            self._rules[where] = read_robots(self._archive.get(visit.sha256)) if visit else Robots()
        return self._rules[where]


def _is_map(url: str, served_as: str) -> bool:
    path = urlsplit(url).path.lower()
    return path.endswith((".xml", ".xml.gz")) or "sitemap" in path or ("xml" in served_as and "html" not in served_as)


@dataclass(frozen=True, slots=True)
class Web:
    """How websites are asked."""

    limits: Limits
    contact: str | None = None
    delay: float | None = None  # seconds between two requests to a host; None: as usual
    as_of: str | None = None  # a date: what the archive had then, and nothing is fetched

    @property
    def pause(self) -> float:
        """The seconds between two requests to a host."""
        return DELAY if self.delay is None else self.delay


@contextmanager
def searching(place: Place, web: Web) -> Iterator[tuple[Visiting, Look]]:
    """How addresses are visited (or, of a date in the past, looked up), and how what comes in is looked into."""
    archive = Archive(place)
    archive.clear_unfinished()
    memory = Remembering(archive)
    visits = Visits(web.limits, web.pause, web.contact, memory=memory)
    with looking() as look:
        yield AsOf(archive, web.as_of) if web.as_of is not None else Remembered(visits, memory), look
