"""Companies by their names, as those who label and those who measure write them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path

from errors import InputError
from extractors.fold import caseless

_WORD = re.compile(r"[^\W_]+")


def same_company(one: str, other: str) -> bool:
    """Whether two names are of one company, since the one begins with the other.

    >>> same_company("Tarn Mills", "The Tarn Mills (UK) Limited")
    True
    >>> same_company("Tarn Mills", "Tarn Valley Dairy")
    False
    """
    first, second = _name(one), _name(other)
    return first[: len(second)] == second or second[: len(first)] == first


def is_any(company: str, others: Iterable[str]) -> bool:
    """Whether a company is one of others."""
    return any(same_company(company, other) for other in others)


def named_in_vain(named: Iterable[str], companies: Collection[str]) -> list[str]:
    """The names that are of none of the companies: a slip of the pen, or of another set of labels."""
    return [name for name in named if not is_any(name, companies)]


def read_companies(file: Path, option: str) -> tuple[str, ...]:
    """The companies that a text file names, one a line; raises InputError when there is none in it."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise InputError(f"{option} {file}: there is no such file; name a text file, one company a line") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{option} {file}: cannot be read ({error}); give a text file in UTF-8") from None
    companies = tuple(dict.fromkeys(line.strip() for line in lines if _name(line)))
    if not companies:
        raise InputError(f"{option} {file}: no company in it; name one a line")
    return companies


@lru_cache(maxsize=10_000)
def _name(company: str) -> tuple[str, ...]:
    """A company's name as words.

    >>> _name("The Tarn Mills Co., Ltd.")
    ('tarn', 'mills', 'co', 'ltd')
    """
    found = tuple(_WORD.findall(caseless(company)))
    return found[1:] if found[:1] == ("the",) and len(found) > 1 else found
