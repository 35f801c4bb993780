"""Companies by their names: one that differs in capitals or in how its accents are written alone is the same.

An older workspace may have two of them, and keeps both: each is then called by its very name.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from archive.intake import once_each
from errors import InputError
from extractors.fold import caseless, composed
from extractors.records import Listing
from forms import listed

log = logging.getLogger(__name__)


class Names:
    """The names of companies, found in other capitals and with accents as letters or as marks."""

    def __init__(self, known: Iterable[str]) -> None:
        self._alike: tuple[dict[str, list[str]], ...] = ({}, {}, {})
        for name in known:
            self.add(name)

    def add(self, name: str) -> None:
        """One more company, of another name than all that are there."""
        for alike, key in zip(self._alike, _keys(name), strict=True):
            alike.setdefault(key, []).append(name)

    def meant(self, name: str) -> list[str]:
        """Which a name may mean: the one that is called so, else those that look the same, else in other capitals."""
        found = (alike.get(key) for alike, key in zip(self._alike, _keys(name), strict=True))
        return next((names for names in found if names), [])


def _keys(name: str) -> tuple[str, str, str]:
    return name, composed(name), caseless(name)


def as_known(inputs: Sequence[Listing], companies: Iterable[str]) -> list[Listing]:
    """The listings by the names that the workspace has, else by the first that the list has; each listing once.

    That a name is taken for one in other capitals is said in the log, and that a new one is nearly that of another.
    Raises InputError for a name that may be one of several.
    """
    companies, called = list(companies), dict[str, str]()
    names, nearly = Names(companies), {_bare(company): company for company in companies}
    first = {one.company: one.source for one in reversed(inputs)}
    for company in dict.fromkeys(one.company for one in inputs):
        found = names.meant(company)
        if len(found) > 1:
            raise InputError(f"{company!r}: it may be {listed(told_apart(found))}; write it as one of them")
        if not found:
            _tell_nearly(company, nearly.setdefault(_bare(company), company))
            names.add(company)
        called[company] = found[0] if found else company
        if composed(called[company]) != composed(company):
            cure = "if they are two companies, say more of one's name"
            where = first[company]
            log.warning(
                "%s: %r is taken for %r, which differs in capitals alone; %s", where, company, called[company], cure
            )
    return once_each(replace(one, company=called[one.company]) for one in inputs)


def _bare(name: str) -> str:
    """A name without signs and spaces, in one case: “Flex Ltd.” is “flexltd”."""
    return "".join(sign for sign in caseless(name) if sign.isalnum()) or name


def _tell_nearly(company: str, other: str) -> None:
    if other != company:
        told = "are two companies, of nearly the same name; if they are one, write it as one of them"
        log.warning("%r and %r %s", other, company, told)


def told_apart(names: Collection[str]) -> list[str]:
    """Names for a message; of those that look the same it is said which has its accents as marks of their own."""
    looks = Counter(map(composed, names))
    same = {one for one in names if looks[composed(one)] > 1 and one != composed(one)}
    return [f"{one} (with accents as marks: {one!a})" if one in same else one for one in names]
