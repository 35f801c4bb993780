"""axe-core looks at every page of the review, light and dark, and finds no serious fault."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pytest
from browser_samples import IN_A_BROWSER, Served, as_a_person, running, unfold
from page_samples import INDICATOR, NOTHING, ONE, not_opened, of_company, overall
from people_samples import ADA, BEN, CLEO, DAN, PASSWORD, add_people
from report_samples import read_whole
from review_samples import (
    CODE,
    COMPANY,
    POLICY,
    RUBRIC,
    by_hand,
    decision,
    evidence,
    journey_workspace,
    screened_workspace,
    source,
    text_document,
)

pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

from playwright.sync_api import Browser, Page, expect

from extractors.records import Role
from review.seats import OF_SECOND
from review.web import create_app
from review.words import company_link, differences_link, document_link, element_link, final_link, year_link
from workspace.records import SECOND, Decision, Ruling
from workspace.store import Store, open_store

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
WRONG = {"serious", "critical"}
Look = Literal["light", "dark"]
# What is looked for in each: in the dark only the colours are others.
LOOKS: dict[Look, dict[str, Any]] = {
    "light": {"resultTypes": ["violations"]},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},
}
ASK = "(rules) => axe.run(document, rules)"

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A company of which something was decided, in both readings, so that every page has all that it can show."""
    folder = screened_workspace(tmp_path_factory.mktemp("looked-at"))
    with open_store(folder) as store:
        found = [one for one in store.candidates(COMPANY) if one.evidence.element == ONE]
        for candidate, ruling in zip(found, (Ruling.SUPPORTS, Ruling.REJECTED), strict=True):
            store.decide(decision(candidate, ruling, "firm, in its own name"), None)
        store.decide(by_hand("A.1.1/S2.a", Ruling.MET), None)
        a_year_later(store)
        store.decide(second("A.1.1/S2.a", Ruling.NOT_MET), None)
        store.decide(second(ONE, Ruling.MET), None)
    yield from running(folder)


@pytest.fixture(scope="module")
def blind(served: Served) -> Iterator[Served]:
    """The same for who reads it blindly, which whoever read it first does not."""
    other = Served(served.workspace, BEN)
    yield other
    other.end()


def a_year_later(store: Store) -> None:
    """The policy and the code once more, each as another document, of which something stayed as it was."""
    then = {one.evidence.quote: one.evidence for one in store.candidates(COMPANY)}
    for name, lines in (("policy.html", POLICY[0]), ("code.html", CODE)):
        document = text_document((*lines, (Role.PARAGRAPH, "It is full of light.")), name)
        quotes = [one for one in then.values() if one.quote in document.text and one.element == ONE]
        found = [evidence(document, ONE, one.quote, one.reason) for one in quotes]
        screened = read_whole(source(name, document, kind="policy"), document, found)
        store.save_screening(replace(screened, source=replace(screened.source, fetched="2027-03-01T09:00:00+00:00")))


def second(element: str, ruling: Ruling) -> Decision:
    return Decision(COMPANY, RUBRIC, element, None, ruling, "read blindly", BEN, "2026-03-03T10:00:00", track=SECOND)


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(base_url=served.address)
    yield as_a_person(context.new_page())
    context.close()


def faults(page: Page) -> list[str]:
    """What axe calls serious, light and dark, with all that folds out folded out: the rule, and where it is broken."""
    unfold(page)
    page.evaluate(AXE)
    told = []
    for look, rules in LOOKS.items():
        page.emulate_media(color_scheme=look)
        told += _told(page.evaluate(ASK, rules), look)
    return told


def _told(found: dict[str, Any], look: str) -> list[str]:
    assert len(found["passes"]) > (5 if look == "light" else 0)  # it has looked
    return [
        f"{one['id']} ({one['impact']}, {look}): {node['html'][:160]} … {node['failureSummary'][-160:]}"
        for one in found["violations"]
        if one["impact"] in WRONG
        for node in one["nodes"][:3]
    ]


def pages(served: Served) -> dict[str, str]:
    with open_store(served.workspace) as store:
        return overall() | of_company(store, COMPANY)


def test_every_route_that_is_a_page_is_looked_at(served: Served) -> None:
    app = create_app(served.workspace, "R. Viewer", "the-token")
    assert not_opened(app, pages(served)) == {"/log-in"}  # which is looked at below, by who has to log in


def test_axe_finds_a_fault_where_there_is_one(page: Page, served: Served) -> None:
    page.goto("/")
    page.evaluate("() => document.querySelector('#find').closest('form').insertAdjacentHTML('beforeend', '<input>')")
    assert [one.split()[0] for one in faults(page)] == ["label"]


def test_axe_finds_no_serious_fault_on_any_page(page: Page, served: Served, blind: Served) -> None:
    found = {}
    for name, address in pages(served).items():
        answer = page.goto(f"{(blind if OF_SECOND in address else served).address}{address}")
        assert answer is not None
        assert answer.ok or name.startswith("error"), (name, answer.status)
        found[name] = faults(page)
    assert {name: told for name, told in found.items() if told} == {}


def test_axe_finds_no_serious_fault_in_what_opens_over_a_page(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, ONE))
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    assert faults(page) == []
    page.locator("[data-settings]").click()
    expect(page.locator("#settings")).to_be_visible()
    assert faults(page) == []


def test_axe_finds_no_serious_fault_in_what_the_next_stage_still_lacks(browser: Browser, tmp_path: Path) -> None:
    for served in running(journey_workspace(tmp_path)):
        context = browser.new_context(base_url=served.address)
        page = as_a_person(context.new_page())
        for address in (company_link(COMPANY), final_link(COMPANY)):
            page.goto(address)
            expect(page.get_by_role("heading", name="What the next stage still lacks")).to_be_visible()
            assert faults(page) == [], address
        page.get_by_role("link", name="1.2").first.click()
        expect(page.locator("#here")).to_contain_text("/1.2")
        context.close()


def test_axe_finds_no_serious_fault_where_something_was_refused(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, NOTHING))
    page.keyboard.press("m")
    expect(page.locator("#said.refused")).to_be_visible()
    assert faults(page) == []
    with open_store(served.workspace) as store:
        policy = next(row.document for row in store.documents(COMPANY) if row.source == "policy.pdf")
    page.goto(document_link(COMPANY, policy or "", 1, ONE))
    page.keyboard.press("s")
    page.keyboard.press("s")
    assert faults(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    assert faults(page) == []


def test_axe_finds_no_serious_fault_for_people_who_log_in(browser: Browser, tmp_path: Path) -> None:
    folder = screened_workspace(tmp_path)
    add_people(folder)
    found: dict[tuple[str, str], list[str]] = {}
    for served in running(folder):
        context = browser.new_context(base_url=served.address)
        page = as_a_person(context.new_page())
        page.goto("/log-in")
        found["log-in", ""] = faults(page)
        log_in(page, ADA, "a wrong password")
        expect(page.locator("#said.refused")).to_be_visible()
        found["log-in", "refused"] = faults(page)
        for name, seen in SEEN.items():
            page.goto("/log-in")
            log_in(page, name, PASSWORD)
            for address in seen:
                page.goto(address)
                found[name, address] = faults(page)
            page.get_by_role("button", name="Log out").click()
            expect(page.locator("h1")).to_have_text("Log in")
        context.close()
    assert len(found) == 2 + sum(map(len, SEEN.values()))
    assert {at: told for at, told in found.items() if told} == {}


# What those see who may do other things than whoever is alone.
SEEN = {
    BEN: ("/second", company_link(COMPANY), element_link(COMPANY, ONE)),
    CLEO: ("/", differences_link(COMPANY)),
    DAN: (element_link(COMPANY, ONE), f"/indicator/{INDICATOR}"),
}


def log_in(page: Page, name: str, password: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_load_state()


def test_what_is_offered_of_a_year_ago_is_taken_by_one_key(page: Page, served: Served) -> None:
    page.goto(year_link(COMPANY))
    before = int(page.locator("#offers").inner_text().split()[0])
    page.keyboard.press("1")
    expect(page.locator("#said")).to_contain_text("A.1.1 is now")
    expect(page.locator("#offers")).to_contain_text(f"{before - 1} decision")
    assert faults(page) == []
