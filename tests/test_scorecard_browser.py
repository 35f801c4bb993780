"""The page of a scorecard in a real browser: nothing is fetched or runs, nothing is cut, and axe finds no fault."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from browser_samples import IN_A_BROWSER, watched_page
from hostile_samples import SHAPES, fill, payloads
from report_samples import COMPANY
from scorecard_samples import staged, the_only_company

pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

from playwright.sync_api import Browser

from reports.exports import export_file
from workspace.store import open_store

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")

pytestmark = IN_A_BROWSER


def test_axe_finds_no_fault_on_a_scorecard(browser: Browser, tmp_path: Path) -> None:
    with open_store(staged(tmp_path / "workspace")) as store:
        export_file(store, "scorecard", tmp_path / "card.html", COMPANY, None)
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto((tmp_path / "card.html").as_uri())
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document)")
    assert len(found["passes"]) > 20
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    page.context.close()


@pytest.mark.parametrize("shape", [0, 3, 9, 13, len(SHAPES) - 1])
def test_no_payload_runs_or_asks_the_network_and_the_page_fits_a_phone(
    browser: Browser, tmp_path: Path, shape: int
) -> None:
    fill(tmp_path / "workspace", [{place: f"{text} {'W' * 200}" for place, text in payloads(shape).items()}])
    with open_store(tmp_path / "workspace") as store:
        export_file(store, "scorecard", tmp_path / "card.html", the_only_company(store), None)
    address = (tmp_path / "card.html").as_uri()
    asked: list[str] = []
    with watched_page(browser, address, width=390) as page:
        page.on("request", lambda one: asked.append(one.url))
        page.goto(address)
        assert page.evaluate("window.__ran") is None
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert asked == [address]


def test_each_chart_stands_whole_on_a_printed_page(browser: Browser, tmp_path: Path) -> None:
    """Letter is the lower of the papers in use; a chart that is higher than a page would be cut through a line."""
    with open_store(staged(tmp_path / "workspace")) as store:
        export_file(store, "scorecard", tmp_path / "card.html", COMPANY, None)
    page = browser.new_context().new_page()
    page.goto((tmp_path / "card.html").as_uri())
    page.emulate_media(media="print")
    heights = page.evaluate("[...document.querySelectorAll('figure')].map(one => one.getBoundingClientRect().height)")
    printed = (279 - 2 * 18) / 25.4 * 96  # CSS pixels between the margins
    assert len(heights) > 2
    assert max(heights) <= printed
    page.context.close()
