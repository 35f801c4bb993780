"""What holds in all tests: none pays for what only those who use the desk need, and a module shares one browser."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2.profiles import CHEAPEST
from hypothesis import settings
from pebble import ProcessPool
from postgresql_server import Server, running
from sqlalchemy import Connection, Engine

from review.pictures import Pictures
from workspace import database, people
from workspace.store import open_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser


settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of what is tested
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _passwords_cost_little() -> Iterator[None]:
    """No test waits for the time that a hash is meant to cost those who guess."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "COST", CHEAPEST)
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_new_database_is_a_copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The migrations run once, on the database that all others begin as; older ones are brought up to date as ever."""
    folder = tmp_path_factory.mktemp("new")
    open_store(folder).close()
    migrate = database._migrate

    def copied(engine: Engine, path: Path | str, renewed: Callable[[Connection, str], None] | None) -> None:
        if isinstance(path, Path) and not path.exists():
            beside = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
            shutil.copyfile(folder / path.name, beside)
            with suppress(FileExistsError):  # another thread was faster
                os.link(beside, path)
            beside.unlink()
        migrate(engine, path, renewed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_migrate", copied)
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_process_draws() -> Iterator[None]:
    """Each review starts a process that draws its pages; here all share one, which starts when a page is asked for."""
    pools: list[ProcessPool] = []

    def started(_: Pictures) -> ProcessPool:
        if not pools or not pools[-1].active:
            pools.append(ProcessPool(max_workers=1, context=multiprocessing.get_context("spawn")))
        return pools[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pictures, "_started", started)
        patch.setattr(Pictures, "start", lambda _: None)
        patch.setattr(Pictures, "close", lambda _: None)
        yield
    for pool in pools:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server that all tests of a process share; each has a database of its own there."""
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A workspace that is still empty, once with its database in the folder (`tmp_path`), once on a server."""
    if request.param == "sqlite":
        yield tmp_path
        return
    server: Server = request.getfixturevalue("postgresql")
    address = server.new_workspace(tmp_path)
    yield tmp_path
    server.give_back(address)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a screen; each test has a context of its own in it."""
    from browser_samples import chromium  # here, since it skips where there is no playwright

    with chromium() as started:
        yield started
