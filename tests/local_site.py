"""A website on this computer, told what to answer, that remembers what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """One answer."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str | None = None  # with one, a question that knows it is answered with 304
    pause: float = 0.0  # seconds before the answer


@dataclass
class Asked:
    """One question."""

    path: str
    at: float
    headers: Mapping[str, str]


Pages = dict[str, "Page | Callable[[int], Page]"]  # by path; a function is told how often the path was asked before


@dataclass
class Site:
    """The site's address, its pages (which may be changed), and all that was asked."""

    url: str
    pages: Pages
    asked: list[Asked] = field(default_factory=list)

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [one.path for one in self.asked]


@contextmanager
def site(pages: Pages, address: str = "127.0.0.1") -> Iterator[Site]:
    """Serves the pages; whatever is not among them is 404, robots.txt too."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with lock:
                before = found.paths().count(self.path)
                found.asked.append(Asked(self.path, time.monotonic(), dict(self.headers)))
            page = found.pages.get(self.path, Page(b"none", 404))
            page = page(before) if callable(page) else page
            time.sleep(page.pause)
            known = page.etag is not None and self.headers["If-None-Match"] == page.etag
            body = b"" if known else page.body
            with suppress(OSError):
                self.send_response(304 if known else page.status)
                for name, value in page.headers.items():
                    self.send_header(name, value)
                if page.etag is not None:
                    self.send_header("ETag", page.etag)
                if not known:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer((address, 0), Handler)
    server.daemon_threads = True
    found = Site(f"http://{address}:{server.server_port}", pages)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
