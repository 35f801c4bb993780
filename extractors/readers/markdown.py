"""Reading Markdown: markdown-it makes HTML of it, the HTML reader does the rest; front matter gives title and date."""

from __future__ import annotations

import re
from dataclasses import replace

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from extractors.readers.format import MARKDOWN, Format, no_boxes
from extractors.readers.html import read_soup
from extractors.readers.text import decoded
from extractors.records import Reading

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<matter>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
FIELD = re.compile(r"^(?P<name>[A-Za-z_][\w-]*)[ \t]*:[ \t]*[\"']?(?P<value>.*?)[\"']?[ \t]*$", re.MULTILINE)
DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
DATE_FIELDS = ("published", "date", "last_updated", "updated", "last-updated", "version_date")


def read(content: bytes, media_type: str) -> Reading:
    """The whole file as one document of one page."""
    text = decoded(content)
    fields: dict[str, str] = {}
    if found := FRONT_MATTER.match(text):
        fields = {entry["name"].lower(): entry["value"] for entry in FIELD.finditer(found["matter"])}
        text = text[found.end() :]
    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    reading = read_soup(BeautifulSoup(rendered, "lxml"), content, MARKDOWN, fields.get("title"))
    dates = [found.group() for name in DATE_FIELDS if (found := DATE.match(fields.get(name, "")))]
    if reading.document is None or not dates:
        return reading
    return replace(reading, document=replace(reading.document, published=dates[0]))


FORMAT = Format((MARKDOWN, "text/x-markdown"), (".md", ".markdown"), read, no_boxes)
