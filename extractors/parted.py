"""Parted: an explanation as what decides, and what is told beside it. Its words are made in `wording`.

What decides is the reason and the words on which it was decided. Who says so, how sure a model is and what was not
looked at follow it, each begun with one of the words below, so that whoever has little room can show the first alone.
"""

from __future__ import annotations

import re

from extractors.scanned import RECOGNISED

PASSED_BY, TAKEN = "The rules pass it by", "The rules take it for support"
BY_MODEL = "A model learned from labels"
UNPARSED, UNASKED = "No parser read it", "Its language has no words yet"
LENT = "Found by the rules for"
_BESIDE = re.compile(rf" (?={'|'.join((PASSED_BY, TAKEN, BY_MODEL, UNPARSED, UNASKED, LENT, RECOGNISED))})")


def parted(said: str) -> tuple[str, str]:
    """What decides, and what is told beside it; what was screened by earlier rules, which told it first, stays whole.

    >>> parted("A negation takes the content away. The rules pass it by; a model finds it near.")
    ('A negation takes the content away.', 'The rules pass it by; a model finds it near.')
    >>> parted("Counts: about “remedy”.")
    ('Counts: about “remedy”.', '')
    """
    decides, *beside = _BESIDE.split(said, maxsplit=1)
    return decides, "".join(beside)
