"""What can be taken back at an element, press by press, and what its key takes back first."""

from __future__ import annotations

from dataclasses import dataclass

from findings.company import CompanyState
from findings.held import last_of, made_by, pressed_with
from findings.reworked import reworked
from review import words
from review.seats import at_desk
from rubric.model import Element
from workspace.records import Candidate, Decision, Ruling


@dataclass(frozen=True, slots=True)
class Undo:
    """What one press takes back: all lines of one press that are still in force."""

    lines: tuple[Decision, ...]
    who: str  # whose press it was

    @property
    def own(self) -> bool:
        """Whether whoever is at the desk pressed it: the key takes back nothing else, for that has a button alone."""
        return self.who == at_desk().name

    @property
    def verdict(self) -> Ruling:
        """What was said."""
        return self.lines[0].verdict

    @property
    def corrects(self) -> bool:
        """Whether it corrected a document: then its elements are the facts."""
        return self.lines[0].corrects

    @property
    def reworks(self) -> bool:
        """Whether it was work on a quote: then its lines are what was rejected, and what took its place."""
        return reworked(self.lines) is not None

    @property
    def facts(self) -> tuple[str, ...]:
        """What was corrected, as pages call it."""
        return tuple(words.FACTS[name] for name in self.elements if self.corrects)

    @property
    def elements(self) -> tuple[str, ...]:
        """The elements about which it was said."""
        return tuple(dict.fromkeys(line.element for line in self.lines))


def undo_of(state: CompanyState, line: Decision | None) -> Undo | None:
    """What one press takes back with this line."""
    return Undo(pressed_with(state.lines, line), made_by(state.lines, line)) if line else None


def to_undo(
    state: CompanyState, element: Element, looked: Candidate | None, reviewer: str, theirs: bool
) -> tuple[Undo, ...]:
    """The decision on the passage that is shown, else on the element by hand, else the reviewer's last one.

    The reviewer's own press on the element comes first where it came after that on the passage.

    A correction that is the last that the reviewer did comes before it, for it is shown on no element's page. So does
    the reviewer's last one before another's: the first alone has the key, and it takes back only what is one's own.
    `looked` is the candidate in focus; `theirs`: an adjudicator decided the element, and alone can withdraw that.
    """
    line, last = None, last_of(state.lines, reviewer)
    if looked is not None and looked.decided is not None:
        line = state.history(element.id, looked.id)[-1]
        if last is not None and (last.element, last.candidate) == (element.id, None) and last.seq > line.seq:
            line = last  # what one just pressed is what one wants back
    asked_again = state.findings[element.id].asked_again  # its decision by hand tells the outcome no longer
    if line is None and not (theirs or asked_again):
        line = next(iter(state.history(element.id, None)[-1:]), None)
    about = undo_of(state, line)
    if about and theirs and any(one.candidate is None for one in about.lines):
        about = None  # it confirmed the passage with what it decided: it is the adjudicator's
    if about is None or line is None or line.verdict is Ruling.OPEN or line == last:
        found = [undo_of(state, last)]
    else:
        first = last is not None and (last.corrects or not about.own)
        found = [undo_of(state, last) if first else None, about]
    return tuple(one for one in found if one)
