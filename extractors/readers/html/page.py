"""What a web page says about itself: title, language, canonical address, author and dates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.iso_dates import iso_date
from extractors.readers.tree import Element

PUBLISHED = (
    "article:published_time", "datepublished", "dcterms.issued", "dcterms.date", "dc.date", "dc.date.issued",
    "date", "publish-date", "pubdate",
)  # fmt: skip
CHANGED = ("article:modified_time", "datemodified", "og:updated_time", "dcterms.modified", "last-modified")
AUTHOR = ("author", "article:author", "dcterms.creator", "dc.creator", "dcterms.publisher", "og:site_name")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


FRAMES = ("iframe", "frame", "embed", "object")
_PASSWORD, _IS_REFRESH = (re.compile(rf"{name}$", re.IGNORECASE) for name in ("password", "refresh"))
AT_ONCE = 10  # seconds
BEGINNING = 2000  # characters of a script
SHORT_SCRIPT = 600  # characters
_REFRESH = re.compile(r"\s*(?P<seconds>\d{1,4}(?:\.\d*)?)\s*[;,]\s*(?:url\s*=)?\s*[\"']?(?P<url>[^\"'\s]+)", re.I)
_ON_CONDITION = re.compile(r"\bif\s*\(|addEventListener|onclick|\btop\b")
_LOCATION = re.compile(
    r"\blocation(?:\.href)?\s*=\s*[\"'](?P<url>[^\"']+)|location\.(?:replace|assign)\(\s*[\"'](?P<url2>[^\"']+)"
)


@dataclass(frozen=True, slots=True)
class About:
    """A page's metadata; None for what it does not say."""

    title: str | None
    language: str | None  # ISO 639-1
    url: str | None
    author: str | None
    published: str | None  # ISO date, month or year
    changed: str | None


@dataclass(frozen=True, slots=True)
class Asks:
    """What a page asks or does, beside what it shows."""

    password: bool
    leads_to: str | None  # the address to which it leads by itself, at once
    frames: bool  # it shows another page within itself


def asks(page: Element) -> Asks:
    """What a page asks of its visitor, or does with him."""
    password = any(_PASSWORD.match(_said_by(one, "type")) for one in page.elements("input"))
    frames = any(map(_shows_a_page, page.elements(FRAMES)))
    return Asks(password, _refreshed(page) or _forwarded(page), frames)


def _shows_a_page(frame: Element) -> bool:
    """Whether a frame shows something: those that count visitors are hidden, or only there without scripts."""
    if not frame.get("src") and not frame.get("data") and not frame.get("srcdoc"):
        return False
    sizes = (str(frame.get("width") or ""), str(frame.get("height") or ""))
    no_size = any(size.removesuffix("px") in ("0", "1") for size in sizes)
    return not no_size and frame.find_parent("noscript") is None and "none" not in str(frame.get("style") or "")


def scripts(page: Element) -> str:
    """The beginnings of a page's scripts, and the addresses of scripts and frames."""
    found = page.elements(("script", "iframe"))
    return "\n".join(f"{element.get('src') or ''} {element.get_text()[:BEGINNING]}" for element in found)


def _said_by(element: Element, name: str) -> str:
    return str(element.get(name) or "")


def _refreshed(page: Element) -> str | None:
    for meta in page.elements("meta"):
        if not _IS_REFRESH.match(_said_by(meta, "http-equiv")):
            continue
        found = _REFRESH.match(str(meta.get("content") or ""))
        if found and float(found["seconds"]) <= AT_ONCE:
            return found["url"].strip()
    return None


def _forwarded(page: Element) -> str | None:
    """Where a short script leads, as a page's only one; a long one may do so on a click."""
    inline = [script.get_text() for script in page.elements("script") if not script.get("src")]
    if sum(map(len, inline)) > SHORT_SCRIPT or any(_ON_CONDITION.search(text) for text in inline):
        return None
    found = next((match for text in inline if (match := _LOCATION.search(text))), None)
    return (found["url"] or found["url2"]) if found else None


def about(page: Element) -> About:
    """Read a page's metadata: from its head first, then from its structured data and time elements."""
    said = dict(_said(page))
    structured = list(_structured(page))
    times = [str(element.get("datetime") or "") for element in page.elements("time")]
    published = [said.get(PUBLISHED[0], ""), *_values(structured, "datePublished"), *_of(said, PUBLISHED), *times]
    changed = [*_of(said, CHANGED), *_values(structured, "dateModified")]
    authors = [*_of(said, AUTHOR[:1]), *_values(structured, "author"), *_of(said, AUTHOR)]
    first_changed = _first_date(changed)
    return About(
        title=_title(page),
        language=_language(page),
        url=_canonical(page, said),
        author=next((name for name in map(_on_one_line, authors) if name and not _ADDRESS.match(name)), None),
        published=_first_date(published) or first_changed,
        changed=first_changed,
    )


def _on_one_line(words: str) -> str:
    return " ".join(words.split())


def _said(page: Element) -> Iterator[tuple[str, str]]:
    for meta in reversed(page.find_all("meta")):  # the first of two with one name counts
        name = str(meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        yield name, str(meta.get("content") or "").strip()


def _of(said: dict[str, str], names: tuple[str, ...]) -> Iterator[str]:
    return (said[name] for name in names if said.get(name))


def _title(page: Element) -> str | None:
    for element in (page.find("title"), page.find("h1")):
        if element is not None and (text := " ".join(element.get_text(" ").split())):
            return text
    return None


def _language(page: Element) -> str | None:
    element = page.find("html")
    declared = str(element.get("lang") or element.get("xml:lang") or "") if element is not None else ""
    return declared[:2].lower() or None


def _canonical(page: Element, said: dict[str, str]) -> str | None:
    link = next((one for one in page.elements("link") if "canonical" in (one.get("rel") or ())), None)
    stated = [str(link.get("href") or "").strip() if link is not None else "", said.get("og:url", "")]
    return next((url for url in stated if _ADDRESS.match(url)), None)


def _first_date(values: list[str]) -> str | None:
    return next((found for value in values if (found := iso_date(value))), None)


def _structured(page: Element) -> Iterator[dict[str, object]]:
    """The records of the page's JSON-LD; broken ones are passed over."""
    for script in page.elements("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            data = json.loads(script.get_text())
        except (ValueError, RecursionError):
            continue
        for entry in data if isinstance(data, list) else [data]:
            if isinstance(entry, dict):
                yield entry
                graph = entry.get("@graph")
                yield from (part for part in graph if isinstance(part, dict)) if isinstance(graph, list) else ()


def _values(records: list[dict[str, object]], key: str) -> Iterator[str]:
    """The words under a key; of a person or an organisation its name."""
    for record in records:
        value = record.get(key)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                one = one.get("name")
            if isinstance(one, str) and one:
                yield one
