"""An archive at an address of fsspec keeps, reads and verifies as a folder does, for several machines at once.

`memory://` stands for stores that take an object whole or not at all, `local://` for those in which a file is renamed.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.memory import MemoryFileSystem
from local_site import Page, site

from archive.fetch import Limits, fetch
from archive.files import Elsewhere, OutOfReach
from archive.register import Visit, faults
from archive.registers import Mirrored, Registers
from archive.stock import files_in
from archive.store import Archive, ArchiveError
from archive.stored import Stored
from archive.visits import Visits
from archive.warc import changed, gone_and_unknown
from extractors.records import Listing

ROOT = Path(__file__).parent.parent
LIMITS = Limits(deadline=5.0, connect=1.0, allow_private=True)
CONTENT = b"We respect human rights."
SHA256 = hashlib.sha256(CONTENT).hexdigest()
VISIT = Visit("https://alder.example/a", "2026-03-04T05:06:07+00:00", SHA256, 5, "https://alder.example/b", 200)

Make = Callable[[str], Elsewhere]


@pytest.fixture(params=["memory", "local"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    """Gives the place of one archive to machines of these names."""
    address = f"memory://{uuid.uuid4().hex}/shared" if request.param == "memory" else f"local://{tmp_path}/shared"
    return lambda machine: Elsewhere(address, tmp_path / machine / "near")


def kept(place: Elsewhere, number: int = 0) -> Visit:
    """A line in the machine's register."""
    visit = replace(VISIT, url=f"https://alder.example/{number}")
    Registers(place).add(visit)
    return visit


def there(place: Elsewhere) -> list[str]:
    return sorted(Stored(place)._below(""))


# --- documents


def test_what_one_machine_keeps_another_reads(place: Make) -> None:
    assert Archive(place("one")).keep(CONTENT) == SHA256
    other = Archive(place("two"))
    assert (other.get(SHA256), other.has(SHA256), other.size(SHA256)) == (CONTENT, True, len(CONTENT))
    assert files_in(place("two")) == {f"{SHA256[:2]}/{SHA256}": len(CONTENT)}


def test_what_was_read_is_kept_near_by_and_read_there(place: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    Archive(place("one")).keep(CONTENT)
    archive = Archive(place("two"))
    archive.get(SHA256)
    monkeypatch.setattr(Stored, "read", lambda *_: pytest.fail("asked again"))
    assert archive.get(SHA256) == CONTENT


def test_what_lies_near_by_and_was_changed_there_is_read_anew(place: Make) -> None:
    archive = Archive(place("one"))
    archive.keep(CONTENT)
    near = place("one").near / SHA256[:2] / SHA256
    near.chmod(0o644)
    near.write_bytes(b"w" + CONTENT[1:])
    assert archive.get(SHA256) == CONTENT == near.read_bytes()


def test_a_document_that_was_changed_at_the_address_is_named_with_it_and_the_cure(place: Make) -> None:
    Archive(place("one")).keep(CONTENT)
    name = f"{SHA256[:2]}/{SHA256}"
    Stored(place("one")).write(name, lambda file: file.write(CONTENT[:-1]))
    with pytest.raises(ArchiveError, match=r"content was changed .*screen the document again") as error:
        Archive(place("two")).get(SHA256)
    assert str(error.value).startswith(f"{place('two').address}/{name}: ")
    Archive(place("one")).keep(CONTENT)  # it comes in again
    assert Archive(place("two")).get(SHA256) == CONTENT


def test_a_document_that_was_never_kept_is_named_with_its_address(place: Make) -> None:
    with pytest.raises(ArchiveError, match=f"{place('one').address}/.*: not in the archive"):
        Archive(place("one")).get(SHA256)


def test_a_write_that_breaks_off_leaves_nothing_under_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object, **__: object) -> None:
        raise OSError("lost")

    archive = Archive(Elsewhere(f"local://{tmp_path}/shared", tmp_path / "near"))
    with monkeypatch.context() as killed:
        killed.setattr(LocalFileSystem, "mv", lost)
        with pytest.raises(OutOfReach, match="lost"):
            archive.keep(CONTENT)
    assert not archive.has(SHA256)
    assert archive.keep(CONTENT) == SHA256
    assert archive.get(SHA256) == CONTENT


def test_an_address_that_does_not_answer_is_named_with_a_cure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def down(*_: object, **__: object) -> None:
        raise ConnectionError("no route to host")

    place = Elsewhere("memory://far/away", tmp_path)
    monkeypatch.setattr(MemoryFileSystem, "cat_file", down)
    with pytest.raises(OutOfReach, match=r"memory://far/away: .*ConnectionError: no route to host.*network"):
        Archive(place).get(SHA256)


def test_a_package_that_a_kind_of_address_needs_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "paramiko", None)
    monkeypatch.delitem(sys.modules, "fsspec.implementations.sftp", raising=False)
    with pytest.raises(OutOfReach, match=r"sftp://host/firmword: a package is missing .*paramiko"):
        Stored(Elsewhere("sftp://host/firmword", tmp_path)).check()


# --- exchanges with servers


def exchanges(place: Elsewhere) -> tuple[set[str], set[str], list[str]]:
    """Those that are gone, those that nobody knows, and those that were changed."""
    lines = list(Registers(place).lines())
    return *gone_and_unknown(place, lines), list(changed(place, lines))


def test_an_exchange_has_its_name_once_the_register_names_it_and_the_next_run_gives_it(
    place: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(place("one"))
    with site({"/a": Page(b"hello")}) as found, monkeypatch.context() as killed:
        killed.setattr(Stored, "finish", lambda *_: None)
        fetch(Listing("Alder", found.url + "/a", found.url + "/a"), archive, LIMITS, Visits(LIMITS, delay=0.0))
    assert [name.split("/")[0] for name in there(place("one"))].count("unfinished") == 1
    assert exchanges(place("two")) == (set(), set(), [])
    Archive(place("two")).clear_unfinished()
    assert [name.split("/")[0] for name in there(place("one"))].count("warc") == 1
    assert exchanges(place("two")) == (set(), set(), [])


def test_what_nobody_finished_is_taken_away_after_an_hour(place: Make) -> None:
    files = Stored(place("one"))
    for day in ("20200101", "29990101"):
        files.write_unfinished(f"warc/{day}/{day}T000000Z-ab.warc.gz", lambda file: file.write(b"half"))
    Archive(place("one")).clear_unfinished()
    assert [name.split("+")[1] for name in there(place("one"))] == ["29990101"]


def test_a_changed_and_a_lost_exchange_are_seen(place: Make) -> None:
    archive = Archive(place("one"))
    with site({"/a": Page(b"hello"), "/b": Page(b"there")}) as found:
        for path in ("/a", "/b"):
            fetch(Listing("Alder", found.url + path, found.url + path), archive, LIMITS, Visits(LIMITS, delay=0.0))
    files = Stored(place("one"))
    first, second = sorted(files.sizes("warc"))
    files.write(first, lambda file: file.write(b"another"))
    with files._changed() as (store, root):
        store.rm_file(f"{root}/{second}")
    assert exchanges(place("two")) == ({second}, set(), [first])


# --- registers


def test_each_machine_adds_to_a_register_of_its_own_and_reads_all(place: Make) -> None:
    visits = [kept(place(machine), number) for number, machine in enumerate(["one", "two", "one"])]
    for machine in ("one", "two", "three"):
        register = Registers(place(machine))
        assert [register.latest(visit.url) for visit in visits] == visits
        assert sorted(line.visit.url for line in register.lines()) == sorted(visit.url for visit in visits)
        assert [faults(part) for part in register.parts()] == [[], []]
        assert register.faults(whole=True) == []
    assert (Registers(place("one")).end()[0], Registers(place("two")).end()[0]) == (2, 1)


def filled(place: Elsewhere, many: int) -> None:
    """Adds many lines. Called in another process, too."""
    archive = Archive(place)
    for number in range(many):
        archive.keep(f"{number % 3}".encode())
        archive.register.add(replace(VISIT, url=f"https://alder.example/{os.getpid()}/{number}"))


def test_processes_of_one_machine_and_of_others_lose_no_line(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from archive.files import Elsewhere; from test_archive_elsewhere "
        "import filled; filled(Elsewhere(sys.argv[1], Path(sys.argv[2])), 15)"
    )
    address = f"local://{tmp_path}/shared"
    paths = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    others = [
        subprocess.Popen(
            [sys.executable, "-P", "-c", script, address, str(tmp_path / machine)],
            env=os.environ | {"PYTHONPATH": paths},
        )
        for machine in ("one", "two")
    ]
    mine = Elsewhere(address, tmp_path / "one")
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda _: filled(mine, 10), range(2)))
    assert [other.wait(60) for other in others] == [0, 0]
    register = Registers(Elsewhere(address, tmp_path / "three"))
    assert sorted(part.end()[0] for part in register.parts()) == [15, 35]
    assert [faults(part) for part in register.parts()] == [[], []]
    assert len(files_in(mine)) == 3


FETCHING = """
import sys
from pathlib import Path
from archive.fetch import Limits, fetch
from archive.files import Elsewhere
from archive.store import Archive
from extractors.records import Listing
archive = Archive(Elsewhere(sys.argv[1], Path(sys.argv[2])))
archive.clear_unfinished()
print("begun", flush=True)
for number in range(10_000):
    url = f"{sys.argv[3]}/{number}"
    fetch(Listing("Alder", url, url), archive, Limits(allow_private=True))
"""


@pytest.mark.slow
def test_a_killed_run_leaves_nothing_half_and_nothing_unnamed(tmp_path: Path) -> None:
    chance, address = random.Random(13), f"local://{tmp_path}/shared"
    place, ends = Elsewhere(address, tmp_path / "reader"), []
    with site({f"/{number}": Page(bytes([number % 251]) * 40_000 + b"%d" % number) for number in range(400)}) as found:
        for turn in range(6):
            near = str(tmp_path / f"machine-{turn % 2}")
            command = [sys.executable, "-P", "-c", FETCHING, address, near, found.url]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)})
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0.05, 0.4))
            process.kill()
            process.communicate()
            archive, register = Archive(place), Registers(place)
            archive.clear_unfinished()
            lines = list(register.lines())
            assert [fault for part in register.parts() for fault in faults(part)] == register.faults(whole=True) == []
            assert all(archive.get(line.visit.sha256) for line in lines)
            assert exchanges(place) == (set(), set(), [])
            ends.append(len(lines))
    assert ends == sorted(ends)
    assert ends[-1] > 5


def test_a_line_that_stands_at_the_address_before_its_writer_was_killed_is_gone_on_from(
    place: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(*_: object) -> None:
        raise KeyboardInterrupt

    first = kept(place("one"), 1)
    with monkeypatch.context() as killed:
        killed.setattr(Mirrored, "_write", kill)
        with pytest.raises(KeyboardInterrupt):
            kept(place("one"), 2)
    kept(place("one"), 3)
    register = Registers(place("two"))
    assert [line.visit.url[-1] for line in register.lines()] == [first.url[-1], "2", "3"]
    assert [faults(part) for part in register.parts()] == [[]]


def test_a_file_that_a_file_manager_left_beside_the_registers_is_none_of_them(place: Make) -> None:
    visit = kept(place("one"))
    Stored(place("one")).write("visits/.DS_Store", lambda file: file.write(b"1"))
    assert Registers(place("two")).latest(visit.url) == visit
    assert Registers(place("two")).faults(whole=True) == []


def test_what_lies_near_by_may_be_deleted_at_any_time(place: Make) -> None:
    visits = [kept(place("one"), number) for number in range(3)]
    shutil.rmtree(place("one").near)
    visits.append(kept(place("one"), 3))
    register = Registers(place("one"))
    assert [register.latest(visit.url) for visit in visits] == visits
    assert register.faults(whole=True) == []


def test_where_the_address_does_not_answer_what_is_known_near_by_counts_but_not_for_a_date(
    place: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = kept(place("one"))

    def down(*_: object) -> None:
        raise OutOfReach("down")

    monkeypatch.setattr(Stored, "sizes", down)
    register = Registers(place("one"))
    assert register.latest(visit.url) == visit
    with pytest.raises(OutOfReach):
        register.on(visit.url, "2026-12-31")


def test_a_copy_of_the_folder_gets_a_register_of_its_own(place: Make) -> None:
    kept(place("one"), 1)
    shutil.copytree(place("one").near, place("copy").near)
    kept(place("copy"), 2)
    kept(place("one"), 3)
    assert sorted(part.end()[0] for part in Registers(place("two")).parts()) == [1, 2]


def test_a_line_that_is_not_whole_was_never_acknowledged(place: Make) -> None:
    kept(place("one"), 1)
    (part,) = Registers(place("one")).parts()
    assert isinstance(part, Mirrored)
    Stored(place("one")).write(part.name_of(2), lambda file: file.write(b'{"number": 2, "url'))
    assert len(list(Registers(place("two")).lines())) == 1
    kept(place("one"), 3)
    assert [line.visit.url[-1] for line in Registers(place("two")).lines()] == ["1", "3"]


@pytest.mark.parametrize("what", ["changed", "gone", "last gone", "added"])
def test_lines_that_were_changed_at_the_address_are_seen_by_who_had_read_them(place: Make, what: str) -> None:
    for number in range(3):
        kept(place("one"), number)
    (part,) = Registers(place("two")).parts()
    assert isinstance(part, Mirrored)
    files = Stored(place("one"))
    name = part.name_of({"changed": 2, "gone": 2, "last gone": 3, "added": 5}[what])
    if what in ("changed", "added"):
        files.write(name, lambda file: file.write(b"{}\n"))
    else:
        with files._changed() as (store, root):
            store.rm_file(f"{root}/{name}")
    assert Registers(place("two")).faults(whole=True) == [files.where(name)]
    assert Registers(place("two")).faults() == ([] if what == "changed" else [files.where(name)])
