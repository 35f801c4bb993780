"""The scorecard as PDF, set by typst: tagged for those who read by ear (PDF/UA-1), selectable, its sources linked.

Texts go to the setter as data, and are never part of its markup. Letters that its own fonts lack are set by the fonts
of the machine; those that these lack, too, stand as their codes ("\\u4e2d"), and the PDF says so: nothing is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import cast

import typst

from forms import plain
from reports.charts import pictures
from reports.scorecard_records import Scorecard, in_letters

SOURCE = Path(__file__).with_name("templates") / "scorecard.typ"
FONTS = ("Libertinus Serif", "DejaVu Sans Mono")  # both come with typst, so that every machine sets alike
TALLEST = 700  # pixels of a picture: two thirds of a page, so that none is cut
LACKING = (
    "No font was there for some letters, which stand as their codes, as \\u4e2d does for a Chinese one: {}. The same "
    "scorecard in HTML has the letters themselves."
)
_LACKED = re.compile(r"the text `\"(.*?)\"` could not be displayed with", re.DOTALL)
_CODE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)", re.DOTALL)  # how typst writes letters in what it says
ROUNDS = 4  # of setting with codes for letters; one is enough but for letters that are lacking only beside others


def as_pdf(cards: Sequence[Scorecard], last: str) -> bytes:
    """The scorecards of one company, each on new pages; dated `last` (ISO 8601), so that the same cards give the same.

    Raises typst.TypstError where it cannot be set.
    """
    moment = datetime.fromisoformat(last)
    own, machine = (typst.Fonts(include_system_fonts=also) for also in (False, True))
    lacking: set[str] = set()
    for fonts in (own, *[machine] * ROUNDS):
        try:
            return _set(cards, moment, fonts, lacking)
        except typst.TypstError as error:
            found = _lacked(error)
            if not found or found <= lacking:
                raise
            lacking |= found if fonts is machine else set()
    return _set(cards, moment, machine, lacking)


def _lacked(error: typst.TypstError) -> set[str]:
    """The letters for which no font was there, as typst names each."""
    texts = (_CODE.sub(_letter, text) for text in _LACKED.findall(error.diagnostic))
    return {letter for text in texts for letter in text if not letter.isascii()}


def _letter(code: re.Match[str]) -> str:
    return chr(int(code[1], 16)) if code[1] else code[2]


def _set(cards: Sequence[Scorecard], moment: datetime, fonts: typst.Fonts, lacking: Collection[str]) -> bytes:
    codes = {ord(letter): ascii(letter)[1:-1] for letter in lacking}
    told = in_letters(tuple(cards), lambda text: text.translate(codes))
    sheet = {
        "title": f"{told[0].company}: scorecard",
        "company": told[0].company,
        "people": list(dict.fromkeys(who for card in told for who in card.people)),
        "date": {name: getattr(moment, name) for name in ("year", "month", "day", "hour", "minute", "second")},
        "fonts": FONTS,
        "cards": [_with_pictures(card) for card in told],
        "lacking": LACKING.format(", ".join(sorted(codes.values()))) if codes else "",
    }
    compiler = typst.Compiler(SOURCE.read_bytes(), font_paths=fonts, sys_inputs={"sheet": json.dumps(sheet)})
    made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=int(moment.timestamp()))
    assert isinstance(made, bytes)  # one file, whatever its pages
    return made


def _with_pictures(card: Scorecard) -> dict[str, object]:
    """A card as data, with its charts drawn."""
    charts = [{"title": one.title, "pictures": plain(pictures(one.rows, TALLEST))} for one in card.charts]
    return cast("dict[str, object]", plain(card)) | {"charts": charts}
