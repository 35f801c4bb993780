"""Polite visits: one queue a host, robots.txt asked first, and whoever asks to wait is waited for.

Different hosts are visited at the same time, one host by one request after another, with a delay between them.
A `Visits` lives for one run: it remembers what each robots.txt said and when each host may be asked again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Protocol

import stamina

from archive.exchange import no_address
from archive.limits import Budget, Busy, Disallowed, Limits, NoBody, TooLarge
from archive.robots import Robots, read_robots
from archive.urls import Url, parsed
from archive.web import Answer, Validators, get, user_agent

DELAY = 1.0  # seconds between two requests to a host
PATIENCE = 60.0  # the longest wait that a host can ask for; whoever asks for more is left for another run
ATTEMPTS = 3
stamina.instrumentation.set_on_retry_hooks(())  # what came of it stands in the answer; each attempt is no warning
ROOM = 3.0  # seconds that must be left for another attempt of our own accord
MAX_ROBOTS = 5_000_000  # bytes of a robots.txt; its first half megabyte counts


class Clock(Protocol):
    """The time, and a way to let it pass: the module `time` is one."""

    def monotonic(self) -> float:
        """Seconds that only ever grow."""

    def time(self) -> float:
        """Seconds since 1970."""

    def sleep(self, seconds: float, /) -> None:
        """Wait."""


class Memory(Protocol):
    """What remembers answers from one run to the next: the archive does."""

    def validators(self, url: str) -> Validators | None:
        """What to ask with for an address that was asked before."""

    def keep(self, answer: Answer) -> Answer:
        """Keeps an answer; gives it back with its body, also where that has not changed."""


@dataclass(slots=True)
class _Host:
    """The queue of one host."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    next: float = float("-inf")  # when it may be asked again
    delay: float = 0.0
    requests: int = 0


@dataclass(slots=True)
class _Site:
    """The robots.txt of one origin, read at most once."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    robots: Robots | None = None


class Visits:
    """All visits of one run. Threads share it."""

    def __init__(
        self,
        limits: Limits,
        delay: float = DELAY,
        contact: str | None = None,
        clock: Clock = time,
        memory: Memory | None = None,
    ) -> None:
        self.limits = limits
        self._agent = user_agent(contact)
        self._delay = delay
        self._clock = clock
        self._memory = memory  # of what robots.txt said; all else is kept by whoever asks for it
        self._hosts: dict[str, _Host] = {}
        self._sites: dict[str, _Site] = {}
        self._lock = threading.Lock()

    def get(self, url: str, known: Validators | None = None, *, requests: int | None = None) -> Answer:
        """The whole body behind a URL, or with `known` the word that it has not changed.

        `requests` is how many there may be at most, with robots.txt, redirects and further attempts.
        Raises `NoBody` or one of its kinds: `Disallowed` where robots.txt or the address forbids it.
        """
        budget = Budget(self.limits.deadline, requests)
        for attempt in self._attempts(budget):
            with attempt:
                return get(url, self.limits, known, self._agent, budget, self._admitted)
        raise AssertionError("stamina raises what the last attempt raised")

    def allowed(self, url: str) -> bool:
        """Whether robots.txt lets us ask for the address; asks for it where it was not read yet."""
        try:
            where = parsed(url)
            return self._robots(where, Budget(self.limits.deadline)).allows(where.url)
        except (NoBody, ValueError):
            return False

    def sitemaps(self, host: str) -> tuple[str, ...]:
        """The sitemaps that robots.txt names; `host` may be an origin (`http://host:8000`), else https is taken."""
        try:
            where = parsed(host if "://" in host else f"https://{host}")
            return self._robots(where, Budget(self.limits.deadline)).sitemaps
        except (NoBody, ValueError):
            return ()

    def requests(self, host: str) -> int:
        """How often the host was asked for anything (`host` as in a Host header, or any address of it)."""
        try:
            name = parsed(host).authority if "://" in host else host
        except ValueError:  # a page may link to anything; whoever asks for it is told what is wrong
            return 0
        with self._lock:
            found = self._hosts.get(name)
        return found.requests if found else 0

    def _host(self, where: Url) -> _Host:
        with self._lock:
            return self._hosts.setdefault(where.authority, _Host(delay=self._delay))

    @contextmanager
    def _admitted(self, url: str, budget: Budget) -> Iterator[None]:
        """Around a request for a document: robots.txt first, then the host's queue."""
        where = _parsed(url)
        robots = self._robots(where, budget)
        if robots.refusal is not None:
            raise robots.refusal
        if not robots.allows(where.url):
            raise Disallowed("disallowed by robots.txt", "save the document in a browser and list the file")
        with self._turn(url, budget):
            yield

    @contextmanager
    def _turn(self, url: str, budget: Budget) -> Iterator[None]:
        """Around any request: one at a time, and not before the host may be asked again."""
        host = self._host(_parsed(url))
        with _held(host.lock, budget):
            wait = host.next - self._clock.monotonic()
            if wait > PATIENCE or (wait > budget.left() and budget.started and not _pardoned(wait, host, budget)):
                raise NoBody(f"the host asks to wait {wait:.0f} s", "try again later")
            if wait > 0:
                self._clock.sleep(wait)
            budget.spend()
            budget.start()
            host.requests += 1
            try:
                yield
            finally:
                host.next = max(host.next, self._clock.monotonic() + host.delay)

    def _robots(self, where: Url, budget: Budget) -> Robots:
        with self._lock:
            site = self._sites.setdefault(where.origin, _Site())
        with _held(site.lock, budget):
            if site.robots is None:
                late = budget.started  # other hosts have used up some of the time
                robots = self._read_robots(where.origin, budget)
                if robots.refusal is not None and (late or budget.requests == 0):
                    raise robots.refusal  # and that is no judgement on the next visit
                site.robots = robots
                if site.robots.delay is not None:
                    host = self._host(where)
                    host.delay = max(self._delay, site.robots.delay)
            return site.robots

    def _read_robots(self, origin: str, budget: Budget) -> Robots:
        url = f"{origin}/robots.txt"
        limits = replace(self.limits, max_bytes=MAX_ROBOTS)
        known = self._memory.validators(url) if self._memory else None
        try:
            for attempt in self._attempts(budget):
                with attempt:
                    answer = get(url, limits, known, self._agent, budget, self._turn)
        except NoBody as error:
            return _without_rules(error)
        return read_robots((self._memory.keep(answer) if self._memory else answer).content)

    def _attempts(self, budget: Budget) -> Iterable[stamina.Attempt]:
        return stamina.retry_context(
            on=lambda error: self._again(error, budget), attempts=ATTEMPTS, timeout=None, wait_initial=0.5, wait_max=2.0
        )

    def _again(self, error: Exception, budget: Budget) -> bool | float:
        """Whether to try again after an error, and after how many seconds; True: as long as stamina thinks."""
        if not isinstance(error, Busy):
            return False
        seconds = self._seconds(error.retry_after)
        host = self._host(parsed(error.url))
        if seconds is None:
            return budget.left() > ROOM
        host.next = max(host.next, self._clock.monotonic() + seconds)
        return 0.0 if seconds < budget.left() else False

    def _seconds(self, retry_after: str | None) -> float | None:
        """The seconds that a Retry-After asks for, which may be a date; None when it says nothing."""
        if retry_after is None:
            return None
        written = retry_after.strip()
        if written.isascii() and written.isdecimal():
            return float(written[:9])
        try:
            when = parsedate_to_datetime(written)
        except ValueError:
            return None
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, when.timestamp() - self._clock.time())


def _pardoned(wait: float, host: _Host, budget: Budget) -> bool:
    """Once in a visit, our own delay may take longer than the time that is left, so that a long one can be kept."""
    return wait <= host.delay and budget.extend(wait)


@contextmanager
def _held(lock: threading.Lock, budget: Budget) -> Iterator[None]:
    """Holds a lock, waiting for it no longer than there is time, once the time runs."""
    if not lock.acquire(timeout=budget.check() if budget.started else -1):
        raise budget.over()
    try:
        yield
    finally:
        lock.release()


def _parsed(url: str) -> Url:
    try:
        return parsed(url)
    except ValueError as error:
        raise no_address(error) from error


def _without_rules(error: NoBody) -> Robots:
    """What it means that there is no robots.txt to read."""
    if error.answer.startswith(("HTTP 4", "HTTP 204", "more than", "redirected in a circle")) and not isinstance(
        error, TooLarge
    ):
        return Robots()  # there is none; RFC 9309 counts redirects without end as none, too
    if isinstance(error, TooLarge):
        return Robots(refusal=Disallowed(f"robots.txt has {error.answer}", "save the document in a browser"))
    if isinstance(error, Disallowed) or error.answer.startswith(
        ("no such host", "no connection", "no safe connection", "not a web address")
    ):
        return Robots(refusal=error)  # nobody is there at all
    return Robots(
        refusal=Disallowed(f"robots.txt gave no rules ({error.answer}), which forbids everything", "try again later")
    )
