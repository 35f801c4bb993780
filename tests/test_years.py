"""A year later: documents are told by their content, quotes by their words, and what is unchanged is offered."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import pytest
from verify_samples import RUBRIC, put
from year_samples import INVENTED, Case, case, document_of, edition, pages

from archive.register import Register, Visit
from errors import InputError
from extractors.records import Listing, Outcome, Source, Span
from findings.editions import DocumentState, Edition, paired
from findings.followed import Aligned, Followed, QuoteState, all_said, difference_of, follow, marked, words_of
from findings.score_changes import Reason, proposed_reason, reason_of, with_reason
from findings.then_and_now import moment
from findings.years import compare, offers_in
from reports.company import read_company
from reports.years import as_json, as_text
from rubric import load
from rubric.scores import Bounds
from workspace.records import Decision, Missed, Ruling, Screening, Seen
from workspace.store import Store, open_store

THEN, NOW = "2025-03-01T09:00:00+00:00", "2026-03-01T09:00:00+00:00"


def became(one: Case) -> Followed:
    """What is said of the quote of an edited copy."""
    pair = next(pair for pair in paired([one.then], list(one.now)) if pair.then is not None)
    assert one.then.text is not None
    now = pair.now.text if pair.now is not None else None
    others = [other.text for other in one.now if other is not pair.now and other.text is not None]
    return follow(
        one.quote, one.then.text, Aligned(one.then.text, now) if now else None, others, all_said([one.then.text])
    )


# Copies of real pages where these are beside the project, else of the invented ones again.
@pytest.mark.parametrize(
    "every",
    [
        pytest.param(pages(), id="pages", marks=pytest.mark.thorough),
        pytest.param(sorted(INVENTED.glob("*.md")), id="invented"),
    ],
)
def test_of_a_hundred_edited_copies_ninety_eight_quotes_are_told_right(every: list[Path]) -> None:
    wrong = []
    for seed in range(1000, 1100):
        one = case(seed, every)
        found = became(one)
        if found.state != one.expected:
            wrong.append(f"{seed} {one.expected}, told {found.state}: {one.told[:200]}")
        if found.document is not None and found.state in (QuoteState.UNCHANGED, QuoteState.MOVED):
            assert found.alike == 1.0
        assert document_of(one).text[one.quote.start : one.quote.end] in one.told
    assert len(wrong) <= 2, "\n".join(wrong)


# --- documents


def text(name: str, *paragraphs: str, kind: str | None = "policy") -> Edition:
    return replace(edition(name, "\n\n".join(paragraphs).encode()), kind=kind)


POLICY = (
    "# Human rights policy 2024",
    "We respect human rights in all that we do, and ask the same of our suppliers.",
    "Anyone can report a concern to the Open Door line, in any language and without a name.",
    "The board looks at this policy each year and reports on what it found.",
)


def states(then: list[Edition], now: list[Edition]) -> Counter[str]:
    return Counter(pair.state for pair in paired(then, now))


def test_the_same_bytes_at_another_address_are_the_same_document() -> None:
    assert states([text("a.md", *POLICY)], [text("b.md", *POLICY)]) == {DocumentState.SAME: 1}


def test_the_same_words_in_another_layout_are_the_same_document() -> None:
    other = [*POLICY[:1], *(paragraph.replace(", ", ",\n") for paragraph in POLICY[1:])]
    assert states([text("a.md", *POLICY)], [text("b.md", *other)]) == {DocumentState.SAME: 1}


def test_a_document_with_some_sentences_changed_is_told_by_its_text_wherever_it_stands() -> None:
    other = [*POLICY[:3], "The board looks at this policy every second year."]
    assert states([text("a.md", *POLICY)], [text("b.md", *other, kind="web_page")]) == {DocumentState.CHANGED: 1}


def test_another_document_at_the_same_address_is_another_document() -> None:
    notice = text(
        "a.md", "# Not found", "This page has moved. Please use the search to find what you look for.", kind="web_page"
    )
    assert states([text("a.md", *POLICY)], [notice]) == {DocumentState.GONE: 1, DocumentState.NEW: 1}


def test_a_yearly_document_written_anew_is_told_by_kind_and_title() -> None:
    fresh = (
        "# Human rights policy 2025",
        "People matter to us, wherever they work for us or for those from whom we buy.",
        "Anyone can report a concern to the Open Door line, which a charity has run since May.",
        "A committee of the board was founded to look after remedy, wages and hours.",
    )
    assert states([text("a.md", *POLICY)], [text("2025/b.md", *fresh)]) == {DocumentState.CHANGED: 1}


# --- quotes


def told(then: tuple[str, ...], now: tuple[str, ...], quote: str) -> Followed:
    one, other = text("a.md", *then), text("a.md", *now)
    assert one.text is not None
    assert other.text is not None
    start = one.text.document.text.index(quote)
    return follow(Span(start, start + len(quote)), one.text, Aligned(one.text, other.text), (), all_said([one.text]))


LIST = (
    "# Code",
    "We commit to respect:",
    "- the freedom of association of all who work for us;\n- equal pay for equal work.",
)


def test_one_word_changed_is_a_rewording_with_the_difference_marked() -> None:
    now = tuple(one.replace("can report", "may report") for one in POLICY)
    found = told(POLICY, now, POLICY[2])
    assert found.state is QuoteState.REWORDED
    assert "Anyone [-can-] {+may+} report a concern" in marked(found.difference)
    assert (found.then, found.now) == (POLICY[2], now[2])


def test_what_stood_there_already_is_no_rewording_of_what_is_gone() -> None:
    near = "Anyone can report a concern to the Open Door line, in any language."
    assert told((*POLICY, near), (*POLICY[:2], POLICY[3], near), POLICY[2]).state is QuoteState.GONE


def test_case_punctuation_and_hyphens_at_the_end_of_a_line_are_no_change() -> None:
    now = (
        *POLICY[:2],
        "ANYONE can report a concern – to the Open Door line – in any langu\u00adage and without a name!",
        POLICY[3],
    )
    assert told(POLICY, now, POLICY[2]).state is QuoteState.UNCHANGED


def test_an_item_under_another_lead_in_is_told_so() -> None:
    now = ("# Code", "We hope that one day we respect:", LIST[2])
    item = "the freedom of association of all who work for us;"
    assert not told(LIST, LIST, item).led_otherwise
    found = told(LIST, now, item)
    assert (found.state, found.led_otherwise) == (QuoteState.UNCHANGED, True)
    assert "[-commit to-]" in marked(found.difference)


def test_two_texts_without_a_word_in_common_are_marked_whole() -> None:
    assert marked(difference_of("one two", "three")) == "[-one two-] {+three+}"


# --- a company


def year(store: Store, *now: tuple[str, bytes]) -> None:
    """A company with three documents, of which the first two passages of each were confirmed; then its next year."""
    company = "Tessgarth Weavers"
    for name in ("a.md", "b.md", "c.md"):
        body = "\n\n".join((f"# Policy {name}", *(f"{line[:-1]}, says {name} in {line[:9]}." for line in POLICY[1:])))
        put(store, company, name, body.encode(), THEN, "policy")
    for one in store.candidates(company):
        found = one.evidence
        verdict = Ruling.SUPPORTS if found.element != "B.1.1/S1.a" else Ruling.REJECTED
        given = Decision(company, RUBRIC, found.element, one.id, verdict, "", "R. Viewer", "2025-04-01T00:00:00+00:00")
        store.decide(replace(given, document=found.document, start=found.start, end=found.end, quote=found.quote))
    for name, content in now:
        put(store, company, name, content, NOW, "policy")


def body_of(store: Store, name: str) -> str:
    row = next(row for row in store.documents() if row.source == name)
    return (store.workspace / "archive" / str(row.document)[:2] / str(row.document)).read_text()


@pytest.fixture
def later(tmp_path: Path) -> Store:
    store = open_store(tmp_path)
    year(store)
    first = body_of(store, "a.md")
    put(
        store,
        "Tessgarth Weavers",
        "a.md",
        f"# News\n\nWe moved house. It is large. It is full of light.\n\n{first}".encode(),
        NOW,
        "policy",
    )
    store.seen_again([("Tessgarth Weavers", "b.md")], NOW)
    put(store, "Tessgarth Weavers", "d.md", b"# Wages\n\nA wage is to be enough to live on, everywhere.", NOW)
    return store


def test_a_company_is_compared_with_its_last_year(later: Store) -> None:
    found = compare(later, "Tessgarth Weavers", "2025-12-31")
    assert Counter(pair.state for pair in found.documents) == dict.fromkeys(DocumentState, 1)
    by_source = Counter((quote.source, quote.became.state) for quote in found.quotes)
    assert by_source == {
        ("a.md", QuoteState.UNCHANGED): 2,
        ("b.md", QuoteState.UNCHANGED): 2,
        ("c.md", QuoteState.GONE): 2,
    }
    told = json.loads(as_json(found))
    assert {one["state"] for one in told["documents"]} == {"same", "changed", "new", "gone"}
    assert {one["state"] for one in told["quotes"]} == {"unchanged", "gone"}
    assert told["reasons"] == ["no_change", "improvement", "decline", "other"]
    assert all({"then", "now", "reason", "proposed_reason"} <= set(one) for one in told["scores"])
    assert "Documents: 1 same, 1 changed, 1 new, 1 gone" in as_text(found)


def test_decisions_on_what_is_unchanged_in_a_changed_document_are_offered_until_decided(later: Store) -> None:
    pairs = compare(later, "Tessgarth Weavers", "2025-12-31").documents
    offers = offers_in(later, "Tessgarth Weavers", RUBRIC, pairs)
    assert {offer.candidate.source for offer in offers} == {"a.md"}
    assert {offer.candidate.decided for offer in offers} == {None}
    assert all(offer.then.evidence.element == offer.candidate.evidence.element for offer in offers)
    for offer in offers:
        found = offer.candidate.evidence
        given = Decision(
            offer.candidate.company, RUBRIC, found.element, offer.candidate.id, offer.decision, "", "R", NOW
        )
        later.decide(replace(given, quote=found.quote))
    assert offers_in(later, "Tessgarth Weavers", RUBRIC, pairs) == ()


def test_of_a_document_that_another_replaced_at_its_address_that_is_told(later: Store) -> None:
    put(later, "Tessgarth Weavers", "c.md", b"# Menu\n\nSoup of the day comes with bread, and tea is free.", NOW)
    documents = compare(later, "Tessgarth Weavers", "2025-12-31").documents
    assert [pair.why for pair in documents if pair.now is None] == ["another document stands at its address now"]


def test_the_score_of_now_says_why_another_is_in_force(tmp_path: Path) -> None:
    company = "Tessgarth Weavers"
    with open_store(tmp_path) as store:
        put(store, company, "a.md", "\n\n".join(POLICY).encode(), THEN, "policy")
        put(store, company, "b.md", b"# Wages\n\nA wage is to be enough to live on, everywhere.", THEN)
        mine = (one for one in store.candidates(company) if one.source == "a.md")
        one = next(one for one in mine if one.evidence.element == "A.1.1/S1.a")
        found = one.evidence
        given = Decision(company, RUBRIC, found.element, one.id, Ruling.SUPPORTS, "", "R. Viewer", THEN)
        store.decide(replace(given, document=found.document, quote=found.quote))
        store.seen_again([(company, "b.md")], NOW)
        store.note_missing([(company, "b.md")], {(company, "a.md"): Missed.NOT_LISTED}, NOW)
        told = compare(store, company, "2025-12-31")
        (gone,) = [pair.why for pair in told.documents if pair.now is None]
        (score,) = [one for one in told.scores if one.indicator == "A.1.1"]
        in_force = read_company(store, company, load(RUBRIC)).scores["A.1.1"].decided
    assert gone == "not in the list since 2026-03-01, last seen 2025-03-01"
    assert score.in_force == in_force == score.then != score.now
    assert "In force is 1–2: what was decided on documents that are gone or were replaced counts until" in as_text(told)


def test_a_document_that_was_there_since_and_is_no_longer_listed_is_told_as_such(later: Store) -> None:
    company, after = "Tessgarth Weavers", "2026-06-01T00:00:00+00:00"
    left = dict.fromkeys([(company, "b.md"), (company, "d.md")], Missed.NOT_LISTED)
    later.note_missing([(company, "a.md")], left, after)
    told = {pair.now.sources: pair.why for pair in compare(later, company, "2025-12-31").documents if pair.now}
    missing = "not in the list since 2026-06-01, last seen 2026-03-01"
    assert (told["b.md",], told["d.md",]) == (f"the same bytes; {missing}", missing)
    assert "not in the list" not in told["a.md",]


def test_a_document_that_could_not_be_fetched_may_still_be_there(later: Store) -> None:
    source = Source(Listing("Tessgarth Weavers", "c.md", "/c.md"), NOW, "HTTP 503", None, None)
    later.save_screening(Screening(source, RUBRIC, "rules-1", Outcome.NOT_FETCHED, "c.md: HTTP 503; try again"))
    gone = [pair for pair in compare(later, "Tessgarth Weavers", "2025-12-31").documents if pair.now is None]
    assert ["may still be there: c.md: HTTP 503" in pair.why for pair in gone] == [True]
    found = compare(later, "Tessgarth Weavers", "2025-12-31")
    assert {one.became.state for one in found.quotes if one.source == "c.md"} == {QuoteState.UNTOLD}


def test_of_a_source_whose_new_file_cannot_be_read_nothing_can_be_told_and_nothing_is_gone(later: Store) -> None:
    source = Source(Listing("Tessgarth Weavers", "c.md", "/c.md"), NOW, "file copied", "c" * 64, "application/pdf")
    later.save_screening(Screening(source, RUBRIC, "rules-1", Outcome.DAMAGED, "c.md: it is cut off; get it again"))
    found = compare(later, "Tessgarth Weavers", "2025-12-31")
    (pair,) = [pair for pair in found.documents if pair.then is not None and "c.md" in pair.then.sources]
    assert (pair.state, pair.why) == (DocumentState.CHANGED, "the same address; not both can be read")
    assert {one.became.state for one in found.quotes if one.source == "c.md"} == {QuoteState.UNTOLD}
    assert "0 gone, 2 cannot be told" in as_text(found)
    assert "decline" not in as_text(found)


def test_a_score_that_is_only_not_decided_anew_is_open_and_no_decline(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        year(store)
        for name in ("a.md", "b.md", "c.md"):
            put(store, "Tessgarth Weavers", name, f"# News\n\nMoved.\n\n{body_of(store, name)}".encode(), NOW, "policy")
        found = compare(store, "Tessgarth Weavers", "2025-12-31")
    assert {one.became.state for one in found.quotes} <= {QuoteState.UNCHANGED, QuoteState.MOVED}
    changed = [one for one in found.scores if one.changed]
    assert changed
    assert {one.proposed for one in changed} == {None}
    assert "(open: not decided anew)" in as_text(found)
    assert "decline" not in as_text(found)


def test_the_day_that_was_asked_for_is_told_as_it_was_asked(later: Store) -> None:
    said = as_text(compare(later, "Tessgarth Weavers", "2025-12-31")).splitlines()[0]
    assert said == "Tessgarth Weavers: what was seen up to 2025-12-31, and what is there since"
    said = as_text(compare(later, "Tessgarth Weavers", "2025-12-31T12:30")).splitlines()[0]
    assert said == "Tessgarth Weavers: what was seen before 2025-12-31 12:30 UTC, and what is there since"


def test_a_document_that_was_only_not_screened_again_is_told_so(later: Store) -> None:
    before = compare(later, "Tessgarth Weavers", "2025-12-31").documents
    (gone,) = [pair.then for pair in before if pair.then is not None and pair.now is None]
    register = Register(later.workspace / "archive")
    register.add(Visit(gone.sources[0], NOW, "0" * 64, 9, gone.sources[0], 200))
    assert [pair.why for pair in compare(later, "Tessgarth Weavers", "2025-12-31").documents if pair.now is None] == [
        "not among what was received since"
    ]
    register.add(Visit(gone.sources[0], NOW, gone.sha256, 9, gone.sources[0], 304))
    assert [pair.why for pair in compare(later, "Tessgarth Weavers", "2025-12-31").documents if pair.now is None] == [
        f"not screened since, but on {NOW[:10]} it was still at its address"
    ]


def test_the_day_of_a_collection_means_what_was_collected_on_it() -> None:
    seen = [Seen("a", "1", THEN, THEN), Seen("a", "2", NOW, NOW)]
    assert moment(seen, "2025-03-01", "T") == "2025-03-02T00:00:00+00:00"
    assert moment(seen, "2026-03-01", "T") == "2026-03-01T00:00:00+00:00"
    with pytest.raises(InputError, match=r"nothing of “T” was seen up to then; its first document was at 2025-03-01"):
        moment(seen, "2024-01-01", "T")
    twice = [Seen("a", "1", THEN, "2025-03-01T15:00:00+00:00")]  # on one day, which is named
    assert moment(twice, "2025-03-01", "T") == "2025-03-01T15:00:00+00:00"
    assert moment([*seen, Seen("b", "3", "2026-03-01T08:00:00+00:00", NOW)], "2026-03-01T08:30", "T").endswith(
        "08:30:00+00:00"
    )
    with pytest.raises(InputError, match="nothing of “T” was collected since"):
        moment(seen, "2026-06-01", "T")
    with pytest.raises(InputError, match=r"nothing of “T” was seen up to then; its first document was at 2025-03-01"):
        moment(seen[:1], "2024-01-01", "T")
    with pytest.raises(InputError, match="no date"):
        moment(seen, "last year", "T")


def test_a_day_is_a_whole_day_however_it_is_written() -> None:
    seen = [Seen("a", "1", THEN, THEN), Seen("a", "2", NOW, NOW)]
    assert {moment(seen, day, "T") for day in ("2025-03-01", "20250301", "2025-W09-6")} == {"2025-03-02T00:00:00+00:00"}


@pytest.mark.parametrize("since", ["9999-12-31", "99991231", "0001-01-01T00:00+05:00", "9999-12-31T23:59-05:00"])
def test_a_day_beyond_the_calendar_is_refused_as_no_date(since: str) -> None:
    with pytest.raises(InputError, match="no date; write it as"):
        moment([Seen("a", "1", THEN, NOW)], since, "T")


def test_a_reason_is_of_the_closed_list_and_stands_in_a_note() -> None:
    assert proposed_reason(Bounds(0, 1), Bounds(0, 1)) is Reason.NO_CHANGE
    assert proposed_reason(Bounds(0, 1), Bounds(1, 2)) is Reason.IMPROVEMENT
    assert [proposed_reason(Bounds(0, 2), Bounds(one, one)) for one in (0, 1, 2)] == [Reason.NO_CHANGE] * 3  # was open
    assert proposed_reason(Bounds(1, 2), Bounds(0, 1)) is Reason.DECLINE
    assert proposed_reason(Bounds(1, 1), Bounds(0, 0.5)) is Reason.DECLINE
    assert proposed_reason(Bounds(0, 2), Bounds(1, 3)) is Reason.IMPROVEMENT
    assert [proposed_reason(one, Bounds(0, 2)) for one in (Bounds(1, 2), Bounds(2, 2), Bounds(0, 1))] == [None] * 3
    assert reason_of(with_reason(Reason.DECLINE, "no longer named")) is Reason.DECLINE
    assert reason_of("[sic] improvement") is None


def test_words_are_the_same_with_accents_as_letters_or_as_marks() -> None:
    for text in ("für Säu-\nglinge", "Nous agissons, à l’équité près."):
        assert words_of(normalize("NFD", text)) == words_of(normalize("NFC", text))
    assert words_of(normalize("NFD", "für")) == ("für",)
