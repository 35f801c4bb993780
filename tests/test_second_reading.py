"""A blind second reading shows nothing of the first; where the two differ, an adjudicator takes one or the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import Response
from page_samples import of_company, overall
from people_samples import (
    ADA,
    BEN,
    CLEO,
    DAN,
    HTMX,
    PASSWORD,
    Clock,
    TestClient,
    add_people,
    at_desk,
    opened,
    rubric_on,
    token_on,
)
from review_samples import (
    COMPANY,
    RUBRIC,
    RULES,
    decision,
    evidence,
    policy_evidence,
    save,
    screened_workspace,
    source,
    text_document,
)

from errors import InputError
from extractors.records import Outcome, Verdict
from extractors.records import Role as BlockRole
from findings.agenda import agenda
from findings.agreement import agreement
from findings.company import CompanyState, load_state
from findings.compared import Comparison, compare
from findings.resampled import Interval
from reports.publishing import publish
from review.second_pages import figure
from review.words import company_link, differences_link, element_link, passage_link, second_link
from rubric.scores import Basis, Truth
from workspace import rubrics
from workspace.by_hand import evidence_by_hand
from workspace.people import Role
from workspace.records import COUNTS, SECOND, Decision, Ruling, Screening
from workspace.store import open_store

ONE, OTHER, THIRD = "A.1.1/S1.a", "A.1.1/S2.a", "A.1.5/S1.a"
UNREAD = "B.2.4/S1.a"  # by the first reader
EXPLAINED = ("The company commits itself in its own name.", "The wording is weaker than a commitment.")
DIFFERENCES = f"{company_link(COMPANY)}/differences"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = screened_workspace(tmp_path, unread=False)
    add_people(folder)
    return folder


@pytest.fixture
def app(workspace: Path) -> Iterator[FastAPI]:
    with opened(workspace, Clock()) as app:
        yield app


def state(workspace: Path, track: str) -> CompanyState:
    with open_store(workspace) as store:
        found = load_state(store, rubrics.find(workspace, RUBRIC).rubric, COMPANY, track=track)
    assert found is not None
    return found


def comparison(workspace: Path) -> Comparison:
    with open_store(workspace) as store:
        found = compare(store, rubrics.find(workspace, RUBRIC).rubric, COMPANY)
    assert found is not None
    return found


def sent_about(client: TestClient, element: str) -> dict[str, str]:
    """What every form on an element's page sends of this person, the company and the reading."""
    page = client.get(element_link(COMPANY, element)).text
    return {"token": token_on(page), "rubric": rubric_on(page), "company": COMPANY, "element": element}


def by_hand(client: TestClient, element: str, verdict: str, note: str = "as read", seen: int = 0) -> int:
    """Decide an element by hand, as the desk sends it; the status of the answer."""
    sent = sent_about(client, element) | {"verdict": verdict, "note": note}
    answer: Response = client.post("/decide", data=sent | {"seen_element": str(seen)}, headers=HTMX)
    return answer.status_code


def differ(app: FastAPI) -> None:
    """Two people read: they agree on one element and differ on another."""
    for name, outcome in ((ADA, "met"), (BEN, "not_met")):
        client = at_desk(app, name)
        assert by_hand(client, ONE, outcome, f"{name} says so") == 200
        assert by_hand(client, THIRD, "met") == 200


def adjudicate(client: TestClient, take: str, **other: str) -> tuple[int, str]:
    page = client.get(differences_link(COMPANY, ONE)).text
    form = page.partition('id="adjudicate"')[2].partition("</form>")[0]
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    answer = client.post("/adjudicate", data=sent | {"take": take} | other, headers=HTMX)
    return answer.status_code, answer.text


# --- blind


def test_a_blind_reading_holds_nothing_that_was_proposed_or_decided_elsewhere(app: FastAPI, workspace: Path) -> None:
    differ(app)
    blind, counts = state(workspace, SECOND), state(workspace, COUNTS)
    assert (blind.blind, counts.blind) == (True, False)
    assert {one.proposed for one in blind.findings.values()} == {Truth.UNKNOWN}
    evidence = [one.evidence for one in blind.candidates]
    assert {(one.verdict, one.reason, one.explanation, one.rules, one.weight, one.sure) for one in evidence} == {
        (evidence[0].verdict, None, "", (), 0, None)
    }
    assert {one.who for one in blind.decisions} == {BEN}
    assert {one.who for one in counts.decisions} == {ADA}
    assert {one.id for one in blind.candidates} == {one.id for one in counts.candidates}


def test_in_a_whole_document_what_a_second_reader_did_not_judge_looks_alike(app: FastAPI, workspace: Path) -> None:
    with open_store(workspace) as store:
        sha256 = next(row.document for row in store.documents(COMPANY) if row.source == "policy.pdf")
    ben, ada = at_desk(app, BEN), at_desk(app, ADA)
    address = f"{company_link(COMPANY)}/document/{sha256}?element={OTHER}"
    theirs, page = ada.get(address).text, ben.get(address).text
    assert [words in theirs for words in ("supports?", "weak?", "work on this quote", "proposed-weak")] == [True] * 4
    assert page.count("not judged <span") == theirs.count("? <span")
    for words in ("supports?", "weak?", "ork on this quote", "proposed-", "/correct"):
        assert words not in page, words
    assert "ork on this quote" not in ben.get(element_link(COMPANY, ONE)).text


def test_passages_stand_in_the_order_of_the_documents(workspace: Path) -> None:
    blind = state(workspace, SECOND)
    places = [(one.source, one.evidence.start) for one in blind.candidates]
    assert places == sorted(places)
    assert [one.source for one in blind.of(ONE)] == ["code.html", "policy.pdf"]  # by weight it is the other way round
    assert [one.first.source for one in blind.shown.statements if one.first.evidence.element == ONE] == [
        "code.html",
        "policy.pdf",
    ]


def test_no_page_of_a_second_reader_shows_a_proposal_or_a_colleague(app: FastAPI) -> None:
    differ(app)
    ben, ada = at_desk(app, BEN), at_desk(app, ADA)
    theirs = "".join(ada.get(element_link(COMPANY, one)).text for one in (ONE, OTHER))
    assert all(words in theirs for words in EXPLAINED)
    for address in ("/", company_link(COMPANY), *(element_link(COMPANY, one) for one in (ONE, OTHER, THIRD))):
        page = ben.get(address).text
        for words in (
            *EXPLAINED,
            "proposed",
            "roposed",
            "supports?",
            "weak?",
            "Supports?",
            ADA,
            "would turn",
            "fired",
            "/precedents",
            "/next",
        ):
            if words in ("proposed", "roposed"):
                page = page.replace("nothing is shown of what is proposed", "")
                page = page.replace("Nothing is shown of what is proposed", "")
            assert words not in page, (address, words)


def test_a_second_reader_is_not_told_who_corrected_a_document(app: FastAPI, workspace: Path) -> None:
    with open_store(workspace) as store:
        row = next(one for one in store.documents(COMPANY) if one.source == "policy.pdf")
        told = (COMPANY, "", "kind", None, Ruling.CORRECTED, "as it says", ADA, "2026-03-02T10:00:00+00:00")
        store.decide(Decision(*told, document=row.document, quote="informal"), last_seen=0)
    assert f"corrected by {ADA}" in at_desk(app, ADA).get(company_link(COMPANY)).text
    assert ADA not in at_desk(app, BEN).get(company_link(COMPANY)).text


def test_a_second_reading_is_begun_and_leads_from_question_to_question(app: FastAPI, workspace: Path) -> None:
    ben = at_desk(app, BEN)
    answer = ben.get(second_link(COMPANY, RUBRIC), follow_redirects=False)
    assert answer.status_code == 303
    address = answer.headers["location"]
    assert address.endswith(f"?rubric={RUBRIC}~second")
    page = ben.get(address).text
    assert f'name="rubric" value="{RUBRIC}~second"' in page
    links = re.findall(r'href="(/company/[^"]+)"', page)
    assert links
    assert all("~second" in one for one in links)


def test_alone_another_name_does_the_second_reading_and_the_same_name_is_refused(tmp_path: Path) -> None:
    folder = screened_workspace(tmp_path)
    blindly = f"{RUBRIC}~second"

    def decided(app: FastAPI, verdict: str, rubric: str = RUBRIC) -> Response:
        sent = {"token": "the-token", "company": COMPANY, "element": ONE, "note": "read", "rubric": rubric}
        client = TestClient(app, base_url="http://127.0.0.1:8000")
        answer: Response = client.post("/decide", data=sent | {"verdict": verdict}, headers=HTMX)
        return answer

    with opened(folder, alone="A. First") as app:
        assert decided(app, "met").status_code == 200
        refused = decided(app, "not_met", blindly)
        assert refused.status_code == 403
        why = f"You read {COMPANY} in the first reading, so the second is another person's."
        assert why in refused.text
        assert f"They begin with: firmword review --reviewer NAME --workspace {folder}" in refused.text
        client = TestClient(app, base_url="http://127.0.0.1:8000")
        assert why in unescape(client.get("/second").text)
        assert second_link(COMPANY, RUBRIC) not in client.get("/second").text
        page = client.get(company_link(COMPANY)).text
        assert why in unescape(page)
        assert second_link(COMPANY, RUBRIC) not in page, "nothing is offered that would be refused"
    with opened(folder, alone="B. Second") as app:
        client = TestClient(app, base_url="http://127.0.0.1:8000")
        assert client.get("/", params={"rubric": blindly}).url.path == "/second"
        assert "Your blind second reading" in client.get("/second").text
        assert decided(app, "not_met", blindly).status_code == 200
        assert decided(app, "met").status_code == 409
    assert [state(folder, track).findings[ONE].decided.value for track in (COUNTS, SECOND)] == ["met", "not_met"]


def test_who_read_a_company_blindly_decides_nothing_in_the_first_reading_as_a_reader(
    app: FastAPI, workspace: Path
) -> None:
    differ(app)
    with open_store(workspace) as store:
        store.change_person(BEN, role=Role.READER)
        sha256 = next(row.document for row in store.documents(COMPANY) if row.source == "policy.pdf")
        passage = next(one for one in store.candidates(COMPANY) if one.evidence.element == OTHER)
    ben, ada = at_desk(app, BEN), at_desk(app, ADA)
    why = f"You read {COMPANY} in the blind second reading, so the first is another person's."
    final, document = f"{company_link(COMPANY)}/final", f"{company_link(COMPANY)}/document/{sha256}"
    for address in (
        element_link(COMPANY, OTHER),
        company_link(COMPANY),
        final,
        document,
        passage_link(COMPANY, passage.id),
    ):
        for client, told in ((ben, True), (ada, False)):
            page = unescape(client.get(address).text)
            assert (why in page) is told, (address, told)
            assert not told or 'name="verdict"' not in page, "nothing is offered that would be refused"
    token = token_on(ben.get("/").text)
    sent = {"token": token, "rubric": RUBRIC, "company": COMPANY, "element": OTHER, "note": "no"}
    seen = {"seen": "0"}
    line = state(workspace, COUNTS).decisions[0].seq
    selected = {"document": sha256, "reading": "1", "quote": "Workers can raise concerns in any language"}
    presses = (
        ("/decide", {"verdict": "met"}),
        ("/decide", seen | {"verdict": "supports", "candidate": passage.id}),
        ("/evidence", seen | selected | {"verdict": "supports", "page": "2"}),
        ("/rework/move", seen | {"candidate": passage.id, "to": THIRD, "verdict": "weak"}),
        ("/withdraw", {"line": str(line)}),
    )
    before = state(workspace, COUNTS).decisions
    for address, said in presses:
        answer = ben.post(address, data=sent | said, headers=HTMX)
        assert (answer.status_code, "in the blind second reading, so the first is" in answer.text) == (409, True), (
            address
        )
    assert state(workspace, COUNTS).decisions == before


def test_who_read_a_company_may_adjudicate_it_and_then_reads_it_blindly_no_more(app: FastAPI, workspace: Path) -> None:
    differ(app)
    with open_store(workspace) as store:
        store.change_person(BEN, role=Role.ADJUDICATOR)
    assert adjudicate(at_desk(app, BEN), "second")[0] == 200
    assert by_hand(at_desk(app, CLEO), UNREAD, "met") == 200
    with open_store(workspace) as store:
        store.change_person(BEN, role=Role.SECOND_READER)
    assert at_desk(app, BEN).get(element_link(COMPANY, ONE)).status_code == 403


def test_a_stale_save_in_the_second_reading_is_refused_with_what_changed(app: FastAPI) -> None:
    ben = at_desk(app, BEN)
    assert by_hand(ben, ONE, "met") == 200
    sent = sent_about(ben, ONE) | {"verdict": "not_met", "note": "n"}
    answer = ben.post("/decide", data=sent, headers=HTMX)
    assert (answer.status_code, f"meanwhile {BEN} decided" in answer.text) == (409, True)


def test_a_blind_reader_is_not_told_who_published_the_scores(app: FastAPI, workspace: Path) -> None:
    ben = at_desk(app, BEN)
    sent = sent_about(ben, ONE) | {"verdict": "met", "note": "As it says on page 2.", "seen_element": "0"}
    with open_store(workspace) as store:
        publish(store, COMPANY, RUBRIC, ADA, open_too=True)
    answer = ben.post("/decide", data=sent, headers=HTMX)
    assert (answer.status_code, "somebody published the scores" in answer.text) == (409, True)
    assert ADA not in answer.text


def test_a_second_reading_is_of_one_person_who_did_not_read_first(app: FastAPI, workspace: Path) -> None:
    differ(app)
    with open_store(workspace) as store:
        store.add_person("Fay Other", Role.SECOND_READER, PASSWORD)
        store.change_person(ADA, role=Role.SECOND_READER)
    for who, why in ((ADA, "You read"), ("Fay Other", "Another person reads")):
        client = at_desk(app, who)
        for address in (element_link(COMPANY, ONE), company_link(COMPANY), second_link(COMPANY, RUBRIC)):
            answer = client.get(address)
            assert answer.status_code == 403
            assert why in answer.text
            assert BEN not in answer.text
        listed = client.get("/second").text
        assert why in listed
        assert second_link(COMPANY, RUBRIC) not in listed, "nothing is offered that would be refused"
    assert at_desk(app, BEN).get(element_link(COMPANY, ONE)).status_code == 200


# --- adjudicated


def test_two_people_read_blindly_and_a_third_adjudicates(app: FastAPI, workspace: Path) -> None:
    differ(app)
    cleo = at_desk(app, CLEO)
    page = cleo.get(DIFFERENCES).text
    assert "<b>1</b> element differs" in page
    assert page.index(f"{ADA} says so") < page.index(f"{BEN} says so")
    status, part = adjudicate(cleo, "second", note="The policy binds suppliers alone.")
    assert status == 200
    assert f"{ONE}: not met, as the second reading has it." in part
    counts = state(workspace, COUNTS)
    assert counts.findings[ONE].decided is Truth.NOT_MET
    line = counts.history(ONE, None)[-1]
    assert (line.who, line.track) == (CLEO, "")
    assert ADA in line.note
    assert BEN in line.note
    assert "The policy binds suppliers alone." in line.note
    assert state(workspace, SECOND).findings[ONE].decided is Truth.NOT_MET
    with open_store(workspace) as store:
        assert store.check_log() == []


def test_what_was_adjudicated_is_not_overruled_by_a_reader_but_by_an_adjudicator(app: FastAPI, workspace: Path) -> None:
    differ(app)
    adjudicate(at_desk(app, CLEO), "second")
    last = state(workspace, COUNTS).history(ONE, None)[-1]
    assert by_hand(at_desk(app, ADA), ONE, "met", seen=last.seq) == 409
    assert state(workspace, COUNTS).findings[ONE].decided is Truth.NOT_MET
    assert by_hand(at_desk(app, CLEO), ONE, "met", seen=last.seq) == 200


def test_what_an_adjudicator_decided_is_offered_to_a_reader_neither_to_change_nor_to_withdraw(app: FastAPI) -> None:
    differ(app)
    assert adjudicate(at_desk(app, CLEO), "second")[0] == 200
    for name, may in ((ADA, False), (CLEO, True)):
        page = at_desk(app, name).get(element_link(COMPANY, ONE)).text
        assert ('value="not_applicable"' in page) is may, name
        assert ("an adjudicator decided “not met, by hand”, and alone can change that" in page) is not may, name
        assert f"Withdraw “{'not met' if may else 'met'}, by hand”" in page, "hers is that on another element"


def test_taking_the_first_readings_outcome_is_a_decision_too(app: FastAPI, workspace: Path) -> None:
    differ(app)
    adjudicate(at_desk(app, CLEO), "first")
    (one,) = comparison(workspace).differing
    assert one.adjudicated is not None
    assert (one.adjudicated.who, one.adjudicated.verdict.value) == (CLEO, "met")
    assert comparison(workspace).open == ()


def test_after_the_last_difference_the_next_question_of_the_company_is_one_key_away(
    app: FastAPI, workspace: Path
) -> None:
    differ(app)
    cleo = at_desk(app, CLEO)
    assert "All differences are settled" not in cleo.get(DIFFERENCES).text
    _, part = adjudicate(cleo, "second")
    left = agenda(state(workspace, COUNTS))
    assert f"All differences are settled; {left.left} questions of {COMPANY} are left." in part
    assert f'href="{element_link(COMPANY, left.questions[0].element.id)}" data-key="o"' in part


@pytest.mark.parametrize("all_final", [False, True])
def test_open_differences_are_told_on_the_board_and_the_company_s_page_to_who_compares(
    app: FastAPI, all_final: bool
) -> None:
    ada, cleo, dan = (at_desk(app, name) for name in (ADA, CLEO, DAN))
    differ(app)
    if all_final:
        decide_all(ada, but=ONE)
    way = f'href="{differences_link(COMPANY)}"'
    board, page = cleo.get("/").text, cleo.get(company_link(COMPANY)).text
    assert f"{way}>1 difference open</a>" in board
    assert f"{way}>Differences of the two readings: 1 open</a>" in page
    assert f'aria-keyshortcuts="o" {way}>Adjudicate 1 difference' in page or not all_final
    assert ("All scores are final, 1 difference open" in page) is all_final
    looks_on = dan.get(company_link(COMPANY)).text
    assert "1 difference of two readings open" in looks_on
    assert "Adjudicate 1" not in looks_on
    for address in ("/", company_link(COMPANY)):
        assert "differences?" not in ada.get(address).text
        assert "difference" not in ada.get(address).text
    assert adjudicate(cleo, "first")[0] == 200
    assert "difference open" not in cleo.get("/").text + cleo.get(company_link(COMPANY)).text


def test_alone_nobody_is_told_of_differences_while_the_first_reading_goes_on(tmp_path: Path) -> None:
    folder = screened_workspace(tmp_path, unread=False)
    for alone, rubric, outcome in (("A. First", RUBRIC, "met"), ("B. Second", f"{RUBRIC}~second", "not_met")):
        sent = {"token": "the-token", "company": COMPANY, "element": ONE, "note": "read", "verdict": outcome}
        with opened(folder, alone=alone) as app:
            client = TestClient(app, base_url="http://127.0.0.1:8000")
            assert client.post("/decide", data=sent | {"rubric": rubric}, headers=HTMX).status_code == 200
    with opened(folder) as app:
        client = TestClient(app, base_url="http://127.0.0.1:8000")
        told = [client.get(address).text for address in ("/", company_link(COMPANY), f"{company_link(COMPANY)}/final")]
        assert not any("1 difference" in one or "differ on" in one for one in told)
        decide_all(client, but=ONE)
        told = [client.get(address).text for address in ("/", company_link(COMPANY), f"{company_link(COMPANY)}/final")]
        assert all("1 difference" in one or "differ on 1 element" in one for one in told)


def test_an_adjudication_is_withdrawn(app: FastAPI, workspace: Path) -> None:
    differ(app)
    cleo = at_desk(app, CLEO)
    adjudicate(cleo, "second")
    assert adjudicate(cleo, "open")[0] == 200
    assert len(comparison(workspace).open) == 1
    stale, page = adjudicate(cleo, "open")
    assert (stale, "meanwhile this adjudication was withdrawn" in page) == (409, True)


def confirmed_in_the_second_reading(app: FastAPI, workspace: Path) -> tuple[str, str]:
    """The first reader says "not met"; the second confirms a passage, and one that the rules did not find."""
    assert by_hand(at_desk(app, ADA), ONE, "not_met") == 200
    with open_store(workspace) as store:
        (first, *_) = state(workspace, SECOND).of(ONE)
        row = next(row for row in store.documents(COMPANY, RUBRIC) if row.document and row.pages)
        assert row.document is not None
        reading, document = store.reading_of(row.document), store.document(row.document)
        assert reading is not None
        assert document is not None
        words = evidence_by_hand(document, RUBRIC, ONE, 0, 12)
        said = replace(decision(first, Ruling.SUPPORTS), who=BEN)
        store.decide(replace(said, track=SECOND))
        found = store.add_by_hand(words, reading, replace(said, candidate=None, track=SECOND))
    assert state(workspace, SECOND).findings[ONE].decided is Truth.MET
    return first.id, found


def test_met_taken_from_the_second_reading_comes_with_its_quotes_and_goes_with_them(
    app: FastAPI, workspace: Path
) -> None:
    by_rules, by_ben = confirmed_in_the_second_reading(app, workspace)
    before = comparison(workspace).pairs
    cleo = at_desk(app, CLEO)
    assert adjudicate(cleo, "second")[0] == 200
    counts = state(workspace, COUNTS)
    confirmed = [one for one in counts.of(ONE) if one.decided is Ruling.SUPPORTS]
    quotes = {one.evidence.quote for one in state(workspace, SECOND).of(ONE) if one.id in (by_rules, by_ben)}
    assert ({one.evidence.quote for one in confirmed}, len(quotes)) == (quotes, 2)
    assert counts.findings[ONE].decided is Truth.MET
    assert comparison(workspace).pairs == before
    assert comparison(workspace).differing[0].first.judged == ()
    assert adjudicate(cleo, "open")[0] == 200
    left = state(workspace, COUNTS)
    assert [one for one in left.of(ONE) if one.decided is Ruling.SUPPORTS] == []
    assert (left.findings[ONE].decided, left.findings[ONE].basis) == (Truth.NOT_MET, Basis.BY_HAND), "as Ada said"
    assert comparison(workspace).pairs == before


@pytest.mark.parametrize("verdict", ["rejected", "weak"])
def test_no_reader_takes_from_an_adjudicated_outcome_what_it_rests_on(
    app: FastAPI, workspace: Path, verdict: str
) -> None:
    confirmed_in_the_second_reading(app, workspace)
    assert adjudicate(at_desk(app, CLEO), "second")[0] == 200
    counts = state(workspace, COUNTS)
    ada = at_desk(app, ADA)
    page = ada.get(element_link(COMPANY, ONE)).text
    assert "Withdraw" not in page.partition('class="steps"')[2].partition("Help")[0]
    for one in [one for one in counts.of(ONE) if one.decided is Ruling.SUPPORTS]:
        sent = sent_about(ada, ONE) | {"verdict": verdict, "candidate": one.id}
        told = ada.post("/decide", data=sent | {"seen": str(counts.last_line(ONE, one.id))}, headers=HTMX)
        assert told.status_code == 200
        assert "It stays met, by hand: an adjudicator decided that" in told.text
    left = state(workspace, COUNTS)
    assert not any(one.decided is Ruling.SUPPORTS for one in left.of(ONE))
    assert (left.findings[ONE].decided, left.findings[ONE].asked_again) == (Truth.MET, False)
    assert by_hand(ada, ONE, "not_met", seen=last_line(workspace, COUNTS)) == 409
    assert state(workspace, COUNTS).findings[ONE].decided is Truth.MET


@pytest.mark.parametrize("reached", [True, False])
def test_met_is_taken_though_the_document_of_a_quote_by_hand_was_replaced_or_not_reached(
    app: FastAPI, workspace: Path, reached: bool
) -> None:
    _, by_ben = confirmed_in_the_second_reading(app, workspace)
    (marked,) = (one for one in state(workspace, SECOND).of(ONE) if one.id == by_ben)
    (elsewhere,) = (one for one in state(workspace, SECOND).of(ONE) if one.source != marked.source)
    with open_store(workspace) as store:
        store.decide(replace(decision(elsewhere, Ruling.SUPPORTS), who=BEN, track=SECOND))
        if reached:
            save(store, marked.source, text_document(((BlockRole.PARAGRAPH, "We met in May."),), "News"), [])
        else:
            gone = replace(source(marked.source, None), fetched="2026-04-01T09:00:00+00:00")
            store.save_screening(Screening(gone, RUBRIC, RULES, Outcome.NOT_FETCHED, "no answer"))
    assert comparison(workspace).open[0].second.outcome == "met"
    assert adjudicate(at_desk(app, CLEO), "second")[0] == 200
    confirmed = [one for one in state(workspace, COUNTS).of(ONE) if one.decided is Ruling.SUPPORTS]
    assert (marked.evidence.quote in {one.evidence.quote for one in confirmed}) is not reached
    assert state(workspace, COUNTS).findings[ONE].decided is Truth.MET


def undo_by_key(page: str) -> str:
    """What the button says that `u` presses, and the lines or the element that it takes back; "" where it has none."""
    forms = re.findall(r"<form.*?</form>", page, re.S)
    found = [one for one in forms if 'data-key="u"' in one]
    said = [re.sub(r"<kbd.*|<[^>]*>", "", one.partition('data-key="u"')[2].partition(">")[2]).strip() for one in found]
    return " | ".join(said)


def test_by_key_an_adjudicator_takes_back_their_own_last_adjudication_and_nobody_else_s(
    app: FastAPI, workspace: Path
) -> None:
    differ(app)
    with open_store(workspace) as store:
        store.add_person("Eve Judge", Role.ADJUDICATOR, PASSWORD)
    cleo, eve = at_desk(app, CLEO), at_desk(app, "Eve Judge")
    untouched = cleo.get(DIFFERENCES).text
    assert undo_by_key(untouched) == ""
    assert 'data-instead="u">Nothing that you adjudicated here is left to take back.<' in untouched
    adjudicate(cleo, "second")
    assert undo_by_key(cleo.get(DIFFERENCES).text) == "Withdraw “not met”"
    assert undo_by_key(cleo.get(differences_link(COMPANY, THIRD)).text) == f"Withdraw “not met” on {ONE}"
    page = eve.get(DIFFERENCES).text
    assert undo_by_key(page) == ""
    assert f"Withdraw {CLEO}’s “not met”</button>" in page
    assert f"This {CLEO} decided: the button alone withdraws it." in page
    assert adjudicate(eve, "open")[0] == 200
    assert len(comparison(workspace).open) == 1


def test_by_key_nobody_takes_back_on_an_element_s_page_what_another_decided(app: FastAPI) -> None:
    ada, cleo = at_desk(app, ADA), at_desk(app, CLEO)
    assert by_hand(ada, ONE, "met", "hers") == 200
    address = element_link(COMPANY, ONE)
    assert undo_by_key(ada.get(address).text) == "Withdraw “met, by hand”"
    page = cleo.get(address).text
    assert undo_by_key(page) == ""
    assert f"Withdraw {ADA}’s “met, by hand”</button>" in page
    assert f"is left to take back. What is shown {ADA} decided: the button alone withdraws it." in page
    assert by_hand(cleo, OTHER, "not_met", "his") == 200
    page = cleo.get(address).text
    assert undo_by_key(page) == f"Withdraw “not met, by hand” on {OTHER}"
    assert f"Withdraw {ADA}’s “met, by hand”</button>" in page


def test_agreement_is_that_of_what_each_said_before_the_adjudication(app: FastAPI, workspace: Path) -> None:
    differ(app)
    before = agreement(comparison(workspace).pairs)
    assert (before.compared, before.same) == (2, 1)
    adjudicate(at_desk(app, CLEO), "second")
    by_hand(at_desk(app, ADA), ONE, "not_met", seen=6)  # and what a reader says once it is known changes nothing
    assert agreement(comparison(workspace).pairs) == before
    (one,) = comparison(workspace).differing
    assert (one.first.outcome, one.second.outcome) == ("met", "not_met")


def test_what_an_adjudicator_decides_of_other_elements_is_no_first_reading(app: FastAPI, workspace: Path) -> None:
    differ(app)
    assert by_hand(at_desk(app, BEN), UNREAD, "met") == 200
    cleo = at_desk(app, CLEO)
    adjudicate(cleo, "second")
    before = agreement(comparison(workspace).pairs)
    assert by_hand(cleo, UNREAD, "not_met") == 200
    assert state(workspace, COUNTS).findings[UNREAD].decided is Truth.NOT_MET
    assert agreement(comparison(workspace).pairs) == before
    assert [one.element.id for one in comparison(workspace).differing] == [ONE]


def test_an_adjudication_of_what_changed_meanwhile_is_refused_with_what_changed(app: FastAPI, workspace: Path) -> None:
    differ(app)
    cleo = at_desk(app, CLEO)
    status, part = adjudicate(cleo, "first", first="not_met", note="my reasons")
    assert (status, "the first is “met”, it was “not met”" in part) == (409, True)
    assert ">my reasons</textarea>" in part
    assert "Look at it again, then decide." in part
    status, part = adjudicate(cleo, "first", seen="0")
    assert (status, f"meanwhile {ADA} decided" in part) == (409, True)
    assert comparison(workspace).differing[0].adjudicated is None
    ben = at_desk(app, BEN)
    assert by_hand(ben, ONE, "met", seen=state(workspace, SECOND).history(ONE, None)[-1].seq) == 200
    status, part = adjudicate(cleo, "second", second="not_met")
    assert (status, "They agree now, so that nothing is left to decide here." in part) == (409, True)


def test_the_reading_that_did_not_decide_cannot_be_taken(app: FastAPI, workspace: Path) -> None:
    assert by_hand(at_desk(app, ADA), ONE, "met") == 200
    status, text = adjudicate(at_desk(app, CLEO), "second", first="met", second="")
    assert (status, "did not decide" in text) == (400, True)
    assert len(state(workspace, COUNTS).decisions) == 1


def test_a_passage_that_both_confirmed_is_no_difference(app: FastAPI, workspace: Path) -> None:
    (firm,) = [one for one in state(workspace, COUNTS).of(ONE) if one.source == "policy.pdf"]
    for name in (ADA, BEN):
        client = at_desk(app, name)
        sent = sent_about(client, ONE) | {"candidate": firm.id, "seen": "0", "verdict": "supports"}
        assert client.post("/decide", data=sent, headers=HTMX).status_code == 200
    found = comparison(workspace).of(ONE)
    assert found is not None
    assert (found.first.outcome, found.second.outcome, found.differs) == ("met", "met", False)
    assert [[one.id for one in judged.places] for judged in found.second.judged] == [[firm.id]]


def test_an_adjudicator_sees_what_each_held_weak_or_rejected_and_why(app: FastAPI, workspace: Path) -> None:
    differ(app)
    first, other = state(workspace, COUNTS).of(ONE)[:2]
    for name, one, verdict in ((ADA, first, "weak"), (ADA, other, "supports"), (BEN, first, "rejected")):
        client = at_desk(app, name)
        sent = {"candidate": one.id, "seen": "0", "verdict": verdict, "note": f"{name} finds it {verdict}"}
        assert client.post("/decide", data=sent_about(client, ONE) | sent, headers=HTMX).status_code == 200
    for name in (CLEO, DAN):
        page = at_desk(app, name).get(differences_link(COMPANY, ONE)).text
        hers, his = page.partition('aria-label="Second reading"')[::2]
        assert re.findall(r'"decision (\w+)"', hers) == ["supports", "weak"]
        assert re.findall(r'"decision (\w+)"', his) == ["rejected"]
        assert hers.index(f"{ADA} finds it supports") < hers.index(f"{ADA} finds it weak")
        assert f"{BEN} finds it rejected" in his
        assert f"{BEN} says so" in his, "what was said by hand"
        assert f"at={first.evidence.start}" in his, "each passage leads to its place"


def test_a_figure_of_agreement_stands_with_its_interval_or_says_that_there_is_none() -> None:
    assert figure(Interval(0.614, 0.42, 0.78)) == "0.61 (0.42 to 0.78)"
    assert (figure(Interval(1.0)), figure(Interval(None))) == ("1.00 (no interval)", "–")


def test_the_page_of_agreement_has_figures_with_intervals_and_says_how_to_read_them(app: FastAPI) -> None:
    cleo = at_desk(app, CLEO)
    assert "No company has a second reading" in cleo.get("/agreement").text
    differ(app)
    for element in (OTHER, "A.1.2/S1.a"):
        for name in (ADA, BEN):
            by_hand(at_desk(app, name), element, "not_met")
    page = cleo.get("/agreement").text
    whole = page.partition('<tr class="whole">')[2].partition("</tr>")[0]
    figures = re.findall(r'<td class="figure">(.*?)</td>', whole)
    assert figures[:2] == ["4", "75 %"]
    assert figures[2] == "0.50 (no interval)"  # of four elements
    assert "fewer than 10 elements" in page
    assert "counts in neither figure" in page
    assert f'href="{differences_link(COMPANY)}"' in page


def decide_all(client: TestClient, but: str = "") -> None:
    """Everything not met by hand, in the reading of whoever is at the desk."""
    for element in rubrics.find(Path(), RUBRIC).rubric.elements:
        if element.id != but:
            by_hand(client, element.id, "not_met")


def known_of_agreement(client: TestClient, **asked: str) -> tuple[bool, bool]:
    """Whether the page of agreement names the company, and whether it has any figure but of nothing."""
    page = client.get("/agreement", params=asked).text
    figures = re.findall(r'<td class="figure">(.*?)</td>', page)
    return COMPANY in page, any(one not in ("0", "–") for one in figures)


def test_a_reader_learns_of_agreement_only_once_both_readings_are_done_and_adjudicated(app: FastAPI) -> None:
    ada, ben, cleo, dan = (at_desk(app, name) for name in (ADA, BEN, CLEO, DAN))
    differ(app)
    decide_all(ben, but=ONE)
    assert known_of_agreement(ada) == (False, False), "while her own reading goes on"
    assert "1 more is on the way" in ada.get("/agreement").text
    assert "not both done" in cleo.get(DIFFERENCES).text, "who adjudicates now tells the first reader at once"
    decide_all(ada, but=ONE)
    assert known_of_agreement(ada) == (False, False), "before what differs is adjudicated she might still change hers"
    assert known_of_agreement(cleo) == known_of_agreement(dan) == (True, True)
    assert "not both done" not in cleo.get(DIFFERENCES).text
    assert ben.get("/agreement").status_code == 403
    assert adjudicate(cleo, "first")[0] == 200
    assert known_of_agreement(ada) == (True, True)


def test_alone_agreement_counts_what_is_read_to_the_end_unless_one_asks_for_the_whole(tmp_path: Path) -> None:
    folder = screened_workspace(tmp_path, unread=False)
    sent = {"token": "the-token", "company": COMPANY, "element": ONE, "note": "read", "verdict": "met"}
    for alone, rubric in (("A. First", RUBRIC), ("B. Second", f"{RUBRIC}~second")):
        with opened(folder, alone=alone) as app:
            client = TestClient(app, base_url="http://127.0.0.1:8000")
            assert client.post("/decide", data=sent | {"rubric": rubric}, headers=HTMX).status_code == 200
    with opened(folder) as app:
        client = TestClient(app, base_url="http://127.0.0.1:8000")
        assert known_of_agreement(client) == (False, False)
        assert "Count it all the same" in client.get("/agreement").text
        assert known_of_agreement(client, whole="1") == (True, True)


def test_no_page_of_a_first_reader_changes_by_what_the_second_decides(app: FastAPI, workspace: Path) -> None:
    ada, ben = at_desk(app, ADA), at_desk(app, BEN)
    assert by_hand(ada, OTHER, "not_met") == 200
    with open_store(workspace) as store:
        pages = {**overall(), **of_company(store, COMPANY)}
        row = next(one for one in store.documents(COMPANY) if one.source == "policy.pdf")
        found = next(one for one in store.candidates(COMPANY) if one.evidence.element == ONE)
        reading = store.reading_of(row.document or "")
    here = {name: one for name, one in pages.items() if "~second" not in one and one != "/agreement"}

    def seen() -> dict[str, str]:
        return {name: re.sub("[0-9a-f]{16,}", "", ada.get(address).text) for name, address in here.items()}

    before = seen()
    assert by_hand(ben, ONE, "not_met", "as Ben read it") == 200
    ruled = {"candidate": found.id, "seen": "0", "verdict": "rejected", "note": "no, says Ben"}
    assert ben.post("/decide", data=sent_about(ben, ONE) | ruled, headers=HTMX).status_code == 200
    words = "Workers can raise concerns in any language through the Open Door line."
    document = {"document": row.document, "page": "2", "element": ONE, "reading": str(reading), "quote": words}
    sent = sent_about(ben, ONE) | document | {"verdict": "weak", "seen": "999"}
    assert ben.post("/evidence", data=sent, headers=HTMX).status_code == 200
    after = seen()
    assert [name for name in before if before[name] != after[name]] == []
    assert "Open Door line" in ben.get(element_link(COMPANY, ONE)).text, "which the second reader sees"


def test_no_page_of_a_second_reader_changes_by_what_the_first_decides(app: FastAPI, workspace: Path) -> None:
    ada, ben = at_desk(app, ADA), at_desk(app, BEN)
    assert by_hand(ben, OTHER, "not_met") == 200
    with open_store(workspace) as store:
        pages = {**overall(), **of_company(store, COMPANY)}
    here = {name: address for name, address in pages.items() if "~second" in address}
    before = {name: ben.get(address).text for name, address in here.items()}
    assert by_hand(ada, ONE, "not_met", "as Ada read it") == 200
    after = {name: ben.get(address).text for name, address in here.items()}
    assert [re.sub("[0-9a-f]{16,}", "", one) for one in before.values()] == [
        re.sub("[0-9a-f]{16,}", "", one) for one in after.values()
    ]


def test_a_reader_takes_back_nothing_that_was_adjudicated_and_undo_keeps_it_so(app: FastAPI, workspace: Path) -> None:
    differ(app)
    ada, cleo = at_desk(app, ADA), at_desk(app, CLEO)
    assert adjudicate(cleo, "second")[0] == 200
    page = ada.get(element_link(COMPANY, ONE)).text
    with open_store(workspace) as store:
        line = str(store.decisions(COMPANY)[-1].seq)
    sent = {"token": token_on(page), "company": COMPANY, "line": line}
    refused = ada.post("/withdraw", data=sent, headers=HTMX)
    assert (refused.status_code, "an adjudicator decided this" in refused.text) == (409, True)
    assert by_hand(cleo, ONE, "met", seen=int(line)) == 200  # otherwise, on the element's own page
    with open_store(workspace) as store:
        sent = {"token": token_on(cleo.get(element_link(COMPANY, ONE)).text), "company": COMPANY}
        answer = cleo.post("/withdraw", data=sent | {"line": str(store.decisions(COMPANY)[-1].seq)}, headers=HTMX)
    assert answer.status_code == 200
    found = comparison(workspace).of(ONE)
    assert found is not None
    assert found.adjudicated is not None
    assert found.adjudicated.verdict.value == "not_met"


def test_a_reader_decides_what_was_adjudicated_once_something_came_that_the_adjudicator_could_not_see(
    app: FastAPI, workspace: Path
) -> None:
    differ(app)
    ada, cleo = at_desk(app, ADA), at_desk(app, CLEO)
    assert adjudicate(cleo, "second")[0] == 200
    assert state(workspace, COUNTS).findings[ONE].decided is Truth.NOT_MET
    (line,) = [one.seq for one in state(workspace, COUNTS).decisions[-1:]]
    assert by_hand(ada, ONE, "not_met", seen=line) == 409
    came(workspace)
    assert state(workspace, COUNTS).findings[ONE].decided is Truth.UNKNOWN
    page = ada.get(company_link(COMPANY)).text
    assert "1 element asked again" in page
    assert page.count("asked again</b>,") == 1
    assert by_hand(ada, ONE, "not_met", seen=line) == 200
    assert state(workspace, COUNTS).findings[ONE].decided is Truth.NOT_MET


def came(workspace: Path) -> None:
    """A later document supports what was adjudicated."""
    said = "We respect human rights in all that we do."
    with open_store(workspace) as store:
        document = text_document(((BlockRole.PARAGRAPH, said),), "Report")
        save(store, "report.html", document, [evidence(document, ONE, said)])


def last_line(workspace: Path, track: str) -> int:
    return state(workspace, track).history(ONE, None)[-1].seq


def test_what_is_read_again_after_its_adjudication_comes_back_to_the_adjudicator(app: FastAPI, workspace: Path) -> None:
    differ(app)
    assert adjudicate(at_desk(app, CLEO), "second")[0] == 200
    before = comparison(workspace)
    came(workspace)
    assert f"compared once that is answered: {ONE}." in at_desk(app, CLEO).get(DIFFERENCES).text
    assert by_hand(at_desk(app, ADA), ONE, "not_met", seen=last_line(workspace, COUNTS)) == 200
    assert by_hand(at_desk(app, BEN), ONE, "met", seen=last_line(workspace, SECOND)) == 200
    found = comparison(workspace)
    assert [one.element.id for one in found.open] == [ONE]
    assert found.pairs == before.pairs, "figures keep what each said before it could know of the other"
    page = at_desk(app, CLEO).get(f"{company_link(COMPANY)}/final").text
    assert "Two readings differ on 1 element that nobody adjudicated" in page
    assert "Two readings differ" not in at_desk(app, ADA).get(f"{company_link(COMPANY)}/final").text


def test_nothing_waits_for_an_element_that_can_move_no_score_in_either_reading(app: FastAPI, workspace: Path) -> None:
    differ(app)
    assert adjudicate(at_desk(app, CLEO), "second")[0] == 200
    came(workspace)
    assert [one.id for one in comparison(workspace).waiting] == [ONE]
    for name in (ADA, BEN):
        for other in ("A.1.1/S1.b", "A.1.1/S2.a"):
            assert by_hand(at_desk(app, name), other, "met") == 200
    assert comparison(workspace).waiting == ()


def test_so_does_what_a_reader_judges_weak_that_came_after_the_adjudication(app: FastAPI, workspace: Path) -> None:
    ada, ben = at_desk(app, ADA), at_desk(app, BEN)
    assert (by_hand(ada, ONE, "not_met"), by_hand(ben, ONE, "met")) == (200, 200)
    assert adjudicate(at_desk(app, CLEO), "first")[0] == 200
    came(workspace)
    (new,) = [one for one in state(workspace, COUNTS).of(ONE) if one.source == "report.html"]
    sent = sent_about(ada, ONE) | {"candidate": new.id, "seen": "0", "verdict": "weak"}
    assert ada.post("/decide", data=sent, headers=HTMX).status_code == 200
    assert [one.element.id for one in comparison(workspace).open] == [ONE]


def test_scores_on_which_two_readings_differ_are_published_only_where_one_says_so(
    app: FastAPI, workspace: Path
) -> None:
    differ(app)
    with open_store(workspace) as store:
        settled = {line.element for line in store.decisions(COMPANY)}
        ask = state(workspace, COUNTS)
        for one in ask.rubric.elements:
            if one.id not in settled:
                store.decide(Decision(COMPANY, RUBRIC, one.id, None, Ruling.NOT_MET, "", ADA, "2026-03-02"))
        with pytest.raises(InputError, match=rf"two readings differ on 1 element that nobody adjudicated \({ONE}\)"):
            publish(store, COMPANY, RUBRIC, CLEO)
        assert publish(store, COMPANY, RUBRIC, CLEO, open_too=True).startswith("13 scores")
    card = at_desk(app, ADA).get(element_link(COMPANY, ONE)).text
    assert f"{CLEO} published these scores" in card
    assert 'data-key="c"' not in card
    assert 'data-key="x"' not in card
    assert 'data-key="u"' not in card
    blind = at_desk(app, BEN).get(element_link(COMPANY, ONE)).text
    assert "Somebody published these scores" in blind
    assert CLEO not in blind


@pytest.mark.parametrize(("take", "who", "track", "other"), [("first", ADA, COUNTS, BEN), ("second", BEN, SECOND, ADA)])
def test_figures_stay_when_the_document_goes_on_which_an_adjudicated_outcome_rested(
    app: FastAPI, workspace: Path, take: str, who: str, track: str, other: str
) -> None:
    (first, *_) = (one for one in state(workspace, COUNTS).of(ONE) if one.evidence.verdict is Verdict.SUPPORTS)
    with open_store(workspace) as store:
        store.decide(replace(decision(first, Ruling.SUPPORTS), who=who, track=track))
    assert by_hand(at_desk(app, other), ONE, "not_met") == 200
    assert adjudicate(at_desk(app, CLEO), take)[0] == 200
    before = comparison(workspace).pairs
    assert state(workspace, COUNTS).findings[ONE].decided is Truth.MET
    with open_store(workspace) as store:
        newer = text_document(((BlockRole.PARAGRAPH, "We met our suppliers in May."),), "News")
        save(store, first.source, newer, [])
        policy = store.document(first.evidence.document)
    counts = state(workspace, COUNTS)
    assert (counts.findings[ONE].decided, agenda(counts).again(counts)) == (Truth.UNKNOWN, 1)
    assert comparison(workspace).pairs == before
    assert policy is not None
    with open_store(workspace) as store:
        save(store, first.source, policy, policy_evidence(policy))  # and comes back
    assert comparison(workspace).pairs == before


def test_so_they_do_where_a_reading_had_turned_down_all_that_went(app: FastAPI, workspace: Path) -> None:
    some = state(workspace, COUNTS).of(ONE)
    with open_store(workspace) as store:
        for one in some:
            store.decide(replace(decision(one, Ruling.WEAK), who=ADA, track=COUNTS))
    assert by_hand(at_desk(app, BEN), ONE, "met") == 200
    assert adjudicate(at_desk(app, CLEO), "second")[0] == 200
    before = comparison(workspace).pairs
    assert {(each.first, each.second) for each in before if each.element == ONE} == {("not_met", "met")}
    with open_store(workspace) as store:
        newer = text_document(((BlockRole.PARAGRAPH, "We met our suppliers in May."),), "News")
        for name in {one.source for one in some}:
            save(store, name, newer, [])
    assert comparison(workspace).pairs == before


@pytest.mark.parametrize("take", ["first", "second"])
@pytest.mark.parametrize(
    ("who", "track", "other", "not_met_in"), [(ADA, COUNTS, BEN, SECOND), (BEN, SECOND, ADA, COUNTS)]
)
def test_an_adjudicator_decides_again_of_a_difference_whose_document_went_and_came_back(
    app: FastAPI, workspace: Path, take: str, who: str, track: str, other: str, not_met_in: str
) -> None:
    (first, *_) = (one for one in state(workspace, COUNTS).of(ONE) if one.evidence.verdict is Verdict.SUPPORTS)
    with open_store(workspace) as store:
        store.decide(replace(decision(first, Ruling.SUPPORTS), who=who, track=track))
    assert by_hand(at_desk(app, other), ONE, "not_met") == 200
    cleo = at_desk(app, CLEO)
    assert adjudicate(cleo, take)[0] == 200
    before = comparison(workspace)
    with open_store(workspace) as store:
        policy = store.document(first.evidence.document)
        assert policy is not None
        newer = text_document(((BlockRole.PARAGRAPH, "We met our suppliers in May."),), "News")
        save(store, first.source, newer, [])
    (then,) = before.differing
    assert then.adjudicated is not None
    rested_on_it = then.adjudicated.verdict is Ruling.MET
    assert adjudicate(cleo, "open")[0] == (409 if rested_on_it else 200), "what is asked again is adjudicated no longer"
    with open_store(workspace) as store:
        save(store, first.source, policy, policy_evidence(policy))  # and comes back
    if rested_on_it:
        (held,) = comparison(workspace).differing
        assert held.adjudicated is not None, "what it rested on is there again"
        assert (held.first.outcome, held.second.outcome) == (then.first.outcome, then.second.outcome)
        assert state(workspace, COUNTS).findings[ONE].decided is Truth.MET
    else:
        assert not state(workspace, not_met_in).findings[ONE].asked_again, "it was there when the other said not met"
        assert [one.element.id for one in comparison(workspace).open] == [ONE]
        assert adjudicate(cleo, take)[0] == 200
        assert state(workspace, COUNTS).findings[ONE].decided is Truth.NOT_MET
    assert comparison(workspace).open == ()
    assert comparison(workspace).pairs == before.pairs, "figures keep what each said before it could know of the other"
