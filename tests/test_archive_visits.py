"""Visits are polite: robots.txt first, one request a host at a time, and whoever asks to wait is waited for."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from itertools import pairwise

import pytest
from hostile_answers import drips, endless, says, serving, silent
from local_site import Page, Pages, site

from archive.limits import Busy, Disallowed, Limits, NoBody
from archive.robots import read_robots
from archive.visits import Visits
from archive.web import Validators

LIMITS = Limits(deadline=5.0, connect=1.0, allow_private=True)
HELLO = Page(b"hello")
NOW = 1_790_000_000.0


class FakeClock:
    """A clock that jumps ahead instead of waiting."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return NOW + self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def robots(*lines: str) -> Page:
    return Page("\n".join(lines).encode())


# -- robots.txt


def test_robots_are_asked_first_and_once() -> None:
    with site({"/a": HELLO, "/b": HELLO}) as found:
        visits = Visits(LIMITS, delay=0.0)
        visits.get(f"{found.url}/a")
        visits.get(f"{found.url}/b")
        assert found.paths() == ["/robots.txt", "/a", "/b"]
        assert visits.requests(found.url) == visits.requests(found.url.removeprefix("http://")) == 3


@pytest.mark.parametrize(
    ("lines", "path", "allowed"),
    [
        (["User-agent: *", "Disallow: /"], "/a", False),
        (["User-agent: *", "Disallow:"], "/a", True),
        (["User-agent: Firmword", "Disallow: /a"], "/a", False),
        (["User-agent: firmword", "Disallow: /a"], "/b", True),
        (["User-agent: *", "Disallow: /", "User-agent: Firmword", "Allow: /"], "/a", True),
        (["User-agent: Firmword/0.1", "Disallow: /a"], "/a", False),
        (["User-agent: Firmwordy", "Disallow: /a"], "/a", True),
        (["User-agent: Other", "Disallow: /"], "/a", True),
        (["User-agent: Other", "User-agent: *", "Disallow: /"], "/a", False),
        (["User-agent: *", "Disallow: /a", "Allow: /a/b"], "/a/b", True),
        (["User-agent: *", "Allow: /a", "Disallow: /a"], "/a", True),
        (["User-agent: *", "Disallow: /*.pdf$"], "/x/y.pdf", False),
        (["User-agent: *", "Disallow: /*.pdf$"], "/x/y.pdf?z", True),
        (["User-agent: *", "Disallow: /caf%C3%A9"], "/café", False),
        (["\ufeffUser-agent: *", "Disallow: /"], "/a", False),
        (["<html><body>User-agent: *</body></html>"], "/a", True),
        (["User-agent: *", "Disallow: /a"], "/robots.txt", True),
    ],
)
def test_rules_are_kept(lines: list[str], path: str, allowed: bool) -> None:
    assert read_robots("\n".join(lines).encode()).allows(f"https://alder.example{path}") is allowed
    with site({"/robots.txt": robots(*lines)}) as found:
        visits = Visits(LIMITS, delay=0.0)
        assert visits.allowed(found.url + path) is allowed
        if not allowed:
            with pytest.raises(Disallowed, match=r"disallowed by robots\.txt"):
                visits.get(found.url + path)
            assert found.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    ("status", "allowed"),
    [(200, True), (204, True), (400, True), (401, True), (403, True), (404, True), (410, True), (451, True),
     (500, False), (501, False), (502, False), (503, False), (504, False), (599, False), (304, False), (206, False)],
)  # fmt: skip
def test_what_no_robots_mean(status: int, allowed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.visits.ROOM", 100.0)  # seconds: nothing is tried again here
    with site({"/robots.txt": Page(b"" if status == 204 else b"User-agent: *\n", status), "/a": HELLO}) as found:
        visits = Visits(LIMITS, delay=0.0)
        assert visits.allowed(f"{found.url}/a") is allowed
        if not allowed:
            with pytest.raises(Disallowed, match="forbids everything"):
                visits.get(f"{found.url}/a")
        assert found.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    "answer",
    [
        silent,
        drips(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\r\n"),
        endless(b"HTTP/1.1 200 OK\r\n\r\n", b"Allow: /\n"),
        says(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nUser-agent: *\nAllow: /\n"),
        says(b"nonsense\r\n\r\n"),
        says(b""),
    ],
)
def test_without_a_whole_answer_everything_is_forbidden(answer: object) -> None:
    with serving(answer) as url:  # type: ignore[arg-type]
        began = time.monotonic()
        with pytest.raises(Disallowed, match=r"robots\.txt"):
            Visits(Limits(deadline=1.0, allow_private=True), delay=0.0).get(url)
        assert time.monotonic() - began < 3.0


def test_where_nobody_is_that_is_said() -> None:
    visits = Visits(LIMITS, delay=0.0)
    with pytest.raises(NoBody, match="no connection") as error:
        visits.get("http://127.0.0.1:9/a")
    assert not isinstance(error.value, Disallowed)
    assert not visits.allowed("http://127.0.0.1:9/a")


def test_robots_that_move_are_followed_and_without_end_are_none() -> None:
    moved: Pages = {
        "/robots.txt": Page(status=301, headers={"Location": "/r2"}),
        "/r2": robots("User-agent: *", "Disallow: /a"),
    }
    with site(moved) as found:
        assert not Visits(LIMITS, delay=0.0).allowed(f"{found.url}/a")
    with site({"/robots.txt": Page(status=302, headers={"Location": "/robots.txt"})}) as found:
        assert Visits(LIMITS, delay=0.0).allowed(f"{found.url}/a")
        assert len(found.asked) == 1
    endless: Pages = {f"/{n}": Page(status=302, headers={"Location": f"/{n + 1}"}) for n in range(9)}
    with site({"/robots.txt": Page(status=302, headers={"Location": "/0"}), **endless}) as found:
        assert Visits(LIMITS, delay=0.0).allowed(f"{found.url}/a")
        assert len(found.asked) == 6


def test_who_points_in_a_circle_is_not_asked_twice() -> None:
    wants_a_cookie = Page(status=302, headers={"Location": "/b", "Set-Cookie": "seen=1"})
    with site({"/a": Page(status=302, headers={"Location": "/b"}), "/b": wants_a_cookie}) as found:
        with pytest.raises(NoBody, match="redirected in a circle"):
            Visits(LIMITS, delay=0.0).get(f"{found.url}/a")
        assert found.paths() == ["/robots.txt", "/a", "/b"]


@pytest.mark.parametrize("status", [302, 503])
def test_no_more_requests_are_made_than_are_left(status: int) -> None:
    headers = {"Location": "/1", "Retry-After": "0"}
    pages: Pages = {"/0": Page(status=status, headers=headers), "/1": Page(status=302, headers={"Location": "/2"})}
    with site(pages) as found:
        visits = Visits(LIMITS, delay=0.0)
        with pytest.raises(NoBody, match="no request was left"):
            visits.get(f"{found.url}/0", requests=0)  # robots.txt is none of what is wanted, and counts
        assert found.paths() == []
        with pytest.raises(NoBody, match="no request was left"):
            visits.get(f"{found.url}/0", requests=3)
        assert len(found.paths()) == 3
        assert visits.requests(found.url) == 3


def test_a_redirect_to_another_host_asks_its_robots_too() -> None:
    with (
        site({"/robots.txt": robots("User-agent: *", "Disallow: /private"), "/open": HELLO}, "127.0.0.2") as second,
        site({}) as first,
    ):
        first.pages["/a"] = Page(status=302, headers={"Location": f"{second.url}/private"})
        first.pages["/b"] = Page(status=302, headers={"Location": f"{second.url}/open"})
        visits = Visits(LIMITS, delay=0.0)
        with pytest.raises(Disallowed, match=r"robots\.txt"):
            visits.get(f"{first.url}/a")
        assert second.paths() == ["/robots.txt"]
        answer = visits.get(f"{first.url}/b")
        assert [(hop.url, hop.status) for hop in answer.chain] == [(f"{first.url}/b", 302), (f"{second.url}/open", 200)]


def test_sitemaps_are_named() -> None:
    with site({"/robots.txt": robots("Sitemap: https://alder.example/s.xml", "User-agent: *", "Disallow:")}) as found:
        assert Visits(LIMITS, delay=0.0).sitemaps(found.url) == ("https://alder.example/s.xml",)
    assert Visits(LIMITS, delay=0.0).sitemaps("http://127.0.0.1:9") == ()


def test_robots_that_would_cost_hours_cost_nothing() -> None:
    agents = "\n".join(f"User-agent: a{number}" for number in range(15_000))
    rules = "\n".join(f"Disallow: /*a*a*a*a*b{number}$" for number in range(15_000))
    began = time.process_time()
    found = read_robots(f"{agents}\n{rules}\nUser-agent: *\nDisallow: /{'*a' * 5000}b\n".encode())
    assert found.allows("https://alder.example/" + "a" * 2000)
    assert time.process_time() - began < 30  # seconds of computing, where it would be hours


# -- delays


def test_a_host_is_asked_again_only_after_the_delay() -> None:
    clock = FakeClock()
    with site({"/a": HELLO, "/b": Page(status=302, headers={"Location": "/a"})}) as found:
        visits = Visits(LIMITS, delay=2.0, clock=clock)
        visits.get(f"{found.url}/a")
        visits.get(f"{found.url}/b")
    assert clock.slept == [2.0, 2.0, 2.0]  # after robots.txt, before /b, before what it redirects to


def test_a_crawl_delay_is_kept_and_a_shorter_one_does_not_hurry() -> None:
    for asked, kept in (("3", 3.0), ("0.1", 1.0), ("soon", 1.0), ("-5", 1.0), ("nan", 1.0)):
        clock = FakeClock()
        with site({"/robots.txt": robots("User-agent: *", f"Crawl-delay: {asked}"), "/a": HELLO}) as found:
            visits = Visits(LIMITS, delay=1.0, clock=clock)
            visits.get(f"{found.url}/a")
            visits.get(f"{found.url}/a")
        assert clock.slept == [1.0, kept], asked


def test_a_crawl_delay_without_measure_is_not_waited_for() -> None:
    clock = FakeClock()
    with site({"/robots.txt": robots("User-agent: *", "Crawl-delay: 86400"), "/a": HELLO}) as found:
        visits = Visits(LIMITS, delay=0.0, clock=clock)
        visits.get(f"{found.url}/a")
        with pytest.raises(NoBody, match="asks to wait 86400 s"):
            visits.get(f"{found.url}/a")
    assert clock.slept == []


def test_a_delay_longer_than_the_deadline_is_kept() -> None:
    clock = FakeClock()
    with site({"/a": HELLO}) as found:
        visits = Visits(LIMITS, delay=20.0, clock=clock)
        assert [visits.get(f"{found.url}/a").status for _ in range(2)] == [200, 200]
    assert clock.slept == [20.0, 20.0]


def test_a_host_that_answers_late_in_a_visit_is_not_forbidden_for_ever() -> None:
    with (
        site(
            {"/robots.txt": lambda before: Page(status=200, pause=0 if before else 2.0), "/a": HELLO}, "127.0.0.2"
        ) as two,
        site({"/a": Page(status=302, headers={"Location": f"{two.url}/a"})}) as one,
    ):
        visits = Visits(Limits(deadline=1.0, allow_private=True), delay=0.0)
        with pytest.raises(Disallowed):
            visits.get(f"{one.url}/a")
        assert visits.get(f"{one.url}/a").content == b"hello"


def test_the_delay_is_kept_by_many_threads_and_hosts_are_visited_side_by_side() -> None:
    with site({"/a": HELLO}) as one, site({"/a": HELLO}, "127.0.0.2") as two:
        visits = Visits(LIMITS, delay=0.1)
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(visits.get, [f"{one.url}/a", f"{two.url}/a"] * 6))
    for asked in (one.asked, two.asked):
        moments = [one.at for one in asked]
        assert len(moments) == 7
        assert min(later - sooner for sooner, later in pairwise(moments)) >= 0.1
    for asked, other in ((one.asked, two.asked), (two.asked, one.asked)):
        assert asked[1].at < other[-1].at, "one host after the other"


# -- hosts that ask to come back


def test_retry_after_is_waited_for() -> None:
    clock = FakeClock()
    busy = Page(status=429, headers={"Retry-After": "3"})
    with site({"/a": lambda before: HELLO if before else busy}) as found:
        assert Visits(LIMITS, delay=0.0, clock=clock).get(f"{found.url}/a").content == b"hello"
    assert clock.slept == [3.0]


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_may_be_a_date(status: int) -> None:
    clock = FakeClock()
    busy = Page(status=status, headers={"Retry-After": formatdate(NOW + 2, usegmt=True)})
    with site({"/a": lambda before: HELLO if before else busy}) as found:
        Visits(LIMITS, delay=0.0, clock=clock).get(f"{found.url}/a")
    assert clock.slept == [2.0]


def test_an_hour_is_not_waited_and_the_host_not_asked_again() -> None:
    clock = FakeClock()
    with site({"/a": Page(status=429, headers={"Retry-After": "3600"}), "/b": HELLO}) as found:
        visits = Visits(LIMITS, delay=0.0, clock=clock)
        with pytest.raises(Busy, match="HTTP 429"):
            visits.get(f"{found.url}/a")
        with pytest.raises(NoBody, match="asks to wait 3600 s"):
            visits.get(f"{found.url}/b")
        assert found.paths() == ["/robots.txt", "/a"]


@pytest.mark.parametrize("says", [{}, {"Retry-After": "soon"}, {"Retry-After": "²"}])
def test_a_busy_host_without_a_word_is_asked_again_later(says: dict[str, str]) -> None:
    with site({"/a": lambda before: HELLO if before else Page(status=503, headers=says)}) as found:
        assert Visits(LIMITS, delay=0.0).get(f"{found.url}/a").content == b"hello"
        assert found.asked[2].at - found.asked[1].at >= 0.4


def test_a_host_that_stays_busy_ends_after_three_attempts_within_the_deadline() -> None:
    with site({"/a": Page(status=503, headers={"Retry-After": "0"})}) as found:
        began = time.monotonic()
        with pytest.raises(Busy, match="HTTP 503"):
            Visits(LIMITS, delay=0.0).get(f"{found.url}/a")
        assert found.paths() == ["/robots.txt", "/a", "/a", "/a"]
        assert time.monotonic() - began < LIMITS.deadline


def test_other_errors_are_not_tried_again() -> None:
    with site({"/a": Page(status=500)}) as found:
        with pytest.raises(NoBody, match="HTTP 500"):
            Visits(LIMITS, delay=0.0).get(f"{found.url}/a")
        assert found.paths() == ["/robots.txt", "/a"]


# -- who asks, and what is known already


def test_the_contact_is_told_and_cookies_are_not_kept() -> None:
    with site({"/a": Page(b"hello", headers={"Set-Cookie": "id=1"})}) as found:
        visits = Visits(LIMITS, delay=0.0, contact="reader@alder.example")
        visits.get(f"{found.url}/a")
        visits.get(f"{found.url}/a")
    agents = {one.headers["User-Agent"] for one in found.asked}
    assert agents == {"Firmword/0.1 (+corporate human-rights research; reader@alder.example)"}
    assert not any("Cookie" in one.headers for one in found.asked)


def test_only_what_changed_is_sent_again() -> None:
    with site({"/a": Page(b"hello", etag='"1"'), "/b": Page(status=301, headers={"Location": "/a"})}) as found:
        visits = Visits(LIMITS, delay=0.0)
        first = visits.get(f"{found.url}/b")
        second = visits.get(f"{found.url}/b", first.validators)
        found.pages["/a"] = Page(b"other", etag='"2"')
        third = visits.get(f"{found.url}/b", second.validators)
    assert [(one.status, one.content) for one in (first, second, third)] == [
        (200, b"hello"),
        (304, b""),
        (200, b"other"),
    ]
    told = [(one.path, one.headers.get("If-None-Match")) for one in found.asked[1:]]
    assert told == [("/b", None), ("/a", None), ("/b", None), ("/a", '"1"'), ("/b", None), ("/a", '"1"')]


@pytest.mark.parametrize("mark", ['"caf\xe9"', '"\u00e2\u0098\u0083"', '"' + "x" * 5000 + '"'])
def test_a_mark_that_cannot_be_told_again_does_not_end_later_visits(mark: str) -> None:
    with site({"/a": Page(b"hello", headers={"ETag": mark, "Last-Modified": "3 f\xe9vrier 2026"})}) as found:
        visits = Visits(LIMITS, delay=0.0)
        first = visits.get(f"{found.url}/a")
        assert visits.get(f"{found.url}/a", first.validators).content == b"hello"
    assert not {"If-None-Match", "If-Modified-Since"} & set(found.asked[-1].headers)


def test_a_date_is_told_as_it_was_given() -> None:
    given = "Mon, 02 Nov 2026 10:00:00 GMT"
    with site({"/a": Page(b"hello", headers={"Last-Modified": given})}) as found:
        visits = Visits(LIMITS, delay=0.0)
        first = visits.get(f"{found.url}/a")
        visits.get(f"{found.url}/a", first.validators)
    assert first.validators == Validators(f"{found.url}/a", None, given)
    assert found.asked[2].headers["If-Modified-Since"] == given
