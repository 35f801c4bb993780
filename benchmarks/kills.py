"""Whether a run that is killed loses anything: `python benchmarks/kills.py [--kills 50] [--through-prefect 5]`.

An invented website is served on this computer and searched, fetched and screened by the command, in a workspace that
holds decisions. `kill -9` ends the run at a random moment of it; a decision is made beside the run just before.
Then the same command runs once more, and everything is compared with a run that nobody killed: each document once, the
same candidates, every decision, every file whole under its name, and `firmword verify --quick` right after the kill and
after the run. With `--through-prefect` some of the kills end a flow of a Prefect server, worker and deployment of
`watch`. Prints a line for each kill, and ends with 1 where something does not hold.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Self

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archive import collection
from archive.limits import Limits
from archive.register import Register
from archive.register import faults as register_faults
from archive.remembered import Web, searching
from archive.store import SHA256
from extractors import readers
from extractors.extract import Screened
from extractors.records import Evidence, Listing, ScannedPage, Verdict
from extractors.rules import Rules
from reports import collected
from screening.pool import PoolLimits
from screening.run import NoProgress, Settings, run
from workspace import FILE_NAME
from workspace.records import Decision, Ruling
from workspace.store import open_store
from workspace.verified import quickly

ROOT = Path(__file__).resolve().parent.parent
POLICIES = tuple(
    f"{name} Policy"
    for name in (
        "Human Rights",
        "Modern Slavery",
        "Supplier Conduct",
        "Equality",
        "Speak Up",
        "Living Wage",
        "Anti-Bribery",
    )
)
SAID = (
    "Under our {0} we are committed to respecting human rights, to refusing forced labour and child labour, and to the "
    "freedom of association of all workers. Suppliers must do the same. Anyone may report a concern to our speak-up "
    "line. The board looks at the {0} each year, and nobody who speaks up under the {0} is treated worse for it."
)
SECONDS = 600.0  # the longest that a run may take
LIST = "list.csv"

Result = tuple[list[tuple[str, str, str]], list[tuple[str, str]]]  # documents with outcomes, and candidates


@dataclass(frozen=True, slots=True)
class Way:
    """How a run is started and killed."""

    name: str
    start: Callable[[str, Path], subprocess.Popen[str]]
    kill: Callable[[subprocess.Popen[str]], object] = subprocess.Popen.kill


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill, and what came of it."""

    way: str
    after: float  # seconds
    ended: bool  # the run was over before it could be killed
    faults: tuple[str, ...]

    def told(self) -> str:
        """A line of the table."""
        state = "; ".join(self.faults) or ("over before" if self.ended else "held")
        return f"{self.way:8} {self.after:7.2f} s  {state}"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A company's website on this computer: a page of links, and a page for each policy."""
    folder.mkdir(parents=True)
    links = "".join(f'<li><a href="/{name.lower().replace(" ", "-")}.html">{name}</a></li>' for name in POLICIES)
    (folder / "index.html").write_text(f"<html><body><h1>Policies</h1><ul>{links}</ul></body></html>")
    for name in POLICIES:
        text = "".join(f"<p>{SAID.format(name)}</p>" for _ in range(2))
        page = f"<html><title>{name}</title><body><h1>{name}</h1>{text}</body></html>"
        (folder / f"{name.lower().replace(' ', '-')}.html").write_text(page)

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def started(address: str, folder: Path) -> subprocess.Popen[str]:
    """The command that searches, fetches and screens."""
    command = [sys.executable, "-P", "-m", "cli", "collect", address, "--company", "Three Mills", "--screen"]
    command += ["--output", str(folder / LIST), "--workspace", str(folder / "ws"), "--delay", "0"]
    return _started([*command, "--allow-private-addresses"])


def light(address: str, folder: Path) -> subprocess.Popen[str]:
    """The same search, fetching and saving in a process without rules and model, so that kills hit these more often."""
    return _started([sys.executable, "-P", str(Path(__file__)), "--run-light", address, str(folder)])


def run_light(address: str, folder: Path) -> None:
    """Searches, fetches and saves what is listed, with the first words of each document as its one candidate."""
    web = Web(Limits(allow_private=True), delay=0.0)
    site = collection.Website("Three Mills", address)
    with searching(folder / "ws" / "archive", web) as (visits, look):
        found = collection.collect([site], visits, look)
    rows = collection.together(found, [])
    collected.write(rows, found, folder / LIST, None, sys.stdout)
    settings = Settings(web.limits, PoolLimits(processes=1), first_words, lambda _: "light", delay=0.0)
    run(collection.listings_of(rows), folder / "ws", "chrb-core-2019", "direct", NoProgress(), settings=settings)


def first_words(
    content: bytes, media_type: str, listing: Listing, rules: Rules, scans: Sequence[ScannedPage] | None = ()
) -> Screened:
    """Reads a document, and gives its beginning as evidence."""
    reading = readers.read(content, media_type, listing.source)
    assert reading.document is not None
    text = reading.document.text[:20]
    evidence = Evidence(
        document=reading.document.sha256, rubric=rules.rubric.name, element="A.1.1/S1.a", start=0, end=len(text),
        quote=text, page=1, verdict=Verdict.SUPPORTS, reason=None, explanation="Its first words.", rules=(),
    )  # fmt: skip
    return Screened(reading, (evidence,), "policy")


class Deployed:
    """Runs of the deployment of `watch`, by a Prefect server and worker of their own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = str(free.getsockname()[1])
        self._environment = {
            "PREFECT_HOME": str(folder), "PREFECT_API_URL": f"http://127.0.0.1:{self._port}/api",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1",
        }  # fmt: skip

    def __enter__(self) -> Self:
        self._server = self._prefect("server", "start", "--host", "127.0.0.1", "--port", self._port, "--no-ui")
        give_up = time.monotonic() + SECONDS
        while self._prefect("work-pool", "create", "--type", "process", "firmword").wait():
            if time.monotonic() > give_up:
                raise SystemExit("Prefect's server does not answer")
        self._prefect("deploy", "--all", "--no-prompt").wait()
        self._worker = self._prefect("worker", "start", "--pool", "firmword")
        return self

    def __exit__(self, *_: object) -> None:
        for process in (self._worker, self._server):
            process.terminate()
            process.wait()

    def start(self, address: str, folder: Path) -> subprocess.Popen[str]:
        """Starts a run, and waits until the worker has given it a process."""
        (folder / "websites.csv").write_text(f"company,website\nThree Mills,{address}\n")
        given = {
            "listed": str(folder / LIST), "websites": [str(folder / "websites.csv")], "workspace": str(folder / "ws"),
            "delay": 0, "allow_private_addresses": True,
        }  # fmt: skip
        run = self._prefect("deployment", "run", "watch/watch", "--watch", "--params", json.dumps(given))
        while run.poll() is None and not self._flows():
            time.sleep(0.1)
        return run

    def kill(self, _: subprocess.Popen[str]) -> None:
        """Kills the flow's process; server and worker go on."""
        for flow in self._flows():
            os.kill(flow, signal.SIGKILL)

    def _flows(self) -> list[int]:
        children = Path(f"/proc/{self._worker.pid}/task/{self._worker.pid}/children").read_text().split()
        return [int(one) for one in children if "prefect" in Path(f"/proc/{one}/cmdline").read_text()]

    def _prefect(self, *words: str) -> subprocess.Popen[str]:
        # Into nothing: a pipe that nobody reads would fill up.
        command = [sys.executable, "-P", "-m", "prefect", *words]
        environment = os.environ | {"PYTHONPATH": str(ROOT)} | self._environment
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet, text=True)


def _started(command: Sequence[str]) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def result(folder: Path) -> Result:
    """What a workspace holds: each document with its outcome, and each candidate."""
    with open_store(folder / "ws") as store:
        documents = sorted((one.company, one.source, str(one.outcome)) for one in store.documents())
        return documents, sorted((one.company, one.id) for one in store.candidates())


def decided(folder: Path, number: int) -> None:
    """Makes a decision beside whatever runs."""
    with open_store(folder / "ws") as store:
        element = f"A.1.{number % 2 + 1}"
        store.decide(Decision("Three Mills", "chrb-core-2019", element, None, Ruling.OPEN, f"{number}", "B", _now()))


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())


def unwhole(folder: Path) -> list[str]:
    """What stands half written under its final name, and faults of the register."""
    archive = folder / "ws" / "archive"
    found = register_faults(Register(archive))
    warcs = {line.visit.warc: line.visit.warc_sha256 for line in Register(archive).lines()}
    for path in (one for one in archive.rglob("*") if one.is_file() and not one.name.startswith(".")):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        inside = path.relative_to(archive).as_posix()
        if SHA256.fullmatch(path.name) and digest != path.name:
            found.append(f"{inside} is not whole")
        if warcs.get(inside, digest) != digest:
            found.append(f"{inside} is not as it was written")
    listed = folder / LIST
    if listed.exists() and not listed.read_bytes().endswith(b"\n"):
        found.append(f"{LIST} is not whole")
    return found


def unlike(folder: Path, calm: Result, decisions: int) -> list[str]:
    """In what a workspace differs from that of a run that nobody killed."""
    documents, candidates = result(folder)
    with open_store(folder / "ws") as store:
        log, broken = store.decisions(), store.check_log()
    found = [*broken]
    if len({one[:2] for one in documents}) != len(documents):
        found.append("a document stands twice")
    if documents != calm[0]:
        found.append(f"{len(documents)} documents, not the {len(calm[0])} of the calm run")
    if candidates != calm[1]:
        found.append(f"{len(candidates)} candidates, not the {len(calm[1])} of the calm run")
    if len(log) != decisions:
        found.append(f"{len(log)} decisions, and {decisions} were made")
    return found


def verified(folder: Path, when: str) -> list[str]:
    """What the quick check says."""
    if not (folder / "ws" / FILE_NAME).exists():
        return []
    with open_store(folder / "ws") as store:
        return [f"verify {when}: {fault}" for fault in quickly(store).faults]


def killed(folder: Path, way: Way, address: str, after: float, number: int) -> bool:
    """Starts a run, decides beside it and kills it; whether it was over before that."""
    run = way.start(address, folder)
    began = time.monotonic()
    while run.poll() is None and time.monotonic() - began < after:
        time.sleep(0.01)
    decided(folder, number)
    ended = run.poll() is not None
    way.kill(run)
    run.communicate()
    return ended


def one_kill(base: Path, folder: Path, way: Way, address: str, after: float, calm: Result, number: int) -> Kill:
    """A kill in a copy of the workspace with decisions, and what the next run makes of it."""
    shutil.copytree(base, folder)
    with open_store(folder / "ws") as store:
        before = len(store.decisions())
    ended = killed(folder, way, address, after, number)
    faults = [*unwhole(folder), *verified(folder, "after the kill")]
    again = way.start(address, folder)
    said, _ = again.communicate(timeout=SECONDS)
    if again.returncode:
        faults.append(f"the next run ended with {again.returncode}: {(said or '').strip()[-200:]}")
    faults += [*unwhole(folder), *unlike(folder, calm, before + 1), *verified(folder, "after the next run")]
    shutil.rmtree(folder)
    return Kill(way.name, after, ended, tuple(faults))


def measured(folder: Path, way: Way, kills: int, at_a_time: int, chance: random.Random) -> Iterator[Kill]:
    """So many kills of one way, at moments of a run that are drawn by lot."""
    base = folder / "base"
    for number in range(3):
        decided(base, number)
    with served(folder / "site") as address, ThreadPoolExecutor(at_a_time) as pool:

        def timed(number: int) -> float:
            shutil.copytree(base, folder / f"calm-{number}")
            began = time.monotonic()
            way.start(address, folder / f"calm-{number}").communicate(timeout=SECONDS)
            return time.monotonic() - began

        seconds = sorted(pool.map(timed, range(at_a_time)))[at_a_time // 2]  # as busy as the machine will be
        expected = result(folder / "calm-0")
        print(f"{way.name}: {seconds:.1f} s, {len(expected[0])} documents, {len(expected[1])} candidates", flush=True)
        if not expected[1]:
            raise SystemExit("the calm run found nothing")
        moments = [chance.uniform(0.2, seconds) for _ in range(kills)]

        def kill(number: int) -> Kill:
            return one_kill(base, folder / f"kill-{number}", way, address, moments[number], expected, 10 + number)

        yield from pool.map(kill, range(kills))


def main() -> None:
    """Kill, and tell."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--kills", type=int, default=50, help="of the command")
    arguments.add_argument("--through-prefect", type=int, default=5, help="of flows of a Prefect worker")
    arguments.add_argument("--at-a-time", type=int, default=2)
    arguments.add_argument("--seed", type=int, default=13)
    arguments.add_argument("--light", action="store_true", help="the command's kills without rules and model")
    arguments.add_argument("--run-light", nargs=2, metavar=("ADDRESS", "FOLDER"), help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.run_light:
        run_light(given.run_light[0], Path(given.run_light[1]))
        return
    chance = random.Random(given.seed)
    found: list[Kill] = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_until_the_end:
        ways = [(Way("light", light) if given.light else Way("command", started), given.kills, given.at_a_time)]
        if given.through_prefect:
            deployed = open_until_the_end.enter_context(Deployed(Path(folder) / "prefect"))
            ways.append((Way("prefect", deployed.start, deployed.kill), given.through_prefect, 1))
        for way, kills, at_a_time in ways:
            for kill in measured(Path(folder) / way.name, way, kills, at_a_time, chance) if kills else ():
                found.append(kill)
                print(f"{len(found):3} {kill.told()}", flush=True)
    broken = sum(bool(one.faults) for one in found)
    print(f"{len(found)} kills, {sum(one.ended for one in found)} after the end, {broken} with faults")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
