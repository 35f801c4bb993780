"""Reading Markdown: markdown-it makes HTML of it, the HTML reader does the rest; front matter gives title and date."""

from __future__ import annotations

import re
from dataclasses import replace

from markdown_it import MarkdownIt

from extractors.readers.charset import noted
from extractors.readers.format import MARKDOWN
from extractors.readers.front_matter import parted
from extractors.readers.html import read_page
from extractors.readers.text import words_of
from extractors.readers.tree import tree_of
from extractors.records import Reading

NOTE_MARK = re.compile(r"(?<=\S)\[\^[\w-]{1,40}\](?!:)")  # leads to a note
NOTE = re.compile(r"^\[\^[\w-]{1,40}\]:[ \t]*", re.MULTILINE)  # stands before one


def read(content: bytes, media_type: str) -> Reading:
    """The whole file as one document of one page."""
    text, charset = words_of(content, media_type)
    matter, text = parted(text)
    text = NOTE.sub("", NOTE_MARK.sub("", text))
    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    with tree_of(rendered) as page:
        reading = read_page(page, content, noted(MARKDOWN, content, charset), matter.title)
    return reading if reading.document is None else replace(reading, document=matter.of(reading.document))
