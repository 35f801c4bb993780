"""What is read by words alone, where a language has no parser: denials, standing rules, and what cannot be asked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from language_samples import with_toy

from extractors.extract import evidence_of
from extractors.records import Block, Document, Evidence, Page, Role
from extractors.rules import Rules, open_rules
from lexicons import FOLDER, load
from lexicons.concepts import DENIES
from rubric.kinds import Kind

RULES = open_rules("chrb-core-2019").with_model(None)


def judgement(text: str, element: str, kind: Kind = Kind.HUMAN_RIGHTS_POLICY, rules: Rules = RULES) -> str:
    found = evidence(text, element, kind, rules)
    return "none" if found is None else found.reason or found.verdict.value


def evidence(text: str, element: str, kind: Kind, rules: Rules = RULES) -> Evidence | None:
    page, block = Page(1, 0, len(text)), Block(0, len(text), 1, Role.PARAGRAPH)
    document = Document("0" * 64, "text/plain", text, (page,), (block,), language="it")
    found = {one.element: one for one in evidence_of(document, "Tarn Mills Ltd", kind, rules)}
    return found.get(element)


@pytest.mark.parametrize(
    "text",
    [
        "Non identifichiamo i rischi per i diritti umani in tutti gli stabilimenti.",
        "In tutti gli stabilimenti i rischi per i diritti umani non sono identificati.",
        "Benché non fossero mai stati identificati rischi per i diritti umani in tutti gli stabilimenti, proseguiamo.",
        "Nessuno di noi identifica i rischi per i diritti umani in tutti gli stabilimenti.",
    ],
)
def test_a_denial_in_any_mood_takes_a_description_away(text: str) -> None:
    assert judgement(text, "B.2.1/S1.a") == "negated"


def test_a_denial_beyond_a_pause_or_of_something_else_takes_nothing_away() -> None:
    done = "Ogni anno identifichiamo i rischi per i diritti umani in tutti gli stabilimenti"
    assert judgement(f"{done}, e nessuno ne è escluso.", "B.2.1/S1.a") == "supports"
    assert judgement(f"{done} e non solo in Italia.", "B.2.1/S1.a") == "supports"


def test_a_promise_is_denied_from_right_before_it_alone() -> None:
    assert judgement("Non rispettiamo i diritti umani.", "A.1.1/S1.a") == "negated"
    kept = "Non vi è sede in cui questo non valga: rispettiamo i diritti umani ovunque."
    assert judgement(kept, "A.1.1/S1.a") == "supports"


def test_what_forbids_is_no_denial_nor_is_a_no_within_the_promise() -> None:
    assert judgement("Non tolleriamo il lavoro forzato.", "A.1.2/S2.a") == "supports"
    assert judgement("La nostra azienda non viola i diritti umani.", "A.1.1/S1.a") == "supports"


def test_an_entry_may_state_a_standing_rule_in_a_report() -> None:
    """As "is committed to" does in English, by its grammar."""
    assert "it.commitment.committed-to" in load("it").standing_rules
    told = Kind.SUSTAINABILITY_REPORT
    assert judgement("Il Gruppo si impegna a garantire pari opportunità.", "A.1.2/S2.a", told) == "supports"
    assert judgement("Il Gruppo garantisce pari opportunità.", "A.1.2/S2.a", told) == "not_policy"
    past = "Nel 2024 il Gruppo si impegna a garantire pari opportunità."
    assert judgement(past, "A.1.2/S2.a", told) == "not_policy"


def test_without_words_of_denial_a_language_says_so(tmp_path: Path) -> None:
    assert DENIES not in load("it").unasked
    assert DENIES not in load("en").unasked  # its parser tells
    assert DENIES in load("it", with_toy(tmp_path / "lexicons")).unasked


def test_an_objection_of_the_frame_for_which_there_are_no_words_is_named(tmp_path: Path) -> None:
    """C.1 rules out what customers complain of: who has no words for it did not ask."""
    folder = tmp_path / "lexicons"
    shutil.copytree(FOLDER, folder)
    words = folder / "it" / "channels.yaml"
    text = words.read_text(encoding="utf-8").replace("concept: product_complaints\n", "concept: named_only\n")
    words.write_text(text, encoding="utf-8")
    said = "Nel 2024 abbiamo ricevuto 6 segnalazioni di discriminazione, tutte chiuse."
    rules = open_rules("chrb-core-2019", folder).with_model(None)
    without = evidence(said, "C.1/S2.a", Kind.SUSTAINABILITY_REPORT, rules)
    assert without is not None
    assert "product complaints" in without.explanation.partition("were not put: ")[2]
    with_words = evidence(said, "C.1/S2.a", Kind.SUSTAINABILITY_REPORT)
    assert with_words is not None
    assert "product complaints" not in with_words.explanation
