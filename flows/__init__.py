"""Prefect's part: carries the batches of a long run, and what is done on a schedule; nothing else.

Prefect is set up here before it is first imported: its home lies outside all workspaces and is made once,
it reports to nobody, and it is quiet. Nothing in a workspace depends on it; `firmword.db` alone says what
is done.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from screening.run import Batch, Work

# A fresh home needs up to 25 s to make its tables; Prefect's own limit is 20 s.
SECONDS_TO_START = 120
SERVERS_LIBRARIES = "PREFECT_LOGGING_ROOT_LEVEL"  # how Prefect names the level of all loggers but its own


def through_prefect(batches: Sequence[Batch], work: Work) -> None:
    """Runs `work` on each batch as a task of one flow. Raises when Prefect cannot start."""
    configure()
    from flows.screen_companies import screen_companies

    with _server():
        screen_companies(batches, work)


def run_here(name: Literal["collect", "screen", "watch"], **parameters: object) -> str:
    """Runs one of the deployed flows in this process, and returns its message. Raises what the flow raised."""
    configure()
    from flows.collect import collect
    from flows.screen import screen
    from flows.watch import watch

    flows: dict[str, Callable[..., Any]] = {"collect": collect, "screen": screen, "watch": watch}
    with _server():
        state = flows[name](**parameters, return_state=True)
        state.result(raise_on_failure=True)
    return str(state.message)


def home() -> Path:
    """Prefect's folder: `$FIRMWORD_PREFECT_HOME`, or `firmword/prefect` in the user's cache."""
    given = os.environ.get("FIRMWORD_PREFECT_HOME")
    if given:
        return Path(given).absolute()
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache).absolute() / "firmword" / "prefect"


def configure() -> None:
    """Sets what Prefect reads from the environment; must come before its first import."""
    folder = home()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PREFECT_HOME"] = str(folder)
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] = str(SECONDS_TO_START)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "ERROR")
    os.environ.setdefault("PREFECT_LOGGING_TO_API_ENABLED", "false")


@contextmanager
def _server() -> Iterator[None]:
    """A Prefect server for this run, unless the user's settings name one."""
    from prefect.server.api.server import SubprocessASGIServer
    from prefect.settings import PREFECT_API_URL, temporary_settings

    class GuardedServer(SubprocessASGIServer):
        def _run_uvicorn_command(self) -> subprocess.Popen[bytes]:
            guard = _guarded()  # first, so that no moment is left in which nobody would stop the server
            with _server_is_quiet():
                process: subprocess.Popen[bytes] = super()._run_uvicorn_command()
            guard.send(process.pid)
            return process

    if PREFECT_API_URL.value():
        yield
        return
    server = GuardedServer()
    try:
        server.start(timeout=SECONDS_TO_START)
        with temporary_settings({PREFECT_API_URL: server.api_url}):
            yield
    finally:
        server.stop()


@contextmanager
def _server_is_quiet() -> Iterator[None]:
    """Only for the server: stopped with requests on their way, its libraries tell of each as of an error."""
    before = os.environ.get(SERVERS_LIBRARIES)
    os.environ[SERVERS_LIBRARIES] = before or "CRITICAL"
    try:
        yield
    finally:
        if before is None:
            del os.environ[SERVERS_LIBRARIES]


def _guarded() -> Connection:
    """Starts a guard that stops the server, whose number it is sent, when this process is killed and cannot do so."""
    context = multiprocessing.get_context("forkserver")
    told, tell = context.Pipe(duplex=False)
    context.Process(target=_guard, args=(told,), daemon=True).start()
    return tell


def _guard(told: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        with suppress(EOFError, ProcessLookupError):  # no server was started, or it has ended
            os.kill(told.recv(), signal.SIGTERM)
