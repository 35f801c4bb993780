"""The share of the words that a browser shows of a page, once every control is pressed, that the HTML reader has.

    python -m benchmarks.html_words FOLDER [FOLDER ...]

Each page is opened in Chromium without a network. Everything that can be pressed is pressed once, and what was
visible at any moment counts, in the order of the page. Struck words and raised marks are no part of the text for either
side.
"""

from __future__ import annotations

import re
import shutil
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from playwright.sync_api import BrowserContext, Route, sync_playwright

from extractors.readers import read, sniff
from extractors.readers.charset import decoded
from extractors.readers.front_matter import parted
from extractors.records import Outcome

CHROMIUM = shutil.which("chromium")
LEAST_SHARE = 0.99
MOST_CONTROLS = 400  # of a page
WORD = re.compile(r"\w+")

# Presses every control and gives the text of all that was visible at any moment, in the order of the page.
OPEN_ALL = """(most) => {
  const controls = 'button, summary, label, a[href^="#"], a[href^="javascript:"], a:not([href]), [role=tab],' +
    '[role=button], [aria-controls], [aria-expanded], [onclick], [data-toggle], [data-bs-toggle], [data-target]';
  window.open = () => null;
  document.addEventListener('submit', (event) => event.preventDefault(), true);
  document.addEventListener('click', (event) => {
    const link = event.target.closest && event.target.closest('a[href]');
    if (link && !/^(#|javascript:)/.test(link.getAttribute('href'))) event.preventDefault();
  }, true);
  for (const one of document.querySelectorAll('s, strike, del, sup')) one.remove();
  for (const one of [...document.body.querySelectorAll('*')])
    if (getComputedStyle(one).textDecorationLine.includes('line-through')) one.remove();
  for (const one of document.querySelectorAll('[data-cfemail]')) {  // what a script from the network would do
    const code = one.dataset.cfemail.match(/../g).map((pair) => parseInt(pair, 16));
    one.textContent = code.slice(1).map((sign) => String.fromCharCode(sign ^ code[0])).join('');
  }
  for (const one of document.querySelectorAll('a, button'))  // entries of a menu are words of their own
    if (one.nextElementSibling && one.nextElementSibling.matches('a, button')) one.after(' ');
  const shown = new Map();
  const look = () => {
    for (const one of document.body.querySelectorAll('*')) {
      if (shown.has(one) || !one.checkVisibility()) continue;
      shown.set(one, getComputedStyle(one).display);
    }
  };
  look();
  for (const one of [...document.querySelectorAll(controls)].slice(0, most)) {
    if (!one.isConnected) continue;
    try { one.click(); } catch (error) { /* what a page's own script throws is none of ours */ }
    look();
  }
  for (const one of document.querySelectorAll('details')) one.open = true;
  look();
  for (const [one, display] of shown) {
    if (one.isConnected && getComputedStyle(one).display === 'none') {
      one.hidden = false;
      one.style.setProperty('display', display, 'important');
    }
  }
  return document.body.innerText;
}"""


@dataclass(frozen=True, slots=True)
class Share:
    """Of one page: what a browser showed, and how much of it was read in the same order."""

    page: str
    words: int
    share: float
    outcome: Outcome


@contextmanager
def browser() -> Iterator[BrowserContext]:
    """Chromium without a network. Raises FileNotFoundError where it is not installed."""
    if CHROMIUM is None:
        raise FileNotFoundError("chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = running.new_context()
        context.route("**/*", _local_only)
        yield context
        running.close()


def _local_only(route: Route) -> None:
    if route.request.url.startswith("file:") and route.request.is_navigation_request():
        route.continue_()
    else:
        route.abort()


def share_read(context: BrowserContext, path: Path) -> Share:
    """The share of the words that a browser shows that our text has in the same order; 1 where it shows none."""
    tab = context.new_page()
    tab.add_init_script("window.alert = window.confirm = window.prompt = () => null")
    content = path.read_bytes()
    text, _ = decoded(content, markup=True)
    if (rest := parted(text)[1]) != text:
        tab.set_content(rest, wait_until="domcontentloaded")  # a browser shows front matter, which is no text
    else:
        tab.goto(path.as_uri(), wait_until="domcontentloaded")
    shown = words(str(tab.evaluate(OPEN_ALL, MOST_CONTROLS)))
    elsewhere = tab.url.partition("#")[0] not in ("about:blank", path.as_uri())
    tab.close()
    if elsewhere:
        raise ValueError(f"{path}: the page leads elsewhere by itself")
    reading = read(content, sniff(content, path.name, None), path.name)
    ours = words(reading.document.text) if reading.document is not None else []
    matcher = SequenceMatcher(None, shown, ours, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return Share(path.as_posix(), len(shown), same / len(shown) if shown else 1.0, reading.outcome)


def words(text: str) -> list[str]:
    return [word.casefold() for word in WORD.findall(text)]


def main(folders: list[str]) -> None:
    with browser() as context:
        for folder in map(Path, folders):
            found = [one for path in sorted(folder.rglob("*.html")) if (one := _measured(context, path)) is not None]
            if not found:
                continue
            whole = sum(one.words for one in found)
            read_words = sum(one.share * one.words for one in found)
            low = [one for one in found if one.share < LEAST_SHARE]
            middle = statistics.median(one.share for one in found)
            least = min(one.share for one in found)
            print(
                f"{folder.name}: {len(found)} pages, {whole:,} words, {read_words / max(whole, 1):.4f} read, "
                f"median {middle:.4f}, least {least:.4f}, {len(low)} pages below {LEAST_SHARE}"
            )
            for one in low:
                print(f"  {one.share:.3f} of {one.words} words: {one.page} ({one.outcome})")


def _measured(context: BrowserContext, path: Path) -> Share | None:
    """The share of one page; None for a page that goes elsewhere while it is opened."""
    try:
        return share_read(context, path)
    except Exception as error:  # a page's own script may lead away: it is named, and the others go on
        print(f"  not measured: {path.as_posix()} ({type(error).__name__})")
        return None


if __name__ == "__main__":
    main(sys.argv[1:])
