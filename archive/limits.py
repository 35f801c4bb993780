"""What one source may cost, the time that is left for it, and the ways in which it can end without a body."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one source may cost: seconds, bytes and redirects."""

    deadline: float = 30.0  # for the whole exchange, from the name's resolution to the last byte
    connect: float = 10.0
    max_bytes: int = 100_000_000  # decoded, and on the wire
    redirects: int = 5
    allow_private: bool = False  # addresses of this computer and its network


class NoBody(Exception):
    """The way ended without a whole body: how the server answered, and the cure."""

    def __init__(self, answer: str, cure: str) -> None:
        super().__init__(f"{answer}; {cure}")
        self.answer = answer
        self.cure = cure


class TooLarge(NoBody):
    """More bytes than allowed."""


class Disallowed(NoBody):
    """The address may not be read."""


class Busy(NoBody):
    """The server asks to come back later."""

    def __init__(self, answer: str, cure: str, url: str, retry_after: str | None) -> None:
        super().__init__(answer, cure)
        self.url = url  # the address that said so
        self.retry_after = retry_after  # as the server wrote it: seconds or a date


class Budget:
    """The seconds that are left of a deadline, which run from the first request on, and the requests that are left."""

    def __init__(self, seconds: float, requests: int | None = None) -> None:
        self.seconds = seconds
        self.requests = requests  # None: as many as it takes
        self._ends: float | None = None
        self._extended = False

    @property
    def started(self) -> bool:
        """Whether the time runs."""
        return self._ends is not None

    def start(self) -> None:
        """Let the time run, if it does not yet."""
        if self._ends is None:
            self._ends = time.monotonic() + self.seconds

    def extend(self, seconds: float) -> bool:
        """Add to the time that is left; whether that was done, which it is once."""
        if self._ends is None or self._extended:
            return False
        self._ends += seconds
        self._extended = True
        return True

    def left(self) -> float:
        """The seconds that are left; at least 0."""
        return self.seconds if self._ends is None else max(0.0, self._ends - time.monotonic())

    def check(self) -> float:
        """The seconds that are left; raises `NoBody` when there are none."""
        left = self.left()
        if left <= 0:
            raise self.over()
        return left

    def spend(self) -> None:
        """Use up one request; raises `NoBody` when there are none."""
        if self.requests is None:
            return
        if self.requests <= 0:
            raise NoBody("no request was left to follow it to its end", "give a larger --budget")
        self.requests -= 1

    def over(self) -> NoBody:
        """What to raise when the time is over."""
        return NoBody(
            f"no complete answer within {self.seconds:g} s",
            "try again later, or save the document in a browser and list the file",
        )
