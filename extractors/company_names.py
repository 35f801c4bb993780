"""How companies name themselves and others: the word lists of `company-names.yaml`, one way to read them.

What the companies of all languages have in common stands together: names are not translated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from lexicons.reading_rules import reading_files
from lexicons.strict_yaml import read_yaml

FILE = "company-names"
LISTS = (
    "joins", "owners", "legal_forms", "not_names", "no_name_alone",  # read by extractors/context.py
    "marks_a_name", "no_part_of_a_name", "speaks_as",  # read by extractors/others.py
    "points", "its_own", "any", "is_called", "named",  # read by extractors/register.py, and so are the next
    "used_by", "called_by", "no_person", "said_there", "offers", "things_to_call", "not_its_channel", "a_function",
)  # fmt: skip


@lru_cache(maxsize=16)
def words(key: str) -> tuple[str, ...]:
    """The words of one list, of all languages."""
    return tuple(word for file in reading_files(FILE) for word in read_yaml(file).mapping()[key].texts())


@lru_cache(maxsize=16)
def any_word(key: str) -> str:
    """A pattern for any word of one list, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words(key), key=len, reverse=True))


def any_name(names: Iterable[str], spelt: Callable[[str], str] = re.escape) -> str:
    """A pattern for any of the names as whole words, the longest first; `spelt` is the pattern of one name."""
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return r"(?<!\w)(?:" + "|".join(map(spelt, longest_first)) + r")(?!\w)"
