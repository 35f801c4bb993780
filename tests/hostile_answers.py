"""Answers that do harm, as raw bytes on a socket, and the servers that give them.

`HOSTILE` names each with what the reader must say about it; `SOUND` are odd answers that are whole documents.
"""

from __future__ import annotations

import gzip
import os
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

PAGE = b"<!doctype html><html><body>" + b"<p>We respect human rights.</p>" * 400 + b"</body></html>"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
PACKED = gzip.compress(PAGE)
ZEROS = bytes(1_000_000)
BOMB_MEMBER = gzip.compress(ZEROS, 9)

Answer = Callable[[socket.socket], None]


def whole(head: bytes, body: bytes = b"", length: int | None = None) -> bytes:
    """A head with the length of its body, or another."""
    return head + b"Content-Length: %d\r\n\r\n" % (len(body) if length is None else length) + body


def says(answer: bytes) -> Answer:
    """Sends this and closes."""
    return lambda connection: connection.sendall(answer)


def endless(begin: bytes, again: bytes) -> Answer:
    """Sends as fast as it is read, without end."""
    block = again * max(1, 65536 // len(again))

    def answer(connection: socket.socket) -> None:
        connection.sendall(begin)
        while True:
            connection.sendall(block)

    return answer


def drips(begin: bytes, drop: bytes = b"a") -> Answer:
    """Sends something at once, then a drop each tenth of a second."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(begin)
        while True:
            time.sleep(0.1)
            connection.sendall(drop)

    return answer


def redirects(target: bytes, status: bytes = b"302 Found") -> Answer:
    """Points elsewhere."""
    return says(b"HTTP/1.1 " + status + b"\r\nLocation: " + target + b"\r\nContent-Length: 0\r\n\r\n")


def silent(connection: socket.socket) -> None:
    """Never answers."""
    time.sleep(30)


def late_redirects(connection: socket.socket) -> None:
    """Points ever further, slowly."""
    time.sleep(0.4)
    redirects(b"/%d" % time.monotonic_ns())(connection)


def breaks_off(connection: socket.socket) -> None:
    """Sends half and resets the connection."""
    connection.sendall(whole(OK, PAGE)[:2000])
    time.sleep(0.05)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def bare_deflate(content: bytes) -> bytes:
    """Deflate without zlib's head, as some servers send it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def encoded(name: bytes, body: bytes, length: int | None = None) -> bytes:
    """A whole answer that says how its body is packed."""
    return whole(OK + b"Content-Encoding: " + name + b"\r\n", body, length)


DEADLINE = ("within 1.5 s",)
LARGE = ("more than 5,000,000 bytes",)
CUT = ("cut short",)
LENGTHS = ("contradictory lengths",)
NO_ANSWER = ("no proper answer",)
GZIP_HEAD = OK + b"Content-Encoding: gzip\r\n\r\n"
EMPTY_BLOCKS = b"\x00\x00\x00\xff\xff"  # stored deflate blocks of nothing

HOSTILE: dict[str, tuple[Answer, tuple[str, ...]]] = {
    # too slow
    "silent": (silent, DEADLINE),
    "dripped status line": (drips(b"HTTP/1.1 200 "), DEADLINE),
    "dripped header": (drips(b"HTTP/1.1 200 OK\r\nX-Slow: "), DEADLINE),
    "dripped header lines": (drips(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), DEADLINE),
    "dripped body": (drips(whole(OK, b"", 5000)), DEADLINE),
    "dripped body without length": (drips(OK + b"\r\n"), DEADLINE),
    "dripped chunks": (drips(CHUNKED, b"1\r\na\r\n"), DEADLINE),
    "dripped chunk size": (drips(CHUNKED, b"0"), ("within 1.5 s", "no proper answer")),
    "dripped gzip": (drips(GZIP_HEAD + PACKED[:20], EMPTY_BLOCKS), ("within 1.5 s", "cut short or damaged")),
    "dripped interim answers": (drips(b"", b"HTTP/1.1 102 Processing\r\n\r\n"), ("answers before the answer",)),
    "dripped newlines": (drips(b"", b"\r\n"), (*DEADLINE, *NO_ANSWER)),
    "slow redirects": (late_redirects, DEADLINE),
    # without end
    "endless body": (endless(OK + b"\r\n", b"a"), LARGE),
    "endless chunks": (endless(CHUNKED, b"400\r\n" + bytes(1024) + b"\r\n"), LARGE),
    "endless tiny chunks": (endless(CHUNKED, b"1\r\na\r\n"), (*LARGE, *DEADLINE)),
    "endless header line": (endless(b"HTTP/1.1 200 OK\r\nX: ", b"a"), NO_ANSWER),
    "header flood": (endless(b"HTTP/1.1 200 OK\r\n", b"X-Flood: aaaaaaaaaaaaaaaaaaaaaaa\r\n"), NO_ANSWER),
    "endless status line": (endless(b"HTTP/1.1 200 ", b"a"), NO_ANSWER),
    "endless interim answers": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), ("answers before the answer",)),
    "endless newlines": (endless(b"", b"\r\n"), (*LARGE, *NO_ANSWER, *DEADLINE)),
    "endless chunk size": (endless(CHUNKED, b"0"), NO_ANSWER),
    "endless chunk extension": (endless(CHUNKED + b"5;", b"a"), NO_ANSWER),
    "endless trailer": (endless(CHUNKED + b"0\r\n", b"X: aaaaaaaa\r\n"), NO_ANSWER),
    "endless body of a redirect": (
        endless(b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n", b"a"),
        ("redirected in a circle",),
    ),
    "endless body of a 404": (endless(b"HTTP/1.1 404 Not Found\r\n\r\n", b"a"), ("HTTP 404",)),
    "endless body of a 304": (endless(b"HTTP/1.1 304 Not Modified\r\n\r\n", b"a"), ("HTTP 304",)),
    "endless empty blocks": (endless(GZIP_HEAD + PACKED[:10], EMPTY_BLOCKS), LARGE),
    "endless members": (endless(GZIP_HEAD, gzip.compress(b"")), (*LARGE, *DEADLINE)),
    "endless padding": (endless(GZIP_HEAD + PACKED, b"\0"), LARGE),
    # bombs
    "gzip bomb": (says(encoded(b"gzip", gzip.compress(bytes(150_000_000), 9))), LARGE),
    "deflate bomb": (says(encoded(b"deflate", zlib.compress(bytes(150_000_000), 9))), LARGE),
    "bare deflate bomb": (says(encoded(b"deflate", bare_deflate(bytes(150_000_000)))), LARGE),
    "bomb of members": (endless(GZIP_HEAD, BOMB_MEMBER), LARGE),
    "bomb in a bomb": (says(encoded(b"gzip, gzip", gzip.compress(BOMB_MEMBER))), ("not asked for (gzip, gzip)",)),
    "br": (says(encoded(b"br", b"\x0b\x00\x80\x03")), ("not asked for (br)",)),
    "zstd": (says(encoded(b"zstd", b"\x28\xb5\x2f\xfd")), ("not asked for (zstd)",)),
    "packed twice": (
        says(OK + b"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(PACKED)),
        ("not asked for (gzip, gzip)",),
    ),
    "endless name in a gzip": (endless(GZIP_HEAD + b"\x1f\x8b\x08\x08\0\0\0\0\0\x03", b"a"), LARGE),
    "deflate that wants a dictionary": (
        says(encoded(b"deflate", b"\x78\xbb\x00\x00\x00\x01" + zlib.compress(PAGE)[2:])),
        CUT,
    ),
    "packed as nonsense": (says(encoded(b"x" * 500, b"abc")), ("not asked for",)),
    # cut
    "cut body": (says(whole(OK, PAGE)[:-500]), CUT),
    "cut chunk": (says(CHUNKED + b"ff\r\nWe re"), CUT),
    "no last chunk": (says(CHUNKED + b"5\r\nWe re\r\n"), CUT),
    "half a gzip": (says(encoded(b"gzip", PACKED[: len(PACKED) // 2])), CUT),
    "half a gzip in chunks": (
        says(
            OK + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n" + PACKED[:32] + b"\r\n0\r\n\r\n"
        ),
        CUT,
    ),
    "half a gzip without length": (says(GZIP_HEAD + PACKED[:-9]), CUT),
    "gzip without its sum": (says(encoded(b"gzip", PACKED[:-8])), CUT),
    "gzip with a wrong sum": (says(encoded(b"gzip", PACKED[:-8] + bytes(8))), CUT),
    "head of a gzip": (says(encoded(b"gzip", PACKED[:10])), CUT),
    "second member cut": (says(encoded(b"gzip", PACKED + PACKED[:30])), CUT),
    "more after a gzip": (says(encoded(b"gzip", PACKED + b"more")), CUT),
    "no gzip": (says(encoded(b"gzip", PAGE)), CUT),
    "cut deflate": (says(encoded(b"deflate", zlib.compress(PAGE)[:-6])), CUT),
    "cut bare deflate": (says(encoded(b"deflate", bare_deflate(PAGE)[:-6])), CUT),
    "closed": (says(b""), ("closed without an answer",)),
    "closed in the head": (says(b"HTTP/1.1 200 OK\r\nContent-"), CUT),
    "reset": (breaks_off, ("no connection", "cut short")),
    # lengths that contradict
    "longer than announced": (says(whole(OK, PAGE, 100)), LENGTHS),
    "two lengths": (says(OK + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde"), LENGTHS),
    "two lengths in one": (says(OK + b"Content-Length: 3, 5\r\n\r\nabcde"), LENGTHS),
    "length and chunks": (
        says(OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        LENGTHS,
    ),
    "negative length": (says(OK + b"Content-Length: -5\r\n\r\nabcde"), LENGTHS),
    "length with a sign": (says(OK + b"Content-Length: +5\r\n\r\nabcde"), LENGTHS),
    "length of 5,000 digits": (says(OK + b"Content-Length: " + b"1" * 5000 + b"\r\n\r\nabc"), LENGTHS),
    "length of words": (says(OK + b"Content-Length: five\r\n\r\nabcde"), LENGTHS),
    "length of a petabyte": (says(whole(OK, PAGE, 10**15)), LARGE),
    "length of forty digits": (says(whole(OK, PAGE, 10**40)), (*LENGTHS, *LARGE)),
    "part as a whole": (says(whole(OK + b"Content-Range: bytes 0-9/5000\r\n", PAGE)), ("Content-Range",)),
    "206": (says(whole(b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-9/5000\r\n", PAGE)), ("HTTP 206",)),
    "204": (says(b"HTTP/1.1 204 No Content\r\n\r\n"), ("HTTP 204",)),
    "205": (says(whole(b"HTTP/1.1 205 Reset Content\r\n", PAGE)), ("HTTP 205",)),
    "304 that nobody asked for": (says(b"HTTP/1.1 304 Not Modified\r\n\r\n"), ("HTTP 304",)),
    # chunks that are none
    "chunk size of words": (says(CHUNKED + b"five\r\nWe re\r\n0\r\n\r\n"), NO_ANSWER),
    "chunk of 50 digits": (says(CHUNKED + b"0" * 50 + b"5\r\nabcde\r\n0\r\n\r\n"), NO_ANSWER),
    "cut trailer": (says(CHUNKED + b"5\r\nabcde\r\n0\r\nX: 1\r\n"), CUT),
    "chunks said twice": (says(OK + b"Transfer-Encoding: chunked\r\n" + CHUNKED[len(OK) :] + b"0\r\n\r\n"), NO_ANSWER),
    "negative chunk": (says(CHUNKED + b"-5\r\nWe re\r\n0\r\n\r\n"), NO_ANSWER),
    "chunk longer than said": (says(CHUNKED + b"2\r\nWe respect\r\n0\r\n\r\n"), NO_ANSWER),
    "chunk of an exabyte": (says(CHUNKED + b"fffffffffffffff\r\nWe re"), CUT),
    "two codings of transfer": (says(OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), NO_ANSWER),
    # redirects
    "circles": (redirects(b"/again"), ("redirected in a circle",)),
    "redirect to itself": (redirects(b""), ("redirected in a circle",)),
    "redirect with a zone": (redirects(b"http://[fe80::1%25lo]/"), ("an address with a zone",)),
    "redirect by a tab": (redirects(b"ht\ttp://127.0.0.2:9/"), ("127.0.0.2 is no public address",)),
    "redirect to wide digits": (redirects("http://\uff11\uff12\uff17.0.0.2:9/".encode()), ("no web address",)),
    "redirect to another protocol's name": (redirects(b"FILE:/etc/passwd"), ("redirected to file:",)),
    "redirect with a bomb": (
        endless(b"HTTP/1.1 303 S\r\nLocation: http://127.0.0.2:9/\r\nContent-Encoding: gzip\r\n\r\n", BOMB_MEMBER),
        ("no public address",),
    ),
    "many choices": (redirects(b"/a", b"300 Multiple Choices"), ("HTTP 300",)),
    "a proxy to use": (redirects(b"http://127.0.0.2:9/", b"305 Use Proxy"), ("HTTP 305",)),
    "redirect to a file": (redirects(b"file:///etc/passwd"), ("redirected to file:",)),
    "redirect to ftp": (redirects(b"ftp://127.0.0.1/a"), ("redirected to ftp:",)),
    "redirect to data": (redirects(b"data:text/html,hi"), ("redirected to data:",)),
    "redirect to a script": (redirects(b"javascript:alert(1)"), ("redirected to javascript:",)),
    "redirect to gopher": (redirects(b"gopher://127.0.0.1:70/_x"), ("redirected to gopher:",)),
    "redirect with a password": (redirects(b"http://a:b@127.0.0.1/"), ("user name or password",)),
    "redirect to no host": (redirects(b"http://"), ("redirected in a circle",)),
    "redirect to half a host": (redirects(b"http://[::1"), ("no web address",)),
    "redirect to no port": (redirects(b"http://127.0.0.1:0/"), ("no web address",)),
    "redirect to a port too far": (redirects(b"http://127.0.0.1:99999/"), ("no web address",)),
    "redirect to two places": (
        says(b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\n\r\n"),
        ("contradictory headers",),
    ),
    "redirect to a long place": (redirects(b"/" + b"a" * 200_000), NO_ANSWER),
    "redirect to nowhere": (says(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"), ("HTTP 302",)),
    "redirect to a private address": (redirects(b"http://10.0.0.1/"), ("10.0.0.1 is no public address",)),
    "redirect to this computer": (redirects(b"http://127.0.0.2:9/"), ("127.0.0.2 is no public address",)),
    "redirect to a cloud's secrets": (redirects(b"http://169.254.169.254/"), ("no public address",)),
    "redirect to a number": (redirects(b"http://2130706434/"), ("2130706434 is 127.0.0.2, no public address",)),
    # no HTTP
    "ssh": (says(b"SSH-2.0-OpenSSH_9.9\r\n"), ("no proper answer", "cut short")),
    "bare page": (says(PAGE + b"\r\n\r\n"), NO_ANSWER),
    "http 2": (says(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), NO_ANSWER),
    "noise": (says(os.urandom(5000) + b"\r\n\r\n"), NO_ANSWER),
    "noughts": (says(bytes(5000)), NO_ANSWER),
    "another protocol": (
        says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
        NO_ANSWER,
    ),
    "status of two digits": (says(b"HTTP/1.1 20 OK\r\n\r\n"), NO_ANSWER),
    "delta": (says(whole(b"HTTP/1.1 226 IM Used\r\n", PAGE)), ("HTTP 226",)),
    "busy until the year 9999": (
        says(b"HTTP/1.1 503 X\r\nRetry-After: Fri, 31 Dec 9999 23:59:59 -2359\r\n\r\n"),
        ("HTTP 503",),
    ),
    "long answers before the answer": (
        says((b"HTTP/1.1 103 E\r\nLink: " + b"a" * 60_000 + b"\r\n\r\n") * 9),
        ("answers before the answer",),
    ),
    "status 999": (says(b"HTTP/1.1 999 Denied\r\n\r\n"), ("HTTP 999",)),
    "header without a colon": (says(b"HTTP/1.1 200 OK\r\nContent-Length 5\r\n\r\nabcde"), NO_ANSWER),
    "header with a nought": (says(b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\nabcde"), NO_ANSWER),
    "huge header": (says(b"HTTP/1.1 200 OK\r\nSet-Cookie: " + b"a" * 1_000_000 + b"\r\n\r\n"), NO_ANSWER),
    "hostile reason": (says(b"HTTP/1.1 500 \x1b[2Jboo" + b"o" * 5000 + b"\r\n\r\n"), ("HTTP 500",)),
}

SOUND: dict[str, Answer] = {
    "length": says(whole(OK, PAGE)),
    "two equal lengths": says(OK + b"Content-Length: %d\r\n" % len(PAGE) + whole(b"", PAGE)),
    "chunks": says(CHUNKED + b"%x\r\n" % len(PAGE) + PAGE + b"\r\n0\r\n\r\n"),
    "chunks with extension and trailer": says(
        CHUNKED + b"%x;a=b\r\n" % len(PAGE) + PAGE + b"\r\n0\r\nX-Sum: 1\r\n\r\n"
    ),
    "until closed": says(OK + b"\r\n" + PAGE),
    "http 1.0": says(b"HTTP/1.0 200 OK\r\n\r\n" + PAGE),
    "line feeds alone": says(b"HTTP/1.1 200 OK\nContent-Length: %d\n\n" % len(PAGE) + PAGE),
    "gzip": says(encoded(b"gzip", PACKED)),
    "gzip in two members": says(encoded(b"gzip", gzip.compress(PAGE[:99]) + gzip.compress(PAGE[99:]))),
    "gzip, padded": says(encoded(b"gzip", PACKED + bytes(9))),
    "x-gzip": says(encoded(b"X-GZIP", PACKED)),
    "deflate": says(encoded(b"deflate", zlib.compress(PAGE))),
    "bare deflate": says(encoded(b"deflate", bare_deflate(PAGE))),
    "hints first": says(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + whole(OK, PAGE)),
    "identity": says(encoded(b"identity", PAGE)),
}  # fmt: skip


@contextmanager
def serving(answer: Answer, address: str = "127.0.0.1") -> Iterator[str]:
    """A server that gives each connection this answer, after the request's head; gives its address."""
    with socket.create_server((address, 0), backlog=64) as door:

        def talk(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                connection.settimeout(20)
                asked = b""
                while b"\r\n\r\n" not in asked and (more := connection.recv(65536)):
                    asked += more
                answer(connection)

        def welcome() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = door.accept()
                    threading.Thread(target=talk, args=(connection,), daemon=True).start()

        threading.Thread(target=welcome, daemon=True).start()
        yield f"http://{address}:{door.getsockname()[1]}/policy"
