"""What `firmword score` does: lines of JSON with findings in, lines of JSON with scores out.

A spreadsheet of 100,000 rows has few different lines and still fewer different sets of findings, so each is
read and scored once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from errors import Refusal
from rubric.engine import bounds
from rubric.model import Indicator, Rubric, Scoring
from rubric.scores import Truth

_EXAMPLE = '{"indicator": "A.1.1", "findings": {"S1.a": "met"}}'
_VALUES = {value.value: value for value in Truth}
_REMEMBERED = 100_000  # lines, and sets of findings: what is kept at most, however long the input

Known = dict[tuple[str, frozenset[tuple[str, Truth]]], str]


class LineError(Refusal):
    """A line that can't be scored: its number, the value and the cure."""


class _RepeatedKey(ValueError):
    """A key that stands twice in one object."""


def score_lines(lines: Iterable[str], rubric: Rubric) -> Iterator[str]:
    """One answer for each line, in the same order, without line breaks.

    A line is `{"indicator": "A.1.1", "findings": {"S1.a": "met"|"not_met"|"unknown"}}`; an element that is
    not mentioned is unknown. The answer is `{"indicator", "low", "high"}` in points, or for a rubric of
    stages `{"indicator", "stage_low", "stage_high"}`.

    Raises LineError, after the answers to the lines before it, for a line that is not such an object, an
    indicator, element or value that does not exist, a key that stands twice, and an empty line that is
    followed by others: no line is passed over, so that the answers stay beside their questions.
    """
    indicators = {indicator.id: indicator for indicator in rubric.indicators}
    answers: dict[str, str] = {}
    known: Known = {}
    empty = 0
    for number, line in enumerate(lines, start=1):
        text = (line.removeprefix("\ufeff") if number == 1 else line).strip()
        if not text:
            empty = empty or number
            continue
        if empty:
            raise LineError(f"line {empty}: the line is empty; remove it, or write {_EXAMPLE}")
        answer = answers.get(text)
        if answer is None:
            answer = _answer(number, text, indicators, known)
            if len(answers) < _REMEMBERED:
                answers[text] = answer
        yield answer


def _answer(number: int, text: str, indicators: dict[str, Indicator], known: Known) -> str:
    indicator, findings = _question(number, text, indicators)
    asked = (indicator.id, frozenset(findings.items()))
    answer = known.get(asked)
    if answer is None:
        answer = _scored(indicator, findings)
        if len(known) < _REMEMBERED:
            known[asked] = answer
    return answer


def _scored(indicator: Indicator, findings: dict[str, Truth]) -> str:
    found = bounds(indicator, findings)
    if indicator.scoring is Scoring.STAGES:
        return json.dumps({"indicator": indicator.id, "stage_low": int(found.low), "stage_high": int(found.high)})
    return json.dumps({"indicator": indicator.id, "low": found.low, "high": found.high})


def _question(number: int, text: str, indicators: dict[str, Indicator]) -> tuple[Indicator, dict[str, Truth]]:
    """The line's indicator and findings, checked."""
    asked = _object(number, text)
    for key in asked:
        if key not in ("indicator", "findings"):
            raise LineError(f"line {number}: the key {key!r} is unknown; write only indicator and findings")
    for key in ("indicator", "findings"):
        if key not in asked:
            raise LineError(f"line {number}: the key {key!r} is missing; write it as in {_EXAMPLE}")
    id, findings = asked["indicator"], asked["findings"]
    if not isinstance(id, str) or id not in indicators:
        raise LineError(f"line {number}: there is no indicator {id!r}; write one of: {', '.join(indicators)}")
    if not isinstance(findings, dict):
        raise LineError(f"line {number}: findings is {findings!r}; write an object as in {_EXAMPLE}")
    indicator = indicators[id]
    keys = indicator.keys
    return indicator, {key: _truth(number, id, keys, key, value) for key, value in findings.items()}


def _object(number: int, text: str) -> dict[str, object]:
    try:
        found = _DECODER.decode(text)
    except _RepeatedKey as error:
        raise LineError(f"line {number}: the key {error.args[0]!r} stands twice; keep one of them") from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise LineError(f"line {number}: {_short(text)} is not JSON ({error}); write it as in {_EXAMPLE}") from None
    if not isinstance(found, dict):
        raise LineError(f"line {number}: {_short(text)} is not an object; write it as in {_EXAMPLE}")
    return found


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _RepeatedKey(next(key for place, key in enumerate(keys) if key in keys[:place]))
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_no_repeats)


def _truth(number: int, indicator: str, keys: tuple[str, ...], key: str, value: object) -> Truth:
    if key not in keys:
        raise LineError(f"line {number}: {indicator} has no element {key!r}; write one of: {', '.join(keys)}")
    if not isinstance(value, str) or value not in _VALUES:
        raise LineError(f"line {number}: {indicator}/{key} is {value!r}; write one of: {', '.join(_VALUES)}")
    return _VALUES[value]


def _short(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:77] + "...")
