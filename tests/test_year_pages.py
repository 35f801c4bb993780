"""A year later on the desk: what became of documents and quotes is shown, and what is offered is taken by one key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from people_samples import ADA, CLEO, DAN, HTMX, TOKEN, TestClient, add_people, at_desk, opened, token_on
from verify_samples import RUBRIC, put

from findings.score_changes import Reason, reason_of, reasons_in
from findings.then_and_now import last_year
from findings.years import YearOffer, compare, offers_in
from reports.dossier import dossier
from reports.explain import explain
from review.words import year_link
from rubric import load
from workspace.records import ADJUDICATED, YEARS, Decision, Ruling, Seen
from workspace.store import Store, open_store

COMPANY = "Tessgarth Weavers"
THEN, NOW = "2025-03-01T09:00:00+00:00", "2026-03-01T09:00:00+00:00"
FIRM = "We respect human rights in all that we do, and ask the same of our suppliers."
REWORDED = "We respect human rights in nearly all that we do, and ask the same of our suppliers."
LINE = "Anyone can report a concern to the Open Door line, in any language and without a name."
BOARD = "The board looks at this policy each year and reports on what it found."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A company whose policy was reworded in one sentence, of three that were decided."""
    with open_store(tmp_path) as later:
        put(later, COMPANY, "policy.md", "\n\n".join(("# Policy", FIRM, LINE, BOARD)).encode(), THEN, "policy")
        put(later, COMPANY, "old.md", b"# Old\n\nA wage is to be enough to live on, everywhere.\n", THEN, "policy")
        by_quote = {one.evidence.quote: one for one in later.candidates(COMPANY)}
        for quote, verdict in ((FIRM, Ruling.SUPPORTS), (LINE, Ruling.SUPPORTS), (BOARD, Ruling.REJECTED)):
            one = by_quote[quote]
            found = one.evidence
            given = Decision(COMPANY, RUBRIC, found.element, one.id, verdict, "read twice", "A. Earlier", THEN)
            later.decide(replace(given, document=found.document, start=found.start, end=found.end, quote=found.quote))
        now = ("# Policy", "We moved house. It is large. It is full of light.", REWORDED, LINE, BOARD)
        put(later, COMPANY, "policy.md", "\n\n".join(now).encode(), NOW, "policy")
        yield later


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    with opened(store.workspace) as app:
        yield TestClient(app, base_url="http://127.0.0.1:8000")


def form_on(page: str, action: str) -> dict[str, str]:
    """What the first form that is sent there holds."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    return {name: unescape(value) for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)}


def test_the_page_tells_documents_quotes_and_the_difference(client: TestClient, store: Store) -> None:
    page = client.get(year_link(COMPANY)).text
    assert 'value="2025-03-01"' in page
    assert re.findall(r"<summary>(\d \w+)</summary>", page) == ["1 reworded", "1 unchanged"]
    assert re.findall(r"<td>(\w+)</td>", page) == ["changed", "gone"]
    assert '<ins><span class="visually-hidden">new: </span>nearly</ins>' in page
    assert f"<dd>{FIRM}</dd>" in page
    assert f"<dd>{REWORDED}</dd>" in page
    assert "2 decisions offered" in page
    assert 'data-key="1 c"' in page


def offered(store: Store) -> tuple[YearOffer, ...]:
    return offers_in(store, COMPANY, RUBRIC, compare(store, COMPANY, "2025-03-01").documents)


def test_an_offer_is_taken_by_one_press_and_the_next_is_shown(client: TestClient, store: Store) -> None:
    offers = offered(store)
    page = client.get(year_link(COMPANY)).text
    sent = form_on(page, "/year/offer") | {"verdict": offers[0].decision.value}
    assert sent["candidate"] == offers[0].candidate.id
    page = client.post("/year/offer", data=sent, headers=HTMX).text
    line = store.decisions(COMPANY)[-1]
    assert (line.candidate, line.verdict, line.who) == (offers[0].candidate.id, offers[0].decision, "R. Alone")
    assert line.note == "As A. Earlier decided on the same words in policy.md. read twice"
    assert [one.candidate.id for one in offered(store)] == [one.candidate.id for one in offers[1:]]
    assert 'data-key="u"' in page
    assert client.post("/year/offer", data=sent, headers=HTMX).status_code == 409  # it is decided, and not offered


def test_undo_on_the_page_stays_there_at_the_offer_that_is_open_again(client: TestClient, store: Store) -> None:
    offers = offered(store)
    page = client.get(year_link(COMPANY)).text
    assert 'data-key="u"' not in page  # nothing of this person's is to be taken back
    client.post("/year/offer", data=form_on(page, "/year/offer") | {"verdict": "supports"}, headers=HTMX)
    page = client.get(year_link(COMPANY)).text  # also after a step, or a look elsewhere
    sent = form_on(page, "/year/withdraw")
    answer = client.post("/year/withdraw", data=sent, headers=HTMX)
    assert "is withdrawn" in answer.text
    assert form_on(answer.text, "/year/offer")["candidate"] == offers[0].candidate.id
    assert offered(store) == offers
    assert client.post("/year/withdraw", data=sent, headers=HTMX).status_code == 409  # it is taken back already
    plain = client.post("/year/offer", data=form_on(answer.text, "/year/offer") | {"verdict": "weak"}).text
    assert "2 decisions offered" in client.post("/year/withdraw", data=form_on(plain, "/year/withdraw")).text


def test_a_reason_of_the_closed_list_is_kept_and_decides_nothing(client: TestClient, store: Store) -> None:
    before, decided = store.candidates(COMPANY), store.decisions(COMPANY)
    explained = explain(store, COMPANY, "A.1.1").decisions
    indicator = next(one.indicator for one in compare(store, COMPANY, "2025-03-01").scores if one.changed)
    sent = {"token": TOKEN, "company": COMPANY, "since": "2025-03-01", "indicator": indicator, "note": "now named"}
    assert client.post("/year/reason", data=sent | {"reason": "because"}).status_code == 422
    answer = client.post("/year/reason", data=sent | {"reason": "decline"}, headers=HTMX)
    assert (answer.status_code, f"{indicator}: the reason is saved." in answer.text) == (200, True)
    assert "decline, as R. Alone said: now named" in answer.text
    assert store.decisions(COMPANY) == decided, "nothing was decided"
    assert store.candidates(COMPANY) == before
    assert explain(store, COMPANY, "A.1.1").decisions == explained
    (line,) = reasons_in(store, COMPANY)
    assert (line.element, line.verdict, line.candidate, line.track) == (indicator, Ruling.REASONED, None, YEARS)
    assert (reason_of(line.note), line.note) == (Reason.DECLINE, "[decline] now named")
    given = {one.indicator: (one.reason, one.note) for one in compare(store, COMPANY, "2025-03-01").scores}
    assert given[indicator] == (Reason.DECLINE, "now named")
    page = client.post("/year/reason", data=sent | {"reason": "other"}).text  # without scripts; the latest counts
    assert "the reason is saved" in page
    assert {one.indicator: one.reason for one in compare(store, COMPANY, "2025-03-01").scores}[
        indicator
    ] is Reason.OTHER
    same = client.post("/year/reason", data=sent | {"reason": "other", "indicator": "C.1"}, headers=HTMX)
    assert (same.status_code, "the score of C.1 does not differ" in same.text) == (409, True)


def test_a_reason_said_with_a_decision_in_an_older_workspace_still_counts(store: Store) -> None:
    confirmed = store.decisions(COMPANY)[0]
    store.decide(replace(confirmed, note="[improvement] they now name it", at=NOW))
    given = {one.indicator: (one.reason, one.note) for one in compare(store, COMPANY, "2025-03-01").scores}
    assert given[confirmed.element.partition("/")[0]] == (Reason.IMPROVEMENT, "they now name it")


def test_a_reason_stands_in_the_log_of_the_sheet(client: TestClient, store: Store) -> None:
    change = next(one for one in compare(store, COMPANY, "2025-03-01").scores if one.changed)
    sent = {"token": TOKEN, "company": COMPANY, "since": "2025-03-01", "indicator": change.indicator}
    client.post("/year/reason", data=sent | {"reason": "decline"}, headers=HTMX)
    line = dossier(store, COMPANY, load(RUBRIC)).log[-1]
    assert (line.element, line.ruling) == (change.indicator, f"why its score changed, {change.written}")
    assert (line.standing, line.decision.note) == ("holds", "[decline]")


def test_who_may_not_decide_sees_the_year_and_writes_nothing(store: Store) -> None:
    add_people(store.workspace)
    with opened(store.workspace) as app:
        viewer, reader = at_desk(app, DAN), at_desk(app, ADA)
        page = viewer.get(year_link(COMPANY)).text
        sent = form_on(page, "/year/offer") | {"token": token_on(page), "verdict": "supports"}
        before = len(store.decisions(COMPANY))
        assert viewer.post("/year/offer", data=sent, headers=HTMX).status_code == 403
        assert reader.post("/year/offer", data=sent, headers=HTMX).status_code == 403  # with the token of another
        assert len(store.decisions(COMPANY)) == before


def test_a_reader_gives_a_reason_also_where_an_adjudicator_decided(store: Store) -> None:
    add_people(store.workspace)
    with opened(store.workspace) as app:
        confirmed = store.decisions(COMPANY)[0]  # then
        hand = replace(confirmed, candidate=None, verdict=Ruling.NOT_MET, quote=None, document=None, who=CLEO, at=NOW)
        store.decide_together([replace(hand, note="first", track=ADJUDICATED), hand], [None, None])
        for name in (ADA, CLEO):
            page = at_desk(app, name).get(year_link(COMPANY)).text
            forms = re.findall(r'<form class="reason"(.*?)</form>', page, re.S)
            (form,) = [one for one in forms if f'value="{hand.element.partition("/")[0]}"' in one]
            assert "Save the reason" in form


def test_where_nothing_is_newer_the_page_says_what_to_do(client: TestClient, tmp_path: Path) -> None:
    assert "nothing of “Tessgarth Weavers” was collected since" in client.get(year_link(COMPANY, "2027-01-01")).text
    assert "no date" in client.get(year_link(COMPANY, "soon")).text
    assert 'action="/year/withdraw"' not in client.get(year_link(COMPANY, "soon")).text, "it would be refused"
    assert last_year([Seen("a", "1", NOW, NOW)]) == ""
