"""A reader at the desk: labels replayed as a person's decisions, with what each takes.

What is counted is what a person does: cards seen, keys pressed, words of quotes read. The reader decides by the labels;
only what is put before the reader differs.

**The desk's order.** The questions come from the agenda (`findings.agenda`), as at the desk: one element a card, with
the quotes of its statements in one list, and the focus on the first.

- The reader reads the quotes in their order until one supports by the labels, and presses `c`; each step of the focus
  from the one where it stands is an `n`. One decision covers the statement's other places.
- Where no quote that is shown supports, the reader has read them all and presses `x`.
- Of an element with parts the reader reads the list, too: when what supports shows all parts, each such statement that
  shows a part still missing is confirmed; when a part stays without support, and the element is labelled not met, `x`
  is enough. Where it is labelled met, what supports is confirmed, and the rest is the reader's own word: `m`.
- Where the labels say met and no quote that is shown supports, `+` opens the weaker ones, which are read in their
  order. Where there is still none, the reader finds the missed quote elsewhere and adds it: `/`, a word (as one key),
  `Enter`, the selection (as one), `c`.
- Empty elements of an indicator close by one `X`, after those were added that the labels call met; where something was
  not searched, it is `x` for each.
- After each decision the desk goes on by itself.

**Document order and rank order** are the desk as it was when it asked passages: every candidate is a card and one key,
in the order of the text or by rank, until all scores are final. Then each element that is still open and matters is one
more card: `e` leads there, `x` or `m` decides it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from evaluation.coverings import words
from extractors.records import Evidence
from findings.agenda import Kind, Question, next_question
from findings.cards import Card, card, copies, in_turn, shows
from findings.company import CompanyState, state_of
from findings.empties import empties
from findings.outcomes import findings, scores
from findings.shown import Statement
from rubric.model import Element, Rubric
from rubric.scores import Truth
from workspace.records import Candidate, Decision, DocumentRow, Ruling

ADDING = 5  # keys: `/`, a word, Enter, the selection, `c`
READER = "reader"


@dataclass(frozen=True, slots=True)
class Reader:
    """What a person would say of one document, by its labels."""

    supporting: frozenset[str]  # ids of candidates that cover a labelled support
    outcomes: Mapping[str, Truth]  # by element

    def supports(self, said: Statement) -> bool:
        """Whether the statement supports, in any of its places."""
        return any(one.id in self.supporting for one in said.places)

    def is_met(self, element: Element) -> bool:
        """Whether the element is labelled as met."""
        return self.outcomes.get(element.id) is Truth.MET


@dataclass(slots=True)
class Sitting:
    """A reader at one document: what is decided so far, and what it took. It changes with each key."""

    rubric: Rubric
    row: DocumentRow
    candidates: list[Candidate]
    reader: Reader
    careful: bool = False  # opens what is weaker before saying that there is nothing
    decisions: list[Decision] = field(default_factory=list)
    keys: Counter[str] = field(default_factory=Counter)  # by what they decided
    cards: int = 0
    words: int = 0
    opened: int = 0  # elements labelled met for which the weaker ones had to be opened
    added: int = 0  # elements labelled met for which nothing that was found was enough

    def state(self) -> CompanyState:
        """The company's state by what is decided so far, as the desk derives it."""
        return state_of(self.rubric, self.candidates, self.decisions, [self.row])

    def is_final(self) -> bool:
        """Whether all scores are one number."""
        found = findings(self.rubric, self.candidates, self.decisions, [self.row])
        return all(one.decided.final for one in scores(self.rubric, found))

    def rule(self, ids: Iterable[str], ruling: Ruling) -> None:
        """What a person says of candidates."""
        chosen = set(ids)
        self.candidates = [replace(one, decided=ruling) if one.id in chosen else one for one in self.candidates]

    def decide(self, element: Element, ruling: Ruling) -> None:
        """What a person says of an element by hand."""
        number = len(self.decisions) + 1
        told = (self.row.company, self.rubric.name, element.id, None, ruling, "", READER, "")
        self.decisions.append(Decision(*told, seq=number))

    def read(self, quotes: Iterable[Evidence]) -> None:
        """Quotes, with the lead-ins that they complete."""
        for one in quotes:
            self.words += len(words(f"{one.lead_in.quote} {one.quote}" if one.lead_in else one.quote))


# --- the desk's order


def at_the_desk(sitting: Sitting) -> None:
    """Answer the agenda's questions until there is none."""
    after: Element | None = None
    while question := next_question(sitting.state(), after):
        sitting.cards += 1
        _answer(sitting, question)
        after = question.element


def _answer(sitting: Sitting, question: Question) -> None:
    if question.kind is Kind.EMPTY:
        _close_together(sitting, question)
    elif question.kind is Kind.UNREAD:
        _without_passage(sitting, question.element)
    else:
        _with_passages(sitting, question.element)


def _close_together(sitting: Sitting, question: Question) -> None:
    """`X`: all of the indicator that are empty and still matter, after those were added that are labelled met."""
    state = sitting.state()
    closing = [one.element for one in empties(state, question.indicator).together]
    met = [one for one in closing if sitting.reader.is_met(one)]
    if met:  # and others may no longer matter then
        _add_by_hand(sitting, met[0])
        return
    for element in closing:
        _look_through(sitting, card(state, element))
        sitting.decide(element, Ruling.NOT_MET)
    sitting.keys[f"X {question.indicator.id}"] += 1


def _without_passage(sitting: Sitting, element: Element) -> None:
    if sitting.reader.is_met(element):
        _add_by_hand(sitting, element)
    else:
        _not_met(sitting, card(sitting.state(), element))


def _not_met(sitting: Sitting, shown: Card) -> None:
    """`x`, after what is shown was read."""
    _look_through(sitting, shown)
    _press(sitting, shown.element, Ruling.NOT_MET)


def _look_through(sitting: Sitting, shown: Card) -> None:
    """A careful reader's `+`: the weaker ones are read too."""
    if sitting.careful and shown.weaker:
        sitting.keys[shown.element.id] += 1
        sitting.read(one.first.evidence for one in shown.weaker)


def _add_by_hand(sitting: Sitting, element: Element) -> None:
    """The missed quote, found by the reader's own search."""
    sitting.keys[element.id] += ADDING
    sitting.added += 1
    sitting.decide(element, Ruling.MET)


def _press(sitting: Sitting, element: Element, ruling: Ruling) -> None:
    """`x` or `m`: the element by hand."""
    sitting.keys[element.id] += 1
    sitting.decide(element, ruling)


def _with_passages(sitting: Sitting, element: Element) -> None:
    shown = card(sitting.state(), element)
    waiting = list(in_turn(shown))
    if element.parts:
        _with_parts(sitting, shown, waiting)
    elif not _confirm_first(sitting, waiting, 0):
        if not sitting.reader.is_met(element):
            _not_met(sitting, shown)
            return
        _open_weaker(sitting, element)
        if not _confirm_first(sitting, shown.weaker, len(waiting)):
            _add_by_hand(sitting, element)


def _open_weaker(sitting: Sitting, element: Element) -> None:
    """`+`: the labels call the element met, and what is shown does not."""
    sitting.keys[element.id] += 1
    sitting.opened += 1


def _confirm_first(sitting: Sitting, said: Sequence[Statement], behind: int) -> bool:
    """Read until one supports, and confirm it; `behind` is how many stand between the focus and the first of these."""
    for steps, one in enumerate(said):
        sitting.read([one.first.evidence])
        if sitting.reader.supports(one):
            _confirm(sitting, one, behind + steps)
            return True
    return False


def _confirm(sitting: Sitting, said: Statement, steps: int) -> None:
    first = said.first
    sitting.rule([first.id, *copies(sitting.state(), first)], Ruling.SUPPORTS)
    sitting.keys[first.evidence.element] += steps + 1


def _with_parts(sitting: Sitting, shown: Card, waiting: Sequence[Statement]) -> None:
    element, reader = shown.element, sitting.reader
    sitting.read(one.first.evidence for one in waiting)
    if not reader.is_met(element):
        _not_met(sitting, shown)
        return
    _confirm_parts(sitting, element)
    if sitting.state().findings[element.id].decided is Truth.MET:
        return
    if any(reader.supports(one) for one in waiting):
        _press(sitting, element, Ruling.MET)
        return
    _open_weaker(sitting, element)
    if _confirm_first(sitting, shown.weaker, len(waiting)):
        if sitting.state().findings[element.id].decided is not Truth.MET:
            _press(sitting, element, Ruling.MET)
    else:
        _add_by_hand(sitting, element)


def _confirm_parts(sitting: Sitting, element: Element) -> None:
    """Confirm what supports and shows a part that is missing, one after the other; the focus goes on by itself."""
    while True:
        shown = card(sitting.state(), element)
        missing = {part.name for part in shown.missing}
        right = (
            (steps, one)
            for steps, one in enumerate(in_turn(shown))
            if sitting.reader.supports(one) and missing.intersection(shows(one))
        )
        steps, one = next(right, (0, None))
        if one is None:
            return
        _confirm(sitting, one, steps)


# --- document order and rank order


def by_candidates(sitting: Sitting, ordered: Iterable[Candidate]) -> None:
    """One key a candidate until all scores are final, then what is still open by hand."""
    reader = sitting.reader
    for one in ordered:
        if sitting.is_final():
            return
        sitting.cards += 1
        sitting.read([one.evidence])
        sitting.rule([one.id], Ruling.SUPPORTS if one.id in reader.supporting else Ruling.REJECTED)
        sitting.keys[one.evidence.element] += 1
    while question := next_question(sitting.state()):
        sitting.cards += 1
        sitting.keys[question.element.id] += 1  # `e`
        _press(sitting, question.element, Ruling.MET if reader.is_met(question.element) else Ruling.NOT_MET)
