"""Learns a model's weights from labels: what a passage shows and where, against what people said of it.

    firmword learn --train ../shared/gold ../shared/gold/sentences.jsonl --output chrb-core-2019.skops

Documents that were labelled whole teach what supports and what does not; single labelled sentences teach the
elements that they carry a label for, and little about the others. The weights are those of the features of
`extractors/learned.py` alone, so that no word of a document can be read from them.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from errors import InputError
from evaluation.companies import is_any, named_in_vain
from evaluation.coverings import covered, labels_by_document
from evaluation.documents import GOLD, beside, labelled_documents, read_document
from evaluation.examples import form_of
from evaluation.gold_labels import SHORT, LabelledDocument, LabelledPassage, Pages, read_labels, was_read
from evaluation.question import document_of
from evaluation.sentence_labels import LabelledSentence, read_sentences
from extractors.learned import Model, features_of, is_near, model_of
from extractors.records import Document, Verdict

if TYPE_CHECKING:
    from extractors.rules import Rules
    from extractors.view import View
    from rubric.kinds import Kind

STRENGTH = 0.3  # scikit-learn's C: the smaller, the more the weights are drawn to nothing
_SUPPORT_COUNTS = 2.0  # support is rare: each counts as two
_UNLABELLED_COUNTS = 0.15  # an element without a label of a single sentence says little
_STEPS = 200
_PLACE = re.compile(rb'"__id__": (\d+)')

Verdicts = dict[str, Verdict]  # by element


@dataclass(frozen=True, slots=True)
class Pair:
    """A passage and an element that it may support: what a model learns from."""

    company: str
    features: tuple[str, ...]
    supports: bool
    counts: float


@dataclass(frozen=True, slots=True)
class Learner:
    """Makes models that learnt nothing from the companies that are put to the test."""

    rubric: str
    files: tuple[Path, ...]
    pairs: list[Pair]
    _known: dict[frozenset[str], Model | None] = field(default_factory=dict)

    def without(self, companies: Iterable[str]) -> Model | None:
        """A model of the pairs of all other companies; None where these leave nothing to tell apart."""
        tested = list(companies)
        left_out = frozenset(one for one in {p.company for p in self.pairs} if is_any(one, tested))
        if left_out not in self._known:
            kept = [pair for pair in self.pairs if pair.company not in left_out]
            told_apart = len({pair.supports for pair in kept}) == 2
            self._known[left_out] = learn(kept, self.rubric) if told_apart else None
        return self._known[left_out]


def learner(train: Sequence[Path], documents: Path | None, rules: Rules, pages: Pages | None = None) -> Learner | None:
    """What to learn from: the named files, else the labels that lie beside the project; None where there are none."""
    files = tuple(train) or _usual_files()
    if not files:
        return None
    pairs = pairs_from(files, documents, rules, pages)
    if not any(pair.supports for pair in pairs):
        return None
    print(f"model: {len(pairs):,} passages and elements to learn from", file=sys.stderr)
    return Learner(rules.rubric.name, files, pairs)


def _usual_files() -> tuple[Path, ...]:
    try:
        return beside(GOLD / "passages.jsonl", "--train"), beside(GOLD / "sentences.jsonl", "--train")
    except InputError:
        return ()


def pairs_from(
    files: Sequence[Path],
    documents: Path | None,
    rules: Rules,
    pages: Pages | None = None,
    without: Sequence[str] = (),
) -> list[Pair]:
    """The pairs of labelled files, in their order; files of other forms than documents and sentences are left out.

    Of the documents in `pages` only what stands on these pages is learnt from; of the companies `without`, nothing.
    Raises InputError for a file that is missing or of no known form.
    """
    forms = [(file, form_of(file)) for file in files]
    whole = [file for file, form in forms if form == "gold"]
    single = [file for file, form in forms if form == "sentences"]
    pairs: list[Pair] = []
    companies: set[str] = set()
    if whole:
        labels = read_labels(whole, with_outcomes=False)
        by_document = labels_by_document(labels.passages)
        for one in labelled_documents(labels, documents):
            companies.add(one.listing.company)
            if not is_any(one.listing.company, without):
                pairs += _of_document(one, by_document[one.sha256[:SHORT]], rules, pages or {})
    for sentence in read_sentences(single) if single else ():
        companies.add(sentence.question.company)
        if not is_any(sentence.question.company, without):
            pairs += _of_sentence(sentence, rules)
    if vain := named_in_vain(without, companies):
        print(f"--without: nothing is labelled for {', '.join(vain)}", file=sys.stderr)
    return pairs


def learn(pairs: Sequence[Pair], rubric: str) -> Model:
    """A model of the pairs. Raises InputError when there is nothing to tell apart."""
    names, regression = fit(pairs)
    weights = dict(zip(names, map(float, regression.coef_[0]), strict=True))
    return model_of(rubric, weights, float(regression.intercept_[0]))


def learn_to(file: Path, pairs: Sequence[Pair]) -> None:
    """Learn from the pairs, and save the model with skops: the same pairs give the same file of weights."""
    import skops.io

    names, regression = fit(pairs)
    try:
        skops.io.dump({"features": "\n".join(names), "regression": regression}, file)
        _without_times_and_addresses(file)
    except OSError as error:
        raise InputError(f"--output {file}: cannot be written ({error.strerror}); name another file") from error


def _without_times_and_addresses(file: Path) -> None:
    """Write a skops file anew without the time of day and with places in memory counted from 1."""
    with zipfile.ZipFile(file) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    places = {place: str(i) for i, place in enumerate(dict.fromkeys(_PLACE.findall(parts["schema.json"])), 1)}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as clean:
        for name in sorted(parts, key=lambda name: _renamed(name, places)):
            content = parts[name]
            for place, number in places.items() if name == "schema.json" else ():
                content = content.replace(place, number.encode())
            clean.writestr(zipfile.ZipInfo(_renamed(name, places)), content, zipfile.ZIP_DEFLATED)


def _renamed(name: str, places: dict[bytes, str]) -> str:
    """A part's name without its place in memory."""
    for place, number in places.items():
        name = name.replace(place.decode(), number)
    return name


def fit(pairs: Sequence[Pair]) -> tuple[list[str], Any]:
    """The names of the features, and scikit-learn's LogisticRegression of them, fitted to the pairs."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    answers = [pair.supports for pair in pairs]
    if len(set(answers)) < 2:
        raise InputError("--train: the labels name no passage that supports, or none that does not; name more labels")
    vectors = DictVectorizer()
    table = vectors.fit_transform([dict.fromkeys(pair.features, 1.0) for pair in pairs])
    table.indices, table.indptr = table.indices.astype("int32"), table.indptr.astype("int32")  # as liblinear wants
    counts = [pair.counts * (_SUPPORT_COUNTS if pair.supports else 1.0) for pair in pairs]
    regression = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=_STEPS, random_state=0)
    return list(map(str, vectors.get_feature_names_out())), regression.fit(table, answers, sample_weight=counts)


# --- from labels to pairs


def _of_document(
    one: LabelledDocument, labelled: Sequence[tuple[LabelledPassage, list[str]]], rules: Rules, pages: Pages
) -> Iterator[Pair]:
    """Each passage of a document with each element that it comes near; what has no label does not support."""
    from extractors.kinds import kind_of

    document = read_document(one)
    if document is None:
        return

    def labels(view: View) -> tuple[Verdicts, float] | None:
        said: Verdicts = {}
        passage = view.passage
        if not was_read(pages, one.sha256[:SHORT], passage.page):
            return None
        lead_in = f"{document.text[passage.lead_in.start : passage.lead_in.end]} " if passage.lead_in else ""
        for row in covered(lead_in + document.text[passage.start : passage.end], passage.page, labelled):
            said[row.element] = Verdict.SUPPORTS if said.get(row.element) is Verdict.SUPPORTS else row.verdict
        return said, 1.0

    kind = kind_of(document, one.listing.kind, PurePath(one.listing.source).name)
    yield from _pairs(document, one.listing.company, kind, rules, labels)


def _of_sentence(sentence: LabelledSentence, rules: Rules) -> Iterator[Pair]:
    """A sentence with each element that it comes near; one that has no label at all supports none of them."""
    from extractors.kinds import kind_of

    document = document_of(sentence.question)
    kind = kind_of(document, sentence.question.document_kind, "")
    known = {label.element: label.verdict for label in sentence.labels}
    labels = known, _UNLABELLED_COUNTS if known else 1.0
    yield from _pairs(document, sentence.question.company, kind, rules, lambda _: labels)


def _pairs(
    document: Document,
    company: str,
    kind: Kind,
    rules: Rules,
    labels: Callable[[View], tuple[Verdicts, float] | None],
) -> Iterator[Pair]:
    """`labels` says of a passage which elements have which, and what the others count; None where nobody judged it."""
    from extractors.extract import judged

    for view, asked, judgements in judged(document, company, kind, rules):
        judged_by_people = labels(view)
        if judged_by_people is None:
            continue
        said, unlabelled = judged_by_people
        known = {frame.element.id: judgement for frame, judgement in judgements}
        for frame in asked:
            judgement = known.get(frame.element.id)
            if judgement is None and not is_near(view, frame):
                continue
            verdict = said.get(frame.element.id)
            yield Pair(
                company=company,
                features=features_of(view, frame, judgement),
                supports=verdict is Verdict.SUPPORTS,
                counts=1.0 if verdict is not None else unlabelled,
            )
