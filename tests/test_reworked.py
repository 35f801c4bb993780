"""Work on a quote holds for every place of its statement, in one press, and leaves nothing wrong behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from people_samples import TOKEN, TestClient, opened
from review_samples import COMPANY, POLICY, RUBRIC, decision, evidence, save, screened_workspace, text_document
from review_samples import by_hand as on_element

import rubric as rubrics
from extractors.records import Document, Evidence, Role, Span
from findings.company import load_state
from findings.precedents import in_force, precedents
from reports.explain import explain
from review.chosen import same_words
from review.words import company_link
from rubric.scores import Truth
from workspace.records import Candidate, Decision, Ruling
from workspace.store import Store, open_store

ONE, OTHER = "A.1.1/S1.a", "A.1.4/S1.a"
FIRM = POLICY[0][2][1]
PART = "We respect human rights in all our own operations"
NEARLY = "We do respect human rights in all our own operations and in our supply chain."  # one word more
TWICE = text_document(
    ((Role.PARAGRAPH, FIRM), (Role.PARAGRAPH, "We make boots in Kehl."), (Role.PARAGRAPH, FIRM.upper())), "Twice"
)
ELSE = text_document(((Role.PARAGRAPH, "Our policy says:"), (Role.PARAGRAPH, NEARLY)), "Nearly")


def found(document: Document, quote: str) -> Evidence:
    start = document.text.index(quote)
    return replace(
        evidence(document, ONE, document.text[:1], weight=1), start=start, end=start + len(quote), quote=quote
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The statement stands in the policy and twice in another document; nearly so in a third, where a test adds it."""
    with open_store(screened_workspace(tmp_path, unread=False)) as opened_store:
        save(opened_store, "twice.html", TWICE, [found(TWICE, FIRM), found(TWICE, FIRM.upper())])
        yield opened_store


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    with opened(store.workspace) as app:
        yield TestClient(app, base_url="http://127.0.0.1:8000")


def places(store: Store) -> list[Candidate]:
    """The places of the statement, that of the policy first."""
    said = [one for one in store.candidates(COMPANY, RUBRIC) if one.evidence.element == ONE and not one.found_by]
    return sorted(
        (one for one in said if one.source != "code.html"), key=lambda one: (one.source != "policy.pdf", one.id)
    )


def confirmed(store: Store) -> list[Candidate]:
    store.decide_together([decision(one, Ruling.SUPPORTS) for one in places(store)], [0] * len(places(store)))
    return places(store)


def truth(store: Store, element: str = ONE) -> Truth:
    state = load_state(store, rubrics.load(RUBRIC), COMPANY)
    assert state is not None
    return state.findings[element].decided


def at_work(client: TestClient, one: Candidate, to: str = "") -> str:
    return str(client.get(f"{company_link(COMPANY)}/passage/{one.id}{f'?to={to}' if to else ''}").text)


def rework(client: TestClient, page: str, way: str, **other: object) -> str:
    """Send a form of the page with what it holds; the page that follows."""
    form = page.partition(f'action="/rework/{way}"')[2].partition("</form>")[0]
    sent: dict[str, object] = {"token": TOKEN, "company": COMPANY}
    for name in ("candidate", "seen", "place", "to"):
        sent[name] = re.findall(rf'name="{name}" value="([^"]*)"', form)
    return str(client.post(f"/rework/{way}", data=sent | other).text)


def undo(client: TestClient, page: str) -> str:
    form = page.partition('action="/withdraw"')[2].partition("</form>")[0]
    sent = {"token": TOKEN, "company": COMPANY, "line": re.findall(r'name="line" value="(\d+)"', form)}
    return str(client.post("/withdraw", data=sent).text)


def said(page: str) -> str:
    told = re.search(r'id="said"[^>]*>(.*?)</p>', page)
    assert told
    return unescape(told[1])


def by_hand(store: Store, element: str = ONE) -> list[Candidate]:
    return [one for one in store.candidates(COMPANY) if one.found_by and one.evidence.element == element]


def last_press(store: Store) -> list[Decision]:
    lines = store.decisions(COMPANY)
    return [line for line in lines if line.together == lines[-1].together]


def test_a_quote_is_moved_from_every_place_of_its_statement_and_comes_back_in_every_one(
    client: TestClient, store: Store
) -> None:
    one, *_ = confirmed(store)
    assert truth(store) is Truth.MET
    page = at_work(client, one, OTHER)
    assert "The same statement stands in 2 other places" in page
    page = rework(client, page, "move", verdict="weak")
    assert [each.decided for each in places(store)] == [Ruling.REJECTED] * 3
    assert {each.evidence.quote for each in by_hand(store, OTHER)} == {FIRM, FIRM.upper()}
    assert len(by_hand(store, OTHER)) == 3
    assert truth(store) is not Truth.MET
    assert "Weak; as it was it is rejected in 3 places. A.1.1 is now 0–2 of 2." in said(page)
    page = undo(client, page)
    assert "“confirmed” holds again" in said(page)
    assert [each.decided for each in places(store)] == [Ruling.SUPPORTS] * 3
    assert (by_hand(store, OTHER), truth(store), store.check_log()) == ([], Truth.MET, [])


def test_who_moves_a_quote_to_an_element_closed_by_hand_is_told_that_it_does_not_count_so(
    client: TestClient, store: Store
) -> None:
    one, *_ = confirmed(store)
    store.decide(on_element(OTHER, Ruling.NOT_MET))
    page = said(rework(client, at_work(client, one, OTHER), "move", verdict="supports"))
    held = "It stays not met, by hand: press m on its card, or withdraw that decision, to let the evidence count."
    assert held in page


def test_a_quote_that_is_weak_once_it_is_trimmed_leaves_no_place_in_which_it_supports(
    client: TestClient, store: Store
) -> None:
    one, *_ = confirmed(store)
    rework(client, at_work(client, one), "trim", verdict="weak", quote=PART)
    assert truth(store) is not Truth.MET
    assert sorted(each.evidence.quote for each in by_hand(store)) == sorted([PART, PART, PART.upper()])
    noted = {line.quote: line.note for line in last_press(store) if line.verdict is Ruling.REJECTED}
    assert noted == {FIRM: f"Trimmed to “{PART}”.", FIRM.upper(): f"Trimmed to “{PART.upper()}”."}


def test_a_quote_is_split_in_every_place_of_its_statement(client: TestClient, store: Store) -> None:
    one, *_ = confirmed(store)
    halves = {"first": PART, "second": "and in our supply chain."}
    page = rework(client, at_work(client, one), "split", **halves)
    assert len(by_hand(store)) == 6
    assert f"Split into “{PART}” and “and in our supply chain.”. Confirmed; as it was" in said(page)
    assert "it is rejected in 3 places." in said(page)
    assert [each.decided for each in places(store)] == [Ruling.REJECTED] * 3


def test_where_the_words_that_stay_do_not_stand_a_place_is_rejected_alone_and_that_is_told(
    client: TestClient, store: Store
) -> None:
    save(store, "nearly.html", ELSE, [found(ELSE, NEARLY)])
    one, *_ = confirmed(store)
    page = rework(client, at_work(client, one), "trim", verdict="supports", quote=PART, note="The rest is hoped for.")
    assert said(page).endswith(
        "as it was it is rejected in 4 places. In 1 of them these words could not be placed: "
        "there it is only rejected. A.1.1 is now 1–2 of 2."
    )
    alone = next(line for line in last_press(store) if line.quote == NEARLY)
    assert alone.note == f"Trimmed to “{PART}” elsewhere; here these words could not be placed. The rest is hoped for."
    undo(client, page)
    assert [each.decided for each in places(store)] == [Ruling.SUPPORTS] * 4


def test_what_another_person_said_of_a_place_meanwhile_is_not_overwritten_by_work_on_another(
    client: TestClient, store: Store
) -> None:
    one, other, third = confirmed(store)
    page = at_work(client, one, OTHER)
    theirs = replace(decision(other, Ruling.WEAK, "Hardly."), who="Cleo")
    store.decide(theirs)
    for way in ("move", "trim"):
        answer = rework(client, page, way, verdict="supports", quote=PART)
        assert "meanwhile Cleo decided “weak”" in said(answer)
        assert store.decisions(COMPANY)[-1].who == "Cleo"
    again = answer.partition("Left as they are")
    assert (third.id in again[0], other.id in again[0], other.id in again[2]) == (True, False, True)
    assert f'<option value="{OTHER}" selected' in answer  # what was chosen is not forgotten
    rework(client, answer, "move", verdict="supports")
    assert [each.decided for each in places(store) if each.id == other.id] == [Ruling.WEAK]
    assert [each.decided for each in places(store)].count(Ruling.REJECTED) == 2


def test_what_was_said_before_of_the_words_for_the_element_to_which_they_move_is_shown(
    client: TestClient, store: Store
) -> None:
    one, *_ = places(store)
    page = rework(client, at_work(client, one, OTHER), "move", verdict="weak", note="Only in passing.")
    assert "Decisions on these words for" in at_work(client, one, OTHER)
    undo(client, page)
    assert "Decisions on these words for" not in at_work(client, one, OTHER)


def test_trimmed_quotes_that_are_rejected_together_are_told_as_that(client: TestClient, store: Store) -> None:
    one, *_ = confirmed(store)
    page = rework(client, at_work(client, one), "trim", verdict="supports", quote=PART)
    form = page.partition('action="/decide"')[2].partition("</form>")[0]
    sent: dict[str, object] = {"token": TOKEN, "company": COMPANY, "element": ONE, "verdict": "rejected"}
    for name in ("candidate", "seen", "seen_element", "seen_last"):
        sent[name] = re.findall(rf'name="{name}" value="(\w*)"', form)
    assert said(str(client.post("/decide", data=sent).text)).startswith(f"{ONE}: rejected in 3 places.")


def test_of_words_that_stand_twice_in_a_quote_the_same_are_meant_in_every_place(
    client: TestClient, store: Store
) -> None:
    doubled = "We pay wages, and we pay on time."
    lines = ((Role.PARAGRAPH, doubled), (Role.PARAGRAPH, "We sew."), (Role.PARAGRAPH, doubled.replace("We", "WE")))
    document = text_document(lines, "Doubled")
    save(store, "doubled.html", document, [found(document, lines[0][1]), found(document, lines[2][1])])
    one = next(each for each in places(store) if each.evidence.quote == doubled)
    start = document.text.index("we pay")
    page = at_work(client, one)
    rework(client, page, "trim", verdict="weak", quote="we pay", start=start, end=start + len("we pay"))
    assert len(by_hand(store)) == 2
    assert all(document.text[each.evidence.end :].startswith(" on time.") for each in by_hand(store))


def test_words_are_the_same_whatever_their_case_and_punctuation_and_a_full_stop_comes_with_them() -> None:
    text = "OUR HOTLINE – “Speak Up!” – is open. Our hotline is shut."
    spans = same_words(text, "our hotline speak up is open.", Span(0, len(text)))
    assert [text[span.start : span.end] for span in spans] == ["OUR HOTLINE – “Speak Up!” – is open."]
    assert same_words(text, "…", Span(0, len(text))) == ()


_MOMENT = re.compile(r", [-\d]{10} .*UTC(?=: )")  # when it was said, and in the place of what


def notes(store: Store) -> list[str]:
    (about,) = explain(store, COMPANY, ONE).elements
    remarks = [note for one in (*about.supports, *about.weak) for note in one.remarks]
    return [_MOMENT.sub("", note) for note in remarks]


def test_what_was_trimmed_and_taken_back_is_explained_without_the_note_of_the_trimming(
    client: TestClient, store: Store
) -> None:
    one, *_ = confirmed(store)
    page = rework(client, at_work(client, one), "trim", verdict="supports", quote=PART)
    undo(client, page)
    assert notes(store) == ["R. Alone: (as R. Viewer decided)"] * 3


def test_a_note_is_explained_only_where_what_it_said_holds(store: Store) -> None:
    one = places(store)[0]
    first = store.decide(decision(one, Ruling.WEAK, "Hardly."))
    assert notes(store) == ["R. Viewer: Hardly."]
    store.decide(decision(one, Ruling.SUPPORTS, "In its own name."), first)
    store.decide(replace(decision(one, Ruling.SUPPORTS, "So I say, too."), who="Cleo"))
    assert notes(store) == ["R. Viewer: In its own name.", "Cleo: So I say, too."]


@pytest.mark.parametrize(("way", "told"), [("trim", []), ("split", []), ("move", ["rejected"])])
def test_a_quote_that_was_trimmed_or_split_is_no_precedent_against_itself_and_one_that_was_moved_is(
    client: TestClient, store: Store, way: str, told: list[str]
) -> None:
    one = places(store)[0]
    sent = {"verdict": "supports", "quote": PART, "first": PART, "second": "and in our supply chain."}
    rework(client, at_work(client, one, OTHER if way == "move" else ""), way, **sent)
    ruled = in_force(store.rulings(RUBRIC))
    assert {line.verdict.value for line in ruled if line.quote == FIRM and line.element == ONE} == set(told)
    assert not any(found.contradictory for found in precedents(rubrics.load(RUBRIC), ruled))
    assert {line.verdict for line in ruled if line.rules_version == "by hand"} == {Ruling.SUPPORTS}


def test_a_statement_is_no_precedent_of_itself_in_another_place_unless_it_was_ruled_otherwise_there(
    client: TestClient, store: Store
) -> None:
    one, other, _ = confirmed(store)
    address = f"/precedents/{one.id}?company={COMPANY.replace(' ', '%20')}"
    assert "No similar wording was ruled on" in client.get(address).text
    store.decide(decision(other, Ruling.WEAK, "Hardly."))
    page = client.get(address).text
    assert (page.count('class="decision'), "Hardly." in page) == (1, True)
