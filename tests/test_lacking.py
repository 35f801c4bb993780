"""What the next stages still lack, and how a person goes through it once no score waits for anything."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

from lxml import etree, html
from review_samples import COMPANY, STAGES, by_hand, journey_workspace, screened_workspace
from test_undo import decide

from findings.agenda import agenda, folded
from findings.company import CompanyState
from findings.lacking import lacking
from reports.company import read_company
from review.web import create_app
from review.words import company_link, element_link, final_link
from rubric import load
from workspace.records import Ruling
from workspace.store import open_store

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for a package that nothing else here needs
    from starlette.testclient import TestClient

TOKEN = "the-token"
RSJ = load(STAGES)


def desk_of(folder: Path) -> TestClient:
    return TestClient(create_app(folder, "R. Viewer", TOKEN), base_url="http://127.0.0.1:8000")


def lacks(page: str) -> etree._Element:
    return of_class(page, "lacking")


def of_class(page: str, name: str) -> etree._Element:
    (part,) = (one for one in html.document_fromstring(page).iter("section", "p") if one.get("class") == name)
    return part


def flat(part: etree._Element) -> str:
    return " ".join("".join(map(str, part.itertext())).split())


def links_in(part: etree._Element) -> dict[str, str]:
    return {one.get("href", ""): flat(one) for one in part.iterfind(".//a")}


def pressed(page: str, key: str) -> str:
    """Where a key of the page leads."""
    (step,) = (one for one in html.document_fromstring(page).iter("a") if one.get("data-key") == key)
    return str(step.get("href"))


def state_of(folder: Path, rubric: str = STAGES) -> CompanyState:
    with open_store(folder) as store:
        return read_company(store, COMPANY, load(rubric))


def test_what_is_lacking_is_the_plan_with_what_nobody_decided_of_it(tmp_path: Path) -> None:
    state = state_of(journey_workspace(tmp_path))
    assert agenda(state).questions == ()
    found = {one.topic.id: one for one in lacking(state)}
    assert (found["2.b"].stage, found["2.b"].statements) == (1, 3)
    assert [one.id for one in found["2.b"].open] == ["2.b/1.2", "2.b/1.3"]
    assert [one.element.key for one in folded(state, RSJ.indicator("2.b"))][:1] == ["2.1"], "what it lacks is needed"


def test_where_points_are_given_nothing_is_lacking_for_a_stage(tmp_path: Path) -> None:
    assert lacking(state_of(screened_workspace(tmp_path), "chrb-core-2019")) == ()


def test_where_all_is_final_a_list_leads_to_each_open_element_of_the_next_stage(tmp_path: Path) -> None:
    with desk_of(journey_workspace(tmp_path)) as desk:
        for address in (company_link(COMPANY), final_link(COMPANY)):
            part = lacks(desk.get(address).text)
            links = links_in(part)
            assert links[element_link(COMPANY, "2.b/1.2")].endswith("1 passage")
            assert links[element_link(COMPANY, "2.b/1.3")].endswith("no passage")
            assert element_link(COMPANY, "2.b/1.1") not in links, "a person decided it"
            assert element_link(COMPANY, "2.b/2.1") not in links, "it is of a later stage"
            assert f"{len(links)} of " in flat(part)
            assert "for stage 1 Launched: 2 of 3 open" in flat(part)
        assert all(desk.get(one).status_code == 200 for one in links)


def test_one_key_leads_from_the_list_to_its_first_element_and_back(tmp_path: Path) -> None:
    with desk_of(journey_workspace(tmp_path)) as desk:
        for _ in range(2):
            page = desk.get(final_link(COMPANY)).text
            first = next(iter(links_in(lacks(page))))
            assert pressed(page, "o") == first
            element = first.removeprefix(f"{company_link(COMPANY)}/")
            told = decide(desk, desk.get(first).text, "not_met", element)
            assert f"{element}: not met, by hand." in told
            assert pressed(told, "o") == final_link(COMPANY)
            assert first not in links_in(lacks(desk.get(final_link(COMPANY)).text))


def test_what_the_next_stage_lacks_is_not_called_not_needed(tmp_path: Path) -> None:
    with desk_of(journey_workspace(tmp_path)) as desk:
        page = html.document_fromstring(desk.get(company_link(COMPANY)).text)
        rows = {one.get("href", ""): flat(one) for one in page.iterfind(".//ul[@class='elements']/li/a")}
        assert "decided: not known yet" in rows[element_link(COMPANY, "2.b/1.2")]
        assert "decided: not needed" in rows[element_link(COMPANY, "2.b/2.1")]
        assert flat(of_class(desk.get(element_link(COMPANY, "2.b/1.2")).text, "folded")).startswith("Not needed: 2.1")


def test_the_list_stands_only_where_nothing_is_left_to_ask(tmp_path: Path) -> None:
    folder = journey_workspace(tmp_path)
    with open_store(folder) as store:
        store.decide(replace(by_hand("2.b/1.1", Ruling.OPEN), rubric=STAGES))
    with desk_of(folder) as desk:
        assert 'class="lacking"' not in desk.get(company_link(COMPANY)).text + desk.get(final_link(COMPANY)).text
