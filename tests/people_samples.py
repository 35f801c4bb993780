"""Invented people at one workspace's desk, each with a browser of their own, for the tests of roles and readings."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI
from httpx import Response

from review.web import create_app
from workspace.people import Role
from workspace.store import open_store

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for a package that nothing else here needs
    from starlette.testclient import TestClient as TestClient

TOKEN = "the-token"
HTMX = {"HX-Request": "true"}
HERE = "http://127.0.0.1:8000"
PASSWORD = "correct horse battery"
PEOPLE = {
    "Ada First": Role.READER,
    "Ben Second": Role.SECOND_READER,
    "Cleo Judge": Role.ADJUDICATOR,
    "Dan Viewer": Role.VIEWER,
}
ADA, BEN, CLEO, DAN = PEOPLE


class Clock:
    """A time that passes only when a test says so."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def later(self, **by: float) -> None:
        self.at += timedelta(**by)


def add_people(workspace: Path) -> None:
    """Let everybody log in."""
    with open_store(workspace) as store:
        for name, role in PEOPLE.items():
            store.add_person(name, role, PASSWORD)


def browser(app: FastAPI, base_url: str = HERE) -> TestClient:
    """Another browser at the same review, which has no cookie yet."""
    return TestClient(app, base_url=base_url)


def log_in(client: TestClient, name: str, password: str = PASSWORD, **headers: str) -> int:
    """Log in by the form; the status of the answer."""
    sent = {"token": TOKEN, "name": name, "password": password}
    answer: Response = client.post("/log-in", data=sent, follow_redirects=False, headers=headers)
    return answer.status_code


def at_desk(app: FastAPI, name: str) -> TestClient:
    """A browser in which this person is logged in."""
    client = browser(app)
    assert log_in(client, name) == 303
    return client


def token_on(page: str) -> str:
    """The token that the page's forms carry."""
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def rubric_on(page: str) -> str:
    """What the page's forms say of the rubric and of the reading; "" on one without such a form."""
    found = re.search(r'name="rubric" value="([^"]+)"', page)
    return found[1] if found else ""


@contextmanager
def opened(
    workspace: Path, clock: Clock | None = None, hosts: tuple[str, ...] = (), alone: str = "R. Alone"
) -> Iterator[FastAPI]:
    """The review of a workspace, started; `alone` is who decides where nobody has to log in."""
    app = create_app(workspace, alone, TOKEN, hosts=hosts, now=clock or Clock())
    with TestClient(app, base_url=HERE):
        yield app
