"""The flow that screens companies' documents: one task a batch."""

from __future__ import annotations

from collections.abc import Sequence

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from screening.run import Batch, Work


# Without a cache: its key would see neither the rules nor the documents, and its results are pickles.
@task(name="screen-batch", task_run_name="batch-{batch.number}", cache_policy=NO_CACHE, persist_result=False)
def screen_batch(batch: Batch, work: Work) -> None:
    """Screens one batch of documents."""
    work(batch)


@flow(name="screen-companies", validate_parameters=False, persist_result=False)
def screen_companies(batches: Sequence[Batch], work: Work) -> None:
    """Screens all batches, one after the other: the processes inside a batch already use the machine."""
    for batch in batches:
        screen_batch(batch, work)
