"""A browser at a running review, for the tests that press its keys; each test of a browser imports from here."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from review.web import create_app
from workspace.store import open_store

pytest.importorskip("playwright", reason="playwright is not installed")

from playwright.sync_api import Browser, Keyboard, Page, Response, expect, sync_playwright

expect.set_options(timeout=20_000)  # milliseconds: what is waited for comes late on a busy machine, not never

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
    "serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])"
)
# What the browser itself reports when a stale save is refused, or the review was stopped: both are wanted.
LEFT_BEHIND = ("htmx:afterRequest", "htmx:sendError", "htmx:sendAbort")  # of a page that is left while it waits
WANTED = ("409", "ERR_CONNECTION_REFUSED", "htmx:afterRequest", "htmx:sendError")
# What every module of browser tests is marked with.
IN_A_BROWSER = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (apt-get install chromium)"),
]


class Served:
    """A running review and its address, in a thread of this process: a start costs nothing."""

    def __init__(self, workspace: Path, reviewer: str = "R. Viewer") -> None:
        self.workspace = workspace
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start(reviewer)

    def start(self, reviewer: str) -> None:
        app = create_app(self.workspace, reviewer, "the-token")
        config = uvicorn.Config(app, port=self.port, log_level="warning", access_log=False)
        config.timeout_graceful_shutdown = 20  # a page may still be drawn
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            assert self.thread.is_alive(), "the review did not start"
            time.sleep(0.01)

    def end(self) -> None:
        """See to it that nothing is left running."""
        self.server.should_exit = True
        self.thread.join(timeout=30)
        assert not self.thread.is_alive(), "the review does not stop"

    def log(self) -> list[tuple[str, str, str]]:
        with open_store(self.workspace) as store:
            return [(line.element, line.verdict.value, line.note) for line in store.decisions()]


class ServedApart(Served):
    """The same in a process of its own, as the command serves it, which can be stopped by Ctrl-C."""

    def start(self, reviewer: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, str(self.workspace), str(self.port), reviewer],
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

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


def running(workspace: Path) -> Iterator[Served]:
    """Serve a workspace, and see to it that nothing is left running."""
    started = Served(workspace)
    yield started
    started.end()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def chromium(*options: str) -> Iterator[Browser]:
    """Chromium without a screen, closed at the end; with it, options of its own."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=[*OPTIONS, *options])
        yield browser
        browser.close()


@contextmanager
def watched_page(
    browser: Browser, address: str, wanted: Sequence[str] = (), width: int = 1280, height: int = 800
) -> Iterator[Page]:
    """A browser tab of its own that fails the test on any error, refused script or dialog, but for what is `wanted`."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=address)
    tab = as_a_person(context.new_page())
    tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("dialog", lambda dialog: complaints.append(dialog.message))
    yield tab
    context.close()
    left = [one for one in complaints if not any(known in one for known in wanted)]
    assert left == [], left  # said here: pytest rewrites the asserts of tests alone


PAINTED = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  do await frame(); while (typeof painted !== "undefined" && !painted);
}"""


def see(tab: Page) -> None:
    """Wait until what is coming is on the screen and can have been seen, after a link, a key or a form."""
    tab.wait_for_load_state("domcontentloaded")  # before that no script listens to keys
    tab.evaluate(PAINTED)


# A second key, once the answer to the first stands in its place (`there`), or as soon as it is on the screen (`shown`).
SECOND_STROKE = """([key, when]) => {
  const again = () => document.body.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  document.addEventListener("htmx:afterSettle", function come(event) {
    if (event.detail.elt.id !== "desk") return;
    document.removeEventListener("htmx:afterSettle", come);
    if (when === "there") setTimeout(again);
    else requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(again, 20)));
  });
}"""


def at_once(tab: Page, key: str) -> None:
    """Press a key without a look at what comes."""
    Keyboard.press(tab.keyboard, key)


def as_a_person(tab: Page) -> Page:
    """A tab that presses keys only once what came is on the screen: one that is pressed earlier decides nothing."""

    def seen(load: Callable[..., Response | None]) -> Callable[..., Response | None]:
        def loaded(*asked: Any, **more: Any) -> Response | None:
            answer = load(*asked, **more)
            see(tab)
            return answer

        return loaded

    press = tab.keyboard.press

    def pressed(key: str, **more: Any) -> None:
        see(tab)
        press(key, **more)

    tab.goto, tab.reload = seen(tab.goto), seen(tab.reload)  # type: ignore[method-assign]
    tab.keyboard.press = pressed  # type: ignore[method-assign]
    return tab


UNFOLD = """async () => {
  const later = (time) => new Promise((done) => setTimeout(done, time));
  for (const one of document.querySelectorAll("details")) one.open = true;
  await later(30); // by then a fold that asks the server has asked it
  while (document.querySelector(".htmx-request")) await later(10);
}"""


def unfold(page: Page) -> None:
    """Fold out all that folds out, and wait until it is there."""
    page.evaluate(UNFOLD)
