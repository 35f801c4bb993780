"""How well `firmword collect` finds documents on recorded websites: `python benchmarks/collect.py FOLDER [NAME...]`.

FOLDER holds recorded sites with their `serve.py` and `measure.py`. Each site is served on this computer and searched by
the command as a researcher would call it, twice: the second run shows what is transferred again. Prints for each site,
as a line of JSON, what `measure.py` says of the list, and the bytes of both runs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DELAY = "0.1"  # seconds: enough to be measured, and to be done within a minute


def measured(sites: Path, name: str, folder: Path) -> dict[str, object]:
    """Serves and searches one site, twice."""
    found, log, again = folder / f"{name}.csv", folder / f"{name}.log", folder / f"{name}.again.log"
    for record in (log, again):
        with served(sites, name, record) as address:
            collect(address, folder / f"{name}-workspace", found)
    command = [sys.executable, str(sites / "measure.py"), str(found), str(sites / f"{name}.expected.tsv"), str(log)]
    line = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {"name": name, **line, "bytes": transferred(log), "bytes_again": transferred(again)}


@contextmanager
def served(sites: Path, name: str, log: Path) -> Iterator[str]:
    """The address of a recorded site on this computer, the same for one name."""
    port = str(20_000 + sum(name.encode()) * 7 % 9_000)
    command = [
        sys.executable,
        str(sites / "serve.py"),
        str(sites / f"{name}.tar.gz"),
        "--log",
        str(log),
        "--port",
        port,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def collect(address: str, workspace: Path, output: Path) -> None:
    """Calls the command."""
    command = [sys.executable, "-m", "cli", "collect", address, "--workspace", str(workspace), "--output", str(output)]
    subprocess.run([*command, "--delay", DELAY, "--allow-private-addresses"], check=True, capture_output=True, cwd=ROOT)


def transferred(log: Path) -> int:
    """The bytes of all bodies that were answered."""
    return sum(json.loads(line)["bytes"] for line in log.read_text(encoding="utf-8").splitlines())


def main() -> None:
    """Measures the named sites, or all."""
    sites = Path(sys.argv[1]).resolve()
    names = sys.argv[2:] or sorted(path.name.removesuffix(".tar.gz") for path in sites.glob("*.tar.gz"))
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            print(json.dumps(measured(sites, name, Path(folder))), flush=True)


if __name__ == "__main__":
    main()
