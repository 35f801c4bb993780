"""Links, sitemaps, addresses and names: what each says of where documents are, and what is never followed."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from archive import naming
from archive.collection import Collection, Row, Website, linked, read_list, together, websites
from archive.discover import promise_of
from archive.intake import listings
from archive.links import MOST_LINKS, Link, addresses_in_json, web_page
from archive.naming import Named, named
from archive.sitemaps import MOST_BYTES, Sitemap, SitemapError, mapped, read_sitemap
from archive.sites import Site, absolute, is_trap, key, pattern, site_of
from archive.twins import language_in, near_equal, shingles, without_language
from errors import InputError
from extractors import walls
from extractors.readers.html import panels
from lexicons.reading_rules import Rule, rules_in
from reports.collected import write_list

HOME = "https://www.alder.example/about/"
RULES = [rule for file in (naming.NAMES, walls.WALLS, panels.MORE) for rule in rules_in(file)]


# -- the data


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_an_entry_fits_its_examples_and_no_near_miss_and_each_pattern_is_proved(rule: Rule) -> None:
    assert [example for example in rule.examples if not rule.search(example)] == []
    assert [near for near in rule.near_misses if rule.search(near)] == []
    assert rule.near_misses, "it names no near miss"
    proved = [any(one.search(example) for example in rule.examples) for one in rule.patterns]
    assert [written for written, is_proved in zip(rule.written, proved, strict=True) if not is_proved] == []


def test_the_code_knows_every_concept_and_every_id_stands_once() -> None:
    assert {rule.concept for rule in naming.name_rules()} == set(naming.CONCEPTS)
    assert {rule.concept for rule in walls.wall_rules()} <= set(walls.CONCEPTS)
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert set(naming.addresses()) == set(naming.LISTS)


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ('<h3>Code of Ethics</h3><p><a href="/f?id=1">Download (PDF, 4.2 MB)</a></p>', "Code of Ethics"),
        ('<tr><td>Code of Ethics</td><td><a href="/f?id=1"><img src="/i"></a></td></tr>', "Code of Ethics"),
        ('<h3>Files</h3><a href="/f?id=1" aria-label="Code of Ethics">Download</a>', "Code of Ethics"),
        ('<h3>Files</h3><a href="/f?id=1"><b>C</b>ode of Ethics</a>', "Code of Ethics"),
        ('<h3>Files</h3><a href="/f?id=1"><h4>Code</h4><p>of Ethics</p></a>', "Code of Ethics"),
    ],
)  # fmt: skip
def test_a_link_whose_words_any_may_have_is_named_by_what_stands_around_it(html: str, name: str) -> None:
    (link,) = web_page(html.encode(), "text/html", HOME).links
    assert link.name == name


@pytest.mark.parametrize(
    "href", ["/viewer.html?file=%2Fcode.pdf", "https://v.example/?u=https://www.alder.example/code.pdf"]
)
def test_the_document_that_a_viewer_shows_is_followed(href: str) -> None:
    links = web_page(f'<iframe src="{href}"></iframe>'.encode(), "text/html", HOME).links
    assert next(link.url for link in links) == "https://www.alder.example/code.pdf"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("Modern Slavery Statement", "Privacy Policy"),
        ("Supplier Code of Conduct", "Become a supplier"),
        ("Verhaltenskodex für Lieferanten", "Stellenangebote"),
        ("Politique des droits humains", "Actualités"),
        ("Annual Report 2023", "Report a fault"),
        ("Human Rights Policy", "What is a human rights policy?"),
        ("Corporate governance", "Governance webinar"),
        ("Whistleblowing", "Careers"),
        ("Policies", "Our services"),
    ],
)
def test_names_of_documents_promise_more(better: str, worse: str) -> None:
    assert named(better).worth > named(worse).worth


# -- links


def links(html: str, url: str = HOME) -> dict[str, Link]:
    return {link.url: link for link in web_page(html.encode(), "text/html", url).links}


def test_a_link_is_named_by_its_words_its_line_the_heading_above_and_the_page() -> None:
    found = links(
        "<title>Policies - Alder</title><h2>Our policies</h2>"
        "<ul><li>Code of Conduct <a href='../f?id=3'>Download</a></ul>"
    )
    assert found["https://www.alder.example/f?id=3"] == Link(
        "https://www.alder.example/f?id=3",
        "Download",
        "Code of Conduct Download",
        "Our policies",
        "Policies - Alder",
        HOME,
    )


@pytest.mark.parametrize(
    ("html", "address"),
    [
        ("<base href='/x/'><a href='a.pdf'>Code</a>", "https://www.alder.example/x/a.pdf"),
        ("<img usemap=m><map name=m><area href='/a.pdf' alt=Code></map>", "https://www.alder.example/a.pdf"),
        ("<iframe src='/a.html'></iframe>", "https://www.alder.example/a.html"),
        ("<object data='/a.pdf'></object>", "https://www.alder.example/a.pdf"),
        ("<button onclick=\"window.open('/a.pdf')\">Code</button>", "https://www.alder.example/a.pdf"),
        ("<div data-href='/a.pdf'>Code</div>", "https://www.alder.example/a.pdf"),
        ("<select><option value='/a'>Code</select>", "https://www.alder.example/a"),
        ("<script>fetch('/parts/menu.html?x=' + now)</script>", "https://www.alder.example/parts/menu.html?x="),
        ('<script type="application/json">{"a": [{"u": "/a.pdf"}]}</script>', "https://www.alder.example/a.pdf"),
        ("<a href='/a.pdf#page=3'>Code", "https://www.alder.example/a.pdf"),
        ("<script>fetch('/api/papers?page=1').then(show)</script>", "https://www.alder.example/api/papers?page=1"),
        ("<script>axios.get(`/api/papers`)</script>", "https://www.alder.example/api/papers"),
        ("<script>$.ajax({url: '/api/papers'})</script>", "https://www.alder.example/api/papers"),
        ("<script>r.open('GET', '/api/papers')</script>", "https://www.alder.example/api/papers"),
        (r'<script>var d = {"file": "\/files\/a.pdf"}</script>', "https://www.alder.example/files/a.pdf"),
    ],
)
def test_every_way_of_leading_on_is_a_link(html: str, address: str) -> None:
    assert address in links(html)


@pytest.mark.parametrize(
    "target",
    ["mailto:a@b.example", "javascript:void(0)", "#top", "ftp://a.example/", "{{item.url}}", "data:text/html,x", ""],
)
def test_what_is_no_web_address_is_no_link(target: str) -> None:
    assert links(f'<a href="{target}">Code of Conduct</a>') == {}


@pytest.mark.parametrize("html", ["", "\x00\x01", "<", "<a href=", "<!--", "<html" * 5000, "<div>" * 50_000])
def test_a_page_that_cannot_be_read_has_no_links_and_is_no_error(html: str) -> None:
    assert links(html) == {}


def test_addresses_in_json_are_named_by_the_words_beside_them() -> None:
    found = addresses_in_json(b'{"docs": [{"title": "Code of Conduct", "file": {"url": "/c.pdf"}}], "n": 3}', HOME)
    assert [(link.url, link.text) for link in found] == [("https://www.alder.example/c.pdf", "Code of Conduct")]
    assert addresses_in_json(b"[" * 100_000, HOME) == ()


def test_half_a_character_in_json_is_in_no_address_and_no_name() -> None:
    found = addresses_in_json(rb'[{"title": "Our \ud800 Code", "a": "/\udc00.pdf", "b": "/b.pdf"}]', HOME)
    assert [(link.url, link.text) for link in found] == [("https://www.alder.example/b.pdf", "Our ? Code")]


@pytest.mark.parametrize(
    "head",
    [
        "<meta http-equiv=refresh content='0;url=http://[x'>",
        "<meta charset=zip>",
        "<meta charset=idna>",
        "<base href=//[>",
    ],
)
def test_what_a_page_says_wrongly_of_itself_hides_none_of_its_links(head: str) -> None:
    assert "https://www.alder.example/a.pdf" in links(f"{head}<a href=/a.pdf>Code of Conduct</a>")


@pytest.mark.parametrize("link", ["<a href=/x>a</a>", "<a href=/x><img alt=''></a>"])
def test_a_list_of_endlessly_many_links_is_looked_through_for_moments(link: str) -> None:
    begin = time.process_time()
    assert len(web_page(f"<ul><li>{link * 60_000}".encode(), None, HOME).links) == MOST_LINKS
    assert time.process_time() - begin < 10  # seconds of computing


def test_links_that_stand_in_each_other_are_looked_through_for_moments() -> None:
    begin = time.process_time()
    assert len(web_page(b"<li><a href=/x>" * 120, None, HOME).links) == 120
    assert time.process_time() - begin < 5  # seconds of computing


def test_a_page_says_what_it_is_to_a_machine() -> None:
    page = web_page(
        b"<html lang=de-CH><link rel=alternate hreflang=en href=/en/>"
        b"<meta http-equiv=refresh content='0; url=/y'><meta property=og:type content=article><input type=password>",
        None,
        HOME,
    )
    assert (page.language, page.asks_password, page.kind) == ("de", True, "article")
    assert page.refresh == "https://www.alder.example/y"
    assert page.twins == {"https://www.alder.example/en/": "en"}


def test_a_documents_link_gains_by_the_heading_above_it_and_a_refused_one_loses() -> None:
    plain = Link("https://a.example/f/1.pdf", "Download")
    below = Link("https://a.example/f/1.pdf", "Download", heading="Human Rights Policy")
    assert promise_of(below) > promise_of(plain)
    assert promise_of(Link("https://a.example/login", "Sign in")) < 0
    assert promise_of(Link("https://a.example/de/kodex", "Code of Conduct")) < promise_of(
        Link("https://a.example/en/kodex", "Code of Conduct")
    )


def test_a_page_that_was_screened_alone_says_what_else_it_links() -> None:
    html = b"""<a href="/code">Code of Conduct</a>
    <a href="https://cdn.example/ms.pdf">Modern Slavery Statement</a>
    <a href="/privacy">Privacy Policy</a> <a href="https://else.example/">Human rights</a>
    <a href="/about/">About</a>"""
    assert [link.text for link in linked(html, None, HOME)] == ["Modern Slavery Statement", "Code of Conduct"]


# -- addresses


@pytest.mark.parametrize(
    "other",
    [
        "https://alder.example/About/",
        "https://www.alder.example/About/index.html?utm_source=x",
        "http://www.alder.example/About.html#team",
        "https://www.alder.example/About/?utm_campaign=y&fbclid=1",
    ],
)
def test_the_spellings_of_one_address_have_one_key(other: str) -> None:
    assert key(other) == key("https://www.alder.example/About")
    assert key(other) != key("https://www.alder.example/About?id=1")


def test_a_row_whose_address_is_none_stays_as_it_was_written_and_ends_no_search() -> None:
    rows = [Row("Alder", "own.pdf", website="http://[x"), Row("Alder", "own.pdf", url="http://alder.example:99999/")]
    assert together([Collection(Website("Alder", "https://alder.example/"), (), ())], rows) == rows[:1]
    assert key(rows[1].url) == rows[1].url


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://investors.alder.co.uk/a", True),
        ("http://alder.co.uk/a", True),
        ("https://alder.com/a", False),
        ("https://birch.co.uk/a", False),
        ("https://alder.co.uk.evil.example/", False),
    ],
)
def test_pages_are_read_on_the_companys_own_site_alone(url: str, own: bool) -> None:
    assert Site("https://www.alder.co.uk/").owns(url) is own


@pytest.mark.parametrize(
    ("url", "alike"),
    [
        ("https://ir.alder-group.com/", True),
        ("https://www.alder.com/", True),
        ("https://aldermere.com/", False),
        ("https://birch.com/alder", False),
        ("http://127.0.0.1/", False),
    ],
)
def test_a_domain_with_the_companys_name_is_known_as_its_own(url: str, alike: bool) -> None:
    assert Site("https://www.alder.co.uk/").is_called_alike(url) is alike
    assert not Site("https://www.al.co.uk/").is_called_alike("https://al-bank.com/")


def test_two_ports_of_one_number_are_two_sites_and_so_are_two_customers_of_a_host() -> None:
    assert site_of("http://127.0.0.1:1/") != site_of("http://127.0.0.1:2/")
    assert site_of("https://a.github.io/") != site_of("https://b.github.io/")


@pytest.mark.parametrize(
    "url",
    ["https://a.example/" + "x/" * 30, "https://a.example/a/b/a/b/a/b", "https://a.example/?a=1&b=1&c=1&d=1&e=1&f=1"],
)
def test_addresses_like_endlessly_many_are_told(url: str) -> None:
    assert is_trap(url)


def test_the_pages_of_a_series_have_one_pattern() -> None:
    assert pattern("https://a.example/d/2024-01?p=1") == pattern("https://a.example/d/2031-12?p=7")
    assert absolute("https://a.example/", "http://[::1") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/en/code", "https://a.example/fr-ca/code"),
        ("https://a.example/code-en.pdf", "https://a.example/code-de.pdf"),
        ("https://a.example/code.pdf", "https://a.example/code_es.pdf"),
        ("https://a.example/code_english.pdf", "https://a.example/code_german.pdf"),
        ("https://a.example/code-englısh.pdf", "https://a.example/code-ſpanısh.pdf"),
    ],
)
def test_twins_in_two_languages_are_told_by_their_addresses(one: str, other: str) -> None:
    assert without_language(one) == without_language(other)
    assert language_in(one) != language_in(other)


def test_nearly_the_same_text_is_the_same_and_another_is_not() -> None:
    words = [f"word{number}" for number in range(400)]
    text = shingles([" ".join(words)])
    assert near_equal(text, shingles([" ".join([*words, "printed", "today"])]))
    assert not near_equal(text, shingles([" ".join(words[:200])]))
    assert not near_equal(shingles([]), shingles([]))


# -- sitemaps


def sitemap(*places: str, kind: str = "url", root: str = "urlset") -> bytes:
    inside = "".join(f"<{kind}><loc>{place}</loc></{kind}>" for place in places)
    return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</{root}>'.encode()


def test_a_sitemap_is_read_as_xml_packed_or_as_lines_without_its_pictures() -> None:
    written = sitemap("https://a.example/x")
    assert read_sitemap(written, "https://a.example/s.xml") == Sitemap(("https://a.example/x",))
    assert read_sitemap(gzip.compress(written), "https://a.example/s.gz") == Sitemap(("https://a.example/x",))
    assert read_sitemap(b"https://a.example/x\nhttps://a.example/y\n", "https://a.example/s.txt").pages[1:] == (
        "https://a.example/y",
    )
    pictured = written.replace(
        b"</url>", b"<i:image xmlns:i='urn:i'><i:loc>https://a.example/p.jpg</i:loc></i:image></url>"
    )
    assert read_sitemap(pictured, "https://a.example/s.xml").pages == ("https://a.example/x",)


BILLION = (
    b'<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(f'<!ENTITY b{n} "{"&a;" * 10 if n == 0 else f"&b{n - 1};" * 10}">'.encode() for n in range(12))
    + b"]><urlset><url><loc>&b11;</loc></url></urlset>"
)


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(b"<urlset>" + b" " * (MOST_BYTES + 10)),
        b"<" + b" " * (MOST_BYTES + 10),
        gzip.compress(sitemap("https://a.example/x"))[:-10],
        b"\x1f\x8b broken",
        b"no sitemap",
        b"<html><body>Not found</body></html>",
        BILLION,
        b'<!DOCTYPE u [<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>&f;</loc></url></urlset>',
    ],
    ids=["bomb", "large", "cut", "broken", "words", "page", "billion", "file"],
)
def test_a_hostile_sitemap_gives_no_pages(content: bytes) -> None:
    try:
        found = read_sitemap(content, "https://a.example/s.xml")
    except SitemapError:
        return
    assert found.pages == ()


HEAVY = {
    "sitemap": "sitemaps.read_sitemap(b'<urlset>' + b'<a/>' * 2_000_000 + b'</urlset>', HOME)",
    "lines": "sitemaps.read_sitemap(b'http://a ' * 2_000_000, HOME)",
    "JSON": "links.addresses_in_json(b'[' + b'[],' * 5_000_000 + b'[]]', HOME)",
}


@pytest.mark.parametrize("read", HEAVY.values(), ids=HEAVY)
def test_what_a_website_sends_takes_no_memory_beyond_its_own_bytes(read: str) -> None:
    program = (
        "import re, sys; from archive import links, sitemaps; HOME = 'https://a.example/'\n"
        "most = lambda: int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1024\n"
        f"before = most(); {read}; sys.exit(most() - before > 100)"  # MiB
    )
    assert subprocess.run([sys.executable, "-P", "-c", program]).returncode == 0


def test_lines_of_addresses_may_begin_with_a_byte_order_mark() -> None:
    assert read_sitemap(b"\xef\xbb\xbfhttps://a.example/x\n", HOME).pages == ("https://a.example/x",)


def of(files: dict[str, bytes]) -> Callable[[str], bytes | None]:
    return lambda url: files.get(url)


def test_indexes_are_followed_for_pages_first_and_only_so_far() -> None:
    address = "https://a.example/"
    children = [f"{address}post-sitemap.xml", f"{address}page-sitemap.xml", f"{address}index.xml"]
    files = {
        f"{address}index.xml": sitemap(*children, kind="sitemap", root="sitemapindex"),
        f"{address}page-sitemap.xml": sitemap(f"{address}code", "https://other.example/x"),
        f"{address}post-sitemap.xml": sitemap(f"{address}party"),
    }
    found = mapped((f"{address}index.xml",), of(files), Site(address).owns)
    assert found.pages == {f"{address}code": f"{address}page-sitemap.xml"}
    assert [url for url, _ in found.left] == [f"{address}post-sitemap.xml"]
    many = {
        f"{address}{n}.xml": sitemap(f"{address}{n + 1}.xml", kind="sitemap", root="sitemapindex") for n in range(50)
    }
    assert mapped((f"{address}0.xml",), of(many), Site(address).owns).pages == {}


# -- the list, and what may be asked for


def test_websites_are_named_by_address_by_host_or_in_a_table(tmp_path: Path) -> None:
    table = tmp_path / "companies.csv"
    table.write_text("company,website\nAlder Mills,alder.example\nBirch,https://birch.example/en/\n", encoding="utf-8")
    assert websites([str(table), "www.cedar.example", "https://alder.example"], None) == [
        Website("Alder Mills", "https://alder.example/"),
        Website("Birch", "https://birch.example/en/"),
        Website("cedar.example", "https://www.cedar.example/"),
        Website("alder.example", "https://alder.example/"),
    ]
    assert websites(["cedar.example"], " Cedar ") == [Website("Cedar", "https://cedar.example/")]


@pytest.mark.parametrize("given", ["policy", "https://", "a b.example", "/home/list.txt", "http://[::1"])
def test_what_is_no_website_is_refused_with_the_value(given: str) -> None:
    with pytest.raises(InputError, match="no website"):
        websites([given], None)


def test_the_list_is_what_screening_takes_without_what_was_dropped(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    head = "company,source,kind,title,rank,why,keep\n"
    rows = "Alder,https://a.example/x,policy,X,1,because,\nAlder,https://a.example/y,,Y,2,,NO\nAlder,p.pdf,,P,3,,yes\n"
    table.write_text(head + rows, encoding="utf-8")
    assert [listing.source for listing in listings([str(table)], None)] == ["https://a.example/x", "p.pdf"]
    assert [row.keep for row in read_list(table)] == ["", "no", "yes"]
    assert read_list(table)[0] == Row("Alder", "https://a.example/x", "policy", title="X", rank="1", why="because")
    table.write_text(head + "Alder,x.pdf,,,,,perhaps\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"line 2: 'perhaps' under keep is neither yes nor no"):
        listings([str(table)], None)


def test_a_date_that_an_older_list_took_from_the_document_is_not_taken_for_the_researchers(tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    rows = "Alder,a.pdf,2020,1,\nAlder,b.pdf,2021,2,yes\nAlder,c.pdf,2022,,\n"
    table.write_text(f"company,source,published,rank,keep\n{rows}", encoding="utf-8")
    assert [(row.published, row.dated) for row in read_list(table)] == [("", "2020"), ("2021", ""), ("2022", "")]
    table.write_text("company,source,published,rank,dated\nAlder,a.pdf,2024,1,\n", encoding="utf-8")
    assert [(row.published, row.dated) for row in read_list(table)] == [("2024", "")]


@pytest.mark.parametrize("company", ["@Home Care", "=A1 Foods", "Plus; -Minus", "'+'"])
def test_a_list_gives_back_the_company_that_was_written_into_it_whatever_it_is_called(
    tmp_path: Path, company: str
) -> None:
    table = tmp_path / "list.csv"
    row = Row(company, "https://a.example/x;-y", website="https://a.example/")
    write_list([row], table, sys.stdout)
    assert read_list(table) == [row]
    assert [(one.company, one.location) for one in listings([str(table)], None)] == [(company, row.source)]
    assert [one.company for one in websites([str(table)], None)] == [company]


def test_nothing_is_said_by_an_empty_name() -> None:
    assert named("") == Named({})
    assert named("").worth == 0
