"""The lexicons keep what they promise: examples fire, near misses do not, broken data is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.find import finder
from extractors.fold import fold
from lexicons import Entry, LexiconError, load
from lexicons.patterns import PatternError, compile_pattern

ENTRIES = load("en").entries


def _rules_in(text: str) -> set[str]:
    return {hit.rule for hit in finder(load("en")).hits(fold(text, 0, len(text)).text)}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_an_entry_fires_in_its_examples_and_not_in_its_near_misses(entry: Entry) -> None:
    for example in entry.examples:
        assert entry.id in _rules_in(example), f"{entry.id} is silent in its example {example!r}"
    for near_miss in entry.near_misses:
        assert entry.id not in _rules_in(near_miss), f"{entry.id} fires in its near miss {near_miss!r}"


@pytest.mark.parametrize(
    ("written", "fires", "silent"),
    [
        (
            "commit* to respect",
            ["commits to respect", "COMMITTED  to\nrespect"],
            ["commit respect", "recommit to respect"],
        ),
        ("we [fully] support", ["we support", "we fully support"], ["we partly support"]),
        (
            "expects <0-2> to comply",
            ["expects to comply", "expects all staff to comply"],
            ["expects a b c to comply", "expects. We try to comply"],
        ),
        ("C(087|87)", ["C087", "C87"], ["C870", "C 87"]),
        (
            "discrimination (employment and occupation) convention",
            ["Discrimination (Employment and Occupation) Convention"],
            ["discrimination convention"],
        ),
        ("non-discrimination", ["non-discrimination", "nondiscrimination", "non discrimination"], ["discrimination"]),
        ("(our|we|us) (own|all)", ["our own", "we all", "(us all)"], ["hour own", "owe all", "plus all", "our owner"]),
        (
            "((hot|help) line|hot or) x",
            ["hot line x", "help line x", "hot or x"],
            ["shot line x", "hot x", "help or x"],
        ),
        ("[our] (own|Old|old*) way", ["our own way", "old way", "older way"], ["sold way", "older ways"]),
        ("(%|percent) of", ["5 % of", "(% of", "percent of"], ["5% of", "5percent of"]),
        ("workers' council", ["workers' council", "workers council"], ["worker council"]),
    ],
)
def test_a_pattern_matches_what_its_language_says(written: str, fires: list[str], silent: list[str]) -> None:
    import re

    regex = re.compile(compile_pattern(written).regex, re.IGNORECASE)
    assert all(regex.search(text) for text in fires)
    assert not any(regex.search(text) for text in silent)


@pytest.mark.parametrize(
    "written", ["(a|b", "word)", "<0-3>", "[only] [optional]", "a > b", "no <3-0> end", "no <0-99999999999> end"]
)
def test_a_pattern_that_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(written)


def test_the_longest_instrument_name_wins() -> None:
    hits = finder(load("en")).hits("the Right to Organise and Collective Bargaining Convention, 1949")
    assert [h.concept for h in hits if h.rule.startswith("instrument.")] == ["C098"]


def test_several_conventions_named_with_one_word_are_all_found() -> None:
    hits = finder(load("en")).hits("ILO Conventions 29, 87, 98 and 105")
    assert {h.concept for h in hits} >= {"C029", "C087", "C098", "C105"}


def _folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "test.yaml").write_text(text, encoding="utf-8")
    return tmp_path


GOOD = "  - {id: a.b, concept: c, patterns: [some words], source: field usage, examples: [some words]}\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("entries:\n" + GOOD + GOOD, "unique"),
        ("entries:\n  - {id: a.b, concept: c, patterns: [some words], examples: [some words]}\n", "source"),
        ("entries:\n  - {id: a.b, concept: c, patterns: [some words], source: s}\n", "examples"),
        ("entries:\n  - {id: a.b, concept: c, patterns: ['(open'], source: s, examples: [open]}\n", "(open"),
        ("entries:\n  - {id: a.b, id: a.c}\n", "duplicate"),
        ("entries:\n  - {id: a.b, concept: c, pattern: [x], source: s, examples: [x]}\n", "pattern"),
        ("rows: []\n", "entries"),
        ("entries:\n\t- {id: a.b}\n", "test.yaml:2: a tab stands"),
        ("source: field\n\tusage: yes\n", "test.yaml:2: a tab stands"),
    ],
)
def test_a_broken_lexicon_is_refused_with_file_and_cure(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(LexiconError) as error:
        load("en", _folder(tmp_path, text))
    assert "test.yaml" in str(error.value)
    assert says in str(error.value)


def test_a_lexicon_in_another_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "")
    (folder / "en" / "test.yaml").write_bytes(("entries:\n" + GOOD + "# für\n").encode("latin-1"))
    with pytest.raises(LexiconError, match=r"test\.yaml:3: it is not UTF-8 text .* save it as UTF-8"):
        load("en", folder)


def test_numbers_and_words_of_yaml_stay_what_they_are_written_as(tmp_path: Path) -> None:
    lexicons = load(
        "en",
        _folder(
            tmp_path,
            "entries:\n  - {id: a.b, concept: no, patterns: [convention 017], source: s, examples: [convention 017]}\n",
        ),
    )
    assert lexicons.entries[0].concept == "no"
    assert lexicons.entries[0].examples == ("convention 017",)
