"""Faults in the concepts of the lexicons: those that a frame asks for and no entry gives, or that nothing asks for.

Frames, the code and the models ask for concepts. An entry whose concept nobody asks for does something only where it
keeps others silent: by what it hides, or as the longest of its lexicon.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches

import rubric as rubrics
from authoring.faults import ERROR, WARNING, Fault, did_you_mean
from extractors.learned import concept_in
from extractors.taught import shipped
from lexicons import Entry, Lexicons
from lexicons.concepts import ASKED_FOR_A_MODEL, ASKED_WHERE_WORDED, ASKED_WITHOUT_PARSER
from rubric.frames import concepts_of
from rubric.lending import all_frames
from rubric.model import RubricError

_NEAR = 0.85  # of their letters: nearer than this, two names are one name and a slip


def concept_faults(loaded: Sequence[Lexicons]) -> Iterator[Fault]:
    """The faults in the concepts of all languages' lexicons together."""
    given = frozenset[str]().union(*(one.concepts for one in loaded))
    used: set[str] = {*ASKED_WITHOUT_PARSER, *ASKED_WHERE_WORDED, *ASKED_FOR_A_MODEL}
    missing = []
    for name in rubrics.names():
        try:
            used = used.union(*map(concepts_of, all_frames(rubrics.open_rubric(name), given)))
        except RubricError as error:
            cure = "add an entry with this concept, or mend its name"
            missing.append(Fault(ERROR, "missing_concept", f"rubric/{name}", "", str(error), cure))
        used |= _read_by_model(name)
    yield from missing
    for lexicons in loaded:
        for entry in lexicons.entries:
            yield from _hides_nothing(entry, f"{lexicons.language}/{entry.lexicon}.yaml", given | used)
            if entry.concept not in used:
                yield from _unasked(entry, f"{lexicons.language}/{entry.lexicon}.yaml", used, whole=not missing)


def _hides_nothing(entry: Entry, file: str, known: Collection[str]) -> Iterator[Fault]:
    """Concepts that an entry is to hide, and for which no entry of any language stands."""
    for unknown in sorted({*entry.hides} - {*known}):
        cure = f"{did_you_mean(unknown, known)}write in hides a concept of an entry"
        yield Fault(ERROR, "unknown_concept", file, entry.id, f"hides {unknown}", cure)


def _read_by_model(name: str) -> set[str]:
    """The concepts by which a rubric's model tells what is worth reading: "has measures_section"."""
    model = shipped(name)
    return {concept for feature in model.reads.weights if (concept := concept_in(feature))} if model else set()


def _unasked(entry: Entry, file: str, used: set[str], *, whole: bool) -> Iterator[Fault]:
    """An entry whose concept nobody asks for; `whole`: it is known what all rubrics ask for."""
    meant = get_close_matches(entry.concept, used, 1, _NEAR)
    if meant:
        cure = f"did you mean {meant[0]}? Nothing asks for what stands there"
        yield Fault(ERROR, "unknown_concept", file, entry.id, entry.concept, cure)
    elif whole and not entry.hides and not entry.longest_wins:
        cure = "let a frame ask for it, or remove the entry"
        yield Fault(WARNING, "unused_concept", file, entry.id, entry.concept, cure)
