"""Whole documents in a real browser: selecting by mouse and by key, searching, correcting; and what lies in the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_samples import IN_A_BROWSER, SECOND_STROKE, WANTED, Served, running, see, watched_page
from playwright.sync_api import Browser, Page, expect
from review_samples import COMPANY, POLICY, evidence, save, screened_workspace, text_document

from extractors.records import Role
from review.words import company_link, element_link
from workspace.records import Candidate, Ruling
from workspace.store import open_store

ELEMENT, PARTS = "C.1/S1.a", "A.1.2/S2.a"
TWICE = """(key) => [0, 30].forEach((after) => setTimeout(() => {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}, after))"""
READ = 700  # milliseconds after which one has read what the page told
WORDS = "Workers can raise concerns in any language through the Open Door line."
REMEDY = POLICY[1][1][1]
# Signs of two UTF-16 units, in which a browser counts, before and within what is selected.
EMOJI = (
    (Role.PARAGRAPH, "🌍🌱 Our promise. 👷‍♀️ Workers 🤝 are heard. They choose."),
    (Role.PARAGRAPH, "So we say 🌍."),
)
# Words that come twice, and a word that a line's end parts.
TWO_IN_ONE = "We pay wages. We pay wages in time, and third-\nparty staff too."
SENTENCES = (
    (Role.PARAGRAPH, "Nothing is said here."),
    (Role.PARAGRAPH, "We make boots in Kehl. Labour is costly there. We oppose bonded labour, at home too. Ask us."),
)

pytestmark = IN_A_BROWSER


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    folder = screened_workspace(tmp_path)
    with open_store(folder) as store:
        save(store, "emoji.html", text_document(EMOJI, "Emoji"), [])
        save(store, "sentences.html", text_document(SENTENCES, "Sentences"), [])
        twofold = text_document(((Role.PARAGRAPH, "Before."), (Role.PARAGRAPH, TWO_IN_ONE)), "Two in one")
        save(store, "twofold.html", twofold, [evidence(twofold, "A.1.5/S1.a", TWO_IN_ONE, weight=1)])
    yield from running(folder)


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    wanted = (*WANTED, "422", "htmx:responseError", "Response Status Error")
    with watched_page(browser, served.address, wanted) as tab:
        yield tab


def address(served: Served, source: str, **asked: str) -> str:
    with open_store(served.workspace) as store:
        sha256 = next(row.document for row in store.documents(COMPANY) if row.source == source)
    told = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{company_link(COMPANY)}/document/{sha256}?{told}"


def by_hand(served: Served) -> list[Candidate]:
    with open_store(served.workspace) as store:
        return [one for one in store.candidates(COMPANY) if one.found_by]


def at_work(page: Page, served: Served, quote: str = REMEDY) -> Candidate:
    """Open the work on a quote, unless told otherwise that about remedy."""
    with open_store(served.workspace) as store:
        whole = next(one for one in store.candidates(COMPANY) if one.evidence.quote == quote)
    page.goto(f"{company_link(COMPANY)}/passage/{whole.id}")
    return whole


def drag(page: Page, words: str, to: str = "") -> None:
    """Select words with the mouse, from the first sign to the last, or to the end of others that stand further on."""
    ends = page.evaluate(
        """([first, last]) => {
          const boxes = (words) => {
            const walker = document.createTreeWalker(document.querySelector("[data-text]"), NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
              const at = node.data.indexOf(words);
              if (at < 0) continue;
              const range = document.createRange();
              range.setStart(node, at);
              range.setEnd(node, at + words.length);
              return [...range.getClientRects()];
            }
          };
          const [from, to] = [boxes(first)[0], boxes(last).pop()];
          return [from.left + 0.5, from.top + from.height / 2, to.right - 0.5, to.top + to.height / 2];
        }""",
        [words, to or words],
    )
    page.mouse.move(ends[0], ends[1])
    page.mouse.down()
    page.mouse.move(ends[2], ends[3], steps=5)
    page.mouse.up()


def said(page: Page, words: str) -> None:
    expect(page.locator("#said")).to_contain_text(words)
    see(page)  # a key that comes before the page is on the screen decides nothing


def test_words_that_a_lines_end_parts_are_counted_as_the_desk_counts_them(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="2", element=ELEMENT))
    page.locator("[data-quote]").fill("We are com\u00ad mitted to a third- party audit - always.")
    expect(page.locator("[data-count]")).to_have_text("9 of at most 120 words")


def test_keys_that_decide_an_element_say_on_a_document_s_page_where_it_is_decided(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="2", element=ELEMENT))
    for key in "mx":
        page.evaluate("document.querySelector('#said').textContent = 'what was said before'")
        page.keyboard.press(key)
        said(page, f"“{ELEMENT}” is called met or not met on its own page, to which d leads back. Here c and w say")


def test_words_selected_with_the_mouse_become_evidence_at_c(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="2", element=ELEMENT))
    drag(page, WORDS)
    expect(page.locator("[data-quote]")).to_have_value(WORDS)
    expect(page.locator("[data-count]")).to_have_text("12 of at most 120 words")
    page.keyboard.press("c")
    said(page, "C.1/S1.a: confirmed. So it is met. C.1 is now")
    (found,) = by_hand(served)
    assert (found.evidence.quote, found.decided, found.evidence.page) == (WORDS, Ruling.SUPPORTS, 2)
    assert len(found.evidence.boxes) == 1
    expect(page.locator("mark.supports")).to_have_text(WORDS)
    expect(page.locator("rect.supports")).to_have_count(1)
    assert "look=" in page.url
    page.reload()
    page.keyboard.press("u")
    said(page, "is withdrawn")
    assert by_hand(served) == []
    expect(page.locator('input[name="page"]').first).to_have_value("2")  # where one reads one stays
    expect(page.locator("[data-text] [data-at]")).to_contain_text(WORDS)


def test_sentences_selected_by_key_alone_become_evidence_at_w(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="2", element=ELEMENT))
    for key in ("s", "s"):  # the heading, then the first sentence
        page.keyboard.press(key)
    expect(page.locator("[data-quote]")).to_have_value(REMEDY)
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("[data-quote]")).to_have_value(f"{REMEDY} {WORDS}")
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator("[data-quote]")).to_have_value(REMEDY)
    page.keyboard.press("Shift+S")
    expect(page.locator("[data-quote]")).to_have_value("Remedy")
    page.keyboard.press("s")
    page.keyboard.press("Shift+ArrowLeft")  # a letter less, as the browser does it
    expect(page.locator("[data-quote]")).to_have_value(REMEDY[:-1])
    page.keyboard.press("w")
    said(page, "C.1/S1.a: weak")
    assert [(one.evidence.quote, one.decided) for one in by_hand(served)] == [(REMEDY[:-1], Ruling.WEAK)]


@pytest.mark.parametrize("when", ["asked", "there", "shown"])
def test_a_second_stroke_on_what_is_saved_already_sends_no_empty_form(page: Page, served: Served, when: str) -> None:
    page.goto(address(served, "policy.pdf", page="1", element=ELEMENT))
    page.keyboard.press("s")
    if when == "asked":
        page.evaluate(TWICE, "w")
    else:
        page.evaluate(SECOND_STROKE, ["w", when])
        page.keyboard.press("w")
    said(page, "C.1/S1.a: weak")
    expect(page.locator("#held")).to_contain_text("so it decided nothing: w.")
    assert len(by_hand(served)) == 1


def test_places_are_counted_in_code_points_whatever_stands_before(page: Page, served: Served) -> None:
    page.goto(address(served, "emoji.html", element=ELEMENT))
    drag(page, "Workers 🤝 are heard.")
    page.keyboard.press("c")
    said(page, "confirmed")
    page.goto(address(served, "emoji.html", element=ELEMENT))
    for key in ("s", "s", "s", "Shift+ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator("[data-quote]")).to_have_value("They choose. So we say 🌍.")
    page.keyboard.press("c")
    said(page, "confirmed")
    text = text_document(EMOJI, "Emoji").text
    found = sorted(by_hand(served), key=lambda one: one.evidence.start)
    assert [one.evidence.quote for one in found] == ["Workers 🤝 are heard.", "They choose.\nSo we say 🌍."]
    assert all(text[one.evidence.start : one.evidence.end] == one.evidence.quote for one in found)


def test_what_is_not_saved_says_why_and_keeps_the_selection(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="1", element=PARTS))
    page.keyboard.press("c")
    said(page, "nothing is selected")
    drag(page, "the elimination of forced labour")
    page.keyboard.press("c")
    said(page, "say which parts of A.1.2/S2.a")
    page.keyboard.press("2")
    expect(page.get_by_label("forced labour")).to_be_checked()
    page.keyboard.press("c")
    said(page, "A.1.2/S2.a: confirmed")
    assert by_hand(served)[0].evidence.shows == ("forced_labour",)


def test_words_that_are_lit_in_a_heading_stay_beside_each_other(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="1", q="human rights"))
    lit = page.locator(".block.heading", has_text="Human Rights Policy").locator("mark")
    first, last = lit.first.bounding_box(), lit.last.bounding_box()
    assert first is not None
    assert last is not None
    assert last["x"] - first["x"] - first["width"] < 10


def test_pages_turn_grow_and_lead_back_by_key(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="1", element=ELEMENT))
    number = page.locator(".turn input[name=page]")
    for key, shown in (("ArrowRight", "2"), ("ArrowLeft", "1"), ("j", "2"), ("k", "1"), ("End", "2"), ("Home", "1")):
        page.keyboard.press(key)
        expect(number).to_have_value(shown)
    width = page.locator(".paper").bounding_box()
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(page.locator("[data-size]")).to_have_text("150 %")
    larger = page.locator(".paper").bounding_box()
    assert width is not None
    assert larger is not None
    assert larger["width"] > 1.4 * width["width"]
    page.keyboard.press("ArrowRight")
    expect(number).to_have_value("2")
    expect(page.locator("[data-size]")).to_have_text("150 %")
    page.keyboard.press("0")
    expect(page.locator("[data-size]")).to_have_text("100 %")
    page.keyboard.press("s")
    page.keyboard.press("Escape")  # lets the words go
    expect(page.locator("[data-quote]")).to_have_value("")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(rf"/Quillmere%20Outfitters/{ELEMENT}(\?|$)"))


def test_a_search_leads_from_place_to_place_by_key(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="1", element=ELEMENT))
    page.keyboard.press("/")
    page.keyboard.type("human rights")
    page.keyboard.press("Enter")
    expect(page.locator(".found-in-all")).to_contain_text("4 places in 2 documents")
    for key in ("n", "n"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    expect(page.locator("[data-text] [data-at] mark.found").first).to_be_visible()
    see(page)
    places = [page.url]
    for _ in range(2):
        page.keyboard.press("n")
        expect(page).not_to_have_url(places[-1])
        places.append(page.url)
    page.keyboard.press("p")
    expect(page).to_have_url(places[-2])
    expect(page.locator("input[name=q]").first).to_have_value("human rights")
    page.keyboard.press("d")
    expect(page).to_have_url(re.compile(rf"/Quillmere%20Outfitters/{ELEMENT}(\?|$)"))


def test_s_takes_the_sentence_in_which_the_words_stand_that_were_searched(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="1", element=ELEMENT))
    page.keyboard.press("/")
    page.keyboard.type("bonded labour")
    page.keyboard.press("Enter")
    expect(page.locator(".found-in-all")).to_contain_text("1 place in 1 document")
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    expect(page.locator("[data-text] [data-at] mark.found").first).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator("[data-quote]")).to_have_value("We oppose bonded labour, at home too.")
    page.keyboard.press("s")
    expect(page.locator("[data-quote]")).to_have_value("Ask us.")


def test_d_on_a_card_leads_to_the_passage_and_s_takes_its_sentence(page: Page, served: Served) -> None:
    with open_store(served.workspace) as store:
        about = next(one for one in store.candidates(COMPANY) if one.evidence.quote == REMEDY)
    page.goto(element_link(COMPANY, about.evidence.element, about.id))
    see(page)
    page.keyboard.press("d")
    expect(page.locator("[data-text] [data-at]")).to_contain_text(REMEDY[:20])
    page.keyboard.press("s")
    expect(page.locator("[data-quote]")).to_have_value(REMEDY)
    page.keyboard.press("c")
    said(page, "confirmed")
    page.keyboard.press("u")
    said(page, "is withdrawn")
    with open_store(served.workspace) as store:
        assert {one.decided for one in store.candidates(COMPANY) if one.evidence.quote == REMEDY} == {None}


def test_a_kind_and_a_date_are_corrected_by_keys_alone(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="1", element=ELEMENT))
    page.keyboard.press("Shift+K")
    expect(page.locator("select[name=kind]")).to_be_focused()
    page.keyboard.type("supplier")
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("2024-05")
    page.keyboard.press("Enter")
    expect(page.locator(".changes")).to_contain_text("Judged again", timeout=60_000)
    with open_store(served.workspace) as store:
        lines = [(line.element, line.quote) for line in store.decisions()]
    assert sorted(lines) == [("kind", "supplier_code"), ("published", "2024-05")]


@pytest.mark.parametrize("leaves", ["Escape", "d", "click"])
def test_a_correction_that_is_not_saved_is_left_only_at_the_second_press(
    page: Page, served: Served, leaves: str
) -> None:
    def leave() -> None:
        if leaves == "click":
            page.locator("[data-back]").click()
        else:
            page.keyboard.press(leaves)

    here = address(served, "policy.pdf", page="1", element=ELEMENT)
    page.goto(here)
    page.keyboard.press("Shift+K")
    page.locator("input[name=published]").fill("2024-05")
    page.keyboard.press("Escape")  # leaves the field, so that keys are keys again
    leave()
    expect(page.locator("#said.refused")).to_contain_text("Not saved yet: “Kind, date, name, sign-off”")
    expect(page.locator("input[name=published]")).to_have_value("2024-05")
    page.wait_for_timeout(READ)
    leave()
    expect(page).to_have_url(re.compile(rf"/{ELEMENT}(\?|$)"))
    page.goto(here)
    expect(page.locator("input[name=published]")).to_have_value("2024-05")
    expect(page.locator("p[data-drafted]")).to_be_visible()
    said(page, "Not saved yet: “Kind, date, name, sign-off”, as you left it.")
    page.locator("input[name=published]").press("Enter")
    expect(page.locator(".changes")).to_contain_text("Judged again", timeout=60_000)
    page.goto(here)
    expect(page.locator("p[data-drafted]")).to_be_hidden()


def test_u_takes_back_a_correction_where_it_was_made_and_on_the_element_after_it(page: Page, served: Served) -> None:
    def correct(value: str) -> None:
        page.goto(address(served, "policy.pdf", page="1", element=ELEMENT))
        page.keyboard.press("Shift+K")
        page.locator("input[name=published]").fill(value)
        page.keyboard.press("Enter")
        said(page, f"Published: {value} (corrected by R. Viewer).")

    def in_force() -> list[str | None]:
        with open_store(served.workspace) as store:
            return [line.quote for line in store.corrections(COMPANY).values()]

    correct("2023-05")
    page.keyboard.press("u")
    said(page, "Withdrawn by R. Viewer. Published: 2025.")
    assert in_force() == []
    correct("2022-04")
    page.keyboard.press("d")
    expect(page).to_have_url(re.compile(rf"/{ELEMENT}(\?|$)"))
    expect(page.locator("[data-key=u]")).to_contain_text("Withdraw your correction: Published of Human Rights Policy")
    see(page)
    page.evaluate(TWICE, "u")  # the second waits for the page that follows, where there is nothing more to take back
    said(page, "Withdrawn by R. Viewer. Published: 2025.")
    assert in_force() == []


def test_escape_that_is_held_or_pressed_long_after_it_was_told_leaves_no_correction(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="1", element=ELEMENT))
    page.keyboard.press("Shift+K")
    page.locator("input[name=published]").fill("2024-05")
    page.keyboard.press("Escape")
    for _ in range(4):  # each but the first repeats, as of a key that is held
        page.keyboard.down("Escape")
        page.wait_for_timeout(READ / 2)
    page.keyboard.up("Escape")
    expect(page.locator("#said.refused")).to_contain_text("it waits here as a draft")
    page.evaluate("performance.now = ((then) => () => then() + 60000)(performance.now.bind(performance))")
    page.keyboard.press("Escape")
    page.wait_for_timeout(READ)
    expect(page.locator("input[name=published]")).to_have_value("2024-05")
    expect(page).to_have_url(re.compile("/document/"))


def test_a_kind_is_corrected_and_what_changed_is_told(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="1", element=ELEMENT))
    page.get_by_text("Kind, date, name, sign-off").click()
    page.locator("select[name=kind]").select_option("supplier_code")
    page.get_by_role("button", name="Correct, and judge it again").click()
    expect(page.locator(".changes")).to_contain_text("Judged again: 6 candidates before", timeout=60_000)
    said(page, "Kind: supplier code (corrected by R. Viewer).")
    with open_store(served.workspace) as store:
        assert [(line.element, line.quote) for line in store.decisions()] == [("kind", "supplier_code")]
    expect(page.locator(".in-force")).to_contain_text("Kind: “supplier code” by R. Viewer")


def test_a_quote_is_trimmed_and_split_by_what_is_selected(page: Page, served: Served) -> None:
    at_work(page, served)
    drag(page, "Where we have caused or contributed to harm,")
    expect(page.locator("[data-second]")).to_have_value("we commit to provide remedy.")
    drag(page, "we commit to provide remedy.")
    page.keyboard.press("c")
    expect(page.locator("[data-split]")).to_have_count(0)
    with open_store(served.workspace) as store:
        assert [line.verdict.value for line in store.decisions()] == ["supports", "rejected"]
    assert by_hand(served)[0].evidence.quote == "we commit to provide remedy."


@pytest.mark.parametrize(
    ("selected", "to", "first"),
    [
        ("We pay wages", "", "We pay wages."),  # the full stop belongs to it
        ("We pay wages in time", "staff too.", "We pay wages."),  # the second part is selected
        ("We pay wages. We pay wages in time,", "", "We pay wages. We pay wages in time,"),
    ],
)
def test_a_quote_is_split_where_the_selection_parts_it_though_its_words_come_twice_or_a_line_parts_them(
    page: Page, served: Served, selected: str, to: str, first: str
) -> None:
    at_work(page, served, TWO_IN_ONE)
    drag(page, selected, to)
    expect(page.locator("[data-first]")).to_have_value(first)
    page.get_by_role("button", name="Split", exact=True).click()
    said(page, f"A.1.5/S1.a: Split into “{first}” and “")
    found = sorted(by_hand(served), key=lambda one: one.evidence.start)
    assert [one.evidence.quote for one in found] == [first, TWO_IN_ONE.removeprefix(first).lstrip()]
    expect(page.locator("[data-key=u]")).to_contain_text("Withdraw the work on a quote u")
    page.keyboard.press("u")
    said(page, "are withdrawn.")
    assert by_hand(served) == []


def test_words_that_a_lines_end_parts_may_be_changed_once_they_are_selected(page: Page, served: Served) -> None:
    at_work(page, served, TWO_IN_ONE)
    drag(page, "third-", "party staff")
    quote = page.locator("form[action='/rework/trim'] [data-quote]")
    expect(quote).to_have_value("third-party staff")
    quote.fill("third-party staff too.")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    said(page, "Trimmed to “third-party staff too.”.")


def test_a_half_that_is_changed_after_it_was_selected_is_looked_for_by_its_words(page: Page, served: Served) -> None:
    at_work(page, served)
    drag(page, "Where we have caused or contributed to harm,")
    page.locator("[data-second]").fill("commit to provide remedy.")
    page.get_by_role("button", name="Split", exact=True).click()
    said(page, "Split into “Where we have caused or contributed to harm,” and “commit to provide remedy.”.")


def test_once_an_element_is_chosen_the_keys_move_the_quote_to_it(page: Page, served: Served) -> None:
    at_work(page, served)
    page.locator("select[name=to]").select_option(ELEMENT)
    expect(page).to_have_url(re.compile("to="))
    chosen = page.locator("form[action='/rework/move']")
    expect(chosen.locator("p")).to_be_focused()
    expect(chosen.locator("kbd:visible")).to_have_text(["c", "w"])
    expect(page.locator("form[action='/rework/trim'] kbd:visible")).to_have_count(0)
    page.keyboard.press("w")
    said(page, f"Moved to {ELEMENT}:")
    (found,) = by_hand(served)
    assert (found.evidence.element, found.decided) == (ELEMENT, Ruling.WEAK)


def test_the_keys_are_of_the_form_that_was_selected_for_or_gone_into_last(page: Page, served: Served) -> None:
    at_work(page, served)
    page.locator("select[name=to]").select_option(ELEMENT)
    trim, move = (page.locator(f"form[action='/rework/{way}'] kbd:visible") for way in ("trim", "move"))
    expect(move).to_have_count(2)
    drag(page, "we commit to provide remedy.")
    expect(trim).to_have_text(["c", "w"])
    expect(move).to_have_count(0)
    page.keyboard.press("Escape")  # nothing is selected any more
    expect(move).to_have_count(2)
    drag(page, "we commit to provide remedy.")
    page.locator("form[action='/rework/move'] textarea[name=note]").focus()
    expect(move).to_have_count(2)
    page.keyboard.press("Escape")
    page.locator("form[action='/rework/trim'] [data-quote]").fill("they do not stand here")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.locator("#said.refused")).to_contain_text("do not stand here as they are written")
    expect(page.locator("select[name=to]")).to_have_value(ELEMENT)  # what was chosen is not forgotten


@pytest.mark.parametrize(
    ("place", "named"), [("textarea[name=note] >> nth=0", "Trim it"), ("[data-first]", "Split it")]
)
def test_what_was_typed_into_the_work_on_a_quote_is_left_only_at_the_second_press(
    page: Page, served: Served, place: str, named: str
) -> None:
    whole = at_work(page, served)
    page.keyboard.press("s")  # what is selected is nothing typed
    page.locator(place).fill("where we caused harm")
    page.keyboard.press("Escape")
    page.evaluate(TWICE, "d")  # so soon after the first nobody has read what it is answered by
    expect(page.locator("#said.refused")).to_contain_text(f"Not saved yet: “{named}")
    expect(page.locator("#said.refused")).to_be_in_viewport()
    expect(page.locator(place)).to_have_value("where we caused harm")
    page.wait_for_timeout(READ)
    page.keyboard.press("d")
    expect(page.locator("[data-candidate]")).to_have_attribute("data-candidate", whole.id)


def test_what_was_typed_into_the_work_on_a_quote_stays_while_one_selects(page: Page, served: Served) -> None:
    at_work(page, served)
    page.locator("[data-first]").fill("mine")
    page.keyboard.press("Escape")
    page.evaluate("scrollTo(0, 0)")
    drag(page, "we commit to provide remedy.")
    expect(page.locator("[data-first]")).to_have_value("mine")
    expect(page.locator("form[action='/rework/trim'] [data-quote]")).to_have_value("we commit to provide remedy.")


def test_words_that_were_refused_are_left_only_at_the_second_press(page: Page, served: Served) -> None:
    at_work(page, served)
    page.locator("form[action='/rework/trim'] [data-quote]").fill("they do not stand here")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.locator("#said.refused")).to_contain_text("do not stand here as they are written")
    page.keyboard.press("d")  # so soon nobody has read it
    expect(page.locator("#held")).to_contain_text("so it decided nothing: d.")
    page.wait_for_timeout(READ)
    page.keyboard.press("d")
    expect(page.locator("#said.refused")).to_contain_text("Not saved yet: “Trim it")


def test_a_typed_correction_is_not_dropped_by_a_search_or_another_element(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="1", element=ELEMENT))
    page.keyboard.press("Shift+K")
    page.locator("input[name=published]").fill("2024-05")
    page.locator(".find input[name=q]").fill("harm")
    page.keyboard.press("Enter")
    expect(page.locator("#said.refused")).to_contain_text("Not saved yet: “Kind, date, name, sign-off”")
    expect(page.locator("input[name=published]")).to_have_value("2024-05")


def test_a_list_that_may_not_lead_away_shows_again_for_which_element_one_saves(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="2", element=ELEMENT))
    page.locator("[data-quote]").fill("Where we have caused or contributed to harm,")
    chosen = page.locator("select[data-element]")
    chosen.select_option(PARTS)
    expect(page.locator("#said.refused")).to_contain_text("Not saved yet: “Selected words”")
    expect(chosen).to_have_value(ELEMENT)
    page.wait_for_timeout(READ)
    chosen.select_option(PARTS)  # once more: one means it
    expect(page).to_have_url(re.compile(f"element={re.escape(PARTS.replace('/', '%2F'))}"))


def test_going_back_by_the_browser_asks_before_a_typed_correction_is_left_as_a_draft(
    page: Page, served: Served
) -> None:
    page.goto(address(served, "policy.pdf", page="1", element=ELEMENT))
    page.get_by_role("link", name=re.compile("Next page")).click()
    page.wait_for_url(re.compile("page=2"))
    page.keyboard.press("Shift+K")
    page.locator("input[name=published]").fill("2024-05")
    page.keyboard.press("Escape")
    page.go_back()
    expect(page.locator("#said.refused")).to_contain_text("Not saved yet: “Kind, date, name, sign-off”")
    expect(page.locator("input[name=published]")).to_have_value("2024-05")
    expect(page).to_have_url(re.compile("page=2"))
    page.wait_for_timeout(READ)
    page.go_back()
    expect(page).to_have_url(re.compile("page=1"))
    expect(page.locator("input[name=published]")).to_have_value("2024-05")
    expect(page.locator("p[data-drafted]")).to_be_visible()
    page.get_by_role("link", name=re.compile("Next page")).click()
    expect(page).to_have_url(re.compile("page=2"))


def test_an_element_is_chosen_by_keys_only_when_enter_says_so(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="1", element=ELEMENT))
    here = page.url
    page.locator("select[data-element]").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.type("A.1.1/S2.a")
    expect(page.locator("select[data-element]")).to_be_focused()
    expect(page).to_have_url(here)
    page.keyboard.press("Tab")  # to the button beside it
    expect(page.locator("select[data-element]")).to_have_value("A.1.1/S2.a")
    page.keyboard.press("Tab")  # away: the list shows again for which element one reads
    expect(page.locator("select[data-element]")).to_have_value(ELEMENT)
    page.locator("select[data-element]").focus()
    page.keyboard.type("A.1.1/S2.a")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"element=A\.1\.1%2FS2\.a"))
    expect(page.get_by_role("button", name="Supports A.1.1/S2.a")).to_be_visible()


def test_a_selected_sentence_is_in_view_on_a_small_window(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 640, "height": 400})
    page.goto(address(served, "policy.pdf", page="1", element=ELEMENT))
    for _ in range(4):
        page.keyboard.press("s")
        inside = page.evaluate(
            "() => { const r = getSelection().getRangeAt(0).getBoundingClientRect();"
            " return r.height > 0 && r.top >= 0 && r.bottom <= innerHeight; }"
        )
        assert inside


def test_a_quote_is_trimmed_by_keys_alone_beginning_where_it_stands(page: Page, served: Served) -> None:
    whole = at_work(page, served)
    page.keyboard.press("s")
    expect(page.locator("form[action='/rework/trim'] [data-quote]")).to_have_value(REMEDY)
    page.keyboard.press("s")
    expect(page.locator("form[action='/rework/trim'] [data-quote]")).to_have_value(WORDS)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("[data-candidate]")).to_have_attribute("data-candidate", whole.id)


# Pressed on the page itself, which has not left yet: while a browser changes pages, it may tell neither page of a key.
AND_BACK = """() => {
  window.left = true;
  addEventListener("popstate", () => document.body.dispatchEvent(
    new KeyboardEvent("keydown", { key: "j", bubbles: true, cancelable: true })));
  history.back();
}"""


def test_a_key_pressed_right_after_going_back_acts_on_the_page_to_which_one_went(page: Page, served: Served) -> None:
    page.goto(address(served, "policy.pdf", page="1", element=ELEMENT))
    page.keyboard.press("j")
    expect(page.locator("#desk input[name=page]").first).to_have_value("2")
    page.evaluate(AND_BACK)
    page.wait_for_function("window.left === undefined")  # the page came as a whole, with the key that waited for it
    expect(page.locator("#desk input[name=page]").first).to_have_value("2")


def test_the_pages_work_without_scripts(page: Page, served: Served) -> None:
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, base_url=served.address)
    plain = context.new_page()
    plain.goto(address(served, "policy.pdf", page="1", element=ELEMENT))
    plain.get_by_label("Next page").click()
    plain.locator("[name=quote]").fill("raise concerns in any language")
    plain.get_by_role("button", name="Supports").click()
    expect(plain.locator("mark.supports")).to_have_text("raise concerns in any language")
    assert by_hand(served)[0].evidence.quote == "raise concerns in any language"
    context.close()


def test_the_pages_fit_a_narrow_window(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    with open_store(served.workspace) as store:
        one = store.candidates(COMPANY)[0]
    company = company_link(COMPANY)
    for at in (
        address(served, "policy.pdf", element=PARTS, q="human+rights"),
        f"{company}/search?q=rights",
        f"{company}/passage/{one.id}?everywhere=1&to={PARTS}",
    ):
        page.goto(at)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, at
