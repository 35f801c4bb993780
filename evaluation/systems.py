"""What is measured on each set of labels: the rules with their model, and the baselines that they must beat."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from evaluation.baselines import BY_CLASSIFIER, BY_KEYWORDS, by_keywords, train_classifier
from evaluation.examples import form_to_train_on, training
from evaluation.learning import Learner
from evaluation.learning import learner as learner_of
from evaluation.measuring import RULES, TAUGHT, Terms, rules_of
from evaluation.one_passage import answers
from evaluation.question import Answer, LabelledExample, Question, Said
from evaluation.taught_labels import said_by_taught
from evaluation.training import PARTS, leaving_out
from extractors.records import Verdict


def said_by_all(
    asked: Sequence[Question],
    terms: Terms,
    data: Sequence[Path],
    own: Sequence[LabelledExample],
    also: Sequence[Path] = (),
    teach: bool = False,
    in_order: bool = False,
) -> tuple[dict[str, list[Answer]], str]:
    """What the rules and the baselines say of each passage, and what the latter were trained on, for people.

    With `teach`, also what Firmword says when it is taught by the baselines' labels; `in_order` is as in
    `said_by_baselines`. `own` and `also` are as in `examples.training`. Raises InputError for files that nothing can be
    learnt from.
    """
    check_training(terms)
    model = taught(terms)
    said = {RULES: answers(asked, rules_of(terms), terms.processes, model)}
    if not terms.baselines:
        return said, ""
    learner = model if teach else None
    supported, trained_on = said_by_baselines(asked, terms, data, own, also, learner=learner, in_order=in_order)
    for name, each in supported.items():
        said[name] = [{element: Said(Verdict.SUPPORTS) for element in elements} for elements in each]
    return said, trained_on


def check_training(terms: Terms) -> None:
    """Raises InputError when nothing can be learnt from a file that was named for it."""
    for file in terms.train:
        form_to_train_on(file)


def taught(terms: Terms) -> Learner | None:
    """The model beside the rules; None for the rules alone."""
    return learner_of(rules_of(terms), terms.model) if terms.learned else None


def said_by_baselines(
    asked: Sequence[Question],
    terms: Terms,
    data: Sequence[Path],
    own: Sequence[LabelledExample],
    also: Sequence[Path] = (),
    within: Sequence[Path] = (),
    parts: int | None = PARTS,
    learner: Learner | None = None,
    in_order: bool = False,
) -> tuple[dict[str, list[frozenset[str]]], str]:
    """What each baseline takes as support in each passage, and what they were trained on, for people.

    `own`, `also` and `within` are as in `examples.training`, `parts` as in `leaving_out`. With a `learner`, its model
    is taught by the same examples, and `in_order` says that the passages of a company are one text's sentences.
    """
    learnt = training(terms, data, own, asked, also, within)
    count = len({one.place for one in learnt.examples})
    print(f"{BY_CLASSIFIER}: {count:,} passages to learn from", file=sys.stderr)
    said = {
        BY_KEYWORDS: by_keywords(asked, {element.id for element in rules_of(terms).rubric.elements}),
        BY_CLASSIFIER: leaving_out(train_classifier, learnt.examples, asked, parts),
    }
    if learner is not None:
        taught_too = said_by_taught(asked, learnt.examples, learner, said[BY_CLASSIFIER], in_order)
        said = {TAUGHT: taught_too, **said}
    return said, str(learnt)
