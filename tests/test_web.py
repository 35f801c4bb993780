"""The review pages show what the store holds, save what a person decides, and let nothing else in."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from report_samples import COMPANY as SCREENED
from report_samples import read_whole, really_screened
from review_samples import (
    CODE,
    COMPANY,
    POLICY,
    RUBRIC,
    evidence,
    policy_document,
    screened_workspace,
    source,
    text_document,
)

from extractors.records import Listing, Outcome, Reading, Role, Source
from extractors.rules import open_rules
from review.web import SAFETY, create_app
from review.words import checked_link, company_link, element_link
from workspace import rubrics
from workspace.records import Screening
from workspace.store import Candidate, Ruling, open_store

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


def test_an_empty_workspace_says_what_to_do(tmp_path: Path) -> None:
    with TestClient(create_app(tmp_path, "R", TOKEN), base_url="http://localhost") as client:
        assert "firmword screen" in client.get("/").text


def test_a_company_page_has_every_indicator_element_and_document(client: TestClient) -> None:
    page = client.get(company_link(COMPANY)).text
    assert len(re.findall(r'class="indicator"', page)) == 13
    assert len(re.findall(rf'href="{element_link(COMPANY, "")}[A-C]\.[\d.]+/S\d\.\w"', page)) == 52
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
    assert "scan-2019.pdf" in page


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


def test_a_company_name_with_a_slash_has_its_page(tmp_path: Path) -> None:
    name = "A/S ~Fjordlin~2F 100% ?#"
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
        answer = client.post("/decide", data=form(None, "met", company=name) | {"company": name})
        assert answer.status_code == 200


# -- what is shown first


HEADING = "Human rights"  # no near miss alone, however heavy it weighs
REPEATED = "We once more say that we respect the human rights of everybody."


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    """A workspace in which an element has a support in two places, a near miss, and a heading that weighs the most."""
    vague = "We hope that human rights are respected."
    lines = tuple((Role.PARAGRAPH, line) for line in (HEADING, REPEATED, vague, "Again: " + REPEATED))
    document = text_document(lines, "Policy")
    twice = evidence(document, ONE, REPEATED, weight=5)
    again = replace(twice, start=document.text.rindex(REPEATED), end=document.text.rindex(REPEATED) + len(REPEATED))
    near = evidence(document, ONE, vague, reason="weak_wording", weight=1)
    scrap = evidence(document, ONE, HEADING, reason="weak_wording", weight=9)
    with open_store(tmp_path) as store:
        store.save_screening(read_whole(source("policy.html", document), document, [scrap, again, near, twice]))
    return tmp_path


@pytest.fixture
def at_crowded(crowded: Path) -> Iterator[TestClient]:
    with TestClient(create_app(crowded, "R. Viewer", TOKEN), base_url="http://127.0.0.1:8000") as opened:
        yield opened


def test_the_desk_lists_what_is_shown_by_default_and_keeps_the_rest_one_step_away(at_crowded: TestClient) -> None:
    page = at_crowded.get(element_link(COMPANY, ONE)).text
    assert "Passage 1 of 4" in page
    before, _, after = page.partition('<details class="weaker">')
    assert (before.count("supports?"), before.count("weak?")) == (1, 1)
    assert "<summary>+ 1 weaker, 1 the same elsewhere</summary>" in after
    assert f">{HEADING}</span>" in after
    assert re.search(r"<dt>Also</dt><dd><a [^>]+>policy.html, page 1</a></dd>", page)


def test_what_is_one_step_away_is_open_while_it_is_looked_at(at_crowded: TestClient, crowded: Path) -> None:
    scrap = next(one for one in candidates(crowded, ONE) if one.evidence.quote == HEADING)
    page = at_crowded.get(element_link(COMPANY, ONE, scrap.id)).text
    assert shown_on(page) == scrap.id
    opened = page.partition('<details class="weaker" open>')[2]
    assert opened.partition('aria-current="true"')[2].partition("</li>")[0].count(HEADING) == 1


def test_decisions_lead_through_what_is_shown_and_then_to_what_is_weaker(at_crowded: TestClient, crowded: Path) -> None:
    (waiting,) = re.findall(r'data-key="o" [^>]*href="[^"]+look=(\w+)"', at_crowded.get(company_link(COMPANY)).text)
    seen = []
    for _ in range(4):
        one = next(one for one in candidates(crowded, ONE) if one.id == waiting)
        seen.append((one.evidence.quote[:12], one.evidence.verdict.value))
        waiting = shown_on(at_crowded.post("/decide", data=form(one, "rejected"), headers=HTMX).text)
    assert [verdict for _, verdict in seen[:2]] == ["supports", "weak"]
    assert {quote for quote, _ in seen[:2]}.isdisjoint({HEADING})
    assert {quote for quote, _ in seen[2:]} == {HEADING, REPEATED[:12]}


# -- decisions


def test_a_decision_changes_the_score_and_shows_the_next_open_passage(client: TestClient, workspace: Path) -> None:
    first, second = candidates(workspace, ONE)
    assert score_on(client.get(element_link(COMPANY, ONE)).text) == "0–2"
    answer = client.post("/decide", data=form(first, "supports", note="firm"), headers=HTMX)
    assert score_on(answer.text) == "1–2"
    assert shown_on(answer.text) == second.id
    assert answer.headers["HX-Push-Url"] == element_link(COMPANY, ONE, second.id)
    assert 'id="score" hx-swap-oob="true"' in answer.text
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
    assert (answer.status_code, answer.headers["location"]) == (303, element_link(COMPANY, ONE, second.id))


def test_the_last_decision_of_an_element_stays_on_it(client: TestClient, workspace: Path) -> None:
    for candidate in candidates(workspace, PARTS):
        answer = client.post("/decide", data=form(candidate, "supports"), headers=HTMX)
    assert shown_on(answer.text) == candidate.id
    assert log(workspace)[-1][0] == candidate.id
    with open_store(workspace) as store:
        assert all(one.decided for one in store.candidates(COMPANY) if one.evidence.element == PARTS)


def test_an_element_is_decided_by_hand_and_withdrawn(client: TestClient, workspace: Path) -> None:
    page = client.post("/decide", data=form(None, "met"), headers=HTMX).text
    assert score_on(page) == "1–2"
    page = client.post("/decide", data=form(None, "open", seen_element=1), headers=HTMX).text
    assert score_on(page) == "0–2"
    assert log(workspace) == [(None, "met", ""), (None, "open", "")]


def test_a_hand_decision_may_be_made_while_a_passage_is_shown(client: TestClient, workspace: Path) -> None:
    first, _ = candidates(workspace, ONE)
    page = client.post("/decide", data=form(first, "not_met"), headers=HTMX).text
    assert shown_on(page) == first.id
    assert log(workspace) == [(None, "not_met", "")]


def test_the_page_offers_to_withdraw_the_last_decision(client: TestClient, workspace: Path) -> None:
    first, _ = candidates(workspace, ONE)
    page = client.post("/decide", data=form(first, "rejected"), headers=HTMX).text
    assert "Withdraw “rejected”" in page
    page = client.post("/decide", data=form(first, "open", seen=1), headers=HTMX).text
    assert shown_on(page) == first.id
    assert "Withdraw" not in page


def test_a_stale_save_is_refused_and_keeps_what_was_written(client: TestClient, workspace: Path) -> None:
    first, _ = candidates(workspace, ONE)
    client.post("/decide", data=form(first, "rejected"), headers=HTMX)
    answer = client.post("/decide", data=form(first, "supports", note="my reasons"), headers=HTMX)
    assert answer.status_code == 409
    assert "Not saved: meanwhile R. Viewer decided" in answer.text
    assert ">my reasons</textarea>" in answer.text
    assert log(workspace) == [(first.id, "rejected", "")]
    assert client.post("/decide", data=form(first, "supports", seen=1), headers=HTMX).status_code == 200


def test_a_stale_hand_decision_is_refused(client: TestClient, workspace: Path) -> None:
    client.post("/decide", data=form(None, "met"))
    assert client.post("/decide", data=form(None, "not_met"), headers=HTMX).status_code == 409
    assert log(workspace) == [(None, "met", "")]


def test_a_passage_cannot_be_decided_under_another_element(client: TestClient, workspace: Path) -> None:
    first, _ = candidates(workspace, ONE)
    assert client.post("/decide", data=form(first, "supports") | {"element": PARTS}).status_code == 400
    assert client.post("/decide", data=form(first, "supports") | {"candidate": "0" * 16}).status_code == 404
    assert log(workspace) == []


@pytest.mark.parametrize("bad", [{"verdict": "maybe"}, {"seen": "x"}, {"note": "n" * 4001}, {"verdict": ""}])
def test_a_form_with_other_values_is_refused_in_words(client: TestClient, workspace: Path, bad: dict[str, str]) -> None:
    first, _ = candidates(workspace, ONE)
    answer = client.post("/decide", data=form(first, "supports") | bad)
    assert (answer.status_code, answer.text[:9]) == (422, "Not saved")
    assert log(workspace) == []


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
            assert re.fullmatch(r"/static/[a-z]+(\.min)?\.js", attributes["src"] or "")
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


def test_only_web_addresses_become_links(tmp_path: Path) -> None:
    document = policy_document("a" * 64)
    with open_store(tmp_path) as store:
        for number, url in enumerate(["javascript:alert(1)", "data:text/html,x", "https://example.invalid/p.pdf"]):
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
