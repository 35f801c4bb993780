"""A workspace full of payloads in a real browser: none runs, none is even stopped by the policy, on any page."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from browser_samples import IN_A_BROWSER, Served, as_a_person, chromium, unfold
from hostile_samples import SHAPES, Told, fill, payload, payloads
from page_samples import of_company, overall
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, Route, expect

from review.pictures import Pictures
from review.web import SAFETY
from review.words import element_link
from workspace.store import open_store

ALL = range(len(SHAPES))
# Five shapes in each place at every run; test_hostile.py looks at what all of them become, without a browser.
GROUPS = [
    pytest.param(range(first, first + 5), marks=[pytest.mark.thorough] if first else [], id=f"{first} to {first + 4}")
    for first in ALL[::5]
]

pytestmark = IN_A_BROWSER

# What a page asks of other hosts is told, and never leaves; to hold each request back would cost half of the time.
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

# Kept outside of the page, so that no navigation forgets it.
WATCH = """
document.addEventListener("securitypolicyviolation", (one) =>
  window.noticed(`${one.violatedDirective}: ${one.blockedURI} ${one.sample}`));
"""
# What is there that no page of ours has; and what ran.
FOUND = """() => {
  const OURS = /^--size: [0-9.]+;$/;  // set by reading.js
  const found = [...(window.__ran || [])].map((name) => `ran: ${name}`);
  for (const one of document.querySelectorAll("*")) {
    const name = one.localName;
    if (["iframe", "object", "embed", "base", "style", "math", "x-y"].includes(name)) found.push(name);
    if (name === "script" && !(one.getAttribute("src") || "").startsWith("/static/")) found.push(name);
    if (name === "img" && !(one.getAttribute("src") || "").startsWith("/page/")) found.push(name);
    for (const each of one.attributes) {
      if (each.name === "style" && !OURS.test(each.value)) found.push(`${name} style=${each.value}`);
      if (/^(on|srcdoc$|accesskey$|(data-)?hx-on)/i.test(each.name)) found.push(`${name} ${each.name}`);
      if (/^(href|src|action|formaction)$/.test(each.name) && !/^(\\/(?!\\/)|#|https?:|$)/.test(each.value))
        found.push(`${name} ${each.name}=${each.value}`);
    }
  }
  return found;
}"""


class Hostile(Served):
    """A running review of the workspace, and what each company holds; the desk's own person is called all shapes."""

    def __init__(self, folder: Path) -> None:
        self.told: list[Told] = fill(folder, [payloads(shape) for shape in ALL])
        super().__init__(folder, " ".join(payload(shape, "reviewer") for shape in ALL))

    def pages(self, shape: int) -> dict[str, str]:
        """The pages of one company; with the first of them, those over all companies, too."""
        told = self.told[shape]
        search = told.places["search word"]
        across = overall(search, told.company)
        with open_store(self.workspace) as store:
            own = of_company(store, told.company, search)
        return own | {name: one for name, one in across.items() if shape == 0 or quote(search, safe="") in one}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pictures, "get", lambda *_: PIXEL)  # what a picture shows is no matter of its page's words
        started = Hostile(tmp_path_factory.mktemp("hostile"))
        yield started
        started.end()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(NOWHERE) as started:
        yield started


class Watched:
    """A tab, and all that payloads would leave behind: a call, a dialog, a violation, a window, a request elsewhere."""

    def __init__(self, context: BrowserContext, host: str) -> None:
        self.noticed: list[str] = []
        self.host = host
        context.expose_function("noticed", lambda told: self.noticed.append(told))
        context.add_init_script(WATCH)
        context.on("request", self._asked_for)
        context.on("page", lambda page: self.noticed.append(f"window: {page.url}") if context.pages[1:] else None)
        self.page: Page = as_a_person(context.new_page())
        self.page.on("dialog", self._asked)
        self.page.on("pageerror", lambda one: self.noticed.append(f"error: {one}"))
        self.page.on("console", lambda one: self.noticed.append(one.text) if "Security Policy" in one.text else None)

    def _asked(self, dialog: Dialog) -> None:
        self.noticed.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _asked_for(self, request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme in ("http", "https") and asked.netloc != self.host:
            self.noticed.append(f"asked for {request.url}")

    def bare(self, words: str, headers: dict[str, str]) -> None:
        """Serve a page at `/bare` in which nothing is escaped."""
        body = f"<!doctype html><title>x</title><p title=\"{words}\">x</p><p title='{words}'>{words}</p>"

        def answer(route: Route) -> None:
            route.fulfill(body=body, headers=headers, content_type="text/html; charset=utf-8")

        self.page.unroute("**/bare")
        self.page.route("**/bare", answer)

    def found(self) -> list[str]:
        """What came about so far, everything that folds out folded out and loaded."""
        unfold(self.page)
        found = self.noticed + list(self.page.evaluate(FOUND))
        self.noticed.clear()
        return found


@pytest.fixture
def watched(browser: Browser, hostile: Hostile) -> Iterator[Watched]:
    context = browser.new_context(base_url=hostile.address, viewport={"width": 1280, "height": 800})
    yield Watched(context, urlsplit(hostile.address).netloc)
    context.close()


@pytest.mark.parametrize("shapes", GROUPS)
def test_no_payload_runs_on_any_page(watched: Watched, hostile: Hostile, shapes: range) -> None:
    for shape in shapes:
        for name, address in hostile.pages(shape).items():
            answer = watched.page.goto(address)
            assert answer is not None
            assert answer.status == (404 if name.startswith("error") else 200), (shape, name)
            assert watched.found() == [], (SHAPES[shape], name)
            assert watched.page.url.startswith(hostile.address)


def test_no_payload_runs_that_a_person_writes(watched: Watched, hostile: Hostile) -> None:
    page, every = watched.page, " ".join(payload(shape, "note") for shape in ALL)
    assert len(every) < 4000
    page.goto("/")
    for shape in ALL:
        page.locator("#find").fill(payload(shape, "company name")[:60])
        expect(page.locator("#board")).to_have_attribute("data-find", payload(shape, "company name")[:60].strip())
        assert watched.found() == []
    page.goto(element_link(hostile.told[0].company, "C.1/S1.a"))
    page.locator("textarea[name=note]").fill(every)
    page.reload()  # the draft is kept, and comes back
    expect(page.locator("textarea[name=note]")).to_have_value(every)
    assert watched.found() == []
    page.locator("textarea[name=note]").press("Escape")
    page.keyboard.press("m")
    expect(page.locator("#said.said")).to_contain_text("met, by hand")
    page.goto(element_link(hostile.told[0].company, "C.1/S1.a"))
    assert watched.found() == []
    with open_store(hostile.workspace) as store:
        assert store.decisions(hostile.told[0].company)[-1].note == every


def test_no_payload_runs_that_is_selected_in_a_document(watched: Watched, hostile: Hostile) -> None:
    page = watched.page
    for shape in ALL:
        pages = hostile.pages(shape)
        page.goto(next(one for name, one in pages.items() if name.startswith("document, read")))
        for key in ("s", "s", "Shift+ArrowDown"):
            page.keyboard.press(key)
        expect(page.locator("[data-quote]")).not_to_have_value("")
        page.keyboard.press("c")
        expect(page.locator("#said")).not_to_be_empty()
        assert watched.found() == [], SHAPES[shape]


@pytest.mark.parametrize("policy", [False, True])
def test_what_is_watched_for_is_noticed(watched: Watched, hostile: Hostile, policy: bool) -> None:
    """The same payloads where nothing is escaped: they run, and where the policy holds they are stopped and told of."""
    noticed = {}
    for shape in ALL:
        watched.bare(payload(shape, "text"), SAFETY if policy else {})
        watched.page.goto("/bare")
        watched.page.wait_for_timeout(50)
        noticed[SHAPES[shape]] = watched.found()
    missed = {shape for shape, found in noticed.items() if not found}
    assert missed <= {one for one in SHAPES if one.startswith(("javascript:", "&lt;"))}
    ran = [one for found in noticed.values() for one in found if one.startswith("ran")]
    assert (len(ran) >= 8) is not policy
    assert not (policy and ran)
