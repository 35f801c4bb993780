"""Web pages as they come: character sets, furniture, tables, terms, metadata, and what is hidden."""

from __future__ import annotations

import pytest

from extractors.readers import read, served_type
from extractors.readers.format import HTML, MARKDOWN
from extractors.records import Block, Document, Outcome, Role


def page(body: str, head: str = "", media_type: str = HTML) -> Document:
    return page_of(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), media_type)


def page_of(content: bytes, media_type: str = HTML) -> Document:
    reading = read(content, media_type, "page.html")
    assert reading.outcome is Outcome.READ, reading.detail
    assert reading.document is not None
    return reading.document


def found(document: Document, role: Role) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.role is role]


def block_with(document: Document, words: str) -> Block:
    return next(b for b in document.blocks if words in document.text[b.start : b.end])


TEXT = "Wir achten die Würde – “überall” – und zahlen 5 € mehr"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (f"<p>{TEXT}".encode("windows-1252"), "text/html; charset=ISO-8859-1"),
        (f"<meta charset=utf-8><p>{TEXT}".encode("windows-1252"), 'text/html;charset="windows-1252"'),
        (f"<meta charset=latin1><p>{TEXT}".encode("windows-1252"), HTML),
        (f"<meta http-equiv=content-type content='text/html; charset=windows-1252'><p>{TEXT}".encode("cp1252"), HTML),
        (b"\xef\xbb\xbf" + f"<meta charset=latin1><p>{TEXT}".encode(), "text/html; charset=latin1"),
        (b"\xff\xfe" + f"<p>{TEXT}".encode("utf-16-le"), HTML),
        (f"<p>{TEXT}".encode(), HTML),
        (f"<p>{TEXT}".encode(), "text/html; charset=no-such-set"),
        (f"<meta charset=utf-16><p>{TEXT}".encode(), HTML),
    ],
)
def test_the_real_character_set_is_found_as_a_browser_finds_it(content: bytes, media_type: str) -> None:
    assert page_of(content, media_type).text == TEXT


def test_a_text_in_another_script_without_any_declaration_is_told_by_its_bytes() -> None:
    words = "Мы уважаем права человека и ждём того же от наших поставщиков. " * 8
    assert page_of(f"<p>{words}</p>".encode("windows-1251")).text == words.strip()


def test_the_character_set_is_kept_with_the_document_only_when_the_bytes_do_not_tell_it() -> None:
    plain, odd = "<p>Dignité</p>".encode(), "<p>Člověk žije</p>".encode("iso8859-2")
    assert served_type(plain, HTML, "text/html; charset=utf-8") == HTML
    media_type = served_type(odd, HTML, "text/html; charset=ISO-8859-2")
    document = page_of(odd, media_type)
    assert (document.text, page_of(odd, document.media_type).text) == ("Člověk žije", "Člověk žije")


def test_menus_banners_and_boxes_are_furniture_by_tag_role_name_or_links_and_stay_in_the_text() -> None:
    body = """<div role="banner">Logo</div><div class="mainNav x">Home</div><div id="onetrust-sdk">Accept</div>
    <select><option>Austria</option><option>Belgium</option></select>
    <ul><li><a>About</a></li><li><a>Careers</a></li><li><a>News room</a></li><li><a>Contact</a></li></ul>
    <div class="has-sidebar"><h1>Policy</h1><p>We respect human rights in all of our mills, in every country.</p>
    <ul><li>See the <a>code</a> on wages</li><li>and the <a>code</a> on hours</li>
    <li>and <a>a</a> b</li><li><a>x</a> y</li></ul></div>"""
    document = page(body)
    assert found(document, Role.FURNITURE) == [
        "Logo", "Home", "Accept", "Austria", "Belgium", "About", "Careers", "News room", "Contact",
    ]  # fmt: skip
    assert found(document, Role.ITEM)[0] == "See the code on wages"
    assert block_with(document, "We respect").section == ("Policy",)


@pytest.mark.parametrize(
    "box", ["aside", 'div role="complementary"', 'div class="sidebar"', 'section class="widget-area"']
)
def test_a_box_beside_the_text_that_tells_something_itself_is_read_and_one_of_links_is_not(box: str) -> None:
    told = "Anyone can report a concern to our ethics line on <a>0800 555 0199</a>, free of charge."
    links = "<p>Read more</p><p><a>Our climate plan for the years to come</a></p><p><a>Annual report on people</a></p>"
    text = "We respect human rights in all of our mills. " * 6
    body = f"<main><h1>Policy</h1><p>{text}</p><{box}>%s</{box.split()[0]}></main>"
    plain = "Anyone can report a concern to our ethics line on 0800 555 0199, free of charge."
    assert plain in found(page(body % f"<p>{told}</p>"), Role.PARAGRAPH)
    assert "Read more" in found(page(body % links), Role.FURNITURE)
    assert "Follow us" in found(page(body % "<p>Follow us</p>"), Role.FURNITURE)
    menu = "".join(f"<li><a>{name}</a></li>" for name in ("About", "News", "Careers", "Press"))
    assert "Careers" in found(page(body % f"<p>{told}</p><ul>{menu}</ul>"), Role.FURNITURE)


def test_a_page_whose_whole_text_stands_in_a_box_named_like_furniture_is_not_lost() -> None:
    document = page('<div class="cookie-policy"><h1>Policy</h1><p>We respect human rights.</p></div><p>End</p>')
    assert found(document, Role.PARAGRAPH) == ["We respect human rights.", "End"]


def test_what_a_browser_does_not_show_is_left_out_and_what_a_click_shows_is_kept() -> None:
    body = """<details><summary>More</summary>Folded</details><p hidden>Gone1</p><p style="display:none">Gone2</p>
    <p style="visibility:hidden">Gone3 <b style="visibility:visible">Back</b></p><span aria-hidden="true">★</span>
    <p aria-hidden="true">Said</p><p hidden="until-found">Found</p><embed>After <canvas>Gone4</canvas>
    <svg><title>Gone5</title><text>Drawn</text></svg><p style="content:'display'">Shown</p>"""
    text = page(body).text
    assert [word for word in ("Gone1", "Gone2", "Gone3", "Gone4", "Gone5", "★") if word in text] == []
    shown = ("More", "Folded", "Back", "Said", "Found", "After", "Drawn", "Shown")
    assert [word for word in shown if word not in text] == []


def test_text_that_is_there_but_that_nobody_sees_is_never_evidence() -> None:
    document = page('<p>Seen <span style="font-size:0">We commit</span> text</p><p style="opacity: 0">We promise</p>')
    assert found(document, Role.FURNITURE) == ["We commit", "We promise"]
    assert found(document, Role.PARAGRAPH) == ["Seen text"]
    assert "opacity" not in document.text


def test_buttons_and_links_side_by_side_do_not_become_one_word() -> None:
    assert page("<p><a>Home</a><a>News</a> and<b>ing</b></p>").text == "Home News anding"


def test_a_cell_has_the_headers_above_it_and_the_label_beside_it() -> None:
    body = """<table><caption>Risks</caption><thead><tr><th rowspan=2>Risk</th><th colspan=2>Action</th></tr>
    <tr><th>Now</th><th>Later</th></tr></thead>
    <tr><td rowspan=2>Child labour</td><td>Checks</td><td>Schools</td></tr>
    <tr><td>Audits</td><td>Talks</td></tr></table>"""
    document = page(body)
    cells = {document.text[b.start : b.end]: (b.header, b.row) for b in document.blocks if b.role is Role.CELL}
    assert cells["Checks"] == ("Action: Now", "Child labour")
    assert cells["Talks"] == ("Action: Later", "Child labour")
    assert cells["Child labour"] == ("Risk", None)
    assert cells["Now"] == (None, None)
    assert found(document, Role.PARAGRAPH) == ["Risks"]


def test_a_term_introduces_its_definition() -> None:
    document = page(
        "<p>Words:</p><dl><dt>Forced labour</dt><dd>We do not use it.</dd><dt>Hours</dt><dd>48 a week.</dd></dl>"
    )
    leads = {
        document.text[b.start : b.end]: document.text[b.lead_in.start : b.lead_in.end]
        for b in document.blocks
        if b.lead_in
    }
    assert leads == {"We do not use it.": "Forced labour", "48 a week.": "Hours"}


def test_a_page_says_who_wrote_it_when_and_where_it_belongs() -> None:
    head = """<link rel="canonical" href="https://example.com/rights"><meta name="author" content=" Example  Group ">
    <meta property="article:modified_time" content="2025-02-01T00:00:00Z">
    <script type="application/ld+json">{"@graph": [{"datePublished": "2024-05-06", 
    "author": {"name": "Other"}}]}</script>"""
    document = page("<p>We act.</p>", head)
    assert (document.url, document.author) == ("https://example.com/rights", "Example Group")
    assert (document.published, document.file_date, document.dated) == ("2024-05-06", "2025-02-01", None)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2024-03-05T10:00:00+01:00", "2024-03-05"),
        ("20240305", "2024-03-05"),
        ("2024-03", "2024-03"),
        ("2024-13-45", None),
        ("2023-02-29", None),
        ("0000-00-00", None),
        ("0001-01-01T00:00:00", None),
        ("99999-01-01", None),
        ("2009632800", None),
        ("٢٠٢٤-٠٣-٠٥", None),
        ("20٢٤-03-05", None),
    ],
)
def test_what_a_page_or_its_front_matter_calls_a_date_is_kept_where_a_calendar_has_it(
    said: str, kept: str | None
) -> None:
    assert page("<p>We act.</p>", f'<meta name="date" content="{said}">').published == kept
    assert page(f'<p>We act.</p><time datetime="{said}">then</time>').published == kept
    fields = read(f"---\ntitle: Code\ndate: {said}\n---\nWe act.\n".encode(), MARKDOWN, "code.md").document
    assert fields is not None
    assert fields.published == kept


def test_a_date_that_makes_no_sense_gives_way_to_the_next() -> None:
    head = '<meta property="article:published_time" content="0000-00-00"><meta name="date" content="2024-03-05">'
    assert page("<p>We act.</p>", head).published == "2024-03-05"


def test_a_date_in_the_pages_own_words_counts_before_its_metadata() -> None:
    document = page("<p>Last updated: 3 March 2025</p>", '<meta name="date" content="2020-01-01">')
    assert document.published == "2025-03-03"
    assert document.dated is not None
    assert document.text[document.dated.start : document.dated.end] == "Last updated: 3 March 2025"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("We respect<sup>1</sup> human rights<sup>[2, 3]</sup>.", "We respect human rights."),
        ("Convention No. 138<sup><a href='#n3'>3</a></sup> holds.", "Convention No. 138 holds."),
        ("We pay all<span style='vertical-align:super;font-size:60%'>4</span> hours.", "We pay all hours."),
        ("We pay all<a href='#fn:5' class='footnote-ref'>[5]</a> hours.", "We pay all hours."),
        ("We respect¹ human rights.²", "We respect human rights."),
        ("We respect[1] human rights.[2] See [3].", "We respect human rights. See [3]."),
        ("We respect<sup>*</sup> rights on 1<sup>st</sup> May.", "We respect rights on 1st May."),
        ("A room of 9 m<sup>2</sup>, 10 m², CO<sub>2</sub>", "A room of 9 m2, 10 m², CO2"),
    ],
)
def test_a_raised_mark_is_no_part_of_its_word_and_a_power_or_an_ending_is(body: str, text: str) -> None:
    assert page(f"<p>{body}</p>").text == text


def test_a_mark_that_only_the_pages_style_sheet_raises_is_none_either() -> None:
    head = "<style>@media print { .n { vertical-align: baseline } } p .n { vertical-align: super }</style>"
    assert page("<p>We respect<span class=n>1</span> rights.</p>", head).text == "We respect rights."


@pytest.mark.parametrize(
    "struck",
    [
        "<s>We may.</s>", "<strike>We may.</strike>", "<del>We may.</del>",
        "<span style='text-decoration: line-through'>We may.</span>", "<span class=old>We may.</span>",
        "<span role=deletion>We may.</span>", "<span style='text-decoration-line:line-through'>We <b>may.</b></span>",
    ],
)  # fmt: skip
def test_struck_text_is_no_text_and_inserted_text_is(struck: str) -> None:
    head = "<style>.old { color: red; text-decoration: line-through red }</style>"
    assert page(f"<p>{struck} <ins>We must.</ins></p><p class='old'>We might.</p>", head).text == "We must."


@pytest.mark.parametrize(
    "coded",
    [
        '<a class="__cf_email__" data-cfemail="523a203e3b3c3712333e3637207c3d2035">[email&#160;protected]</a>',
        '<a href="/cdn-cgi/l/email-protection#523a203e3b3c3712333e3637207c3d2035">Email us</a>',
        "<a href=\"javascript:linkTo_UnCryptMailto('nbjmup+ismjofAbmefs\\/psh')\">hrline(at)alder.org</a>",
        "<span data-enc-email='ueyvar[at]nyqre.bet'>This e-mail is protected</span>",
        "<span style='unicode-bidi:bidi-override; direction: rtl'>gro.redla@enilrh</span>",
        "<a data-name='hrline' data-domain='alder' data-tld='org'></a>",
        "hrline [at] alder (dot) org", "hrline at alder dot org", "hrline(at)alder.org", "hrline&#64;alder&#46;org",
        "<b>hrline<!-- no -->@</b>alder.org",
        """<span id='cloak7'>You need JavaScript enabled to view it.</span><script>var prefix = 'ma' + 'il' + 'to';
        var path = 'hr' + 'ef' + '='; var addy7 = 'hrline' + '&#64;'; addy7 = addy7 + 'alder' + '&#46;' + 'org';
        document.getElementById('cloak7').innerHTML += addy7</script>""",
    ],
)  # fmt: skip
def test_a_coded_address_is_written_out(coded: str) -> None:
    assert page(f"<p>Write to {coded} at any time.</p>").text == "Write to hrline@alder.org at any time."


@pytest.mark.parametrize(
    "inner", ["<span id='cloak12'>this</span>", "<a data-user='us' data-domain='alder.org'>us</a>"]
)
def test_a_coded_address_within_another_is_gone_with_what_was_in_its_place(inner: str) -> None:
    coded = f"<b data-user='hrline' data-domain='alder.org'>{inner}</b>"
    assert page(f"<p>Write to {coded} at any time.</p>").text == "Write to hrline@alder.org at any time."


def test_words_that_only_look_like_a_coded_address_stay() -> None:
    text = "Look at dot com firms (at) home, and meet at Alder."
    assert page(f"<p>{text}</p>").text == text


def test_elements_that_the_parser_leaves_in_the_head_are_text() -> None:
    assert page_of(b"<title>Code</title><style>p {}</style><main><p>We act.</p></main><p>So it is.</p>").text == (
        "We act.\nSo it is."
    )


@pytest.mark.parametrize(
    "body",
    [
        "<table>" + "<tr><td colspan=100000000 rowspan=100000000>x</td><td>y</td></tr>" * 200 + "</table>",
        "<table><tr>" + "<td colspan=999>x</td>" * 1000 + "</tr><tr><td>y</td></tr></table>",
        "<table>" + "<tr><th>x</th><th>y</th></tr>" * 400 + "</table>",
    ],
)
def test_a_table_is_read_whatever_its_cells_claim_to_span(body: str) -> None:
    assert page(body).text.count("x") >= 200


def test_a_page_nested_without_end_has_an_outcome() -> None:
    reading = read(b"<div>" * 5_000 + b"We act.", HTML, "deep.html")
    assert reading.outcome is Outcome.DAMAGED
    assert "nested too deeply" in reading.detail


def test_a_line_that_ends_with_a_date_announces_nothing() -> None:
    body = """<p>Effective from 4 June 2022:</p><ul><li>Workers may join a union.</li></ul>
    <p>Targets for 2030:</p><ul><li>None.</li></ul>"""
    document = page(body)
    assert block_with(document, "Workers may").lead_in is None
    assert block_with(document, "None.").lead_in is not None
