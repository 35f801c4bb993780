"""An invented company's website on this computer, with all that makes the search for documents hard.

It redirects, asks to wait, sets cookies, packs a bomb into a sitemap, has an endless calendar, links that are broken, a
menu that only a script fetches, documents behind queries and on a second host, twins in other languages and addresses,
placeholders, a page to sign in, and answers 200 for what is not there.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pdf_samples import drawn, write

PARAGRAPH = (
    "Drellbeck Mills expects every one of its suppliers to respect human rights, to refuse forced labour and child "
    "labour, to pay a living wage, and to keep workers healthy and safe. Workers may raise a concern with our "
    "whistleblowing line without fear of retaliation. We train our buyers each year, assess risks in our supply chain, "
    "and report on both. "
)
FOOT = '<footer><a href="/legal/privacy">Privacy</a> <a href="/gone">Modern Slavery Statement 2019</a></footer>'


def page(title: str, body: str, head: str = "") -> bytes:
    """A page of the website."""
    return (
        f"<!doctype html><html lang=en><head><title>{title} | Drellbeck Mills</title>{head}</head><body>"
        f"<h1>{title}</h1>{body}{FOOT}</body></html>"
    ).encode()


def text(title: str, about: str, times: int = 3) -> bytes:
    """A page with a text of its own about a subject."""
    lines = [f"<p>{title}, part {number}: {about} {PARAGRAPH}</p>" for number in range(times)]
    return page(title, "".join(lines))


def pdf(title: str, by: str = "Drellbeck Mills") -> bytes:
    """A document of one page that calls itself by a title."""
    words = (PARAGRAPH * 2).replace("Drellbeck Mills", by).split()
    lines = [" ".join(words[at : at + 14]) for at in range(0, len(words), 14)]

    def one_page(canvas: object) -> None:
        top = write(canvas, 60, 80, title, size=22)
        write(canvas, 60, top + 20, f"{title} of {by}.", *lines)

    return drawn(one_page)


@dataclass(slots=True)
class Asked:
    """One request, as the server saw it."""

    path: str
    status: int
    size: int
    at: float
    cookie: str | None


@dataclass(slots=True)
class Served:
    """A website that is being served."""

    address: str
    asked: list[Asked] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [one.path for one in self.asked]


Answer = tuple[int, bytes, dict[str, str]]


@contextmanager
def serving(answer: Callable[[str, Served], Answer]) -> Iterator[Served]:
    """A server on this computer; answers that are whole carry an ETag, and are not sent twice."""
    site = Served("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            at = time.monotonic()
            status, body, headers = answer(self.path, site)
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if status == 200 and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            self.send_response(status)
            usual = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), "ETag": tag}
            for name, value in (usual | {"Set-Cookie": "visit=1"} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            site.asked.append(Asked(self.path, status, len(body), at, self.headers.get("Cookie")))

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    site.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def drellbeck() -> Iterator[tuple[Served, Served]]:
    """The company's site, and the host on which it keeps its reports."""
    report = pdf("Sustainability Report 2024")
    law = pdf("Principles on Human Rights", "The Assembly")

    def elsewhere(path: str, site: Served) -> Answer:
        if path.startswith("/files/report"):
            return 200, report, {"Content-Type": "application/pdf"}
        if path == "/laws/act.pdf":
            return 200, law, {"Content-Type": "application/pdf"}
        return 404, b"no", {}

    with serving(elsewhere) as other:
        pages = _pages(other.address)

        def answer(path: str, site: Served) -> Answer:
            if path == "/supplier-code" and path not in site.paths:
                return 429, b"wait", {"Retry-After": "1"}
            if path.startswith("/dates/"):
                return 200, _month(path), {}
            if path in pages:
                return pages[path]
            if path.startswith("/old/"):
                return 404, b"gone", {}
            return 200, page("Oops", "<p>Nothing is here, have a look at our shirts instead.</p>" * 9), {}

        with serving(answer) as site:
            pages["/robots.txt"] = (
                200,
                f"User-agent: *\nDisallow: /private/\nSitemap: {site.address}/map.xml".encode(),
                {},
            )
            pages["/map.xml"] = (200, _index(site.address), {"Content-Type": "text/xml"})
            pages["/pages.xml"] = (200, _map(site.address, "/about/gender-pay-gap", "/", "/shop/shirt-1"), {})
            yield site, other


def _pages(other: str) -> dict[str, Answer]:
    moved = {"Location": "/en/"}
    code = pdf("Code of Conduct")
    octets = {"Content-Type": "application/octet-stream"}
    bomb = gzip.compress(b"<urlset>" + b" " * 60_000_000)
    html: dict[str, bytes] = {
        "/en/": page("Welcome", _MENU.replace("OTHER", other) + _SCRIPT + "<p>Shirts and sheets since 1874.</p>" * 30),
        "/parts/menu.html": b'<ul><li><a href="human-rights">Human Rights Policy</a><li><a href="/dates/1">Dates</a>',
        "/en/human-rights": text("Human Rights Policy", "Human rights come first."),
        "/de/human-rights": text("Menschenrechte: Grundsatzerklärung", "Menschenrechte sind uns wichtig."),
        "/print/human-rights-policy": text("Human Rights Policy", "Human rights come first.")
        + b"<p>Printed from our website.</p>",
        "/supplier-code": text("Supplier Code of Conduct", "Our supplier code of conduct binds suppliers."),
        "/about/gender-pay-gap": text("Gender Pay Gap", "Our gender pay gap is 4 %."),
        "/speak-up": page("Speak-Up Policy", "<p>This policy will be published here shortly.</p>"),
        "/board-papers": page(
            "Governance Policy", '<form><input type="password" name="p"></form><p>Please sign in.</p>'
        ),
        "/legal/privacy": text("Privacy Policy", "We keep your data."),
        "/news/2024/supplier-day": text("Supplier day: what they said of our code", "A fine day."),
        "/api/documents.json": b'[{"title": "Modern Slavery Statement 2024", "path": "/old-home/statement"}]',
        "/statement/2024": text("Modern Slavery Statement 2024", "Modern slavery has no place with us."),
        "/statement/2023": text("Modern Slavery Statement 2023", "Modern slavery has no place with us."),
    }
    answers: dict[str, Answer] = {path: (200, body, {}) for path, body in html.items()}
    return answers | {
        "/": (301, b"", moved),
        "/old-home/statement": (302, b"", {"Location": "/statement/2024"}),
        "/round": (302, b"", {"Location": "/round"}),
        "/download?id=7": (200, code, octets),
        "/media/code-of-conduct.pdf": (200, code, octets),
        "/bomb.xml.gz": (200, bomb, {"Content-Type": "application/gzip"}),
    }


_MENU = """<ul>
<li><a href="/supplier-code">Supplier Code of Conduct</a><li><a href="/round">Ethics policy</a>
<li><a href="/download?id=7">Code of Conduct (PDF)</a><li><a href="/media/code-of-conduct.pdf">Our Code of Conduct</a>
<li><a href="/de/human-rights">Menschenrechte</a>
<li><a href="/print/human-rights-policy">Print our human rights policy</a>
<li><a href="/speak-up">Speak-Up Policy</a><li><a href="/board-papers">Corporate Governance Policy</a>
<li><a href="/private/human-rights-policy.pdf">Human Rights Policy (internal)</a>
<li><a href="/news/2024/supplier-day">Supplier day</a>
<li><a href="/old/health-and-safety-policy">Health and Safety Policy</a>
<li><a href="/never-written-policy">Anti-Bribery Policy</a>
<li><a href="/statement/2023">Modern Slavery Statement 2023</a>
<li><a href="/dates/1">Dates</a></ul>
<h2>Sustainability</h2><p><a href="OTHER/files/report?v=3.pdf">Report 2024</a>
<a href="OTHER/laws/act.pdf">Principles on Human Rights</a></p>"""
_SCRIPT = '<script>load("/parts/menu.html"); fetch("/api/documents.json").then(show)</script>'


def _month(path: str) -> bytes:
    """A page of a calendar without an end."""
    number = int(path.rpartition("/")[2])
    links = "".join(f'<a href="/dates/{number + step}">When the mill is open</a> ' for step in range(1, 9))
    return page(f"Month {number}", f"<p>Nothing is on in month {number}.</p>" * 20 + links)


def _index(address: str) -> bytes:
    names = ("/pages.xml", "/bomb.xml.gz", "/map.xml")
    inside = "".join(f"<sitemap><loc>{address}{name}</loc></sitemap>" for name in names)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</sitemapindex>'.encode()


def _map(address: str, *paths: str) -> bytes:
    inside = "".join(f"<url><loc>{address}{path}</loc></url>" for path in paths)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</urlset>'.encode()
