"""What a click on a web page shows is text; what no click shows is none, and much of it is told."""

from __future__ import annotations

import pytest

from extractors.readers import read
from extractors.readers.format import HTML
from extractors.records import Outcome, Reading, Role

RULE = "Our mills employ no children, and their suppliers must not either."

# As the frameworks and content systems write them, each with RULE in a panel that is closed when the page opens.
OPENED = {
    "Bootstrap collapse": """<div class="accordion-item"><h2><button class="accordion-button collapsed"
        data-bs-toggle="collapse" data-bs-target="#c1">Children</button></h2><div id="c1" style="display: none;">
        <div class="accordion-body">RULE</div></div></div>""",
    "Bootstrap tabs": """<ul class="nav nav-tabs"><li><a data-toggle="tab" href="#t1">One</a></li><li>
        <a data-toggle="tab" href="#t2">Two</a></li></ul><div id="t1">First</div><div id="t2" hidden>RULE</div>""",
    "Elementor": """<div class="elementor-tab-title" tabindex="0">Children</div><div style="display: none;"
        hidden="hidden" class="elementor-tab-content">RULE</div>""",
    "WPBakery": """<div class="vc_tta-panel"><h4 class="vc_tta-panel-title"><a href="#1" data-vc-accordion>Children</a>
        </h4><div class="vc_tta-panel-body" style="display:none">RULE</div></div>""",
    "Divi": """<div class="et_pb_toggle"><h5 class="et_pb_toggle_title">Children</h5>
        <div class="et_pb_toggle_content clearfix" style="display:none">RULE</div></div>""",
    "Foundation": """<ul data-accordion><li data-accordion-item><a href="#">Children</a>
        <div data-tab-content style="display:none">RULE</div></li></ul>""",
    "jQuery UI": """<div id="list"><h3>Children</h3><div style="display:none"><p>RULE</p></div></div>""",
    "Webflow tabs": """<a data-w-tab="1" class="w-tab-link">One</a><div class="w-tab-pane">First</div>
        <div class="w-tab-pane" style="display:none">RULE</div>""",
    "Webflow dropdown": """<div class="w-dropdown-toggle"><div>Children</div></div>
        <nav class="w-dropdown-list" style="display:none"><p>RULE</p></nav>""",
    "AEM": """<h3><button id="b" class="cmp-accordion__button" aria-controls="x" aria-expanded="false">Children
        </button></h3><div id="x" role="region" aria-labelledby="b" hidden>RULE</div>""",
    "HubSpot": """<div class="accordion_row"><div class="accordion_header"><h3>Children</h3></div>
        <div class="accordion_content" style="display:none">RULE</div></div>""",
    "Squarespace": """<li class="accordion-item"><h4><button aria-controls="d" aria-expanded="false">Children</button>
        </h4><div id="d" class="accordion-item__dropdown" style="display: none"><p>RULE</p></div></li>""",
    "Shopify": """<button class="toggle">Children</button><div class="collapsible-content" hidden><p>RULE</p></div>""",
    "Drupal": """<details><summary>Children</summary><div class="details-wrapper" hidden>RULE</div></details>""",
    "Alpine": """<button @click="open = true">Children</button><div x-show="open" style="display:none">RULE</div>""",
    "Material UI": """<div role="button" aria-expanded="false" tabindex="0">Children</div>
        <div class="MuiCollapse-root" style="min-height:0px;visibility:hidden;height:0"><p>RULE</p></div>""",
    "SharePoint": """<div><span tabindex="0">Children</span><div style="display: none;">RULE</div></div>""",
    "a button with a script": """<button onclick="show(event, 'north')">North</button>
        <div id="north" class="city" style="display:none">RULE</div>""",
    "a question": """<div onclick="turn(this)">Children?</div><div style="display:none">RULE</div>""",
    "a plus sign": """<div><span>Children</span> <i class="icon-plus"></i></div><div style="display:none">RULE</div>""",
    "a term": """<dl><dt>Children</dt><dd style="display:none">RULE</dd></dl>""",
    "a row": """<table><tr><td>A</td><td><button aria-expanded="false">+</button></td></tr>
        <tr hidden><td colspan="2">RULE</td></tr></table>""",
    "the rest of a text": """<p>We act. <span id="dots">...</span><span id="rest" style="display:none">RULE</span></p>
        <button>Weiterlesen</button>""",
    "a template": """<button data-template="later">Children</button><template id="later"><p>RULE</p></template>""",
    "tabs that a script counts": """<ul><li>One</li><li>Two</li></ul><div class="content">First</div>
        <div class="content" style="display:none">RULE</div>""",
    "a panel of no height": """<button>Children</button><div style="max-height:0;overflow:hidden">RULE</div>""",
    "a panel that is clear": """<button aria-controls="c">Children</button><div id="c" style="opacity:0">RULE</div>""",
}

NOT_OPENED = {
    "a menu": """<button aria-controls="m">Menu</button><ul id="m" hidden><li><a href="/a">RULE</a></li></ul>""",
    "a box for consent": """<button aria-controls="onetrust-sdk">Cookies</button>
        <div id="onetrust-sdk" role="dialog" hidden><p>RULE</p></div>""",
    "words for those who hear the page": """<p>We act <span class="sr-only">RULE</span> at once.</p>""",
    "the same by a style sheet": """<style>.vh { position: absolute; clip: rect(0 0 0 0) }</style>
        <p>We act <span class="vh">RULE</span> at once.</p>""",
    "a template of a script": """<template><p>RULE</p></template><script type="text/html">RULE</script>""",
    "a card that a script fills": """<button>More</button><div style="display:none">{{ name }} RULE</div>""",
    "a message of a form": """<form><button>Send</button><p style="display:none">RULE</p></form>""",
    "what nothing shows": """<p>We act at once.</p><div style="display:none">RULE</div>""",
    "what stands in a sentence": """<p>We act <b style="display:none">RULE</b> at once.</p>""",
}


def _read(body: str) -> Reading:
    page = f"<!doctype html><html><body><h1>Code</h1><p>This is our code.</p>{body}<p>It ends here.</p></body></html>"
    return read(page.replace("RULE", RULE).encode(), HTML, "code.html")


def _evidence(reading: Reading) -> list[str]:
    document = reading.document
    assert document is not None
    return [document.text[b.start : b.end] for b in document.blocks if b.role is not Role.FURNITURE]


@pytest.mark.parametrize("name", OPENED)
def test_a_panel_that_a_click_opens_is_text(name: str) -> None:
    reading = _read(OPENED[name])
    assert any(RULE in text for text in _evidence(reading))
    assert (reading.outcome, reading.detail) == (Outcome.READ, "")


@pytest.mark.parametrize("name", NOT_OPENED)
def test_what_no_click_opens_or_what_is_no_text_is_never_evidence(name: str) -> None:
    assert [text for text in _evidence(_read(NOT_OPENED[name])) if RULE in text] == []


def test_a_sentence_is_not_cut_by_words_that_nobody_sees() -> None:
    assert "We act at once." in _evidence(_read(NOT_OPENED["words for those who hear the page"]))


def test_much_text_that_nothing_shows_is_told() -> None:
    reading = _read(f'<p>We act.</p><div style="display:none"><p>{RULE} {RULE} {RULE}</p></div>')
    assert reading.outcome is Outcome.PARTLY_READ
    assert "code.html: 33 words of the page are hidden" in reading.detail


def test_a_text_that_is_hidden_here_and_shown_there_is_not_told() -> None:
    shown = f"<p>{RULE} {RULE} {RULE}</p>"
    reading = _read(f'{shown}<p>We act.</p><div style="display:none">{shown}</div>')
    assert (reading.outcome, reading.detail) == (Outcome.READ, "")
