"""Watching: only what has changed is screened, one message says it, and Prefect's flows do the same quietly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from local_site import Page, site

from archive.limits import Limits
from archive.remembered import Web
from cli import cli
from reports import watched
from screening.run import RunSummary, Settings
from workspace import DEFAULT_RUBRIC

HERE = Web(Limits(allow_private=True), delay=0.0)
POLICY = b"<html><body><h1>Human Rights Policy</h1><p>We respect human rights.</p><p>%s</p></body></html>"
COMMAND = """
import flows
print(flows.run_here("watch", listed="list.csv", workspace="ws", delay=0.0, allow_private_addresses=True))
"""


def policy(text: str) -> Page:
    return Page(POLICY % text.encode(), headers={"Content-Type": "text/html"}, etag=f'"{text}"')


def _long(title: str) -> Page:
    lines = "".join(f"<p>{title} {n}: We respect human rights; workers speak up without fear.</p>" for n in range(9))
    return Page(f"<html><title>{title}</title><h1>{title}</h1>{lines}".encode(), headers={"Content-Type": "text/html"})


def listed(folder: Path, *sources: str) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join(["company,source", *(f"Alder Mills,{source}" for source in sources)]))
    return path


def look(folder: Path) -> str:
    return watched.told(watched.watch(folder / "list.csv", [], folder / "ws", DEFAULT_RUBRIC, HERE, 60, None))


@pytest.mark.slow
def test_the_message_names_what_is_new_changed_or_unread_and_nothing_else(tmp_path: Path) -> None:
    with site({"/a": policy("one"), "/b": policy("two"), "/c": policy("three")}) as served:
        a, b, c, none = (f"{served.url}/{path}" for path in ("a", "b", "c", "none"))
        listed(tmp_path, a, b, none)
        assert look(tmp_path).splitlines() == [
            "1 company, 3 documents: 2 changes, 1 not read.",
            f"new: Alder Mills: {a}",
            f"new: Alder Mills: {b}",
            f"not read: Alder Mills: {none}: HTTP 404 (Not Found)",
        ]
        assert look(tmp_path).splitlines() == [
            "1 company, 3 documents: no change, 1 not read.",
            f"not read: Alder Mills: {none}: HTTP 404 (Not Found)",
        ]
        served.pages["/b"] = policy("four")
        listed(tmp_path, b, c)
        seen = watched.watch(tmp_path / "list.csv", [], tmp_path / "ws", DEFAULT_RUBRIC, HERE, 60, None)
    assert [(one.what, one.source) for one in seen.changes] == [("changed", b), ("new", c)]
    line = watched.table(seen)[0]
    assert (line["company"], line["documents"], line["new"], line["changed"]) == ("Alder Mills", 2, 1, 1)


@pytest.mark.slow
def test_what_can_no_longer_be_had_is_in_the_message_in_each_round_until_it_is_back(tmp_path: Path) -> None:
    kept = "; what was read before stays"
    with site({"/a": policy("one"), "/b": policy("two"), "/c": policy("three")}) as served:
        a, b, c = (f"{served.url}/{path}" for path in ("a", "b", "c"))
        (tmp_path / "d.md").write_text("# Human Rights Policy\n\nWe respect human rights.\n")
        (tmp_path / "e.pdf").write_bytes(b"")
        listed(tmp_path, a, b, c, "d.md", "e.pdf")
        assert look(tmp_path).splitlines()[0] == "1 company, 5 documents: 4 changes, 1 not read."
        there = dict(served.pages)
        served.pages |= {"/a": Page(status=404), "/b": Page(status=403)}
        (tmp_path / "d.md").unlink()
        for _ in range(2):
            assert look(tmp_path).splitlines() == [
                "1 company, 5 documents: no change, 2 no longer found, 2 not read.",
                f"no longer found: Alder Mills: {a}: HTTP 404 (Not Found){kept}",
                f"no longer found: Alder Mills: d.md: no such file{kept}",
                f"not read: Alder Mills: {b}: HTTP 403 (Forbidden){kept}",
                "not read: Alder Mills: e.pdf: an empty file, 0 bytes",
            ]
        served.pages |= there
        listed(tmp_path, a, b, c)
        assert look(tmp_path) == "1 company, 3 documents: no change."


def test_what_crashed_is_left_in_each_round_until_it_or_its_reader_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Settings] = []

    def run(*told: object) -> RunSummary:
        assert isinstance(told[-1], Settings)
        asked.append(told[-1])
        return RunSummary(0, 0, {}, "direct", "", 0.0)

    monkeypatch.setattr(watched, "run", run)
    listed(tmp_path, "a.md")
    look(tmp_path)
    assert [one.crashed_again for one in (*asked, Settings())] == [False, True]


@pytest.mark.slow
def test_the_command_says_the_same_without_prefect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setattr("flows.through_prefect", lambda *_: pytest.fail("a server is started that nobody asked for"))
    with site({"/a": policy("one")}) as served:
        listed(tmp_path, f"{served.url}/a")
        words = ["watch", str(tmp_path / "list.csv"), "--workspace", str(tmp_path / "ws"), "--delay", "0"]
        told = [
            CliRunner().invoke(cli, [*words, "--allow-private-addresses"], catch_exceptions=False) for _ in range(2)
        ]
    assert [one.stdout.splitlines() for one in told] == [
        ["1 company, 1 document: 1 change.", f"new: Alder Mills: {served.url}/a"],
        ["1 company, 1 document: no change."],
    ]


@pytest.mark.slow
def test_a_look_and_a_screening_of_which_nothing_can_be_had_have_failed_whatever_was_read_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(f"# Human Rights Policy\n\nWe respect human rights ({name}).\n")
    path = str(listed(tmp_path, "a.md", "b.md"))

    def codes() -> list[int]:
        options = ["--workspace", str(tmp_path / "ws")]
        return [CliRunner().invoke(cli, [verb, path, *options]).exit_code for verb in ("watch", "screen")]

    assert codes() == [0, 0]
    (tmp_path / "a.md").unlink()
    assert codes() == [0, 0]
    (tmp_path / "b.md").unlink()
    assert codes() == [1, 1]


@pytest.mark.slow
def test_a_website_is_searched_again_and_what_it_no_longer_has_is_said_once(tmp_path: Path) -> None:
    links = '<h1>Policies</h1><a href="/human-rights">Human Rights Policy</a> <a href="/speak-up">Speak-Up Policy</a>'
    both = policy(links)
    pages = {f"/{name.lower().replace(' ', '-')}": _long(f"{name} Policy") for name in ("Human Rights", "Speak Up")}
    with site({"/": both, **pages}) as served:
        searched = ([f"{served.url}/"], tmp_path / "ws", DEFAULT_RUBRIC, HERE, 20, None)
        first = watched.watch(tmp_path / "list.csv", *searched)
        assert [one.source for one in first.changes if one.what == "new"].count(f"{served.url}/speak-up") == 1
        served.pages["/"] = policy(links.partition(" <a")[0])
        del served.pages["/speak-up"]
        again = watched.watch(tmp_path / "list.csv", *searched)
        assert (f"{served.url}/speak-up", watched.GONE) in [(one.source, one.what) for one in again.changes]
        assert watched.watch(tmp_path / "list.csv", *searched).changes == ()


@pytest.mark.slow
def test_a_website_that_gives_nothing_is_said_and_asked_again_the_next_time(tmp_path: Path) -> None:
    with site({"/robots.txt": Page(status=503)}) as served:
        for _ in range(2):
            web = Web(Limits(allow_private=True, deadline=2), delay=0.0)
            seen = watched.watch(
                tmp_path / "list.csv", [f"{served.url}/"], tmp_path / "ws", DEFAULT_RUBRIC, web, 20, None
            )
            assert watched.told(seen).splitlines()[0] == "0 companies, 0 documents: no change."
            assert "robots.txt" in watched.told(seen).splitlines()[1]
            assert (seen.any_searched, seen.any_had) == (False, True)


@pytest.mark.slow
def test_the_flow_says_the_same_without_a_server_of_the_user_and_is_quiet(tmp_path: Path) -> None:
    with site({"/a": policy("one")}) as served:
        listed(tmp_path, f"{served.url}/a")
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(sys.path),
            "FIRMWORD_PREFECT_HOME": str(tmp_path / "home"),
        }
        done = subprocess.run(
            [sys.executable, "-P", "-c", COMMAND],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines() == ["1 company, 1 document: 1 change.", f"new: Alder Mills: {served.url}/a"]
    assert (tmp_path / "ws" / "watch.txt").read_text() == done.stdout


def test_the_deployments_name_flows_and_parameters_that_there_are() -> None:
    import ast

    root = Path(__file__).parent.parent
    for one in yaml.safe_load((root / "prefect.yaml").read_text())["deployments"]:
        file, _, name = one["entrypoint"].partition(":")
        tree = ast.parse((root / file).read_text())
        (flow,) = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
        assert set(one["parameters"]) <= {argument.arg for argument in flow.args.args}
        assert not Path(one["entrypoint"]).is_absolute()
