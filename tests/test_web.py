"""The review pages show what the store holds, save what a person decides, and let nothing else in."""

from __future__ import annotations

import re
import warnings
import webbrowser
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
import uvicorn
from report_samples import COMPANY as SCREENED
from report_samples import read_whole, really_screened
from review_samples import (
    CODE,
    COMPANY,
    POLICY,
    RUBRIC,
    by_hand,
    decision,
    evidence,
    policy_document,
    policy_evidence,
    policy_pdf,
    save,
    screened_workspace,
    source,
    text_document,
)

from archive.store import Archive
from extractors.records import Listing, Outcome, Reading, Role, Source
from extractors.rules import open_rules
from reports.publishing import publish
from review.pages import TEMPLATES
from review.sent import LONGEST_NOTE
from review.web import SAFETY, create_app, open_browser
from review.words import checked_link, company_link, document_title, element_link
from rubric.model import Rubric
from workspace import rubrics
from workspace.records import About, Candidate, DocumentRow, Ruling, Screening
from workspace.store import Store, open_store

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for a package that nothing else here needs
    from starlette.testclient import TestClient

TOKEN = "the-token"
HTMX = {"HX-Request": "true"}
ONE = "A.1.1/S1.a"
PARTS = "A.1.2/S2.a"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return screened_workspace(tmp_path)


@pytest.fixture
def client(workspace: Path) -> Iterator[TestClient]:
    with TestClient(create_app(workspace, "R. Viewer", TOKEN), base_url="http://127.0.0.1:8000") as opened:
        yield opened


def candidates(workspace: Path, element: str) -> list[Candidate]:
    with open_store(workspace) as store:
        return [one for one in store.candidates(COMPANY) if one.evidence.element == element]


def form(candidate: Candidate | None, verdict: str, element: str = ONE, **other: str | int) -> dict[str, str]:
    """What the page's form sends."""
    sent = {"token": TOKEN, "company": COMPANY, "verdict": verdict}
    sent["element"] = candidate.evidence.element if candidate else element
    sent["candidate"] = candidate.id if candidate else ""
    return sent | {name: str(value) for name, value in other.items()}


def withdrawal(page: str) -> dict[str, object]:
    """What the page's button for withdrawing sends."""
    sent = page.partition('action="/withdraw"')[2].partition("</form>")[0]
    return {"token": TOKEN, "company": COMPANY, "line": re.findall(r'name="line" value="(\d+)"', sent)}


def score_on(page: str) -> str:
    found = re.search(r"<b data-score>(.*?)</b>", page)
    assert found
    return unescape(found.group(1))


def shown_on(page: str) -> str:
    found = re.search(r'data-candidate="(\w+)"', page)
    assert found
    return found.group(1)


def log(workspace: Path) -> list[tuple[str | None, str, str]]:
    with open_store(workspace) as store:
        return [(line.candidate, line.verdict.value, line.note) for line in store.decisions()]


# -- pages


def test_the_first_page_lists_companies_with_bounds_and_what_could_not_be_read(client: TestClient) -> None:
    page = client.get("/").text
    assert COMPANY in page
    assert "0–26" in page
    assert "12 pages without a text layer; run it through text recognition first." in page


@pytest.mark.parametrize("address", ["/", company_link(COMPANY), element_link(COMPANY, ONE)])
def test_a_request_looks_up_the_rubrics_once_and_the_next_one_anew(
    client: TestClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    looked_up = rubrics.used

    def counted(store: Store, company: str | None = None) -> list[Rubric]:
        asked.append(address)
        return looked_up(store, company)

    monkeypatch.setattr(rubrics, "used", counted)
    for times in (1, 2):
        assert client.get(address).status_code == 200
        assert len(asked) == times


def test_an_empty_workspace_says_what_to_do(tmp_path: Path) -> None:
    with TestClient(create_app(tmp_path, "R", TOKEN), base_url="http://localhost") as client:
        assert "firmword screen" in client.get("/").text


def test_the_anchor_stands_at_the_foot_of_board_and_company(client: TestClient, workspace: Path) -> None:
    for address in ("/", company_link(COMPANY)):
        page = client.get(address).text
        with open_store(workspace) as store:
            assert f"Anchor: <code>{store.anchor()}</code>" in page


def test_a_company_page_has_every_indicator_element_and_document(client: TestClient) -> None:
    page = client.get(company_link(COMPANY)).text
    assert len(re.findall(r'class="indicator"', page)) == 13
    assert len(set(re.findall(rf'href="{element_link(COMPANY, "")}[A-C]\.[\d.]+/S\d\.\w"', page))) == 52
    assert re.search(rf'data-key="o" [^>]*href="{element_link(COMPANY, ONE)}"', page)
    for name in ("policy.pdf", "code.html", "scan-2019.pdf", "no text layer"):
        assert name in page


def test_an_element_page_shows_the_quote_on_its_page_with_the_lead_in_apart(client: TestClient) -> None:
    page = client.get(element_link(COMPANY, PARTS)).text
    assert "freedom of association and the right to collective bargaining;" in page
    assert len(re.findall(r'<rect class="quote"', page)) == 1
    assert len(re.findall(r'<rect class="lead"', page)) == 1
    image = client.get(re.search(r'<img src="(.*?)"', page).group(1))  # type: ignore[union-attr]
    assert (image.headers["content-type"], image.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")


def test_the_words_on_which_a_rule_fired_are_marked_in_the_quote(client: TestClient) -> None:
    page = client.get(element_link(COMPANY, ONE)).text
    assert '<mark class="hit" title="commitment (commit.respect)">respect human rights</mark>' in page


def test_a_document_without_pages_is_shown_as_text_with_the_quote_marked(client: TestClient, workspace: Path) -> None:
    weak = candidates(workspace, ONE)[1]
    page = client.get(element_link(COMPANY, ONE, weak.id)).text
    assert f'<mark class="quote">{weak.evidence.quote}</mark>' in page
    assert "This code holds for every supplier" in page
    assert "<img" not in page


def test_an_element_without_passages_says_what_was_searched_and_what_could_not_be_read(client: TestClient) -> None:
    page = client.get(element_link(COMPANY, "C.1/S2.a")).text
    assert "No passage was found" in page
    assert "2 of 3 documents" in page
    assert "3 pages with text" in page
    assert "evidence may be there" in page
    assert "scan-2019.pdf" in page


def test_from_an_element_without_passages_one_key_opens_a_document_to_read_in(client: TestClient) -> None:
    page = client.get(element_link(COMPANY, "C.1/S2.a")).text
    (address,) = re.findall(r'href="([^"]+)" data-key="d"', page)
    read = client.get(unescape(address)).text
    assert '<option value="C.1/S2.a" selected>' in read
    assert "data-adding" in read
    assert page.count("/document/") == 3  # the key, and each of the two documents that were searched


def test_why_met_is_proposed_from_what_comes_near_stands_above_the_passages(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        policy = policy_document(Archive(tmp_path / "archive").keep(policy_pdf()))
        save(store, "policy.pdf", policy, [replace(one, sure=0.7) for one in policy_evidence(policy) if one.reason])
    with TestClient(create_app(tmp_path, "R. Viewer", TOKEN), base_url="http://127.0.0.1:8000") as client:
        page = client.get(element_link(COMPANY, "A.1.1/S2.a")).text
    assert "no passage is called support, but the model is 70% sure" in page


@pytest.mark.parametrize(("verdict", "said"), [(Ruling.SUPPORTS, "confirmed"), (Ruling.REJECTED, "rejected")])
def test_a_card_says_what_was_said_of_a_passage_before_its_page_was_fetched_again(
    client: TestClient, workspace: Path, verdict: Ruling, said: str
) -> None:
    quote = "Suppliers must respect internationally recognised human rights."
    before = next(one for one in candidates(workspace, ONE) if one.evidence.quote == quote)
    again = text_document((*CODE, (Role.PARAGRAPH, "The board met on 3 May.")), "Supplier code")
    with open_store(workspace) as store:
        store.decide(decision(before, verdict))
        save(store, "code.html", again, [evidence(again, ONE, quote, reason="wrong_actor", weight=2)])
    page = client.get(element_link(COMPANY, ONE)).text
    assert f"{said} as it stood before" in page


def test_every_page_says_where_one_is_and_works_without_scripts(client: TestClient) -> None:
    page = client.get(element_link(COMPANY, ONE)).text
    assert '<form class="decide" method="post" action="/decide"' in page
    assert re.search(
        r'<a class="button" href="/company/Quillmere%20Outfitters/A.1.1/S1.a\?look=\w+" data-key="n j"', page
    )


def test_what_can_be_checked_of_a_passage_is_worked_out_when_its_fold_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = open_rules(RUBRIC).with_model(None)
    monkeypatch.setattr(rubrics, "rules", lambda workspace, name: rules)
    folder = really_screened(tmp_path, rules)
    with TestClient(create_app(folder, "R. Viewer", TOKEN), base_url="http://127.0.0.1:8000") as opened:
        page = opened.get(element_link(SCREENED, ONE)).text
        assert "would not count" not in page
        found = re.search(r'<details class="checked" hx-get="([^"]+)" hx-trigger="toggle once"', page)
        assert found is not None
        part = opened.get(unescape(found[1]), headers=HTMX).text
        assert "<li>It rests on “respecting human rights”: take it away and it would not count.</li>" in part
        assert "<html" not in part
        whole = opened.get(unescape(found[1])).text
        assert "<html" in whole
        assert "take it away and it would not count" in whole


def test_of_a_passage_that_other_rules_found_the_fold_says_only_that(client: TestClient, workspace: Path) -> None:
    address = checked_link(COMPANY, candidates(workspace, ONE)[0].id)
    assert "screened by other rules" in client.get(address, headers=HTMX).text
    gone = client.get(checked_link(COMPANY, "none"), headers=HTMX)
    assert (gone.status_code, gone.text) == (404, "This passage is no longer there. Reload the page.")


@pytest.mark.parametrize("address", ["/company/Nobody", "/company/Quillmere%20Outfitters/A.9.9/S1.a", "/nothing"])
def test_an_address_that_is_not_there_is_404_in_words(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "<h1>This page cannot be shown</h1>" in answer.text


@pytest.mark.parametrize("query", ["", f"?rubric={RUBRIC}"])
@pytest.mark.parametrize("page", ["", f"/{ONE}", "/final"])
def test_an_address_with_a_slash_at_its_end_leads_to_the_page(client: TestClient, page: str, query: str) -> None:
    address = company_link(COMPANY) + page
    answer = client.get(f"{address}/{query}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, address + query)
    assert client.get(f"{address}//{query}").status_code == 200


def test_an_address_with_a_value_that_cannot_be_read_says_which(client: TestClient) -> None:
    for address in ("/?start=<b>x", f"{element_link(COMPANY, ONE)}?did=<b>x"):
        answer = client.get(address)
        assert (answer.status_code, "<b>x" in answer.text) == (422, False)
        assert f"cannot be read: {address.partition('?')[2].partition('=')[0]}=&lt;b&gt;x." in answer.text


@pytest.mark.parametrize("name", ["A/S ~Fjordlin~2F 100% ?#", ".", "..", "~2E"])
def test_a_company_of_any_name_has_its_page(tmp_path: Path, name: str) -> None:
    document = text_document(CODE, "Code")
    with open_store(tmp_path) as store:
        given = Source(Listing(name, "c.html", "/c.html"), "2026-01-01", "file copied", document.sha256)
        found = [evidence(document, ONE, CODE[2][1])]
        store.save_screening(read_whole(given, document, found))
    with TestClient(create_app(tmp_path, "R", TOKEN), base_url="http://localhost") as client:
        (address,) = re.findall(r'<th scope="row"><a href="(.*?)"', client.get("/").text)
        assert client.get(unescape(address)).status_code == 200
        page = client.get(element_link(name, ONE))
        assert page.status_code == 200
        answer = client.post("/decide", data=form(None, "not_met", company=name) | {"company": name})
        assert answer.status_code == 200


# -- what is shown first


def test_a_press_that_decides_an_element_says_what_became_of_it(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    document = text_document(((Role.PARAGRAPH, "We respect human rights."),), "Policy")
    with open_store(tmp_path / "one") as store:
        save(store, "policy.html", document, [evidence(document, ONE, "We respect human rights.")])
    (one,) = candidates(tmp_path / "one", ONE)
    with TestClient(create_app(tmp_path / "one", "R. Viewer", TOKEN), base_url="http://127.0.0.1:8000") as client:
        page = client.post("/decide", data=form(one, "rejected"), headers=HTMX).text
        assert f"{ONE}: rejected. So it is not met." in page
        page = client.post("/decide", data=form(one, "skipped", seen=1), headers=HTMX).text
        assert f"{ONE}: skipped. So it is open again." in page
        page = client.post("/decide", data=form(one, "rejected", seen=2)).text
        assert f"{ONE}: rejected. So it is not met." in page, "without scripts, from the log"
        page = client.post("/decide", data=form(one, "rejected", seen=3), headers=HTMX).text
        assert f"{ONE}: rejected. So" not in page, "it was that before"


HEADING = "Human rights"  # no near miss alone, however heavy it weighs
VAGUE = "We hope that human rights are respected."
REPEATED = "We once more say that we respect the human rights of everybody."


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    """A workspace in which an element has a support in two places, a near miss, and a heading that weighs the most."""
    lines = tuple((Role.PARAGRAPH, line) for line in (HEADING, REPEATED, VAGUE, "Again: " + REPEATED))
    document = text_document(lines, "Policy")
    twice = evidence(document, ONE, REPEATED, weight=5)
    again = replace(twice, start=document.text.rindex(REPEATED), end=document.text.rindex(REPEATED) + len(REPEATED))
    near = evidence(document, ONE, VAGUE, reason="weak_wording", weight=1)
    scrap = evidence(document, ONE, HEADING, reason="weak_wording", weight=9)
    with open_store(tmp_path) as store:
        store.save_screening(read_whole(source("policy.html", document), document, [scrap, again, near, twice]))
    return tmp_path


@pytest.fixture
def at_crowded(crowded: Path) -> Iterator[TestClient]:
    with TestClient(create_app(crowded, "R. Viewer", TOKEN), base_url="http://127.0.0.1:8000") as opened:
        yield opened


def test_a_card_says_why_what_supports_is_not_proposed_until_it_is_decided(crowded: Path) -> None:
    document = text_document(((Role.PARAGRAPH, REPEATED),), "Policy")
    unsure = replace(evidence(document, ONE, REPEATED), sure=0.06)
    with open_store(crowded) as store:
        store.save_screening(read_whole(source("policy.html", document), document, [unsure]))
    why = "with 1 supporting passage the model is 6% sure that one is right, and met is proposed from 60% on"
    with TestClient(create_app(crowded, "R. Viewer", TOKEN), base_url="http://127.0.0.1:8000") as opened:
        assert why in opened.get(element_link(COMPANY, ONE)).text
        (one,) = [found for found in candidates(crowded, ONE) if found.current]
        assert opened.post("/decide", data=form(one, "rejected"), headers=HTMX).status_code == 200
        assert why not in opened.get(element_link(COMPANY, ONE)).text, "nor where a person judged what supports"


def listed_on(page: str) -> list[str]:
    """The quotes of a card, in the order in which they stand there."""
    found = re.findall(r'<blockquote>.*?<span class="quoted">(.*?)</span></blockquote>', page, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", quote)) for quote in found]


def test_a_card_lists_all_statements_with_their_quotes_the_weaker_one_key_away(at_crowded: TestClient) -> None:
    page = at_crowded.get(element_link(COMPANY, ONE)).text
    first, _, weaker = page.partition('<details class="weaker">')
    assert listed_on(first) == [REPEATED, VAGUE]  # supports first, then near misses; a copy is no second entry
    assert listed_on(weaker) == [HEADING]
    assert re.search(r'<summary data-key="\+"[^>]*>1 weaker', weaker)
    assert "Passage 1 of 2" in first
    assert page.count('aria-current="true" data-candidate') == 1


def test_copies_of_a_statement_open_by_a_key_and_one_decision_covers_them(
    at_crowded: TestClient, crowded: Path
) -> None:
    page = at_crowded.get(element_link(COMPANY, ONE)).text
    assert re.search(r'<summary data-key="v"[^>]*>also in 1 other place', page)
    twice = [one for one in candidates(crowded, ONE) if one.evidence.quote == REPEATED]
    assert re.search(rf'<details class="copies">.*?look={twice[1].id}', page, re.DOTALL)
    covered = re.findall(r'name="candidate" value="(\w+)"', page)
    assert set(covered) == {one.id for one in twice}
    sent = form(twice[0], "supports", note="twice") | {"candidate": covered, "seen": ["0", "0"]}
    answer = at_crowded.post("/decide", data=sent, headers=HTMX)
    assert "confirmed in 2 places" in answer.text
    assert {(name, verdict) for name, verdict, _ in log(crowded)} == {(one.id, "supports") for one in twice}
    with open_store(crowded) as store:
        assert {line.together for line in store.decisions()} == {1}


def test_a_copy_can_be_looked_at_in_its_own_place(at_crowded: TestClient, crowded: Path) -> None:
    copy = [one for one in candidates(crowded, ONE) if one.evidence.quote == REPEATED][1]
    page = at_crowded.get(element_link(COMPANY, ONE, copy.id)).text
    assert shown_on(page) == copy.id
    assert len(listed_on(page)) == 3


def test_what_is_one_step_away_is_open_while_it_is_looked_at(at_crowded: TestClient, crowded: Path) -> None:
    scrap = next(one for one in candidates(crowded, ONE) if one.evidence.quote == HEADING)
    page = at_crowded.get(element_link(COMPANY, ONE, scrap.id)).text
    assert shown_on(page) == scrap.id
    opened = page.partition('<details class="weaker" open>')[2]
    assert opened.partition('aria-current="true"')[2].partition("</li>")[0].count(HEADING) == 1


def test_decisions_lead_through_what_is_shown_and_then_ask_for_the_element(
    at_crowded: TestClient, crowded: Path
) -> None:
    page = at_crowded.get(element_link(COMPANY, ONE)).text
    for quote in (REPEATED, VAGUE):
        one = next(one for one in candidates(crowded, ONE) if one.id == shown_on(page))
        assert one.evidence.quote == quote
        page = at_crowded.post("/decide", data=form(one, "rejected"), headers=HTMX).text
    assert "All that is shown is judged." in page
    assert "data-candidate" not in page  # so that one more press decides nothing by mistake
    assert 'data-instead="c w r s q">No passage is in focus. “Next” <kbd data-shows="n">n</kbd> shows one.' in page
    scrap = next(one for one in candidates(crowded, ONE) if one.evidence.quote == HEADING)
    assert re.search(rf'href="[^"]*look={scrap.id}" data-key="n j"', page)
    assert score_on(page) == "0–2"  # what is weaker was not looked at: a person has to say so


# -- decisions


def test_every_box_for_a_note_takes_as_many_characters_as_the_log_and_says_so() -> None:
    boxes = [box for one in TEMPLATES.glob("*.html") for box in re.findall(r'<[^<]*name="note"[^<]*', one.read_text())]
    assert len(boxes) == 8
    assert [box for box in boxes if 'maxlength="{{ LONGEST_NOTE }}"' not in box] == []


@pytest.mark.parametrize(("signs", "accepted"), [(LONGEST_NOTE, True), (LONGEST_NOTE + 1, False)])
@pytest.mark.parametrize("sign", ["n", "\n", "\U0001f4dd"])
def test_a_note_as_long_as_its_box_is_saved_as_it_was_typed(
    client: TestClient, workspace: Path, sign: str, signs: int, accepted: bool
) -> None:
    note = "a" + sign * (signs - 2) + "z"
    sent = note.replace("\n", "\r\n")  # as forms send it
    answer = client.post("/decide", data=form(None, "met", note=sent), headers=HTMX)
    assert answer.status_code == (200 if accepted else 422)
    assert [said for _, _, said in log(workspace)] == ([note] if accepted else [])
    selected = {"token": TOKEN, "company": COMPANY, "document": "0" * 64, "verdict": "weak", "reading": "1"}
    by_hand = client.post("/evidence", data=selected | {"seen": "0", "note": sent}, headers=HTMX)
    assert by_hand.status_code == (404 if accepted else 422)  # there is no such document


def test_a_decision_that_meets_the_element_leads_on_to_the_next_question(client: TestClient, workspace: Path) -> None:
    first, _ = candidates(workspace, ONE)
    assert score_on(client.get(element_link(COMPANY, ONE)).text) == "0–2"
    answer = client.post("/decide", data=form(first, "supports", note="firm"), headers=HTMX)
    assert score_on(answer.text) == "1–2"
    (following,) = candidates(workspace, "A.1.1/S2.a")
    assert shown_on(answer.text) == following.id
    assert answer.headers["HX-Push-Url"] == element_link(COMPANY, "A.1.1/S2.a", following.id)
    assert 'id="score" hx-swap-oob="true"' in answer.text
    assert "A.1.1/S1.a: confirmed. So it is met. No longer needed: S1.b, S1.c and S1.d (S1.a is met)." in answer.text
    assert log(workspace) == [(first.id, "supports", "firm")]


def test_decisions_are_there_after_a_new_start(workspace: Path) -> None:
    first, _ = candidates(workspace, ONE)
    for _start in range(2):
        with TestClient(create_app(workspace, "R. Viewer", TOKEN), base_url="http://localhost") as client:
            if not log(workspace):
                client.post("/decide", data=form(first, "supports", note="firm"), headers=HTMX)
            else:
                page = client.get(element_link(COMPANY, ONE, first.id)).text
                assert score_on(page) == "1–2"
                assert "firm</span>" in page


def test_a_decision_is_saved_with_the_words_the_versions_and_the_person(client: TestClient, workspace: Path) -> None:
    first, _ = candidates(workspace, ONE)
    client.post("/decide", data=form(first, "supports"))
    with open_store(workspace) as store:
        (line,) = store.decisions()
    found = first.evidence
    assert (line.document, line.start, line.end, line.quote) == (found.document, found.start, found.end, found.quote)
    assert (line.who, line.rules_version) == ("R. Viewer", "rules-1")
    assert line.rubric_version
    assert line.at.endswith("+00:00")


def test_without_scripts_a_decision_leads_to_the_next_page(client: TestClient, workspace: Path) -> None:
    first, second = candidates(workspace, ONE)
    answer = client.post("/decide", data=form(first, "rejected"), follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, element_link(COMPANY, ONE, second.id) + "&did=1")


def test_a_confirmation_that_does_not_meet_the_element_moves_to_the_next_missing_part(
    client: TestClient, workspace: Path
) -> None:
    association, labour, equal = candidates(workspace, PARTS)
    page = client.get(element_link(COMPANY, PARTS)).text
    assert shown_on(page) == labour.id  # which shows two of the four parts
    page = client.post("/decide", data=form(labour, "supports"), headers=HTMX).text
    assert shown_on(page) in {association.id, equal.id}
    page = client.post("/decide", data=form(association, "supports"), headers=HTMX).text
    assert shown_on(page) == equal.id
    page = client.post("/decide", data=form(equal, "supports"), headers=HTMX).text
    assert "A.1.2/S2.a: confirmed." in page
    assert "A.1.2/S2.a</span>" not in page.partition('id="here"')[2]  # it led on


def test_a_decision_on_what_was_not_asked_stays_where_one_is(client: TestClient, workspace: Path) -> None:
    first, second = candidates(workspace, ONE)
    client.post("/decide", data=form(first, "supports"), headers=HTMX)
    page = client.post("/decide", data=form(second, "weak"), headers=HTMX).text
    assert shown_on(page) == second.id


def test_met_by_hand_without_evidence_asks_for_a_quote_or_a_note(client: TestClient, workspace: Path) -> None:
    for pressed in ("m", "mm"):  # after the key that asks for the note
        assert client.post("/decide", data=form(None, "met", note=pressed), headers=HTMX).status_code == 409
    answer = client.post("/decide", data=form(None, "met"), headers=HTMX)
    assert (answer.status_code, log(workspace)) == (409, [])
    assert "Not saved: nothing is confirmed for this element." in answer.text
    assert re.search(r'<textarea name="note"[^>]* data-asks="m" autofocus', answer.text)
    answer = client.post("/decide", data=form(None, "met", note="“We respect ...”, page 3"), headers=HTMX)
    assert answer.status_code == 200
    assert score_on(answer.text) == "1–2"


def test_met_by_hand_asks_for_nothing_where_something_is_confirmed(client: TestClient, workspace: Path) -> None:
    association = candidates(workspace, PARTS)[0]
    client.post("/decide", data=form(association, "supports"), headers=HTMX)
    answer = client.post("/decide", data=form(None, "met", PARTS), headers=HTMX)
    assert answer.status_code == 200
    assert log(workspace)[-1] == (None, "met", "")


def test_an_element_is_decided_by_hand_and_withdrawn(client: TestClient, workspace: Path) -> None:
    page = client.post("/decide", data=form(None, "met", note="told by phone"), headers=HTMX).text
    assert score_on(page) == "1–2"
    assert "Withdraw “met, by hand” on A.1.1/S1.a" in page
    page = client.post("/withdraw", data=withdrawal(page), headers=HTMX).text
    assert score_on(page) == "0–2"
    assert "A.1.1/S1.a: “met, by hand” is withdrawn." in page
    assert log(workspace) == [(None, "met", "told by phone"), (None, "open", "")]


def test_a_hand_decision_may_be_made_while_a_passage_is_shown(client: TestClient, workspace: Path) -> None:
    first, _ = candidates(workspace, ONE)
    page = client.post("/decide", data=form(first, "not_met"), headers=HTMX).text
    assert "A.1.1/S1.a: not met, by hand." in page
    assert log(workspace) == [(None, "not_met", "")]


def test_not_applicable_says_what_stays_open(client: TestClient) -> None:
    page = client.post("/decide", data=form(None, "not_applicable"), headers=HTMX).text
    assert "not applicable. So its outcome stays open, and A.1.1 between 0 and 2." in page


def test_the_page_offers_to_withdraw_the_last_decision(client: TestClient, workspace: Path) -> None:
    first, _ = candidates(workspace, ONE)
    page = client.post("/decide", data=form(first, "rejected"), headers=HTMX).text
    assert "Withdraw “rejected”" in page
    page = client.post("/withdraw", data=withdrawal(page), headers=HTMX).text
    assert shown_on(page) == first.id
    assert "Withdraw" not in page
    stale = {"token": TOKEN, "company": COMPANY, "line": "1"}
    assert client.post("/withdraw", data=stale, headers=HTMX).status_code == 409
    assert client.post("/withdraw", data=stale | {"line": "7"}, headers=HTMX).status_code == 404


def test_a_stale_save_is_refused_and_keeps_what_was_written(client: TestClient, workspace: Path) -> None:
    first, _ = candidates(workspace, ONE)
    client.post("/decide", data=form(first, "rejected"), headers=HTMX)
    answer = client.post("/decide", data=form(first, "supports", note="my reasons"), headers=HTMX)
    assert answer.status_code == 409
    assert "Not saved: meanwhile R. Viewer decided" in answer.text
    assert ">my reasons</textarea>" in answer.text
    assert log(workspace) == [(first.id, "rejected", "")]
    assert client.post("/decide", data=form(first, "supports", seen=1), headers=HTMX).status_code == 200


def test_a_decision_on_published_scores_is_refused_with_how_to_reopen_them(client: TestClient, workspace: Path) -> None:
    with open_store(workspace) as store:
        publish(store, COMPANY, RUBRIC, "R. Viewer", open_too=True)
    answer = client.post("/decide", data=form(None, "not_met"), headers=HTMX)
    assert answer.status_code == 409
    assert "they are frozen since" in unescape(answer.text)
    cure = f"firmword engage reopen '{COMPANY}' --rubric {RUBRIC} --because '…' --workspace {workspace}"
    assert cure in unescape(answer.text)


def test_a_stale_hand_decision_is_refused(client: TestClient, workspace: Path) -> None:
    client.post("/decide", data=form(None, "not_applicable"))
    assert client.post("/decide", data=form(None, "not_met"), headers=HTMX).status_code == 409
    assert log(workspace) == [(None, "not_applicable", "")]


def test_a_browser_keeps_what_stands_beside_the_pages_and_nothing_else(client: TestClient) -> None:
    page = client.get(element_link(COMPANY, ONE))
    assert page.headers["Cache-Control"] == "no-store"
    (script,) = re.findall(r'src="(/static/review\.js\?v=[0-9a-f]{12})"', page.text)
    assert "immutable" in client.get(script).headers["Cache-Control"]
    assert client.get("/static/review.js").headers["Cache-Control"] == "no-store"
    assert client.get("/static/none.js?v=1").headers["Cache-Control"] == "no-store"


def test_going_back_in_the_browser_gives_the_whole_page(client: TestClient) -> None:
    back = HTMX | {"HX-History-Restore-Request": "true"}
    assert client.get(element_link(COMPANY, ONE), headers=back).text.startswith("<!doctype html>")
    assert not client.get(element_link(COMPANY, ONE), headers=HTMX).text.startswith("<!doctype html>")


def test_a_hand_decision_never_overrules_a_confirmation_that_its_page_did_not_show(
    client: TestClient, workspace: Path
) -> None:
    page = client.get(element_link(COMPANY, ONE)).text
    seen = re.search(r'name="seen_last" value="(\d+)"', page)
    assert seen is not None
    first, _ = candidates(workspace, ONE)
    client.post("/decide", data=form(first, "supports"), headers=HTMX)
    late = client.post("/decide", data=form(None, "not_met", seen_last=int(seen[1]), note="mine"), headers=HTMX)
    assert late.status_code == 409
    assert "Not saved: meanwhile R. Viewer decided “confirmed”" in late.text
    assert log(workspace) == [(first.id, "supports", "")]
    assert client.post("/decide", data=form(None, "not_met", seen_last=1), headers=HTMX).status_code == 200


def test_a_confirmation_says_when_a_decision_by_hand_keeps_it_from_counting(
    client: TestClient, workspace: Path
) -> None:
    client.post("/decide", data=form(None, "not_met"), headers=HTMX)
    first, _ = candidates(workspace, ONE)
    answer = client.post("/decide", data=form(first, "supports"), headers=HTMX)
    assert "It stays not met, by hand: press m on its card, or withdraw that decision" in answer.text


def test_a_note_is_saved_as_long_as_the_box_takes_it(client: TestClient, workspace: Path) -> None:
    first, _ = candidates(workspace, ONE)
    sent = "a line\r\n" * 1_000  # 7,000 signs in the box, whose form sends each line's end as two
    assert client.post("/decide", data=form(first, "weak") | {"note": sent}, headers=HTMX).status_code == 200
    assert len(log(workspace)) == 1


def test_a_passage_cannot_be_decided_under_another_element(client: TestClient, workspace: Path) -> None:
    first, _ = candidates(workspace, ONE)
    assert client.post("/decide", data=form(first, "supports") | {"element": PARTS}).status_code == 400
    assert client.post("/decide", data=form(first, "supports") | {"candidate": "0" * 16}).status_code == 404
    assert client.post("/decide", data=form(first, "open", seen=0)).status_code == 400
    assert client.post("/decide", data=form(first, "published", seen=0)).status_code == 400
    both = form(first, "supports") | {"candidate": [one.id for one in candidates(workspace, ONE)], "seen": ["0", "0"]}
    assert client.post("/decide", data=both).status_code == 400  # they do not say the same
    assert log(workspace) == []


@pytest.mark.parametrize("bad", [{"verdict": "maybe"}, {"seen": "x"}, {"note": "n" * 16_001}, {"verdict": ""}])
def test_a_form_with_other_values_is_refused_in_words(client: TestClient, workspace: Path, bad: dict[str, str]) -> None:
    first, _ = candidates(workspace, ONE)
    answer = client.post("/decide", data=form(first, "supports") | bad)
    assert (answer.status_code, answer.text[:9]) == (422, "Not saved")
    assert log(workspace) == []


# -- what is asked, and what is not


def whole_client(folder: Path) -> TestClient:
    """The review of a company all of whose documents could be read."""
    return TestClient(
        create_app(screened_workspace(folder, unread=False), "R. Viewer", TOKEN), base_url="http://localhost"
    )


def closing(page: str) -> dict[str, object]:
    """What the form of the empty elements sends."""
    sent = page.partition('action="/empties"')[2].partition("</form>")[0]
    return {
        "token": TOKEN,
        "company": COMPANY,
        "indicator": unescape(re.findall(r'name="indicator" value="([^"]*)"', sent)[0]),
        "element": re.findall(r'name="element" value="([^"]*)"', sent),
        "seen": re.findall(r'name="seen" value="(\d+)"', sent),
    }


EMPTY = "A.1.4/S1.a"
FOUR = ["A.1.4/S1.a", "A.1.4/S1.b", "A.1.4/S2.a", "A.1.4/S2.b"]


def test_empty_elements_close_together_each_with_its_receipt_and_one_press_takes_them_back(tmp_path: Path) -> None:
    with whole_client(tmp_path) as client:
        page = client.get(element_link(COMPANY, EMPTY)).text
        assert "4 elements: 2 of 2 documents searched whole, no passage</h3>" in page
        assert page.count('<span class="under">2 of 2 documents searched whole, no passage</span>') == 4
        page = client.post("/empties", data=closing(page), headers=HTMX).text
        assert "A.1.4 is final: 0." in page
        with open_store(tmp_path) as store:
            lines = store.decisions()
        assert [(line.element, line.verdict.value) for line in lines] == [(one, "not_met") for one in FOUR]
        assert {line.note for line in lines} == {"2 of 2 documents searched whole, no passage"}
        assert {line.together for line in lines} == {1}
        assert "Withdraw “not met, by hand” on 4 elements" in page
        page = client.post("/withdraw", data=withdrawal(page), headers=HTMX).text
        assert "A.1.4/S1.a, S1.b, S2.a and S2.b: “not met, by hand” is withdrawn." in page
        assert len(log(tmp_path)) == 8
        assert "4 elements: 2 of 2" in client.get(element_link(COMPANY, EMPTY)).text


def test_on_a_closing_card_the_keys_for_what_is_weaker_lead_to_the_first_element_that_has_some(tmp_path: Path) -> None:
    document = text_document(((Role.PARAGRAPH, HEADING),), "Report")
    with whole_client(tmp_path) as client:
        with open_store(tmp_path) as store:
            save(store, "report.html", document, [evidence(document, FOUR[1], HEADING, reason="weak_wording")])
        (scrap,) = candidates(tmp_path, FOUR[1])
        page = client.get(element_link(COMPANY, EMPTY)).text
        there = element_link(COMPANY, FOUR[1], scrap.id)
        assert re.findall(r'href="([^"]*)" data-key="\+"', page) == [there]
        assert re.findall(r'href="([^"]*)" data-key="n j"', page) == [there]
        assert '<details class="weaker" open>' in client.get(there).text
        own = client.get(element_link(COMPANY, FOUR[1])).text
        assert re.findall(r'<(\w+) data-key="\+"', own) == ["summary"], "its own are on the page"


def test_keys_that_have_nothing_to_open_or_to_close_say_so_and_where_there_is_something(
    client: TestClient, tmp_path: Path
) -> None:
    def instead(page: str, key: str) -> str:
        found = re.findall(rf'<span hidden data-instead="{re.escape(key)}">(.*?)</span>', page)
        return re.sub("<[^>]+>", "", "".join(found))

    unread = client.get(element_link(COMPANY, EMPTY)).text
    assert instead(unread, "X") == "Nothing of A.1.4 is empty that X could close."
    with whole_client(tmp_path / "whole") as client:
        empty = client.get(element_link(COMPANY, EMPTY)).text
        assert instead(empty, "+") == f"Nothing weaker was found for {EMPTY}."
        assert instead(empty, "n j").startswith(f"No passage of {EMPTY} comes after this. The next question is at")
        assert instead(empty, "X") == ""
        full = client.get(element_link(COMPANY, ONE)).text
        assert instead(full, "X").startswith("X closes what is empty, S2.b, S1.b, S1.c and S1.d, on the card of")
        client.post("/decide", data=form(None, "not_applicable", EMPTY), headers=HTMX)
        there = instead(client.get(element_link(COMPANY, EMPTY)).text, "X")
        assert there == f"X closes what is empty, S2.a, S2.b and S1.b, on the card of {FOUR[2]}."


def test_a_final_score_that_becomes_another_is_told(tmp_path: Path) -> None:
    with whole_client(tmp_path) as client:
        client.post("/empties", data=closing(client.get(element_link(COMPANY, EMPTY)).text), headers=HTMX)
        sent = form(None, "met", "A.1.4/S1.b", seen_element=2, note="Page 4 of the policy tells it.")
        page = unescape(client.post("/decide", data=sent, headers=HTMX).text)
        assert "A.1.4/S1.b: met, by hand. A.1.4 is final: 1, no longer 0." in page


def test_nothing_closes_together_where_something_was_not_read(client: TestClient, workspace: Path) -> None:
    page = client.get(element_link(COMPANY, EMPTY)).text
    assert 'action="/empties"' not in page
    assert "scan-2019.pdf" in page
    sent = {"token": TOKEN, "company": COMPANY, "indicator": "A.1.4", "element": FOUR, "seen": ["0"] * 4}
    answer = client.post("/empties", data=sent, headers=HTMX)
    assert (answer.status_code, log(workspace)) == (409, [])
    assert f"Not saved: meanwhile {FOUR[0]}, " in answer.text
    assert f"{FOUR[3]} are no longer empty. Look at them again, then decide." in answer.text


def test_empty_elements_that_changed_meanwhile_are_not_closed(tmp_path: Path) -> None:
    with whole_client(tmp_path) as client:
        page = client.get(element_link(COMPANY, EMPTY)).text
        client.post("/decide", data=form(None, "not_applicable", "A.1.4/S2.b"))
        refused = client.post("/empties", data=closing(page), headers=HTMX)
        assert (refused.status_code, len(log(tmp_path))) == (409, 1)
        assert "Not saved: meanwhile A.1.4/S2.b is no longer empty." in refused.text
        client.post("/decide", data=form(None, "not_applicable", "A.1.4/S2.a", seen_element=0))
        unknown = closing(page) | {"indicator": "A.9.9"}
        assert client.post("/empties", data=unknown, headers=HTMX).status_code == 404


def test_the_next_question_never_ends_while_a_score_is_open_and_then_all_is_final(tmp_path: Path) -> None:
    with whole_client(tmp_path) as client:
        page = client.get(company_link(COMPANY)).text
        for _ in range(60):
            found = re.search(r'href="([^"]*)" data-key="o"|data-key="o" [^>]*href="([^"]*)"', page)
            if found is None:
                break
            element = unescape(found[1] or found[2]).partition(f"{company_link(COMPANY)}/")[2].partition("?")[0]
            page = client.post("/decide", data=form(None, "not_met", element), headers=HTMX).text
        assert "All 13 scores are final" in page
        assert "13</b> of 13 scores final · nothing left to ask" in page
        finished = client.get(company_link(COMPANY)).text
        assert re.search(r'data-key="o"[^>]*href="[^"]*/final">All scores are final ', finished)
        final = client.get(f"{company_link(COMPANY)}/final").text
        assert final.count('<li class="closed">') == 13


def test_what_a_person_called_not_applicable_is_named_when_nothing_is_left(tmp_path: Path) -> None:
    with whole_client(tmp_path) as client:
        elements = re.findall(r"[A-C]\.[\d.]+/S\d\.\w", client.get(company_link(COMPANY)).text)
        for element in dict.fromkeys(elements):
            verdict = "not_applicable" if element.startswith("C.7/") else "not_met"
            client.post("/decide", data=form(None, verdict, element), headers=HTMX)
        page = client.get(f"{company_link(COMPANY)}/final").text
        assert "Nothing is left to ask: 12 of 13 scores are final" in page
        assert "C.7 stays open, because an element was called not applicable." in page


def test_before_all_is_final_the_page_of_scores_leads_to_the_next_question(client: TestClient) -> None:
    page = client.get(f"{company_link(COMPANY)}/final").text
    assert "0 of 13 scores are final" in page
    assert re.search(rf'href="{element_link(COMPANY, ONE)}" data-key="o"', page)


def test_a_part_without_a_passage_says_where_it_was_looked_for(client: TestClient) -> None:
    page = client.get(element_link(COMPANY, "A.1.2/S1.c")).text
    assert (
        "No passage shows <b>freedom of association, forced labour, child labour and discrimination</b>: "
        "2 of 3 documents searched whole, 3 pages. Not searched whole: scan-2019.pdf." in page
    )


def test_criterion_guidance_and_wordings_are_in_view(client: TestClient) -> None:
    page = client.get(element_link(COMPANY, PARTS)).text
    assert '<details class="guide" data-fold="guide" open>' in page
    assert "Where they must be listed, each must be named; one alone is not all" in page
    assert "We prohibit child labour in our operations." in page
    assert "We uphold the XX right/convention" in page  # accepted
    assert "Striving to ensure rights are upheld" in page  # not accepted
    assert "XX right/convention" not in client.get(element_link(COMPANY, "C.1/S1.a")).text  # no commitment is asked


def test_the_head_counts_scores_and_questions_and_estimates_by_ones_own_pace(tmp_path: Path) -> None:
    with whole_client(tmp_path) as client:
        page = client.get(element_link(COMPANY, ONE)).text
        assert "<b>0</b> of 13 scores final · <b>17</b> questions left</p>" in page
        with open_store(tmp_path) as store:
            for minute, key in enumerate(("C.1/S2.a", "C.1/S2.b", "C.1/S2.c", "C.1/S2.d", "C.1/S1.a", "C.2/S1.a")):
                line = by_hand(key, Ruling.NOT_MET)
                store.decide(replace(line, at=f"2026-03-02T10:{minute:02}:00+00:00"))
        page = client.get(element_link(COMPANY, ONE)).text
        assert re.search(r"questions left · about 1\d min</p>", page)  # a minute each


def test_a_document_is_called_the_same_over_each_of_its_passages() -> None:
    row = DocumentRow("C", "files/x-1.pdf", None, "0", None, Outcome.READ, "", 1, 0, None, None, None, "")
    named = replace(row, title="Home", about=About(called="Human Rights Policy"))
    assert document_title(named) == "Human Rights Policy"
    assert document_title(replace(named, about=About(called=""))) == "x-1.pdf"
    assert document_title(replace(row, title="Human Rights Policy")) == "Human Rights Policy", "read before"
    for title in ("Document", "document1", "Microsoft Word - Document2", "Untitled", "(anonymous)", " ", None):
        assert document_title(replace(row, title=title)) == "x-1.pdf"
    assert document_title(replace(row, title="Microsoft Word - Supplier code")) == "Supplier code"


def test_what_was_read_before_is_not_called_by_the_section_with_which_its_text_began() -> None:
    told = ("files/x-1.txt", None, "0", "text/plain", Outcome.READ, "", 1, 0, None, None, None, "")
    row = DocumentRow("Quillmere", *told)
    for title in ("Home", "Social", "My Favourites", "Trust", "6. Our proposals for 2019", "Quillmere"):
        assert document_title(replace(row, title=title)) == "x-1.txt", title
    assert document_title(replace(row, title="Modern Slavery Statement 2019")) == "Modern Slavery Statement 2019"
    pdf = replace(row, media_type="application/pdf", source="files/x-1.pdf")
    for title in ("Social", "Executive summary", "20180405_DNF 2017", "Quillmere"):
        assert document_title(replace(pdf, title=title)) == "x-1.pdf", title
    assert document_title(replace(pdf, title="Quillmere NFR 2023.docx")) == "Quillmere NFR 2023"


def test_weaker_passages_are_read_one_after_the_other_those_drawn_by_lot_first(
    at_crowded: TestClient, crowded: Path
) -> None:
    page = at_crowded.get(element_link(COMPANY, ONE)).text
    assert "Of 1 statement that is not shown, none was judged yet: any may support." in page
    assert '<span class="by-lot">drawn by lot</span>' in page
    scrap = next(one for one in candidates(crowded, ONE) if one.evidence.quote == HEADING)
    page = at_crowded.post("/decide", data=form(scrap, "rejected"), headers=HTMX).text
    assert shown_on(page) != scrap.id


def test_a_browser_is_opened_once_the_review_answers_but_never_one_in_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []

    class Window(webbrowser.BaseBrowser):
        def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
            opened.append(url)
            return True

    server = uvicorn.Server(uvicorn.Config(lambda: None))
    server.started = True
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser("true"))
    open_browser(server, "http://127.0.0.1:1/")
    assert opened == []
    monkeypatch.setattr(webbrowser, "get", Window)
    open_browser(server, "http://127.0.0.1:1/")
    assert opened == ["http://127.0.0.1:1/"]


# -- safety


@pytest.mark.parametrize("token", ["", "wrong", "the-token ", "thé-token"])
def test_nothing_is_written_without_the_token(client: TestClient, workspace: Path, token: str) -> None:
    first, _ = candidates(workspace, ONE)
    answer = client.post("/decide", data=form(first, "supports") | {"token": token})
    assert (answer.status_code, "Not saved" in answer.text) == (403, True)
    assert log(workspace) == []


def test_the_token_may_come_as_a_header(client: TestClient, workspace: Path) -> None:
    first, _ = candidates(workspace, ONE)
    sent = form(first, "supports")
    del sent["token"]
    assert client.post("/decide", data=sent, headers=HTMX | {"X-Firmword-Token": TOKEN}).status_code == 200


@pytest.mark.parametrize("address", ["/decide", "/empties", "/withdraw"])
def test_every_write_asks_for_the_token_before_it_looks_at_anything_else(
    client: TestClient, workspace: Path, address: str
) -> None:
    whole = form(None, "not_met") | {"indicator": "A.1.4", "seen": "0", "line": "1"}
    assert client.post(address, data=whole | {"token": "another"}).status_code == 403
    assert log(workspace) == []


def test_no_address_writes_by_get(client: TestClient, workspace: Path) -> None:
    first, _ = candidates(workspace, ONE)
    assert client.get("/decide", params=form(first, "supports")).status_code == 405
    assert log(workspace) == []


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "evil.example:8000", ""])
def test_another_host_name_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:8765", "127.0.0.1"])
def test_this_machine_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/company/Nobody", "/static/review.js", "/static/none", "/page/x/1.png"])
def test_every_answer_carries_the_safety_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    for name, value in SAFETY.items():
        assert headers[name] == value
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy


def test_a_fault_of_our_own_carries_the_safety_headers_too_and_tells_nothing(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(workspace, "R. Viewer", TOKEN)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        monkeypatch.setattr("review.board.read_board", lambda *_: 1 / 0)
        answer = client.get("/")
        assert (answer.status_code, "ZeroDivision" in answer.text) == (500, False)
        for name, value in SAFETY.items():
            assert answer.headers[name] == value


class Tags(HTMLParser):
    """All tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_harmless(page: str) -> None:
    """No script but our files, no style but the one, nothing that runs or loads from elsewhere."""
    for tag, attributes in Tags(page).found:
        assert tag not in {"style", "iframe", "object", "embed", "base", "b-x"}, tag
        if tag == "script":
            assert re.fullmatch(r"/static/[a-z]+(\.min)?\.js\?v=[0-9a-f]{12}", attributes["src"] or "")
        if tag == "img":
            assert (attributes["src"] or "").startswith("/page/")
        for name, value in attributes.items():
            assert not name.startswith(("on", "hx-on", "style")), name
            if name in {"href", "src", "action", "hx-get", "hx-post"}:
                assert re.match(r"(/(?!/)|https?://|#)", value or ""), value


PRODUCT = 999_983 * 1_000_003  # no clock, port or hash shows these twelve digits
PAYLOAD = "\"'><script>alert(1)</script><img src=x onerror=alert(1)><b-x hx-get='/'>{{999983*1000003}}"


def hostile_workspace(folder: Path) -> str:
    """A workspace in which everything that comes from outside holds the payload."""
    lines = ((Role.HEADING, PAYLOAD), (Role.PARAGRAPH, f"We respect human rights {PAYLOAD}."))
    document = text_document(lines, PAYLOAD)
    found = evidence(document, ONE, lines[1][1], rule_words="respect human rights")
    hits = tuple(replace(hit, rule=PAYLOAD, concept=PAYLOAD) for hit in found.rules)
    found = replace(found, explanation=PAYLOAD, reason=PAYLOAD, rules=hits, shows=(PAYLOAD,), notes=(PAYLOAD,))
    company = f"Evil {PAYLOAD}"
    listing = Listing(company, f"/x/{PAYLOAD}.html", "/x", PAYLOAD, PAYLOAD, None, "javascript:alert(1)")
    given = Source(listing, "2026-01-01", PAYLOAD, document.sha256, "text/html")
    with open_store(folder) as store:
        reading = Reading(Outcome.READ, PAYLOAD, document, 1)
        by = (RUBRIC, "1")
        store.save_screening(Screening(given, *by, Outcome.READ, PAYLOAD, reading, (found,), kind=PAYLOAD))
        lost = replace(given, listing=replace(listing, source=f"lost {PAYLOAD}"), sha256=None)
        store.save_screening(Screening(lost, *by, Outcome.NOT_FETCHED, PAYLOAD))
    return company


def test_nothing_from_a_document_a_file_name_or_a_note_is_read_as_html(tmp_path: Path) -> None:
    company = hostile_workspace(tmp_path)
    with TestClient(create_app(tmp_path, PAYLOAD, TOKEN), base_url="http://localhost") as client:
        (candidate,) = open_store(tmp_path).candidates()
        sent = form(candidate, "supports", note=PAYLOAD) | {"company": company}
        answers = [client.post("/decide", data=sent, headers=HTMX), client.post("/decide", data=sent, headers=HTMX)]
        assert [answer.status_code for answer in answers] == [200, 409]
        for address in ("/", company_link(company), element_link(company, ONE), element_link(company, PARTS),
                        f"/company/{PAYLOAD.replace('/', '')}", element_link(company, PAYLOAD)):  # fmt: skip
            answers.append(client.get(address))
        for answer in answers:
            assert_harmless(answer.text)
            assert "alert(1)" in answer.text
            assert str(PRODUCT) not in answer.text  # a template would have worked it out


# What is no address at all stops no page, and what could run is no link.
BAD_AND_GOOD_URLS = [
    "javascript:alert(1)",
    "data:text/html,x",
    "http://[<script>",
    "https://exam\u2100ple.invalid/",
    "https://example.invalid/p.pdf",
]


def test_only_web_addresses_become_links(tmp_path: Path) -> None:
    document = policy_document("a" * 64)
    with open_store(tmp_path) as store:
        for number, url in enumerate(BAD_AND_GOOD_URLS):
            given = source(f"{number}.pdf", document, url=url)
            store.save_screening(read_whole(given, document))
    with TestClient(create_app(tmp_path, "R", TOKEN), base_url="http://localhost") as client:
        page = client.get(company_link(COMPANY)).text
    assert re.findall(r'href="([a-z]+:[^"]*)"', page) == ["https://example.invalid/p.pdf"]


@pytest.mark.parametrize("address", ["/page/{}/3.png", "/page/{}/0.png", "/page/" + "b" * 64 + "/1.png",
                                     "/page/..%2F..%2Fetc/1.png", "/static/..%2Fweb.py"])  # fmt: skip
def test_only_pages_of_known_documents_are_drawn(client: TestClient, workspace: Path, address: str) -> None:
    sha256 = candidates(workspace, PARTS)[0].evidence.document
    assert client.get(address.format(sha256)).status_code == 404


def test_a_page_that_cannot_be_drawn_stops_nothing(client: TestClient, workspace: Path) -> None:
    sha256 = candidates(workspace, PARTS)[0].evidence.document
    (workspace / "archive" / sha256[:2] / sha256).unlink()
    answer = client.get(f"/page/{sha256}/1.png")
    assert (answer.status_code, "cannot be shown" in answer.text) == (503, True)
    page = client.get(element_link(COMPANY, PARTS)).text
    assert "The passage in the document’s text" in page


def test_confirming_everything_leaves_a_whole_log(client: TestClient, workspace: Path) -> None:
    with open_store(workspace) as store:
        for one in store.candidates(COMPANY):
            client.post("/decide", data=form(one, "supports"))
        assert len(store.decisions()) == len(POLICY[0]) - 2
        assert store.check_log() == []
        assert {one.decided for one in store.candidates(COMPANY)} == {Ruling.SUPPORTS}
