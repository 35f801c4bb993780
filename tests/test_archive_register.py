"""What came in stays shown: a WARC of each exchange, a chained register, and nothing half-written after a kill."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from local_site import Page, Pages, Site, site
from warcio.archiveiterator import ArchiveIterator

from archive.fetch import Limits, Remembering, archived_on, fetch
from archive.files import Folder
from archive.limits import Disallowed
from archive.register import FILE_NAME, Register, RegisterError, Visit, faults
from archive.remembered import AsOf
from archive.store import Archive
from archive.visits import Visits
from archive.warc import changed, gone_and_unknown
from extractors.records import Listing, Outcome, Source

ROOT = Path(__file__).parent.parent
LIMITS = Limits(deadline=5.0, connect=1.0, allow_private=True)
VISIT = Visit("https://alder.example/a", "2026-03-04T05:06:07+00:00", "ab" * 32, 5, "https://alder.example/b", 200)


def fetched(found: Site, path: str, archive: Archive, as_of: str | None = None) -> Source:
    url = found.url + path
    return fetch(Listing("Alder", url, url), archive, LIMITS, Visits(LIMITS, delay=0.0), as_of)


def folder_of(archive: Archive) -> Path:
    assert isinstance(archive.place, Path)
    return archive.place


def records(archive: Archive, name: str | None) -> list[tuple[str, str, bytes, dict[str, str]]]:
    """Type, address, content and headers of each record."""
    assert name is not None
    with (folder_of(archive) / name).open("rb") as file:
        return [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI"),
                record.content_stream().read(),
                dict(record.rec_headers.headers) | dict(record.http_headers.headers),
            )
            for record in ArchiveIterator(file, check_digests="raise")
        ]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# -- what a fetch leaves


def test_request_answer_and_redirects_are_kept(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    pages: Pages = {"/old": Page(b"moved", 301, {"Location": "/new"}), "/new": Page(b"hello", etag='"1"')}
    with site(pages) as found:
        source = fetched(found, "/old", archive)
        visit = archive.register.latest(f"{found.url}/old")
    assert visit is not None
    assert source.sha256 == visit.sha256 == sha256(b"hello")
    assert (visit.final_url, visit.status, visit.etag, visit.size) == (f"{found.url}/new", 200, '"1"', 5)
    warc = records(archive, visit.warc)
    assert [(kind, url.removeprefix(found.url), content) for kind, url, content, _ in warc] == [
        ("response", "/old", b""),
        ("request", "/old", b""),
        ("response", "/new", b"hello"),
        ("request", "/new", b""),
    ]
    assert warc[0][3]["WARC-Truncated"] == "length"  # a redirect's body is never read
    assert warc[2][3]["WARC-Payload-Digest"] == f"sha256:{visit.sha256}"
    assert warc[2][3]["WARC-IP-Address"] == "127.0.0.1"
    assert "Firmword" in warc[3][3]["User-Agent"]
    assert visit.warc is not None
    assert visit.warc_sha256 == sha256((tmp_path / visit.warc).read_bytes())


def test_an_unchanged_document_is_referred_to_and_taken_from_the_archive(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with site({"/a": Page(b"<html>hello</html>", headers={"Content-Type": "text/html"}, etag='"1"')}) as found:
        first = fetched(found, "/a", archive)
        second = fetched(found, "/a", archive)
        visit = archive.register.latest(f"{found.url}/a")
    assert (second.sha256, second.media_type) == (first.sha256, first.media_type)
    assert second.answer.startswith("HTTP 304, the same as on 20")
    assert visit is not None
    assert (visit.status, visit.etag, visit.served_as) == (304, '"1"', "text/html")
    kind, _, _, headers = records(archive, visit.warc)[0]
    assert (kind, headers["WARC-Refers-To-Target-URI"]) == ("revisit", f"{found.url}/a")
    assert headers["WARC-Profile"].endswith("server-not-modified")


def test_robots_txt_is_archived_asked_for_when_changed_and_holds_for_what_was_then(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    rules = b"User-agent: *\nDisallow: /b\nSitemap: https://alder.example/map.xml"
    with site({"/robots.txt": Page(rules, etag='"r"'), "/a": Page(b"hello")}) as found:
        for _ in range(2):
            Visits(LIMITS, delay=0.0, memory=Remembering(archive)).get(f"{found.url}/a")
        assert [one.headers.get("If-None-Match") for one in found.asked if one.path == "/robots.txt"] == [None, '"r"']
    lines = [line.visit for line in archive.register.lines()]
    assert [(one.url, one.status) for one in lines] == [(f"{found.url}/robots.txt", status) for status in (200, 304)]
    assert archive.get(lines[1].sha256) == rules
    assert records(archive, lines[0].warc)[0][2] == rules
    then = AsOf(archive, "2100-01-01")
    assert (then.allowed(f"{found.url}/a"), then.allowed(f"{found.url}/b")) == (True, False)
    assert then.sitemaps(found.url) == ("https://alder.example/map.xml",)
    with pytest.raises(Disallowed, match=r"robots\.txt"):
        then.get(f"{found.url}/b")
    assert AsOf(archive, "2001-01-01").allowed(f"{found.url}/b")


def test_the_same_bytes_sent_again_are_not_written_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with site({"/a": Page(b"hello")}) as found:
        fetched(found, "/a", archive)
        fetched(found, "/a", archive)
        visit = archive.register.latest(f"{found.url}/a")
    assert visit is not None
    kind, _, content, headers = records(archive, visit.warc)[0]
    assert (kind, content) == ("revisit", b"")
    assert headers["WARC-Profile"].endswith("identical-payload-digest")


def test_what_the_archive_lost_is_fetched_whole(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with site({"/a": Page(b"hello", etag='"1"')}) as found:
        source = fetched(found, "/a", archive)
        assert source.sha256 is not None
        (tmp_path / source.sha256[:2] / source.sha256).unlink()
        assert fetched(found, "/a", archive).answer == "HTTP 200"
    assert archive.get(source.sha256) == b"hello"


def test_what_was_not_kept_leaves_no_line(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with site({"/empty": Page(b"")}) as found:
        assert fetched(found, "/empty", archive).outcome is Outcome.EMPTY
        assert fetched(found, "/gone", archive).outcome is Outcome.NOT_FETCHED
    assert archive.register.end() == (0, "0" * 64)


def test_a_copied_file_has_a_line_too(tmp_path: Path) -> None:
    path = tmp_path / "policy é.txt"
    path.write_bytes(b"hello")
    archive = Archive(tmp_path / "archive")
    fetch(Listing("Alder", str(path), str(path)), archive, LIMITS)
    assert archived_on(archive, path.as_uri(), "9999") == sha256(b"hello")


# -- dates


def test_the_archive_answers_for_a_date(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for at, content in (("2024-05-01", b"old"), ("2025-05-01", b"new")):
        archive.register.add(replace(VISIT, at=f"{at}T12:00:00+00:00", sha256=archive.keep(content)))
    answers = {
        date: archived_on(archive, VISIT.url, date)
        for date in ("2024-04-30", "2024-05-01", "2025-04", "2025", "2026-01-01")
    }
    assert list(answers.values()) == [None, *(sha256(content) for content in (b"old", b"old", b"new", b"new"))]
    assert archived_on(archive, VISIT.final_url, "2026") == sha256(b"new")
    assert archived_on(archive, "https://alder.example/other", "2026") is None


def test_a_document_of_a_date_is_taken_without_asking(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with site({"/a": Page(b"hello")}) as found:
        first = fetched(found, "/a", archive)
        asked = len(found.asked)
        then = fetched(found, "/a", archive, as_of=first.fetched[:10])
        before = fetched(found, "/a", archive, as_of="2020-01-01")
        assert len(found.asked) == asked
    assert (then.sha256, then.fetched, then.answer) == (
        first.sha256,
        first.fetched,
        f"archived on {first.fetched[:10]}",
    )
    assert (before.outcome, before.answer) == (Outcome.NOT_FETCHED, "not in the archive up to 2020-01-01")


# -- the chain


def filled(folder: Path, lines: int = 5) -> Register:
    register = Register(folder)
    for number in range(lines):
        register.add(replace(VISIT, size=number))
    return register


def test_lines_are_chained_and_nothing_is_wrong_with_them(tmp_path: Path) -> None:
    register = filled(tmp_path)
    assert [(line.number, line.visit.size) for line in register.lines()] == [(n + 1, n) for n in range(5)]
    assert register.end() == (5, list(register.lines())[-1].digest)
    assert faults(register) == []


@pytest.mark.parametrize("what", ["edited", "taken out", "moved", "doubled", "no line", "renumbered"])
def test_a_change_of_the_lines_is_seen(tmp_path: Path, what: str) -> None:
    register = filled(tmp_path)
    lines = register.path.read_bytes().splitlines(keepends=True)
    changed = {
        "edited": [lines[0], lines[1].replace(b"2026-03", b"2025-03"), *lines[2:]],
        "taken out": [lines[0], *lines[2:]],
        "moved": [lines[1], lines[0], *lines[2:]],
        "doubled": [lines[0], *lines],
        "no line": [lines[0], b"{}\n", *lines[2:]],
        "renumbered": [lines[0].replace(b'"number":1', b'"number":7'), *lines[1:]],
    }[what]
    register.path.write_bytes(b"".join(changed))
    assert faults(Register(tmp_path)) != []


def test_a_line_cut_off_the_end_moves_the_end(tmp_path: Path) -> None:
    register = filled(tmp_path)
    end = register.end()
    register.path.write_bytes(b"".join(register.path.read_bytes().splitlines(keepends=True)[:-1]))
    assert faults(register) == []
    assert register.end() != end  # which is what an anchor outside is held against


@pytest.mark.parametrize("torn", [b'{"at":"2026', b"{", b"\xff\xfe"])
def test_a_line_that_a_killed_process_left_half_is_not_read_and_taken_away(tmp_path: Path, torn: bytes) -> None:
    register = filled(tmp_path)
    with register.path.open("ab") as file:
        file.write(torn)
    assert register.latest(VISIT.url) == replace(VISIT, size=4)
    assert faults(register) == []
    register.add(replace(VISIT, size=5))
    assert [line.visit.size for line in register.lines()] == [0, 1, 2, 3, 4, 5]
    assert faults(register) == []
    assert register.latest(VISIT.url) == replace(VISIT, size=5)


def test_a_register_that_is_none_is_named_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"hello\n")
    with pytest.raises(RegisterError, match=r"visits\.jsonl: line 1: .*backup"):
        Register(tmp_path).latest(VISIT.url)
    with pytest.raises(RegisterError, match="backup"):
        Register(tmp_path).add(VISIT)


def test_long_lines_and_odd_names_are_kept(tmp_path: Path) -> None:
    register = Register(tmp_path)
    odd = replace(VISIT, url="https://alder.example/" + "a" * 200_000, etag='"\udcff\u2028é"')
    for _ in range(3):
        register.add(odd)
    assert Register(tmp_path).latest(odd.url) == odd
    assert faults(register) == []


def test_many_writers_make_one_chain(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from test_archive_register import filled;filled(Path(sys.argv[1]), 20)"
    )
    command = [sys.executable, "-P", "-c", script, str(tmp_path)]
    paths = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    others = [subprocess.Popen(command, env=os.environ | {"PYTHONPATH": paths}) for _ in range(2)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: filled(tmp_path, 10), range(4)))
    assert [other.wait(60) for other in others] == [0, 0]
    register = Register(tmp_path)
    assert (faults(register), register.end()[0]) == ([], 80)


@pytest.mark.parametrize("what", ["flipped", "cut", "gone"])
def test_a_changed_exchange_is_seen(tmp_path: Path, what: str) -> None:
    archive = Archive(tmp_path)
    with site({"/a": Page(b"hello")}) as found:
        fetched(found, "/a", archive)
    assert exchanges(archive) == (set(), set(), [])
    path = next(tmp_path.glob("warc/*/*.warc.gz"))
    content = path.read_bytes()
    path.unlink()
    if what != "gone":
        path.write_bytes(content[:-1] if what == "cut" else content[:40] + bytes([content[40] ^ 1]) + content[41:])
    name = path.relative_to(tmp_path).as_posix()
    assert exchanges(archive) == (({name}, set(), []) if what == "gone" else (set(), set(), [name]))


def exchanges(archive: Archive) -> tuple[set[str], set[str], list[str]]:
    """Those that are gone, those that nobody knows, and those that were changed."""
    lines = list(archive.register.lines())
    return *gone_and_unknown(folder_of(archive), lines), list(changed(folder_of(archive), lines))


def test_an_exchange_is_named_before_it_has_its_name_and_the_next_run_gives_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    with site({"/a": Page(b"hello")}) as found, monkeypatch.context() as killed:
        killed.setattr(Folder, "finish", lambda *_: None)
        fetched(found, "/a", archive)
    (part,) = tmp_path.glob("warc/*/.*.part")
    assert list(tmp_path.glob("warc/*/[!.]*")) == []
    assert exchanges(archive) == (set(), set(), [])
    archive.clear_unfinished()
    assert not part.exists()
    assert len(list(tmp_path.glob("warc/*/[!.]*"))) == 1
    assert exchanges(archive) == (set(), set(), [])


# -- killed

FETCHING = """
import sys
from pathlib import Path
from archive.files import Folder
from archive.fetch import Limits, fetch
from archive.store import Archive
from extractors.records import Listing
archive = Archive(Path(sys.argv[1]))
print("on", flush=True)
for number in range(10_000):
    url = f"{sys.argv[2]}/{number}"
    fetch(Listing("Alder", url, url), archive, Limits(allow_private=True))
"""


def whole(archive: Archive) -> int:
    """How many documents and exchanges there are; fails where one is not whole."""
    archive.clear_unfinished()  # as the next run does
    named = [path for path in folder_of(archive).rglob("*") if path.is_file() and not path.name.startswith(".")]
    for path in named:
        if path.name == FILE_NAME:
            continue
        if path.name.endswith(".warc.gz"):
            assert len(records(archive, str(path.relative_to(folder_of(archive))))) == 2
        else:
            assert archive.get(path.name)
    assert faults(Register(folder_of(archive))) == []
    for line in archive.register.lines():
        assert archive.has(line.visit.sha256)
        assert line.visit.warc is not None
        assert (folder_of(archive) / line.visit.warc).is_file()
    return len(named)


@pytest.mark.slow
def test_a_killed_fetch_leaves_nothing_half_written(tmp_path: Path) -> None:
    chance = random.Random(13)
    archive = Archive(tmp_path)
    pages: Pages = {f"/{number}": Page(bytes([number % 251]) * 40_000 + b"%d" % number) for number in range(400)}
    counts = []
    with site(pages) as found:
        for _ in range(8):
            command = [sys.executable, "-P", "-c", FETCHING, str(tmp_path), found.url]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(ROOT)})
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0.01, 0.3))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            counts.append(whole(archive))
    assert counts == sorted(counts)
    assert counts[-1] > 5
    assert json.loads((folder_of(archive) / FILE_NAME).read_bytes().splitlines()[0])["number"] == 1
