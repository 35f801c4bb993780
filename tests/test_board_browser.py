"""The board by keyboard alone, in a real browser: finding a company, walking the table, and on to the next company."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from browser_samples import IN_A_BROWSER, LEFT_BEHIND, Served, at_once, running, watched_page
from playwright.sync_api import Browser, Page, expect
from test_board import NAMES, add_company, screen_by_the_journey

from findings.board import Board
from review import board
from review.words import company_link
from workspace.store import open_store

pytestmark = IN_A_BROWSER


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with open_store(tmp_path) as store:
        for place, name in enumerate(NAMES):
            add_company(store, name, sector=("Food", "Textiles")[place % 2])
    yield from running(tmp_path)


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A tab at the board of four invented companies."""
    with watched_page(browser, served.address, LEFT_BEHIND) as tab:
        tab.goto("/")
        yield tab


def heading(page: Page, wanted: str) -> None:
    expect(page.locator("h1")).to_have_text(wanted)


def test_slash_finds_a_company_and_enter_opens_it(page: Page) -> None:
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("cobb")
    page.keyboard.press("Enter")  # at once: the rows for it are still on their way
    heading(page, "Cobble Tools")


def test_a_key_right_after_enter_is_meant_for_the_page_that_comes(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("cobb")
    page.keyboard.press("Enter")
    at_once(page, "?")
    heading(page, "Cobble Tools")
    expect(page.locator("#help")).to_be_visible()


def test_where_enter_opens_nothing_the_board_takes_keys_again(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("nobody")
    page.keyboard.press("Enter")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    expect(page.locator("#find")).to_have_value("nobody")


def test_what_the_rubric_did_not_screen_is_found_and_opened_by_the_same_keys(page: Page, served: Served) -> None:
    with open_store(served.workspace) as store:
        screen_by_the_journey(store)
    page.goto("/?rubric=rsj-2018")
    page.keyboard.press("/")
    page.keyboard.type("cobb")
    expect(page.locator(".left-out")).to_contain_text("What you look for is among them: Cobble Tools.")
    page.keyboard.press("Enter")
    heading(page, "Cobble Tools")


def test_the_help_opens_by_its_key_where_there_is_no_button_for_it(page: Page) -> None:
    for address in ("/", company_link(NAMES[0]), "/agreement"):
        page.goto(address)
        page.keyboard.press("?")
        expect(page.locator("#help")).to_be_visible()
        page.keyboard.press("?")
        expect(page.locator("#help")).to_be_hidden()


def test_down_leads_into_the_table_from_whatever_one_has_tabbed_to(page: Page) -> None:
    page.locator("#board thead a").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Alder Mills")).to_be_focused()


def test_arrows_walk_the_table_and_enter_opens_what_is_there(page: Page) -> None:
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Alder Mills")).to_be_focused()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    expect(page.get_by_role("link", name="Birch Foods")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    heading(page, "Birch Foods")
    assert page.url.endswith("#A.1.2")


def test_arrows_lead_from_the_search_into_the_table_and_back(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("mi")
    expect(page.locator("#board tbody tr")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Alder Mills")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#find")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/\?find=mi$"))


def test_the_next_company_is_the_next_in_the_order_of_the_board(page: Page) -> None:
    page.select_option("#sector", "Food")
    expect(page.locator("#board tbody tr")).to_have_count(2)
    page.locator("#by-company").click()
    expect(page.locator("[data-company]").first).to_have_text("Cobble Tools")
    page.keyboard.press("Escape")
    page.locator("[data-company]").first.press("Enter")
    heading(page, "Cobble Tools")
    page.keyboard.press("]")
    heading(page, "Alder Mills")
    page.keyboard.press("[")
    heading(page, "Cobble Tools")


def test_the_filters_go_on_with_the_rows_that_are_still_counted_and_keep_what_is_chosen(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, counted = board.board_of, 0
    monkeypatch.setattr("review.board.board_of", lambda *asked: _first(read(*asked), counted))
    page.goto("/")
    offered = page.locator("#filters option")
    expect(offered).to_have_text(["all", "not started (0)", "in work (0)", "final (0)"])
    counted = 1
    expect(offered).to_have_text(["all", "not started (1)", "in work (0)", "final (0)", "all", "Food"])
    page.select_option("#sector", "Food")
    page.locator("#progress").focus()
    counted = 4
    expect(page.locator("#sector option")).to_have_text(["all", "Food", "Textiles"])
    expect(page.locator("#progress option").nth(1)).to_have_text("not started (4)")
    expect(page.locator("#sector")).to_have_value("Food")
    expect(page.locator("#progress")).to_be_focused()


def _first(whole: Board, count: int) -> Board:
    """The board while only so many companies are counted."""
    waiting = tuple(row.company for row in whole.rows[count:])
    return replace(whole, rows=whole.rows[:count], waiting=waiting)


def test_the_heads_stay_in_view(page: Page) -> None:
    expect(page.locator(".board thead th").first).to_have_css("position", "sticky")
    expect(page.locator(".board tbody th").first).to_have_css("position", "sticky")


def test_a_name_that_turns_the_direction_of_writing_turns_nothing_beside_it(page: Page) -> None:
    page.goto(f"{company_link(NAMES[0])}/final")
    page.locator(".top nav a").nth(1).evaluate("name => { name.textContent = 'Alder \\u202e Mills'; }")
    name, after = (page.locator(one).bounding_box() for one in (".top nav a >> nth=1", "#here"))
    assert name is not None
    assert after is not None
    assert after["x"] >= name["x"] + name["width"]
