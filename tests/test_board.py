"""The board of companies, an indicator read across them, and precedents."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from report_samples import read_whole
from review_samples import COMPANY, RUBRIC, by_hand, decision, evidence, screened_workspace, text_document

import rubric as rubrics
from extractors.records import Listing, Outcome, Role, Source
from findings.board import (
    Bar,
    Board,
    BoardRow,
    Progress,
    Unread,
    Wanted,
    chosen,
    neighbour,
    packed,
    read_board,
    renew,
    spread,
    stamp,
    unpacked,
)
from findings.precedents import in_force, matching, precedents, similar
from review.web import create_app
from review.words import company_link, neighbour_link
from rubric.scores import Bounds
from workspace.order import forget_order, keep_order
from workspace.records import Decision, Ruling, Screening
from workspace.store import Store, open_store

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for a package that nothing else here needs
    from starlette.testclient import TestClient

CHRB = rubrics.load(RUBRIC)
HTMX = {"HX-Request": "true"}
FIRM = "We respect human rights in all our own operations and in our supply chain."
NAMES = ("Alder Mills", "Birch Foods", "Cobble Tools", "Dunmore Farms")


def row(company: str, low: float = 0, high: float = 2, **told: object) -> BoardRow:
    """A row whose first score has these bounds, all others are open."""
    decided = (Bounds(low, high), *(Bounds(0, 2) for _ in CHRB.indicators[1:]))
    proposed = tuple(Bounds(1, 1) for _ in CHRB.indicators)
    blank = BoardRow(company, Progress.IN_WORK, decided, proposed, 1, 9, 5, 7, 2, (), "2025")
    return replace(blank, **told)  # type: ignore[arg-type]


def board(*rows: BoardRow) -> Board:
    return Board(CHRB, rows)


def names(rows: tuple[BoardRow, ...]) -> list[str]:
    return [one.company for one in rows]


# -- rows


def test_a_row_is_the_same_after_it_was_kept() -> None:
    known = row("Alder", 1, 1.5, unread=(Unread("a.pdf", "damaged", "cut in half"),), progress=Progress.FINAL)
    assert unpacked("Alder", packed(known)) == known


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    screened_workspace(tmp_path)
    with open_store(tmp_path) as opened:
        yield opened


def test_a_row_says_how_far_a_company_is(store: Store) -> None:
    (found,) = read_board(store, CHRB, 1).rows
    assert (found.company, found.progress, found.documents, found.year) == (COMPANY, Progress.NOT_STARTED, 3, "2025")
    assert [(one.source, one.outcome) for one in found.unread] == [("scan-2019.pdf", "no_text_layer")]
    assert (found.total, found.final) == (Bounds(0, 26), 0)


def test_rows_are_kept_and_worked_out_anew_only_after_a_change(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read_board(store, CHRB, 1)
    monkeypatch.setattr("findings.board.load_state", lambda *told: pytest.fail("worked out again"))
    read_board(store, CHRB, 1)
    monkeypatch.undo()
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    (found,) = read_board(store, CHRB, 1).rows
    assert (found.progress, found.decided[0]) == (Progress.IN_WORK, Bounds(1, 2))
    assert store.kept(RUBRIC)[COMPANY].body == packed(found)


def test_a_withdrawn_decision_is_no_start(store: Store) -> None:
    store.decide(by_hand("A.1.1/S1.a", Ruling.MET))
    store.decide(by_hand("A.1.1/S1.a", Ruling.OPEN))
    assert read_board(store, CHRB, 1).rows[0].progress is Progress.NOT_STARTED


def test_a_company_is_final_when_every_score_is_one_number(store: Store) -> None:
    for element in CHRB.elements:
        store.decide(by_hand(element.id, Ruling.NOT_MET))
    (found,) = read_board(store, CHRB, 1).rows
    assert (found.progress, found.questions, found.final, found.total) == (Progress.FINAL, 0, 13, Bounds(0, 0))


def test_a_company_is_not_final_while_what_does_not_apply_keeps_a_score_open(store: Store) -> None:
    for element in CHRB.elements:
        store.decide(by_hand(element.id, Ruling.NOT_APPLICABLE if element.id == "C.1/S1.a" else Ruling.NOT_MET))
    (found,) = read_board(store, CHRB, 1).rows
    assert (found.progress, found.questions, found.final) == (Progress.IN_WORK, 0, 12)
    with TestClient(create_app(store.workspace, "R. Viewer", "t"), base_url="http://127.0.0.1:8000") as client:
        page = client.get("/").text
    assert '<td class="left">0<span class="under">12 of 13 final</span>' in page


def test_a_row_by_an_older_program_or_rubric_is_not_used(store: Store) -> None:
    renew(store, CHRB, [COMPANY])
    kept = store.kept(RUBRIC)[COMPANY]
    assert kept.stamp == stamp(store.workspace, CHRB)
    store.keep(COMPANY, RUBRIC, "older", {}, store.changes()[COMPANY])
    assert read_board(store, CHRB, 1).rows[0].documents == 3


def test_a_row_by_another_order_of_the_passages_is_not_used(store: Store) -> None:
    for change in (lambda: keep_order(store.workspace, RUBRIC, []), lambda: forget_order(store.workspace, RUBRIC)):
        other = packed(row(COMPANY, documents=99))
        store.keep(COMPANY, RUBRIC, stamp(store.workspace, CHRB), other, store.changes()[COMPANY])
        assert read_board(store, CHRB, 1).rows[0].documents == 99
        change()
        assert read_board(store, CHRB, 1).rows[0].documents == 3


def test_what_takes_too_long_waits_and_comes_later(store: Store) -> None:
    for name in NAMES:
        add_company(store, name)
    first = read_board(store, CHRB, 0)
    assert (len(first.rows), len(first.waiting)) == (1, 4)
    for _ in range(4):
        last = read_board(store, CHRB, 0)
    assert (len(last.rows), last.waiting) == (5, ())


# -- filters and order


def test_rows_are_sorted_by_any_column() -> None:
    there = board(row("b", 1, 2, year="2024"), row("A", 2, 2), row("c", 1, 1, sector="Food", questions=3))
    assert names(chosen(there, Wanted())) == ["A", "b", "c"]
    assert names(chosen(there, Wanted(sort="company", down=True))) == ["c", "b", "A"]
    assert names(chosen(there, Wanted(sort="A.1.1", down=True))) == ["A", "b", "c"]
    assert names(chosen(there, Wanted(sort="year"))) == ["b", "A", "c"]
    assert names(chosen(there, Wanted(sort="left"))) == ["c", "A", "b"]
    assert names(chosen(there, Wanted(sort="sector"))) == ["c", "A", "b"]
    assert names(chosen(there, Wanted(sort="nothing known"))) == ["A", "b", "c"]


def test_rows_are_left_out_by_each_filter() -> None:
    lost = (Unread("a.pdf", "damaged", ""),)
    there = board(
        row("Alder Mills", progress=Progress.FINAL),
        row("Alder Farms", unread=lost),
        row("Birch", year="", sector="Food"),
    )
    assert names(chosen(there, Wanted(find="mil ALD"))) == ["Alder Mills"]
    assert names(chosen(there, Wanted(progress="final"))) == ["Alder Mills"]
    assert names(chosen(there, Wanted(unread=True))) == ["Alder Farms"]
    assert names(chosen(there, Wanted(year="2025"))) == ["Alder Farms", "Alder Mills"]
    assert names(chosen(there, Wanted(sector="Food"))) == ["Birch"]


@pytest.mark.parametrize("typed", ["nestle", "NESTLÉ", "nestle\u0301", "maersk", "ORSTED", "grossfeld", "nestl mae"])
def test_a_company_is_found_whatever_its_accents_and_capitals(typed: str) -> None:
    there = board(row("Nestle\u0301 Mærsk Ørsted Großfeld"), row("Alder"))
    assert len(chosen(there, Wanted(find=typed))) == 1


def test_the_next_company_is_the_next_on_the_board_even_from_one_that_is_no_longer_on_it() -> None:
    there = board(row("a", progress=Progress.FINAL), row("b"), row("c", progress=Progress.FINAL), row("d"))
    working = Wanted(progress="in_work")

    def step(company: str, wanted: Wanted = working, back: bool = False) -> str | None:
        found = neighbour(there, wanted, company, back)
        return found.company if found else None

    assert (step("b"), step("c"), step("d"), step("c", back=True)) == ("d", "d", "b", "b")
    assert step("a", replace(working, sort="company", down=True)) == "d"
    assert step("b", Wanted(find="b")) is None
    assert step("unknown") == "b"


def test_a_bar_counts_final_scores_and_what_is_proposed_of_open_ones() -> None:
    rows = [row("a", 2, 2), row("b", 2, 2), row("c", 0, 2), row("d", 0, 0)]
    bars = spread(CHRB, CHRB.indicators[0], rows)
    assert [one for one in bars if one.final or one.proposed] == [Bar(0, 1, 0), Bar(1, 0, 1), Bar(2, 2, 0)]
    assert {0, 1, 2} <= {one.value for one in bars}


# -- pages


def add_company(store: Store, company: str, quote: str = FIRM, sector: str = "") -> None:
    """An invented company with one document, in which one passage supports A.1.1/S1.a."""
    document = text_document(((Role.PARAGRAPH, quote), (Role.PARAGRAPH, f"{company} makes things.")), company)
    given = Source(
        Listing(company, "policy.html", "/invented/policy.html"), "2026-01-01", "file copied", document.sha256
    )
    store.save_screening(read_whole(given, document, [evidence(document, "A.1.1/S1.a", quote)]))
    if sector:
        store.keep_sectors({company: sector})


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr("review.board.SECONDS", 600)  # on a busy machine, too, all rows are counted at once
    screened_workspace(tmp_path)
    with open_store(tmp_path) as opened:
        for place, name in enumerate(NAMES):
            add_company(opened, name, sector=("Food", "Textiles")[place % 2])
    with TestClient(create_app(tmp_path, "R. Viewer", "t"), base_url="http://127.0.0.1:8000") as found:
        yield found


def listed(page: str) -> list[str]:
    return [unescape(one) for one in re.findall(r"data-company>(.*?)</a>", page)]


def test_the_board_lists_all_and_filters_and_sorts_by_its_address(client: TestClient) -> None:
    assert listed(client.get("/").text) == [*NAMES, COMPANY]
    assert listed(client.get("/?find=birch").text) == ["Birch Foods"]
    assert listed(client.get("/?sector=Food").text) == ["Alder Mills", "Cobble Tools"]
    assert listed(client.get("/?unread=1").text) == [COMPANY]
    assert listed(client.get("/?sort=company&down=1").text) == [COMPANY, *reversed(NAMES)]
    assert "No company is like this" in client.get("/?find=nobody").text


def screen_by_the_journey(store: Store) -> None:
    """Screen the first of the invented companies by the Responsible Sourcing Journey, too."""
    document = text_document(((Role.PARAGRAPH, FIRM),), "policy")
    given = Source(Listing(NAMES[0], "policy.html", "/policy.html"), "2026-01-01", "file copied", document.sha256)
    store.save_screening(read_whole(given, document, rubric="rsj-2018"))


@pytest.fixture
def of_two_rubrics(tmp_path: Path) -> Path:
    """A workspace whose companies the CHRB screened, and one of them the Responsible Sourcing Journey."""
    screened_workspace(tmp_path)
    with open_store(tmp_path) as store:
        for name in NAMES:
            add_company(store, name)
        screen_by_the_journey(store)
    return tmp_path


def test_a_rubric_names_the_companies_that_it_did_not_screen_wherever_it_lists_all(of_two_rubrics: Path) -> None:
    with TestClient(create_app(of_two_rubrics, "R. Viewer", "t"), base_url="http://127.0.0.1:8000") as client:
        for address in ("/?", "/?find=nobody&", "/indicator/1.a?", "/second?"):
            page = unescape(client.get(f"{address}rubric=rsj-2018").text)
            assert "4 companies were not screened by rsj-2018" in page, address
            assert all(f">{name}</a>" in page for name in (*NAMES[1:], COMPANY)), address
            assert "firmword screen INPUT... --rubric rsj-2018 --workspace" in page, address
        assert "not screened by" not in client.get("/").text


def test_a_company_that_the_rubric_did_not_screen_is_found_by_its_name(of_two_rubrics: Path) -> None:
    with TestClient(create_app(of_two_rubrics, "R. Viewer", "t"), base_url="http://127.0.0.1:8000") as client:
        page = unescape(client.get(f"/?find={NAMES[1].upper()}&rubric=rsj-2018").text)
        assert "0 of 1 company, and 1 not screened by rsj-2018" in page
        told = page.partition('<details class="left-out" open>')[2].partition("</details>")[0]
        assert re.findall(r'href="([^"]+)">([^<]+)</a>', told) == [(company_link(NAMES[1], "rsj-2018"), NAMES[1])]
        assert "What you look for is among them: " in told
        assert "firmword screen INPUT... --rubric rsj-2018 --workspace" in told
        assert "No company is like this" not in page


def test_a_rubric_that_screened_nothing_yet_names_the_companies_that_there_are(tmp_path: Path) -> None:
    app = create_app(screened_workspace(tmp_path), "R. Viewer", "t", rubric="rsj-2018")
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        page = client.get("/").text
        assert "Nothing has been screened in this workspace" not in page
        assert "1 company was not screened by rsj-2018" in page


def test_heads_turn_the_order_and_say_it(client: TestClient) -> None:
    page = client.get("/?sort=A.1.1&down=1&find=a").text
    head = re.search(r'<th scope="col" aria-sort="descending".*?</th>', page, re.DOTALL)
    assert head
    assert 'href="/?find=a&amp;sort=A.1.1"' in head.group(0)
    assert 'href="/indicator/A.1.1?find=a&amp;sort=A.1.1&amp;down=1"' in head.group(0)


def test_htmx_gets_the_table_alone_and_the_browser_a_clean_address(client: TestClient) -> None:
    answer = client.get("/?find=birch&progress=&year=", headers=HTMX)
    assert "<html" not in answer.text
    assert answer.headers["HX-Replace-Url"] == "/?find=birch"
    back = client.get("/?find=birch", headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "<html" in back.text


def test_further_rows_come_by_a_link(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("review.board_pages.AT_ONCE", 2)
    first = client.get("/?sort=company").text
    assert (listed(first), "3 more companies" in first) == (["Alder Mills", "Birch Foods"], True)
    part = client.get("/?sort=company&start=2", headers=HTMX).text
    assert (listed(part), part.lstrip()[:3]) == (["Cobble Tools", "Dunmore Farms"], "<tr")
    assert listed(client.get("/?start=99").text) == ["Alder Mills", "Birch Foods"]


def test_companies_that_are_not_counted_yet_are_there_and_the_page_comes_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("review.board.SECONDS", 0)
    page = client.get("/").text
    assert ("4 being counted" in page, 'hx-trigger="load delay' in page) == (True, True)
    assert sorted(listed(page)) == [*NAMES, COMPANY]


def test_the_next_company_is_a_redirect(client: TestClient) -> None:
    def to(address: str) -> str:
        return str(client.get(address, follow_redirects=False).headers["location"])

    assert to(neighbour_link("Alder Mills")) == company_link("Birch Foods")
    assert to(neighbour_link("Alder Mills") + "&sector=Food") == company_link("Cobble Tools")
    assert to(neighbour_link("Alder Mills", back=True)) == company_link(COMPANY)
    assert to(neighbour_link("Alder Mills") + "&find=alder") == "/?find=alder"


def test_an_indicator_is_read_over_all_companies(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    page = client.get("/indicator/A.1.1").text
    assert page.count('class="company-across"') == 5
    assert page.count(f">{FIRM}</a>") == 5
    one = client.get("/indicator/A.1.1?element=S1.b&sector=Food").text
    assert (one.count('class="company-across"'), one.count(">S1.b</a>")) == (2, 2)
    monkeypatch.setattr("review.across.AT_ONCE", 2)
    assert "3 more companies" in client.get("/indicator/A.1.1").text
    assert client.get("/indicator/A.1.1?start=4", headers=HTMX).text.count("<article") == 1
    assert client.get("/indicator/Z.9").status_code == 404
    assert client.get("/indicator/A.1.1?element=S9.z").status_code == 404


# -- precedents


def ruled(company: str, verdict: Ruling, seq: int, quote: str | None = FIRM, **told: str) -> Decision:
    candidate = f"{company}-{quote}"[:40] if quote else None
    known = {
        "element": "A.1.1/S1.a",
        "note": "",
        "who": "R",
        "rubric": RUBRIC,
        "at": "2026-01-01T00:00:00+00:00",
    } | told
    return Decision(company, candidate=candidate, verdict=verdict, quote=quote, seq=seq, **known)  # type: ignore[arg-type]


def test_nearly_the_same_words_are_one_precedent_and_contradictions_stand_first() -> None:
    other = "Suppliers are asked to think about what they might do."
    lines = [
        ruled("A", Ruling.SUPPORTS, 1),
        ruled("B", Ruling.REJECTED, 2, FIRM.replace("in our supply", "in the supply")),
        ruled("C", Ruling.WEAK, 3, other),
        ruled("D", Ruling.SUPPORTS, 4, element="A.1.2/S1.a"),
    ]
    found = precedents(CHRB, lines)
    assert [(one.element, one.contradictory, [each.seq for each in one.rulings]) for one in found] == [
        ("A.1.1/S1.a", True, [2, 1]),
        ("A.1.1/S1.a", False, [3]),
        ("A.1.2/S1.a", False, [4]),
    ]


def test_other_numbers_are_other_words() -> None:
    lines = [ruled(name, Ruling.SUPPORTS, place, FIRM + f" Since {place}.") for place, name in enumerate("AB", 1)]
    assert len(precedents(CHRB, lines)) == 2


def test_only_what_is_in_force_is_a_precedent() -> None:
    lines = [
        ruled("A", Ruling.SUPPORTS, 1),
        ruled("A", Ruling.OPEN, 2),
        ruled("B", Ruling.REJECTED, 3),
        ruled("B", Ruling.WEAK, 4),
        ruled("C", Ruling.SKIPPED, 5),
        ruled("D", Ruling.MET, 6, None, note="They say so on the telephone."),
        ruled("E", Ruling.MET, 7, None),
    ]
    assert [one.seq for one in in_force(lines)] == [6, 4]


def test_empty_elements_that_were_closed_by_one_press_are_no_precedent() -> None:
    receipt, no = "2 of 2 documents searched whole, no passage", Ruling.NOT_MET
    closed = [replace(ruled("A", no, 1 + place, None, note=receipt, element=f"A.1.1/S{place + 1}.a"), together=1)
              for place in range(2)]  # fmt: skip
    by_hand = ruled("A", no, 3, None, note="Their report for investors says the opposite.", element="A.1.5/S1.a")
    assert in_force([*closed, by_hand]) == [by_hand]


def test_precedents_are_found_whatever_their_accents_and_capitals() -> None:
    found = precedents(CHRB, [ruled("Nestle\u0301", Ruling.WEAK, 1, note="Déjà lu à Århus.")])
    assert all(matching(found, asked) for asked in ("nestle", "NESTLÉ deja", "aarhus".replace("aa", "a"), "Lu Århus"))


def test_precedents_are_searched_by_all_words_anywhere() -> None:
    found = precedents(
        CHRB, [ruled("Alder", Ruling.WEAK, 1, note="Names nobody."), ruled("Birch", Ruling.SUPPORTS, 2, "Else.")]
    )
    assert [len(matching(found, asked)) for asked in ("nobody SUPPLY", "a.1.1/s1.a", "alder weak", "zebra", "")] == [
        1,
        2,
        1,
        0,
        2,
    ]


def test_similar_wordings_come_likest_first_without_the_card_itself() -> None:
    near = FIRM.replace("our own operations", "all operations")
    lines = [
        ruled("A", Ruling.WEAK, 1, near),
        ruled("B", Ruling.SUPPORTS, 2),
        ruled("C", Ruling.SUPPORTS, 3, element="A.1.2/S1.a"),
        ruled("D", Ruling.REJECTED, 4, "Workers can raise concerns in any language."),
    ]
    assert [one.seq for one in similar(lines, "A.1.1/S1.a", FIRM)] == [2, 1]
    assert [one.seq for one in similar(lines, "A.1.1/S1.a", FIRM, but={lines[1].candidate or ""})] == [1]


def test_a_card_shows_how_similar_wordings_were_ruled_on(client: TestClient, tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        first, second = (store.candidates(name)[0] for name in NAMES[:2])
        store.decide(decision(first, Ruling.SUPPORTS, "It names all operations."))
        store.decide(decision(second, Ruling.REJECTED))
    address = f"/precedents/{second.id}?company=Birch%20Foods"
    part = client.get(address, headers=HTMX).text
    assert ("<html" in part, "It names all operations." in part, "Birch Foods" in part) == (False, True, False)
    assert "<html" in client.get(address).text
    assert client.get("/precedents/none?company=Birch%20Foods").status_code == 404
    page = client.get("/precedents").text
    assert "Contradictory: 1" in page
    assert "No ruling has these words" in client.get("/precedents?q=zebra").text


def test_what_could_not_be_read_is_told_below_the_board(client: TestClient, tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        lost = Source(Listing("Birch Foods", "gone.pdf", "/x"), "2026-01-01", "HTTP 404")
        store.save_screening(Screening(lost, RUBRIC, "1", Outcome.NOT_FETCHED, "gone.pdf: HTTP 404"))
    page = client.get("/").text
    assert "gone.pdf: HTTP 404" in page
    assert "<summary><bdi>Birch Foods</bdi>: 1 document</summary>" in page
    assert '<b class="under lacking">1 unread</b>' in page
