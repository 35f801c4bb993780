"""Lines of text for people, at most 100 columns wide."""

from __future__ import annotations

import textwrap

WIDTH = 100  # columns of a text form


def wrapped(text: str, first: str = "", hang: str = "") -> list[str]:
    """The text cut into lines; a long address or file name is kept whole, to be copied."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=hang,
        break_long_words=False,
        break_on_hyphens=False,
    )


def counted(count: int, thing: str) -> str:
    """ "1 statement", "2 statements"."""
    return f"{count} {thing}{'' if count == 1 else 's'}"
