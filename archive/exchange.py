"""One request and its answer over a connection of its own, with a limit on every byte and every second.

h11 reads the protocol: what contradicts itself (two lengths, broken chunks, a body that ends early) is an error
there and no guess. The body of anything but a wanted answer is never read: the connection is closed on it.
"""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import certifi
import h11

from archive.addresses import AddressRefused, connect_checked
from archive.decoding import Damaged, Decoder, decoder
from archive.limits import Budget, Busy, Disallowed, Limits, NoBody, TooLarge
from archive.urls import Url, parsed

REDIRECTS = frozenset({301, 302, 303, 307, 308})
LATER = frozenset({429, 502, 503, 504})
CHUNK = 64 * 1024
MAX_HEAD = 128 * 1024  # bytes of all header lines together
MAX_FRAMING = 1_000_000  # bytes on the wire beyond the body: heads, and the marks of chunks where these are tiny
MAX_INTERIM = 8  # answers before the answer, such as 103
LINGER = 0.25  # seconds in which a server may show that it sends more than it announced

Event = TypeVar("Event")


@dataclass(frozen=True, slots=True)
class Response:
    """The head of an answer, and its body where that was wanted."""

    status: int
    headers: tuple[tuple[str, str], ...]  # names in lower case
    address: str
    asked: bytes
    answered: bytes
    content: bytes = b""
    length_stated: bool = True

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        return next((value for key, value in self.headers if key == name), None)


def exchange(url: str, headers: list[tuple[str, str]], limits: Limits, budget: Budget) -> Response:
    """The answer to one GET: a redirect without its body, a 304 to a question with validators, or a whole 200.

    Raises `NoBody` or one of its kinds for everything else.
    """
    try:
        where = parsed(url)
    except ValueError as error:
        raise no_address(error) from error
    try:
        with _connection(where, limits, budget) as connection:
            return _Exchange(connection, where, limits, budget).run(url, headers)
    except AddressRefused as error:
        raise Disallowed(f"refused: {error}", "if it is meant, add --allow-private-addresses") from error
    except (OSError, UnicodeError) as error:
        raise _explained(error, limits, budget) from error


def no_address(error: ValueError) -> NoBody:
    """What is no address of the web, in a researcher's words."""
    return NoBody(f"not a web address ({error})", "correct it; it should look like https://host/path")


def _connection(where: Url, limits: Limits, budget: Budget) -> socket.socket:
    plain = connect_checked(where.host, where.port, limits.allow_private, min(limits.connect, budget.check()), budget)
    if where.scheme == "http":
        return plain
    try:
        plain.settimeout(budget.check())
        return _trust().wrap_socket(plain, server_hostname=where.host)
    except BaseException:
        plain.close()
        raise


@cache
def _trust() -> ssl.SSLContext:
    """Whom a secure connection trusts: the system's authorities, and those that browsers know."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class _Exchange:
    """One question on one connection."""

    def __init__(self, connection: socket.socket, where: Url, limits: Limits, budget: Budget) -> None:
        self.connection = connection
        self.where = where
        self.limits = limits
        self.budget = budget
        self.protocol = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEAD)
        self.received = 0

    def run(self, url: str, headers: list[tuple[str, str]]) -> Response:
        """Ask, and read the answer."""
        address = str(self.connection.getpeername()[0])
        asked = self._ask(headers)
        conditional = any(name.startswith("If-") for name, _ in headers)
        try:
            head = self._head()
            plain = _headers(head)
            answered = _head_bytes(head)
            response = Response(head.status_code, plain, address, asked, answered)
            if head.status_code in REDIRECTS and response.header("location") is not None:
                _only_one(plain, "location")
                return response
            if head.status_code == 304 and conditional:
                return response
            _refuse(url, head, response)
            content = self._body(plain)
        except h11.RemoteProtocolError as error:
            raise _broken(error, self.received) from error
        stated = any(name in ("content-length", "transfer-encoding") for name, _ in plain)
        return Response(head.status_code, plain, address, asked, answered, content, stated)

    def _ask(self, headers: list[tuple[str, str]]) -> bytes:
        every = [("Host", self.where.authority), *headers, ("Connection", "close")]
        request = h11.Request(method="GET", target=self.where.target, headers=every)
        asked = (self.protocol.send(request) or b"") + (self.protocol.send(h11.EndOfMessage()) or b"")
        self.connection.settimeout(self.budget.check())
        self.connection.sendall(asked)
        return asked

    def _next(self) -> h11.Event:
        """The next event of the protocol."""
        while True:
            event = self.protocol.next_event()
            if event is h11.NEED_DATA:
                self.connection.settimeout(self.budget.check())
                data = self.connection.recv(CHUNK)
                self.received += len(data)
                if self.received > self.limits.max_bytes + MAX_FRAMING:
                    raise _too_large(self.limits)
                self.protocol.receive_data(data)
            elif event is h11.PAUSED or isinstance(event, h11.ConnectionClosed):
                raise NoBody("closed without an answer", "try again: it is fetched once more")
            else:
                assert not isinstance(event, type)
                return event

    def _head(self) -> h11.Response:
        for _ in range(MAX_INTERIM + 1):
            event = self._next()
            if isinstance(event, h11.Response):
                return event
            if isinstance(event, h11.InformationalResponse) and event.status_code == 101:
                break
        raise NoBody("answers before the answer without end", "open the address in a browser")

    def _body(self, headers: tuple[tuple[str, str], ...]) -> bytes:
        stated = next((value for name, value in headers if name == "content-length"), None)
        if stated is not None and int(stated) > self.limits.max_bytes:
            raise _too_large(self.limits)
        decoding = decoder(headers, self.limits, self.budget)
        while True:
            event = self._next()
            self.budget.check()
            if isinstance(event, h11.Data):
                _decoded(decoding, bytes(event.data))
            elif isinstance(event, h11.EndOfMessage):
                break
        if stated is not None:
            self._nothing_more(stated)
        try:
            return decoding.whole()
        except Damaged as error:
            raise _cut(str(error)) from error

    def _nothing_more(self, stated: str) -> None:
        """A body is whole only when the server sends no more than the length that it announced."""
        surplus = bool(self.protocol.trailing_data[0])
        if not surplus:
            self.connection.settimeout(min(LINGER, self.budget.left()) or LINGER)
            try:
                surplus = bool(self.connection.recv(1))
            except OSError:  # it keeps the connection open, or broke it off after the last byte
                return
        if surplus:
            raise NoBody(f"contradictory lengths: more than the {stated} bytes announced", "list a saved copy instead")


def _decoded(decoding: Decoder, data: bytes) -> None:
    try:
        decoding.add(data)
    except Damaged as error:
        raise _cut(str(error)) from error


def _headers(head: h11.Response) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("ascii"), _text(value)) for name, value in head.headers)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _head_bytes(head: h11.Response) -> bytes:
    lines = [b"HTTP/%b %d %b" % (head.http_version, head.status_code, head.reason)]
    lines += [b"%b: %b" % (name, value) for name, value in head.headers.raw_items()]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _only_one(headers: tuple[tuple[str, str], ...], name: str) -> None:
    if len({value for key, value in headers if key == name}) > 1:
        raise NoBody(f"contradictory headers ({name})", "open the address in a browser, and list where it leads")


def _refuse(url: str, head: h11.Response, response: Response) -> None:
    """Raises for every answer whose body is not the whole document."""
    status = head.status_code
    reason = "".join(c for c in _text(head.reason) if c.isprintable()).strip()[:80]
    answer = f"HTTP {status} ({reason})" if reason else f"HTTP {status}"
    if status in LATER:
        raise Busy(answer, _cure_for(status), url, response.header("retry-after"))
    if status != 200:
        raise NoBody(answer, _cure_for(status))
    names = {name for name, _ in response.headers}
    if "content-range" in names:
        raise NoBody(f"{answer}, but only a part (Content-Range)", "save the whole document, and list the file")
    if {"content-length", "transfer-encoding"} <= names:
        raise NoBody(f"{answer}, contradictory lengths (Content-Length beside chunks)", "list a saved copy instead")


def _cure_for(status: int) -> str:
    if status in (404, 410):
        return "the page is gone or misspelt: correct the address, or list a saved copy as a file"
    if status in (401, 403, 407, 451):
        return "the server does not give it to a program: save the document in a browser and list the file"
    if status == 429 or status >= 500:
        return "the server is busy or broken: try again later"
    return "open the address in a browser, and list the address where the document itself is"


def _too_large(limits: Limits) -> TooLarge:
    return TooLarge(f"more than {limits.max_bytes:,} bytes", "save the part that matters, and list it as a file")


def _cut(why: str) -> NoBody:
    return NoBody(f"cut short or damaged on the way ({why})", "try again: it is fetched once more")


def _broken(error: h11.RemoteProtocolError, received: int) -> NoBody:
    """What is no HTTP, or contradicts itself, in a researcher's words."""
    why = str(error)
    if "closed connection" in why or "without sending complete" in why or "unexpectedly" in why:
        return _cut(f"{received:,} bytes arrived: {why}")
    if "bad Content-Length" in why or "conflicting Content-Length" in why:
        return NoBody(f"contradictory lengths ({why[:200]})", "list a saved copy instead")
    if received == 0:
        return NoBody("closed without an answer", "try again: it is fetched once more")
    return NoBody(f"no proper answer ({why[:200]})", "open the address in a browser, and list a saved copy")


def _explained(error: Exception, limits: Limits, budget: Budget) -> NoBody:
    """The system's error in a researcher's words."""
    if isinstance(error, UnicodeError):
        return no_address(ValueError(str(error)))
    if isinstance(error, TimeoutError):
        if budget.left() <= 0.01:
            return budget.over()
        return NoBody(
            f"no answer within {limits.connect:g} s", "try again later, or save the document and list the file"
        )
    if isinstance(error, socket.gaierror):
        return NoBody(f"no such host ({error.strerror})", "correct the address, or check the network")
    if isinstance(error, ssl.SSLError):
        return NoBody(f"no safe connection ({error})", "save the document in a browser and list the file")
    return NoBody(f"no connection ({error})", "check the address and the network, then try again")
