"""Dates as the store writes them (ISO 8601): a year, a month or a day. The one reader of that form."""

from __future__ import annotations

import re
from datetime import date

# As files and pages write it, often with the hour behind: "2024-03-05T10:00:00Z", "20240305".
_WRITTEN = re.compile(r"((?:19|20)[0-9]{2})(?:-?([0-9]{2})(?:-?([0-9]{2}))?)?(?![0-9])")


def iso_date(text: str) -> str | None:
    """The ISO year, month or day with which a text begins; None for none, and for one that no calendar has.

    It is one where `iso_date(text) == text`. Years are those of documents of companies: 1900 to 2099.

    >>> iso_date("2024-03-05T10:00:00Z"), iso_date("20240305"), iso_date("2024-03"), iso_date("2024")
    ('2024-03-05', '2024-03-05', '2024-03', '2024')
    >>> iso_date("2024-13-45"), iso_date("0000-00-00"), iso_date("99999-01-01"), iso_date("March 2024")
    (None, None, None, None)
    """
    found = _WRITTEN.match(text.strip())
    if found is None:
        return None
    parts = [part for part in found.groups() if part]
    try:
        date(*(int(part) for part in (*parts, "01", "01")[:3]))
    except ValueError:
        return None
    return "-".join(parts)
