"""What the HTML reader gives, beside what a browser shows once every control is pressed: every word, in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")

from playwright.sync_api import BrowserContext

from benchmarks import html_words

ROOT = Path(__file__).parent.parent
FIXTURES = sorted(ROOT.glob("fixtures/*/*.html"))
OTHERS = ROOT.parent / "shared" / "documents"
LEAST_SHARE = html_words.LEAST_SHARE
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


# Tabs, an accordion and the rest of a text, with the scripts that show them one at a time.
CONTROLS = """<!doctype html><html><head><style>.old { text-decoration: line-through } .tab { display: none }</style>
</head><body><h1>Code</h1><div><button onclick="only('one')">One</button>
<button onclick="only('two')">Two</button></div>
<div class="tab" id="one">First we respect human rights</div><div class="tab" id="two">Then we pay all hours</div>
<h3 onclick="turn(this)">Children</h3><div hidden><p>We employ none<sup>1</sup></p><ul><li>Not here</li></ul></div>
<p>We act<span id="rest" style="display:none"> at once in all our mills</span>.</p>
<button onclick="document.getElementById('rest').style.display = 'inline'">Read more</button>
<details><summary>Hours</summary>Never more than 48</details><p class="old">We may not</p>
<button aria-controls="menu" onclick="turn(this)">Menu</button><ul id="menu" hidden><li><a href="/a">About us</a></ul>
<p>The end</p><script>
function only(id) {
  for (const one of document.querySelectorAll('.tab')) one.style.display = one.id === id ? 'block' : ''
}
function turn(what) { const next = what.nextElementSibling; next.hidden = !next.hidden }
</script></body></html>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[BrowserContext]:
    if html_words.CHROMIUM is None:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    with html_words.browser() as context:
        yield context


def _share_read(browser: BrowserContext, path: Path) -> float:
    """The share of the words shown that our text has in the same order."""
    found = html_words.share_read(browser, path)
    assert found.words, f"{path.name}: the browser shows nothing"
    return found.share


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
def test_every_word_that_any_click_shows_is_read_in_order(browser: BrowserContext, tmp_path: Path) -> None:
    path = tmp_path / "controls.html"
    path.write_text(CONTROLS, encoding="utf-8")
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
