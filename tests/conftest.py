"""What holds in all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2.profiles import CHEAPEST

from workspace import people


@pytest.fixture(scope="session", autouse=True)
def _passwords_cost_little() -> Iterator[None]:
    """No test waits for the time that a hash is meant to cost those who guess."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "COST", CHEAPEST)
        yield
