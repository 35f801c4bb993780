"""The tree of a web page is the one that BeautifulSoup makes of it, in all that the reader asks."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup, Comment, Doctype, ProcessingInstruction, Tag
from hypothesis import given
from hypothesis import strategies as st

from extractors.readers.html.styles import write_in
from extractors.readers.tree import COMMENT, DOCTYPE, INSTRUCTION, Element, Text, extract, parsed, tree_of

KINDS = {Comment: COMMENT, Doctype: DOCTYPE, ProcessingInstruction: INSTRUCTION}
NAMES = ("p", "div", "ul", "li", "table", "tr", "td", "b", "a", "pre", "textarea", "script", "style", "template", "br")
ODD = (
    "<p>one<!-- aside -->two<p>three",
    "<!DOCTYPE html><html lang=en><head><title>T</title><body><?php x ?><p> \n </p>",
    "<ul><li>a<li>b</ul></p></div>tail",
    "<template><div>within <b>it</b></div></template><script>var a = '<p>';</script>",
    "<table><tr><td>1<td headers='a b'>2<p>3</table>",
    "<ruby>x<rp>(</rp><rt>y</rt></ruby><pre>  \n </pre><p>  </p>",
    "<a rel='nofollow noopener' class=' x  y ' href='#a' href='#b'>k</a><o:p>w</o:p><input disabled>",
    "plain words & signs &amp; &nbsp; &#x2019;",
    "<div>" * 400 + "deep",
)

PIECES = st.one_of(
    st.sampled_from([f"<{name}>" for name in NAMES]),
    st.sampled_from([f"</{name}>" for name in NAMES]),
    st.sampled_from(["<!-- c -->", " ", "\n", "words", "<div class='a b' id=x>", "<a rel='u v'>", "<h1>", "</h1>"]),
    st.text(alphabet="ab <>&\n;é", max_size=8),
)


def ours(element: Element) -> Iterator[object]:
    for node in element.contents:
        if isinstance(node, Text):
            yield node.text, node.kind if node.kind in KINDS.values() else ""
        else:
            yield node.name, dict(node.attrs), node.get_text(), node.get_text("|", strip=True), list(ours(node))


def theirs(element: Tag) -> Iterator[object]:
    for node in element.contents:
        if isinstance(node, Tag):
            attrs = {name: list(value) if isinstance(value, list) else str(value) for name, value in node.attrs.items()}
            yield node.name, attrs, node.get_text(), node.get_text("|", strip=True), list(theirs(node))
        elif not isinstance(node, Doctype):  # of which nobody asks the words
            yield str(node), next((told for kind, told in KINDS.items() if isinstance(node, kind)), "")
        else:
            yield "html", DOCTYPE


def same(page: str) -> None:
    mine, soup = parsed(page), BeautifulSoup(page, "lxml")
    assert list(ours(mine)) == list(theirs(soup))
    assert mine.get_text() == soup.get_text()
    assert [one.name for one in mine.elements()] == [one.name for one in soup.find_all(True)]


@pytest.mark.parametrize("page", ODD, ids=range(len(ODD)))
def test_an_odd_page_has_the_same_tree(page: str) -> None:
    same(page)


@given(st.lists(PIECES, min_size=1, max_size=25).map("".join).filter(str.strip))
def test_any_page_has_the_same_tree(page: str) -> None:
    same(page)


def siblings(element: Element) -> bool:
    """Whether all elements that stand in it know where they stand, and what stands beside them."""
    nodes = element.contents
    found = [(i, one) for i, one in enumerate(nodes) if isinstance(one, Element)]
    beside = [(list(one.previous_siblings), list(one.next_siblings)) for _, one in found]
    return all(one.parent is element for _, one in found) and beside == [
        (nodes[:i][::-1], nodes[i + 1 :]) for i, _ in found
    ]


def test_what_is_taken_out_or_put_in_stands_beside_its_new_neighbours() -> None:
    page = parsed("<body><p>a</p><b>c</b><i>d</i></body>")
    body, bold = page.find("body"), page.find("b")
    assert body is not None
    assert bold is not None
    extract(bold)
    assert siblings(body)
    body.insert(0, bold)
    body.append(Element("hr"))
    box = Element("div")
    last = page.find("i")
    assert last is not None
    last.replace_with(box)
    box.say("words")
    assert siblings(body)
    assert [one.name for one in body.elements()] == ["b", "p", "div", "hr"]
    assert body.get_text() == "cawords"


def told(page: Element) -> list[str]:
    """The names of all elements of a page."""
    return [one.name for one in page.elements() if one.name not in ("html", "body")]


def test_a_page_tells_its_elements_as_they_stand_after_each_change() -> None:
    page = parsed("<body><p>a<b>c</b></p><i>d</i></body>")
    paragraph, italic = page.find("p"), page.find("i")
    assert paragraph is not None
    assert italic is not None
    assert told(page) == ["p", "b", "i"]
    paragraph.insert(0, extract(italic))
    assert told(page) == ["p", "i", "b"]
    paragraph.append(Element("hr"))
    assert told(page) == ["p", "i", "b", "hr"]
    paragraph.say("words")
    assert told(page) == ["p"]
    paragraph.replace_with(Element("div"))
    assert told(page) == ["div"]


def test_elements_are_found_by_the_names_that_they_have_now() -> None:
    page = parsed("<body><nav>a</nav><div>b</div></body>")
    (menu,) = page.elements("nav")
    menu.rename("div")
    assert page.find("nav") is None
    assert [one.get_text() for one in page.elements("div")] == ["a", "b"]
    assert [one.name for one in page.elements(("div", "body"))] == ["body", "div", "div"]
    extract(menu)
    assert [one.get_text() for one in page.elements("div")] == ["b"]


def test_a_tree_that_was_read_leaves_no_garbage_and_collecting_goes_on() -> None:
    gc.collect()
    gc.disable()
    try:
        with tree_of("<body><p>a<b>c</b></p><i>d</i></body>" * 20) as page:
            assert page.find("b") is not None
        del page
        assert not [one for one in gc.get_objects() if type(one) is Element and one.name in ("b", "i", "p")]
    finally:
        gc.enable()
    with tree_of("<p>a</p>"):
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_sheets_selector_finds_the_elements_of_the_page_however_deep() -> None:
    page = parsed("<style>ul > .gone, div .gone b {text-decoration: line-through}</style>"
                  "<ul><li class='gone x'>a</ul>" + "<div>" * 200 + "<p class=gone><b>c</b><i>d</i>")  # fmt: skip
    write_in(page)
    struck = [one.name for one in page.elements() if "line-through" in str(one.get("style"))]
    assert struck == ["li", "b"]
