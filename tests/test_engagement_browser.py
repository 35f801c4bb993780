"""The page of questions, in a real browser: what is typed comes back in the copy that its button saves."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from browser_samples import IN_A_BROWSER
from report_samples import COMPANY, FIRM, RUBRIC, decide, workspace

pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")

from playwright.sync_api import Browser

from reports.answer_files import read_answers
from reports.asking import ask
from workspace.records import Ruling
from workspace.store import open_store

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
ANSWER = 'See </script><script>window.ran = 1</script> & "page 3"\nof our code'

pytestmark = IN_A_BROWSER


@pytest.fixture
def page_of_questions(tmp_path: Path) -> Path:
    with open_store(workspace(tmp_path / "workspace")) as store:
        firm = next(one for one in store.candidates(COMPANY, RUBRIC) if one.evidence.quote == FIRM.quote)
        decide(store, firm, Ruling.SUPPORTS, "plain words")
        ask(store, COMPANY, None, tmp_path / "ask.html", "<b>tester</b>")
    return tmp_path / "ask.html"


def test_what_is_typed_comes_back_in_the_copy_that_is_saved(
    browser: Browser, page_of_questions: Path, tmp_path: Path
) -> None:
    page = browser.new_context(accept_downloads=True).new_page()
    page.goto(page_of_questions.as_uri())
    page.fill("#answered-by", "J. Marsh")
    page.fill('[data-answer="A.1.1"]', ANSWER)
    page.fill('[aria-label="Address, or name of the file, document 1"]', "https://kettles.example/code.pdf")
    with page.expect_download() as saved:
        page.click("#save")
    copy = tmp_path / "copy.html"
    saved.value.save_as(copy)
    said = read_answers(copy.read_bytes(), copy.name)
    assert (said.answered_by, said.answers["A.1.1"][0]) == ("J. Marsh", ANSWER)
    assert [one.place for one in said.documents] == ["https://kettles.example/code.pdf"]
    page.goto(copy.as_uri())
    assert page.input_value('[data-answer="A.1.1"]') == ANSWER
    assert page.evaluate("window.ran") is None
    page.context.close()


def test_the_page_of_questions_has_no_serious_fault_for_those_who_cannot_see_or_point(
    browser: Browser, page_of_questions: Path
) -> None:
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(page_of_questions.as_uri())
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
    page.context.close()
