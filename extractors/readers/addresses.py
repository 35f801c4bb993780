"""E-mail addresses that are written so that programs do not see them, written out again.

Only where it is plain what is meant: brackets around the signs, or both signs in words before a known ending.
"""

from __future__ import annotations

import codecs
import re

_ENDINGS = "com|org|net|edu|gov|int|info|biz|eu|uk|de|at|ch|fr|es|it|nl|be|ie|se|no|dk|fi|pl|pt|us|ca|au|in|jp|cn|io"
_DOT = r"(?:dot|punkt|point|punto|ponto|punt|\.)"
_AT = r"(?:at|ät|arobase|arroba|chiocciola|@|ad)"
_IN_BRACKETS = re.compile(
    rf"\b(?P<name>\w[\w.+-]*)\s?(?:[\[({{<]\s?{_AT}\s?[\])}}>]|_{_AT}_)\s?(?P<host>\w[\w-]*"
    rf"(?:\s?(?:[\[({{<]\s?{_DOT}\s?[\])}}>]|\.|_{_DOT}_|\s(?i:dot)\s)\s?\w[\w-]*)+)",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(
    rf"\b(?P<name>[\w.+-]+) (?:at|AT) (?P<host>[\w-]+(?: (?:dot|DOT) [\w-]+)*? (?:dot|DOT) (?:{_ENDINGS}))\b"
)
_SIGN = re.compile(rf"\s?(?:[\[({{<]\s?{_DOT}\s?[\])}}>]|_{_DOT}_|\sdot\s)\s?", re.IGNORECASE)
_MAY_BE_IN_BRACKETS = re.compile(rf"[\[({{<_]\s?{_AT}", re.IGNORECASE)  # tried first, since hardly any text has it
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


def written_out(text: str) -> str:
    """A text with its coded addresses as a person would type them.

    >>> written_out("Write to rights [at] alder (dot) example, or look at page 3.")
    'Write to rights@alder.example, or look at page 3.'
    >>> written_out("speakup at alder dot com (at any time)")
    'speakup@alder.com (at any time)'
    """
    if _MAY_BE_IN_BRACKETS.search(text):
        text = _IN_BRACKETS.sub(_typed, text)
    return _IN_WORDS.sub(_typed, text) if _may_be_in_words(text) else text


def may_be_coded(text: str) -> bool:
    """Whether a text may have coded addresses: most have none, and are not to be looked through piece by piece."""
    return _may_be_in_words(text) or _MAY_BE_IN_BRACKETS.search(text) is not None


def _may_be_in_words(text: str) -> bool:
    return " dot " in text or " DOT " in text


def _typed(found: re.Match[str]) -> str:
    return f"{found['name']}@{_SIGN.sub('.', found['host'])}"


def from_hex(code: str) -> str | None:
    """An address in pairs of hexadecimal figures, of which the first hides the others, as Cloudflare writes it.

    >>> from_hex("2a4b6a48044943")
    'a@b.ci'
    """
    try:
        key, *rest = bytes.fromhex(code.strip())
    except ValueError:
        return None
    return only_address("".join(chr(one ^ key) for one in rest))


def turned(code: str) -> str | None:
    """An address whose letters stand half an alphabet further, or that is written from its end."""
    by_rot13 = only_address(written_out(codecs.decode(written_out(code), "rot13")))
    return by_rot13 if by_rot13 else None


def moved_back(code: str) -> str | None:
    """An address of which each character was moved by one or two places, as TYPO3 writes it: "nbjmup+" is "mailto:"."""
    for step in (1, 2, -1, -2, 3, -3):
        plain = "".join(_moved(one, -step) for one in code)
        if plain.startswith("mailto:"):
            return only_address(plain.removeprefix("mailto:"))
    return None


def _moved(sign: str, by: int) -> str:
    """One character moved within its own kind: TYPO3 turns signs, capitals and letters each in a circle."""
    for first, last in (("+", ":"), ("@", "Z"), ("a", "z")):
        if first <= sign <= last:
            size = ord(last) - ord(first) + 1
            return chr(ord(first) + (ord(sign) - ord(first) + by) % size)
    return sign


def only_address(text: str) -> str | None:
    """The text, when it is an address and nothing else."""
    address = text.split("?")[0].strip()
    return address if ADDRESS.fullmatch(address) else None
