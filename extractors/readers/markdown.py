"""Reading Markdown: markdown-it makes HTML of it, the HTML reader does the rest; front matter gives title and date."""

from __future__ import annotations

import re
from dataclasses import replace

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from extractors.readers.charset import noted
from extractors.readers.format import MARKDOWN, Format, no_boxes
from extractors.readers.html import read_soup
from extractors.readers.text import words_of
from extractors.records import Document, Reading

FRONT_MATTER = re.compile(
    r"\A(?P<fence>---|\+\+\+)[ \t]*\n(?P<matter>.*?)\n(?:(?P=fence)|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
FIELD = re.compile(
    r"^(?P<name>[A-Za-z_][\w-]*)[ \t]*[:=][ \t]*(?P<quote>[\"']?)(?P<value>.*?)(?P=quote)[ \t]*$", re.MULTILINE
)
DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
PUBLISHED = ("published", "date", "publish_date", "version_date", "effective_date")
CHANGED = ("last_updated", "updated", "last-updated", "last_reviewed", "lastmod", "modified")
AUTHOR = ("author", "authors", "owner", "company")
ADDRESS = ("canonical_url", "canonical", "permalink", "url")


def read(content: bytes, media_type: str) -> Reading:
    """The whole file as one document of one page."""
    text, charset = words_of(content, media_type)
    fields: dict[str, str] = {}
    if found := FRONT_MATTER.match(text):
        fields = {entry["name"].lower(): entry["value"] for entry in FIELD.finditer(found["matter"])}
        text = text[found.end() :]
    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    reading = read_soup(
        BeautifulSoup(rendered, "lxml"), content, noted(MARKDOWN, content, charset), fields.get("title")
    )
    if reading.document is None:
        return reading
    return replace(reading, document=_with_fields(reading.document, fields))


def _with_fields(document: Document, fields: dict[str, str]) -> Document:
    """The document with what its front matter says of it."""
    dates = {name: found.group() for name, value in fields.items() if (found := DATE.match(value))}
    changed = _first(dates, CHANGED)
    address = _first(fields, ADDRESS)
    return replace(
        document,
        published=_first(dates, PUBLISHED) or changed or document.published,
        file_date=changed or document.file_date,
        author=_first(fields, AUTHOR) or document.author,
        url=address if address and address.startswith(("http://", "https://")) else document.url,
    )


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((fields[name] for name in names if fields.get(name)), None)


FORMAT = Format((MARKDOWN, "text/x-markdown"), (".md", ".markdown"), read, no_boxes)
