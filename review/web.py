"""The review in a browser: a researcher looks at each passage in its page and decides with one key.

Pages are made on the server; htmx replaces the part that a decision changes. The server listens on this
machine alone unless it is told otherwise, answers no host name that it was not given, and writes nothing
without the token that its own pages carry, so no other page in the same browser can decide anything.
Nothing that a document, a file name or a note says is ever read as HTML.
"""

from __future__ import annotations

import gc
import secrets
import sys
import webbrowser
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Thread
from time import sleep

import uvicorn
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from review import (
    across,
    board,
    correcting,
    deciding,
    elements,
    pages,
    people,
    reading,
    reworking,
    second,
    withdrawing,
    year,
)
from review.desk import Desk, is_part
from review.entrance import entrance
from review.pictures import Pictures
from review.words import shortened
from rubric.model import RubricError
from workspace.people import present
from workspace.place import archive_of
from workspace.store import StoreError, open_store
from workspace.trouble import DiskFull

ADDRESS = "127.0.0.1"
HOSTS = [ADDRESS, "localhost"]
# Each adds its pages; the address of elements takes in all others.
PARTS = (board, across, people, second, reading, reworking, correcting, deciding, withdrawing, year, elements)

KEPT = "private, max-age=31536000, immutable"
SAFETY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    # Nothing to other sites; to this one, without which browsers would not say from where a form is sent.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def create_app(
    workspace: Path,
    reviewer: str,
    token: str,
    rubric: str | None = None,
    hosts: Sequence[str] = (),
    others: bool = False,
    now: Callable[[], datetime] = present,
) -> FastAPI:
    """The review of a workspace as an ASGI application; `token` must come with every write.

    It shows all rubrics by which the workspace was screened, or the one named. `hosts` are the names, beside this
    machine's own, by which it may be called: with any, or where it is served to `others` by another way, nobody decides
    without a log-in. `now` tells the time.
    """
    store = open_store(workspace)
    drawn = Pictures(archive_of(workspace))
    desk = Desk(store, rubric, reviewer, token, drawn, others=others or bool(hosts), now=now)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        drawn.start()
        yield
        drawn.close()
        store.close()

    app = FastAPI(
        title="Firmword",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(entrance(desk))],
    )
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*HOSTS, *hosts], www_redirect=False)
    app.middleware("http")(_with_safety_headers)
    app.add_exception_handler(StarletteHTTPException, _plain_error)
    app.add_exception_handler(RequestValidationError, _incomplete_form)
    app.add_exception_handler(RubricError, _unusable_rubric)
    app.add_exception_handler(StoreError, _not_stored)
    app.add_exception_handler(Exception, _failed)
    app.mount("/static", StaticFiles(directory=pages.STATIC), name="static")
    for part in PARTS:
        part.add(app, desk)
    return app


async def _with_safety_headers(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await answer(request)
    if request.url.path.startswith("/static/") and "v" in request.query_params and response.status_code == 200:
        response.headers["Cache-Control"] = KEPT  # other content has another address (pages.static)
    return _safe(response)


def _safe(response: Response) -> Response:
    for name, value in SAFETY.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _plain_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)
    if is_part(request) or request.method != "GET":
        return PlainTextResponse(str(error.detail), error.status_code)
    return HTMLResponse(pages.error_page(str(error.detail)), error.status_code)


def _unusable_rubric(request: Request, error: Exception) -> Response:
    return _plain_error(request, StarletteHTTPException(500, str(error)))


def _not_stored(request: Request, error: Exception) -> Response:
    """The disk is full, the folder cannot be written, or the database is damaged: nothing of it was saved."""
    status = 507 if isinstance(error, DiskFull) else 503
    return _plain_error(request, StarletteHTTPException(status, str(error)))


def _failed(_request: Request, _error: Exception) -> Response:
    """What is said of a fault of our own, which the server also prints; no other answer goes round the headers."""
    return _safe(
        PlainTextResponse("Something went wrong here. Reload the page; what the server printed says why.", 500)
    )


def _incomplete_form(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if request.method != "GET":
        return PlainTextResponse("Not saved: the form is incomplete, or the note too long. Reload the page.", 422)
    wrong = ", ".join(f"{one['loc'][-1]}={shortened(str(one['input']), 40)}" for one in error.errors())
    told = f"This address has a value that cannot be read: {wrong}. Leave it out."
    return _plain_error(request, StarletteHTTPException(422, told))


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the review is served, and by which names it may be called."""

    address: str = ADDRESS  # to listen on
    hosts: tuple[str, ...] = ()  # the names beside this machine's own
    certificate: Path | None = None
    key: Path | None = None
    proxies: tuple[str, ...] = ()  # the addresses of those that may say for whom they ask

    def link(self, port: int) -> str:
        """The address to open."""
        name = self.hosts[0] if self.hosts else self.address
        return f"{'https' if self.certificate else 'http'}://{name}:{port}/"


ALONE = Reach()


def serve(
    workspace: Path,
    port: int,
    reviewer: str,
    rubric: str | None = None,
    browser: bool = False,
    reach: Reach = ALONE,
) -> None:
    """Serve the review until Ctrl-C; the address goes to standard error, and into a browser if wanted.

    It is served on this machine alone, unless `reach` says otherwise. `rubric` is the name of the one rubric to show;
    without it there is a switch between those of the workspace.
    """
    others = bool(reach.proxies)  # whoever a proxy asks for, even where it calls this machine by its own name
    app = create_app(workspace, reviewer, secrets.token_urlsafe(32), rubric=rubric, hosts=reach.hosts, others=others)
    address = reach.link(port)
    print(f"Review at {address} (stop with Ctrl-C)", file=sys.stderr, flush=True)
    server = uvicorn.Server(config_of(app, port, reach))
    if browser:
        Thread(target=open_browser, args=(server, address), daemon=True).start()
    gc.freeze()  # what is loaded by now stays: a full collection that looks through all of it takes a tenth of a second
    with suppress(KeyboardInterrupt):  # it has stopped by then
        server.run()


def config_of(app: FastAPI, port: int, reach: Reach = ALONE) -> uvicorn.Config:
    """How the review is served.

    By whom a request was forwarded is believed of the proxies alone that were named. uvicorn would believe it of
    whoever asks from this machine, who could then guess passwords from as many addresses as there are.
    """
    return uvicorn.Config(
        app,
        host=reach.address,
        port=port,
        log_level="warning",
        access_log=False,
        ssl_certfile=reach.certificate,
        ssl_keyfile=reach.key,
        proxy_headers=bool(reach.proxies),
        forwarded_allow_ips=list(reach.proxies),
    )


def open_browser(server: uvicorn.Server, address: str) -> None:
    """Open the address once the server answers, in a window of its own: a browser in the terminal would take that."""
    try:
        chosen = webbrowser.get()
    except webbrowser.Error:  # none is installed: the address was printed
        return
    if isinstance(chosen, webbrowser.GenericBrowser) and not isinstance(chosen, webbrowser.BackgroundBrowser):
        return
    while not server.started:
        if server.should_exit:
            return
        sleep(0.05)
    chosen.open(address)
