"""Numbers by which reports name a numbered text: "Nos. 29, 105", "C087", "100 (pay) and 111 (jobs)".

Regular expressions over folded text for pieces of the pattern language. A number that names may stand alone or in
a list; one that counts something ("87 suppliers", "1,870", "98 %") is told apart from it: see `counts`.
"""

from __future__ import annotations

import re

REPORTED = "reported"  # the name of the group for what is reported of a match

_SIGN = r"(?:no['’]?s?\.?|n[°ºo]s?\.?|nrs?\.?|n\.|№|num(?:bers?|\.)|n[uú]m(?:eros?|s?\.)|numbered|#|C[.#-]?)\s?"
_ANY = r"\d{1,3}(?!\d)"
_YEAR = r"(?:,?\s?\(?(?:of\s)?(?:19|20)\d\d(?!\d)\)?)"
# After a number: what it counts, or the rest of a date.
_COUNTED = (
    r"(?:years?|months?|days?|hours?|countries|states|members?|articles|people|persons|employees|workers|suppliers|"
    r"delegates|participants|companies|sites|times|percent|per\scent|conventions|ratifications|mg|mm|kg|bar|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)\b"
)
_END = rf"(?![\w°]|[.,]\d|/\d+/|\s?%|\s{_COUNTED})"
# Another text takes its number to itself: "Convention 138 and Recommendation 146".
_OTHER = (
    r"(?:recommendation|article|section|directive|regulation|paragraph|clause|chapter|protocol|law|act|decree|convention"
    r"|resolution|annex|page)s?\b"
)
_GAP = r"[\s,;:\"'()/&•·*-]"
_WORDS = rf"{_GAP}*(?:(?:(?!{_OTHER})[^\W\d_][\w'’]*|(?:19|20)\d\d(?!\d)){_GAP}+){{0,14}}"
_SIGNED = rf"{_WORDS}(?={_SIGN}\d)"
_IN_BRACKETS = rf"{_WORDS}(?<=\()(?={_ANY}\s?(?:[),;/&-]|and\b|or\b))"
_DIRECT = rf"(?:{_YEAR}[\s,]?)?(?:[\s:(\"'•·*]{{1,4}}|\s?-\s?)"
_WORD = r"[^\W\d_][\w'’/&-]*"
_NAME = (
    r"(?:\s?\([^()]{0,120}\)|\s?\"[^\"]{0,120}\""
    rf"|(?:,?\s(?:on|concerning|regarding|for|about|-)\s|:\s|\s(?=(?-i:[A-Z]))){_WORD}(?:\s{_WORD}){{0,9}})"
)
_AND = (
    r"\s?(?:[,;/&+]|and\b|or\b|und\b|oder\b|sowie\b|et\b|ou\b|y\b|e\b|-)"
    r"\s?(?:(?:and|or|&|as\swell\sas|und|et|y|e)\s)?\(?"
)
_NEXT = rf"{_YEAR}?{_NAME}?{_YEAR}?{_AND}"
# Which way leads to the next number makes no difference: none is tried again (`(?>`), else long lists take for ever.
_THERE = rf"(?=(?:{_SIGN})?\d)"
_TO_FIRST = rf"(?>(?:{_DIRECT}|{_SIGNED}|{_IN_BRACKETS}){_THERE})"
_TO_NEXT = rf"(?>(?:{_NEXT}|{_SIGNED}|{_IN_BRACKETS}){_THERE})"
_ITEM = rf"(?:{_SIGN})?{_ANY}"


def number(wanted: str) -> str:
    """A number after the word that it belongs to, alone or in a list; reported with its sign ("No. 87")."""
    before = rf"{_TO_FIRST}(?:{_ITEM}{_TO_NEXT}){{0,16}}?"
    return rf"{before}(?P<{REPORTED}>(?:{_SIGN})?0{{0,2}}{wanted}){_END}"


def numbers() -> str:
    """Any number after the word that it belongs to, with the rest of its list."""
    return rf"{_TO_FIRST}{_ITEM}{_END}(?:{_TO_NEXT}{_ITEM}{_END}){{0,16}}"


def counts() -> tuple[tuple[str, str], ...]:
    """A number that counts something: each figure that it may begin with, and the expression of the rest.

    A year counts nothing ("in 2023 suppliers were audited"), nor does a number that names ("SDG 8", "tier 2",
    "ISO 14001"), a day ("31 December"), a disclosure ("414-1"), a mark or the number of an item ("code 2 and our
    suppliers", "1) Suppliers").
    """
    return tuple((figure, f"{_COUNTS_FROM}{_NO_YEAR.get(figure, '')}{_COUNTS}") for figure in "123456789")


_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NAMED = (  # what a number after it names
    *("sdg", "sdgs", "goal", "goals", "iso", "sa", "iatf", "isae", "isa", "gri", "tier", "tiers", "scope", "scopes"),
    *("stage", "phase", "level", "category", "module", "pillar", "step", "article", "articles", "art.", "section"),
    *("sections", "chapter", "paragraph", "clause", "page", "pages", "p.", "pp.", "principle", "principles"),
    *("convention", "conventions", "regulation", "directive", "annex", "appendix", "figure", "table", "note"),
    *("footnote", "question", "no.", "nos.", "version", "fy", "q", *_MONTHS),
)
# Looking back from behind the first figure: a part of a longer number or word, or a number that names.
_COUNTS_FROM = r"(?<![.,/-]\d)" + "".join(rf"(?<!\b{re.escape(name)}[\s-]\d)" for name in _NAMED)
_NO_YEAR = {"1": r"(?!9\d\d(?!\d|[.,]\d))", "2": r"(?!0\d\d(?!\d|[.,]\d))"}
_COUNTS = (
    r"(?!\d\d-\d{1,2}(?![\d%]))(?!-\d{1,2}\b(?!\s?(?:%|per)))"  # "414-1", "2-26"
    r"(?>\d*(?:[.,]\d+)*)(?:\s?-\s?\d+(?:[.,]\d+)*)?(?:k|m|bn|mn)?"
    rf"(?!\)\s)(?!(?:st|nd|rd|th)?\s(?:{'|'.join(_MONTHS)})\b)(?!\s(?:and|or|our|its|their|the|we|it|that|which|this|all|each)\b)"
)


def code(written: str) -> str:
    """A letter and a number as one name ("C87": C087, C.87, C 87), alone or in a list ("C29/105").

    The letter stands as a capital. A number of one figure alone needs its noughts: "C1" names too many things.
    """
    letter, wanted = written[0], written[1:].lstrip("0")
    sign = rf"(?-i:{letter})[.#]?[\s-]?"
    alone = rf"(?={sign})"
    if len(wanted) == 1:
        alone = rf"(?={sign}(?:0{{1,2}}{wanted}|{wanted}(?={_AND}{sign}\d\d)))"
    item = rf"(?:{sign})?{_ANY}"
    on = rf"(?>{_NEXT}(?={item}))"
    listed = rf"{sign}{_ANY}{on}(?:{item}{on}){{0,16}}?"
    return rf"(?<![°&/])(?:{alone}|{listed})(?P<{REPORTED}>(?:{sign})?0{{0,2}}{wanted}){_END}"


def beginnings(written: str) -> tuple[str, ...]:
    """In plain words, the letter of a code with the figure after it: one stands in every match, of any in its list."""
    return tuple(f"{written[0].lower()}{between}{figure}" for between in ("", " ") for figure in range(10))


def anchors(written: str) -> tuple[str, ...]:
    """Letters of which one stands in every match; none where a number of one figure is all that is certain."""
    bare = written.lstrip("0")
    if bare.isdigit():
        return (bare,) if len(bare) > 1 else ()
    letter, wanted = written[0].lower(), written[1:].lstrip("0")
    if len(wanted) > 1:
        return (wanted,)
    return (f"0{wanted}", *(f"{letter}{between}{wanted}" for between in ("", ".", " ", "-", ". ")))
