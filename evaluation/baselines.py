"""What the rules must beat: searching for keywords, and a plain text classifier.

Both see the same passages as the rules. The keywords are a fixed list of data; the classifier (TF-IDF with
logistic regression, from scikit-learn) learns from the labelled passages of all companies but the one that it
is then measured on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.figures import Figures, Found, covers, measure, words
from evaluation.labels import SHORT, LabelledDocument, LabelledPassage, Labels
from extractors.fold import fold
from extractors.passages import passages
from extractors.readers import read, sniff
from extractors.records import Document, Verdict
from lexicons.strict_yaml import YamlError, load_yaml

KEYWORDS = Path(__file__).with_name("keywords.yaml")
_SURE = 0.5  # the probability from which the classifier's word counts
_ELSEWHERE = 25  # for each labelled passage, so many unlabelled ones of its document teach what is none


@dataclass(frozen=True, slots=True)
class Candidate:
    """One passage that a baseline may take, in the form in which it is measured."""

    document: str
    company: str
    page: int
    quote: str
    lead_in: str | None

    @property
    def text(self) -> str:
        """The passage with its lead-in, white space folded."""
        whole = f"{self.lead_in or ''} {self.quote}"
        return fold(whole, 0, len(whole)).text.strip().lower()


def baselines(labels: Labels, documents: Sequence[LabelledDocument]) -> dict[str, Figures]:
    """The figures of each baseline on the labelled documents, by its name."""
    candidates = [one for document in documents for one in _candidates(document)]
    found = {
        "keywords": list(by_keywords(candidates)),
        "TF-IDF with logistic regression": by_classifier(candidates, labels.passages),
    }
    return {name: measure(labels.passages, rows, (), (), labels.sizes) for name, rows in found.items()}


def _candidates(document: LabelledDocument) -> Iterable[Candidate]:
    content = document.path.read_bytes()
    name = document.path.name
    reading = read(content, sniff(content, name, None), name)
    if reading.document is not None:
        yield from candidates_of(reading.document, document.sha256, document.listing.company)


def candidates_of(document: Document, sha256: str, company: str) -> Iterable[Candidate]:
    """All passages of a document, as the rules see them."""
    for block in document.blocks:
        for passage, _ in passages(document, block):
            lead_in = passage.lead_in
            yield Candidate(
                document=sha256[:SHORT],
                company=company,
                page=passage.page,
                quote=document.text[passage.start : passage.end],
                lead_in=document.text[lead_in.start : lead_in.end] if lead_in else None,
            )


def by_keywords(candidates: Iterable[Candidate]) -> Iterable[Found]:
    """Every passage that holds one of an element's keywords, taken as support."""
    keywords = load_yaml(KEYWORDS)
    if not isinstance(keywords, dict):
        raise YamlError(f"{KEYWORDS}: no mapping of elements to keywords; write `element: [keyword]`")
    for one in candidates:
        text = one.text
        for element, wanted in keywords.items():
            if any(word in text for word in wanted):
                yield _found(one, element)


def by_classifier(candidates: Sequence[Candidate], labelled: Sequence[LabelledPassage]) -> list[Found]:
    """The passages of each company that a classifier trained on all other companies takes as support."""
    truth = {index: _supported(one, labelled) for index, one in enumerate(candidates)}
    elements = sorted({element for found in truth.values() for element in found})
    return [
        found
        for company in sorted({one.company for one in candidates})
        for found in _one_company(candidates, truth, elements, company)
    ]


def _supported(candidate: Candidate, labelled: Iterable[LabelledPassage]) -> frozenset[str]:
    """The elements for which a labelled passage that this one covers is support."""
    mine = words(f"{candidate.lead_in or ''} {candidate.quote}")
    return frozenset(
        row.element
        for row in labelled
        if row.verdict is Verdict.SUPPORTS
        and row.document == candidate.document
        and abs(row.page - candidate.page) <= 1
        and covers(mine, words(row.quote))
    )


def _one_company(
    candidates: Sequence[Candidate], truth: dict[int, frozenset[str]], elements: Sequence[str], company: str
) -> Iterable[Found]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    train = [i for i, one in enumerate(candidates) if one.company != company and (truth[i] or i % _ELSEWHERE == 0)]
    test = [i for i, one in enumerate(candidates) if one.company == company]
    vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    seen = vectors.fit_transform([candidates[i].text for i in train])
    unseen = vectors.transform([candidates[i].text for i in test])
    for element in elements:
        answers = [element in truth[i] for i in train]
        if not any(answers):
            continue
        model = LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000).fit(seen, answers)
        for i, probability in zip(test, model.predict_proba(unseen)[:, 1], strict=True):
            if probability >= _SURE:
                yield _found(candidates[i], element)


def _found(candidate: Candidate, element: str) -> Found:
    return Found(
        candidate.document, candidate.page, candidate.quote, element, Verdict.SUPPORTS, None, 0.0, candidate.lead_in
    )
