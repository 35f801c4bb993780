"""People are added without their passwords being seen, and the review is served to others only where there are some."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from review_samples import screened_workspace

from cli import cli
from workspace.people import Role
from workspace.store import open_store

PASSWORD = "correct horse battery"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return screened_workspace(tmp_path)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What would be served, and how far it reaches."""
    calls: list[dict[str, object]] = []
    monkeypatch.setattr("review.web.serve", lambda *given, **told: calls.append(told | {"who": given[2]}))
    monkeypatch.setattr("cli.review._open_port", lambda host, wanted: wanted)
    return calls


def firmword(folder: Path, *arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(cli, [*arguments, "--workspace", str(folder)], input=stdin)


def add(folder: Path, name: str = "A. Reader", role: str = "reader") -> Result:
    return firmword(folder, "people", "add", name, "--role", role, "--password-stdin", stdin=PASSWORD + "\n")


def test_people_are_added_listed_changed_and_removed(folder: Path) -> None:
    assert add(folder).exit_code == 0
    assert add(folder, "B. Second", "second_reader").exit_code == 0
    assert firmword(folder, "people", "list").stdout == "reader\tA. Reader\nsecond_reader\tB. Second\n"
    assert firmword(folder, "people", "role", "B. Second", "adjudicator").exit_code == 0
    assert firmword(folder, "people", "password", "B. Second", "--password-stdin", stdin="another one\n").exit_code == 0
    with open_store(folder) as store:
        assert store.check_person("A. Reader", PASSWORD)
        changed = store.check_person("B. Second", "another one")
    assert changed is not None
    assert changed.role is Role.ADJUDICATOR
    assert "Nobody is left" not in firmword(folder, "people", "remove", "A. Reader").stderr
    assert "Nobody is left" in firmword(folder, "people", "remove", "B. Second").stderr


def test_no_password_is_printed_or_kept_as_it_is(folder: Path) -> None:
    done = add(folder)
    assert PASSWORD not in done.output
    assert PASSWORD.encode() not in (folder / "firmword.db").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "A. Reader", "--role", "reader", "--password-stdin"), "known already"),
        (("add", "C", "--role", "reader", "--password-stdin"), "10 to"),
        (("add", "C", "--role", "king", "--password-stdin"), "king"),
        (("add", "C", "--role", "reader"), "--password-stdin"),
        (("remove", "Nobody"), "the people are: A. Reader"),
        (("role", "Nobody", "viewer"), "the people are: A. Reader"),
        (("password", "Nobody", "--password-stdin"), "the people are: A. Reader"),
    ],
)
def test_what_cannot_be_is_refused_with_the_cure(folder: Path, arguments: tuple[str, ...], says: str) -> None:
    add(folder)
    done = firmword(folder, "people", *arguments, stdin="short\n")
    assert (done.exit_code, says in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize("arguments", [("--host", "0.0.0.0"), ("--host", "10.1.2.3"), ("--allow-host", "desk.test")])
def test_the_review_is_not_served_to_others_without_people(
    folder: Path, served: list[dict[str, object]], arguments: tuple[str, ...]
) -> None:
    done = firmword(folder, "review", *arguments)
    assert (done.exit_code, "firmword people add" in done.stderr) == (2, True)
    assert served == []


def test_with_people_it_is_served_under_the_names_that_are_given(folder: Path, served: list[dict[str, object]]) -> None:
    add(folder)
    assert "--allow-host" in firmword(folder, "review", "--host", "0.0.0.0").stderr
    assert firmword(folder, "review", "--host", "0.0.0.0", "--allow-host", "*").exit_code == 2
    done = firmword(folder, "review", "--host", "0.0.0.0", "--allow-host", "desk.test")
    assert (done.exit_code, "unprotected" in done.stderr) == (0, True)
    assert firmword(folder, "review", "--host", "10.1.2.3").exit_code == 0
    assert firmword(folder, "review").exit_code == 0
    assert [one["reach"].hosts for one in served] == [("desk.test",), ("10.1.2.3",), ()]  # type: ignore[attr-defined]
    assert {one["who"] for one in served} == {""}


def test_a_key_without_a_certificate_and_an_address_of_another_machine_are_refused(folder: Path) -> None:
    add(folder)
    key = folder / "key.pem"
    key.write_text("", encoding="utf-8")
    assert "--certificate" in firmword(folder, "review", "--key", str(key)).stderr
    done = firmword(folder, "review", "--host", "203.0.113.7", "--port", "0")
    assert (done.exit_code, "--host 203.0.113.7" in done.stderr) == (2, True)


def test_a_proxy_serves_others_so_that_without_people_it_is_refused(folder: Path) -> None:
    done = firmword(folder, "review", "--proxy", "127.0.0.1")
    assert (done.exit_code, "--proxy 127.0.0.1: anybody could decide there" in done.stderr) == (2, True)


def test_a_proxy_is_named_by_its_one_address(folder: Path, served: list[dict[str, object]]) -> None:
    add(folder)
    for wrong in ("*", "10.0.0.0/8", "proxy.test"):
        done = firmword(folder, "review", "--proxy", wrong)
        assert (done.exit_code, f"--proxy {wrong}" in done.stderr) == (2, True)
    assert firmword(folder, "review", "--proxy", "127.0.0.1").exit_code == 0
    assert [one["reach"].proxies for one in served] == [("127.0.0.1",)]  # type: ignore[attr-defined]
