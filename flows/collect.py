"""The flow that finds companies' documents on their websites and writes the list that is screened."""

from __future__ import annotations

from pathlib import Path

from prefect import flow
from prefect.artifacts import create_link_artifact, create_table_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed

from archive.limits import Limits
from archive.remembered import Web
from reports import collected, watched


@flow(name="collect", persist_result=False)
def collect(
    websites: list[str],
    output: str,
    company: str | None = None,
    workspace: str = "firmword-workspace",
    budget: int = 60,
    contact: str | None = None,
    delay: float | None = None,
    allow_private_addresses: bool = False,
) -> State[None]:
    """Searches websites (addresses, or a CSV with company and website) and renews the list."""
    web = Web(Limits(allow_private=allow_private_addresses), contact, delay)
    found = watched.collect(websites, company, Path(output), Path(workspace), web, budget)
    create_table_artifact(watched.table_of(found), key="collected-websites")
    create_link_artifact(Path(output).absolute().as_uri(), "The list of documents", key="collected-list")
    return Completed(message="\n".join(collected.told(one) for one in found))
