"""Whether letters can be read is told by quick signs first, and these never say anything else than the slow ones."""

from __future__ import annotations

from string import ascii_lowercase

from hypothesis import example, given
from hypothesis import strategies as st

from extractors.language import words_of
from extractors.readers import letters
from extractors.readers.letters import LEAST_LETTERS, LEAST_SAID, LEAST_VOWELS, MOST_OF_ONE

words = st.lists(st.text("abeizz'’éЖ漢1. \n", max_size=12), max_size=30).map(" ".join)
texts = st.builds(lambda text, times: text * times, words, st.integers(1, 12))


def is_one_letter(text: str) -> bool:
    """As it is meant: one letter stands for all in the words of three letters and more."""
    long = "".join(word for word in words_of(text.lower()) if len(word) > 2)
    return len(long) >= LEAST_LETTERS and max(map(long.count, set(long))) > MOST_OF_ONE * len(long)


@given(texts)
@example("zzz " * 80)
@example("We respect the rights of all people. " * 20)
@example("it's zzz zz z. " * 60)
def test_a_text_of_one_letter_is_told_whatever_is_asked_first(text: str) -> None:
    lower = text.lower()
    count = sum(map(lower.count, ascii_lowercase))
    has_vowels = count < LEAST_LETTERS or sum(map(lower.count, "aeiouy")) >= LEAST_VOWELS * count
    if is_one_letter(text):
        assert letters._is_cipher(text)
    elif has_vowels:
        assert not letters._is_cipher(text)


@given(
    st.lists(st.sampled_from(["....", "\u2026\u2026", " ", "\n", "a", "12", "\u2022" * 40]), max_size=60).map("".join)
)
def test_a_text_that_says_nothing_has_hardly_a_letter_among_its_signs(text: str) -> None:
    signs = "".join(text.split())
    said = sum(map(str.isalnum, signs))
    nothing = len(signs) >= LEAST_LETTERS and said < LEAST_SAID * len(signs)
    assert letters._says_nothing(text) == nothing
