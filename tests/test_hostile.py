"""Two hundred payloads in a workspace: no page takes one for an element or an attribute, no answer lets one run.

What a browser makes of them is in test_hostile_browser.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from hostile_samples import PLACES, PRODUCT, SHAPES, Told, fill, harmless, payloads
from page_samples import not_opened, of_company, overall
from people_samples import BEN, HTMX, TestClient

from review.seats import OF_SECOND
from review.web import SAFETY, create_app
from review.words import original_link
from workspace.store import open_store

TOKEN = "the-token"
ADDRESSES = {"href", "src", "action", "formaction", "hx-get", "hx-post", "data", "xlink:href"}
ALL = range(len(SHAPES))

pytestmark = pytest.mark.slow


class Skeleton(HTMLParser):
    """What a page is made of, without its words: each tag with its attributes, and where its addresses lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.made_of: set[tuple[str, str]] = set()
        self.addresses: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.made_of |= {(tag, ""), *((tag, name) for name, _ in attrs)}
        self.addresses += [value or "" for name, value in attrs if name in ADDRESSES]
        self.words += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.made_of.add(("a comment", data))

    def unknown_decl(self, data: str) -> None:
        self.made_of.add(("a declaration", data))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """What the pages are made of where nobody means harm."""
    folder = tmp_path_factory.mktemp("plain")
    told = fill(folder, [harmless(shape) for shape in ALL])[0]
    found: set[tuple[str, str]] = set()
    with opened(folder, told) as client:
        for answer in (*pages(client, folder, told).values(), *decided(client, folder, told)):
            found |= Skeleton(answer).made_of
    return found


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Told]]:
    folder = tmp_path_factory.mktemp("hostile")
    return folder, fill(folder, [payloads(shape) for shape in ALL])


def opened(folder: Path, told: Told, name: str = "") -> TestClient:
    app = create_app(folder, name + told.places["reviewer"], TOKEN)
    return TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False)


def addresses(folder: Path, told: Told, every: bool = True) -> dict[str, str]:
    """The pages of a company and those over all: the latter whole only if `every`, as all companies are on them."""
    search = told.places["search word"]
    across = overall(search, told.company)
    with open_store(folder) as store:
        own = of_company(store, told.company, search)
    return own | {name: one for name, one in across.items() if every or quote(search, safe="") in one}


def pages(client: TestClient, folder: Path, told: Told, every: bool = True) -> dict[str, str]:
    """Every page, whole and as the part that htmx asks for, none of which fails."""
    found = {}
    while "being counted" in client.get("/").text:  # who waits for the board has another page, which comes again
        pass
    blind = opened(folder, told, f"{BEN} ")  # whoever decided in the first reading does not read blindly
    for name, address in addresses(folder, told, every).items():
        for kind, headers in (("whole", {}), ("part", HTMX)):
            answer = (blind if OF_SECOND in address else client).get(address, headers=headers)
            assert answer.status_code == (404 if name.startswith("error") else 200), (name, kind, address)
            assert_strict(answer.headers)
            if answer.headers["content-type"].startswith("text/html"):
                found[f"{name}, {kind}"] = answer.text
            else:
                assert answer.headers["content-type"] == "text/plain; charset=utf-8", (name, kind)
    return found


def decided(client: TestClient, folder: Path, told: Told) -> Iterator[str]:
    """What is answered to decisions whose note is a payload: saved, refused as stale, refused as incomplete."""
    sent = {
        "token": TOKEN,
        "company": told.company,
        "element": "C.1/S1.a",
        "verdict": "met",
        "note": told.places["note"],
    }
    for status in (200, 409):
        answer = client.post("/decide", data=sent | {"seen_element": "0"}, headers=HTMX)
        assert answer.status_code == status
        assert_strict(answer.headers)
        yield answer.text
    for wrong in ({"verdict": told.places["text"]}, {"element": told.places["text"]}, {"company": told.places["text"]}):
        answer = client.post("/decide", data=sent | wrong)
        assert answer.status_code in (404, 422)
        assert answer.headers["content-type"].startswith("text/plain")
        assert_strict(answer.headers)


def assert_strict(headers: object) -> None:
    """The policy that lets nothing run but our own files."""
    told = dict(headers)  # type: ignore[call-overload]
    for name, value in SAFETY.items():
        assert told[name.lower()] == value
    policy = dict(one.strip().partition(" ")[::2] for one in told["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert {value for name, value in policy.items() if name.endswith("-src")} == {"'none'", "'self'"}
    assert policy["form-action"] == "'self'"


def test_there_are_two_hundred_payloads_each_of_its_own() -> None:
    every = [one for shape in ALL for one in payloads(shape).values()]
    assert len(set(every)) == len(every) == len(SHAPES) * len(PLACES) >= 200


def test_the_payloads_are_placed_on_every_page(hostile: tuple[Path, list[Told]]) -> None:
    folder, told = hostile
    assert not_opened(create_app(folder, "R", TOKEN), addresses(folder, told[0])) == {"/log-in"}


@pytest.mark.parametrize("shape", ALL)
def test_no_payload_becomes_an_element_or_an_attribute(
    hostile: tuple[Path, list[Told]], plain: set[tuple[str, str]], shape: int
) -> None:
    folder, every = hostile
    told = every[shape]
    seen = ""
    with opened(folder, told) as client:
        answers = pages(client, folder, told, shape == 0) | {
            f"decided {number}": one for number, one in enumerate(decided(client, folder, told))
        }
    for name, answer in answers.items():
        page = Skeleton(answer)
        assert page.made_of <= plain, name
        for address in page.addresses:
            assert re.match(r"/(?![/\\])|#|https?://", address) or address == "", (name, address)
            assert address.startswith(("/", "#")) or address in {one.places["address"] for one in every}, name
        assert PRODUCT not in answer, name
        seen += " ".join(page.words)
    missing = {place for place, words in told.places.items() if " ".join(words.split()) not in " ".join(seen.split())}
    assert missing <= {"address"}  # which is shown nowhere but as where a link leads


def test_the_log_in_holds_payloads_as_words(hostile: tuple[Path, list[Told]], tmp_path: Path) -> None:
    app = create_app(tmp_path, "R", TOKEN, hosts=("desk.test",))
    with TestClient(app, base_url="http://desk.test") as client:
        whole = Skeleton(client.get("/log-in?to=/plain").text).made_of
        for told in hostile[1]:
            name = told.places["reviewer"][:100]
            for to in (told.places["text"], f"/{told.places['text']}"):
                page = client.get("/log-in", params={"to": to}).text
                assert Skeleton(page).made_of <= whole
                answer = client.post("/log-in", data={"token": TOKEN, "name": name, "password": "wrong", "to": to})
                assert answer.status_code in (403, 429)
                assert Skeleton(answer.text).made_of - whole <= {("p", "role")}
                assert_strict(answer.headers)


def test_an_original_is_saved_under_the_strict_policy_whatever_it_is_called(
    hostile: tuple[Path, list[Told]],
) -> None:
    folder, every = hostile
    for told in every:
        with open_store(folder) as store:
            sha256 = next(row.document for row in store.documents(told.company) if row.document)
        path = folder / "archive" / sha256[:2] / sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"<script>window.__ran=1</script>")
        with opened(folder, told) as client:
            answer = client.get(original_link(told.company, sha256))
        assert_strict(answer.headers)
        if answer.status_code == 200:
            assert answer.headers["content-type"] == "application/octet-stream"
            assert re.fullmatch(r"attachment; filename\*=UTF-8''[\w.%~-]+", answer.headers["content-disposition"])
        else:
            assert answer.status_code == 404
            assert Skeleton(answer.text).made_of


def test_every_kind_of_answer_carries_the_strict_policy(hostile: tuple[Path, list[Told]]) -> None:
    folder, every = hostile
    with opened(folder, every[0]) as client:
        answers = {
            "a file of ours": (client.get("/static/review.js"), 200),
            "no such file": (client.get("/static/none.js"), 404),
            "no such page": (client.get("/none/at/all"), 404),
            "no such company": (client.get("/company/none"), 404),
            "another method": (client.put("/decide"), 405),
            "another host": (client.get("/", headers={"Host": "evil.example"}), 400),
            "on to elsewhere": (client.get("/log-in", follow_redirects=False), 303),
            "no token": (client.post("/decide", data={}), 403),
            "an incomplete form": (client.post("/decide", data={"token": TOKEN}), 422),
            "no picture": (client.get("/page/" + "0" * 64 + "/1.png"), 404),
            "what is no number": (client.get("/page/" + "0" * 64 + "/one.png"), 422),
        }
    for name, (answer, status) in answers.items():
        assert answer.status_code == status, name
        assert_strict(answer.headers)


def test_what_is_checked_here_would_be_found(plain: set[tuple[str, str]]) -> None:
    """The same check over payloads that are not escaped: each is seen, but for those that are addresses alone."""
    page = "<p title=\"{0}\">{0}</p><p title='{0}'>{0}</p>"
    passed = [shape for shape in ALL if Skeleton(page.format(payloads(shape)["text"])).made_of <= plain]
    assert {SHAPES[one] for one in passed} <= {one for one in SHAPES if one.startswith(("javascript:", "&lt;", "{{"))}
