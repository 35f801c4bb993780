"""Trains the encoder: fine-tunes a small language model on lessons, and writes its layers for a runtime without torch.

Needs torch and onnx, which only those who learn a model install (`pip install -e .[learn]`). The same lessons give the
same file on one machine: one thread, fixed seeds, batches of equal length in a fixed order.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from evaluation.lessons import Lesson
from extractors.records import Verdict
from extractors.semantic import LAYERS_INPUT, Unit, base_folder, encoded
from extractors.taught import HEADS as HEADS_FILE
from extractors.taught import LAYERS as LAYERS_FILE

WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
EPOCHS, BATCH, WARM_UP = 4, 16, 100
RATE, RATE_OF_HEADS = 1e-4, 5e-3
SEED = 5
_START = 6.0  # times the mean vector of an element's wordings
_SUPPORT_COUNTS, _REASONS_COUNT, _ATTRIBUTES_COUNT = 2.0, 0.3, 0.3


@dataclass(frozen=True, slots=True)
class Asked:
    """What the encoder is taught for one rubric: about each element and support of each, then the reasons to fail."""

    rubric: str
    elements: tuple[str, ...]
    reasons: tuple[str, ...]
    wordings: Mapping[str, Sequence[str]]  # by element: its label and how it may be said, in our own words


@dataclass(frozen=True, slots=True)
class Questions:
    """All that the encoder is taught, over all rubrics; attributes and reasons are asked for all elements together."""

    rubrics: tuple[Asked, ...]
    attributes: tuple[str, ...]

    @property
    def elements(self) -> tuple[str, ...]:
        """The elements of all rubrics, in their order."""
        return tuple(element for one in self.rubrics for element in one.elements)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons of all rubrics, each once."""
        return tuple(dict.fromkeys(reason for one in self.rubrics for reason in one.reasons))


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
        self.attributes = nn.Linear(WIDTH, len(questions.attributes))

    def forward(self, embedded: Tensor, mask: Tensor) -> Tensor:
        """One vector of length 1 for each text of a batch."""
        bias = (1.0 - mask)[:, None, None, :] * -10_000.0
        x = embedded
        for layer in self.layers:
            x = layer(x, bias)
        kept = mask[:, :, None]
        mean = (x * kept).sum(1) / kept.sum(1)
        return mean / torch.sqrt((mean * mean).sum(-1, keepdim=True))

    def answers(self, vectors: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """About each element, support of each, reasons, attributes: log odds."""
        about, supports = 2 * vectors @ self.about.T + self.about_bias, 2 * vectors @ self.supports.T
        return about, supports + self.supports_bias, 6 * self.fails(vectors), 6 * self.attributes(vectors)

    def heads(self, asked: Asked, questions: Questions) -> Tensor:
        """The answers for one rubric as one table: a row a question, its weights and then its bias."""
        own = [questions.elements.index(element) for element in asked.elements]
        why = [questions.reasons.index(reason) for reason in asked.reasons]
        rows = [
            torch.cat([2 * self.about[own], self.about_bias[own, None]], 1),
            torch.cat([2 * self.supports[own], self.supports_bias[own, None]], 1),
            6 * torch.cat([self.fails.weight[why], self.fails.bias[why, None]], 1),
            6 * torch.cat([self.attributes.weight, self.attributes.bias[:, None]], 1),
        ]
        return torch.cat(rows).detach()


class OneText(nn.Module):
    """The trained layers as they are shipped: of one text, with no batch and no mask, which is a third less work."""

    def __init__(self, layers: nn.ModuleList) -> None:
        super().__init__()
        self.layers = layers

    def forward(self, embedded: Tensor) -> Tensor:
        """The vector of length 1 of a text: the same as of a batch with this text alone."""
        x = embedded
        for layer in self.layers:
            q, k, v = (
                part(x).view(-1, HEADS, WIDTH // HEADS).transpose(0, 1)
                for part in (layer.query, layer.key, layer.value)
            )
            looked = torch.softmax(q @ k.transpose(-1, -2) / (WIDTH // HEADS) ** 0.5, -1)
            x = layer.first_norm(x + layer.output((looked @ v).transpose(0, 1).reshape(-1, WIDTH)))
            x = layer.second_norm(x + layer.outer(nn.functional.gelu(layer.inner(x))))
        mean = x.mean(0)
        return mean / torch.sqrt((mean * mean).sum())


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


def train(lessons: Sequence[Lesson], questions: Questions, folder: Path) -> None:
    """Train on the lessons; write the layers as 8-bit numbers (ONNX), and the heads of each rubric, to the folder."""
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True)
    base, top = Base(), Top(questions)
    base.begin(top)
    _start_heads(base, top, questions)
    units = [encoded(base.tokens, lesson.unit) for lesson in lessons]
    _fit(base, top, lessons, units, questions)
    folder.mkdir(parents=True, exist_ok=True)
    write(OneText(top.layers).eval(), folder / LAYERS_FILE)
    for asked in questions.rubrics:
        (folder / asked.rubric).mkdir(exist_ok=True)
        heads = top.heads(asked, questions).numpy().astype(np.float16)
        np.save(folder / asked.rubric / HEADS_FILE, heads, allow_pickle=False)


def _start_heads(base: Base, top: Top, questions: Questions) -> None:
    """Each element's answers begin as the mean vector of its wordings."""
    top.eval()
    wordings = [texts for asked in questions.rubrics for texts in map(asked.wordings.__getitem__, asked.elements)]
    with torch.no_grad():
        for number, said in enumerate(wordings):
            texts = [encoded(base.tokens, Unit(text)) for text in said]
            start = _START * top(*base.embedded(texts)).mean(0)
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
    steps, done, targets = len(batches) * EPOCHS, 0, Targets.of(questions)
    top.train()
    for epoch in range(EPOCHS):
        shuffled = list(range(len(batches)))
        random.Random(SEED + epoch).shuffle(shuffled)
        total = 0.0
        for number in shuffled:
            some = batches[number]
            for group in optimizer.param_groups:
                group["lr"] = group["of"] * min(1.0, (done + 1) / WARM_UP) * (1 - done / steps)
            embedded, mask = base.embedded([units[i] for i in some])
            with torch.autocast("cpu", dtype=torch.bfloat16):  # three times as fast where the processor has them
                vectors = top(embedded, mask)
            loss = _loss(top.answers(vectors.float()), [lessons[i] for i in some], targets)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(top.parameters(), 1.0)
            optimizer.step()
            done, total = done + 1, total + loss.item()
        print(f"encoder: {epoch + 1} of {EPOCHS} rounds, loss {total / len(batches):.3f}", file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Targets:
    """The places of the questions among the answers."""

    elements: Mapping[str, int]
    of_rubric: Mapping[str, tuple[int, int]]  # from where to where the elements of a rubric stand
    reasons: Mapping[str, int]
    attributes: Mapping[str, int]

    @classmethod
    def of(cls, questions: Questions) -> Targets:
        """The places in the order in which the questions are asked."""
        ends = list(accumulate((len(one.elements) for one in questions.rubrics), initial=0))
        rubrics = {one.rubric: (ends[i], ends[i + 1]) for i, one in enumerate(questions.rubrics)}
        named = (questions.elements, questions.reasons, questions.attributes)
        elements, reasons, attributes = ({name: i for i, name in enumerate(names)} for names in named)
        return cls(elements, rubrics, reasons, attributes)


def _loss(answers: tuple[Tensor, Tensor, Tensor, Tensor], lessons: Sequence[Lesson], targets: Targets) -> Tensor:
    """How far the answers are from the labels; what nobody thought of counts less or not at all."""
    many = len(lessons)
    about, supports, counts = (torch.zeros(many, len(targets.elements)) for _ in range(3))
    fails, judged = torch.zeros(many, len(targets.reasons)), torch.zeros(many, 1)
    attributes, described = torch.zeros(many, len(targets.attributes)), torch.zeros(many, 1)
    for row, lesson in enumerate(lessons):
        first, end = targets.of_rubric[lesson.rubric]
        counts[row, first:end], judged[row] = lesson.whole, 1.0 if lesson.labels else 0.3
        if lesson.topics:
            for element, place in targets.elements.items():
                if element.split("/")[0] not in lesson.topics:
                    counts[row, place] = 0.0
        for element, label in lesson.labels.items():
            if element in targets.elements:
                place = targets.elements[element]
                about[row, place] = counts[row, place] = 1.0
                supports[row, place] = float(label.verdict is Verdict.SUPPORTS)
            if (why := targets.reasons.get(label.reason or "")) is not None:
                fails[row, why] = 1.0
            for name in label.attributes or ():
                attributes[row, targets.attributes[name]] = described[row] = 1.0
    of = nn.functional.binary_cross_entropy_with_logits
    parts = [
        of(answers[0], about, weight=counts * (1 + about), reduction="none"),
        of(answers[1], supports, weight=counts * (1 + _SUPPORT_COUNTS * supports), reduction="none"),
        _REASONS_COUNT * of(answers[2], fails, reduction="none") * judged,
        _ATTRIBUTES_COUNT * of(answers[3], attributes, reduction="none") * described,
    ]
    return sum((part.sum(1).mean() for part in parts), torch.zeros(()))


def write(layers: OneText, output: Path) -> None:
    """The layers for the runtime: weights of each channel as 8-bit numbers with a scale of their own."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with TemporaryDirectory() as folder:
        exact = Path(folder) / "exact.onnx"
        torch.onnx.export(
            layers,
            (torch.randn(7, WIDTH),),
            str(exact),
            input_names=[LAYERS_INPUT],
            output_names=["vector"],
            dynamic_axes={LAYERS_INPUT: {0: "tokens"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(exact, output, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])
