"""A browser at a running review, for the tests that press its keys; each test of a browser imports from here."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from workspace.store import open_store

pytest.importorskip("playwright", reason="playwright is not installed")

from playwright.sync_api import Browser, Page, sync_playwright

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
# What every module of browser tests is marked with.
IN_A_BROWSER = [
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


def running(workspace: Path) -> Iterator[Served]:
    """Serve a workspace, and see to it that nothing is left running."""
    started = Served(workspace)
    yield started
    if started.process.poll() is None:
        started.process.kill()
        started.process.communicate()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium without a screen, closed at the end."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@contextmanager
def watched_page(
    browser: Browser, address: str, wanted: Sequence[str] = (), width: int = 1280, height: int = 800
) -> Iterator[Page]:
    """A browser tab of its own that fails the test on any error, refused script or dialog, but for what is `wanted`."""
    complaints: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=address)
    tab = context.new_page()
    tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("dialog", lambda dialog: complaints.append(dialog.message))
    yield tab
    context.close()
    assert [one for one in complaints if not any(known in one for known in wanted)] == []
