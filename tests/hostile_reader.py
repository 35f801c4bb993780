"""Fetches what it is told on standard input, in a process of its own whose memory can be measured.

python tests/hostile_reader.py FOLDER MAX_BYTES THREADS < names-and-addresses.json
"""

from __future__ import annotations

import json
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import archive.addresses
from archive.fetch import fetch
from archive.store import Archive
from archive.web import Limits
from extractors.records import Listing


def main() -> None:
    """Only 127.0.0.1 plays the public internet here."""
    folder, max_bytes, threads = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    archive.addresses.is_public = lambda address: address == "127.0.0.1"
    limits = Limits(deadline=1.5, connect=1.0, max_bytes=max_bytes)
    kept = Archive(folder)

    def read(name: str, url: str) -> dict[str, object]:
        began = time.monotonic()
        source = fetch(Listing("Alder", url, url), kept, limits)
        return {
            "name": name,
            "outcome": source.outcome.value if source.outcome else None,
            "answer": source.answer,
            "detail": source.detail,
            "sha256": source.sha256,
            "seconds": time.monotonic() - began,
        }

    with ThreadPoolExecutor(threads) as pool:
        told = json.load(sys.stdin)
        results = list(pool.map(lambda pair: read(*pair), told.items()))
    json.dump({"results": results, "peak": peak()}, sys.stdout)


def peak() -> int:
    """The most memory that this program held, in MiB.

    Not `ru_maxrss`: a process starts with that of the one that started it, and a worker of the tests may hold more.
    """
    (most,) = re.findall(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(most) // 1024


if __name__ == "__main__":
    main()
