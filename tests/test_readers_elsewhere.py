"""What a page holds elsewhere than in its words is read in its place, or told: never passed over in silence."""

from __future__ import annotations

import pytest

from extractors.readers import read
from extractors.readers.format import HTML, PLAIN
from extractors.records import FactKind, Outcome, Reading

WHO = "Brackwater Tiles sets out here how it works with the people in its kilns, yards and offices. " * 5
SAID = "Whoever digs our clay may join a union, and no child works in a pit from which we buy."
IN_A_SCRIPT = f'<script type="application/json">{{"body": "<p>{SAID * 5}</p>"}}</script>'
SHEET = '<img src="{}.png" width="1240" height="1754">'


def page(inner: str, about: str = WHO, end: str = "</body></html>") -> str:
    return f"<!DOCTYPE html><html><head><title>Human rights policy</title></head><body><p>{about}</p>{inner}{end}"


def of(source: str | bytes, name: str = "policy.html") -> Reading:
    content = source if isinstance(source, bytes) else source.encode()
    return read(content, HTML, name)


def text_of(reading: Reading) -> str:
    assert reading.document is not None, reading.detail
    return " ".join(reading.document.text.split())


def test_a_page_within_the_page_and_a_box_of_terms_are_text() -> None:
    within = f'<iframe srcdoc="&lt;h2&gt;Pits&lt;/h2&gt;&lt;p&gt;{SAID}&lt;/p&gt;"></iframe>'
    for inner in (within, f"<textarea readonly>{SAID}</textarea>"):
        reading = of(page(inner))
        assert (reading.outcome, reading.detail) == (Outcome.READ, "")
        assert SAID in text_of(reading)
    assert SAID not in text_of(of(page(within.replace("<iframe", '<iframe style="display:none"'))))


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (page(f"<!-- a note <p>{SAID}</p>"), "breaks off within a comment"),
        (page(f"<script>var pits = 3; <p>{SAID}</p>"), "breaks off within a part that is no text (script)"),
        (page(f"<style>p {{ color: red }} <p>{SAID}</p>"), "breaks off within a part that is no text (style)"),
        (page("<p>The end</p><div cla", end=""), "breaks off within a tag"),
        (page("<div><p>The end of it.</p>", end=""), "breaks off before its end"),
        (page("<p>No child works in a", end=""), "breaks off before its end"),
        (page('<embed src="/files/pits.pdf?v=2">'), "shows a document in a frame, which was not read (/files/pits.pdf"),
        (page('<iframe src="https://read.example/view?u=/pits.docx"></iframe>'), "shows a document in a frame"),
        (page('<object data="pits" type="application/pdf"></object>'), "shows a document in a frame"),
        (page(SHEET.format(1) + SHEET.format(2)), "2 of its pictures have the shape of pages"),
        (page('<img src="all.png" width="900" height="700">', "Our policy"), "2 words beside large pictures"),
        (page(IN_A_SCRIPT, "The page is being put together."), "words of sentences stand in its scripts"),
    ],
)
def test_what_a_page_holds_elsewhere_is_told_and_makes_it_partly_read(source: str, told: str) -> None:
    reading = of(source)
    assert reading.outcome is Outcome.PARTLY_READ
    assert told in reading.detail
    assert reading.document is not None
    assert [fact.kind for fact in reading.document.facts] == [FactKind.NOT_READ]


@pytest.mark.parametrize(
    "source",
    [
        page("<!-- one --><!-- two --!><!--><p>Three.</p>"),
        page('<script>document.write("<script src=x><\\/script>")</script>'),
        page("<p>Without an end", end="").replace("<html>", "").replace("<body>", ""),
        page("<ul><li>the list goes on.", end="").replace("<ul>", ""),
        page('<iframe src="https://maps.example/kiln"></iframe>'),
        page('<noscript><iframe src="/pits.pdf"></iframe></noscript>'),
        page('<img src="team.jpg" width="600" height="800"><img src="kiln.jpg" width="600" height="800">'),
        page(f'<script type="application/json">{{"body": "{WHO.strip()}"}}</script>', WHO),
        page(
            '<script>window.f = "function(a, b) {return a + b;} and so on, with more of the same code in it."</script>'
        ),
    ],
)
def test_a_page_that_is_whole_has_nothing_to_tell(source: str) -> None:
    assert (of(source).outcome, of(source).detail) == (Outcome.READ, "")


@pytest.mark.parametrize("said", ["idna", "base64", "rot13", "cp037", "utf-7", "unicode_escape", "punycode"])
def test_a_name_that_is_no_set_of_characters_for_a_browser_is_passed_over(said: str) -> None:
    source = page(f"<p>{SAID}</p>").replace("<head>", f'<head><meta charset="{said}">').encode()
    assert SAID in text_of(of(source))


def test_letters_that_a_file_does_not_tell_are_told_in_any_format() -> None:
    own = "".join(letter if letter == " " else chr(0xE000 + ord(letter)) for letter in SAID)
    spoilt = SAID.replace("u", "\ufffd").replace("n", "\ufffd")
    for content, media_type in ((page(f"<p>{own * 9}</p>"), HTML), (spoilt, PLAIN)):
        reading = read(content.encode(), media_type, "policy")
        assert reading.outcome is Outcome.PARTLY_READ
        assert reading.document is not None
        assert [fact.kind for fact in reading.document.facts] == [FactKind.UNKNOWN_LETTERS]
    stray = of(page(f"<p>{SAID}</p><p>An e\ufffdort.</p>"))
    assert stray.outcome is Outcome.READ
    assert "A word or two lack a letter" in stray.detail
    assert of(page("<p>\ue000 \ue001Read more</p>")).detail == ""  # icons
