"""Names in markup: the words of ids and classes, by which page templates call their parts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from extractors.readers.tree import Element

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BETWEEN = re.compile(r"[^a-z0-9\s]+")


@lru_cache(maxsize=4096)  # the elements of a page, and the pages of a site, are called the same
def spelled(names: str) -> str:
    """Ids and classes as small words with hyphens, in which the data is written.

    >>> spelled("siteHeader site_header")
    'site-header site-header'
    """
    return _BETWEEN.sub("-", _CAMEL.sub("-", names).lower())


def pattern_of(names: Iterable[str], *, within: bool = False) -> re.Pattern[str]:
    """A pattern for names; `*` at the end: any ending. They begin a name, or stand anywhere in it (`within`)."""
    options = "|".join(re.escape(name.rstrip("*")) + ("[a-z0-9]*" if name.endswith("*") else "") for name in names)
    begin = r"(?<![a-z0-9])" if within else r"(?<![a-z0-9-])(?:[a-z]{1,2}-)?"
    return re.compile(rf"{begin}(?:{options})(?![a-z0-9])")


def own_names(child: Element) -> str:
    """The id and the classes of an element as one text; " " where it has none."""
    if child.called is None:
        classes = child.attrs.get("class") or ""
        child.called = f"{child.attrs.get('id') or ''} {' '.join(classes) if isinstance(classes, list) else classes}"
    return child.called
