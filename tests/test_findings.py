"""Findings follow from candidates and decisions by the rules that the review promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from report_samples import IN_ENGLISH
from review_samples import COMPANY, RUBRIC, by_hand, evidence, policy_document

import rubric as rubrics
from extractors.records import LEARNED, NOTHING_SEARCHED, RULED, Evidence, Hit, Outcome, Searched, SearchedPart
from findings.outcomes import findings, how_sure, scores
from findings.settled import missing_parts
from rubric.scores import Basis, Bounds, Finding, Truth
from workspace.records import Candidate, Decision, DocumentRow, Ruling

CHRB = rubrics.load(RUBRIC)
POLICY = policy_document("a" * 64)
ONE = "A.1.1/S1.a"  # any one passage is enough
PARTS = "A.1.2/S2.a"  # four rights, which passages may show together
FROM_TWO = "B.2.1/S1.a"  # proposed from two passages on
FOUR = ("freedom_of_association", "forced_labour", "child_labour", "discrimination")
FIRM = "We respect human rights in all our own operations and in our supply chain."


def row(
    outcome: Outcome = Outcome.READ, source: str = "policy.pdf", search: Searched | None = IN_ENGLISH
) -> DocumentRow:
    return DocumentRow(
        company=COMPANY,
        source=source,
        url=None,
        document="a" * 64,
        media_type="application/pdf",
        outcome=outcome,
        detail="",
        pages=2,
        pages_without_text=0,
        kind=None,
        language="en",
        published=None,
        fetched="2026-03-01",
        search=search,
    )


def candidate(
    decided: Ruling | None = None,
    element: str = ONE,
    reason: str | None = None,
    shows: Sequence[str] = (),
    number: int = 1,
    current: bool = True,
) -> Candidate:
    found: Evidence = evidence(POLICY, element, FIRM, reason=reason, shows=tuple(shows))
    return Candidate(f"{number:016x}", COMPANY, "policy.pdf", found, number, decided, current)


def found_for(
    element: str,
    candidates: Sequence[Candidate] = (),
    decisions: Sequence[Decision] = (),
    documents: Sequence[DocumentRow] = (row(),),
) -> Finding:
    found = findings(CHRB, candidates, decisions, documents)
    return next(finding for finding in found if finding.element == element)


def test_there_is_one_finding_for_each_element_in_the_rubrics_order() -> None:
    found = findings(CHRB, [], [], [row()])
    assert [finding.element for finding in found] == [element.id for element in CHRB.elements]


def test_a_company_without_documents_has_no_findings_and_no_scores() -> None:
    assert findings(CHRB, [candidate()], [], []) == []
    assert scores(CHRB, []) == []


def test_one_supporting_passage_proposes_an_element_without_parts() -> None:
    assert found_for(ONE, [candidate()]).proposed is Truth.MET


def test_a_weak_passage_proposes_nothing() -> None:
    assert found_for(ONE, [candidate(reason="weak_wording")]).proposed is Truth.NOT_MET


def test_passages_propose_an_element_when_together_they_show_its_parts() -> None:
    first, second = (candidate(element=PARTS, shows=FOUR[:2]), candidate(element=PARTS, shows=FOUR[2:], number=2))
    assert found_for(PARTS, [first]).proposed is Truth.NOT_MET
    assert found_for(PARTS, [first, second]).proposed is Truth.MET


def another(
    first: Candidate, number: int, document: str | None = None, start: int | None = None, end: int | None = None
) -> Candidate:
    """The same as a candidate, at another place of its document unless told otherwise."""
    found = first.evidence
    moved = replace(
        found,
        document=document or found.document,
        start=found.start + 1 if start is None else start,
        end=found.end + 1 if end is None else end,
    )
    return replace(first, id=f"{number:016x}", rank=number, evidence=moved)


def test_a_description_that_is_seldom_said_in_one_sentence_is_proposed_from_several_passages_on() -> None:
    assert CHRB.element(FROM_TWO).proposed_from == 2
    first = candidate(element=FROM_TWO)
    assert found_for(FROM_TWO, [first]).proposed is Truth.NOT_MET
    assert found_for(FROM_TWO, [first, another(first, 2)]).proposed is Truth.MET
    elsewhere = another(first, 2, document="b" * 64, start=first.evidence.start, end=first.evidence.end)
    assert found_for(FROM_TWO, [first, elsewhere]).proposed is Truth.MET


def test_one_passage_twice_is_one_passage() -> None:
    first = candidate(element=FROM_TWO)
    same = another(first, 2, start=first.evidence.start, end=first.evidence.end)
    assert found_for(FROM_TWO, [first, replace(same, source="copy.pdf")]).proposed is Truth.NOT_MET


def test_a_weak_passage_and_one_that_is_no_longer_found_do_not_make_up_the_number() -> None:
    first = candidate(element=FROM_TWO)
    weak = another(candidate(element=FROM_TWO, reason="no_detail"), 2)
    gone = replace(another(first, 3, start=0), current=False, decided=Ruling.SUPPORTS)
    assert found_for(FROM_TWO, [first, weak, gone]).proposed is Truth.NOT_MET


def test_too_few_passages_leave_it_open_where_a_document_was_not_read() -> None:
    documents = [row(), row(Outcome.DAMAGED, "other.pdf")]
    assert found_for(FROM_TWO, [candidate(element=FROM_TWO)], documents=documents).proposed is Truth.UNKNOWN


def sure_of(one: Candidate, sure: float) -> Candidate:
    """The same with how probable it is that a person takes it for support."""
    return replace(one, evidence=replace(one.evidence, sure=sure, quote=f"{one.evidence.quote} {one.id}"))


def test_nothing_is_proposed_from_one_passage_that_the_model_is_unsure_of() -> None:
    first = candidate(element=FROM_TWO)
    assert found_for(FROM_TWO, [sure_of(first, 0.45)]).proposed is Truth.NOT_MET
    assert found_for(FROM_TWO, [sure_of(first, 0.75)]).proposed is Truth.MET  # one that is sure is enough
    several = [sure_of(first, 0.45), sure_of(another(first, 2), 0.4)]
    assert found_for(FROM_TWO, several).proposed is Truth.MET


def test_the_same_words_elsewhere_make_nothing_less_likely_whatever_their_order() -> None:
    sure = sure_of(candidate(element=FROM_TWO), 0.9)
    again = another(sure, 2, document="b" * 64)
    parted = replace(again.evidence, sure=0.3, quote=again.evidence.quote.replace("rights", "ri\u00ad\nghts").upper())
    again = replace(again, evidence=parted)
    assert [how_sure(each) for each in ([sure], [sure, again], [again, sure], [again])] == pytest.approx(
        [0.9] * 3 + [0.3]
    )
    assert found_for(FROM_TWO, [sure, again]).proposed is Truth.MET


def test_near_misses_add_to_what_is_proposed_from_and_propose_nothing_alone() -> None:
    firm, weak = candidate(element=FROM_TWO), candidate(element=FROM_TWO, reason="no_detail")
    near = [sure_of(another(weak, number, start=number), 0.4) for number in (3, 4, 5)]
    assert found_for(FROM_TWO, near).proposed is Truth.NOT_MET
    assert found_for(FROM_TWO, [sure_of(firm, 0.45), *near]).proposed is Truth.MET


def test_a_near_miss_that_is_the_likelier_to_support_is_proposed_from() -> None:
    weak = candidate(element=FROM_TWO, reason="no_detail")
    assert found_for(FROM_TWO, [sure_of(weak, 0.65)]).proposed is Truth.MET
    assert found_for(FROM_TWO, [sure_of(weak, 0.45)]).proposed is Truth.NOT_MET


@pytest.mark.parametrize("reason", ["negated", "not_policy", "selected_rights"])
def test_nothing_is_proposed_from_what_the_rules_found_undone_however_sure_a_model_is(reason: str) -> None:
    undone, firm = candidate(reason=reason), candidate(element=FROM_TWO)
    assert found_for(ONE, [sure_of(undone, 0.95)]).proposed is Truth.NOT_MET
    beside = [sure_of(firm, 0.45), sure_of(another(candidate(element=FROM_TWO, reason=reason), 3, start=3), 0.9)]
    assert found_for(FROM_TWO, beside).proposed is Truth.NOT_MET  # nor does it add to another
    by_model = replace(undone, evidence=replace(undone.evidence, notes=(LEARNED,)))  # its reason is a guess
    assert found_for(ONE, [sure_of(by_model, 0.95)]).proposed is Truth.MET


def test_nothing_is_proposed_from_weak_words_that_the_rules_have_read() -> None:
    weak = sure_of(candidate(reason="weak_wording"), 0.95)
    assert found_for(ONE, [weak]).proposed is Truth.MET
    ruled = replace(weak, evidence=replace(weak.evidence, notes=(RULED,)))  # "aligned with": no model outweighs it
    assert found_for(ONE, [ruled]).proposed is Truth.NOT_MET


def test_nothing_is_proposed_from_what_a_model_finds_without_a_word_of_its_element() -> None:
    weak = sure_of(candidate(reason="no_detail"), 0.95)
    found = replace(weak.evidence, notes=(LEARNED,))
    assert found_for(ONE, [replace(weak, evidence=found)]).proposed is Truth.MET
    whole = Hit(f"{LEARNED}.chrb-core-2019", LEARNED, found.start, found.end)
    bare = replace(weak, evidence=replace(found, rules=(whole,)))
    assert found_for(ONE, [bare]).proposed is Truth.NOT_MET
    listed = replace(weak, evidence=replace(found, quote="We assess our suppliers by:"))
    assert found_for(ONE, [listed]).proposed is Truth.NOT_MET


def test_a_person_may_decide_on_fewer_passages_than_a_proposal_needs() -> None:
    finding = found_for(FROM_TWO, [candidate(Ruling.SUPPORTS, FROM_TWO)])
    assert (finding.proposed, finding.decided, finding.basis) == (Truth.NOT_MET, Truth.MET, Basis.EVIDENCE)
    assert finding.evidence == (f"{1:016x}",)


@pytest.mark.parametrize("outcome", [Outcome.READ, Outcome.REPAIRED, Outcome.DUPLICATE])
def test_nothing_found_in_documents_read_whole_is_a_proposed_no(outcome: Outcome) -> None:
    finding = found_for(ONE, documents=[row(outcome)])
    assert (finding.proposed, finding.decided, finding.basis) == (Truth.NOT_MET, Truth.UNKNOWN, Basis.NOT_FOUND)


@pytest.mark.parametrize(
    "outcome", [one for one in Outcome if one not in {Outcome.READ, Outcome.REPAIRED, Outcome.DUPLICATE}]
)
def test_one_document_not_read_whole_leaves_a_no_open(outcome: Outcome) -> None:
    finding = found_for(ONE, documents=[row(), row(outcome, "other.pdf")])
    assert (finding.proposed, finding.basis) == (Truth.UNKNOWN, Basis.NOT_READABLE)


@pytest.mark.parametrize("search", [None, NOTHING_SEARCHED, replace(IN_ENGLISH, unsearched=("it",), whole=False)])
def test_one_document_not_searched_whole_leaves_a_no_open(search: Searched | None) -> None:
    finding = found_for(ONE, documents=[row(), row(source="other.pdf", search=search)])
    assert (finding.proposed, finding.basis) == (Truth.UNKNOWN, Basis.NOT_READABLE)


def test_an_element_that_the_lexicons_of_a_part_cannot_ask_for_stays_open_and_no_other() -> None:
    mute = SearchedPart("it", "lexicons-1", parsed=False, cannot_ask=(ONE,))
    documents = [row(), row(source="other.pdf", search=Searched((*IN_ENGLISH.parts, mute), whole=True))]
    finding, other = (found_for(element, documents=documents) for element in (ONE, PARTS))
    assert (finding.proposed, finding.basis) == (Truth.UNKNOWN, Basis.NOT_READABLE)
    assert (other.proposed, other.basis) == (Truth.NOT_MET, Basis.NOT_FOUND)
    assert found_for(ONE, [candidate()], documents=documents).proposed is Truth.MET


def test_what_was_found_counts_even_when_another_document_could_not_be_read() -> None:
    finding = found_for(ONE, [candidate()], documents=[row(), row(Outcome.DAMAGED, "other.pdf")])
    assert (finding.proposed, finding.basis) == (Truth.MET, Basis.EVIDENCE)


def test_a_proposal_decides_nothing() -> None:
    assert found_for(ONE, [candidate()]).decided is Truth.UNKNOWN


def test_one_confirmed_passage_decides_an_element_without_parts() -> None:
    finding = found_for(ONE, [candidate(Ruling.SUPPORTS), candidate(number=2)])
    assert (finding.decided, finding.evidence) == (Truth.MET, (f"{1:016x}",))


def test_a_person_may_confirm_what_the_rules_call_weak() -> None:
    finding = found_for(ONE, [candidate(Ruling.SUPPORTS, reason="weak_wording")])
    assert (finding.proposed, finding.decided, finding.basis) == (Truth.NOT_MET, Truth.MET, Basis.EVIDENCE)
    assert finding.evidence == (f"{1:016x}",)


def test_confirmed_passages_must_together_show_every_part() -> None:
    first = candidate(Ruling.SUPPORTS, PARTS, shows=FOUR[:2])
    waiting = candidate(None, PARTS, shows=FOUR[2:], number=2)
    assert found_for(PARTS, [first, waiting]).decided is Truth.UNKNOWN
    assert found_for(PARTS, [first, replace(waiting, decided=Ruling.SUPPORTS)]).decided is Truth.MET
    assert found_for(PARTS, [first, replace(waiting, decided=Ruling.REJECTED)]).decided is Truth.NOT_MET
    assert missing_parts(CHRB.element(PARTS), [first]) == FOUR[2:]


def test_the_proposal_stays_after_a_rejection() -> None:
    finding = found_for(ONE, [candidate(Ruling.REJECTED)])
    assert (finding.proposed, finding.decided) == (Truth.MET, Truth.NOT_MET)


@pytest.mark.parametrize("ruling", [Ruling.WEAK, Ruling.REJECTED])
def test_an_element_is_not_met_when_every_passage_was_turned_down(ruling: Ruling) -> None:
    turned_down = candidate(ruling)
    assert found_for(ONE, [turned_down]).decided is Truth.NOT_MET
    assert found_for(ONE, [turned_down, candidate(number=2)]).decided is Truth.UNKNOWN


def test_a_skipped_passage_leaves_the_element_open() -> None:
    assert found_for(ONE, [candidate(Ruling.REJECTED), candidate(Ruling.SKIPPED, number=2)]).decided is Truth.UNKNOWN


def test_no_passage_leaves_the_element_open_until_a_person_decides() -> None:
    assert found_for(ONE).decided is Truth.UNKNOWN
    finding = found_for(ONE, decisions=[by_hand(ONE, Ruling.NOT_MET)])
    assert (finding.decided, finding.basis) == (Truth.NOT_MET, Basis.BY_HAND)


def test_a_hand_decision_goes_before_the_passages() -> None:
    finding = found_for(ONE, [candidate(Ruling.REJECTED)], [by_hand(ONE, Ruling.MET)])
    assert (finding.decided, finding.basis) == (Truth.MET, Basis.BY_HAND)


def test_the_latest_hand_decision_counts_and_can_be_withdrawn() -> None:
    log = [by_hand(ONE, Ruling.MET), by_hand(ONE, Ruling.NOT_MET)]
    assert found_for(ONE, decisions=log).decided is Truth.NOT_MET
    finding = found_for(ONE, [candidate(Ruling.SUPPORTS)], [*log, by_hand(ONE, Ruling.OPEN)])
    assert (finding.decided, finding.basis) == (Truth.MET, Basis.EVIDENCE)


def test_not_applicable_counts_as_unknown_and_says_so() -> None:
    finding = found_for(ONE, [candidate(Ruling.SUPPORTS)], [by_hand(ONE, Ruling.NOT_APPLICABLE)])
    assert (finding.decided, finding.basis) == (Truth.UNKNOWN, Basis.NOT_APPLICABLE)


def test_hand_decisions_under_another_rubric_do_not_count() -> None:
    assert found_for(ONE, decisions=[replace(by_hand(ONE, Ruling.MET), rubric="other")]).decided is Truth.UNKNOWN


def test_a_confirmed_passage_that_the_rules_no_longer_find_still_decides_but_proposes_nothing() -> None:
    finding = found_for(ONE, [candidate(Ruling.SUPPORTS, current=False)])
    assert (finding.proposed, finding.decided) == (Truth.NOT_MET, Truth.MET)


@pytest.mark.parametrize("ruling", [None, Ruling.SKIPPED])
def test_an_undecided_passage_that_the_rules_no_longer_find_holds_nothing_up(ruling: Ruling | None) -> None:
    gone = candidate(ruling, number=2, current=False)
    finding = found_for(ONE, [candidate(Ruling.REJECTED), gone])
    assert (finding.decided, finding.evidence) == (Truth.NOT_MET, (f"{1:016x}",))


def test_evidence_is_listed_by_rank() -> None:
    late, early = candidate(number=7), candidate(number=3)
    assert found_for(ONE, [late, early]).evidence == (early.id, late.id)


def score_of(indicator: str, *decided: tuple[str, Ruling]) -> tuple[Bounds, Bounds]:
    log = [by_hand(element, ruling) for element, ruling in decided]
    found = scores(CHRB, findings(CHRB, [candidate()], log, [row()]))
    score = next(one for one in found if one.indicator == indicator)
    return score.decided, score.proposed


def test_scores_are_bounds_that_narrow_with_each_decision() -> None:
    assert score_of("A.1.1") == (Bounds(0, 2), Bounds(1, 1))
    assert score_of("A.1.1", (ONE, Ruling.MET))[0] == Bounds(1, 2)
    assert score_of("A.1.1", (ONE, Ruling.MET), ("A.1.1/S2.a", Ruling.MET))[0] == Bounds(2, 2)


def test_there_is_one_score_for_each_indicator() -> None:
    found = scores(CHRB, findings(CHRB, [], [], [row()]))
    assert [score.indicator for score in found] == [indicator.id for indicator in CHRB.indicators]
    assert {score.proposed for score in found} == {Bounds(0, 0)}
