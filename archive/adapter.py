"""Our exchange in the place of requests' own: requests prepares what is asked and carries the answer, nothing more.

It follows no redirect, keeps no cookie, reads neither proxies nor passwords from the environment, and opens no
connection: each goes through `exchange.py`, with its checked addresses and its limits on bytes and seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy

import requests
from requests.adapters import BaseAdapter

from archive.exchange import Response, exchange, no_address
from archive.limits import Budget, Limits
from archive.urls import parsed


class Answered(requests.Response):
    """An answer of requests, with what the wire showed of it."""

    def __init__(self, request: requests.PreparedRequest, wire: Response) -> None:
        super().__init__()
        self.request = request
        self.url = request.url or ""
        self.wire = wire
        self.status_code = wire.status
        for name, value in wire.headers:
            self.headers.setdefault(name, value)  # the first of a name counts
        self._content = wire.content  # decoded and capped
        self._content_consumed = True

    @property
    def location(self) -> str | None:
        """Where the answer points to."""
        return self.headers.get("location")


class CheckedAdapter(BaseAdapter):
    """Carries a prepared request over a connection of its own, within the limits of one visit."""

    def __init__(self, limits: Limits, budget: Budget) -> None:
        super().__init__()
        self._limits = limits
        self._budget = budget

    def send(self, request: requests.PreparedRequest, *_: object, **__: object) -> Answered:
        """The answer with its whole body, or a redirect's head; raises `NoBody` or one of its kinds.

        Timeouts, proxies and certificates that requests would name are passed over: the limits say these.
        """
        wire = exchange(request.url or "", list(request.headers.items()), self._limits, self._budget)
        return Answered(request, wire)

    def close(self) -> None:
        """Nothing stays open between requests."""


class _Session(requests.Session):
    """A session that can do nothing but ask through the one adapter."""

    def __init__(self, adapter: CheckedAdapter) -> None:
        super().__init__()
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.adapters.clear()
        for scheme in ("https://", "http://"):
            self.mount(scheme, adapter)

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: whoever asked looks at each redirect, and asks again."""


def ask(url: str, headers: Mapping[str, str], limits: Limits, budget: Budget) -> Answered:
    """The answer to one GET; raises `NoBody` or one of its kinds."""
    try:
        request = requests.Request("GET", parsed(url).url, headers=dict(headers)).prepare()
    except ValueError as error:  # what requests refuses to prepare is of this kind, too
        raise no_address(error) from error
    with _Session(CheckedAdapter(limits, budget)) as session:
        answered = session.send(request, allow_redirects=False)
    assert isinstance(answered, Answered)
    return answered
