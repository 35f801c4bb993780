"""One undo takes back one press, whatever it said, and what held before holds again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from people_samples import HTMX, TOKEN, TestClient, opened
from review_samples import COMPANY, by_hand, evidence, save, screened_workspace, text_document

from extractors.records import Role
from findings.held import before, held, last_of, pressed_with
from review.words import company_link, element_link
from workspace.records import Decision, Ruling
from workspace.store import Store, open_store

ONE = "A.1.1/S1.a"
EMPTY = ("A.1.4/S1.a", "A.1.4/S1.b", "A.1.4/S2.a", "A.1.4/S2.b")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(screened_workspace(tmp_path, unread=False)) as opened_store:
        yield opened_store


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    with opened(store.workspace) as app:
        yield TestClient(app, base_url="http://127.0.0.1:8000")


def decide(client: TestClient, page: str, verdict: str, element: str = ONE, note: str = "") -> str:
    """Press a key on a page, as its form sends it; the page that follows."""
    form = page.partition('action="/decide"')[2].partition("</form>")[0]
    sent: dict[str, object] = {"token": TOKEN, "company": COMPANY, "element": element, "verdict": verdict, "note": note}
    for name in ("candidate", "seen", "seen_element", "seen_last"):
        sent[name] = re.findall(rf'name="{name}" value="(\w*)"', form)
    answer = client.post("/decide", data=sent, headers=HTMX)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def undo(client: TestClient, page: str) -> str:
    form = page.partition('action="/withdraw"')[2].partition("</form>")[0]
    sent = {"token": TOKEN, "company": COMPANY, "line": re.findall(r'name="line" value="(\d+)"', form)}
    return str(client.post("/withdraw", data=sent, headers=HTMX).text)


def said(page: str) -> str:
    found = re.search(r'id="said"[^>]*>(.*?)</p>', page)
    assert found
    return unescape(found[1])


def held_of(store: Store, element: str) -> list[str]:
    found = held(store.decisions(COMPANY))
    return [some[-1].line.verdict.value for about, some in found.items() if about[0] == element]


def test_undo_brings_back_what_the_decision_replaced_and_the_next_undo_what_was_before_that(
    client: TestClient, store: Store
) -> None:
    page = client.get(element_link(COMPANY, ONE)).text
    looked = re.findall(r'data-candidate="(\w+)"', page)[0]
    here = element_link(COMPANY, ONE, looked)
    decide(client, page, "weak", note="not in its own name")
    decide(client, client.get(here).text, "supports")
    page = undo(client, client.get(here).text)
    assert said(page) == f"{ONE}: “confirmed” is withdrawn; “weak” holds again."
    candidate = next(one for one in store.candidates(COMPANY) if one.id == looked)
    assert candidate.decided is Ruling.WEAK
    assert store.decisions(COMPANY)[-1].note == "not in its own name"
    page = undo(client, page)
    assert said(page) == f"{ONE}: “weak” is withdrawn."
    assert next(one for one in store.candidates(COMPANY) if one.id == looked).decided is None
    assert "Withdraw" not in page
    assert store.check_log() == []


def test_one_undo_takes_back_all_empty_elements_though_one_was_decided_otherwise_meanwhile(
    client: TestClient, store: Store
) -> None:
    page = client.get(element_link(COMPANY, EMPTY[0])).text
    form = page.partition('action="/empties"')[2].partition("</form>")[0]
    sent = {"token": TOKEN, "company": COMPANY, "indicator": "A.1.4", "element": list(EMPTY), "seen": ["0"] * 4}
    assert form.count('name="element"') == 4
    client.post("/empties", data=sent, headers=HTMX)
    decide(client, client.get(element_link(COMPANY, EMPTY[1])).text, "met", EMPTY[1], "by phone")
    page = undo(client, client.get(element_link(COMPANY, EMPTY[1])).text)
    assert [held_of(store, one) for one in EMPTY] == [["not_met"]] * 4
    page = undo(client, page)
    assert [held_of(store, one) for one in EMPTY] == [[]] * 4
    assert "A.1.4/S1.a, S1.b, S2.a and S2.b: “not met, by hand” is withdrawn." in said(page)


def test_without_scripts_the_page_that_follows_says_what_was_done(client: TestClient) -> None:
    page = client.get(element_link(COMPANY, ONE)).text
    candidate = re.findall(r'data-candidate="(\w+)"', page)[0]
    sent = {"token": TOKEN, "company": COMPANY, "element": ONE, "candidate": candidate, "verdict": "rejected"}
    answer = client.post("/decide", data=sent)
    assert "did=1" in str(answer.url)
    assert said(answer.text) == f"{ONE}: rejected. A.1.1 is now 0–2 of 2."
    answer = client.post("/withdraw", data={"token": TOKEN, "company": COMPANY, "line": "1"})
    assert said(answer.text) == f"{ONE}: “rejected” is withdrawn."
    assert said(client.get(element_link(COMPANY, ONE) + "?did=1").text) == ""  # what came after it was told last


def line(seq: int, verdict: Ruling, together: int = 0, element: str = ONE, who: str = "Ada") -> Decision:
    """A line of the log about an element as a whole."""
    return replace(by_hand(element, verdict), seq=seq, together=together, who=who)


def test_what_a_colleague_decided_comes_back_as_theirs_to_take_back() -> None:
    log = [
        line(1, Ruling.MET, who="Ada"),
        line(2, Ruling.NOT_MET, who="Cleo"),
        line(3, Ruling.OPEN, 3, who="Cleo"),
        line(4, Ruling.MET, 3, who="Cleo"),
    ]
    assert before(log[:2], log[1]) == log[0]
    assert last_of(log, "Cleo") is None
    assert last_of(log, "Ada") == log[3]


def test_a_press_that_was_taken_back_comes_back_nowhere() -> None:
    other = "A.1.1/S2.a"
    log = [
        line(1, Ruling.NOT_MET, 1),
        line(2, Ruling.NOT_MET, 1, other),
        line(3, Ruling.MET, 0, other),  # over what the press said of it
        line(4, Ruling.OPEN),  # the press is taken back where it still holds
    ]
    assert pressed_with(log[:3], log[0]) == (log[0],)
    assert before(log, log[2]) is None


def test_a_line_that_an_older_program_withdrew_leaves_nothing_below() -> None:
    log = [line(1, Ruling.MET), line(2, Ruling.NOT_MET), line(3, Ruling.OPEN), line(4, Ruling.MET)]
    assert held(log[:3]) == {}
    assert before(log, log[3]) is None


def test_what_a_move_to_another_indicator_left_is_told_by_element_when_it_is_taken_back(
    client: TestClient, store: Store
) -> None:
    one = next(each for each in store.candidates(COMPANY) if each.evidence.element == ONE)
    sent = {"token": TOKEN, "company": COMPANY, "candidate": one.id, "seen": "0", "to": EMPTY[0], "verdict": "weak"}
    page = client.post("/rework/move", data=sent).text
    assert said(undo(client, page)) == f"{ONE}: “rejected” and {EMPTY[0]}: “weak” are withdrawn."


def replaced(store: Store, source: str, *, supports: bool) -> None:
    """A source has another document from now on."""
    line = "We respect human rights in all that we do." if supports else "We met our suppliers in May."
    newer = text_document(((Role.PARAGRAPH, line),), "News")
    save(store, source, newer, [evidence(newer, ONE, line)] if supports else [])


def test_what_is_asked_again_by_an_undo_is_not_said_to_hold_again(store: Store, client: TestClient) -> None:
    address = element_link(COMPANY, ONE)
    decide(client, client.get(address).text, "not_met")
    replaced(store, "report.html", supports=True)
    page = decide(client, client.get(address).text, "not_met")
    assert said(undo(client, page)) == f"{ONE}: “not met, by hand” is withdrawn; {ONE} is asked again, as before."


def test_whoever_confirms_what_stood_in_a_replaced_document_is_told_that_it_does_not_count(
    store: Store, client: TestClient
) -> None:
    (first, *_) = (
        one for one in store.candidates(COMPANY) if one.evidence.element == ONE and one.source == "policy.pdf"
    )
    address = element_link(COMPANY, ONE, first.id)
    told = "It does not count: its document was replaced, and nothing there now says the same."
    assert told not in said(decide(client, client.get(address).text, "supports"))
    replaced(store, "policy.pdf", supports=False)
    assert said(decide(client, client.get(address).text, "supports")).endswith(told)


def test_the_company_s_page_says_of_what_can_move_no_score_that_it_is_not_needed(client: TestClient) -> None:
    address = company_link(COMPANY)
    assert "not needed" not in client.get(address).text
    decide(client, client.get(element_link(COMPANY, ONE)).text, "met", note="as read")
    page = client.get(address).text
    assert page.count('<span class="says">decided: </span>not needed') == 3


def test_what_does_not_apply_is_called_so_on_the_company_s_page_and_on_its_card(client: TestClient) -> None:
    address = element_link(COMPANY, ONE)
    decide(client, client.get(address).text, "not_applicable", note="it employs nobody")
    told = '<span class="says">decided: </span>not applicable'
    assert [client.get(page).text.count(told) for page in (company_link(COMPANY), address)] == [1, 1]


def test_undo_takes_back_the_last_press_on_an_element_before_what_was_said_of_its_passage(
    store: Store, client: TestClient
) -> None:
    first = next(one for one in store.candidates(COMPANY) if one.evidence.element == ONE)
    address = element_link(COMPANY, ONE, first.id)
    decide(client, client.get(address).text, "supports")
    decide(client, client.get(address).text, "not_met")
    assert said(undo(client, client.get(address).text)) == f"{ONE}: “not met, by hand” is withdrawn."
    assert said(undo(client, client.get(address).text)).startswith(f"{ONE}: “confirmed”")
