"""One document from the web, within a deadline that holds whatever the server does.

A server may never answer, send a byte a minute, send without end, expand a few kilobytes to gigabytes,
break off in the middle or redirect in circles. The exchange runs in a thread of its own; when its time is
over, its socket is closed and nobody waits for it any longer. Only a whole body is ever returned.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from archive.addresses import AddressRefused, CheckedAdapter

USER_AGENT = "Firmword/0.1 (+corporate human-rights research)"
CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one source may cost: seconds, decoded bytes and redirects."""

    deadline: float = 30.0  # for the whole exchange, from the name's resolution to the last byte
    connect: float = 10.0
    max_bytes: int = 100_000_000
    redirects: int = 5
    allow_private: bool = False  # addresses of this computer and its network


@dataclass(frozen=True, slots=True)
class Body:
    """A whole body and how it was served."""

    content: bytes
    url: str  # after redirects
    served_as: str | None


class NoBody(Exception):
    """The way ended without a whole body: how the server answered, and the cure."""

    def __init__(self, answer: str, cure: str) -> None:
        super().__init__(f"{answer}; {cure}")
        self.answer = answer
        self.cure = cure


class TooLarge(NoBody):
    """More decoded bytes than allowed."""


class Disallowed(NoBody):
    """The address may not be read."""


def get(url: str, limits: Limits) -> Body:
    """The whole body behind a URL; raises `NoBody` or one of its kinds, at the latest after the deadline."""
    exchange = _Exchange(url, limits)
    threading.Thread(target=exchange.run, daemon=True, name="fetch").start()
    return exchange.wait()


class _Exchange:
    """One exchange, run in one thread and awaited in another."""

    def __init__(self, url: str, limits: Limits) -> None:
        self.url = url
        self.limits = limits
        self._body: Future[Body] = Future()
        self._sockets: list[socket.socket] = []
        self._over = False

    def run(self) -> None:
        try:
            self._body.set_result(_exchange(self.url, self.limits, self._opened))
        except Exception as error:
            self._body.set_exception(error)
        finally:
            self._close()

    def wait(self) -> Body:
        try:
            return self._body.result(self.limits.deadline)
        except TimeoutError:
            raise NoBody(
                f"no complete answer within {self.limits.deadline:g} s",
                "try again later, or save the document in a browser and list the file",
            ) from None
        finally:
            self._close()

    def _opened(self, connection: socket.socket) -> None:
        # A duplicate, because TLS takes the original away; shutting it down ends both.
        self._sockets.append(connection.dup())
        if self._over:  # the deadline passed while the name was resolved or the connection made
            self._close()
            raise TimeoutError("the deadline has passed")

    def _close(self) -> None:
        self._over = True
        for connection in self._sockets:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


def _exchange(url: str, limits: Limits, opened: Callable[[socket.socket], None]) -> Body:
    with requests.Session() as session:
        # The environment's proxies and passwords stay out: a proxy would resolve names unchecked.
        session.trust_env = False
        adapter = CheckedAdapter(limits.allow_private, limits.connect, opened)
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        # robots.txt and politeness towards one host come with the issue on collecting from the web.
        session.headers.update({"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"})
        try:
            return _follow(session, url, limits)
        except AddressRefused as error:
            raise Disallowed(f"refused: {error}", "if it is meant, add --allow-private-addresses") from error
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise _explained(error, limits) from error


def _follow(session: requests.Session, url: str, limits: Limits) -> Body:
    """The body at the end of a few redirects; each hop makes its own checked connection."""
    for _ in range(limits.redirects + 1):
        if urlsplit(url).scheme not in ("http", "https"):
            raise Disallowed(f"redirected to {url}", "only http and https addresses are read")
        seconds = (limits.connect, limits.deadline)
        with session.get(url, stream=True, allow_redirects=False, timeout=seconds) as response:
            target = session.get_redirect_target(response)
            if target is None:
                return _body(response, url, limits)
            url = urljoin(url, target)
    raise NoBody(f"more than {limits.redirects} redirects", "open the address in a browser and list where it ends")


def _body(response: requests.Response, url: str, limits: Limits) -> Body:
    if response.status_code != 200:
        raise NoBody(_status(response), _cure_for(response.status_code))
    content = bytearray()
    for chunk in response.iter_content(CHUNK):
        content += chunk
        if len(content) > limits.max_bytes:
            raise TooLarge(f"more than {limits.max_bytes:,} bytes", "save the part that matters, and list it as a file")
    promised = response.headers.get("Content-Length")
    received = response.raw.tell()  # bytes on the wire, before decoding
    if promised is not None and promised.isdecimal() and int(promised) != received:
        raise NoBody(f"cut short: {received:,} of {promised} bytes arrived", "screen again to fetch it once more")
    return Body(bytes(content), url, response.headers.get("Content-Type"))


def _status(response: requests.Response) -> str:
    reason = (response.reason or "").strip()
    return f"HTTP {response.status_code} ({reason})" if reason else f"HTTP {response.status_code}"


def _cure_for(status: int) -> str:
    if status in (404, 410):
        return "the page is gone or misspelt: correct the address, or list a saved copy as a file"
    if status in (401, 403, 407, 451):
        return "the server does not give it to a program: save the document in a browser and list the file"
    if status == 429 or status >= 500:
        return "the server is busy or broken: screen again later"
    return "open the address in a browser, and list the address where the document itself is"


def _explained(error: Exception, limits: Limits) -> NoBody:
    """The library's error in a researcher's words."""
    cause = _root(error)
    if isinstance(error, (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError)):
        return NoBody(f"cut short or damaged on the way ({cause})", "screen again to fetch it once more")
    if isinstance(cause, socket.gaierror):
        return NoBody(f"no such host ({cause.strerror})", "correct the address, or check the network")
    if isinstance(cause, ssl.SSLError):
        return NoBody(f"no safe connection ({cause})", "save the document in a browser and list the file")
    if isinstance(error, requests.Timeout) or isinstance(cause, TimeoutError):
        return NoBody(
            f"no answer within {limits.connect:g} s",
            "try again later, or save the document and list the file",
        )
    if isinstance(error, ValueError):
        return NoBody(f"not a web address ({error})", "correct it; it should look like https://host/path")
    return NoBody(f"no connection ({cause})", "check the address and the network, then screen again")


def _root(error: BaseException) -> BaseException:
    """The error that all the others were made of."""
    while (inner := error.__cause__ or error.__context__) is not None:
        error = inner
    return error
