"""Which of the things found are documents that a researcher would use, and why; and why the others are not.

A document is known by its names (title, first headings, address, the words of links to it) and must bear them out by
its text. What every page of a site repeats (menus, footers, a title that is always the same) says nothing about one of
them and is left out of account first. Each thing is judged in this order: is there anything (refusals, placeholders,
pages for what is not there), is it of a kind that nobody takes, does its name say what it is, does its text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.discover import Discovery, Found, Left
from archive.links import Link, WebPage
from archive.looking import Glance
from archive.naming import (
    EXPLAINS,
    RULES,
    STORY,
    SUBJECTS,
    Named,
    address_words,
    name_rules,
    named,
    together,
    words_of,
)
from archive.sites import key
from archive.twins import SEARCHED, language_in, near_equal, shingles, without_language, years_in
from extractors.fold import caseless
from extractors.records import Outcome
from extractors.walls import PLACEHOLDER, UNTITLED, Shown, nothing_said, title_parts, wall
from forms import counted

# Below so many words a web page says nothing that could be cited; a signed one-page policy has some 120.
LEAST_WORDS = 60
LEAST_WORDS_OF_A_PAGE = 100  # that is named after a subject alone
REPEATED = 3  # pages that have the same line: it is the site's, not the page's
SHARE_REPEATED = 0.5  # of the pages; a few statements of several years may share lines that are their own
SHORT_NAME = 6  # words: "Sustainability at Alder", not the title of an article
FULL_NAME = 20  # words: "Slavery and Human Trafficking Statement pursuant to section 54 of the Modern Slavery Act 2015"
WEIGHTY = 6.0  # from here on a subject alone names a page that is taken
THEMES = 3  # that a page must speak of where its name says little ("About us", "Impact")
MENTIONS = 8  # of them all
LEAST_OF_PROSE = 8  # words of a block that is more than a name
_FEW = 150  # words: a longer page is one, whatever it says of others
_BROAD = ("about:people", "about:report")  # named on pages of every kind


@dataclass(frozen=True, slots=True)
class Kept:
    """A document to be screened, with the reason for which it is taken."""

    found: Found
    title: str
    why: str
    worth: float


@dataclass(frozen=True, slots=True)
class _Page:
    """What is a document's own: its names and its text, without what its site repeats."""

    found: Found
    title: str
    headings: tuple[str, ...]
    blocks: tuple[str, ...]
    words: int

    @property
    def text(self) -> str:
        return "\n".join(self.blocks)


def sift(search: Discovery, company: str) -> tuple[tuple[Kept, ...], tuple[Left, ...]]:
    """The documents, best first, each once; and everything else with its reason.

    What stands on another site must name the company, by the name given or by that of its site.
    """
    own = _own_parts(search)
    names = _names_of(search, company)
    no_page = _own_of_no_page(search.not_there, own)
    left = list(search.left)
    kept: list[tuple[Kept, _Page]] = []
    for page in own:
        why_not = _nothing(page, no_page)
        verdict = why_not or _of_others(page, names) or _judged(page)
        if isinstance(verdict, str):
            left.append(Left(page.found.url, verdict))
        else:
            kept.append((Kept(page.found, _shown_title(page), verdict.why, verdict.worth), page))
    once, twins = _once_each(kept)
    pages = {page.found.url: page for _, page in kept}
    once, translated = _without_translations(once, pages)
    once, covers = _without_covers(once, pages)
    return tuple(sorted(once, key=lambda one: (-one.worth, one.found.url))), (*left, *twins, *translated, *covers)


# -- what is a page's own


def _own_parts(search: Discovery) -> list[_Page]:
    pages = [found for found in search.found if found.page is not None]
    texts = {found.glance.blocks: found for found in pages}  # the same page twice counts once
    counts = Counter(line for blocks in texts for line in set(map(str.casefold, blocks)))
    titles = Counter(part for found in texts.values() for part in set(title_parts(found.glance.title)))
    least = max(REPEATED, SHARE_REPEATED * len(texts))
    # What only documents of one kind share, such as the statements of several years, is theirs.
    others = [found for found in texts.values() if not _is_weighty(named(address_words(found.url, 1)))]
    elsewhere = {line.casefold() for found in others for line in found.glance.blocks}
    repeated = frozenset(line for line, count in counts.items() if count >= least and line in elsewhere)
    of_others = {part for found in others for part in title_parts(found.glance.title)}
    often = min(least, max(2, len(texts)))
    of_site = frozenset(part for part, count in titles.items() if count >= often and part in of_others)
    return [_own(found, repeated, of_site) for found in search.found]


def _own(found: Found, repeated: frozenset[str], of_site: frozenset[str]) -> _Page:
    shown = found.glance
    if found.page is None:
        title = "" if nothing_said(shown.title, UNTITLED) else shown.title
        return _Page(found, title, shown.headings[:4], shown.blocks, _count(shown.blocks))
    blocks = tuple(block for block in shown.blocks if block.casefold() not in repeated)
    headings = tuple(one for one in shown.headings if one.casefold() not in repeated)
    title = " - ".join(part for part in title_parts(shown.title) if part not in of_site)
    return _Page(found, title, headings[:3], blocks, _count(blocks))


def _count(blocks: Iterable[str]) -> int:
    return sum(len(block.split()) for block in blocks)


def _shown_title(page: _Page) -> str:
    """What a document is called in the list: its own title, or of a file the first of its names that says something."""
    names = [page.title, *page.headings[:1]]
    if page.found.page is None:
        names += [link.name for link in page.found.links]
        names.sort(key=lambda name: not named(words_of(name)).subjects)
    title = next((name for name in names if name), "") or address_words(page.found.url, 1)
    return " ".join(title.split())[:200]


# -- is there anything


def _own_of_no_page(not_there: Glance | None, pages: Sequence[_Page]) -> frozenset[str]:
    """What the site's page for what is not there says, without what other pages say as well."""
    if not_there is None:
        return frozenset()
    others = Counter(block for page in pages for block in set(page.found.glance.blocks) - set(page.blocks))
    return frozenset(not_there.blocks) - frozenset(others)


def _nothing(page: _Page, no_page: frozenset[str]) -> str | None:
    """Why there is nothing to read; None when there is."""
    shown, web = page.found.glance, page.found.page
    if shown.outcome is Outcome.NO_TEXT_LAYER:
        return None
    if shown.outcome not in (Outcome.READ, Outcome.PARTLY_READ, Outcome.REPAIRED):
        return shown.detail or shown.outcome.value
    return _no_page(page, web, no_page) if web is not None else None


def _no_page(page: _Page, web: WebPage, no_page: frozenset[str]) -> str | None:
    """Why a web page is none that could be read."""
    few = page.words < _FEW
    shared = no_page & set(page.blocks)
    if 2 * _count(shared) > _count(no_page) and _count(set(page.blocks) - shared) < LEAST_WORDS // 2:
        return "the page that this site shows for what is not there"
    shown = Shown(page.found.glance.title, page.headings, page.blocks, web.asks_password, web.refresh)
    if (found := wall(shown)) is not None:
        return found.told()
    if few and (words := nothing_said(page.text, PLACEHOLDER)):
        return f"a placeholder: “{words}”"
    return f"hardly any text of its own ({counted(page.words, 'word')})" if page.words < LEAST_WORDS else None


def _names_of(search: Discovery, company: str) -> frozenset[str]:
    """What the company may be called in a document, letters and digits alone; none where nothing is sure."""
    labels = {name.partition(".")[0] for name in search.site.names if not name[:1].isdigit()}
    squeezed = {_squeezed(name) for name in (*labels, company)}
    words = [word for word in company.split() if len(word) > 3]
    return frozenset(name for name in (*squeezed, *(_squeezed(word) for word in words[:1])) if len(name) > 2)


def _of_others(page: _Page, names: frozenset[str]) -> str | None:
    """Why a document on another site is not the company's own, such as a law or an initiative's code."""
    text = _squeezed(" ".join((page.title, page.text)))
    if page.found.own or not names or not text or any(name in text for name in names):
        return None
    return "on another site, and its first pages do not name the company"


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", caseless(text))


# -- does its name say what it is, does its text


@dataclass(frozen=True, slots=True)
class _Yes:
    why: str
    worth: float


def _judged(page: _Page) -> _Yes | str:
    """The reason to take a document, or the reason not to."""
    own = _own_names(page)
    if _is_start(page) and not _is_strong(own):
        return "the start page"
    given = _given_names(page)
    name, source = (own, "its title says") if own.subjects else (given, "its links and address say")
    if (refused := _refused(page, own, given)) is not None:
        return refused
    themes = _themes(page)
    if _names_a_document(page, name, own):
        borne_out = page.found.page is None or themes[name.subjects[0]] > 0
        if borne_out:
            return _Yes(f"{source} {name.told()}", name.worth + (3.0 if name is own else 0.0))
    if (named_so := _named_after_a_subject(page, own, given, themes)) is not None:
        return named_so
    if page.found.page is None:
        return _by_its_text(page, themes, given)
    return _by_its_text(page, themes, together((address_words(page.found.url, 1), page.title, *page.headings[:1])))


def _named_after_a_subject(page: _Page, own: Named, given: Named, themes: Counter[str]) -> _Yes | None:
    """Whether it is named after a weighty subject alone ("Gender Pay Gap"), and its text is about that."""
    address = named(address_words(page.found.url, 1))
    is_file = page.found.page is None
    for name, where, least in (
        (own, "named", 3 if is_file else 1),
        (given if is_file else address, "linked or addressed as", 3),
    ):
        if not _is_weighty(name) or name.is_story or name.refused is not None:
            continue
        subject = name.subjects[0]
        scanned = is_file and not page.blocks
        is_about = themes[subject] >= least and (is_file or page.words >= LEAST_WORDS_OF_A_PAGE)
        if scanned or (is_about and (is_file or _is_short(page))):
            return _Yes(
                f"{where} {name.told()}, and speaks of it" if not scanned else f"{where} {name.told()}", name.worth
            )
    return None


def _names_a_document(page: _Page, name: Named, own: Named) -> bool:
    """Whether the name is that of a document: a subject with a form, in a name that is no sentence."""
    return _is_strong(name) and (name is not own or _is_short(page, FULL_NAME))


def _own_names(page: _Page) -> Named:
    """What a document calls itself: its title and its first headings, those of a file also on its first page."""
    if page.found.page is not None:
        return together((page.title, *page.headings[:1]))
    first = [block for block in page.blocks[:4] if len(block.split()) <= 2 * SHORT_NAME]
    return together((words_of(page.title), *page.headings[:2], *first))


def _given_names(page: _Page) -> Named:
    """What others call it: links with their words, and its address."""
    # The heading above "Read more" names a file; a page has one of its own.
    is_file = page.found.page is None
    texts = [link.name if is_file else link.text for link in page.found.links]
    texts = [text for text in texts if len(text.split()) <= 2 * SHORT_NAME]
    return together((address_words(page.found.url, 1), *texts))


def _refused(page: _Page, own: Named, given: Named) -> str | None:
    """Why it is of a kind that nobody takes."""
    strong = any(_is_strong(name) for name in (own, given))
    sold = "not:products" in own.words and RULES not in own.words
    for name in (own, given) if not strong or sold else ():
        if name.refused is not None and not (name.refused == "not:customers" and _is_weighty(name)):
            return f"of the website or of what is sold: “{name.words[name.refused]}”"
    story = _story(page)
    itself = own if page.found.page is not None or _is_strong(own) else given
    if story is not None and not (_is_strong(itself) and _is_short(page, SHORT_NAME + 2) and not itself.is_story):
        return f"told of the day, not a document: “{story}”"
    return None


def _is_weighty(name: Named) -> bool:
    """Whether it names a subject that a page alone may be about."""
    return any(SUBJECTS[one] >= WEIGHTY for one in name.subjects)


def _is_strong(name: Named) -> bool:
    """Whether it is the name of a document: a weighty subject with a form."""
    return _is_weighty(name) and name.has_form


def _story(page: _Page) -> str | None:
    """The word by which a page is news, an article or a case study."""
    web = page.found.page
    if web is not None and web.kind in ("newsarticle", "blogposting", "product", "recipe", "event", "jobposting"):
        return web.kind
    steps = urlsplit(page.found.url).path.split("/")
    names = [words_of(step) for step in steps[:-2] if step] + [address_words(page.found.url, 1)]
    found = together((*names, page.title if page.found.page is None else ""))
    title = named(page.title or next(iter(page.headings), ""))
    return found.words.get(STORY) or found.words.get("not:products") or title.words.get(EXPLAINS)


def _is_short(page: _Page, most: int = SHORT_NAME) -> bool:
    """Whether its name is one, and not a sentence."""
    name = page.title or next(iter(page.headings), "") or address_words(page.found.url, 1)
    return 0 < len(name.split()) <= most


def _themes(page: _Page, least: int = 0) -> Counter[str]:
    """How often the text speaks of each subject, in blocks of at least so many words."""
    text = "\n".join(block for block in page.blocks if len(block.split()) >= least)[:60_000]
    counts: Counter[str] = Counter()
    for rule in name_rules():
        if rule.concept in SUBJECTS:
            counts[rule.concept] += sum(1 for pattern in rule.patterns for _ in pattern.finditer(text))
    return counts


def _by_its_text(page: _Page, themes: Counter[str], name: Named) -> _Yes | str:
    """A document whose name says little ("Impact", "Handbook"): its text must speak of several of the subjects."""
    if page.found.page is not None:
        themes = _themes(page, LEAST_OF_PROSE)  # the names of other documents are no text about them
    spoken = {theme: count for theme, count in themes.items() if count and theme not in _BROAD}
    enough = len(spoken) >= THEMES and sum(spoken.values()) >= MENTIONS
    if enough and (name.worth >= 3.0 or page.found.page is None):
        shown = ", ".join(theme.partition(":")[2].replace("_", " ") for theme, _ in Counter(spoken).most_common(3))
        return _Yes(f"its text speaks of {shown}", 2.0 + min(len(spoken), 5))
    section = _section(page, themes)
    if section is not None:
        return _Yes(f"one of its sections is “{section}”", 6.0)
    if not name.words:
        return "neither its names nor its text speak of what is looked for"
    return f"its text says too little of what is looked for ({sum(spoken.values())} mentions)"


def _section(page: _Page, themes: Counter[str]) -> str | None:
    """The heading of a policy that stands on a page with others, and is more than a link to it."""
    if page.found.page is None or page.words < 2 * LEAST_WORDS_OF_A_PAGE or _is_start(page):
        return None
    for heading in page.found.glance.headings:
        name = named(heading)
        weighty = next((one for one in name.subjects if SUBJECTS[one] >= WEIGHTY), None)
        if weighty and RULES in name.words and len(heading.split()) <= SHORT_NAME and themes[weighty] >= 3:
            return heading
    return None


def _is_start(page: _Page) -> bool:
    return page.found.links[0].found_on == ""


# -- each once


def _once_each(kept: Sequence[tuple[Kept, _Page]]) -> tuple[list[Kept], list[Left]]:
    """The first of the documents that are the same: by their bytes, by their text, or in another language."""
    order = sorted(kept, key=lambda one: (_language_last(one[1]), -one[0].worth, len(one[0].found.url)))
    once: list[Kept] = []
    left: list[Left] = []
    by_bytes: dict[str, str] = {}
    by_place: dict[str, str] = {}
    texts: list[tuple[frozenset[int], str, frozenset[str]]] = []
    declared = _declared_twins(order)
    for one, page in order:
        url = one.found.url
        text = shingles(page.blocks)
        years = years_in(url, page.title, *page.headings[:2], *page.blocks[:3])
        same = next((other for known, other, its in texts if its == years and near_equal(known, text)), None)
        place = without_language(url)
        twin = by_place.get(place) if language_in(url) or place in by_place else None
        twin = twin or next(
            (other for other in declared.get(key(url), ()) if other in {k.found.url for k in once}), None
        )
        if (first := by_bytes.get(one.found.sha256)) is not None:
            left.append(Left(url, f"the same bytes as {first}"))
        elif same is not None:
            left.append(Left(url, f"the same text as {same}"))
        elif twin is not None and twin != url:
            left.append(Left(url, f"the same in another language: {twin}"))
        else:
            once.append(one)
            by_bytes[one.found.sha256] = by_place[place] = url
            texts.append((text, url, years))
    return once, left


def _without_translations(once: Sequence[Kept], pages: Mapping[str, _Page]) -> tuple[list[Kept], list[Left]]:
    """Without what is in another language where a document of its subject, form and years is in one that is searched.

    Addresses need not show that two are twins ("/de/einkauf", "/en/purchasing"). Each takes the place of one.
    """
    kept, left = [], []
    taken: set[tuple[str, str]] = set()
    in_ours = [one for one in once if not _language_last(pages[one.found.url])]
    for one in once:
        page = pages[one.found.url]
        about, spoken = _about(page), language_in(page.found.url) or page.found.glance.language or ""
        twin = next((
            other.found.url
            for other in in_ours
            if _about(pages[other.found.url]) == about and (other.found.url, spoken) not in taken
        ), None) if _language_last(page) and about[0] else None  # fmt: skip
        if twin is None:
            kept.append(one)
        else:
            taken.add((twin, spoken))
            left.append(Left(one.found.url, f"the same in another language, by its subject: {twin}"))
    return kept, left


def _about(page: _Page) -> tuple[str, bool, frozenset[str]]:
    """What a document is about, whether it is a file, and of which years."""
    subjects = _own_names(page).subjects or _given_names(page).subjects
    years = years_in(page.found.url, page.title, *page.headings[:2])
    return next(iter(subjects), ""), page.found.page is None, years


def _without_covers(once: Sequence[Kept], pages: Mapping[str, _Page]) -> tuple[list[Kept], list[Left]]:
    """Without the pages whose few words only lead to a document that is in the list."""
    files = {key(one.found.url): one.found.url for one in once if one.found.page is None}
    kept, left = [], []
    for one in once:
        links = one.found.page.links if one.found.page is not None else ()
        behind = next((files[key(link.url)] for link in links if key(link.url) in files and _own_link(link, one)), None)
        if behind is not None and pages[one.found.url].words < _FEW:
            left.append(Left(one.found.url, f"hardly more than the way to {behind}"))
        else:
            kept.append(one)
    return kept, left


def _own_link(link: Link, one: Kept) -> bool:
    """Whether a link to a document is of the same subject as the page, not one of every page's foot."""
    subjects = set(named(one.title).subjects)
    return bool(subjects & set(together((link.text, link.heading, address_words(link.url, 1))).subjects))


def _language_last(page: _Page) -> bool:
    language = language_in(page.found.url) or (page.found.glance.language or "en").partition("+")[0]
    return language not in SEARCHED


def _declared_twins(kept: Sequence[tuple[Kept, _Page]]) -> Mapping[str, list[str]]:
    """The pages that a page itself names as its twins in other languages."""
    urls = {key(one.found.url): one.found.url for one, _ in kept}
    twins: dict[str, list[str]] = defaultdict(list)
    for one, _ in kept:
        for address in one.found.page.twins if one.found.page is not None else ():
            if key(address) in urls and key(address) != key(one.found.url):
                twins[key(one.found.url)].append(urls[key(address)])
                twins[key(address)].append(one.found.url)
    return twins
