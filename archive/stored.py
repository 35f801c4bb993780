"""An archive's files at an address of fsspec: `s3://bucket/firmword`, `sftp://host/firmword` and others.

Stores of objects (S3 and its like) take an object whole or not at all. Elsewhere a file is written under another name
and renamed. Credentials are never in the address: each store's own environment, files or agents have them, and options
stand in fsspec's own configuration. Nothing is held open, so that processes and threads may share one of these.
"""

from __future__ import annotations

import io
import re
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs

from archive.files import Elsewhere, Fill, OutOfReach

UNFINISHED = "unfinished"  # the folder of what has no name so far
TAKEN_WHOLE = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "memory"})  # an object is there or is not
_STAMP = re.compile(r"(\d{8}T\d{6})Z-")


class Stored:
    """Files at an address."""

    def __init__(self, place: Elsewhere) -> None:
        self._address = place.address.rstrip("/")

    def where(self, name: str) -> str:
        """Its address."""
        return f"{self._address}/{name}"

    def read(self, name: str) -> bytes:
        """All bytes of a file."""
        with self._asked() as (store, root):
            content = store.cat_file(f"{root}/{name}")
            assert isinstance(content, bytes)
            return content

    def read_all(self, names: Sequence[str]) -> dict[str, bytes]:
        """Many small files, asked for together where the store can; those that are not there are left out."""
        with self._asked() as (store, root):
            found = store.cat([f"{root}/{name}" for name in names], on_error="return") if names else {}
            by_name = {path[-len(name) :]: content for (path, content), name in zip(found.items(), names, strict=True)}
            for content in by_name.values():
                if isinstance(content, Exception) and not isinstance(content, FileNotFoundError):
                    raise content
            return {name: content for name, content in by_name.items() if isinstance(content, bytes)}

    def size(self, name: str) -> int | None:
        """The bytes of a file; None for one that is not there."""
        try:
            with self._asked() as (store, root):
                return int(store.info(f"{root}/{name}")["size"])
        except FileNotFoundError:
            return None

    def write(self, name: str, fill: Fill) -> None:
        """Write a file, over a damaged one of its name too."""
        content = io.BytesIO()
        fill(content)
        with self._changed() as (store, root):
            _put(store, root, f"{root}/{name}", content.getvalue())

    def sizes(self, below: str = "") -> dict[str, int]:
        """All finished files below a folder of the archive, by their names, with their sizes."""
        found = self._below(below)
        return {name: size for name, size in found.items() if not name.startswith(f"{UNFINISHED}/")}

    def _below(self, folder: str) -> dict[str, int]:
        try:
            with self._asked() as (store, root):
                found = store.find(f"{root}/{folder}".rstrip("/"), detail=True)
                return {path[len(root) + 1 :]: int(about["size"]) for path, about in found.items()}
        except FileNotFoundError:
            return {}

    def write_unfinished(self, name: str, fill: Fill) -> None:
        """Write a file that `finish` gives its name."""
        self.write(_begun(name), fill)

    def finish(self, name: str) -> None:
        """Give a file its name; nothing where another process has."""
        with self._changed() as (store, root), suppress(FileNotFoundError):
            _make_folder(store, f"{root}/{name}")
            store.mv(f"{root}/{_begun(name)}", f"{root}/{name}")

    def unfinished(self) -> dict[str, float]:
        """The names of what was begun, each with its age in seconds."""
        names = (path.partition("/")[2].replace("+", "/") for path in self._below(UNFINISHED))
        return {name: _age(name) for name in names}

    def forget(self, name: str) -> None:
        """Take away what nobody finishes."""
        with self._changed() as (store, root), suppress(FileNotFoundError):
            store.rm_file(f"{root}/{_begun(name)}")

    def check(self) -> None:
        """Write, read and take away a file, as a trial; OutOfReach where that cannot be done."""
        name, content = f"trial/{_stamp()}", b"firmword"
        self.write_unfinished(name, lambda file: file.write(content))
        if self.read(_begun(name)) != content:
            raise OutOfReach(f"{self._address}: what was written there is read otherwise; name another address")
        self.forget(name)

    @contextmanager
    def _changed(self) -> Iterator[tuple[AbstractFileSystem, str]]:
        """To write: that a folder or bucket is not there is then a fault of the address."""
        with self._asked(FileNotFoundError) as asked:
            yield asked

    @contextmanager
    def _asked(self, *faults: type[OSError]) -> Iterator[tuple[AbstractFileSystem, str]]:
        """The store and the folder in it; whatever it cannot do is told with its address."""
        try:
            store, root = url_to_fs(self._address)
            store.invalidate_cache()  # others write there, too
            yield store, root.rstrip("/")
        except ImportError as error:
            cure = "install the one that fsspec names for such addresses"
            raise OutOfReach(f"{self._address}: a package is missing ({error}); {cure}") from error
        except Exception as error:  # each store has errors of its own
            if isinstance(error, FileNotFoundError) and not faults:
                raise
            raise _out_of_reach(self._address, error) from error


def _out_of_reach(address: str, error: Exception) -> OutOfReach:
    said = " ".join(str(error).split())[:300]
    cure = "Check the address, the network and your credentials; what was kept there stays, and nothing else is lost"
    why = type(error).__name__ + (f": {said}" if said else "")
    return OutOfReach(f"{address}: the archive cannot be reached or used there ({why}). {cure}")


def _put(store: AbstractFileSystem, root: str, path: str, content: bytes) -> None:
    """A file that is there whole or not at all, as far as the store can."""
    if _takes_whole(store):
        store.pipe_file(path, content)
        return
    part = f"{root}/{UNFINISHED}/put+{_stamp()}"
    for one in (path, part):
        _make_folder(store, one)
    store.pipe_file(part, content)
    try:
        store.mv(part, path)
    except Exception:  # not every store renames over what is there, which is a damaged one
        if not store.exists(path):
            raise
        store.rm_file(path)
        store.mv(part, path)


def _make_folder(store: AbstractFileSystem, path: str) -> None:
    if not _takes_whole(store):  # these have no folders
        store.makedirs(path.rpartition("/")[0], exist_ok=True)


def _takes_whole(store: AbstractFileSystem) -> bool:
    named: Any = store.protocol
    return not TAKEN_WHOLE.isdisjoint({named} if isinstance(named, str) else named)


def _begun(name: str) -> str:
    return f"{UNFINISHED}/{name.replace('/', '+')}"


def _stamp() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}Z-{uuid.uuid4().hex[:12]}"


def _age(name: str) -> float:
    """The seconds since a file was begun, by the moment in its name; one without was never begun here."""
    said = _STAMP.search(name)
    return time.time() - datetime.strptime(said[1] + "+0000", "%Y%m%dT%H%M%S%z").timestamp() if said else 0.0
