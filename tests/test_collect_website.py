"""A whole collection from an invented website: what is listed, what is left out and why, and how it is asked."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from local_site import Page, Pages
from local_site import site as local_site
from website_samples import Served, drellbeck, page, pdf, text

from archive.collection import Collection
from archive.discover import Discovery, discover
from archive.links import WebPage, web_page
from cli import cli
from extractors.records import Listing
from screening.run import Settings
from workspace.store import open_store

pytestmark = pytest.mark.slow
DELAY = 0.02


@dataclass(frozen=True, slots=True)
class Run:
    """The company's site after it was collected, with both files."""

    site: Served
    other: Served
    folder: Path
    result: Result

    @property
    def file(self) -> Path:
        return self.folder / "list.csv"

    def rows(self, name: str = "list.csv") -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def left(self) -> dict[str, str]:
        """What was left out, by its path, with the reason."""
        return {self.path(row["url"]): row["why"] for row in self.rows("list-skipped.csv")}

    def listed(self) -> list[str]:
        return [self.path(row["source"]) for row in self.rows()]

    def path(self, url: str) -> str:
        return url.removeprefix(self.site.address)


def called(folder: Path, address: str, *more: str) -> Result:
    workspace, output = str(folder / "workspace"), str(folder / "list.csv")
    command = ["collect", address, "--company", "Drellbeck Mills", "--workspace", workspace, "--output", output]
    more = ("--allow-private-addresses", "--delay", str(DELAY), *more)
    return CliRunner().invoke(cli, [*command, *more], catch_exceptions=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("collect")
    with drellbeck() as (site, other):
        yield Run(site, other, folder, called(folder, site.address))


def test_the_documents_are_listed_each_once(run: Run) -> None:
    assert run.result.exit_code == 0, run.result.output
    assert sorted(run.listed()) == sorted(
        [
            "/supplier-code",
            "/en/human-rights",
            "/about/gender-pay-gap",
            "/statement/2024",
            "/statement/2023",
            "/download?id=7",
            f"{run.other.address}/files/report?v=3.pdf",
        ]
    )


def test_a_row_says_what_it_is_and_why_it_is_there(run: Run) -> None:
    rows = {run.path(row["source"]): row for row in run.rows()}
    code = rows["/download?id=7"]
    assert (code["company"], code["kind"], code["keep"]) == ("Drellbeck Mills", "code of conduct", "")
    assert code["title"] == "Code of Conduct"
    assert (run.path(code["website"]), run.path(code["found_on"])) == ("/", "/en/")
    assert "“Code of Conduct”" in code["why"]
    assert [row["rank"] for row in run.rows()] == [str(number) for number in range(1, 8)]


def test_what_is_left_out_is_told_with_its_reason(run: Run) -> None:
    left = run.left()
    assert left["/media/code-of-conduct.pdf"].startswith("the same bytes as")
    assert left["/print/human-rights-policy"].startswith("the same text as")
    assert "in another language" in left["/de/human-rights"]
    assert "placeholder" in left["/speak-up"]
    assert "sign in" in left["/board-papers"]
    assert "what is not there" in left["/never-written-policy"]
    assert "HTTP 404" in left["/old/health-and-safety-policy"]
    assert "in a circle" in left["/round"]
    assert "disallowed by robots.txt" in left["/private/human-rights-policy.pdf"]
    assert "more than 20,000,000 bytes" in left["/bomb.xml.gz"]
    assert "do not name the company" in left[f"{run.other.address}/laws/act.pdf"]
    assert "told of the day" in left["/news/2024/supplier-day"]
    assert "series" in left[next(path for path in left if path.startswith("/dates/"))]


def test_robots_txt_is_first_and_what_it_forbids_is_never_asked_for(run: Run) -> None:
    assert run.site.paths[0] == run.other.paths[0] == "/robots.txt"
    assert [path for path in run.site.paths if path.startswith("/private/")] == []


def test_the_site_is_asked_slowly_seldom_and_without_cookies(run: Run) -> None:
    asked = list(run.site.asked)
    assert len(asked) + len(run.other.asked) <= 60
    assert sum(path.startswith("/dates/") for path in run.site.paths) <= 6
    assert [one.cookie for one in asked if one.cookie] == []
    times = sorted(one.at for one in asked)
    assert times[-1] - times[0] >= 0.9 * DELAY * (len(times) - 1)  # one may arrive late, all of them do not
    waited = [one for one in asked if one.path == "/supplier-code"]
    assert [one.status for one in waited[:2]] == [429, 200]
    assert waited[1].at - waited[0].at >= 0.95


def test_a_second_run_transfers_nothing_again_and_keeps_what_the_researcher_said(run: Run) -> None:
    rows = run.rows()
    before = run.file.read_text(encoding="utf-8")
    rows[0] |= {"keep": "yes", "title": "My own title"}
    rows[1]["keep"] = "no"
    rows = [row | {"notes": f"note {row['rank']}"} for row in rows]
    added = dict.fromkeys(rows[0], "") | {
        "company": "Drellbeck Mills", "source": "https://elsewhere.example/policy.pdf", "keep": "yes",
        "website": rows[0]["website"],
    }  # fmt: skip
    with run.file.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows([*rows, added])
    so_far = len(run.site.asked)
    assert called(run.folder, run.site.address).exit_code == 0
    again = run.site.asked[so_far:]
    sent = {one.path for one in again if one.status == 200}
    assert sent <= {"/robots.txt"}, "all else is told to be unchanged"
    after = {row["source"]: row for row in run.rows()}
    assert after[rows[0]["source"]]["title"] == "My own title"
    assert after[rows[1]["source"]]["keep"] == "no"
    assert after["https://elsewhere.example/policy.pdf"]["keep"] == "yes"
    assert len(after) == len(rows) + 1
    assert [after[row["source"]]["notes"] for row in rows] == [row["notes"] for row in rows]
    run.file.write_text(before, encoding="utf-8")


def test_what_the_archive_had_is_listed_without_a_request(run: Run, tmp_path: Path) -> None:
    so_far = len(run.site.asked)
    (tmp_path / "workspace").symlink_to(run.folder / "workspace")
    assert called(tmp_path, run.site.address, "--as-of", "2100-01-01").exit_code == 0
    with (tmp_path / "list.csv").open(encoding="utf-8-sig") as file:
        assert sorted(row["source"] for row in csv.DictReader(file)) == sorted(row["source"] for row in run.rows())
    assert len(run.site.asked) == so_far
    assert "not in the archive" in called(tmp_path, run.site.address, "--as-of", "2001-01-01").output


def test_a_budget_is_kept_and_the_best_comes_first(run: Run, tmp_path: Path) -> None:
    so_far = len(run.site.asked) + len(run.other.asked)
    result = called(tmp_path, run.site.address, "--budget", "14")
    assert len(run.site.asked) + len(run.other.asked) - so_far <= 14
    assert "were not asked for (more with a larger --budget)" in result.output
    with (tmp_path / "list.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) >= 2


def test_screening_one_address_says_what_it_links_and_the_list_is_screened(run: Run, tmp_path: Path) -> None:
    options = ["--workspace", str(tmp_path / "one"), "--allow-private-addresses"]
    page = f"{run.site.address}/en/"
    alone = CliRunner().invoke(cli, ["screen", page, *options], catch_exceptions=False)
    assert f"find and list them all: firmword collect {page}" in alone.output
    assert "Supplier Code of Conduct" in alone.output
    result = called(tmp_path, run.site.address, "--screen", "--budget", "12")
    assert "Review it" in result.output


def test_what_is_screened_at_once_is_the_whole_list_by_the_same_options(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Sequence[Listing], Settings]] = []
    monkeypatch.setattr("cli.collect.screened", lambda wanted, *how: asked.append((wanted, how[-1])))
    (tmp_path / "list.csv").write_text("company,source,keep\nDrellbeck Mills,own/code.pdf,yes\n", encoding="utf-8")
    called(tmp_path, run.site.address, "--screen", "--budget", "5")
    ((wanted, settings),) = asked
    assert (settings.delay, settings.fetching.allow_private) == (DELAY, True)
    assert [one.location for one in wanted if one.source == "own/code.pdf"] == [str(tmp_path / "own" / "code.pdf")]


def test_a_list_that_only_scripts_fetch_is_found_page_after_page(tmp_path: Path) -> None:
    shell = Page(b"<!doctype html><title>Drellbeck</title><div id=app></div><script src=/app.js></script>")
    policies = b"".join(b"<a href=/shop/%d>Shirt %d</a> " % (n, n) for n in range(12))
    pages: Pages = {
        "/robots.txt": Page(b"Sitemap: //[broken\nSitemap: /map.xml\n"),
        "/map.xml": Page(b"<urlset><url><loc>/policies</loc></url></urlset>"),
        "/": shell,
        "/app.js": Page(b'const all = () => fetch("/api/papers?page=1").then(show)'),
        "/api/papers?page=1": Page(
            b'{"items": [{"headline": "Code of Conduct", "file": {"get": "/f/1"}}], "next": "/api/papers?page=2"}'
        ),
        "/api/papers?page=2": Page(b'[{"headline": "Supplier Code of Conduct", "file": {"get": "/f/2"}}]'),
        "/policies": Page(page("Policies", policies.decode(), "<script src=/policies.js></script>")),
        "/policies.js": Page(b'axios.get("/api/policies")'),
        "/api/policies": Page(b'[{"title": "Human Rights Policy", "url": "/f/3"}]'),
        "/f/1": Page(pdf("Code of Conduct")),
        "/f/2": Page(text("Supplier Code of Conduct", "Our supplier code of conduct binds suppliers.")),
        "/f/3": Page(text("Human Rights Policy", "Human rights come first.")),
    }
    with local_site(pages) as found:
        result = called(tmp_path, found.url)
        assert result.exit_code == 0, result.output
        listed = [row["source"] for row in Run(Served(found.url), Served(""), tmp_path, result).rows()]
    assert sorted(listed) == [f"{found.url}/f/{number}" for number in (1, 2, 3)]


def test_a_website_that_nobody_foresaw_does_not_end_the_search_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(website: str, *more: object) -> Discovery:
        if website.endswith(":1/"):
            raise ValueError("what is that?")
        return discover(website, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("archive.collection.discover", breaks)
    with local_site({"/": Page(text("Human Rights Policy", "Human rights come first."))}) as found:
        result = called(tmp_path, "http://127.0.0.1:1/", found.url)
        assert result.exit_code == 0
        assert "did not foresee (ValueError: what is that?)" in result.output
        rows = Run(Served(found.url), Served(""), tmp_path, result).rows()
    assert [row["source"] for row in rows] == [f"{found.url}/"]


@pytest.mark.parametrize("host", ["www..alder.example", "alder.example'", "a" * 260, "[::1%25eth0]"])
def test_a_link_to_what_is_no_host_is_left_out_alone(tmp_path: Path, host: str) -> None:
    links = f'<a href="http://{host}/code.pdf">Code of Conduct</a> <a href=/rights>Human Rights Policy</a>'
    policy = text("Human Rights Policy", "Human rights come first.")
    with local_site({"/": Page(page("Policies", links)), "/rights": Page(policy)}) as found:
        run = Run(Served(found.url), Served(""), tmp_path, called(tmp_path, found.url))
    assert run.listed() == ["/rights"]
    assert sum(why.startswith("not a web address") for why in run.left().values()) == 1


def test_a_page_that_nobody_foresaw_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(content: bytes, served_as: str | None, url: str) -> WebPage:
        if url.endswith("/code"):
            raise ValueError("what is that?")
        return web_page(content, served_as, url)

    monkeypatch.setattr("archive.discover.web_page", breaks)
    policy = text("Human Rights Policy", "Human rights come first.")
    links = "<a href=/code>Code of Conduct</a> <a href=/rights>Human Rights Policy</a>"
    pages: Pages = {"/": Page(page("Policies", links)), "/rights": Page(policy), "/code": Page(policy)}
    with local_site(pages) as found:
        run = Run(Served(found.url), Served(""), tmp_path, called(tmp_path, found.url))
    assert run.listed() == ["/rights"]
    assert "(ValueError: what is that?)" in run.left()["/code"]


def test_a_search_that_is_cut_off_keeps_what_was_found_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = threading.Event()

    def breaks(website: str, *more: object) -> Discovery:
        if website.endswith(":1/"):
            first.wait(30)
            raise KeyboardInterrupt
        return discover(website, *more)  # type: ignore[arg-type]

    def told(one: Collection) -> str:
        first.set()
        return one.website.address

    monkeypatch.setattr("archive.collection.discover", breaks)
    monkeypatch.setattr("reports.collected.told", told)
    with local_site({"/": Page(text("Human Rights Policy", "Human rights come first."))}) as found:
        result = called(tmp_path, "http://127.0.0.1:1/", found.url)
        assert result.exit_code == 1
        rows = Run(Served(found.url), Served(""), tmp_path, result).rows()
    assert [row["source"] for row in rows] == [f"{found.url}/"]


def test_where_nothing_is_listed_nobody_is_told_to_screen_it(tmp_path: Path) -> None:
    with local_site({"/": Page(page("Shirts", "<p>Shirts since 1874.</p>"))}) as found:
        result = called(tmp_path, found.url)
    told = ("Nothing is listed" in result.output, "screen it" in result.output, result.exit_code)
    assert told == (True, False, 0)


@pytest.mark.parametrize("more", [(), ("--screen",)])
def test_where_no_website_could_be_searched_the_command_has_failed_and_the_list_stays(
    tmp_path: Path, more: tuple[str, ...]
) -> None:
    row = "Drellbeck Mills,policy.md,http://127.0.0.1:1/,1\n"
    (tmp_path / "policy.md").write_text("# Human Rights Policy\n\nWe respect human rights.\n", encoding="utf-8")
    (tmp_path / "list.csv").write_text(f"company,source,website,rank\n{row}", encoding="utf-8")
    result = called(tmp_path, "http://127.0.0.1:1/", *more)
    assert result.exit_code == 1
    assert "no website could be searched; 1 row of earlier searches stays" in result.output
    assert ("try again" in result.output, "Look it through" in result.output) == (True, False)
    assert [row["source"] for row in Run(Served(""), Served(""), tmp_path, result).rows()] == ["policy.md"]


def test_the_date_is_that_of_the_document_that_is_there_unless_the_researcher_says_another(tmp_path: Path) -> None:
    def policy(year: int) -> Page:
        return Page(
            text("Human Rights Policy", f"Published on 12 March {year}."), headers={"Content-Type": "text/html"}
        )

    with local_site({"/": policy(2020)}) as served:
        found = Run(Served(served.url), Served(""), tmp_path, called(tmp_path, f"{served.url}/"))
        assert [(row["published"], row["dated"]) for row in found.rows()] == [("", "2020-03-12")]
        served.pages["/"] = policy(2024)
        options = ["--workspace", str(tmp_path / "workspace"), "--allow-private-addresses"]
        CliRunner().invoke(cli, ["screen", str(found.file), *options], catch_exceptions=False)
        with open_store(tmp_path / "workspace") as store:
            assert [row.published for row in store.documents()] == ["2024-03-12"]
        rows = found.rows()
        with found.file.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows([rows[0] | {"published": "2022"}])
        called(tmp_path, f"{served.url}/")
    assert [(row["published"], row["dated"]) for row in found.rows()] == [("2022", "2024-03-12")]
