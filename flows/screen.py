"""The flow that screens a list of companies' documents, for a schedule or another machine's worker."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.objects import State

from archive.limits import Limits
from archive.remembered import Web
from flows.artifacts import screen_list
from workspace import DEFAULT_RUBRIC


@flow(name="screen", persist_result=False)
def screen(
    listed: str,
    workspace: str = "firmword-workspace",
    rubric: str = DEFAULT_RUBRIC,
    contact: str | None = None,
    delay: float | None = None,
    allow_private_addresses: bool = False,
    dask: str | None = None,
) -> State[None]:
    """Screens what is listed and not yet done, or has changed; with `dask`, documents are read on that cluster."""
    web = Web(Limits(allow_private=allow_private_addresses), contact, delay)
    return screen_list("screen", listed, [], workspace, rubric, 0, web, dask)
