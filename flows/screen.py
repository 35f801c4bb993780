"""The flow that screens a list of companies' documents, for a schedule or another machine's worker."""

from __future__ import annotations

from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from archive.limits import Limits
from archive.remembered import Web
from flows.artifacts import Shown, show
from flows.screen_companies import screen_companies
from reports import watched
from workspace import DEFAULT_RUBRIC


@flow(name="screen", persist_result=False)
def screen(
    listed: str,
    workspace: str = "firmword-workspace",
    rubric: str = DEFAULT_RUBRIC,
    contact: str | None = None,
    delay: float | None = None,
    allow_private_addresses: bool = False,
) -> State[None]:
    """Screens what is listed and not yet done, or has changed."""
    web = Web(Limits(allow_private=allow_private_addresses), contact, delay)
    folder = Path(workspace)
    with Shown("screen-progress") as progress:
        seen = watched.watch(Path(listed), [], folder, rubric, web, 0, screen_companies, progress)
    show(seen, folder.absolute() / "screen.txt", "screened-companies", "screen-report")
    return Completed(message=watched.told(seen))
