"""What a name says: which subject, which form, or that it is none of a researcher's business.

A name is any short text that stands for a page or document: the words of a link, a heading, a title, an address. What
the words mean is data (`lexicons/collecting/names.yaml`); how much each counts is set here, at one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from extractors.fold import caseless, composed
from lexicons import FOLDER, LexiconError
from lexicons.reading_rules import Rule, rules_in
from lexicons.strict_yaml import read_yaml

FOLDER_NAME = "collecting"
NAMES, ADDRESSES = (FOLDER / FOLDER_NAME / f"{name}.yaml" for name in ("names", "addresses"))

# How much a subject is worth when documents are looked for: what a human-rights rubric asks for first stands first.
SUBJECTS = {
    "about:human_rights": 9.0,
    "about:modern_slavery": 9.0,
    "about:suppliers": 9.0,
    "about:conduct": 9.0,
    "about:grievance": 8.0,
    "about:labour": 8.0,
    "about:corruption": 7.0,
    "about:equality": 7.0,
    "about:safety": 7.0,
    "about:sustainability": 7.0,
    "about:report": 7.0,
    "about:governance": 6.0,
    "about:people": 4.0,
}
RULES = "form:rules"
FORMS = (RULES, "form:report", "form:other")
HUBS = {"hub:documents": 6.0, "hub:company": 4.0}
REFUSED = ("not:website", "not:customers", "not:products")
STORY, EXPLAINS = "story:day", "story:explains"
CONCEPTS = (*SUBJECTS, *FORMS, *HUBS, *REFUSED, STORY, EXPLAINS)

LISTS = ("documents", "no_documents", "social", "of_menus", "libraries", "of_any_link")

FORM_BESIDE_SUBJECT = 2.0
FORM_ALONE = 3.0
LESS = {"not:website": -6.0, "not:customers": -5.0, "not:products": -4.0, STORY: -4.0, EXPLAINS: -3.0}
LONG_NAME = 14  # words: a longer text is a teaser, not a name

_BREAKS = re.compile(r"[-_+/.,()\[\]{}|&=?:;%~\s]+")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_WORD = re.compile(r"[^\W\d_]+")
_ENDINGS = re.compile(r"\.(?:html?|php|aspx?|jsp|pdf|docx?|xhtml|md|txt)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """The concepts that a name holds, each with the words that say so."""

    words: dict[str, str]

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subjects, those that count most first."""
        return tuple(sorted((one for one in self.words if one in SUBJECTS), key=lambda one: -SUBJECTS[one]))

    @property
    def has_form(self) -> bool:
        return any(form in self.words for form in FORMS)

    @property
    def refused(self) -> str | None:
        """What it is that nobody takes: "not:website"."""
        return next((one for one in REFUSED if one in self.words), None)

    @property
    def is_story(self) -> bool:
        return STORY in self.words or EXPLAINS in self.words

    @property
    def worth(self) -> float:
        """How much the name promises: above 0 a document or the way to one, below 0 something else."""
        subject = max((SUBJECTS[one] for one in self.subjects), default=0.0)
        hub = max((HUBS[one] for one in self.words if one in HUBS), default=0.0)
        form = (FORM_BESIDE_SUBJECT if subject else FORM_ALONE) if self.has_form else 0.0
        less = min((LESS[one] for one in self.words if one in LESS), default=0.0)
        return max(subject, hub) + form + less

    def told(self) -> str:
        """The words that count, for people: "modern slavery" + "statement"."""
        chosen = [*self.subjects[:1], *(form for form in FORMS if form in self.words)][:2]
        chosen = chosen or [one for one in self.words if one in HUBS][:1]
        return " + ".join(f"“{self.words[one]}”" for one in chosen)


@lru_cache(maxsize=1)
def name_rules() -> tuple[Rule, ...]:
    """The rules of names. Raises LexiconError with file, line and cure."""
    return tuple(rules_in(NAMES, CONCEPTS))


@lru_cache(maxsize=20_000)
def is_of_any_link(text: str) -> bool:
    """Whether the words of a link could be those of any other, and so name nothing.

    >>> is_of_any_link("Download (PDF, 4.2 MB)"), is_of_any_link("Download our code")
    (True, False)
    """
    words = _WORD.findall(caseless(text))
    return all(word in addresses()["of_any_link"] for word in words)


@lru_cache(maxsize=1)
def addresses() -> dict[str, tuple[str, ...]]:
    """The parts by which addresses are told, by the names of their lists."""
    return lists_in(ADDRESSES)


def lists_in(file: Path) -> dict[str, tuple[str, ...]]:
    """The lists of one file. Raises LexiconError with file, line and cure."""
    head = read_yaml(file, LexiconError).fields(LISTS, ("about", "source"))
    return {name: head[name].texts() for name in LISTS}


@lru_cache(maxsize=20_000)
def named(name: str) -> Named:
    """What a name says; of a long text only its beginning is read as a name."""
    short = " ".join(composed(name).split()[: 2 * LONG_NAME])
    found: dict[str, str] = {}
    for rule in name_rules() if short else ():
        if rule.concept not in found and (match := rule.search(short)):
            found[rule.concept] = " ".join(match.group().split())
    return Named(found)


def together(names: Iterable[str]) -> Named:
    """What several names of one thing say together."""
    found: dict[str, str] = {}
    for name in names:
        for concept, words in named(name).words.items():
            found.setdefault(concept, words)
    return Named(found)


@lru_cache(maxsize=20_000)
def address_words(url: str, parts: int = 2) -> str:
    """The words of the last parts of an address's path, as a name.

    >>> address_words("https://alder.example/en/policies/Modern-Slavery_Statement2024.pdf")
    'policies Modern Slavery Statement 2024'
    """
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return ""
    steps = [_ENDINGS.sub("", step) for step in path.split("/") if step]
    return words_of(" ".join(steps[-parts:]))


def words_of(text: str) -> str:
    """Words that were joined by hyphens, underscores or capitals, as a person would write them."""
    return " ".join(_CAMEL.sub(" ", _BREAKS.sub(" ", composed(text))).split())
