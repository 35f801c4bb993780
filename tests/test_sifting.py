"""What is kept of what was found on a website, and why, and why not: judged by names and text, without a network."""

from __future__ import annotations

from archive.discover import Discovery, Found
from archive.links import Link, WebPage
from archive.looking import Glance
from archive.sifting import Kept, sift
from archive.sites import Site
from extractors.records import Outcome

HOME = "https://www.alder.example/"
RIGHTS = "We respect human rights and refuse modern slavery and forced labour; workers may raise a concern. "
SHIRTS = "Our shirts are woven from the finest yarn and come in every colour that you could wish for. "


def found(
    path: str,
    title: str,
    *blocks: str,
    heading: str = "",
    link: str = "",
    file: bool = False,
    links: tuple[Link, ...] = (),
    outcome: Outcome = Outcome.READ,
    kind: str = "",
) -> Found:
    """One page or file, as a search would have found it."""
    url = path if path.startswith("http") else f"{HOME}{path}"
    shown = Glance(
        "application/pdf" if file else "text/html", outcome, "", title, (heading,) if heading else (), blocks, "policy"
    )
    page = None if file else WebPage(title, links, kind=kind)
    ways = (Link(url, link, found_on=HOME),)
    return Found(url, url, f"{url}{title}", shown, page, ways, url.startswith(HOME))


def sifted(*things: Found, company: str = "") -> tuple[dict[str, Kept], dict[str, str]]:
    """What was kept, and what was left with the reason, by their paths."""
    kept, left = sift(Discovery(HOME, Site(HOME), things, (), len(things), None), company)
    return {one.found.url.removeprefix(HOME): one for one in kept}, {
        one.url.removeprefix(HOME): one.why for one in left
    }


def kept(thing: Found) -> bool:
    return bool(sifted(thing)[0])


def test_a_page_with_the_name_of_a_document_is_one_and_its_text_must_bear_it_out() -> None:
    name = "Slavery and Human Trafficking Statement pursuant to section 54 of the Modern Slavery Act 2015"
    assert kept(found("ms", name, RIGHTS * 6))
    assert not kept(found("ms", name, SHIRTS * 6))


def test_a_page_is_a_document_by_its_address_and_link_where_its_title_is_a_slogan() -> None:
    assert kept(found("modern-slavery-statement", "Doing right", RIGHTS * 6, link="Modern Slavery Statement"))
    assert kept(found("human-rights", "Doing right", RIGHTS * 9))
    assert not kept(found("shirts", "Doing right", SHIRTS * 9))


def test_a_file_without_text_is_kept_by_what_its_link_calls_it() -> None:
    scanned = found("f/7", "", link="Gender Pay Gap 2023", file=True, outcome=Outcome.NO_TEXT_LAYER)
    assert kept(scanned)
    assert not kept(found("f/8", "", link="Shirts of 2023", file=True, outcome=Outcome.NO_TEXT_LAYER))
    assert not kept(found("f/9", "", link="Code of Conduct", file=True, outcome=Outcome.DAMAGED))


def test_a_file_is_called_by_the_name_that_says_something() -> None:
    listed, _ = sifted(found("f/7", "untitled", RIGHTS * 9, link="Human Rights Policy", file=True))
    assert listed["f/7"].title == "Human Rights Policy"


def test_policies_of_other_matters_and_what_is_sold_are_left() -> None:
    _, left = sifted(
        found("privacy", "Privacy Policy", RIGHTS * 9),
        found("esg", "Sustainability Consulting", RIGHTS * 9),
        found("insights/ms", "What is a modern slavery statement?", RIGHTS * 9),
        found("post", "Modern slavery awareness week", RIGHTS * 9, kind="blogposting"),
    )
    assert "“Privacy”" in left["privacy"]
    assert "“Consulting”" in left["esg"]
    assert left["insights/ms"].startswith("told of the day")
    assert left["post"].startswith("told of the day")


def test_news_that_is_itself_the_document_is_kept() -> None:
    assert kept(found("news/2024/ms", "Modern Slavery Statement 2024", RIGHTS * 6))


def test_what_the_whole_site_repeats_says_nothing_of_a_page() -> None:
    menu = "Sustainability, human rights, modern slavery, code of conduct and whistleblowing at Alder. " * 8
    shirts = [found(f"shirt-{number}", "Alder", menu, f"{SHIRTS} {number} ") for number in range(5)]
    listed, left = sifted(*shirts, found("code", "Alder", menu, RIGHTS * 9, heading="Code of Conduct"))
    assert list(listed) == ["code"]
    assert left["shirt-1"].startswith("hardly any text of its own")


def test_statements_of_two_years_are_two_and_the_same_text_twice_is_one() -> None:
    listed, left = sifted(
        found("modern-slavery-2023", "Modern Slavery Statement 2023", RIGHTS * 6),
        found("modern-slavery-2024", "Modern Slavery Statement 2024", RIGHTS * 6),
        found("print/slavery-statement", "Modern Slavery Statement 2024", RIGHTS * 6, "Printed."),
    )
    assert len(listed) == 2
    assert [why.partition("https")[0] for why in left.values()] == ["the same text as "]


def test_a_page_of_few_words_gives_way_to_the_document_behind_it() -> None:
    code = found("code.pdf", "Code of Conduct", RIGHTS * 9, file=True)
    words = "Our code of conduct is here for everyone to read. " * 8
    cover = found("code", "Code of Conduct", words, links=(Link(code.url, "Read our code of conduct"),))
    listed, left = sifted(code, cover)
    assert list(listed) == ["code.pdf"]
    assert left["code"] == f"hardly more than the way to {code.url}"


def test_a_page_of_several_policies_is_kept_for_its_sections() -> None:
    page = found("policies", "Policies", RIGHTS * 3, SHIRTS * 9, heading="Modern Slavery Policy")
    listed, _ = sifted(page)
    assert "policies" in listed


def test_a_document_on_another_site_must_name_the_company() -> None:
    law = found("https://law.example/rights.pdf", "Principles on Human Rights", RIGHTS * 9, file=True)
    own = found("https://cdn.example/rights.pdf", "Human Rights Policy", "Alder-Mills plc", RIGHTS * 9, file=True)
    listed, left = sifted(law, own, company="Alder Mills")
    assert list(listed) == [own.url]
    assert "do not name the company" in left[law.url]


def test_twins_are_told_and_the_one_in_a_searched_language_stays() -> None:
    listed, left = sifted(
        found("de/kodex", "Verhaltenskodex: Richtlinie", "Unser Verhaltenskodex gilt. " * 30),
        found("en/kodex", "Code of Conduct", "Our code of conduct holds. " * 30),
    )
    assert list(listed) == ["en/kodex"]
    assert left["de/kodex"].startswith("the same in another language")


def test_of_two_of_one_subject_in_two_languages_at_unlike_addresses_the_one_that_is_searched_stays() -> None:
    german = "Unser Lieferantenkodex gilt. Wir achten die Menschenrechte. Arbeiter dürfen sich beschweren. "
    both = (
        found("get?id=2", "Supplier Code of Conduct", RIGHTS * 3, file=True),
        found("de/get?id=1", "Lieferantenkodex", german * 3, file=True),
        found(
            "de/get?id=3",
            "Grundsatzerklärung Menschenrechte",
            f"{german} Die Geschäftsleitung berichtet jährlich.",
            file=True,
        ),
    )
    stays, left = sifted(*both)
    assert set(stays) == {"get?id=2", "de/get?id=3"}
    assert "in another language" in left["de/get?id=1"]


def test_a_page_that_only_names_documents_is_none_by_their_names() -> None:
    names = ("Modern Slavery Statement", "Supplier Code of Conduct", "Human Rights Policy", "Speak Up Policy") * 6
    assert not kept(found("our-policies", "Our Policies", *names))
