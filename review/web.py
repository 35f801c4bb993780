"""The review in a browser: a researcher looks at each passage in its page and decides with one key.

Pages are made on the server; htmx replaces the part that a decision changes. The server listens on this
machine only, answers no other host name, and writes nothing without the token that it made at its start,
so no other page in the same browser can decide anything. Nothing that a document, a file name or a note
says is ever read as HTML.
"""

from __future__ import annotations

import secrets
import sys
import webbrowser
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Thread
from time import sleep

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from review import across, board, deciding, elements, pages
from review.desk import Desk
from review.pictures import Pictures
from rubric.model import RubricError
from workspace.store import open_store

ADDRESS = "127.0.0.1"
HOSTS = [ADDRESS, "localhost"]
STATIC = Path(__file__).parent / "static"
# Each adds its pages; the address of elements takes in all others.
PARTS = (board, across, deciding, elements)

SAFETY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def create_app(
    workspace: Path, reviewer: str, token: str, pictures: Pictures | None = None, rubric: str | None = None
) -> FastAPI:
    """The review of a workspace as an ASGI application; `token` must come with every write.

    It shows all rubrics by which the workspace was screened, or the one named.
    """
    store = open_store(workspace)
    drawn = pictures or Pictures(workspace / "archive")
    desk = Desk(store, rubric, reviewer, token, drawn)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        drawn.start()
        yield
        drawn.close()
        store.close()

    app = FastAPI(title="Firmword", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)
    app.middleware("http")(_with_safety_headers)
    app.add_exception_handler(StarletteHTTPException, _plain_error)
    app.add_exception_handler(RequestValidationError, _incomplete_form)
    app.add_exception_handler(RubricError, _unusable_rubric)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for part in PARTS:
        part.add(app, desk)
    return app


async def _with_safety_headers(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
    response = await answer(request)
    for name, value in SAFETY.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _plain_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)
    if request.headers.get("HX-Request") or request.method != "GET":
        return PlainTextResponse(str(error.detail), error.status_code)
    return HTMLResponse(pages.error_page(str(error.detail)), error.status_code)


def _unusable_rubric(request: Request, error: Exception) -> Response:
    return _plain_error(request, StarletteHTTPException(500, str(error)))


def _incomplete_form(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("Not saved: the form is incomplete, or the note too long. Reload the page.", 422)


def serve(workspace: Path, port: int, reviewer: str, rubric: str | None = None, browser: bool = False) -> None:
    """Serve the review on this machine until Ctrl-C; the address goes to standard error, and into a browser if wanted.

    `rubric` is the name of the one rubric to show; without it there is a switch between those of the workspace.
    """
    app = create_app(workspace, reviewer, secrets.token_urlsafe(32), rubric=rubric)
    address = f"http://{ADDRESS}:{port}/"
    print(f"Review at {address} (stop with Ctrl-C)", file=sys.stderr, flush=True)
    server = uvicorn.Server(uvicorn.Config(app, host=ADDRESS, port=port, log_level="warning", access_log=False))
    if browser:
        Thread(target=open_browser, args=(server, address), daemon=True).start()
    with suppress(KeyboardInterrupt):  # it has stopped by then
        server.run()


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
