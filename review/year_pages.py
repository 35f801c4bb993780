"""A company then and now, as a page: its documents, its confirmed quotes, what is offered, and the changed scores."""

from __future__ import annotations

from dataclasses import dataclass

from findings.company import CompanyState
from findings.editions import DocumentPair, DocumentState
from findings.followed import QuoteState
from findings.score_changes import Reason, ScoreChange
from findings.years import Comparison, FollowedQuote, YearOffer
from review import words
from review.element_pages import Told
from review.pages import rendered
from review.undo import Undo
from workspace.records import DocumentRow

REASONS = {
    Reason.NO_CHANGE: "no change of what the company says",
    Reason.IMPROVEMENT: "improvement",
    Reason.DECLINE: "decline",
    Reason.OTHER: "other",
}


@dataclass(frozen=True, slots=True)
class YearView:
    """Everything on the page."""

    state: CompanyState
    since: str  # as it was asked for
    compared: Comparison | None  # None: there is nothing to compare with, and `why` says it
    offers: tuple[YearOffer, ...]
    focused: YearOffer | None
    undo: Undo | None
    told: Told
    why: str = ""

    @property
    def address(self) -> str:
        """The page's own address."""
        return self.link(self.focused.candidate.id if self.focused else "")

    @property
    def previous(self) -> str | None:
        """The address of the offer before."""
        return self._beside(-1)

    @property
    def next(self) -> str | None:
        """The address of the offer after."""
        return self._beside(1)

    @property
    def documents(self) -> tuple[DocumentPair, ...]:
        """What changed first."""
        order = (DocumentState.CHANGED, DocumentState.NEW, DocumentState.GONE, DocumentState.SAME)
        return tuple(sorted(self.compared.documents, key=lambda one: order.index(one.state))) if self.compared else ()

    @property
    def changed(self) -> tuple[ScoreChange, ...]:
        """The scores that differ."""
        every = self.compared.scores if self.compared else ()
        return tuple(one for one in every if one.changed and one.rubric == self.state.rubric.name)

    def quotes(self, state: QuoteState) -> tuple[FollowedQuote, ...]:
        """The confirmed quotes of this rubric of which this became."""
        every = self.compared.quotes if self.compared else ()
        name = self.state.rubric.name
        return tuple(one for one in every if one.became.state is state and one.candidate.evidence.rubric == name)

    def link(self, look: str = "") -> str:
        """The address of the page at an offer."""
        return words.year_link(self.state.company, self.since, look, self.state.in_address)

    def seen(self, offer: YearOffer) -> int:
        """The last line of the log on an offered passage."""
        return self.state.last_line(offer.candidate.evidence.element, offer.candidate.id)

    def title(self, pair: DocumentPair) -> str:
        """What a document is called."""
        there = pair.now or pair.then
        assert there is not None
        name = there.text.document.title if there.text else None
        return name or words.document_name(there.sources[0])

    def _beside(self, step: int) -> str | None:
        if self.focused is None:
            return None
        place = self.offers.index(self.focused) + step
        return self.link(self.offers[place].candidate.id) if 0 <= place < len(self.offers) else None


def row_of(state: CompanyState, offer: YearOffer) -> DocumentRow | None:
    """The document in which an offered passage stands now."""
    return next((row for row in state.documents if row.source == offer.candidate.source), None)


def year_html(view: YearView, part: bool) -> str:
    """The page: whole, or what a decision or a step changes."""
    told = view.told
    return rendered(
        "year_part.html" if part else "year.html",
        view=view,
        row_of=row_of,
        REASONS=REASONS,
        states=tuple(reversed(QuoteState)),
        reviewer=told.reviewer,
        switch=told.switch,
    )
