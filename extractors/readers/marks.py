"""Raised figures and signs that lead to a note: no part of the word or the number beside which they stand.

"We respect¹ human rights" says that human rights are respected, and "No. 138³" is Convention 138. What belongs to its
word stays: the 2 of m², the 6 of 10⁶ and the letters of 1st.
"""

from __future__ import annotations

import re

_ONE = r"(?:\d{1,3}|[*†‡§¶#]{1,3}|[ivx]{1,4}|[a-z])"
_MARK = re.compile(rf"\s*[\[(]?\s*{_ONE}(?:\s*[,;–-]\s*{_ONE})*\s*[\])]?\s*")
_POWER = re.compile(r"(?:^|[\s\d(/])(?:[kcdmµn]?m|ft|yd|in|mi|ha|s)$|[×x*·]\s?10$|(?:^|\W)(?:[A-Z]|CO)$")
_WORD_OR_END = re.compile(r"(?:[^\W\d_]{3}|[\d.,;:!?)\]\"'”’%]|\s)$|^$")
_ORDINAL = re.compile(r"(?:\d|\b[IVXLC]+|\b[Nn])$")
_LETTERS = re.compile(r"\s*[a-z]+\s*")
# Each begins with the sign that it looks for, and then looks back: that is what makes a search fast.
_BRACKETED = re.compile(r"\[(?:(?<=[^\W\d_]{3}.)|(?<=[^\W\d_]{3}[.,;:!?].))\d{1,3}\](?![(\[\w])")
_LIFTED = re.compile(r"[¹²³⁰⁴-⁹](?:(?<=[^\W\d_]{3}.)|(?<=[.,;:!?)”’].))[¹²³⁰⁴-⁹]{0,2}(?![\w⁺⁻])")
_RAISED = "¹²³⁰⁴⁵⁶⁷⁸⁹"
LOOKS_AT = 12  # characters before a mark


def is_mark(raised: str, before: str) -> bool:
    """Whether a raised text after `before` leads to a note.

    >>> is_mark("1", "We respect"), is_mark("[3]", "No. 138"), is_mark("a", "hours")
    (True, True, True)
    >>> is_mark("2", "40 m"), is_mark("st", "1"), is_mark("e", "XX")
    (False, False, False)
    """
    before = before[-LOOKS_AT:]
    if not _MARK.fullmatch(raised) or _POWER.search(before):
        return False
    if _LETTERS.fullmatch(raised):
        return _WORD_OR_END.search(before) is not None and not _ORDINAL.search(before)
    return True


def without_lifted(text: str) -> str:
    """A text without the raised figures of Unicode, or figures in brackets, that stand at a word or a sentence's end.

    >>> without_lifted("We respect¹ human rights[3].² It has 40 m², see [2].")
    'We respect human rights. It has 40 m², see [2].'
    """
    return _BRACKETED.sub("", _LIFTED.sub("", text))


def may_be_lifted(text: str) -> bool:
    """Whether a text has any that `without_lifted` would take away."""
    return any(figure in text for figure in _RAISED) or _BRACKETED.search(text) is not None
