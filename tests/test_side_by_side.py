"""The one parallel map: the same results in the same order on any number of processes, and a death that is named."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator

import pytest

from errors import InputError
from screening import side_by_side as module
from screening.side_by_side import side_by_side


def squared(number: int) -> int:
    return number * number


def process_of(_: int) -> int:
    return os.getpid()


def refusing(number: int) -> int:
    if number == 3:
        raise InputError("3: too many; give 2")
    return number


def dying(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_results_come_in_the_order_of_the_items_on_any_number_of_processes(processes: int) -> None:
    assert side_by_side(squared, range(200), processes) == [n * n for n in range(200)]


def test_several_processes_work_and_none_of_them_is_this_one() -> None:
    assert os.getpid() not in side_by_side(process_of, range(4), 2)


@pytest.mark.parametrize("items", [[], [1]])
def test_an_item_alone_is_not_worth_a_process(items: list[int]) -> None:
    assert side_by_side(process_of, items, 2) == [os.getpid() for _ in items]


@pytest.mark.parametrize("processes", [1, 2])
def test_the_caller_hears_of_each_item_in_its_turn(processes: int) -> None:
    heard: list[int] = []
    side_by_side(squared, range(5), processes, heard.append)
    assert heard == [1, 2, 3, 4, 5]


def test_items_are_taken_as_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AHEAD", 4)
    taken: list[int] = []
    ahead: list[int] = []

    def items() -> Iterator[int]:
        for number in range(20):
            taken.append(number)
            yield number

    side_by_side(squared, items(), 2, lambda done: ahead.append(len(taken) - done))
    assert len(ahead) == 20
    assert max(ahead) <= 4


@pytest.mark.parametrize("processes", [1, 2])
def test_what_the_function_raises_is_raised(processes: int) -> None:
    with pytest.raises(InputError, match="too many; give 2"):
        side_by_side(refusing, range(100), processes)


def test_an_item_that_ends_its_process_is_named_with_the_cure() -> None:
    with pytest.raises(InputError, match="ended the process") as refusal:
        side_by_side(dying, range(100), 2, name=lambda number: f"number {number}")
    assert "number 3" in str(refusal.value)
    assert str(refusal.value).count("number") <= 2  # what the two processes had, and no more
    assert "--processes 1 --verbose" in str(refusal.value)


def test_one_process_says_in_the_log_what_it_works_on(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        side_by_side(squared, [2, 3], 1, name=lambda number: f"number {number}")
    assert [record.message for record in caplog.records] == ["number 2", "number 3"]
