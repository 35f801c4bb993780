"""Fetching ends within its limits, with the right outcome, whatever the file or the server does."""

from __future__ import annotations

import gzip
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from archive.addresses import is_public
from archive.fetch import Limits, fetch
from archive.store import Archive
from extractors.records import Listing, Outcome, Source

PAGE = b"<!doctype html><html><body><p>We respect human rights.</p></body></html>"
LOCAL = Limits(deadline=10.0, connect=2.0, max_bytes=1_000_000, allow_private=True)
Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """A server on this computer whose every GET is answered by `answer`; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(OSError):  # the client hung up, as it should
                answer(self)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}"
    finally:
        httpd.shutdown()
        httpd.server_close()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    handler.send_response(status)
    for name, value in ({"Content_Length": str(len(body))} | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def fetched(url: str, folder: Path, limits: Limits = LOCAL) -> Source:
    return fetch(Listing("Alder", url, url), Archive(folder), limits)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def ended(source: Source, outcome: Outcome, *parts: str) -> None:
    """The document ended without being kept, and the detail names file, value and cure."""
    assert (source.outcome, source.sha256) == (outcome, None)
    for part in (source.listing.source, *parts):
        assert part in source.detail


# -- files


def test_a_local_file_is_copied_and_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "policy.pdf"
    path.write_bytes(PAGE)
    source = fetched(str(path), tmp_path / "archive")
    assert (source.outcome, source.answer, source.media_type) == (None, "file copied", "text/html")
    assert source.sha256 is not None
    assert Archive(tmp_path / "archive").get(source.sha256) == PAGE
    assert source.fetched.endswith("+00:00")


def test_a_file_that_is_not_there_is_not_fetched(tmp_path: Path) -> None:
    ended(fetched(str(tmp_path / "gone.pdf"), tmp_path), Outcome.NOT_FETCHED, "no such file", "correct")


def test_a_folder_in_a_list_is_not_fetched(tmp_path: Path) -> None:
    ended(fetched(str(tmp_path), tmp_path), Outcome.NOT_FETCHED, "is a folder", "list each")


def test_a_named_pipe_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    ended(fetched(str(tmp_path / "pipe.pdf"), tmp_path / "archive"), Outcome.NOT_FETCHED, "no plain file")


def test_an_empty_file_is_empty(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    ended(fetched(str(tmp_path / "empty.pdf"), tmp_path / "archive"), Outcome.EMPTY, "0 bytes", "publisher")


def test_a_file_beyond_the_limit_is_too_large_and_not_read(tmp_path: Path) -> None:
    with (tmp_path / "big.pdf").open("wb") as file:
        file.truncate(LOCAL.max_bytes + 1)
    ended(fetched(str(tmp_path / "big.pdf"), tmp_path / "archive"), Outcome.TOO_LARGE, "1,000,001", "split")


def test_a_name_that_no_path_can_hold_is_not_fetched(tmp_path: Path) -> None:
    ended(fetched("a\0b.pdf", tmp_path), Outcome.NOT_FETCHED, "cannot be opened")


# -- servers that answer


def test_a_page_is_fetched_and_kept(tmp_path: Path) -> None:
    seen: list[str | None] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        seen.append(handler.headers["User-Agent"])
        send(handler, 200, PAGE, Content_Type="text/html; charset=utf-8")

    with server(answer) as url:
        source = fetched(url + "/policy", tmp_path)
    assert (source.outcome, source.answer, source.media_type) == (None, "HTTP 200", "text/html")
    assert seen == ["Firmword/0.1 (+corporate human-rights research)"]
    assert source.sha256 is not None
    assert Archive(tmp_path).get(source.sha256) == PAGE


def test_a_compressed_page_is_kept_as_its_text(tmp_path: Path) -> None:
    body = gzip.compress(PAGE)
    with server(lambda handler: send(handler, 200, body, Content_Encoding="gzip")) as url:
        source = fetched(url, tmp_path)
    assert source.sha256 is not None
    assert Archive(tmp_path).get(source.sha256) == PAGE


@pytest.mark.parametrize("status", [204, 206, 401, 403, 404, 410, 429, 500, 503])
def test_any_answer_but_200_is_not_fetched_and_says_which(tmp_path: Path, status: int) -> None:
    with server(lambda handler: send(handler, status, b"" if status == 204 else PAGE)) as url:
        ended(fetched(url + "/policy.pdf", tmp_path), Outcome.NOT_FETCHED, f"HTTP {status}")
    assert files(tmp_path) == []


def test_an_empty_body_is_empty(tmp_path: Path) -> None:
    with server(lambda handler: send(handler, 200)) as url:
        ended(fetched(url, tmp_path), Outcome.EMPTY, "HTTP 200, 0 bytes")


def test_redirects_are_followed_and_named(tmp_path: Path) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/old":
            send(handler, 301, Location="/new.html")
        else:
            send(handler, 200, PAGE)

    with server(answer) as url:
        assert fetched(url + "/old", tmp_path).answer == f"HTTP 200, redirected to {url}/new.html"


def test_redirects_in_circles_end_after_five(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        send(handler, 302, Location=f"/{len(asked)}")

    with server(answer) as url:
        ended(fetched(url, tmp_path), Outcome.NOT_FETCHED, "more than 5 redirects")
    assert len(asked) == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://alder.example/a"])
def test_a_redirect_away_from_the_web_is_disallowed(tmp_path: Path, target: str) -> None:
    with server(lambda handler: send(handler, 302, Location=target)) as url:
        ended(fetched(url, tmp_path), Outcome.DISALLOWED, target)


# -- servers that do harm


def test_a_body_cut_short_is_never_kept(tmp_path: Path) -> None:
    with server(lambda handler: send(handler, 200, PAGE, Content_Length="5000")) as url:
        ended(fetched(url, tmp_path), Outcome.NOT_FETCHED, "cut short", "once more")
    assert files(tmp_path) == []


def test_chunks_cut_short_are_never_kept(tmp_path: Path) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"5\r\nWe re\r\n")
        handler.close_connection = True

    with server(answer) as url:
        ended(fetched(url, tmp_path), Outcome.NOT_FETCHED, "cut short")
    assert files(tmp_path) == []


def _silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(60)


def _dripped_header(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
    for _ in range(600):
        handler.wfile.write(b"a")
        time.sleep(0.1)


def _dripped_body(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(600):
        handler.wfile.write(b"a")
        time.sleep(0.1)


def _slow_redirects(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(0.4)
    send(handler, 302, Location=f"/again{handler.path}")


@pytest.mark.parametrize("answer", [_silent, _dripped_header, _dripped_body, _slow_redirects])
def test_the_deadline_holds_for_the_whole_exchange(tmp_path: Path, answer: Answer) -> None:
    limits = Limits(deadline=1.0, connect=1.0, allow_private=True)
    with server(answer) as url:
        began = time.monotonic()
        source = fetched(url, tmp_path, limits)
        took = time.monotonic() - began
    ended(source, Outcome.NOT_FETCHED, "within 1 s", "try again later")
    assert took < 4.5
    assert files(tmp_path) == []


def test_a_secure_connection_that_is_never_agreed_ends_at_the_deadline(tmp_path: Path) -> None:
    limits = Limits(deadline=1.0, connect=1.0, allow_private=True)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        source = fetched(f"https://127.0.0.1:{silent.getsockname()[1]}/", tmp_path, limits)
    assert time.monotonic() - began < 4.5
    ended(source, Outcome.NOT_FETCHED, "within 1 s")


def test_no_thread_of_an_abandoned_exchange_stays(tmp_path: Path) -> None:
    limits = Limits(deadline=0.5, connect=0.5, allow_private=True)
    with server(_dripped_body) as url:
        fetched(url, tmp_path, limits)
        for _ in range(100):
            if not any(thread.name == "fetch" for thread in threading.enumerate()):
                return
            time.sleep(0.05)
    pytest.fail("the thread of the exchange is still there 5 s after the deadline")


def test_a_name_that_never_resolves_ends_at_the_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.addresses.socket.getaddrinfo", lambda *_, **__: time.sleep(5))
    began = time.monotonic()
    source = fetched("http://alder.example/", tmp_path, Limits(deadline=0.5, allow_private=True))
    assert time.monotonic() - began < 4.5
    ended(source, Outcome.NOT_FETCHED, "no complete answer within 0.5 s")


def test_a_bomb_is_too_large_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(200_000_000), 9)
    with server(lambda handler: send(handler, 200, bomb, Content_Encoding="gzip")) as url:
        ended(fetched(url, tmp_path), Outcome.TOO_LARGE, "more than 1,000,000 bytes")


def test_an_endless_body_is_too_large(tmp_path: Path) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(bytes(65536))

    with server(answer) as url:
        ended(fetched(url, tmp_path), Outcome.TOO_LARGE, "more than 1,000,000 bytes")


def test_nobody_at_the_port_is_not_fetched(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        ended(fetched(url, tmp_path), Outcome.NOT_FETCHED, "no connection", "Connection refused")


@pytest.mark.parametrize(
    "url", ["http://:80/", "http://[::1/", "http://alder..example/", "http://alder.example:99999/"]
)
def test_a_malformed_address_is_not_fetched(tmp_path: Path, url: str) -> None:
    ended(fetched(url, tmp_path), Outcome.NOT_FETCHED)


def test_a_host_that_does_not_exist_is_not_fetched(tmp_path: Path) -> None:
    ended(fetched("http://alder.invalid/", tmp_path), Outcome.NOT_FETCHED, "no such host", "correct the address")


# -- addresses


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0177.0.0.1",
    ],
)
def test_no_spelling_of_this_computer_is_read(tmp_path: Path, host: str) -> None:
    reached: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        reached.append(handler.path)
        send(handler, 200, PAGE)

    with server(answer) as url:
        source = fetched(url.replace("127.0.0.1", host), tmp_path, Limits(deadline=5.0, connect=1.0))
    assert reached == []
    assert source.outcome in (Outcome.DISALLOWED, Outcome.NOT_FETCHED)


def test_a_private_address_is_disallowed_and_the_option_named(tmp_path: Path) -> None:
    with server(lambda handler: send(handler, 200, PAGE)) as url:
        ended(fetched(url, tmp_path, Limits()), Outcome.DISALLOWED, "127.0.0.1", "--allow-private-addresses")


def test_a_redirect_to_a_private_address_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The first server plays a public one; only the hop to the second must be refused.
    monkeypatch.setattr("archive.addresses.is_public", lambda address: address == "127.0.0.1")
    with server(lambda handler: send(handler, 302, Location="http://127.0.0.2:9/secret")) as url:
        source = fetched(url, tmp_path, Limits(deadline=5.0, connect=1.0))
    ended(source, Outcome.DISALLOWED, "127.0.0.2", "--allow-private-addresses")


def test_a_name_is_resolved_once_and_the_checked_address_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    resolve = socket.getaddrinfo

    def rebinding(host: str, *args: object, **kwargs: object) -> object:
        asked.append(host)
        return resolve("127.0.0.1" if len(asked) == 1 else "127.0.0.2", *args, **kwargs)  # type: ignore[arg-type]

    with server(lambda handler: send(handler, 200, PAGE)) as url:
        monkeypatch.setattr("archive.addresses.socket.getaddrinfo", rebinding)
        source = fetched(url.replace("127.0.0.1", "alder.example"), tmp_path)
    assert (source.outcome, asked) == (None, ["alder.example"])


def test_the_proxy_of_the_environment_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with server(lambda handler: send(handler, 200, PAGE)) as url:
        assert fetched(url, tmp_path).outcome is None


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)  # fmt: skip
def test_an_address_that_is_not_of_the_public_internet_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_public_address_is_known(address: str) -> None:
    assert is_public(address)
