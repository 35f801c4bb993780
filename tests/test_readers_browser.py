"""What the HTML reader gives, beside what a browser shows: every word, in the same order."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from extractors.readers import read, sniff

pytest.importorskip("playwright", reason="playwright is not installed")

from playwright.sync_api import BrowserContext, Route, sync_playwright

CHROMIUM = shutil.which("chromium")
ROOT = Path(__file__).parent.parent
FIXTURES = sorted(ROOT.glob("fixtures/*/*.html"))
OTHERS = ROOT.parent / "shared" / "documents"
LEAST_SHARE = 0.99
WORD = re.compile(r"\w+")
# What trips readers: menus set in buttons, select lists, drawings, unclosed tags, words after the page's end.
TROUBLE = """<!doctype html><html><head><title>Not shown</title><style>p {}</style></head><body>
<div style="display:flex"><span>Home</span><span>News</span></div><select><option>Austria<option>Belgium</select>
<h1>Human <em>ri</em>ghts</h1><p>One<p>Two<br>Three<wbr>Four&nbsp;Five &lt;six&gt; se&shy;ven
<ul><li>A<li>B<ul><li>C</ul></ul>
<table><tr><td>Cell one<td>Cell two<tr><th>Cell three<td><table><tr><td>Inner</table></table>
<dl><dt>Term<dd>Meaning</dl><details open><summary>More</summary>Unfolded</details><fieldset><legend>Form</legend>
<label>Name</label><button>Send</button><textarea>typed</textarea><input value="given"></fieldset>
<svg><title>no</title><text>Drawn</text></svg><math><mtext>sum</mtext></math> <object>Instead</object> <embed>After
<p>Seen</p><p hidden>gone 
<p style="display:none">gone <p style="visibility:hidden">gone <b style="visibility:visible">back</b></p>
<p aria-hidden="true">Said</p><template>gone</template><script>gone()</script><noscript>gone</noscript>
<dialog open>Said too</dialog>
<pre>  kept
 as is </pre><map>Mapped</map><ruby>base</ruby><blockquote>Quoted</blockquote><!-- gone -->
<p>Last</p></body></html><p>After all"""


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = running.new_context()
        context.route("**/*", _local_only)
        yield context
        running.close()


def _local_only(route: Route) -> None:
    if route.request.url.startswith("file:"):
        route.continue_()
    else:
        route.abort()


def _share_read(browser: BrowserContext, path: Path) -> float:
    """The share of the words shown that our text has in the same order."""
    tab = browser.new_page()
    tab.goto(path.as_uri(), wait_until="domcontentloaded")
    shown = _words(str(tab.evaluate("document.body.innerText")))
    tab.close()
    content = path.read_bytes()
    document = read(content, sniff(content, path.name, None), path.name).document
    assert document is not None
    assert shown, f"{path.name}: the browser shows nothing"
    matcher = SequenceMatcher(None, shown, _words(document.text), autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(shown)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


@pytest.mark.slow
@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_every_word_that_a_browser_shows_of_a_fixture_is_read_in_order(browser: BrowserContext, path: Path) -> None:
    assert _share_read(browser, path) >= LEAST_SHARE


@pytest.mark.slow
def test_every_word_of_a_troublesome_page_is_read_in_order(browser: BrowserContext, tmp_path: Path) -> None:
    path = tmp_path / "trouble.html"
    path.write_text(TROUBLE, encoding="utf-8")
    assert _share_read(browser, path) == 1.0


@pytest.mark.slow
@pytest.mark.skipif(not OTHERS.is_dir(), reason="the collected documents are not beside this repository")
def test_every_word_that_a_browser_shows_of_the_collected_pages_is_read_in_order(browser: BrowserContext) -> None:
    lacking = {
        path.name: share
        for path in sorted(OTHERS.glob("*.html"))
        if (share := _share_read(browser, path)) < LEAST_SHARE
    }
    assert lacking == {}
