"""requests prepares and carries what is asked, and none of its own ways to a host is taken."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from local_site import Page, site

from archive.adapter import CheckedAdapter, ask
from archive.limits import Budget, Disallowed, Limits, NoBody
from archive.urls import parsed
from archive.visits import Visits

HERE = Limits(deadline=5, allow_private=True)


def test_a_session_with_the_adapter_gives_the_whole_decoded_body() -> None:
    with site({"/": Page(b"<p>Whole.</p>", headers={"Content-Type": "text/html"})}) as served:
        session = requests.Session()
        session.mount("http://", CheckedAdapter(HERE, Budget(5)))
        answered = session.get(f"{served.url}/", timeout=0.001)
    assert (answered.status_code, answered.content, answered.headers["Content-Type"]) == (
        200,
        b"<p>Whole.</p>",
        "text/html",
    )


def test_neither_proxies_nor_passwords_of_the_environment_nor_cookies_are_sent(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with site({"/": Page(b"a", headers={"Set-Cookie": "visit=1"})}) as served:
        for _ in range(2):
            ask(f"{served.url}/", {"User-Agent": "test"}, HERE, Budget(5))
    assert [set(map(str.lower, one.headers)) for one in served.asked] == [{"host", "user-agent", "connection"}] * 2


def test_a_redirect_is_not_followed_whatever_it_names() -> None:
    for target in ("/b", "http://[", "http://b\u00e9/\u2603", "ftp://elsewhere/"):
        with site({"/": Page(status=302, headers={"Location": target.encode().decode("latin-1")})}) as served:
            answered = ask(f"{served.url}/", {}, HERE, Budget(5))
        assert (answered.status_code, answered.location, len(served.asked)) == (302, target, 1)


def test_robots_txt_is_asked_about_the_address_that_will_be_asked_for() -> None:
    rules = Page(b"User-agent: *\nDisallow: /private/", headers={"Content-Type": "text/plain"})
    with site({"/robots.txt": rules, "/private/a": Page(b"secret")}) as served:
        visits = Visits(HERE, delay=0)
        for path in ("/private/a", "/open/../private/a", "/%70rivate/a"):
            assert not visits.allowed(f"{served.url}{path}")
            with pytest.raises(Disallowed):
                visits.get(f"{served.url}{path}")
    assert [one.path for one in served.asked] == ["/robots.txt"]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("HTTP://Alder.EXAMPLE", "http://alder.example/"),
        ("https://b\u00fccher.example/\u00e9?q=a b#part", "https://xn--bcher-kva.example/%C3%A9?q=a%20b"),
        ("http://alder.example:80/100%", "http://alder.example/100%25"),
        ("http://alder.example/a%2Fb?u=http://x/", "http://alder.example/a%2Fb?u=http://x/"),
        ("http://[2606:4700::1]:8080/", "http://[2606:4700::1]:8080/"),
    ],
)
def test_an_address_has_one_spelling(written: str, asked: str) -> None:
    assert parsed(written).url == asked
    assert parsed(asked).url == asked


@pytest.mark.parametrize(
    "address",
    [
        "http://a@b.example/", "http://a.example\\@b.example/", "http://a.example:0/", "http://[fe80::1%25eth0]/",
        "http://%61.example/", "http://a..example/", "http:///a", "file:///a", "http://*.example/", "http://a.example:x/",
    ],
)  # fmt: skip
def test_what_could_be_read_in_two_ways_is_not_asked(address: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parsed(address)
    with pytest.raises(NoBody):
        ask(address, {}, HERE, Budget(5))
