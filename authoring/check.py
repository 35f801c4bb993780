"""Faults in the lexicons: entries that do not do what they say, that say it twice, or that nothing asks for.

An error is a rule that misleads (it misses its own example, fires where it must not, can never fire, or is
written twice) or that nothing proves (a pattern without an example, an entry without a near miss); a warning is
worth a look (two lists share a wording, nothing uses a concept). What stands beside the entries, the rules about whole
documents and the grammar, is checked in `check_reading.py`, what is about web pages in `check_markup.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import combinations
from pathlib import Path

from authoring.check_concepts import concept_faults
from authoring.check_markup import markup_faults
from authoring.check_reading import collecting_faults, grammar_faults, reading_faults, repeated_ids
from authoring.faults import ERROR, WARNING, Fault, did_you_mean, unreadable
from extractors.find import Finder, expression, finder, reported
from extractors.fold import fold
from forms import counted, spaced, wrapped
from lexicons import FOLDER, Entry, Lexicons, languages, load
from lexicons.patterns import Pattern
from lexicons.strict_yaml import YamlError
from lexicons.wordings import wordings
from rubric.kinds import Kind

_SHORTEST_STEM = 3  # letters before a wildcard: fewer begin too many words
# CHRB Core 2019, Theme A, Policy Commitment - Wording: what is accepted and what is not exclude each other.
_EXCLUDE = frozenset({"commits", "commits_weakly"})
_STEM = re.compile(r"(?<![\w*])[^\W\d_]+(?=\*)|(?<=\*)[^\W\d_]+(?![\w*])")


def check(folder: Path = FOLDER, proofs: bool = True) -> list[Fault]:
    """All faults of all languages' lexicons in a folder, errors first, else in the order of the files.

    Without `proofs` no entry is tried on its examples, near misses and wordings: that takes long, for errors alone.
    """
    found: list[Fault] = []
    loaded: list[Lexicons] = []
    for language in languages(folder):
        try:
            loaded.append(load(language, folder))
        except YamlError as error:
            found.append(unreadable(language, error))
        found += reading_faults(language, folder)
    for lexicons in loaded:
        found += _Check(lexicons).faults(proofs)
        found += grammar_faults(lexicons)
    if len(loaded) == len(languages(folder)):  # what is asked in vain shows only when all could be read
        found += concept_faults(loaded)
    found += repeated_ids(loaded)
    found += collecting_faults(folder)
    found += markup_faults(folder)
    if not languages(folder):
        found.append(Fault(ERROR, "unreadable", str(folder), "", "no lexicons", "name a folder that holds en/*.yaml"))
    return sorted(found, key=lambda fault: fault.severity != ERROR)


def comes_with_firmword(faults: Iterable[Fault]) -> frozenset[Fault]:
    """Those of some faults that are warnings of the shipped lexicons, too: who edited a copy made none of them."""
    warnings = {fault for fault in faults if fault.severity == WARNING}
    return frozenset(warnings & {*check(proofs=False)}) if warnings else frozenset()


class _Check:
    """The checks of one language's lexicons."""

    def __init__(self, lexicons: Lexicons) -> None:
        self._lexicons = lexicons
        self._finder = finder(lexicons)

    def faults(self, proofs: bool = True) -> Iterator[Fault]:
        for entry in self._lexicons.entries:
            if proofs:
                yield from self._proof(entry)
                yield from self._patterns(entry)
            yield from self._kinds(entry)
            yield from self._hidden_inside(entry)
        yield from self._twice()
        yield from self._shared_wordings()

    def _fault(self, severity: str, kind: str, entry: Entry, value: str, cure: str) -> Fault:
        return Fault(severity, kind, f"{self._lexicons.language}/{entry.lexicon}.yaml", entry.id, value, cure)

    def _proof(self, entry: Entry) -> Iterator[Fault]:
        """Examples must match, near misses must not, and each entry must have both."""
        for example in entry.examples:
            if entry.id not in _fired(self._finder, example):
                cure = _never_matched(entry.patterns) or "add a pattern for it, or remove the example"
                yield self._fault(ERROR, "example_fails", entry, example, cure)
        for near in entry.near_misses:
            if entry.id in _fired(self._finder, near):
                yield self._fault(ERROR, "near_miss_matches", entry, near, "narrow the pattern that fires in it")
        if not entry.near_misses:
            value = f"nothing shows where {entry.patterns[0].written!r} ends"
            yield self._fault(ERROR, "no_near_miss", entry, value, "add a wording that comes near and must not match")

    def _kinds(self, entry: Entry) -> Iterator[Fault]:
        """The kinds of document in which it counts are kinds that documents are told by."""
        known = [kind.value for kind in Kind]
        for unknown in sorted({*entry.only_in} - {*known}):
            cure = f"{did_you_mean(unknown, known)}write one of: {', '.join(known)}"
            yield self._fault(ERROR, "unknown_kind", entry, unknown, cure)

    def _patterns(self, entry: Entry) -> Iterator[Fault]:
        """Patterns that can never fire, that no example needs, or that begin too many words."""
        for pattern in entry.patterns:
            for stem in _STEM.findall(pattern.written):
                if len(stem) < _SHORTEST_STEM:
                    value, cure = f"{stem}* in {pattern.written!r}", "write the words out: it fires inside longer ones"
                    yield self._fault(ERROR, "substring_trap", entry, value, cure)
            if self._never_fires(entry, pattern):
                cure = "remove it: another entry always hides it"
                yield self._fault(ERROR, "dead_pattern", entry, pattern.written, cure)
        unproved = [p for p in entry.patterns if not any(_match(entry, p, e) for e in entry.examples)]
        if unproved:
            value = f"{len(unproved)} of {len(entry.patterns)} patterns, the first: {unproved[0].written!r}"
            yield self._fault(ERROR, "unproved_pattern", entry, value, "add an example that needs it, or remove it")

    def _never_fires(self, entry: Entry, pattern: Pattern) -> bool:
        """Whether each wording of the pattern lies in what another entry hides it with."""
        tried = False
        for text in wordings(pattern.written).texts:
            match = _match(entry, pattern, text)
            if match is None:
                continue
            tried = True
            hits = self._finder.hits(text)
            if any(hit.rule == entry.id and (hit.start, hit.end) == match.span(reported(match.re)) for hit in hits):
                return False
        return tried

    def _hidden_inside(self, entry: Entry) -> Iterator[Fault]:
        """What a compound should hide: another concept of its own list that fires inside it all the same."""
        if not entry.hides:
            return
        own = {other.id: other for other in self._lexicons.entries if other.lexicon == entry.lexicon}
        for example in entry.examples:
            hits = self._finder.hits(_folded(example))
            for wide in (hit for hit in hits if hit.rule == entry.id):
                for hit in hits:
                    inside = (
                        wide.start <= hit.start and hit.end <= wide.end and hit.end - hit.start < wide.end - wide.start
                    )
                    if inside and hit.rule in own and hit.concept not in (entry.concept, *entry.hides):
                        value = f"{hit.rule} fires inside {example!r}"
                        cure = f"add {hit.concept} to its hides, if it does not count there"
                        yield self._fault(WARNING, "substring_trap", entry, value, cure)

    def _twice(self) -> Iterator[Fault]:
        """The same pattern in two places."""
        places: dict[tuple[str, bool], list[Entry]] = {}
        for entry in self._lexicons.entries:
            for pattern in entry.patterns:
                written = " ".join(_as_matched(entry, pattern.written).split())
                places.setdefault((written, entry.exact_case), []).append(entry)
        for (written, _), entries in places.items():
            for one, other in combinations(entries, 2):
                if one.concept == other.concept:
                    yield self._fault(ERROR, "duplicate", other, written, f"remove it: it stands in {one.id} already")
                elif not _told_apart(one, other):
                    yield self._contradiction(one, other, written)

    def _shared_wordings(self) -> Iterator[Fault]:
        """One wording in two lists: an error where the lists exclude each other, else worth a look."""
        places: dict[tuple[str, bool], dict[str, Entry]] = {}
        within: dict[str, list[str]] = {}
        for entry in self._lexicons.entries:
            for pattern in entry.patterns:
                found = wordings(pattern.written)
                for text in found.texts if found.exact else ():
                    held = places.setdefault((_as_matched(entry, text), entry.exact_case), {})
                    if entry.id in held:
                        within.setdefault(entry.id, []).append(text)
                    held[entry.id] = entry
        yield from self._repeated(within)
        shared: dict[tuple[str, str], list[str]] = {}
        for (text, _), held in places.items():
            for one, other in combinations(held.values(), 2):
                if {one.concept, other.concept} == _EXCLUDE and not _told_apart(one, other):
                    yield self._contradiction(one, other, text)
                else:
                    shared.setdefault((one.id, other.id), []).append(text)
        entries = {entry.id: entry for entry in self._lexicons.entries}
        for (first, second), texts in shared.items():
            cure = f"keep it in one of them, unless {first} asks for another thing"
            yield self._fault(WARNING, "in_two_lists", entries[second], _some(texts), cure)

    def _repeated(self, within: dict[str, list[str]]) -> Iterator[Fault]:
        for entry in self._lexicons.entries:
            if texts := within.get(entry.id):
                cure = "remove it from all patterns of the entry but one"
                yield self._fault(WARNING, "duplicate", entry, _some(texts), cure)

    def _contradiction(self, one: Entry, other: Entry, text: str) -> Fault:
        severity = ERROR if {one.concept, other.concept} == _EXCLUDE else WARNING
        cure = f"keep it in one list: {one.id} ({one.concept}) has it too"
        return self._fault(severity, "in_two_lists", other, text, cure)


def _never_matched(patterns: Iterable[Pattern]) -> str:
    """The cure where a pattern has signs that match nothing: curly quotation marks, or those of other languages."""
    for pattern in patterns:
        if curly := _CURLY.search(pattern.written):
            return f"the pattern {pattern.written!r} has {curly[0]}, which never matches: write a straight ' or \""
        if sign := _REGULAR.search(pattern.written):
            return (
                f"the pattern {pattern.written!r} has {sign[0]}, which stands for itself: patterns are no regular"
                " expressions; write word* for any ending, [word] for what may be missing, <0-3> for up to three words"
            )
    return ""


_CURLY = re.compile("[“”‘’„‚«»]")
_REGULAR = re.compile(r"\\\w?|\.[*+]|\^|\$|[+?]|\{\d")


def _folded(text: str) -> str:
    return fold(text, 0, len(text)).text


def _fired(rules: Finder, text: str) -> set[str]:
    return {hit.rule for hit in rules.hits(_folded(text))}


def _match(entry: Entry, pattern: Pattern, text: str) -> re.Match[str] | None:
    tried, folded = expression(pattern.regex, entry.exact_case), _folded(text)
    return tried.regex.search(folded.lower() if tried.in_lower else folded)


def _told_apart(one: Entry, other: Entry) -> bool:
    return one.concept in other.hides or other.concept in one.hides


def _as_matched(entry: Entry, text: str) -> str:
    return text if entry.exact_case else text.lower()


def _some(texts: list[str]) -> str:
    kept = sorted(dict.fromkeys(texts), key=len)
    more = f" and {len(kept) - 3} more" if len(kept) > 3 else ""
    return ", ".join(repr(text) for text in kept[:3]) + more


# --- forms


def as_json(faults: list[Fault], left_out: int = 0) -> str:
    """The faults as one JSON object, with their numbers, and how many that come with Firmword are left out."""
    whole = {**_counts(faults), "left_out": left_out, "faults": [asdict(fault) for fault in faults]}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def as_text(faults: list[Fault], left_out: int = 0) -> str:
    """The faults for people, errors first; `left_out`: how many warnings that come with Firmword are not among them."""
    lines: list[str] = []
    for fault in faults:
        place = f"{fault.file}: {fault.entry}" if fault.entry else fault.file
        lines += wrapped(f"{fault.severity}: {place}: {spaced(fault.kind)}: {fault.value}; {fault.cure}", hang="    ")
    numbers = _counts(faults)
    new = "new " if left_out else ""
    total = f"{counted(numbers['errors'], 'error')}, {counted(numbers['warnings'], f'{new}warning')}"
    more = f"; left out: {counted(left_out, 'warning')} of the lexicons that come with Firmword (--all shows them)"
    lines += wrapped(total + (more if left_out else ""))
    return "\n".join(lines) + "\n"


def _counts(faults: list[Fault]) -> dict[str, int]:
    errors = sum(fault.severity == ERROR for fault in faults)
    return {"errors": errors, "warnings": len(faults) - errors}


def has_errors(faults: Iterable[Fault]) -> bool:
    """Whether any of the faults is more than a warning."""
    return any(fault.severity == ERROR for fault in faults)
