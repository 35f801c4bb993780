"""The flow that looks on a schedule whether companies' documents have changed, with one message at its end."""

from __future__ import annotations

from pathlib import Path

from prefect import flow
from prefect.artifacts import create_link_artifact, create_table_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed

from archive.limits import Limits
from archive.remembered import Web
from flows.screen_companies import screen_companies
from reports import watched
from workspace import DEFAULT_RUBRIC


@flow(name="watch", persist_result=False)
def watch(
    listed: str,
    websites: list[str] | None = None,
    workspace: str = "firmword-workspace",
    rubric: str = DEFAULT_RUBRIC,
    budget: int = 60,
    contact: str | None = None,
    delay: float | None = None,
    allow_private_addresses: bool = False,
) -> State[None]:
    """Searches the websites again where some are named, and screens the list again: only what has changed."""
    web = Web(Limits(allow_private=allow_private_addresses), contact, delay)
    folder = Path(workspace)
    seen = watched.watch(Path(listed), websites or [], folder, rubric, web, budget, screen_companies)
    report = folder.absolute() / "watch.txt"
    watched.write_message(seen, report)
    create_table_artifact(watched.table(seen), key="watched-companies", description=watched.told(seen))
    create_link_artifact(report.as_uri(), "What has changed", key="watch-report")
    return Completed(message=watched.told(seen))
