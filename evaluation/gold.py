"""Measures what Firmword finds against documents that a person read whole and labelled.

Each labelled document is screened as a company of its own: its candidates are compared with the labelled
passages, and its proposed findings with the labelled outcomes. The rules learn nothing from the labels; the model
beside them judges only companies that it was not taught by; elsewhere the rules stand alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evaluation.counts import SUPPORT_COUNTS, Event, counted
from evaluation.coverings import Found, events, match
from evaluation.documents import GOLD, beside, labelled_documents
from evaluation.figures import OUTCOME_COUNTS, OUTCOMES, SUPPORT, Row, f1, kappa, rounded, row
from evaluation.gold_labels import SHORT, LabelledDocument, LabelledOutcome, Labels, Pages, read_labels, read_pages
from evaluation.gold_screening import ScreenedDocument, found_in, outcomes_of, screen_all
from evaluation.measuring import ALL, RULES, SUPPORT_HEADS, Evaluation, LabelSet, Terms, measured, rules_of, under_test
from evaluation.reading_load import ReadingLoad, reading_load
from evaluation.resampling import compare
from evaluation.shown_load import ShownLoad, shown_load
from evaluation.systems import check_training, said_by_baselines, taught
from extractors.records import SEARCHED_WHOLE
from rubric.scores import Truth

SET = LabelSet(
    name="gold",
    group_name="documents",
    row_name="elements",
    counts=(*SUPPORT_COUNTS, "candidates"),
    # The reference program beside the labels computes F1 from the two ratios as they are shown.
    measures={
        **SUPPORT,
        "f1_supports": f1(rounded(SUPPORT["precision_supports"]), rounded(SUPPORT["recall_supports"])),
    },
    compared=SUPPORT,
    headline=(
        "recall_any",
        "recall_supports",
        "precision_supports",
        "f1_supports",
        "weak_called_supports",
        "same_reason",
    ),
    heads={
        "gold_supports": "labels",
        "recall_any": "seen",
        "recall_supports": "recall",
        "claimed_supports": "claims",
        **SUPPORT_HEADS,
        "candidates": "cand.",
    },
    legend="""\
labels: passages labelled as support; seen: of these, covered by any candidate; recall: by one called support;
claims: candidates called support; prec.: of these, covering a label; weak: labelled near misses;
fooled: of these, covered by a candidate called support; w.seen: by one called weak; reason: of these, with
the labelled reason; cand.: candidates.""",
)


@dataclass(frozen=True, slots=True)
class GoldEvaluation:
    """The figures, what documents labelled whole have besides, and all that they come from."""

    evaluation: Evaluation
    indicators: dict[str, Row]
    outcomes: Row  # of all elements; an unknown outcome counts as not met
    reading: ReadingLoad | None  # None when the documents' sizes are not known
    shown: ShownLoad | None = None  # None when no documents were screened
    documents: tuple[ScreenedDocument, ...] = ()
    sizes_from: str = ""  # where the numbers of words come from
    model: str = ""  # the version of the model beside the rules; empty without one

    @property
    def all(self) -> Row:
        """The figures of the rules over all elements."""
        return self.evaluation.rows[RULES][ALL]

    @property
    def unread(self) -> list[ScreenedDocument]:
        """The labelled documents that could not be read whole."""
        return [one for one in self.documents if one.outcome not in SEARCHED_WHOLE]


def evaluate(terms: Terms) -> GoldEvaluation:
    """Screen the labelled documents and measure what was found.

    The classifier among the baselines is trained on the files named (else on these labels), never on the company
    under test; the model that weighs the candidates judges none that it was taught by. Raises InputError when a
    file or a labelled document is missing.
    """
    check_training(terms)
    pages = read_pages(terms.pages)
    data = terms.data or (beside(GOLD, "--data"),)
    every = read_labels(data)
    documents = labelled_documents(every, terms.documents)
    companies = under_test(terms, {one.listing.company for one in documents})
    tested = [one for one in documents if one.listing.company in companies]
    labels = every.only({one.sha256[:SHORT] for one in tested})
    learner = taught(terms)
    screened = screen_all(tested, rules_of(terms), terms.processes, learner, pages)
    found = {RULES: [one for document in screened for one in found_in(document)]}
    trained_on = ""
    if terms.baselines:
        by_baselines, trained_on = _found_by_baselines(every, documents, companies, data, pages, terms)
        found |= by_baselines
    said = [outcome for document in screened for outcome in outcomes_of(document)]
    sizes = labels.sizes or {one.short: one.words for one in screened}
    return replace(
        measure(labels, found, said, sizes, terms, trained_on, screened),
        sizes_from="the labels" if labels.sizes else "our own reading of the documents",
        model=learner.model.version if learner else "",
    )


def _found_by_baselines(
    labels: Labels,
    documents: Sequence[LabelledDocument],
    companies: Collection[str],
    data: Sequence[Path],
    pages: Pages,
    terms: Terms,
) -> tuple[dict[str, list[Found]], str]:
    """What each baseline takes as support in some companies' documents, and what it was trained on, for people."""
    from evaluation.baseline_passages import examples_of, passages_in  # reading documents takes a while to load

    every = list(passages_in(documents, pages))
    own = examples_of(every, labels.passages)
    tested = [one for one in every if one.company in companies]
    asked = [one.question for one in tested]
    said, trained_on = said_by_baselines(asked, terms, data, own, within=labels.files, parts=None)
    known = frozenset(element.id for element in rules_of(terms).rubric.elements)
    return {
        name: [
            one.found(element)
            for one, elements in zip(tested, some, strict=True)
            for element in sorted(elements & known)
        ]
        for name, some in said.items()
    }, trained_on


def measure(
    labels: Labels,
    found: Mapping[str, Iterable[Found]],
    said: Iterable[LabelledOutcome],
    sizes: Mapping[str, int],
    terms: Terms,
    trained_on: str = "",
    screened: Sequence[ScreenedDocument] = (),
) -> GoldEvaluation:
    """All figures of what each system found, the rules first; `said` are the outcomes that the rules propose."""
    matched = {system: match(labels.passages, some, labels.outcomes) for system, some in found.items()}
    counts = {system: list(events(one)) for system, one in matched.items()}
    elements = sorted({element for some in counts.values() for element, _, _ in some})
    evaluation = measured(
        SET, terms, labels.files, trained_on, len(labels.passages), counts, elements, labels.documents
    )
    outcomes = counted(_outcome_events(labels.outcomes, said), [ALL], labels.documents, OUTCOME_COUNTS).all
    agreed = compare({RULES: outcomes}, {"kappa": kappa}).intervals[RULES]
    intervals = evaluation.compared.intervals
    return GoldEvaluation(
        evaluation=replace(
            evaluation,
            rows={system: _named(rows) for system, rows in evaluation.rows.items()},
            compared=replace(evaluation.compared, intervals=intervals | {RULES: intervals[RULES] | agreed}),
        ),
        indicators=_indicators(counts[RULES], labels.documents),
        outcomes=row(outcomes, OUTCOME_COUNTS[:3], OUTCOMES),
        reading=reading_load(matched[RULES], sizes) if sizes else None,
        shown=shown_load(screened, matched[RULES]) if screened else None,
        documents=tuple(screened),
    )


def _outcome_events(labelled: Iterable[LabelledOutcome], said: Iterable[LabelledOutcome]) -> Iterator[Event]:
    """What each labelled outcome adds to; one that was not proposed as met counts as not met."""
    proposed = {(one.document, one.element) for one in said if one.outcome is Truth.MET}
    for one in labelled:
        gold, mine = one.outcome is Truth.MET, (one.document, one.element) in proposed
        for name, holds in zip(OUTCOME_COUNTS, (True, gold, mine, gold and mine), strict=True):
            if holds:
                yield ALL, one.document, name


def _indicators(counts: Iterable[Event], documents: Sequence[str]) -> dict[str, Row]:
    """The figures of each indicator: its elements together."""
    some = [(element.partition("/")[0], document, name) for element, document, name in counts]
    indicators = sorted({indicator for indicator, _, _ in some})
    tables = counted(some, indicators, documents, SET.counts)
    return _named({name: row(own, SET.counts, SET.measures) for name, own in tables.rows.items()})


def _named(rows: Mapping[str, Row]) -> dict[str, Row]:
    """The figures under the names that the reference program gives them, of rows with a label or a candidate."""
    return {
        name: {figure: own["claims" if figure == "claimed_supports" else figure] for figure in SET.heads}
        for name, own in rows.items()
        if name == ALL or own["gold_supports"] or own["gold_weak"] or own["candidates"]
    }
