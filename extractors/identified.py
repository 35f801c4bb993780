"""Identified: which language a few words are in, by a small model (py3langid). Nothing else knows that library.

Loading takes half a second, so that it is asked only where stop words leave a doubt; it runs on the processor and
comes with its package.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING

from lexicons import FOLDER
from lexicons.strict_yaml import read_yaml

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

TOLD = FOLDER / "languages" / "told-by-model.yaml"
_LONGEST = 1000  # characters: what is not told by these is not told by more


def likeliest(text: str, among: Collection[str] | None = None) -> tuple[str, float]:
    """The likeliest language of a text, of all or of some, and how probable it is among these."""
    ranked = _model().rank(" ".join(text.split())[:_LONGEST])
    ranked = [(language, sure) for language, sure in ranked if among is None or language in among]
    total = sum(sure for _, sure in ranked)
    language, sure = ranked[0]
    return language, sure / total if total else 0.0


@cache
def _languages() -> tuple[str, ...]:
    return read_yaml(TOLD).fields(("about", "source", "languages"))["languages"].texts()


@cache
def _model() -> LanguageIdentifier:
    from py3langid import langid

    model = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    model.set_languages(_languages())
    return model
