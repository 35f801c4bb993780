"""Evidence is kept compressed: the text comes back sign by sign, and damage is told."""

from __future__ import annotations

import hashlib
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace import packed
from workspace.packed import compressed, expanded

EVIDENCE = json.dumps(
    {
        "document": "0" * 64,
        "rubric": "chrb-core-2019",
        "element": "A.1.1/S1.a",
        "quote": "We are committed to respecting human rights.",
        "verdict": "supports",
        "reason": None,
        "boxes": [],
    }
)


@given(st.text())
def test_every_text_comes_back_as_it_was(text: str) -> None:
    assert expanded(compressed(json.dumps(text))) == json.dumps(text)


def test_a_short_piece_of_evidence_shrinks_to_less_than_half() -> None:
    assert len(compressed(EVIDENCE)) < len(EVIDENCE) / 2


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", "nonsense", None, compressed(EVIDENCE)[:-1], compressed(EVIDENCE) + b"x",
             zlib.compress(EVIDENCE.encode())[:-3]],
)  # fmt: skip
def test_what_is_damaged_is_told_and_never_read(body: object) -> None:
    with pytest.raises(zlib.error):
        expanded(body)


def test_the_words_that_all_evidence_shares_stay_what_they_were() -> None:
    # With others, no evidence that was kept before could be read.
    digest = hashlib.sha256(packed._SHARED).hexdigest()
    assert digest == "7e85d1432003faf78f78ef3eb2477d843955a9d7676adc1665ae308a48766021"
