"""A researcher at the keyboard: the review in a real browser, from `serve` to the saved decision."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from browser_samples import (
    IN_A_BROWSER,
    SECOND_STROKE,
    WANTED,
    Served,
    ServedApart,
    as_a_person,
    at_once,
    running,
    see,
    watched_page,
)
from playwright.sync_api import Browser, Page, Route, expect
from report_samples import read_whole
from review_samples import COMPANY, decision, evidence, screened_workspace, source, text_document

import rubric
from extractors.records import Listing, Outcome, Role, Source
from review.words import company_link, element_link, final_link
from workspace.records import Ruling, Screening
from workspace.store import open_store

ONE, WEAK, PARTS = "A.1.1/S1.a", "A.1.1/S2.a", "A.1.2/S2.a"

pytestmark = IN_A_BROWSER


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    yield from running(screened_workspace(tmp_path))


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    with watched_page(browser, served.address, WANTED, 1440, 900) as tab:
        yield tab


def score(page: Page, wanted: str) -> None:
    expect(page.locator("[data-score]")).to_have_text(wanted)


def shown(page: Page, heading: str) -> None:
    expect(page.locator("[data-focus]")).to_have_text(heading)


def stands(page: Page, element: str) -> None:
    expect(page.locator("#here")).to_have_text(element)


def at(page: Page, element: str) -> None:
    stands(page, element)
    see(page)


def test_a_researcher_decides_by_key_alone_and_it_is_there_after_reloading(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, ONE))
    score(page, "0–2")
    page.keyboard.press("Shift+N")
    page.keyboard.type("cr: firm, in its own name")  # in a note, c and r are letters
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    at(page, WEAK)  # it is met: the next question
    score(page, "1–2")
    page.keyboard.press("r")  # nothing else was found for it, but the scan was not read
    expect(page.locator(".judged")).to_contain_text("Is it met m or not x?")
    expect(page.locator(".unread")).to_contain_text("scan-2019.pdf")
    expect(page.locator(".unread .outcome.lacking")).to_have_css("margin-top", "0px")  # a label within its line
    page.keyboard.press("x")
    at(page, "A.1.1/S2.b")
    decided = [(ONE, "supports", "cr: firm, in its own name"), (WEAK, "rejected", ""), (WEAK, "not_met", "")]
    assert served.log() == decided
    page.goto(element_link(COMPANY, WEAK))
    score(page, "1–2")
    expect(page.locator("[data-decided]")).to_have_attribute("data-decided", "rejected")
    page.goto(element_link(COMPANY, ONE))
    expect(page.locator("[data-decided]")).to_have_attribute("data-decided", "supports")
    expect(page.locator(".history")).to_contain_text("cr: firm, in its own name")


def test_every_key_does_what_it_says(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, PARTS))
    for key, heading in [
        ("p", "Passage 1 of 3"),
        ("n", "Passage 2 of 3"),
        ("j", "Passage 3 of 3"),
        ("p", "Passage 2 of 3"),
        ("k", "Passage 1 of 3"),
    ]:
        page.keyboard.press(key)
        shown(page, heading)
    page.keyboard.press("w")
    expect(page.locator(".statement .decision")).to_have_text("weak")
    page.keyboard.press("s")
    page.keyboard.press("u")  # nothing is decided here: the last decision, the skip, is withdrawn
    expect(page.locator("#said")).to_contain_text("“skipped” is withdrawn")
    page.keyboard.press("e")
    at(page, "A.1.2/S2.b")
    page.keyboard.press("m")
    expect(page.get_by_role("alert")).to_contain_text("nothing is confirmed")
    page.keyboard.type("It says so on page 2.")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("A.1.2/S2.b: met, by hand.")
    page.keyboard.press("u")
    at(page, "A.1.2/S2.b")
    expect(page.locator(".truth.decided").first).to_contain_text("not known yet")
    page.keyboard.press("x")
    expect(page.locator("#said")).to_contain_text("A.1.2/S2.b: not met, by hand.")
    page.keyboard.press("i")
    expect(page.locator("#here")).to_contain_text("A.1.4/")
    page.keyboard.press("o")
    expect(page.locator("#here")).to_contain_text("A.1.4/")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    expect(page.locator("#help")).to_contain_text("rework the quote")
    page.keyboard.press("x")  # while the help is open, keys decide nothing
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    verdicts = [verdict for _, verdict, _ in served.log()]
    assert verdicts == ["weak", "skipped", "open", "met", "open", "not_met"]
    page.goto(element_link(COMPANY, ONE))
    page.keyboard.press("q")
    expect(page.locator("h1")).to_contain_text("Work on a quote")


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Served]:
    """The review of a company all of whose documents could be read."""
    yield from running(screened_workspace(tmp_path / "whole", unread=False))


def test_a_company_is_reviewed_by_keyboard_alone_until_all_scores_are_final(page: Page, whole: Served) -> None:
    page.goto(whole.address + company_link(COMPANY))
    page.keyboard.press("o")
    at(page, ONE)
    presses = 0
    while "/final" not in page.url:
        if page.locator("form.empties").count():
            key = "Shift+X"
        elif page.locator(".statement[aria-current] .verdict.supports").count():
            key = "c"
        else:
            key = "x"
        with page.expect_response("**/*", timeout=5000):
            page.keyboard.press(key)
        expect(page.locator(".htmx-request")).to_have_count(0)
        presses += 1
        assert presses < 40
    expect(page.locator("[data-focus]")).to_have_text("All 13 scores are final")
    expect(page.locator(".progress")).to_have_text("13 of 13 scores final · nothing left to ask")
    with open_store(whole.workspace) as store:
        decided = {line.element for line in store.decisions()}
        assert store.check_log() == []
    assert presses < len(decided)  # empty elements closed together, and alternatives were not asked


def test_keys_pressed_while_a_request_runs_are_not_lost(page: Page, whole: Served) -> None:
    page.set_viewport_size({"width": 1440, "height": 1100})  # in which three passages of the element stand whole
    page.goto(whole.address + element_link(COMPANY, PARTS))
    page.route("**/decide", slowly)
    page.route("**/company/**", slowly)
    page.evaluate(PRESSED, [*"cccnxuxuxu"])
    expect(page.locator("#held")).to_contain_text(f"{HELD}: x (3 times), u (3 times).", timeout=SLOW)
    assert [verdict for _, verdict, _ in whole.log()] == ["supports"] * 3
    page.wait_for_timeout(READ)
    page.evaluate(PRESSED, [*"xuxuxu"])  # now the card is in view, and what one does oneself may be taken back
    for _ in range(100):
        page.wait_for_timeout(100)
        verdicts = [verdict for _, verdict, _ in whole.log()]
        if len(verdicts) == 9:
            break
    assert verdicts[3:] == ["not_met", "open"] * 3
    expect(page.locator("#held")).to_have_count(0)


def test_a_note_typed_while_a_request_runs_is_a_note_and_no_row_of_commands(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, ONE))
    page.route("**/decide", slowly)
    page.evaluate(PRESSED, ["c", "N", *"mx cr", "Backspace", "Escape", "x"])
    expect(page.locator("#held")).to_contain_text(f"{HELD}: x.", timeout=SLOW)
    expect(page.locator("[data-note]")).to_have_value("mx c")
    page.wait_for_timeout(READ)
    page.keyboard.press("x")
    expect(page.locator("#said")).to_contain_text("A.1.1/S2.a: not met, by hand.")
    assert served.log() == [(ONE, "supports", ""), (WEAK, "not_met", "mx c")]


def test_capitals_typed_with_caps_lock_while_a_request_runs_stay_capitals_in_a_note(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, ONE))
    page.route("**/decide", slowly)
    page.evaluate(PRESSED.replace("/^[A-Z]$/.test(key)", "place === 1"), ["c", "N", "U", "N"])
    expect(page.locator("[data-note]")).to_have_value("UN", timeout=SLOW)


def test_at_400_percent_the_keys_do_not_cover_what_is_read(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    page.goto(element_link(COMPANY, ONE))
    page.locator(".statement[aria-current] blockquote").scroll_into_view_if_needed()
    over = page.evaluate(
        "() => { const quote = document.querySelector('.statement[aria-current] blockquote');"
        " const { x, y } = quote.getBoundingClientRect();"
        " return document.elementFromPoint(x + 20, y + 10).closest('.dock') !== null; }"
    )
    assert over is False


def test_a_key_typed_ahead_decides_no_passage_that_stands_out_of_view(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})
    page.goto(element_link(COMPANY, ONE))
    hidden = "(one) => one.getBoundingClientRect().bottom > document.querySelector('.dock').getBoundingClientRect().top"
    assert page.locator(".statement").nth(1).evaluate(hidden)
    page.route("**/A.1.1/*", slowly)
    page.evaluate(PRESSED, ["n", "r"])
    expect(page.locator("#held")).to_contain_text(f"{HELD}: r.", timeout=SLOW)
    assert served.log() == []


@pytest.mark.parametrize(("size", "element", "key"), [((720, 450), "A.1.4/S1.a", "Shift+X"), ((640, 400), ONE, "x")])
def test_what_a_key_decides_comes_into_view_before_it_decides(
    page: Page, whole: Served, size: tuple[int, int], element: str, key: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(whole.address + element_link(COMPANY, element))
    page.evaluate("document.body.append(Object.assign(document.createElement('p'), { style: 'height: 200vh' }))")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.evaluate("looked.clear()")  # as where one came from another page and scrolled on
    page.keyboard.press(key)
    expect(page.locator("#held")).to_contain_text(f"{HELD}: {key[-1]}.")
    assert whole.log() == []
    expect(page.locator(".asked, .question h2").last).to_be_in_viewport()
    page.wait_for_timeout(READ)
    page.keyboard.press(key)
    expect(page.locator("#said")).to_contain_text("not met")


def test_a_key_that_is_asked_for_once_more_decides_however_little_of_the_quote_fits(page: Page, whole: Served) -> None:
    page.goto(whole.address + element_link(COMPANY, ONE))
    page.evaluate("looked.clear(); inView = () => false")  # as in a window that holds a line of it
    page.keyboard.press("c")
    expect(page.locator("#held")).to_contain_text(f"{HELD}: c.")
    page.wait_for_timeout(READ)
    page.keyboard.press("c")
    expect(page.locator("#said")).to_contain_text("confirmed")


def test_the_question_about_empty_elements_is_in_view_when_its_page_comes(page: Page, whole: Served) -> None:
    page.set_viewport_size({"width": 720, "height": 450})
    page.goto(whole.address + element_link(COMPANY, "A.1.4/S1.a"))
    head, dock = page.locator(".asked").bounding_box(), page.locator(".dock").bounding_box()
    assert head is not None
    assert dock is not None
    assert head["y"] >= 0
    assert head["y"] + head["height"] <= dock["y"]


@pytest.mark.parametrize("when", ["setTimeout(press)", "onScreen(() => setTimeout(press, 20))"], ids=["there", "shown"])
def test_a_key_pressed_before_anybody_can_have_seen_the_page_decides_nothing(
    page: Page, served: Served, when: str
) -> None:
    page.add_init_script(EARLY.replace("WHEN", when))
    page.goto(element_link(COMPANY, ONE))
    expect(page.locator("#held")).to_contain_text(f"{HELD}: c.")
    assert served.log() == []


# As soon as the passage is there, before the browser has drawn it, or when it has just been drawn.
EARLY = """new MutationObserver((_, watch) => {
  if (!document.querySelector(".dock")) return;
  watch.disconnect();
  const press = () =>
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "c", bubbles: true, cancelable: true }));
  document.addEventListener("DOMContentLoaded", () => WHEN);
}).observe(document, { childList: true, subtree: true })"""


def test_keys_pressed_while_a_page_is_on_its_way_are_not_lost(page: Page, served: Served) -> None:
    page.goto(company_link(COMPANY))
    page.route("**/A.1.1/*", slowly)
    page.add_init_script(f"({ONCE_TOLD})('c')")  # pressed so soon, it was not in answer to what is told
    page.evaluate(PRESSED, ["o", "c", "x"])  # by the page itself: while `slowly` waits, this program presses nothing
    expect(page.locator("#held")).to_contain_text(f"{HELD}: c (2 times), x.", timeout=SLOW)
    assert served.log() == []
    page.wait_for_timeout(READ)
    page.keyboard.press("c")
    at(page, WEAK)
    expect(page.locator("#held")).to_have_count(0)
    assert [(element, verdict) for element, verdict, _ in served.log()] == [(ONE, "supports")]


# Presses a key when it is told which keys were held back: a program beside a busy page comes too late for that.
ONCE_TOLD = """key => {
    const told = new MutationObserver(() => {
        if (document.querySelector("#held") === null) return;
        told.disconnect();
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    });
    told.observe(document, { childList: true, subtree: true });
}"""
SLOW = 20_000  # milliseconds, for rows of requests on a busy machine
HELD = "Pressed before this came into view, so it decided nothing"


def test_ten_keys_typed_ahead_decide_the_passages_in_view_and_of_the_others_it_is_told(
    page: Page, whole: Served
) -> None:
    page.set_viewport_size({"width": 1440, "height": 1100})  # in which three passages of the element stand whole
    page.goto(whole.address + element_link(COMPANY, PARTS))
    page.route("**/decide", slowly)
    page.evaluate(PRESSED, ["c"] * 10)
    expect(page.locator("#held")).to_contain_text(f"{HELD}: c (7 times).", timeout=SLOW)
    assert [(element, verdict) for element, verdict, _ in whole.log()] == [(PARTS, "supports")] * 3


def test_a_key_typed_ahead_decides_no_card_that_was_not_seen_and_takes_nothing_back(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, ONE))
    page.route("**/decide", slowly)
    page.evaluate(PRESSED, ["c", "x", "u", "n"])  # `u` was meant for the `x`
    expect(page.locator("#held")).to_contain_text(f"{HELD}: x, u.", timeout=SLOW)
    at(page, WEAK)
    expect(page.locator(".statement[aria-current]")).to_have_count(1)
    assert [(element, verdict) for element, verdict, _ in served.log()] == [(ONE, "supports")]
    page.keyboard.press("Escape")
    expect(page.locator("#held")).to_have_count(0)
    page.keyboard.press("x")
    expect(page.locator("#said")).to_contain_text("A.1.1/S2.a: not met, by hand.")


@pytest.mark.parametrize("when", ["there", "shown"])
def test_the_second_stroke_of_a_double_one_decides_nothing_of_what_has_just_come(
    page: Page, served: Served, when: str
) -> None:
    page.goto(element_link(COMPANY, ONE))
    page.evaluate(SECOND_STROKE, ["c", when])
    page.keyboard.press("c")
    expect(page.locator("#held")).to_contain_text(f"{HELD}: c.")
    at(page, WEAK)
    assert [(element, verdict) for element, verdict, _ in served.log()] == [(ONE, "supports")]


@pytest.mark.parametrize("key", ["c", "n"])
@pytest.mark.parametrize("when", ["there", "shown"])
def test_what_is_refused_must_be_read_before_a_key_decides_or_leads_away(
    page: Page, served: Served, key: str, when: str
) -> None:
    page.goto(element_link(COMPANY, ONE))
    other = as_a_person(page.context.new_page())
    other.goto(element_link(COMPANY, ONE))
    other.keyboard.press("r")
    shown(other, "Passage 2 of 2")
    page.evaluate(SECOND_STROKE, [key, when])
    page.keyboard.press("c")
    expect(page.locator("#said.refused")).to_contain_text("Not saved: meanwhile R. Viewer decided")
    told = f"{HELD}: {key}." if when == "shown" else "What was pressed since then was not used: 1 key."
    expect(page.locator("#held" if when == "shown" else "#said.refused")).to_contain_text(told)
    assert served.log() == [(ONE, "rejected", "")]


def test_who_goes_on_pressing_a_key_that_was_held_back_is_told_once_and_then_it_acts(page: Page, whole: Served) -> None:
    page.goto(whole.address + element_link(COMPANY, ONE))
    page.evaluate("looked.clear(); look = () => {}")
    page.evaluate(PRESSED.replace("20 * place", "250 * place"), ["c"] * 4)
    expect(page.locator("#said")).to_contain_text("confirmed", timeout=SLOW)


def test_a_key_pressed_after_another_was_held_back_counts_on_that_one_and_is_held_too(
    page: Page, served: Served
) -> None:
    page.goto(element_link(COMPANY, ONE))
    page.evaluate(SECOND_STROKE, ["c", "shown"])
    page.keyboard.press("c")
    expect(page.locator("#held")).to_contain_text(f"{HELD}: c.")
    page.evaluate("toldAt = 1; held.last = performance.now() + 60000")  # it was read, and the key was held only now
    page.keyboard.press("x")
    expect(page.locator("#held")).to_contain_text(f"{HELD}: c, x.")
    assert [(element, verdict) for element, verdict, _ in served.log()] == [(ONE, "supports")]
    page.evaluate("toldAt = 1; held.last = 1")
    page.keyboard.press("x")
    expect(page.locator("#said")).to_contain_text("A.1.1/S2.a: not met, by hand.")


@pytest.mark.parametrize("slow", [False, True])
def test_a_note_typed_at_once_after_the_key_that_asks_for_it_is_saved_whole(
    page: Page, whole: Served, slow: bool
) -> None:
    page.goto(whole.address + element_link(COMPANY, "C.7/S2.a"))
    if slow:
        page.route("**/decide", slowly)
    page.keyboard.press("m")
    for sign in "the code, page 3":
        at_once(page, "Space" if sign == " " else sign)
        page.wait_for_timeout(30)
    at_once(page, "Enter")
    expect(page.locator("#said")).to_contain_text("met, by hand", timeout=SLOW)
    assert whole.log() == [("C.7/S2.a", "met", "the code, page 3")]


def test_what_is_told_of_a_key_stands_until_one_can_have_read_it(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 1280, "height": 420})  # in which the second passage is out of view
    page.goto(element_link(COMPANY, ONE))
    page.route("**/A.1.1/*", slowly)
    page.evaluate(PRESSED, ["n", "w", "n", "g", "c"])
    page.wait_for_timeout(READ)
    expect(page.locator("#held")).to_contain_text(f"{HELD}: w, c.", timeout=SLOW)
    assert served.log() == []


def test_whoever_goes_on_by_mouse_at_once_has_read_what_was_told_of_a_key(page: Page, whole: Served) -> None:
    page.goto(whole.address + element_link(COMPANY, ONE))
    page.evaluate("looked.clear(); look = () => {}")
    page.keyboard.press("c")
    expect(page.locator("#held")).to_contain_text(f"{HELD}: c.")
    page.locator("[data-key='o']").click()
    at(page, WEAK)
    expect(page.locator("#held")).to_have_count(0)


def test_typed_ahead_one_takes_back_what_one_has_just_decided(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, ONE))
    page.route("**/decide", slowly)
    page.evaluate(PRESSED, ["c", "u"])
    expect(page.locator("#said")).to_contain_text("is withdrawn", timeout=SLOW)
    at(page, ONE)
    assert [(element, verdict) for element, verdict, _ in served.log()] == [(ONE, "supports"), (ONE, "open")]


PRESSED = """(keys) => keys.forEach((key, place) => setTimeout(() => {
  const shiftKey = /^[A-Z]$/.test(key);
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
}, 20 * place))"""
READ = 700  # milliseconds after which one has read what the page told


def slowly(route: Route) -> None:
    """An answer that takes longer than a key."""
    time.sleep(0.25)
    route.continue_()


def test_what_was_typed_in_the_belief_that_it_was_saved_decides_nothing(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, ONE))
    other = as_a_person(page.context.new_page())
    other.goto(element_link(COMPANY, ONE))
    other.keyboard.press("r")
    shown(other, "Passage 2 of 2")
    page.route("**/decide", slowly)
    page.evaluate(PRESSED, ["c"] * 3)
    expect(page.get_by_role("alert")).to_contain_text("What was pressed since then was not used: 2 keys.")
    assert served.log() == [(ONE, "rejected", "")]


def test_a_key_can_be_changed_and_switched_off(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, PARTS))
    page.keyboard.press("?")
    page.get_by_role("button", name="Change keys").click()
    field = page.locator('[data-remap="c"]')
    field.focus()
    page.keyboard.press("w")
    expect(page.locator("[data-taken]")).to_contain_text("w has another use: weak")
    page.keyboard.press("z")
    page.locator('[data-remap="r"]').focus()
    page.keyboard.press("Backspace")
    page.keyboard.press("Escape")
    page.reload()  # it is kept
    expect(page.locator('.ruling.supports [data-shows="c"]')).to_have_text("z")
    expect(page.locator(".ruling.supports")).to_have_attribute("aria-keyshortcuts", "z")
    page.keyboard.press("c")
    page.keyboard.press("r")
    page.keyboard.press("z")
    expect(page.locator("#said")).to_contain_text("confirmed")
    assert [verdict for _, verdict, _ in served.log()] == ["supports"]
    page.keyboard.press("?")
    page.get_by_role("button", name="Change keys").click()
    page.get_by_label("Single keys act").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    page.get_by_role("button", name="Skip").click()  # a button acts all the same
    expect(page.locator("#said")).to_contain_text("skipped")
    assert [verdict for _, verdict, _ in served.log()] == ["supports", "skipped"]


def test_a_key_for_a_passage_says_what_to_press_where_none_is_in_focus(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, ONE))
    page.evaluate("""localStorage.setItem("firmword.keys", '{"off": false, "keys": {"m": "z", "x": ""}}')""")
    page.reload()
    page.keyboard.press("c")
    at(page, WEAK)
    page.keyboard.press("r")
    expect(page.locator(".judged")).to_contain_text("All that is shown is judged.")
    page.keyboard.press("o")
    at(page, "A.1.1/S2.b")  # nothing was found for it
    for key in "cwrsq":
        page.evaluate("document.querySelector('#said').textContent = 'what was said before'")
        page.keyboard.press(key)
        said = "No passage is in focus. “Met” z and “Not met” decide the element by hand."
        expect(page.locator("#said")).to_have_text(said)
        expect(page.locator("#said")).to_have_attribute("role", "status")
    assert len(served.log()) == 2


def test_a_draft_note_stays_with_its_element(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, PARTS))
    page.keyboard.press("Shift+N")
    page.keyboard.type("two of four")
    page.keyboard.press("Escape")
    for key, heading in (("n", "Passage 3 of 3"), ("p", "Passage 2 of 3")):
        page.keyboard.press(key)
        shown(page, heading)
        expect(page.locator("[data-note]")).to_have_value("two of four")
    page.keyboard.press("i")
    expect(page.locator("#here")).not_to_have_text(PARTS)
    expect(page.locator("[data-note]")).to_have_value("")
    page.goto(element_link(COMPANY, PARTS))
    expect(page.locator("[data-note]")).to_have_value("two of four")
    page.keyboard.press("s")
    expect(page.locator("#said")).to_contain_text("skipped")
    expect(page.locator("[data-note]")).to_have_value("")  # it was saved
    assert served.log() == [(PARTS, "skipped", "two of four")]


def test_the_empty_elements_of_an_indicator_are_closed_by_one_press_and_opened_by_one(
    page: Page, whole: Served
) -> None:
    page.goto(whole.address + element_link(COMPANY, "A.1.4/S1.a"))
    shown(page, "4 elements: 2 of 2 documents searched whole, no passage")
    page.keyboard.press("Shift+X")
    expect(page.locator("#said")).to_contain_text("A.1.4/S1.a, S1.b, S2.a and S2.b: not met, by hand.")
    expect(page.get_by_role("button", name="Withdraw")).to_contain_text("Withdraw “not met, by hand” on 4 elements")
    page.keyboard.press("u")
    shown(page, "4 elements: 2 of 2 documents searched whole, no passage")
    assert [verdict for _, verdict, _ in whole.log()] == ["not_met"] * 4 + ["open"] * 4
    assert {note for _, verdict, note in whole.log() if verdict == "not_met"} == {
        "2 of 2 documents searched whole, no passage"
    }


def test_the_only_empty_element_of_an_indicator_is_closed_by_the_same_press(page: Page, whole: Served) -> None:
    for key in ("S1.a", "S1.b", "S2.a"):
        page.goto(whole.address + element_link(COMPANY, f"A.1.4/{key}"))
        page.wait_for_timeout(READ)
        page.keyboard.press("a")
        expect(page.locator("#said")).to_contain_text("not applicable")
    page.goto(whole.address + element_link(COMPANY, "A.1.4/S2.b"))
    shown(page, "No passage was found")
    page.wait_for_timeout(READ)
    page.keyboard.press("Shift+X")
    expect(page.locator("#said")).to_contain_text("A.1.4/S2.b: not met, by hand.")


def test_a_fold_stays_as_it_was_left(page: Page) -> None:
    page.goto(element_link(COMPANY, ONE))
    expect(page.locator("[data-fold] .accepted")).to_contain_text("We uphold the XX right/convention")
    page.keyboard.press("g")
    expect(page.locator("[data-fold] .accepted")).to_be_hidden()
    page.keyboard.press("e")
    at(page, "A.1.1/S1.b")
    expect(page.locator("[data-fold] .accepted")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-fold] .accepted")).to_be_hidden()


def test_without_scripts_one_reviews_by_links_and_forms(browser: Browser, served: Served) -> None:
    with browser.new_context(java_script_enabled=False, base_url=served.address) as context:
        page = context.new_page()
        page.goto(company_link(COMPANY))
        page.get_by_role("link", name="Next question").click()
        page.get_by_role("button", name="Confirm").click()
        stands(page, WEAK)
        page.get_by_role("button", name="Met", exact=False).first.click()
        expect(page.get_by_role("alert")).to_contain_text("nothing is confirmed")
        page.locator("[data-note]").fill("page 3")
        page.get_by_role("button", name="Met", exact=False).first.click()
        stands(page, PARTS)
        page.get_by_role("button", name="Withdraw").click()
        stands(page, WEAK)
    assert [verdict for _, verdict, _ in served.log()] == ["supports", "met", "open"]


@pytest.mark.parametrize("name", [".", ".."])
def test_a_company_whose_name_browsers_would_take_out_of_an_address_opens(
    page: Page, served: Served, name: str
) -> None:
    document = text_document(((Role.PARAGRAPH, "We respect human rights."),), "Policy")
    with open_store(served.workspace) as store:
        given = Source(Listing(name, "p.html", "/p.html"), "2026-01-01", "file copied", document.sha256)
        store.save_screening(read_whole(given, document, [evidence(document, ONE, "We respect human rights.")]))
    page.goto("/")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.locator("h1")).to_have_text(name)
    see(page)
    page.keyboard.press("o")
    at(page, ONE)
    page.keyboard.press("c")
    expect(page.locator("#said")).to_contain_text("A.1.1/S1.a: confirmed.")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (640, 400)])
def test_reason_source_quote_and_buttons_are_in_view(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(element_link(COMPANY, PARTS))
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Withdraw")).to_be_visible()  # the row of steps is as long as it gets
    page.keyboard.press("n")
    shown(page, "Passage 2 of 3")
    wanted = (
        ".why",
        ".from",
        ".ruling.supports",
        ".ruling.rejected",
        ".ruling.not_met",
        ".statement[aria-current] .quoted",
    )
    dock = page.locator(".dock").bounding_box()
    assert dock is not None
    for one in wanted:
        box = page.locator(one).first.bounding_box()
        assert box is not None, one
        foot = height if ".statement" not in one else dock["y"]
        assert box["y"] >= 0, one
        assert box["y"] + box["height"] <= foot + 1, one
        assert box["x"] + box["width"] <= width, one
    for step in page.locator(".steps .button").all():
        box = step.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width, step.inner_text()
        assert box["y"] + box["height"] <= height, step.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "height"), [(640, 400), (720, 450)])
def test_on_a_small_window_what_is_asked_stays_in_view_in_one_line_above_the_passage(
    page: Page, whole: Served, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(whole.address + element_link(COMPANY, PARTS))
    page.keyboard.press("n")
    shown(page, "Passage 3 of 3")
    line, question = page.locator(".asks-this"), page.locator(".question h2")
    expect(question).not_to_be_in_viewport()
    label = question.inner_text().split(maxsplit=1)[1]
    expect(line).to_have_text(f"{PARTS} {label}")
    box = line.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["height"] < 30, "one line"
    assert page.evaluate(ON_TOP, [".asks-this", 8]), "nothing lies over it"
    quote = page.locator(".statement[aria-current] .quoted").bounding_box()
    assert quote is not None
    assert quote["y"] >= box["y"] + box["height"] - 1, "nor does it lie over what is judged"
    page.evaluate("scrollTo(0, 0)")
    assert page.evaluate(ON_TOP, [".question h2", 8]), "where the question itself is in view it is said once"
    assert not page.evaluate(ON_TOP, [".asks-this", 8])
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(line).to_be_hidden()


ON_TOP = """([what, down]) => {
  const box = document.querySelector(what).getBoundingClientRect();
  return Boolean(document.elementFromPoint(box.x + 40, box.y + down)?.closest(what));
}"""


DOUBTED = (
    "What it may lack: It speaks of one or a few selected rights, not of human rights as a whole. By the rules: about "
    "“human rights”, “fundamental rights at work”. Firm words: “committed to respecting”, “all our own operations”."
)
BESIDE = "The rules take it for support; a model learned from labels doubts it (30% sure that it supports)."


@pytest.fixture
def doubted(tmp_path: Path) -> Iterator[Served]:
    """The review of a passage of which much is told, below a long title and long headings."""
    lines = (
        (Role.HEADING, "Quillmere and its people. " * 12),
        (Role.PARAGRAPH, "We respect human rights, as we said."),
    )
    document = text_document(lines, "A title that is as long as titles of reports sometimes are, and longer " * 3)
    document = replace(document, blocks=tuple(replace(one, section=(lines[0][1],)) for one in document.blocks))
    one = replace(evidence(document, ONE, lines[1][1], "selected_rights"), explanation=f"{DOUBTED} {BESIDE}")
    with open_store(tmp_path / "doubted") as store:
        store.save_screening(read_whole(source("code.html", document), document, [one]))
    yield from running(tmp_path / "doubted")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 800), (720, 450)])
def test_what_decides_stands_whole_and_the_rest_is_a_key_away(
    page: Page, doubted: Served, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(doubted.address + element_link(COMPANY, ONE))
    why, where, rest = page.locator(".why"), page.locator(".from .page"), page.locator(".whole-of li")
    expect(why).to_have_text(f"Weak? {DOUBTED}")
    assert not why.evaluate(CLIPPED)
    assert page.locator(".told-of [title]").count() == 0  # nothing is told in a mouse's title alone
    expect(rest.first).to_be_hidden()
    for part in (why, where, *page.locator(".dock button").all()):
        expect(part).to_be_in_viewport(ratio=1)
    page.keyboard.press("y")
    expect(rest.first).to_have_text(BESIDE)
    expect(page.locator(".whole-of")).to_contain_text("Under Quillmere and its people.")
    assert not page.locator(".from .title").evaluate(CLIPPED)
    for part in (why, where, *page.locator(".rulings button").all()):
        expect(part).to_be_in_viewport(ratio=1)
    page.reload()
    expect(rest.first).to_be_visible()  # it stays as it was left
    page.keyboard.press("y")
    expect(rest.first).to_be_hidden()


CLIPPED = "(one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1"


def test_whoever_goes_back_comes_to_the_passage_and_sees_what_is_saved_of_it(page: Page) -> None:
    page.goto(element_link(COMPANY, PARTS))  # the address names no passage
    shown(page, "Passage 2 of 3")
    page.keyboard.press("w")
    shown(page, "Passage 1 of 3")
    page.go_back()
    shown(page, "Passage 2 of 3")
    expect(page.locator(".statement[aria-current] .decision")).to_have_text("weak")
    expect(page.locator("#said")).to_contain_text("As it stands: weak, by R. Viewer, ")
    expect(page.locator(".ruling.weak")).to_have_attribute("aria-pressed", "true")


def test_a_page_that_the_browser_kept_is_asked_for_anew(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, PARTS))
    with open_store(served.workspace) as store:
        one = store.candidates(COMPANY, "chrb-core-2019")
        store.decide(decision(next(each for each in one if each.evidence.element == PARTS), Ruling.WEAK))
    with page.expect_navigation():
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator(".statement .decision")).to_have_text("weak")


def test_the_passage_is_drawn_marked_and_in_sight(page: Page) -> None:
    page.goto(element_link(COMPANY, PARTS))
    page.wait_for_function("document.querySelector('.paper img').naturalWidth > 1000")
    box = page.locator("rect.quote").bounding_box()
    pane = page.locator("[data-pane]").bounding_box()
    assert box is not None
    assert pane is not None
    assert pane["y"] <= box["y"] <= pane["y"] + pane["height"]
    assert (page.locator("rect.quote").count(), page.locator("rect.lead").count()) == (1, 1)


def test_what_can_be_checked_is_loaded_when_its_fold_is_opened_and_moves_nothing(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/checked/" in request.url else None)
    page.goto(element_link(COMPANY, ONE))
    fold = page.get_by_text("Why, and what would turn it")
    expect(fold).to_be_visible()
    assert asked == []
    fold.click()
    told = page.locator(".checked .told")
    expect(told).to_contain_text("screened by other rules", timeout=30_000)  # the rules are opened first
    fold.click()
    fold.click()
    assert len(asked) == 1
    shown(page, "Passage 1 of 2")


def test_of_two_tabs_the_one_that_comes_late_is_refused(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, ONE))
    other = as_a_person(page.context.new_page())
    other.goto(element_link(COMPANY, ONE))
    other.keyboard.press("r")
    shown(other, "Passage 2 of 2")
    page.keyboard.press("c")
    expect(page.get_by_role("alert")).to_contain_text("Not saved: meanwhile R. Viewer decided")
    assert served.log() == [(ONE, "rejected", "")]
    page.wait_for_timeout(READ)
    page.keyboard.press("c")  # having seen it, one may decide otherwise
    score(page, "1–2")


def test_a_stopped_review_never_looks_as_if_it_had_saved(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, ONE))
    served.end()
    page.keyboard.press("c")
    expect(page.get_by_role("alert")).to_contain_text("Not saved: the review does not answer")
    shown(page, "Passage 1 of 2")


@pytest.mark.parametrize("size", [(640, 400), (320, 640)])
def test_nothing_that_has_the_focus_lies_wholly_behind_the_keys_at_the_foot(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(element_link(COMPANY, ONE))
    reached = set()
    for _ in range(45):
        page.keyboard.press("Tab")
        name, visible = page.evaluate(FOCUSED)
        reached.add(name)
        assert visible, name
    assert len(reached) > 20


# The words of what has the focus, and whether any of nine points of it is to be seen.
FOCUSED = """() => {
  const one = document.activeElement;
  const { left, top, width, height } = one.getBoundingClientRect();
  const shares = [0.1, 0.5, 0.9];
  const points = shares.flatMap((across) => shares.map((down) => [left + across * width, top + down * height]));
  const hit = points.some(([x, y]) => one.contains(document.elementFromPoint(x, y)));
  return [`${one.localName} ${one.textContent.trim().slice(0, 40)}`, one === document.body || hit];
}"""


def test_a_long_button_fits_a_narrow_window(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    with open_store(served.workspace) as store:
        row = store.documents(COMPANY)[0]
        made = decision(store.candidates(COMPANY)[0], Ruling.CORRECTED)
        facts = {"kind": "informal", "published": "2025", "company_name": "Quillmere"}
        lines = [
            replace(
                made,
                rubric="",
                element=fact,
                candidate=None,
                start=None,
                end=None,
                quote=value,
                document=row.document,
                rubric_version="",
                rules_version="",
            )
            for fact, value in facts.items()
        ]
        store.decide_together(lines, [0] * len(lines))
    page.goto(element_link(COMPANY, ONE))
    expect(page.locator(".steps .button", has_text="Withdraw your correction")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_page_fits_a_narrow_window(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for address in ("/", element_link(COMPANY, ONE), element_link(COMPANY, PARTS), element_link(COMPANY, "C.1/S2.a")):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_no_topic_however_long_makes_a_page_wider_than_the_window(tmp_path: Path, browser: Browser) -> None:
    """Topics of the journey have up to thirty statements, whose tabs stand in a row."""
    workspace = screened_workspace(tmp_path)
    rsj = rubric.load("rsj-2018")
    with open_store(workspace) as store:
        document = text_document(((Role.PARAGRAPH, "We respect human rights."),), "Policy")
        every = {one.id: evidence(document, one.id, "We respect human rights.") for one in rsj.elements}
        found = [replace(one, rubric=rsj.name) for name, one in every.items() if name != "3.a/1.4"]
        store.save_screening(read_whole(source("p.html", document), document, found, rsj.name))
    addresses = ["/", company_link(COMPANY), final_link(COMPANY), element_link(COMPANY, "3.a/1.4")]
    addresses += [element_link(COMPANY, topic.elements[-1].id) for topic in rsj.indicators]
    for served in running(workspace):
        for width in (1024, 1400, 1920):
            with watched_page(browser, served.address, WANTED, width, 900) as page:
                for address in addresses:
                    page.goto(f"{address}?rubric={rsj.name}")
                    assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
                    assert page.evaluate(WIDEST) <= width, (address, width)


# How far right what stands on the page reaches, but for what scrolls within itself: a grid may be wider than its page.
WIDEST = """() => Math.max(...[...document.querySelectorAll("body, main, main > *, #desk > *")]
  .map((one) => one.getBoundingClientRect().right))"""


def test_the_address_is_printed_and_ctrl_c_stops_cleanly(tmp_path: Path) -> None:
    served = ServedApart(screened_workspace(tmp_path))
    code, said = served.stop()
    assert code == 0
    assert re.search(re.escape(served.address), said)
    assert "Traceback" not in said


RIGHT_OF_WORDS = (
    "it => { const r = document.createRange(); r.selectNodeContents(it); return r.getBoundingClientRect().right }"
)


def test_no_id_of_an_element_lies_over_what_it_asks(tmp_path: Path, browser: Browser) -> None:
    workspace = screened_workspace(tmp_path)
    with open_store(workspace) as store:
        source = Source(
            Listing(COMPANY, "s.txt", "/s.txt"), "2026-01-02T03:04:05+00:00", "copied", "8" * 64, "text/plain"
        )
        store.save_screening(Screening(source, "uk-modern-slavery-2015", "1", Outcome.READ))
    for served in running(workspace):
        for width in (1440, 600):
            with watched_page(browser, served.address, WANTED, width, 900) as page:
                page.goto(f"{company_link(COMPANY)}?rubric=uk-modern-slavery-2015")
                rows = page.locator(".elements a")
                expect(rows).to_have_count(9)  # "supply_chains" is wider than "S1.a"
                for row in rows.all():
                    asks = row.locator(".label").bounding_box()
                    assert asks is not None
                    assert row.locator(".id").evaluate(RIGHT_OF_WORDS) <= asks["x"], row.inner_text()
