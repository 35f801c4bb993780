"""Front matter: what a site's generator keeps at a page's head between two lines of hyphens; no text of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from extractors.iso_dates import iso_date
from extractors.records import Document

_BLOCK = re.compile(
    r"\A\ufeff?\s*(?P<fence>---|\+\+\+)[ \t]*\n(?P<matter>.*?)\n(?:(?P=fence)|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
_FIELD = re.compile(
    r"^(?P<name>[A-Za-z_][\w-]*)[ \t]*[:=][ \t]*(?P<quote>[\"']?)(?P<value>.*?)(?P=quote)[ \t]*$", re.MULTILINE
)
_LINE = re.compile(r"\s*(?:#.*|[\w\"'][\w .\"'-]*\s*[:=].*|-.*|\s+\S.*|[\])}].*)?")
_TAG = re.compile(r"\{%-?.*?-?%\}|\{\{[<%].*?[%>]\}\}", re.DOTALL)
PUBLISHED = ("published", "date", "publish_date", "version_date", "effective_date")
CHANGED = ("last_updated", "updated", "last-updated", "last_reviewed", "lastmod", "modified")
AUTHOR = ("author", "authors", "owner", "company")
ADDRESS = ("canonical_url", "canonical", "permalink", "url")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields at the head of a page, by their names in small letters."""

    fields: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str | None:
        return self.fields.get("title") or None

    def of(self, document: Document) -> Document:
        """The document with what its front matter says of it."""
        dates = {name: found for name, value in self.fields.items() if (found := iso_date(value))}
        changed = _first(dates, CHANGED)
        address = _first(self.fields, ADDRESS)
        return replace(
            document,
            published=_first(dates, PUBLISHED) or changed or document.published,
            file_date=changed or document.file_date,
            author=_first(self.fields, AUTHOR) or document.author,
            url=address if address and address.startswith(("http://", "https://")) else document.url,
        )


def parted(text: str) -> tuple[FrontMatter, str]:
    """The front matter of a text and the rest of it.

    What stands between two rules is a part of the text unless each of its lines could be a field. Of a page with front
    matter the generator's own tags are no text either.

    >>> parted("---\\ntitle: Code\\n---\\nWe act.")[1], parted("---\\nWe act at once.\\n---\\nSo it is.")[1]
    ('We act.', '---\\nWe act at once.\\n---\\nSo it is.')
    """
    found = _BLOCK.match(text)
    if found is None or not _is_fields(found["matter"]):
        return FrontMatter(), text
    fields = {entry["name"].lower(): entry["value"] for entry in _FIELD.finditer(found["matter"])}
    return FrontMatter(fields), _TAG.sub("", text[found.end() :])


def _is_fields(matter: str) -> bool:
    return _FIELD.search(matter) is not None and all(_LINE.fullmatch(line) for line in matter.split("\n"))


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((fields[name] for name in names if fields.get(name)), None)
