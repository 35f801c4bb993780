"""A researcher at the keyboard: the review in a real browser, from `serve` to the saved decision."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from review_samples import COMPANY, screened_workspace

from review.words import element_link
from workspace.store import open_store

pytest.importorskip("playwright", reason="playwright is not installed")

from playwright.sync_api import Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ROOT = Path(__file__).parent.parent
START = (
    "import sys; from pathlib import Path; from review.web import serve; "
    "serve(Path(sys.argv[1]), int(sys.argv[2]), 'R. Viewer')"
)
# What the browser itself reports when a stale save is refused, or the review was stopped: both are wanted.
WANTED = ("409", "ERR_CONNECTION_REFUSED", "htmx:afterRequest", "htmx:sendError")
ONE, PARTS = "A.1.1/S1.a", "A.1.2/S2.a"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
]


class Served:
    """A running review and its address."""

    def __init__(self, workspace: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.workspace = workspace
        self.address = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, str(workspace), str(port)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            if self.process.poll() is not None:
                raise AssertionError(self.process.communicate()[1])
            try:
                urllib.request.urlopen(self.address, timeout=5).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the review did not start within 30 s")

    def stop(self) -> tuple[int, str]:
        """Ctrl-C; the exit code and what was printed on standard error."""
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said

    def log(self) -> list[tuple[str, str, str]]:
        with open_store(self.workspace) as store:
            return [(line.element, line.verdict.value, line.note) for line in store.decisions()]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    running = Served(screened_workspace(tmp_path))
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.communicate()


@pytest.fixture
def page(served: Served) -> Iterator[Page]:
    """A browser tab that fails the test on any error, refused script or dialog."""
    complaints: list[str] = []
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=served.address)
        tab = context.new_page()
        tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("dialog", lambda dialog: complaints.append(dialog.message))
        yield tab
        browser.close()
    assert [one for one in complaints if not any(wanted in one for wanted in WANTED)] == []


def score(page: Page, wanted: str) -> None:
    expect(page.locator("[data-score]")).to_have_text(wanted)


def shown(page: Page, heading: str) -> None:
    expect(page.locator("[data-focus]")).to_have_text(heading)


def test_a_researcher_decides_by_key_alone_and_it_is_there_after_reloading(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, ONE))
    score(page, "0–2")
    page.keyboard.press("Shift+N")
    page.keyboard.type("cr: firm, in its own name")  # in a note, c and r are letters
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    score(page, "1–2")
    shown(page, "Passage 2 of 2")
    page.keyboard.press("r")
    expect(page.locator("[data-decided]")).to_have_attribute("data-decided", "rejected")
    assert served.log() == [(ONE, "supports", "cr: firm, in its own name"), (ONE, "rejected", "")]
    page.reload()
    score(page, "1–2")
    expect(page.locator("[data-decided]")).to_have_attribute("data-decided", "rejected")
    page.keyboard.press("p")
    expect(page.locator(".history")).to_contain_text("cr: firm, in its own name")


def test_every_key_does_what_it_says(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, PARTS))
    for key, heading in [
        ("n", "Passage 2 of 3"),
        ("j", "Passage 3 of 3"),
        ("p", "Passage 2 of 3"),
        ("k", "Passage 1 of 3"),
    ]:
        page.keyboard.press(key)
        shown(page, heading)
    page.keyboard.press("w")
    shown(page, "Passage 2 of 3")
    page.keyboard.press("s")
    shown(page, "Passage 3 of 3")
    page.keyboard.press("u")  # nothing is decided here: the last decision, on passage 2, is withdrawn
    shown(page, "Passage 2 of 3")
    page.keyboard.press("e")
    shown(page, "No passage was found")
    page.keyboard.press("m")
    expect(page.locator(".truth.decided").first).to_contain_text("met")
    page.keyboard.press("u")
    expect(page.locator(".truth.decided").first).to_contain_text("not known yet")
    page.keyboard.press("x")
    expect(page.locator(".truth.decided").first).to_contain_text("not met")
    page.keyboard.press("o")
    shown(page, "Passage 1 of 1")  # of A.1.5/S1.a, where either answer changes the score at once
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("c")  # while the help is open, keys decide nothing
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    verdicts = [verdict for _, verdict, _ in served.log()]
    assert verdicts == ["weak", "skipped", "open", "met", "open", "not_met"]


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
    expect(page.locator(".checked .told")).to_contain_text("screened by other rules")
    fold.click()
    fold.click()
    assert len(asked) == 1
    shown(page, "Passage 1 of 2")


def test_of_two_tabs_the_one_that_comes_late_is_refused(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, ONE))
    other = page.context.new_page()
    other.goto(element_link(COMPANY, ONE))
    other.keyboard.press("r")
    shown(other, "Passage 2 of 2")
    page.keyboard.press("c")
    expect(page.get_by_role("alert")).to_contain_text("Not saved: meanwhile R. Viewer decided")
    assert served.log() == [(ONE, "rejected", "")]
    page.keyboard.press("c")  # having seen it, one may decide otherwise
    score(page, "1–2")


def test_a_stopped_review_never_looks_as_if_it_had_saved(page: Page, served: Served) -> None:
    page.goto(element_link(COMPANY, ONE))
    served.stop()
    page.keyboard.press("c")
    expect(page.get_by_role("alert")).to_contain_text("Not saved: the review does not answer")
    shown(page, "Passage 1 of 2")


def test_the_page_fits_a_narrow_window(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for address in ("/", element_link(COMPANY, ONE), element_link(COMPANY, PARTS), element_link(COMPANY, "C.1/S2.a")):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address


def test_the_address_is_printed_and_ctrl_c_stops_cleanly(served: Served) -> None:
    code, said = served.stop()
    assert code == 0
    assert re.search(re.escape(served.address), said)
    assert "Traceback" not in said
