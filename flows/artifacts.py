"""A list screened as part of a flow, and what Prefect shows of it: progress, companies, a link to the report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from prefect.artifacts import (
    create_link_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.client.schemas.objects import State
from prefect.states import Completed

from archive.remembered import Web
from extractors.records import Listing, Outcome
from flows.screen_companies import screen_companies
from reports import watched

STEP = 5.0  # per cent: each is a call of Prefect's server


class Shown:
    """The progress of a screening, as an artifact."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._total, self._done, self._told = 0, 0, 0.0

    def __enter__(self) -> Self:
        made = create_progress_artifact(0.0, key=self._key, description="Documents screened")
        assert isinstance(made, UUID)  # a coroutine only where the flow is one
        self._artifact = made
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._tell(100.0)

    def start(self, total: int) -> None:
        """So many documents are to be screened."""
        self._total = total

    def advance(self, listing: Listing, outcome: Outcome) -> None:
        """One more document is saved."""
        self._done += 1
        so_far = 100.0 * self._done / self._total
        if so_far - self._told >= STEP:
            self._tell(so_far)

    def _tell(self, so_far: float) -> None:
        self._told = so_far
        update_progress_artifact(self._artifact, so_far)


def screen_list(
    flow: str, listed: str, websites: Sequence[str], workspace: str, rubric: str, budget: int, web: Web,
    dask: str | None = None,
) -> State[None]:  # fmt: skip
    """Screens a list, and shows how far it is, then the companies and the report, all named after the flow."""
    folder = Path(workspace)
    with Shown(f"{flow}-progress") as progress:
        seen = watched.watch(Path(listed), websites, folder, rubric, web, budget, screen_companies, progress, dask)
    report, told = folder.absolute() / f"{flow}.txt", watched.told(seen)
    watched.write_message(seen, report)
    create_table_artifact(watched.table(seen), key=f"{flow}ed-companies", description=told)
    create_link_artifact(report.as_uri(), "What has changed", key=f"{flow}-report")
    return Completed(message=told)
