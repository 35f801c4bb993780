"""Who may come in, as what, and how long: log-in, sessions, roles at every write, the wait after wrong passwords."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from page_samples import of_company, overall
from people_samples import (
    ADA,
    BEN,
    CLEO,
    DAN,
    HERE,
    HTMX,
    PASSWORD,
    PEOPLE,
    TOKEN,
    Clock,
    TestClient,
    add_people,
    at_desk,
    browser,
    log_in,
    opened,
    rubric_on,
    token_on,
)
from review_samples import COMPANY, screened_workspace

from review import entrance, sessions
from review.entrance import COOKIE
from review.web import Reach, config_of, serve
from review.words import company_link, element_link, year_link
from workspace import people
from workspace.people import Role
from workspace.store import open_store

ONE = "A.1.1/S1.a"
EMPTY = "A.1.4/S1.a"
OPEN_TO_ALL = {"/log-in", "/log-out"}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = screened_workspace(tmp_path)
    add_people(folder)
    return folder


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(workspace: Path, clock: Clock) -> Iterator[FastAPI]:
    with opened(workspace, clock) as app:
        yield app


def token_of(client: TestClient) -> str:
    """The token of whoever is logged in: it stands in the form by which one logs out, on every page."""
    return token_on(client.get("/", follow_redirects=True).text)


def met(client: TestClient, token: str = "", **other: str) -> dict[str, str]:
    """What the desk sends for "met" by hand."""
    page = client.get(element_link(COMPANY, ONE)).text
    sent = {"token": token or token_on(page), "rubric": rubric_on(page)}
    return sent | {"company": COMPANY, "element": ONE, "verdict": "met", "note": "seen"} | other


def log(workspace: Path) -> list[tuple[str, str, str]]:
    with open_store(workspace) as store:
        return [(line.who, line.track, line.verdict.value) for line in store.decisions(track=None)]


def routes(app: FastAPI) -> list[APIRoute]:
    found = [one for one in app.routes if isinstance(one, APIRoute)]
    assert len(found) > 20, "the routes are of another kind, and nothing is tried"
    return found


def writes(app: FastAPI) -> list[str]:
    return [one.path for one in routes(app) if (one.methods or set()) - {"GET", "HEAD"}]


# --- alone on one machine


def test_alone_on_one_machine_nobody_logs_in_and_all_roles_are_theirs(tmp_path: Path) -> None:
    folder = screened_workspace(tmp_path)
    with opened(folder) as app:
        client = browser(app)
        page = client.get(company_link(COMPANY)).text
        assert "Reviewer: <b>R. Alone</b>" in page
        assert "Log out" not in page
        assert "Blind second reading" in page
        assert "Differences of the two readings" in page
        assert client.get("/log-in", follow_redirects=False).status_code == 303
        assert client.post("/decide", data=met(client, TOKEN)).status_code == 200
    assert log(folder) == [("R. Alone", "", "met")]


def test_served_to_others_nobody_comes_in_while_there_are_no_people(tmp_path: Path) -> None:
    with opened(screened_workspace(tmp_path), hosts=("desk.test",)) as app:
        client = browser(app, "http://desk.test")
        assert client.get("/", follow_redirects=False).headers["location"] == "/log-in?to=%2F"
        assert client.post("/decide", data=met(client, TOKEN)).status_code == 401


def test_as_soon_as_there_are_people_a_running_review_asks_for_them(tmp_path: Path) -> None:
    folder = screened_workspace(tmp_path)
    with opened(folder) as app:
        client = browser(app)
        assert client.get("/").status_code == 200
        add_people(folder)
        assert client.get("/", follow_redirects=False).status_code == 303


# --- log-in


def test_every_page_leads_to_the_log_in_and_back(app: FastAPI) -> None:
    client = browser(app)
    asked = element_link(COMPANY, ONE)
    page = client.get(asked)
    assert "<h1>Log in</h1>" in page.text
    to = re.search(r'name="to" value="([^"]+)"', page.text)
    assert to is not None
    sent = {"token": token_on(page.text), "name": ADA, "password": PASSWORD, "to": to[1]}
    answer = client.post("/log-in", data=sent, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, asked)
    assert f"Reader: <b>{ADA}</b>" in client.get(asked).text


@pytest.mark.parametrize("route", ["/", "/agreement", "/second", company_link(COMPANY), "/page/" + "0" * 64 + "/1.png"])
def test_nothing_is_shown_to_who_is_not_logged_in(app: FastAPI, route: str) -> None:
    answer = browser(app).get(route, follow_redirects=False)
    assert (answer.status_code, answer.text) == (303, "")
    part = browser(app).get(route, headers=HTMX)
    assert (part.status_code, COMPANY in part.text) == (401, False)


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "/log-in", "evil", "/\t/x"]
)
def test_a_log_in_leads_nowhere_else(app: FastAPI, to: str) -> None:
    sent = {"token": TOKEN, "name": ADA, "password": PASSWORD, "to": to}
    assert browser(app).post("/log-in", data=sent, follow_redirects=False).headers["location"] == "/"


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(app: FastAPI) -> None:
    said = []
    for name in (ADA, "Nobody Known"):
        sent = {"token": TOKEN, "name": name, "password": "wrong password"}
        answer = browser(app).post("/log-in", data=sent)
        said.append((answer.status_code, answer.text.replace(name, "")))
    assert said[0] == said[1]
    assert said[0][0] == 403


def test_the_cookie_is_for_this_site_alone_and_out_of_reach_of_scripts(app: FastAPI) -> None:
    sent = {"token": TOKEN, "name": ADA, "password": PASSWORD}
    plain = browser(app).post("/log-in", data=sent, follow_redirects=False).headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "path=/"} <= set(plain.split("; "))
    assert "secure" not in plain
    safe = browser(app, HERE.replace("http", "https")).post("/log-in", data=sent, follow_redirects=False)
    assert "secure" in safe.headers["set-cookie"].lower().split("; ")


def test_a_session_that_was_there_before_the_log_in_is_worth_nothing(app: FastAPI) -> None:
    client = browser(app)
    client.cookies.set(COOKIE, "chosen-by-another", domain="127.0.0.1", path="/")
    assert client.get("/", follow_redirects=False).status_code == 303
    answer = client.post("/log-in", data={"token": TOKEN, "name": ADA, "password": PASSWORD}, follow_redirects=False)
    given = answer.headers["set-cookie"]
    assert "chosen-by-another" not in given
    other = browser(app)
    other.cookies.set(COOKIE, "chosen-by-another", domain="127.0.0.1", path="/")
    assert other.get("/", follow_redirects=False).status_code == 303


def test_logging_in_again_ends_the_session_before_and_its_token(app: FastAPI) -> None:
    client = at_desk(app, ADA)
    before, token = client.cookies[COOKIE], token_of(client)
    assert log_in(client, ADA) == 403  # the form of who is logged in carries another token
    sent = {"token": token, "name": ADA, "password": PASSWORD}
    assert client.post("/log-in", data=sent, follow_redirects=False).status_code == 303
    assert client.cookies[COOKIE] != before
    assert client.post("/decide", data=met(client, token)).status_code == 403
    stolen = browser(app)
    stolen.cookies.set(COOKIE, before, domain="127.0.0.1", path="/")
    assert stolen.get("/", follow_redirects=False).status_code == 303


def test_a_session_ends_by_logging_out_by_time_and_when_nobody_uses_it(app: FastAPI, clock: Clock) -> None:
    client = at_desk(app, ADA)
    client.post("/log-out", data={"token": token_of(client)})
    assert client.get("/", follow_redirects=False).status_code == 303
    client = at_desk(app, ADA)
    clock.later(seconds=sessions.IDLE.total_seconds())
    assert client.get("/", follow_redirects=False).status_code == 303
    client = at_desk(app, ADA)
    for _ in range(12):
        assert client.get("/", follow_redirects=False).status_code == 200
        clock.later(hours=1)
    assert client.get("/", follow_redirects=False).status_code == 303


def test_a_person_who_is_removed_or_has_another_password_is_out_at_once(app: FastAPI, workspace: Path) -> None:
    ada, cleo = at_desk(app, ADA), at_desk(app, CLEO)
    with open_store(workspace) as store:
        store.remove_person(ADA)
        store.change_person(CLEO, password="another password")
    assert [one.get("/", follow_redirects=False).status_code for one in (ada, cleo)] == [303, 303]


def test_another_role_holds_at_once(app: FastAPI, workspace: Path) -> None:
    ada = at_desk(app, ADA)
    sent = met(ada)
    with open_store(workspace) as store:
        store.change_person(ADA, role=Role.VIEWER)
    assert ada.post("/decide", data=sent).status_code == 403
    assert log(workspace) == []


def test_a_page_that_shows_proposals_decides_nothing_in_the_blind_reading_of_who_was_a_reader(
    app: FastAPI, workspace: Path
) -> None:
    ada = at_desk(app, ADA)
    sent = met(ada)
    with open_store(workspace) as store:
        store.change_person(ADA, role=Role.SECOND_READER)
    answer = ada.post("/decide", data=sent, headers=HTMX)
    assert (answer.status_code, "from an earlier role" in answer.text) == (403, True)
    assert ada.post("/decide", data=sent | {"rubric": ""}).status_code == 403
    assert log(workspace) == []
    assert ada.post("/decide", data=met(ada)).status_code == 200
    assert log(workspace) == [(ADA, "second", "met")]


# --- the wait after wrong passwords


def test_guessing_at_a_name_takes_longer_each_time_and_ends_for_the_right_person(app: FastAPI, clock: Clock) -> None:
    client = browser(app)
    for _ in range(people.FREE):
        assert log_in(client, ADA, "wrong password") == 403
    waits = []
    for _ in range(3):
        answer = client.post("/log-in", data={"token": TOKEN, "name": ADA, "password": PASSWORD})
        assert (answer.status_code, "Wait" in answer.text) == (429, True)  # also the right one is not looked at
        waits.append(int(answer.headers["retry-after"]))
        assert f"Wait {waits[-1]} s, then" in answer.text
        clock.later(seconds=waits[-1])
        assert log_in(client, ADA, "wrong password") == 403
    assert waits == sorted(set(waits))
    clock.later(seconds=people.LONGEST_WAIT)
    assert log_in(client, ADA) == 303


def test_guessing_at_many_names_from_one_address_is_slowed_down_too(app: FastAPI, clock: Clock) -> None:
    client = browser(app)
    tried = [log_in(client, f"Name {number}", "wrong password") for number in range(sessions.FREE + 1)]
    assert tried == [403] * sessions.FREE + [429]
    assert log_in(client, ADA) == 429
    clock.later(seconds=3)
    assert log_in(client, ADA) == 303
    assert log_in(browser(app), "Name x", "wrong password") == 403  # and what was wrong before is forgotten


def test_many_guesses_at_once_are_no_more_than_one_after_the_other(app: FastAPI) -> None:
    with ThreadPoolExecutor(8) as at_once:
        tried = list(at_once.map(lambda _: log_in(browser(app), ADA, "wrong password"), range(16)))
    assert tried.count(403) <= people.FREE + 1
    assert set(tried) <= {403, 429}


def test_an_address_that_a_browser_only_claims_saves_no_wait(app: FastAPI) -> None:
    client = browser(app)
    tried = [
        log_in(client, f"Name {number}", "wrong password", **{"X-Forwarded-For": f"10.0.0.{number}"})
        for number in range(sessions.FREE + 1)
    ]
    assert tried == [403] * sessions.FREE + [429]


def test_one_who_guesses_waits_longer_than_the_name_so_the_right_person_comes_in() -> None:
    assert sessions.LONGEST_WAIT.total_seconds() > people.LONGEST_WAIT


def test_a_name_and_a_password_that_are_too_long_are_refused(app: FastAPI) -> None:
    assert log_in(browser(app), "n" * 101) == 422
    assert log_in(browser(app), ADA, "p" * 1001) == 422


# --- every write


def test_there_are_writes_to_check(app: FastAPI) -> None:
    assert {"/decide", "/empties", "/withdraw", "/adjudicate", *OPEN_TO_ALL} <= set(writes(app))


def test_every_write_refuses_a_missing_or_foreign_token(app: FastAPI, workspace: Path) -> None:
    client, other = at_desk(app, CLEO), at_desk(app, ADA)
    for route in writes(app):
        for token in ("", "wrong", TOKEN, token_of(other)):
            answer = client.post(route, data=met(client, "x") | {"token": token})
            assert (answer.status_code, "Not saved" in answer.text) == (403, True), (route, token)
    assert log(workspace) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9000"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_every_write_refuses_what_another_page_sends(app: FastAPI, workspace: Path, headers: dict[str, str]) -> None:
    client = at_desk(app, CLEO)
    sent = met(client)
    for route in writes(app):
        answer = client.post(route, data=sent, headers=headers)
        assert (answer.status_code, "did not come from a page" in answer.text) == (403, True), route
    assert log(workspace) == []


def test_nothing_is_served_but_through_the_entrance(app: FastAPI) -> None:
    """Only what FastAPI routes itself asks who one is; what is mounted beside it would not."""
    beside = [one for one in app.routes if not isinstance(one, APIRoute)]
    assert [getattr(one, "path", None) for one in beside] == ["/static"]
    for one in routes(app):
        assert any(
            each.call is not None and "entrance" in each.call.__qualname__ for each in one.dependant.dependencies
        )


def test_every_write_is_a_post_and_its_address_names_nothing(app: FastAPI) -> None:
    """So that the tests here reach each of them as it is, one that is added later too."""
    for one in routes(app):
        methods = one.methods or set()
        assert methods in ({"GET"}, {"POST"}), one.path
        assert methods == {"GET"} or "{" not in one.path, one.path


def test_every_write_asks_for_the_token_whatever_is_sent(app: FastAPI, workspace: Path) -> None:
    client = at_desk(app, CLEO)
    token = token_of(client)
    for route in writes(app):
        answers = [
            client.post(route),
            client.post(route, json={"token": token, "company": COMPANY}),
            client.post(route, content=b"token=" + token.encode(), headers={"Content-Type": "text/plain"}),
            client.post(route, files={"token": ("token", token.encode())}),
            client.post(f"{route}?token={token}"),
        ]
        assert [(one.status_code, "Not saved" in one.text) for one in answers] == [(403, True)] * 5, route
    assert log(workspace) == []


def test_alone_on_one_machine_every_write_refuses_the_same(tmp_path: Path) -> None:
    folder = screened_workspace(tmp_path)
    refused: list[tuple[dict[str, str], dict[str, str], int]] = [
        ({"token": ""}, {}, 403),
        ({"token": "wrong"}, {}, 403),
        ({}, {"Origin": "https://evil.example"}, 403),
        ({}, {"Origin": "http://["}, 403),
        ({}, {"Sec-Fetch-Site": "cross-site"}, 403),
        ({}, {"Host": "evil.example"}, 400),
    ]
    with opened(folder) as app:
        client = browser(app)
        for route in writes(app):
            for data, headers, status in refused:
                answer = client.post(route, data=met(client, TOKEN) | data, headers=headers)
                assert answer.status_code == status, (route, data, headers)
    assert log(folder) == []


def test_what_the_reviews_own_pages_send_is_taken(app: FastAPI, workspace: Path) -> None:
    client = at_desk(app, ADA)
    own = {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}
    assert client.post("/decide", data=met(client), headers=own).status_code == 200
    assert log(workspace) == [(ADA, "", "met")]


def test_every_write_refuses_a_wrong_host(app: FastAPI) -> None:
    client = at_desk(app, CLEO)
    sent = met(client)
    for route in writes(app):
        assert client.post(route, data=sent, headers={"Host": "evil.example"}).status_code == 400, route


def test_every_write_refuses_who_is_not_logged_in(app: FastAPI, workspace: Path) -> None:
    client = browser(app)
    for route in set(writes(app)) - {"/log-in"}:
        answer = client.post(route, data=met(client, TOKEN))
        assert (answer.status_code, "you are not logged in" in answer.text) == (401, True), route
    assert log(workspace) == []


def test_every_write_refuses_a_viewer(app: FastAPI, workspace: Path) -> None:
    client = at_desk(app, DAN)
    sent = met(client)
    for route in set(writes(app)) - OPEN_TO_ALL:
        answer = client.post(route, data=sent)
        assert (answer.status_code, "you are the viewer" in answer.text) == (403, True), route
    assert log(workspace) == []


@pytest.fixture
def whole(tmp_path: Path, clock: Clock) -> Iterator[FastAPI]:
    """The review of a company all of whose documents could be read, so that empty elements are closed together."""
    folder = screened_workspace(tmp_path / "whole", unread=False)
    add_people(folder)
    with opened(folder, clock) as app:
        yield app


def test_nothing_is_offered_to_a_viewer_that_would_be_refused(whole: FastAPI) -> None:
    app, begun = whole, at_desk(whole, ADA)
    assert begun.post("/decide", data=met(begun), headers=HTMX).status_code == 200
    offered_to_ada = at_desk(app, ADA).get(element_link(COMPANY, ONE)).text
    for name, writes_here in ((ADA, True), (DAN, False)):
        client = at_desk(app, name)
        element = client.get(element_link(COMPANY, ONE)).text
        (document,) = re.findall(r'href="([^"]*)" data-key="d"', unescape(element))
        empties = client.get(element_link(COMPANY, EMPTY)).text
        work = re.findall(r'href="([^"]*/passage/[^"]*)"', offered_to_ada)[0]
        pages = [client.get(each).text for each in (document, year_link(COMPANY), unescape(work))] + [element, empties]
        forms = [one for page in pages for one in re.findall(r'method="post" action="([^"]*)"(.*?)</form>', page, re.S)]
        offered = {action for action, form in forms if 'type="submit"' in form} - OPEN_TO_ALL
        wanted = {"/decide", "/withdraw", "/empties", "/evidence", "/correct"} if writes_here else set()
        assert offered >= wanted
        assert offered if writes_here else not offered
        assert ("You look on as viewer" in element) is not writes_here


def test_no_page_offers_a_viewer_a_key_a_form_or_a_link_that_would_be_refused(whole: FastAPI, tmp_path: Path) -> None:
    ada = at_desk(whole, ADA)
    assert ada.post("/decide", data=met(ada), headers=HTMX).status_code == 200
    with open_store(tmp_path / "whole") as store:
        pages = {**overall(), **of_company(store, COMPANY)}
    for name in PEOPLE:
        client, links = at_desk(whole, name), set()
        for page in (client.get(address) for address in pages.values()):
            if page.status_code == 200:
                links |= {unescape(one) for one in re.findall(r'href="(/(?!static|original)[^"#]*)"', page.text)}
            if name == DAN:
                keys = {key for found in re.findall(r'data-key="([^"]*)"', page.text) for key in found.split()}
                told = set(re.findall(r'<dt><kbd data-shows="(.)">', page.text))
                assert not (keys | told) & set("cwrNmxXaquK12"), page.url
                assert not re.findall(r'type="submit"[^>]*data-key', page.text), page.url
        refused = {link for link in links if client.get(link, follow_redirects=False).status_code == 403}
        assert not refused, name


@pytest.mark.parametrize(
    ("name", "offered", "others"),
    [(ADA, "cwrsNmxXaquK1]", "2"), (BEN, "cwrsNmxXau", "qK12]"), (CLEO, "cwrsNmxXaquK12]", ""), (DAN, "jpo]", "cwmu2")],
)
def test_the_help_names_the_keys_that_one_s_role_has(app: FastAPI, name: str, offered: str, others: str) -> None:
    page = at_desk(app, name).get(element_link(COMPANY, ONE)).text
    told = "".join(re.findall(r'<dt><kbd data-shows="(.)">', page.partition('id="help"')[2]))
    assert set(offered) <= set(told)
    assert not set(others) & set(told)


def test_a_reader_neither_adjudicates_nor_writes_in_the_second_reading(app: FastAPI, workspace: Path) -> None:
    client = at_desk(app, ADA)
    answer = client.post("/adjudicate", data=met(client, take="first"))
    assert (answer.status_code, "adjudicator alone" in answer.text) == (403, True)
    answer = client.post("/decide", data=met(client, rubric="chrb-core-2019~second"))
    assert (answer.status_code, "second reader" in answer.text) == (403, True)
    assert log(workspace) == []


def test_every_write_is_kept_to_its_roles(app: FastAPI, workspace: Path) -> None:
    """What is in no blind reading, no second reader writes; what is the adjudicator's, no reader."""
    ben, ada = at_desk(app, BEN), at_desk(app, ADA)
    for route in set(writes(app)) - entrance.BLIND:
        answer = ben.post(route, data=met(ben))
        assert (answer.status_code, "blind second reading" in answer.text) == (403, True), route
    for route in set(writes(app)) - OPEN_TO_ALL:
        answer = ada.post(route, data=met(ada, rubric="chrb-core-2019~second"))
        assert (answer.status_code, "second reader" in answer.text) == (403, True), route
    assert log(workspace) == []


def test_no_page_writes_by_being_looked_at(app: FastAPI, workspace: Path) -> None:
    client = at_desk(app, CLEO)
    sent = met(client)
    for route in set(writes(app)) - {"/log-in"}:
        assert client.get(route, params=sent).status_code == 405, route
    assert log(workspace) == []


def test_decisions_carry_the_name_and_the_reading_of_who_is_logged_in(app: FastAPI, workspace: Path) -> None:
    for name in (ADA, BEN):
        client = at_desk(app, name)
        assert client.post("/decide", data=met(client, who="Somebody Else", track="")).status_code == 200
    assert log(workspace) == [(ADA, "", "met"), (BEN, "second", "met")]


# --- every page


def test_a_blind_reader_reaches_no_page_but_those_that_are_named(app: FastAPI) -> None:
    client = at_desk(app, BEN)
    values = {"company": COMPANY, "name": "A.1.1", "candidate": "x", "sha256": "0" * 64, "number": "1"}
    for one in routes(app):
        if one.path in entrance.BLIND or one.path == "/":
            continue
        address = re.sub(r"{(\w+)(:\w+)?}", lambda found: values.get(found[1], "1"), one.path)
        answer = client.request(
            "GET" if "GET" in (one.methods or ()) else "POST", address, data={"token": token_of(client)}
        )
        assert (answer.status_code, "blind second reading" in answer.text) == (403, True), one.path


@pytest.mark.parametrize(("name", "may"), [(ADA, False), (BEN, False), (CLEO, True), (DAN, True)])
def test_two_readings_side_by_side_are_for_who_reads_neither(app: FastAPI, name: str, may: bool) -> None:
    page = at_desk(app, name).get(f"{company_link(COMPANY)}/differences")
    assert page.status_code == (200 if may else 403)


def test_everybody_has_a_first_page(app: FastAPI) -> None:
    for name in PEOPLE:
        page = at_desk(app, name).get("/")
        assert (page.status_code, COMPANY in page.text, f"<b>{name}</b>" in page.text) == (200, True, True)


def test_whoever_a_proxy_asks_for_has_to_log_in_even_where_it_calls_this_machine_by_its_own_name(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(workspace) as store:
        for name in PEOPLE:
            store.remove_person(name)
    made: list[FastAPI] = []
    monkeypatch.setattr("review.web.config_of", lambda app, port, reach: made.append(app))
    monkeypatch.setattr("review.web.uvicorn.Server", lambda config: SimpleNamespace(run=lambda: None))
    monkeypatch.setattr("review.web.gc.freeze", lambda: None)
    for reach in (Reach(proxies=("127.0.0.1",)), Reach()):
        serve(workspace, 0, "R. Alone", reach=reach)
    found = []
    for app in made:
        with TestClient(app, base_url=HERE, follow_redirects=False) as client:
            found.append(client.get("/").status_code)
    assert found == [303, 200]


@pytest.mark.parametrize(
    ("proxies", "last"), [((), 429), (("192.0.2.1",), 429), (("127.0.0.1",), 403)], ids=["none", "another", "this"]
)
def test_only_a_proxy_that_was_named_is_believed_for_whom_it_asks(
    app: FastAPI, proxies: tuple[str, ...], last: int
) -> None:
    config = config_of(app, 0, Reach(proxies=proxies))
    config.load()
    client = TestClient(config.loaded_app, base_url=HERE, client=("127.0.0.1", 50000))
    tried = [
        log_in(client, f"Name {number}", "wrong password", **{"X-Forwarded-For": f"10.0.0.{number}"})
        for number in range(sessions.FREE + 1)
    ]
    assert tried == [403] * sessions.FREE + [last]
