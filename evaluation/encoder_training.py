"""Trains the encoder: fine-tunes a small language model on lessons, and writes its layers for a runtime without torch.

Needs torch and onnx, which only those who learn a model install (`pip install -e .[learn]`). The same lessons give the
same file on one machine: one thread, fixed seeds, batches of equal length in a fixed order.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from evaluation.lessons import Lesson
from extractors.records import Verdict
from extractors.semantic import Unit, base_folder, encoded

WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
EPOCHS, BATCH, WARM_UP = 4, 16, 100
RATE, RATE_OF_HEADS = 1e-4, 5e-3
SEED = 5
_START = 6.0  # times the mean vector of an element's wordings
_SUPPORT_COUNTS, _REASONS_COUNT = 2.0, 0.3


@dataclass(frozen=True, slots=True)
class Questions:
    """What the encoder is taught: about each element and support of each, then the reasons to fail."""

    elements: tuple[str, ...]
    reasons: tuple[str, ...]
    wordings: Mapping[str, Sequence[str]]  # by element: its label and how it may be said, in our own words


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.first_norm, self.second_norm = (nn.LayerNorm(WIDTH, eps=1e-12) for _ in range(2))
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        many, long, _ = x.shape
        q, k, v = (
            part(x).view(many, long, HEADS, WIDTH // HEADS).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )
        looked = torch.softmax(q @ k.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5 + bias, -1)
        seen = (self.drop(looked) @ v).transpose(1, 2).reshape(many, long, WIDTH)
        x = self.first_norm(x + self.drop(self.output(seen)))
        return self.second_norm(x + self.drop(self.outer(nn.functional.gelu(self.inner(x)))))


class Top(nn.Module):
    """The layers above the word vectors, and the answers: what is trained and shipped."""

    def __init__(self, questions: Questions) -> None:
        super().__init__()
        n = len(questions.elements)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.about, self.supports = (nn.Parameter(torch.zeros(n, WIDTH)) for _ in range(2))
        self.about_bias, self.supports_bias = nn.Parameter(torch.full((n,), -4.0)), nn.Parameter(torch.full((n,), -5.0))
        self.fails = nn.Linear(WIDTH, len(questions.reasons))

    def vectors(self, embedded: Tensor, mask: Tensor) -> Tensor:
        """One vector of length 1 for each text."""
        bias = (1.0 - mask)[:, None, None, :] * -10_000.0
        x = embedded
        for layer in self.layers:
            x = layer(x, bias)
        kept = mask[:, :, None]
        mean = (x * kept).sum(1) / kept.sum(1)
        return mean / torch.sqrt((mean * mean).sum(-1, keepdim=True))

    def forward(self, embedded: Tensor, mask: Tensor) -> Tensor:
        x = self.vectors(embedded, mask)
        about, supports = 2 * x @ self.about.T + self.about_bias, 2 * x @ self.supports.T + self.supports_bias
        return torch.cat([about, supports, 6 * self.fails(x)], 1)


class Base:
    """The package's model: its tokens and word vectors, which stay as they are, and its layers to begin with."""

    def __init__(self) -> None:
        folder = base_folder()
        self.weights = load_file(folder / "model.safetensors")
        self.tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokens.no_truncation()
        self.tokens.no_padding()

    def embedded(self, units: Sequence[tuple[list[int], int]]) -> tuple[Tensor, Tensor]:
        """Word vectors and mask of encoded units."""
        longest = max(len(ids) for ids, _ in units)
        ids, part = (
            torch.zeros(len(units), longest, dtype=torch.long),
            torch.zeros(len(units), longest, dtype=torch.long),
        )
        mask = torch.zeros(len(units), longest)
        for row, (tokens, around) in enumerate(units):
            ids[row, : len(tokens)] = torch.tensor(tokens)
            part[row, around : len(tokens)] = 1
            mask[row, : len(tokens)] = 1.0
        names = ("word_embeddings", "position_embeddings", "token_type_embeddings")
        words, places, parts = (self.weights[f"embeddings.{name}.weight"] for name in names)
        scale, shift = (self.weights[f"embeddings.LayerNorm.{name}"] for name in ("weight", "bias"))
        summed = words[ids] + places[:longest] + parts[part]
        return nn.functional.layer_norm(summed, (WIDTH,), scale, shift, 1e-12), mask

    def begin(self, top: Top) -> None:
        """Give the layers the package's weights."""
        names = {
            "query": "attention.self.query",
            "key": "attention.self.key",
            "value": "attention.self.value",
            "output": "attention.output.dense",
            "first_norm": "attention.output.LayerNorm",
            "inner": "intermediate.dense",
            "outer": "output.dense",
            "second_norm": "output.LayerNorm",
        }
        for number, layer in enumerate(top.layers):
            whole = {
                f"{own}.{part}": self.weights[f"encoder.layer.{number}.{theirs}.{part}"]
                for own, theirs in names.items()
                for part in ("weight", "bias")
            }
            layer.load_state_dict(whole)


def train(lessons: Sequence[Lesson], questions: Questions, output: Path) -> None:
    """Train on the lessons and write the layers, as 8-bit numbers, to `output` (ONNX)."""
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True)
    base, top = Base(), Top(questions)
    base.begin(top)
    _start_heads(base, top, questions)
    units = [encoded(base.tokens, lesson.unit) for lesson in lessons]
    _fit(base, top, lessons, units, questions)
    _write(top.eval(), output)


def _start_heads(base: Base, top: Top, questions: Questions) -> None:
    """Each element's answers begin as the mean vector of its wordings."""
    top.eval()
    with torch.no_grad():
        for number, element in enumerate(questions.elements):
            texts = [encoded(base.tokens, Unit(text)) for text in questions.wordings[element]]
            start = _START * top.vectors(*base.embedded(texts)).mean(0)
            top.about[number], top.supports[number] = start, start


def _fit(
    base: Base, top: Top, lessons: Sequence[Lesson], units: Sequence[tuple[list[int], int]], questions: Questions
) -> None:
    order = sorted(range(len(lessons)), key=lambda i: (len(units[i][0]), i))
    batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    heads = [p for name, p in top.named_parameters() if not name.startswith("layers.")]
    groups = [
        {"params": list(top.layers.parameters()), "weight_decay": 0.01, "of": RATE},
        {"params": heads, "weight_decay": 0.0, "of": RATE_OF_HEADS},
    ]
    optimizer = torch.optim.AdamW(groups, lr=RATE)
    steps, done = len(batches) * EPOCHS, 0
    top.train()
    for epoch in range(EPOCHS):
        shuffled = list(range(len(batches)))
        random.Random(SEED + epoch).shuffle(shuffled)
        total = 0.0
        for number in shuffled:
            some = batches[number]
            for group in optimizer.param_groups:
                group["lr"] = group["of"] * min(1.0, (done + 1) / WARM_UP) * (1 - done / steps)
            answers = top(*base.embedded([units[i] for i in some]))
            loss = _loss(answers, [lessons[i] for i in some], questions)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(top.parameters(), 1.0)
            optimizer.step()
            done, total = done + 1, total + loss.item()
        print(f"encoder: {epoch + 1} of {EPOCHS} rounds, loss {total / len(batches):.3f}", file=sys.stderr, flush=True)


def _loss(answers: Tensor, lessons: Sequence[Lesson], questions: Questions) -> Tensor:
    """How far the answers are from the labels; what nobody thought of counts less."""
    n, place = len(questions.elements), {element: i for i, element in enumerate(questions.elements)}
    why = {reason: i for i, reason in enumerate(questions.reasons)}
    about, supports, counts = (torch.zeros(len(lessons), n) for _ in range(3))
    fails, judged = torch.zeros(len(lessons), len(why)), torch.zeros(len(lessons), 1)
    for row, lesson in enumerate(lessons):
        counts[row], judged[row] = lesson.whole, 1.0 if lesson.labels else 0.3
        for element, label in lesson.labels.items():
            if element in place:
                about[row, place[element]] = counts[row, place[element]] = 1.0
                supports[row, place[element]] = float(label.verdict is Verdict.SUPPORTS)
            if label.reason in why:
                fails[row, why[label.reason]] = 1.0
    of = nn.functional.binary_cross_entropy_with_logits
    first = of(answers[:, :n], about, weight=counts * (1 + about), reduction="none").sum(1)
    second = of(
        answers[:, n : 2 * n], supports, weight=counts * (1 + _SUPPORT_COUNTS * supports), reduction="none"
    ).sum(1)
    third = (of(answers[:, 2 * n :], fails, reduction="none") * judged).sum(1)
    return (first + second + _REASONS_COUNT * third).mean()


def _write(top: Top, output: Path) -> None:
    """The layers for the runtime: weights of each channel as 8-bit numbers with a scale of their own."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    axes = {"embedded": {0: "texts", 1: "tokens"}, "mask": {0: "texts", 1: "tokens"}, "answers": {0: "texts"}}
    example = (torch.randn(2, 7, WIDTH), torch.ones(2, 7))
    with TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        torch.onnx.export(
            top,
            example,
            str(exact),
            input_names=["embedded", "mask"],
            output_names=["answers"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(exact, output, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])
