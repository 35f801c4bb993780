"""Reading sitemaps (sitemaps.org): XML, an index of others, gzipped, or plain lines; always within limits.

A sitemap may name millions of pages, unpack to gigabytes or lead to itself: what is unpacked, the entries of one file
and the number of files are all limited, and what was left out is told.
"""

from __future__ import annotations

import codecs
import io
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from archive.naming import address_words, named
from archive.sites import absolute, key

MOST_BYTES = 20_000_000  # unpacked, of one file
MOST_ENTRIES = 20_000  # of one file
MOST_ELEMENTS = 2_000_000  # of one file, with those that say when or how often, or show pictures
MOST_FILES = 6  # of one site
DEEPEST = 2  # an index of indexes
_GZIP = b"\x1f\x8b"
_LINE = re.compile(rb"\S+")


class SitemapError(Exception):
    """Why a sitemap is not used, for people."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one file names."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapped:
    """The pages that a site's sitemaps name, each with the sitemap that does, and what was not read and why."""

    pages: dict[str, str]
    left: tuple[tuple[str, str], ...]


def read_sitemap(content: bytes, url: str) -> Sitemap:
    """The entries of one sitemap. Raises `SitemapError` for what is none, and for one that is too large."""
    content = _unpacked(content)
    content = content.removeprefix(codecs.BOM_UTF8)
    if not content.lstrip().startswith(b"<"):
        lines = (line.group().decode("utf-8", "replace") for line in islice(_LINE.finditer(content), MOST_ENTRIES))
        named_pages = tuple(line for line in lines if line.startswith(("http://", "https://")))
        if not named_pages:
            raise SitemapError("no sitemap: neither XML nor lines of addresses")
        return Sitemap(named_pages)
    pages: list[str] = []
    sitemaps: list[str] = []
    for parent, address in _entries(content):
        found = absolute(url, address)
        if found is not None:
            (sitemaps if parent == "sitemap" else pages).append(found)
        if len(pages) + len(sitemaps) >= MOST_ENTRIES:
            break
    return Sitemap(tuple(dict.fromkeys(pages)), tuple(dict.fromkeys(sitemaps)))


def _entries(content: bytes) -> Iterator[tuple[str, str]]:
    """The text of each `loc` with the name of the element around it; of what was read nothing is kept."""
    events = etree.iterparse(
        io.BytesIO(content), events=("end",), recover=True, resolve_entities=False, no_network=True,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for _, element in islice(events, MOST_ELEMENTS):
            around = element.getparent()
            space, brace, name = element.tag.rpartition("}")
            own = f"{space}{brace}"  # not that of pictures and videos
            if name == "loc" and around is not None and around.tag in (f"{own}url", f"{own}sitemap"):
                yield around.tag.removeprefix(own), (element.text or "").strip()
            element.clear()
            while element.getprevious() is not None:
                del around[0]
    except etree.XMLSyntaxError as error:
        raise SitemapError(f"no sitemap: not well-formed ({error})") from error


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(_GZIP):
        return _within(content)
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacking.decompress(content, MOST_BYTES + 1)
    except zlib.error as error:
        raise SitemapError(f"no sitemap: damaged gzip ({error})") from error
    unpacked = _within(unpacked)
    if not unpacking.eof:
        raise SitemapError("cut short: the gzip file does not reach its end")
    return unpacked


def _within(content: bytes) -> bytes:
    if len(content) > MOST_BYTES:
        raise SitemapError(f"more than {MOST_BYTES:,} bytes unpacked")
    return content


def mapped(roots: tuple[str, ...], get: Callable[[str], bytes | None], owns: Callable[[str], bool]) -> Mapped:
    """The own pages that the sitemaps name, those of pages before those of posts and products.

    `get` gives a file's bytes, or None where it cannot be had and has said why itself.
    """
    waiting = [(root, 0) for root in roots]
    pages: dict[str, str] = {}
    left: list[tuple[str, str]] = []
    seen: set[str] = set()
    read = 0
    while waiting:
        waiting.sort(key=lambda one: (-_promise(one[0]), one[1]))
        url, depth = waiting.pop(0)
        if key(url) in seen or not owns(url):
            continue
        seen.add(key(url))
        if read >= MOST_FILES or (pages and _promise(url) < 0):
            left.append((url, f"sitemap not read: {read} others promised more"))
            continue
        content = get(url)
        read += content is not None
        try:
            found = read_sitemap(content, url) if content is not None else Sitemap()
        except SitemapError as error:
            left.append((url, str(error)))
            continue
        if depth < DEEPEST:
            waiting += [(inner, depth + 1) for inner in found.sitemaps]
        for page in found.pages:
            if owns(page) and len(pages) < MOST_ENTRIES:
                pages.setdefault(page, url)
    return Mapped(pages, tuple(left))


def _promise(url: str) -> float:
    """How much a sitemap's name promises: "page-sitemap.xml" before "post-sitemap.xml"."""
    words = address_words(url, 1).lower().replace("sitemap", " ").removesuffix("xml")
    return named(words).worth + (1.0 if "page" in words else 0.0)
