"""What a person corrects of a document holds everywhere, until it is withdrawn, and through every later screening."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from played_documents import play

from extractors.extract import screen_document
from extractors.records import Corrected, Document, Listing, Outcome, PageBox, Span
from extractors.rules import Rules, open_rules
from findings.checked import checks
from findings.company import load_state
from findings.judged_again import judge_again
from reports.explain import explain
from reports.rows import document_rows
from rubric import load
from screening.pool import PoolLimits
from screening.run import NoProgress, Settings, run
from workspace.decisions import StaleDecision
from workspace.records import SECOND, Decision, DocumentRow, Ruling
from workspace.store import Store, open_store

COMPANY, RUBRIC = "Harbour Mills", "chrb-core-2019"
TEXT = """Tarn report

Tarn commits to respect human rights in its own operations.

The Group respects the UN Guiding Principles.

We engaged with workers in 2016 about our human rights risks.

We are committed to respecting human rights and expect our suppliers to respect human rights.

Forced labour is prohibited at every site.

Approved by the whole works council in May.
"""
OTHER = "Harbour Mills has another page, of which nothing is corrected."
IN_PROCESS = Settings(pool=PoolLimits(processes=1))


def listed_in(folder: Path) -> list[Listing]:
    return [Listing(COMPANY, name, str(folder / name)) for name in ("a.txt", "b.txt")]


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("screened")
    for name, text in (("a.txt", TEXT), ("b.txt", OTHER)):
        (folder / name).write_text(text)
    assert screen(folder, listed_in(folder)) == 2
    return folder


@pytest.fixture
def store(tmp_path: Path, screened: Path) -> Iterator[Store]:
    shutil.copytree(screened, tmp_path, dirs_exist_ok=True)
    with open_store(tmp_path) as opened:
        yield opened


@pytest.fixture
def listed(tmp_path: Path) -> list[Listing]:
    return listed_in(tmp_path)


def screen(folder: Path, listed: list[Listing], settings: Settings = IN_PROCESS) -> int:
    """How many documents were screened."""
    return run(listed, folder, RUBRIC, "direct", NoProgress(), settings=settings).done


def row(store: Store, source: str = "a.txt") -> DocumentRow:
    return next(one for one in store.documents(COMPANY, RUBRIC) if one.source == source)


def correction(store: Store, fact: str, value: str | None, verdict: Ruling = Ruling.CORRECTED) -> Decision:
    at = "2026-03-02T10:00:00+00:00"
    return Decision(
        COMPANY, "", fact, None, verdict, "as it says", "R. Viewer", at, document=row(store).document, quote=value
    )


def said(store: Store) -> set[tuple[str, str, str, str | None, float | None]]:
    """What the candidates of the document say."""
    pieces = (one.evidence for one in store.candidates(COMPANY) if one.source == "a.txt" and one.current)
    return {(one.element, one.quote, one.verdict, one.reason, one.sure) for one in pieces}


FACTS = {
    "kind": ("supplier_code", Corrected(kind="supplier_code")),
    "published": ("2025-03", Corrected(published="2025-03")),
    "company_name": ("Tarn", Corrected(company_name="Tarn")),
    "signed_off": ("Approved by the whole works council", Corrected(signed_off="Approved by the whole works council")),
}


def test_what_is_corrected_is_said_of_the_document_and_of_no_other(store: Store) -> None:
    before = row(store), row(store, "b.txt")
    for fact, (value, _) in FACTS.items():
        store.decide(correction(store, fact, value), last_seen=0)
    now = row(store)
    assert (now.kind, now.published, now.company_name) == ("supplier_code", "2025-03", "Tarn")
    assert (now.about.signed_off, now.about.kind_reason) == (FACTS["signed_off"][0], "corrected by R. Viewer")
    assert (before[0].company_name, before[1]) == (None, row(store, "b.txt"))
    exported = next(one for one in document_rows(store, COMPANY) if one.source == "a.txt")
    assert (exported.kind, exported.published, exported.signed_off) == (now.kind, now.published, now.about.signed_off)


def test_a_correction_can_say_that_there_is_no_date_and_no_sign_off(store: Store) -> None:
    for fact in ("published", "signed_off"):
        store.decide(correction(store, fact, "2025" if fact == "published" else "Approved"))
        store.decide(correction(store, fact, ""))
    assert (row(store).published, row(store).about.signed_off) == (None, None)


def test_a_withdrawn_correction_leaves_what_was_said_before(store: Store) -> None:
    before = row(store)
    store.decide(correction(store, "kind", "supplier_code"))
    store.decide(correction(store, "kind", None, Ruling.OPEN), last_seen=1)
    assert row(store) == before
    assert store.corrections(COMPANY) == {}
    assert store.check_log() == []


def test_a_correction_is_seen_in_every_reading_and_belongs_to_no_rubric(store: Store) -> None:
    store.decide(correction(store, "kind", "supplier_code"))
    (line,) = store.decisions(COMPANY, SECOND)
    assert line.corrects
    assert store.corrections(COMPANY) == {(row(store).document, "kind"): line}
    state = load_state(store, load(RUBRIC), COMPANY)
    assert state is not None
    assert state.decisions == ()
    assert explain(store, COMPANY, "A.1.1").decisions == 0


def test_two_who_correct_the_same_do_not_overwrite_each_other(store: Store) -> None:
    store.decide(correction(store, "kind", "supplier_code"), last_seen=0)
    with pytest.raises(StaleDecision):
        store.decide(correction(store, "kind", "annual_report"), last_seen=0)
    store.decide(correction(store, "published", "2024"), last_seen=0)
    other = replace(correction(store, "kind", "annual_report"), document=row(store, "b.txt").document)
    store.decide(other, last_seen=0)
    assert row(store).kind == "supplier_code"


@pytest.mark.parametrize(
    ("fact", "value", "says"),
    [
        ("kind", "leaflet", "is no kind of document"),
        ("kind", "", "is no kind of document"),
        ("published", "March 2025", "is no date"),
        ("published", "2025-3", "is no date"),
        ("published", "2099-13-45", "is no date"),
        ("published", "2025-02-30", "is no date"),
        ("company_name", " ", "some name"),
        ("title", "Policy", "nothing that can be corrected"),
        ("signed_off", None, "needs the value"),
    ],
)
def test_what_cannot_be_is_refused(store: Store, fact: str, value: str | None, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        store.decide(correction(store, fact, value))
    assert store.decisions() == []


def test_a_correction_of_no_document_in_one_reading_or_with_another_verdict_is_refused(store: Store) -> None:
    fine = correction(store, "kind", "supplier_code")
    for wrong in (
        replace(fine, document=None),
        replace(fine, track=SECOND),
        replace(fine, verdict=Ruling.MET),
        replace(fine, rubric=RUBRIC),
    ):
        with pytest.raises(ValueError, match=r"corrected|reading|decision about"):
            store.decide(wrong)


@pytest.mark.parametrize("fact", FACTS)
def test_judging_again_gives_what_screening_with_the_corrected_fact_gives(store: Store, fact: str) -> None:
    value, corrected = FACTS[fact]
    if fact == "signed_off":  # it matters to what needs one
        store.decide(correction(store, "kind", "informal"))
        judge_again(store, COMPANY, row(store).document or "")
        corrected = replace(corrected, kind="informal")
    before = said(store)
    store.decide(correction(store, fact, value))
    assert judge_again(store, COMPANY, row(store).document or "") == (RUBRIC,)
    listing = Listing(COMPANY, "a.txt", "/a.txt", corrected=corrected)
    found = screen_document(TEXT.encode(), "text/plain", listing, open_rules(RUBRIC)).evidence
    assert said(store) == {(one.element, one.quote, one.verdict, one.reason, one.sure) for one in found} != before


@pytest.mark.parametrize("fact", FACTS)
def test_screening_again_later_has_nothing_to_do_and_would_give_the_same(
    store: Store, tmp_path: Path, listed: list[Listing], fact: str
) -> None:
    store.decide(correction(store, fact, FACTS[fact][0]))
    judge_again(store, COMPANY, row(store).document or "")
    judged, told = said(store), row(store)
    assert screen(tmp_path, listed) == 0
    again = replace(IN_PROCESS, version=lambda rules: f"{rules.version} raised")
    assert screen(tmp_path, listed, again) == 2
    assert said(store) == judged
    assert replace(row(store), fetched=told.fetched, location=told.location) == told


def test_what_was_corrected_and_not_judged_again_is_screened_again(
    store: Store, tmp_path: Path, listed: list[Listing]
) -> None:
    store.decide(correction(store, "kind", "supplier_code"))
    before = said(store)
    assert screen(tmp_path, listed) == 1
    assert said(store) != before
    assert screen(tmp_path, listed) == 0


def test_a_correction_wins_over_the_list_and_does_not_pass_to_other_bytes(
    store: Store, tmp_path: Path, listed: list[Listing]
) -> None:
    store.decide(correction(store, "kind", "supplier_code"))
    of_list = [replace(listed[0], kind="annual report", published="2019"), listed[1]]
    screen(tmp_path, of_list)
    assert (row(store).kind, row(store).published) == ("supplier_code", "2019")
    (tmp_path / "a.txt").write_text(TEXT + "\nAnd more.\n")
    screen(tmp_path, of_list)
    assert (row(store).kind, row(store).published) == ("annual_report", "2019")


def reasons(store: Store) -> set[str | None]:
    return {reason for _, quote, _, reason, _ in said(store) if "2016" in quote}


def as_of(value: str | None) -> Callable[[Rules], str]:
    """Versions of rules by which all is screened anew."""
    return lambda rules: f"{rules.version} {value}"


def test_a_document_is_judged_by_the_date_with_which_it_is_shown(
    store: Store, tmp_path: Path, listed: list[Listing]
) -> None:
    sha256 = row(store).document or ""
    assert (row(store).published, "too_old" in reasons(store)) == (None, False)
    dated = [replace(listed[0], published="2024"), listed[1]]
    assert screen(tmp_path, dated) == 1
    assert (row(store).published, "too_old" in reasons(store)) == ("2024", True)
    for value in ("2017", "", None):  # a person says so; that it has none; takes that back
        verdict = Ruling.CORRECTED if value is not None else Ruling.OPEN
        store.decide(correction(store, "published", value, verdict))
        judge_again(store, COMPANY, sha256)
        then = said(store)
        assert (row(store).published, "too_old" in reasons(store)) == {
            "2017": ("2017", False),
            "": (None, False),
            None: ("2024", True),
        }[value]
        screen(tmp_path, dated, replace(IN_PROCESS, version=as_of(value)))
        assert said(store) == then
    state = load_state(store, load(RUBRIC), COMPANY)
    assert state is not None
    rules = open_rules(RUBRIC)
    old = [replace(one, rules_version=rules.version) for one in state.candidates if "2016" in one.evidence.quote]
    assert {bool(checks(store, state)(one)) for one in old if "learned" not in one.evidence.notes} == {True}


def test_decisions_and_finds_outlive_judging_again(store: Store) -> None:
    one = next(one for one in store.candidates(COMPANY) if one.source == "a.txt")
    piece = one.evidence
    line = Decision(COMPANY, RUBRIC, piece.element, one.id, Ruling.SUPPORTS, "", "R. Viewer", "2026", quote=piece.quote)
    store.decide(line)
    store.decide(correction(store, "kind", "supplier_code"))
    judge_again(store, COMPANY, row(store).document or "")
    assert next(other for other in store.candidates(COMPANY) if other.id == one.id).decided is Ruling.SUPPORTS


def test_what_can_be_checked_of_a_passage_is_checked_as_it_was_judged(store: Store) -> None:
    store.decide(correction(store, "company_name", "Tarn"))
    judge_again(store, COMPANY, row(store).document or "")
    state = load_state(store, load(RUBRIC), COMPANY)
    assert state is not None
    check = checks(store, state)
    assert {check(one) is not None for one in state.candidates if "learned" not in one.evidence.notes} == {True}


def test_places_on_pages_are_asked_only_for_what_is_new(store: Store) -> None:
    wanted: list[Span] = []

    def boxes(document: Document, spans: Sequence[Span]) -> list[tuple[PageBox, ...]]:
        wanted.extend(spans)
        return [(PageBox(1, 0, 0, 1, 1),) for _ in spans]

    known = {(one.evidence.start, one.evidence.end) for one in store.candidates(COMPANY)}
    store.decide(correction(store, "kind", "annual_report"))
    judge_again(store, COMPANY, row(store).document or "", boxes)
    fresh = [one.evidence for one in store.candidates(COMPANY) if one.evidence.boxes]
    assert {(span.start, span.end) for span in wanted} == {(one.start, one.end) for one in fresh}
    assert known.isdisjoint((span.start, span.end) for span in wanted)


def test_a_correction_made_while_a_document_is_judged_is_not_lost(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from extractors import extract

    judge = extract.evidence_of
    seen: list[Corrected] = []

    def interrupted(document: Document, company: str, kind: object, rules: Rules, corrected: Corrected) -> object:
        if not seen:
            store.decide(correction(store, "company_name", "Tarn"))
        seen.append(corrected)
        return judge(document, company, kind, rules, corrected)  # type: ignore[arg-type]

    monkeypatch.setattr(extract, "evidence_of", interrupted)
    store.decide(correction(store, "published", "2025"))
    judge_again(store, COMPANY, row(store).document or "")
    assert seen == [Corrected(published="2025"), Corrected(published="2025", company_name="Tarn")]


def test_a_document_without_text_or_of_nobody_is_not_judged(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("die 9")
    listing = Listing(COMPANY, "a.txt", str(tmp_path / "a.txt"))
    screen(tmp_path, [listing], Settings(screen=play, pool=PoolLimits(seconds=3.0, processes=1)))
    with open_store(tmp_path) as store:
        assert row(store).outcome is Outcome.CRASHED
        assert judge_again(store, COMPANY, row(store).document or "") == ()
        assert judge_again(store, COMPANY, "f" * 64) == ()
