"""The flow that looks on a schedule whether companies' documents have changed, with one message at its end."""

from __future__ import annotations

from prefect import flow
from prefect.client.schemas.objects import State

from archive.limits import Limits
from archive.remembered import Web
from flows.artifacts import screen_list
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
    dask: str | None = None,
) -> State[None]:
    """Searches the websites again where some are named, and screens the list again: only what has changed."""
    web = Web(Limits(allow_private=allow_private_addresses), contact, delay)
    return screen_list("watch", listed, websites or [], workspace, rubric, budget, web, dask)
