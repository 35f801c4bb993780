"""What stands in the place of a document: a refusal, a robot check, a sign-in, a page for what is not there.

Servers answer so with 200, and such an answer has text. Nobody may take it for the document, nor its silence for a no.
The wordings are data (`lexicons/markup/walls.yaml`): some count where they make up most of a title, a heading or a
short line, others in a sentence. A page with many words is none, whatever it says: policies speak of passwords,
cookies and access that was denied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from extractors.fold import composed
from extractors.records import Document, Role
from extractors.sieve import Sieve, sieve
from lexicons import FOLDER
from lexicons.patterns import Pattern, lowered
from lexicons.reading_rules import Rule, expression, rules_in

WALLS = FOLDER / "markup" / "walls.yaml"
PLACEHOLDER, UNTITLED = "nothing:placeholder", "nothing:untitled"  # told when documents are looked for
NAMED, SAID = "named:", "said:"
DESCRIBED = "described:sign_in"  # what workers or suppliers do elsewhere, told on a page of its own
SCRIPTED = "script:robot_check"

# What each is called, and up to how many words a page is one: signs of it stand in ordinary pages too.
KINDS = {
    "not_there": ("a page that says that there is nothing at this address", 150),
    "refusal": ("a refusal", 150),
    "robot_check": ("a check whether the visitor is a robot", 150),
    "sign_in": ("a page to sign in", 80),
    "error": ("an error or a page of the server's own", 120),
    "script": ("a page that asks for a browser with scripts or cookies", 150),
    "forward": ("a page that only leads on to another", 60),
    "consent": ("a page that asks for consent first", 250),
    "please_wait": ("a notice of the program in which the document was made", 150),
}
CONCEPTS = (
    *(f"{NAMED}{kind}" for kind in KINDS),
    *(f"{SAID}{kind}" for kind in KINDS),
    PLACEHOLDER,
    UNTITLED,
    SCRIPTED,
    DESCRIBED,
)
# A box for consent and a way to sign in head many pages; a page that is nothing else has a title that says so.
IN_HEADINGS = tuple(kind for kind in KINDS if kind not in ("consent", "sign_in"))
INSTEAD = "stands in the place of the document. Open its address in a browser, and save the document itself."
FEW = 150  # words: a page that asks for a password, or leads on by itself, with more than these is one of its own
ALMOST_NONE = 30  # words: a page with the script of a check that has more is one that the check has let through
MOST_UNDER_A_NAME = 400  # words of a page that its title or first heading calls so
SHORT = 9  # words of a line that may be one
FIRST_LINES = 8
COVERED = 0.6  # of a name's letters
_PARTS = re.compile(r"\s+[|–—·»]\s+|\s+-\s+|(?<=\w)[-–]\s+|:\s+")
_LETTERS = re.compile(r"[^\W\d_]")
_FIGURES = re.compile(r"\W*\d{3}\W*")


@dataclass(frozen=True)
class Shown:
    """What a page shows, without menus and the like, and what it asks or does."""

    title: str = ""
    headings: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    asks_password: bool = False
    leads_to: str | None = None  # where it leads by itself, at once
    scripts: str = ""  # the beginnings of its scripts and their addresses

    @cached_property
    def words(self) -> int:
        return sum(len(block.split()) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Wall:
    """What stands in a document's place, one of `KINDS`, and the words by which it is told."""

    kind: str
    words: str

    def told(self) -> str:
        """For people: what it is, and by which words."""
        return f"{KINDS[self.kind][0]} (“{self.words}”)"


def title_parts(title: str) -> list[str]:
    """The parts of a title, of which the last is often the site's name: "Code of Conduct | Alder Mills"."""
    return [part.strip() for part in _PARTS.split(title) if part.strip()]


def is_long(document: Document) -> bool:
    """Whether a document shows so many words that it is no wall, whatever they are: told by its first blocks."""
    words = 0
    for block in document.blocks:
        if block.role is not Role.FURNITURE:
            words += len(document.text[block.start : block.end].split())
            if words >= MOST_UNDER_A_NAME:
                return True
    return False


def shown_of(document: Document) -> Shown:
    """What a document shows, without its furniture."""
    shown = [block for block in document.blocks if block.role is not Role.FURNITURE]
    texts = [(block.role, " ".join(document.text[block.start : block.end].split())) for block in shown]
    headings = tuple(text for role, text in texts if role is Role.HEADING)
    return Shown(document.title or "", headings, tuple(text for _, text in texts))


def wall(page: Shown) -> Wall | None:
    """What stands in the place of a document; None where the page is one."""
    words = page.words
    if words < FEW and page.leads_to is not None:
        return Wall("forward", page.leads_to)
    if words < MOST_UNDER_A_NAME:
        found = _named(title_parts(page.title), tuple(KINDS)) or _named(page.headings[:1], IN_HEADINGS)
        if found is not None:
            return found
    lines = [line for line in page.blocks[:FIRST_LINES] if len(line.split()) <= SHORT]
    if (found := _named(lines, IN_HEADINGS)) is not None and words < KINDS[found.kind][1]:
        return found
    if page.asks_password and words < FEW:
        return Wall("sign_in", "a field for a password")
    if words < ALMOST_NONE and page.scripts and (check := nothing_said(page.scripts, SCRIPTED)):
        return Wall("robot_check", check)
    return _said(" ".join(page.blocks), words)


def nothing_said(text: str, concept: str) -> str | None:
    """The words by which a text says one of these concepts; None when it does not."""
    found = [(rule, match.start(), match.group()) for rule, match in _first_places(text, concept)]
    return min(found, key=lambda one: one[:2])[2] if found else None


@lru_cache(maxsize=1)
def wall_rules() -> tuple[Rule, ...]:
    """The rules of what stands in the place of a document. Raises LexiconError with file, line and cure."""
    return tuple(rules_in(WALLS, CONCEPTS))


def _first_places(text: str, concept: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Where each pattern for a concept fits first, with the number of its rule; in the order of the patterns."""
    known, patterns = _sieved(concept)
    text = composed(text)
    for place in known.worth_trying(lowered(text)):
        rule, pattern = patterns[place]
        if match := expression(pattern.regex).search(text):
            yield rule, match


@lru_cache(maxsize=64)
def _sieved(concept: str) -> tuple[Sieve, tuple[tuple[int, Pattern], ...]]:
    """The patterns for a concept, each with the number of its rule, and a sieve for those worth trying on a text."""
    rules = (rule for rule in wall_rules() if rule.concept == concept)
    patterns = tuple((number, pattern) for number, rule in enumerate(rules) for pattern in rule.compiled)
    return sieve([pattern for _, pattern in patterns]), patterns


@lru_cache(maxsize=2)
def _any_of(said: str) -> Sieve:
    """A sieve for all patterns of one sort, `NAMED` or `SAID`: most texts have nothing of any kind."""
    return sieve([pattern for kind in KINDS for _, pattern in _sieved(f"{said}{kind}")[1]])


def _may_be(text: str, said: str) -> bool:
    return bool(_any_of(said).worth_trying(lowered(composed(text))))


def _named(names: Sequence[str], kinds: Sequence[str]) -> Wall | None:
    """The first name of which most is what a wall of these kinds is called."""
    for name in (name for name in names if _may_be(name, NAMED)):
        for kind in kinds:
            if any(_covers(match.group(), name) for _, match in _first_places(name, f"{NAMED}{kind}")):
                return Wall(kind, name)
    return None


def _covers(match: str, name: str) -> bool:
    """Whether the words that were found make up most of a name; figures alone are a name by themselves alone."""
    letters = len(_LETTERS.findall(match))
    return letters >= COVERED * len(_LETTERS.findall(name)) if letters else _FIGURES.fullmatch(name) is not None


def _said(text: str, words: int) -> Wall | None:
    if words >= max(most for _, most in KINDS.values()):
        return None
    text = composed(text)
    for _, pattern in _sieved(DESCRIBED)[1]:
        text = expression(pattern.regex).sub(" ", text)
    if not _may_be(text, SAID):
        return None
    for kind, (_, most) in KINDS.items():
        if words < most and (said := nothing_said(text, f"{SAID}{kind}")):
            return Wall(kind, " ".join(said.split()))
    return None
