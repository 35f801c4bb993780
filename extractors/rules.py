"""The rules by which documents are searched: a rubric's frames, the lexicons of each language, a model. Opened once.

Every stage is given a `Rules`, so that nothing is looked up twice and no two stages can search by different rules.
Another process gets the same by the same names: a `Rules` is sent as what it was opened by.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from extractors import readers, taught
from extractors.binding import ACTORS, FIRM
from extractors.by_wordings import model_by_wordings
from extractors.find import Finder, finder
from extractors.language import UNDETERMINED, languages_of
from extractors.taught import Model
from lexicons import FOLDER, Lexicons, languages, load, reading_rules
from rubric import open_rubric
from rubric.crosswalk import walks_of
from rubric.frames import Asks, Frame, Of, concepts_of
from rubric.lending import all_frames, lenders
from rubric.model import Rubric

# Raise it whenever the code of passages, find, qualify or rank changes what is found.
RULES_CODE = "2026-12-01.2"
UNTOLD_AS = "en"  # both rubrics, and most of what is screened by them, are in English


@dataclass(frozen=True)
class LanguageRules:
    """What passages of one language are searched by."""

    rubric: Rubric
    lexicons: Lexicons
    concepts: frozenset[str]  # of the lexicons of all languages: what frames may ask for

    @cached_property
    def finder(self) -> Finder:
        """The lexicons, ready to search: without the words that only other rubrics ask for."""
        return finder(self.lexicons.asked(frozenset[str]().union(*map(concepts_of, self.frames))))

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """What a passage must show for each element, in the rubric's order."""
        return all_frames(self.rubric, self.concepts)

    @cached_property
    def _places(self) -> Mapping[str, tuple[int, ...]]:
        """For each concept the places of the frames that it touches."""
        concepts = frozenset[str]().union(*(frame.touches for frame in self.frames))
        return {one: tuple(i for i, frame in enumerate(self.frames) if one in frame.touches) for one in concepts}

    def touched_by(self, around: frozenset[str]) -> list[Frame]:
        """The frames that may have something to say of a passage with these concepts around it, in their order."""
        places = {place for concept in around for place in self._places.get(concept, ())}
        return [self.frames[place] for place in sorted(places)]

    @cached_property
    def asked(self) -> tuple[Frame, ...]:
        """One frame for each element: of several, own and borrowed, the first; an empty one where there is none.

        For an element without a frame no rule finds anything; a model may.
        """
        first: dict[str, Frame] = {}
        for frame in self.frames:
            first.setdefault(frame.element.id, frame)
        bare = (one for one in self.rubric.elements if one.id not in first)
        return (*first.values(), *(Frame(one, Asks.PRACTICE, Of.EITHER, frozenset()) for one in bare))

    @cached_property
    def cannot_ask(self) -> tuple[str, ...]:
        """The elements of which this language's lexicons lack words: not finding them in it says nothing."""
        known = self.lexicons.concepts
        lacking = {
            frame.element.id
            for frame in self.frames
            if not frame.asked_for | FIRM.get(frame.asks, frozenset()) | ACTORS <= known
        }
        return tuple(element.id for element in self.rubric.elements if element.id in lacking)


@dataclass(frozen=True)
class Rules:
    """A rubric with all by which evidence for it is found. What is costly is made when it is first asked for."""

    place: str  # the rubric's name or folder: by this another process opens the same
    folder: Path  # of the lexicons
    rubric: Rubric
    languages: Mapping[str, LanguageRules]  # by ISO 639-1 code
    weighed_by: Model | None = None  # another model than the one that comes with Firmword
    alone: bool = False  # without any model

    def __reduce__(self) -> tuple[Callable[..., Rules], tuple[object, ...]]:
        return _opened_again, (self.place, self.folder, self.weighed_by, self.alone)

    @cached_property
    def version(self) -> str:
        """The version of all that decides what is found: readers, lexicons, rubric, code, model."""
        parts = [readers.READERS_VERSION, reading_rules.version(), self.rubric.version, RULES_CODE]
        borrowed = lenders(self.rubric)
        if borrowed:
            parts += [walk.version for walk in walks_of(self.rubric)]
            parts += [lender.version for lender in borrowed]
        parts += [f"{language}={known.lexicons.version}" for language, known in self.languages.items()]
        parts += [self._weighed_by()]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]

    def _weighed_by(self) -> str:
        """What tells one model from another, without loading the one that comes with Firmword."""
        if self.alone:
            return "no model"
        if self.weighed_by is not None:
            return self.weighed_by.version
        by_wordings = any(element.wordings for element in self.rubric.elements)
        return taught.digest(self.place) or (taught.encoder_digest() if by_wordings else "")

    @cached_property
    def model(self) -> Model | None:
        """The model that weighs the candidates; None where the rules alone decide."""
        if self.alone or self.weighed_by is not None:
            return self.weighed_by
        return taught.shipped(self.place) or model_by_wordings(self.rubric)

    @property
    def tells_how_sure(self) -> bool:
        """Whether what the model says of a passage is a probability."""
        return self.model is not None and self.model.calibrated

    @cached_property
    def reasons(self) -> Mapping[str, str]:
        """What each reason of the rubric says of a passage."""
        return {reason.code: reason.label for reason in self.rubric.reasons}

    @cached_property
    def closeness(self) -> Mapping[str, float]:
        """How near to counting a passage is that is weak for a reason of the rubric."""
        return {reason.code: reason.closeness for reason in self.rubric.reasons}

    def searched_in(self, language: str | None) -> tuple[str, ...]:
        """The lexicons for a document; one whose language could not be told is tried as the rubrics' own."""
        if language is None or language == UNDETERMINED:
            return (UNTOLD_AS,)
        return tuple(part for part in languages_of(language) if part in self.languages)

    def with_model(self, model: Model | None) -> Rules:
        """The same rules with this model, or with none."""
        return replace(self, weighed_by=model, alone=model is None)


@lru_cache(maxsize=8)
def open_rules(place: str, folder: Path = FOLDER) -> Rules:
    """The rules of a rubric, by its name or folder, with the lexicons of a folder; opened once.

    Raises RubricError and LexiconError with file, line and cure. Whether the lexicons can meet the rubric's frames
    is asked when these are first used: see `check`.
    """
    rubric = open_rubric(place)
    loaded = {language: load(language, folder) for language in languages(folder)}
    concepts = frozenset[str]().union(*(one.concepts for one in loaded.values()))
    known = {language: LanguageRules(rubric, one, concepts) for language, one in loaded.items()}
    return Rules(place, folder, rubric, known)


def check(rules: Rules) -> None:
    """Raises FrameError for a frame that asks for what no lexicon has, RubricError for a crosswalk with a fault."""
    walks_of(rules.rubric)
    for known in rules.languages.values():
        _ = known.frames


def _opened_again(place: str, folder: Path, model: Model | None, alone: bool) -> Rules:
    opened = open_rules(place, folder)
    return opened if model is None and not alone else opened.with_model(model)
