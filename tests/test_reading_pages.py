"""Whole documents at the desk: every word has its place, and what a person selects, corrects or rejects is saved so."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from report_samples import read_whole
from reportlab.pdfgen.canvas import Canvas
from review_samples import (
    CODE,
    COMPANY,
    POLICY,
    RUBRIC,
    decision,
    evidence,
    policy_document,
    policy_evidence,
    save,
    screened_workspace,
    source,
    text_document,
)
from review_samples import by_hand as on_element

from archive.store import Archive
from extractors.readers.pdf import page_labels
from extractors.records import Document, Listing, Role, Source
from extractors.rules import open_rules
from review.web import create_app
from review.words import company_link
from workspace import rubrics
from workspace.records import Candidate, Decision, Ruling
from workspace.store import Store, open_store

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for a package that nothing else here needs
    from starlette.testclient import TestClient

TOKEN = "the-token"
HTMX = {"HX-Request": "true"}
ELEMENT, PARTS = "C.1/S1.a", "A.1.2/S2.a"
WORDS = "Workers can raise concerns in any language through the Open Door line."
FIRM = POLICY[0][2][1]
OTHER = "Aldermoor Tiles"


class Blocks(HTMLParser):
    """The words of each block of a page, by the place that it names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[int, str] = {}
        self._at: int | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if told.get("data-start"):
            self._at = int(told["data-start"] or "")
            self.found[self._at] = ""

    def handle_endtag(self, tag: str) -> None:
        self._at = None if tag == "p" else self._at

    def handle_data(self, data: str) -> None:
        if self._at is not None:
            self.found[self._at] += data


class Tags(HTMLParser):
    """What a browser takes for tags, with their attributes; the scripts of the desk itself aside."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag != "script" or not (told.get("src") or "").startswith("/static/"):
            self.found.append((tag, told))


# The tags of our own pages: none of them runs anything.
HARMLESS = re.compile(
    "a|article|b|bdi|blockquote|body|button|code|dd|details|dialog|div|dl|dt|fieldset|form|h[123]|head|header|html|input|kbd|"
    "label|legend|li|link|main|mark|meta|nav|ol|optgroup|option|p|rect|section|select|span|summary|svg|textarea|title|ul"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return screened_workspace(tmp_path)


@pytest.fixture
def store(workspace: Path) -> Iterator[Store]:
    with open_store(workspace) as opened:
        yield opened


@pytest.fixture
def client(workspace: Path) -> Iterator[TestClient]:
    with TestClient(create_app(workspace, "R. Viewer", TOKEN), base_url="http://127.0.0.1:8000") as opened:
        yield opened


def named(store: Store, source: str) -> Document:
    sha256 = next(row.document for row in store.documents(COMPANY) if row.source == source)
    found = store.document(sha256 or "")
    assert found is not None
    return found


def address(document: Document, **asked: str) -> str:
    told = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{company_link(COMPANY)}/document/{document.sha256}?{told}"


def selected(store: Store, document: Document, words: str, **other: object) -> dict[str, str]:
    """What the page's form sends for words that are selected."""
    start = document.text.index(words)
    sent: dict[str, object] = {
        "token": TOKEN,
        "company": COMPANY,
        "document": document.sha256,
        "element": ELEMENT,
        "reading": store.reading_of(document.sha256),
        "seen": 0,
        "start": start,
        "end": start + len(words),
        "quote": words,
        "verdict": "supports",
    }
    return {name: str(value) for name, value in (sent | other).items()}


def by_hand(store: Store) -> list[Candidate]:
    return [one for one in store.candidates(COMPANY) if one.found_by]


def said(page: str) -> str:
    found = re.search(r'<p id="said"[^>]*>(.*?)</p>', page)
    assert found
    return unescape(found.group(1))


# -- reading


def test_every_word_of_a_page_has_its_place_in_the_document(client: TestClient, store: Store) -> None:
    for name, pages in (("policy.pdf", 2), ("code.html", 1)):
        document = named(store, name)
        for number in range(1, pages + 1):
            found = Blocks(client.get(address(document, page=str(number), q="workers", element=PARTS)).text).found
            assert found
            for start, words in found.items():
                assert document.text[start : start + len(words)] == words


def test_a_page_of_a_pdf_has_its_picture_with_the_evidence_and_turns_to_the_next(
    client: TestClient, store: Store
) -> None:
    document = named(store, "policy.pdf")
    first = client.get(address(document, element="A.1.1/S1.a")).text
    assert f'src="/page/{document.sha256}/1.png"' in first
    assert '<rect class="ev proposed-supports"' in first
    assert '<mark class="ev proposed-supports" title="A.1.1/S1.a: supports?">' in first
    assert 'data-key="j ArrowRight"' in first
    assert "page=2" in first
    assert "Where we have caused" in client.get(address(document, page="2")).text
    assert "Where we have caused" in client.get(address(document, page="99")).text  # the last


def test_the_printed_number_of_a_page_is_told_and_can_be_asked_for(tmp_path: Path) -> None:
    file = BytesIO()
    canvas = Canvas(file)
    canvas.addPageLabel(0, style="ROMAN_LOWER", start=3)
    canvas.addPageLabel(1, style="ARABIC", start=1, prefix="A-")
    for words in ("Foreword", "Our policy"):
        canvas.drawString(60, 700, words)
        canvas.showPage()
    canvas.save()
    assert page_labels(file.getvalue()) == ("iii", "A-1")
    workspace = screened_workspace(tmp_path)
    document = policy_document(Archive(workspace / "archive").keep(file.getvalue()))
    with open_store(workspace) as store:
        save(store, "labelled.pdf", document, [])
    with TestClient(create_app(workspace, "R", TOKEN), base_url="http://localhost") as client:
        assert "of 2, printed iii" in client.get(address(document)).text
        assert "of 2, printed A-1" in client.get(address(document, page="a-1")).text


def test_pages_without_names_have_their_number_alone(client: TestClient, store: Store) -> None:
    assert "printed" not in client.get(address(named(store, "policy.pdf"))).text


def test_a_document_without_text_says_why_and_offers_the_original(client: TestClient) -> None:
    page = client.get(f"{company_link(COMPANY)}/document/{'5' * 64}").text
    assert "12 pages without a text layer" in page
    assert f"/original/Quillmere%20Outfitters/{'5' * 64}" in page


@pytest.mark.parametrize("name", ["f" * 64, "x", "..%2F..%2Fetc"])
def test_a_document_of_nobody_is_not_there(client: TestClient, name: str) -> None:
    for at in (f"{company_link(COMPANY)}/document/{name}", f"/original/Quillmere%20Outfitters/{name}"):
        assert client.get(at).status_code == 404


def test_the_original_is_saved_and_never_shown(client: TestClient, store: Store, workspace: Path) -> None:
    document = named(store, "policy.pdf")
    answer = client.get(f"/original/Quillmere%20Outfitters/{document.sha256}")
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''policy.pdf"
    page = named(store, "code.html")
    held = workspace / "archive" / page.sha256[:2] / page.sha256
    held.parent.mkdir(parents=True, exist_ok=True)
    held.write_bytes(page.text.encode())
    web = client.get(f"/original/Quillmere%20Outfitters/{page.sha256}")
    assert web.headers["content-type"] == "application/octet-stream"
    assert web.headers["content-disposition"].startswith("attachment")


# -- searching


def test_a_search_counts_by_document_and_leads_to_the_place_with_the_words_lit(client: TestClient) -> None:
    page = client.get(f"{company_link(COMPANY)}/search?q=human+rights&element=A.1.1/S1.a").text
    assert re.search(r"<b>4 places</b> in 2 documents", page)
    link = unescape(re.findall(r'<a href="([^"]+)" data-match>', page)[-1])
    there = client.get(link).text
    assert '<mark class="found">' in there or "found" in there
    assert "data-at=" in there
    assert "in all</a>" in there


def test_the_next_place_goes_on_through_all_documents(client: TestClient, store: Store) -> None:
    at = address(named(store, "code.html"), q="human+rights", element=ELEMENT)
    sources = []
    for _ in range(6):
        page = client.get(at).text
        sources.append("code" if "Suppliers are encouraged" in page else "policy")
        found = re.search(r'<a class="button" href="([^"]+)" data-key="n"', page)
        if found is None:
            break
        at = unescape(found.group(1))
        assert "q=human%20rights" in at
        assert "element=C.1" in at
    assert sources == ["code", "code", "policy", "policy", "policy"]


def test_words_with_the_search_s_own_signs_are_only_words(client: TestClient) -> None:
    for words in ('"', "NEAR(a b", "*", "a AND", "-x", "(", "%00", "rights*", '"human rights"'):
        assert client.get(f"{company_link(COMPANY)}/search", params={"q": words}).status_code == 200


# -- evidence by hand


def test_selected_words_become_evidence_with_place_boxes_and_finder(client: TestClient, store: Store) -> None:
    document = named(store, "policy.pdf")
    answer = client.post("/evidence", data=selected(store, document, WORDS, page=2, note="the line itself"))
    assert answer.status_code == 200
    (found,) = by_hand(store)
    assert (found.evidence.quote, found.evidence.page, found.found_by) == (WORDS, 2, "R. Viewer")
    assert (found.decided, found.evidence.element) == (Ruling.SUPPORTS, ELEMENT)
    (box,) = found.evidence.boxes
    assert (box.page, round(box.x0)) == (2, 60)
    assert "C.1/S1.a" in answer.text
    assert "confirmed, found by R. Viewer" in answer.text
    assert store.decisions(COMPANY)[-1].note == "the line itself"


HELD = (
    "confirmed. It stays not met, by hand: press m on its card, or withdraw that decision, to let the evidence count."
)


def test_who_adds_what_was_missed_to_an_element_closed_by_hand_is_told_that_it_does_not_count_so(
    client: TestClient, store: Store
) -> None:
    store.decide(on_element(ELEMENT, Ruling.NOT_MET))
    page = client.post("/evidence", data=selected(store, named(store, "policy.pdf"), WORDS, page=2)).text
    assert HELD in unescape(page)
    assert "So it is not met" not in page


def test_spaces_around_a_selection_are_no_part_of_it(client: TestClient, store: Store) -> None:
    document = named(store, "policy.pdf")
    start = document.text.index(WORDS)
    sent = selected(store, document, WORDS, start=start - 1, end=start + len(WORDS) + 1, quote=f"\n{WORDS} ")
    assert client.post("/evidence", data=sent, headers=HTMX).status_code == 200
    assert by_hand(store)[0].evidence.quote == WORDS


def test_an_item_keeps_the_words_before_its_list(client: TestClient, store: Store) -> None:
    document = named(store, "policy.pdf")
    sent = selected(store, document, "the elimination of forced labour", element=PARTS, shows="forced_labour")
    client.post("/evidence", data=sent)
    (found,) = by_hand(store)
    assert found.evidence.lead_in is not None
    assert found.evidence.lead_in.quote == "We are committed to respecting for all our workers:"
    assert found.evidence.shows == ("forced_labour",)


def test_words_that_are_copied_in_without_a_place_are_found_on_the_page(client: TestClient, store: Store) -> None:
    document = named(store, "policy.pdf")
    sent = selected(store, document, WORDS, page=2, start="", end="", quote="raise concerns\n in any   language")
    assert client.post("/evidence", data=sent).status_code == 200
    assert by_hand(store)[0].evidence.quote == "raise concerns in any language"


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "shifted": ({"quote": WORDS[1:]}, "does not say what was sent"),
    "beyond": ({"start": 10, "end": 99999}, "the document ends at"),
    "turned round": ({"start": 50, "end": 20}, "there are no words from 50 to 20"),
    "negative": ({"start": -5, "end": 20}, "there are no words from -5 to 20"),
    "empty": ({"start": "", "end": "", "quote": " "}, "nothing is selected"),
    "not there": ({"start": "", "end": "", "quote": "We pay living wages"}, "do not stand here as they are written"),
    "several times": ({"start": "", "end": "", "page": 1, "quote": "respect"}, "stand here 2 times"),
    "no element": ({"element": ""}, "choose the element"),
    "no part": ({"element": PARTS}, "say which parts of A.1.2/S2.a"),
    "another part": ({"element": PARTS, "shows": "<b>"}, "say which parts of A.1.2/S2.a"),
    "no worth": ({"verdict": "rejected"}, "support an element, or are weak"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_selection_that_does_not_fit_is_refused_and_says_why(client: TestClient, store: Store, why: str) -> None:
    other, told = REFUSED[why]
    sent = selected(store, named(store, "policy.pdf"), WORDS, **({"page": 2} | other))
    for headers in ({}, HTMX):
        answer = client.post("/evidence", data=sent, headers=headers)
        assert answer.status_code == 422
        assert told in (answer.text if headers else said(answer.text))
    assert store.decisions() == []


def test_a_quote_has_at_most_120_words(client: TestClient, store: Store) -> None:
    lines = ((Role.PARAGRAPH, "word " * 130 + "end."),)
    document = text_document(lines, "Long")
    save(store, "long.html", document, [])
    for count, status in ((121, 422), (120, 200)):
        answer = client.post("/evidence", data=selected(store, document, ("word " * count).strip()))
        assert answer.status_code == status
        assert status == 200 or "121 words are selected; a quote has at most 120" in said(answer.text)


def test_words_that_a_lines_end_parts_count_once_in_a_quote_too(client: TestClient, store: Store) -> None:
    text = "We are com\u00ad\nmitted to a third-\nparty audit. "
    words = (text * 17).strip()  # 119 words in 153 pieces: what the rules may find, a person may select
    document = text_document(((Role.PARAGRAPH, words),), "Parted")
    save(store, "parted.html", document, [])
    assert client.post("/evidence", data=selected(store, document, words)).status_code == 200


def test_signs_beyond_the_first_plane_count_as_one(client: TestClient, store: Store) -> None:
    document = text_document(((Role.PARAGRAPH, "🌍🌱 Our promise: we respect human rights 🤝 everywhere."),), "Emoji")
    save(store, "emoji.html", document, [])
    sent = selected(store, document, "we respect human rights 🤝")
    assert client.post("/evidence", data=sent).status_code == 200
    counted_twice = selected(store, document, "we respect human rights 🤝", start=19, end=44)
    assert client.post("/evidence", data=counted_twice).status_code == 422
    assert [one.evidence.quote for one in by_hand(store)] == ["we respect human rights 🤝"]


def test_what_somebody_decided_meanwhile_is_not_written_over(client: TestClient, store: Store) -> None:
    sent = selected(store, named(store, "policy.pdf"), WORDS, page=2)
    assert client.post("/evidence", data=sent).status_code == 200
    again = client.post("/evidence", data=sent | {"verdict": "weak"})
    assert again.status_code == 409
    assert "meanwhile R. Viewer decided" in said(again.text)
    seen = re.search(r'name="seen" value="(\d+)"', again.text)
    assert seen is not None
    assert client.post("/evidence", data=sent | {"verdict": "weak", "seen": seen[1]}).status_code == 200
    assert by_hand(store)[0].decided is Ruling.WEAK


def test_a_document_that_was_read_anew_takes_no_old_places(client: TestClient, store: Store) -> None:
    sent = selected(store, named(store, "policy.pdf"), WORDS, reading=99)
    assert client.post("/evidence", data=sent).status_code == 409
    assert store.decisions() == []


@pytest.mark.parametrize(
    "at",
    [
        "/evidence",
        "/correct",
        "/correct/withdraw",
        "/rework/trim",
        "/rework/split",
        "/rework/move",
        "/reject-everywhere",
    ],
)
def test_nothing_is_written_without_the_token(client: TestClient, store: Store, at: str) -> None:
    sent = selected(store, named(store, "policy.pdf"), WORDS) | {
        "kind": "supplier_code",
        "candidate": "x",
        "fact": "kind",
    }
    for token in ("", "wrong"):
        assert client.post(at, data=sent | {"token": token}).status_code == 403
    assert client.get(at).status_code in (404, 405)
    assert store.decisions() == []


# -- work on a quote


def candidate(store: Store, element: str, words: str) -> Candidate:
    return next(
        one for one in store.candidates(COMPANY) if one.evidence.element == element and one.evidence.quote == words
    )


def form(about: Candidate, **other: object) -> dict[str, str]:
    sent: dict[str, object] = {"token": TOKEN, "company": COMPANY, "candidate": about.id, "seen": 0}
    return {name: str(value) for name, value in (sent | other).items()}


def lines(store: Store) -> list[tuple[str, str, str | None, int]]:
    return [(one.element, one.verdict.value, one.quote, one.together) for one in store.decisions(COMPANY)]


def test_a_trimmed_quote_takes_the_place_of_the_whole_in_one_press(client: TestClient, store: Store) -> None:
    whole = candidate(store, "A.1.1/S1.a", FIRM)
    part = "We respect human rights in all our own operations"
    start = whole.evidence.start
    sent = form(whole, verdict="supports", quote=part, start=start, end=start + len(part))
    answer = client.post("/rework/trim", data=sent, follow_redirects=False)
    assert answer.status_code == 303
    assert lines(store) == [("A.1.1/S1.a", "supports", part, 1), ("A.1.1/S1.a", "rejected", FIRM, 1)]
    assert store.decisions(COMPANY)[1].note == f"Trimmed to “{part}”."
    assert by_hand(store)[0].id in answer.headers["location"]
    told = said(client.get(answer.headers["location"]).text)
    assert told == f"A.1.1/S1.a: Trimmed to “{part}”. Confirmed; as it was it is rejected. A.1.1 is now 1–2 of 2."
    stale = client.post("/rework/trim", data=sent | {"quote": part[3:], "start": str(start + 3)})
    assert (stale.status_code, len(lines(store))) == (409, 2)


def test_the_whole_quote_and_other_words_are_no_trimming(client: TestClient, store: Store) -> None:
    whole = candidate(store, "A.1.1/S1.a", FIRM)
    for words, told in ((FIRM, "this is the whole quote"), (POLICY[0][1][1], "other words than the quote’s")):
        answer = client.post("/rework/trim", data=form(whole, verdict="supports", quote=words))
        assert answer.status_code == 422
        assert told in said(answer.text)
    assert lines(store) == []


def test_a_quote_is_split_into_two(client: TestClient, store: Store) -> None:
    whole = candidate(store, PARTS, "the elimination of forced labour and of child labour;")
    halves = {"first": "the elimination of forced labour", "second": "of child labour;"}
    sent = form(whole, **halves, first_shows="forced_labour", second_shows="child_labour")
    assert client.post("/rework/split", data=sent, follow_redirects=False).status_code == 303
    found = {one.evidence.quote: one.evidence for one in by_hand(store)}
    assert found["of child labour;"].shows == ("child_labour",)
    assert all(one.lead_in is not None and one.boxes for one in found.values())
    assert [together for _, _, _, together in lines(store)] == [1, 1, 1]
    assert client.post("/rework/split", data=sent | {"second": "forced labour"}).status_code == 422


def test_which_half_of_a_quote_shows_which_part_is_asked_and_never_taken_for_granted(
    client: TestClient, store: Store
) -> None:
    several = candidate(store, PARTS, "the elimination of forced labour and of child labour;")
    one = candidate(store, PARTS, "equal treatment, without discrimination of any kind.")
    for about, chosen in ((several, []), (one, ["discrimination"])):
        page = client.get(f"{company_link(COMPANY)}/passage/{about.id}").text
        assert re.findall(r'name="first_shows" value="(\w+)" checked', page) == chosen
        assert "Both are saved as “confirmed”." in page


def test_a_quote_is_split_at_a_place_only_where_the_words_are_those_that_were_sent(
    client: TestClient, store: Store
) -> None:
    whole = candidate(store, "A.1.1/S1.a", FIRM)
    first, second = FIRM[:9], FIRM[9:]
    for cut, told in (
        (whole.evidence.start + 8, "does not say what was sent"),
        (10**6, "Select them again"),
        (-5, "Select them again"),
    ):
        answer = client.post("/rework/split", data=form(whole, first=first, second=second, cut=cut))
        assert (answer.status_code, told in said(answer.text)) == (422, True)
    answer = client.post("/rework/split", data=form(whole, first=FIRM, second=" ", cut=whole.evidence.end))
    assert "one of the two quotes has no words" in said(answer.text)
    sent = form(whole, first=first, second=second, cut=whole.evidence.start + 9)
    assert client.post("/rework/split", data=sent, follow_redirects=False).status_code == 303


def test_a_quote_is_moved_to_another_element(client: TestClient, store: Store) -> None:
    whole = candidate(store, "A.1.1/S1.a", FIRM)
    page = client.get(f"{company_link(COMPANY)}/passage/{whole.id}?to={PARTS}").text
    assert 'value="forced_labour"' in page
    sent = form(whole, to=PARTS, verdict="weak")
    assert client.post("/rework/move", data=sent, follow_redirects=False).status_code == 303
    assert [line[:3] for line in lines(store)] == [(PARTS, "weak", FIRM), ("A.1.1/S1.a", "rejected", FIRM)]
    assert client.post("/rework/move", data=form(whole, to="A.1.1/S1.a", verdict="weak")).status_code == 422
    for way in ("move", "trim"):
        answer = client.post(f"/rework/{way}", data=form(whole, to=PARTS, verdict="met", quote="We"))
        assert (answer.status_code, "supports the element, or is weak" in answer.text) == (422, True)


def test_a_wording_is_rejected_everywhere_only_after_it_was_shown(client: TestClient, store: Store) -> None:
    document = text_document(CODE, "Their code", "text/plain")
    same = evidence(document, "A.1.1/S1.a", CODE[2][1], reason="wrong_actor")
    source = Source(Listing(OTHER, "c.txt", "/c.txt"), "2026-01-01", "file copied", document.sha256)
    store.save_screening(read_whole(source, document, [same]))
    here = candidate(store, "A.1.1/S1.a", CODE[2][1])
    page = client.get(f"{company_link(COMPANY)}/passage/{here.id}?everywhere=1").text
    touched = re.findall(r'name="touched" value="(\w+)"', page)
    assert (len(touched), OTHER in page) == (2, True)
    sent: dict[str, object] = form(here) | {"touched": touched, "lines": ["0", "0"]}
    (there,) = store.candidates(OTHER)
    store.decide(replace(decision(there, Ruling.SUPPORTS), company=OTHER))
    answer = client.post("/reject-everywhere", data=sent)
    assert answer.status_code == 200
    assert [one.verdict for one in store.decisions(OTHER)] == [Ruling.SUPPORTS]  # decided meanwhile: no longer open
    assert lines(store) == [("A.1.1/S1.a", "rejected", CODE[2][1], 0)]
    assert answer.text.count('action="/withdraw"') == answer.text.count('data-key="u"') == 1
    assert client.post("/reject-everywhere", data=sent).status_code == 409


def test_rejecting_everywhere_is_withdrawn_company_by_company(client: TestClient, store: Store) -> None:
    document = text_document(CODE, "Their code", "text/plain")
    source = Source(Listing(OTHER, "c.txt", "/c.txt"), "2026-01-01", "file copied", document.sha256)
    store.save_screening(read_whole(source, document, [evidence(document, "A.1.1/S1.a", CODE[2][1], "wrong_actor")]))
    here, there = candidate(store, "A.1.1/S1.a", CODE[2][1]), store.candidates(OTHER)[0]
    sent = form(here) | {"touched": [here.id, there.id], "lines": ["0", "0"]}
    answer = client.post("/reject-everywhere", data=sent)
    assert [one.decided for one in store.candidates(OTHER)] == [Ruling.REJECTED]
    assert 'data-key="u"' not in answer.text, "of two companies no key says which"
    line = re.search(rf'value="{OTHER}".*?name="line" value="(\d+)"', answer.text, re.DOTALL)
    assert line is not None
    client.post("/withdraw", data={"token": TOKEN, "company": OTHER, "rubric": RUBRIC, "line": line[1]})
    assert [one.decided for one in store.candidates(OTHER)] == [None]
    assert candidate(store, "A.1.1/S1.a", CODE[2][1]).decided is Ruling.REJECTED


# -- corrections


@pytest.fixture
def fast_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = open_rules(RUBRIC).with_model(None)
    monkeypatch.setattr(rubrics, "rules", lambda workspace, name: rules)


def corrected(document: Document, **other: str) -> dict[str, str]:
    facts = {"kind": "supplier_code", "published": "2025", "company_name": "", "signed_off": ""}
    return {"token": TOKEN, "company": COMPANY, "document": document.sha256, **facts, **other}


def test_a_correction_that_opens_a_final_score_says_which_and_why(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = candidate(store, "A.1.1/S1.a", FIRM)
    store.decide(decision(one, Ruling.SUPPORTS))
    document = named(store, "policy.pdf")
    untouched = client.post("/correct", data=corrected(document)).text
    assert "is now" not in untouched
    # As if by the new kind the quote were no evidence any more.
    monkeypatch.setattr("review.correcting.judge_again", lambda *_: store.decide(decision(one, Ruling.OPEN)))
    page = unescape(client.post("/correct", data=corrected(document, kind="informal", seen_kind="2")).text)
    assert "<b>A.1.1</b> was 1–2, is now 0–2: A.1.1/S1.a was met and is not known yet." in page


@pytest.mark.usefixtures("fast_rules")
def test_a_corrected_kind_is_saved_judged_again_and_told(client: TestClient, store: Store) -> None:
    document = named(store, "policy.pdf")
    answer = client.post("/correct", data=corrected(document, note="it binds suppliers alone"))
    assert answer.status_code == 200
    assert said(answer.text) == "Kind: supplier code (corrected by R. Viewer)."
    assert re.search(r"Judged again: 6 candidates before, \d+ now; \d+ verdicts turned\.", answer.text)
    (line,) = store.decisions(COMPANY)
    assert (line.element, line.quote, line.note) == ("kind", "supplier_code", "it binds suppliers alone")
    stale = client.post("/correct", data=corrected(document, kind="policy", published="2025"))
    assert (stale.status_code, len(store.decisions())) == (409, 1)
    assert "Not saved: meanwhile R. Viewer corrected it to “supplier_code” at " in unescape(stale.text)
    withdrawn = {"token": TOKEN, "company": COMPANY, "document": document.sha256, "line": "1"}
    assert client.post("/correct/withdraw", data=withdrawn).status_code == 200
    assert store.corrections(COMPANY) == {}
    assert client.post("/correct/withdraw", data=withdrawn | {"line": "7"}).status_code == 404
    assert client.post("/correct/withdraw", data=withdrawn).status_code == 409, "somebody withdrew it meanwhile"


@pytest.mark.usefixtures("fast_rules")
def test_what_is_left_as_it_stands_is_no_correction_though_it_stands_on_several_lines(
    client: TestClient, store: Store
) -> None:
    """A browser takes the line ends out of a field, and holds back a form of which a field is longer than it may be."""
    document = named(store, "policy.pdf")
    approved = f"Approved by the\nBoard of Direc-\ntors, {'and so on, ' * 50}"
    screening = read_whole(source("policy.pdf", document, kind="policy"), document, policy_evidence(document))
    store.save_screening(replace(screening, signed_off=approved))
    page = client.get(f"{company_link(COMPANY)}/document/{document.sha256}").text
    field = re.search(r'<input name="signed_off" value="([^"]*)" maxlength="(\d+)"', page)
    assert field is not None
    value = unescape(field[1])
    assert (value.splitlines(), len(value) < int(field[2])) == ([value], True)
    assert client.post("/correct", data=corrected(document, signed_off=value)).status_code == 200
    assert [line.element for line in store.decisions(COMPANY)] == ["kind"]


def taken_back(client: TestClient, page: str) -> str:
    """Press the page's "u", where it takes back a correction; the page that follows."""
    form = re.search(r'<form[^>]*action="/correct/withdraw"[^>]*>((?:(?!</form>).)*data-key="u".*?)</form>', page, re.S)
    assert form, "the page takes back no correction by u"
    sent: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form[1]):
        sent.setdefault(name, []).append(unescape(value))
    answer = client.post("/correct/withdraw", data=sent)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


@pytest.mark.usefixtures("fast_rules")
def test_u_takes_back_a_correction_as_it_was_pressed_and_what_held_before_holds_again(
    client: TestClient, store: Store
) -> None:
    document = named(store, "policy.pdf")
    client.post("/correct", data=corrected(document, published="2024", note="on its cover"))
    known = {"seen_kind": "1", "seen_published": "2"}
    page = client.post("/correct", data=corrected(document, published="2023", kind="supplier_code", **known)).text
    assert "Withdraw your correction: Published of Human Rights Policy" in page
    page = taken_back(client, page)
    assert said(page) == "Withdrawn by R. Viewer and what was corrected before holds again. Published: 2024."
    assert store.decisions(COMPANY)[-1].note == "on its cover"
    page = taken_back(client, page)
    assert said(page) == "Withdrawn by R. Viewer. Kind: policy; Published: 2025."
    assert store.corrections(COMPANY) == {}
    assert 'data-key="u" aria-keyshortcuts' not in page
    assert store.check_log() == []


@pytest.mark.usefixtures("fast_rules")
def test_u_takes_back_a_correction_on_the_pages_after_it_until_something_else_was_decided(
    client: TestClient, store: Store
) -> None:
    document = named(store, "policy.pdf")
    client.post("/correct", data=corrected(document))
    after = [f"{company_link(COMPANY)}/{page}" for page in (ELEMENT, "final")]
    for address in after:
        assert "Withdraw your correction: Kind of Human Rights Policy" in client.get(address).text
    sent = {"token": TOKEN, "company": COMPANY, "element": "A.1.5/S1.a", "verdict": "not_met"}
    assert client.post("/decide", data=sent).status_code == 200
    for address in after:
        assert "Withdraw your correction" not in client.get(address).text
    decided = client.get(f"{company_link(COMPANY)}/A.1.5/S1.a").text
    client.post("/correct", data=corrected(document, kind="supplier_code", published="2024", seen_kind="1"))
    both = client.get(f"{company_link(COMPANY)}/A.1.5/S1.a").text
    assert 'data-key="u" aria-keyshortcuts="u" title="not met, by hand' in decided
    assert 'title="not met, by hand' in both, "what is shown decided can be withdrawn beside it, by its button"
    assert re.findall(r'data-key="u" aria-keyshortcuts="u" title="([^"]*)"', both) == ["Published: 2024, policy.pdf"]
    taken_back(client, both)
    client.post("/withdraw", data={"token": TOKEN, "company": COMPANY, "line": "2"})
    assert "Kind: policy" in said(taken_back(client, client.get(after[0]).text))
    assert store.corrections(COMPANY) == {}


def test_a_correction_that_is_none_is_refused(client: TestClient, store: Store) -> None:
    document = named(store, "policy.pdf")
    for facts, told in (({"published": "last year"}, "is no date"), ({"kind": "novel"}, "is no kind of document")):
        sent = corrected(document, **({"kind": "policy"} | facts))
        answer = client.post("/correct", data=sent)
        assert answer.status_code == 422
        assert told in said(answer.text)
        assert told in client.post("/correct", data=sent, headers=HTMX).text
    unchanged = client.post("/correct", data=corrected(document, kind="policy"))
    assert said(unchanged.text) == "Nothing was changed."
    assert store.decisions() == []


# -- nothing runs

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "</title><svg/onload=alert(1)>",
    "javascript:alert(1)",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_is_read_typed_or_named_becomes_part_of_the_page(tmp_path: Path, payload: str) -> None:
    folder = screened_workspace(tmp_path)
    document = replace(text_document(((Role.PARAGRAPH, f"We respect human rights {payload} always."),), payload))
    with open_store(folder) as store:
        save(store, f"{payload}.html", document, [evidence(document, "A.1.1/S1.a", document.text.strip())])
        (found,) = [one for one in store.candidates(COMPANY) if one.evidence.document == document.sha256]
        reading = store.reading_of(document.sha256)
    sent = {
        "token": TOKEN, "company": COMPANY, "document": document.sha256, "element": ELEMENT, "reading": str(reading),
        "seen": "0", "quote": payload + " not there", "verdict": "supports", "note": payload, "q": payload,
    }  # fmt: skip
    with TestClient(create_app(folder, payload, TOKEN), base_url="http://localhost") as client:
        pages = [
            client.get(address(document), params={"q": payload, "look": payload, "page": payload}).text,
            client.get(address(document), params={"q": "rights", "look": found.id}).text,
            client.get(f"{company_link(COMPANY)}/search", params={"q": payload, "look": payload}).text,
            client.get(f"{company_link(COMPANY)}/search", params={"q": "always"}).text,
            client.get(f"{company_link(COMPANY)}/passage/{found.id}", params={"everywhere": "1"}).text,
            client.post("/evidence", data=sent).text,
            client.post("/rework/trim", data=form(found, verdict="supports", quote=payload, note=payload)).text,
            client.post("/rework/split", data=form(found, first=payload, second=payload)).text,
            client.post("/correct", data=corrected(document, signed_off=payload, published=payload)).text,
        ]
    for page in pages:
        tags = Tags(page).found
        assert not [tag for tag, _ in tags if not HARMLESS.fullmatch(tag)]
        assert not [name for _, told in tags for name in told if name.startswith("on") or name == "style"]
        links = [told.get("href") or "" for _, told in tags]
        assert not [link for link in links if link.lower().startswith("javascript")]
        assert "49" not in re.findall(r"human rights (\S+) always", page)


def test_signs_that_html_cannot_carry_keep_their_places(client: TestClient, store: Store) -> None:
    document = text_document(((Role.PARAGRAPH, "We respect\r\nhuman\x00 rights."),), "Odd")
    save(store, "odd.html", document, [])
    page = client.get(address(document)).text
    (words,) = Blocks(page).found.values()
    assert len(words) == len("We respect\r\nhuman\x00 rights.")
    assert "\x00" not in page
    sent = selected(store, document, "rights.")
    assert client.post("/evidence", data=sent).status_code == 200


def test_a_decision_of_another_is_marked_on_the_page(client: TestClient, store: Store) -> None:
    line: Decision = decision(candidate(store, "A.1.1/S1.a", FIRM), Ruling.REJECTED)
    store.decide(line)
    page = client.get(address(named(store, "policy.pdf"), element="A.1.1/S1.a")).text
    assert '<mark class="ev rejected" title="A.1.1/S1.a: rejected">' in page
