"""Two people at their keyboards, each blind to the other, and a third who adjudicates: in a real browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser_samples import IN_A_BROWSER, WANTED, Served, running, see, watched_page
from people_samples import ADA, BEN, CLEO, PASSWORD, add_people
from playwright.sync_api import Browser, Page, expect
from review_samples import COMPANY, screened_workspace

from review.words import company_link, element_link
from workspace.store import open_store

ONE, OTHER = "A.1.1/S1.a", "A.1.1/S2.a"

pytestmark = IN_A_BROWSER


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    folder = screened_workspace(tmp_path, unread=False)
    add_people(folder)
    yield from running(folder)


@contextmanager
def at(browser: Browser, served: Served, name: str, address: str, wanted: Sequence[str] = ()) -> Iterator[Page]:
    """A tab of one's own, logged in by the keyboard, at an address; `wanted` is what its console may say."""
    with watched_page(browser, served.address, wanted) as tab:
        tab.goto(address)
        log_in(tab, name)
        yield tab


def log_in(tab: Page, name: str) -> None:
    """By the keyboard, on the page that asks for it."""
    expect(tab.locator("h1")).to_have_text("Log in")
    tab.keyboard.type(name)
    tab.keyboard.press("Tab")
    tab.keyboard.type(PASSWORD)
    tab.keyboard.press("Enter")
    expect(tab.locator(".who")).to_contain_text(name)
    see(tab)


def decide(tab: Page, element: str, key: str, note: str) -> None:
    """An element by hand, with a note, by keys alone."""
    tab.goto(element_link(COMPANY, element))
    tab.keyboard.press("Shift+N")
    tab.keyboard.type(note)
    tab.keyboard.press("Escape")
    tab.keyboard.press(key)
    expect(tab.locator("#said.said")).to_contain_text("by hand")


def test_two_people_read_blindly_and_a_third_adjudicates_by_key(browser: Browser, served: Served) -> None:
    with at(browser, served, ADA, element_link(COMPANY, ONE)) as ada:
        decide(ada, ONE, "m", "Ada: the policy binds the company")
        decide(ada, OTHER, "x", "Ada: inspired by is too weak")
    with at(browser, served, BEN, "/") as ben:
        expect(ben.locator("h1")).to_have_text("Your blind second reading")
        decide(ben, ONE, "x", "Ben: it binds suppliers alone")
        expect(ben.locator("body")).not_to_contain_text("Ada")
        decide(ben, OTHER, "m", "Ben: it is a commitment")
    with at(browser, served, CLEO, f"{company_link(COMPANY)}/differences") as cleo:
        expect(cleo.locator(".side").first).to_contain_text("Ada: the policy binds the company")
        expect(cleo.locator(".side").last).to_contain_text("Ben: it binds suppliers alone")
        cleo.keyboard.press("Shift+N")
        cleo.keyboard.type("12: the wording is plain")  # in a note, 1 and 2 are digits
        cleo.keyboard.press("Escape")
        cleo.keyboard.press("1")
        expect(cleo.locator("[data-open]")).to_have_text("1")
        expect(cleo.locator("#difference-title")).to_contain_text(OTHER)
        cleo.keyboard.press("2")
        expect(cleo.locator("[data-open]")).to_have_text("0")
        cleo.keyboard.press("p")
        expect(cleo.locator("#difference-title")).to_contain_text(ONE)
        cleo.goto("/agreement")
        expect(cleo.locator("tr.whole")).to_contain_text("-1.00")
        cleo.get_by_role("button", name="Log out").click()
        expect(cleo.locator("h1")).to_have_text("Log in")
    with open_store(served.workspace) as store:
        lines = [(line.who, line.element, line.verdict.value, line.note) for line in store.decisions(COMPANY)]
    assert [line[:3] for line in lines[2:]] == [(CLEO, ONE, "met"), (CLEO, OTHER, "met")]
    assert all(name in lines[2][3] for name in (ADA, BEN, "12: the wording is plain"))


def test_keys_pressed_one_after_the_other_each_adjudicate_or_are_told(browser: Browser, served: Served) -> None:
    for name, keys in ((ADA, "mx"), (BEN, "xm")):
        with at(browser, served, name, "/") as tab:
            for element, key in zip((ONE, OTHER), keys, strict=True):
                decide(tab, element, key, "as read")
    with at(browser, served, CLEO, f"{company_link(COMPANY)}/differences") as cleo:
        cleo.keyboard.press("2")
        cleo.keyboard.press("1")
        expect(cleo.locator("#held").or_(cleo.get_by_text("0", exact=True)).first).to_be_visible()
        if cleo.locator("#held").count():  # it was pressed before its difference came into view
            expect(cleo.locator("#held")).to_contain_text("1")
            cleo.wait_for_timeout(700)  # before one can have read that, a key joins those that are held
            cleo.keyboard.press("1")
        expect(cleo.locator("[data-open]")).to_have_text("0")
    with open_store(served.workspace) as store:
        lines = [(line.element, line.verdict.value) for line in store.decisions(COMPANY) if line.who == CLEO]
    assert lines == [(ONE, "not_met"), (OTHER, "not_met")]


def test_the_key_of_the_last_difference_pressed_twice_adjudicates_once(browser: Browser, served: Served) -> None:
    for name, key in ((ADA, "m"), (BEN, "x")):
        with at(browser, served, name, "/") as tab:
            decide(tab, ONE, key, "as read")
    with at(browser, served, CLEO, f"{company_link(COMPANY)}/differences") as cleo:
        cleo.keyboard.press("1")
        cleo.keyboard.press("1")
        expect(cleo.locator("[data-open]")).to_have_text("0")
        expect(cleo.locator("[data-key='1']")).to_have_count(0)
        expect(cleo.locator("[data-key='2']")).to_have_count(1)
    with open_store(served.workspace) as store:
        lines = [(line.element, line.verdict.value) for line in store.decisions(COMPANY) if line.who == CLEO]
    assert lines == [(ONE, "met")]


def test_u_takes_back_the_adjudication_that_led_away_from_its_difference_or_says_that_there_is_none(
    browser: Browser, served: Served
) -> None:
    for name, key in ((ADA, "m"), (BEN, "x")):
        with at(browser, served, name, "/") as tab:
            for element in (ONE, OTHER):
                decide(tab, element, key, "as read")
    with at(browser, served, CLEO, f"{company_link(COMPANY)}/differences") as cleo:
        cleo.keyboard.press("u")
        expect(cleo.locator("#said")).to_have_text("Nothing that you adjudicated here is left to take back.")
        cleo.keyboard.press("1")
        expect(cleo.locator("#difference-title")).to_contain_text(OTHER)
        see(cleo)
        cleo.keyboard.press("u")
        expect(cleo.locator("#said")).to_have_text(f"{ONE}: “met, by hand” is withdrawn; “met, by hand” holds again.")
        expect(cleo.locator("#difference-title")).to_contain_text(ONE)
        expect(cleo.locator("[data-open]")).to_have_text("2")


def test_on_a_small_window_what_is_to_be_adjudicated_is_in_view(browser: Browser, served: Served) -> None:
    for name, key in ((ADA, "m"), (BEN, "x")):
        with at(browser, served, name, "/") as tab:
            for element in (ONE, OTHER):
                decide(tab, element, key, "as read")
    with at(browser, served, CLEO, "/") as cleo:
        cleo.set_viewport_size({"width": 640, "height": 400})
        cleo.goto(f"{company_link(COMPANY)}/differences")
        for element in (ONE, OTHER):
            expect(cleo.locator("#difference-title")).to_contain_text(element)
            expect(cleo.locator("#difference-title")).to_be_in_viewport()
            see(cleo)
            cleo.evaluate("scrollTo(0, document.body.scrollHeight)")  # to what the second reader decided
            cleo.keyboard.press("1")
        expect(cleo.get_by_text("All differences are settled")).to_be_in_viewport()


@pytest.mark.parametrize("key", ["1", "2"])
def test_a_key_adjudicates_only_when_both_readings_came_into_view(browser: Browser, served: Served, key: str) -> None:
    for name, other in ((ADA, "m"), (BEN, "x")):
        with at(browser, served, name, "/") as tab:
            for element in (ONE, OTHER):
                decide(tab, element, other, "as read")
    with at(browser, served, CLEO, f"{company_link(COMPANY)}/differences") as cleo:
        cleo.set_viewport_size({"width": 640, "height": 400})
        # As where both readers judged many passages, so that a window holds neither reading whole.
        cleo.evaluate("for (const one of document.querySelectorAll('.side')) one.style.minHeight = '120vh'")
        cleo.evaluate("document.querySelector('main').style.paddingBottom = '200vh'")
        cleo.evaluate("scrollTo(0, document.body.scrollHeight); looked.clear()")
        for place in (0, 1):  # each is brought into view, and told of, before the key decides
            cleo.keyboard.press(key)
            expect(cleo.locator("#held")).to_contain_text(key)
            expect(cleo.locator("#held")).to_be_in_viewport()
            expect(cleo.locator(".side h3").nth(place)).to_be_in_viewport()
            expect(cleo.locator("[data-open]")).to_have_text("2")
            cleo.wait_for_timeout(700)
        cleo.keyboard.press(key)
        expect(cleo.locator("[data-open]")).to_have_text("1")
        expect(cleo.locator("#said")).to_be_in_viewport()
        expect(cleo.locator("#difference-title")).to_contain_text(OTHER)
        expect(cleo.locator("#difference-title")).to_be_in_viewport()


def test_what_is_refused_on_a_long_page_of_differences_is_in_view(browser: Browser, served: Served) -> None:
    for name, key in ((ADA, "m"), (BEN, "x")):
        with at(browser, served, name, "/") as tab:
            decide(tab, ONE, key, "as read")
    address = f"{company_link(COMPANY)}/differences"
    with at(browser, served, CLEO, address) as cleo, at(browser, served, CLEO, address, WANTED) as again:
        again.evaluate("document.querySelector('main').style.paddingBottom = '200vh'")
        again.evaluate("scrollTo(0, document.querySelector('.sides').getBoundingClientRect().top + scrollY)")
        cleo.keyboard.press("1")
        expect(cleo.locator("[data-open]")).to_have_text("0")
        again.keyboard.press("2")
        expect(again.locator("#said.refused")).to_contain_text("Not saved")
        expect(again.locator("#said.refused")).to_be_in_viewport()


def test_a_draft_is_of_who_wrote_it_and_not_of_who_logs_in_after_them(browser: Browser, served: Served) -> None:
    address, note = element_link(COMPANY, ONE), "[data-note]"
    with at(browser, served, ADA, address) as tab:
        tab.keyboard.press("Shift+N")
        tab.keyboard.type("it binds suppliers alone")
        for name, draft in ((CLEO, ""), (ADA, "it binds suppliers alone")):
            tab.get_by_role("button", name="Log out").click()
            log_in(tab, name)
            tab.goto(address)
            expect(tab.locator(note)).to_have_value(draft)
