"""The command line: each command reads its options, calls one function of the house, and prints.

Results go to standard output or to `--output FILE`, progress and logs to standard error. Exit code 0 means
that the command ended, whatever became of single documents; 2 means that the request itself was wrong, with
one message that names the file, the value and the cure. What is heavy is imported inside the command that
needs it.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO, TypedDict, TypeVar, Unpack

import click

from errors import InputError, Refusal

if TYPE_CHECKING:
    from evaluation.measuring import Evaluation, Terms
    from extractors.rules import Rules
    from reports.export import Format
    from reports.rows import Table
    from screening.run import Batch, Way, Work
    from workspace.store import Store

DEFAULT_WORKSPACE = Path("firmword-workspace")
DEFAULT_RUBRIC = "chrb-core-2019"
WORKSPACE = "firmword.workspace"  # under this name the options before and after a command meet

Command = TypeVar("Command", bound=Callable[..., object])


class Refusing(click.Group):
    """A group whose commands turn the house's refusals into one message."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a refusal ends it with its exit code, without a traceback."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _leave_closed_pipe()
        except Refusal as refusal:
            click.echo(f"firmword: {refusal}", err=True)
            ctx.exit(refusal.exit_code)


def _remember_workspace(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.meta[WORKSPACE] = value


def _turn_on_logs(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if not value:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(f"firmword {version('firmword')}")
    except PackageNotFoundError:
        click.echo("firmword, run from its source without being installed")
    ctx.exit()


def everywhere(command: Command) -> Command:
    """The options that every command takes, before and after its name."""
    workspace = click.option(
        "--workspace",
        type=click.Path(path_type=Path, file_okay=False),
        metavar="DIR",
        expose_value=False,
        callback=_remember_workspace,
        help=f"The folder that holds documents, evidence and decisions (default: {DEFAULT_WORKSPACE}).",
    )
    verbose = click.option(
        "--verbose",
        is_flag=True,
        expose_value=False,
        callback=_turn_on_logs,
        help="Say on standard error what is being done.",
    )
    return workspace(verbose(command))


def to_output(command: Command) -> Command:
    """The option that sends a result to a file."""
    option = click.option(
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Write the result to FILE.",
    )
    return option(command)


def workspace() -> Path:
    """The workspace that was named, or the default."""
    named = click.get_current_context().meta.get(WORKSPACE, DEFAULT_WORKSPACE)
    assert isinstance(named, Path)
    return named


def by_rubric(default: str | None, text: str) -> Callable[[Command], Command]:
    """The option that names a rubric: one that comes with Firmword, one of the workspace, or a folder."""

    def with_option(command: Command) -> Command:
        option = click.option(
            "--rubric", "rubric_name", metavar="NAME_OR_FOLDER", default=default, show_default=bool(default), help=text
        )
        return option(command)

    return with_option


@contextmanager
def screened_store() -> Iterator[Store]:
    """The store of a workspace in which something was screened."""
    folder = workspace()
    if not (folder / "firmword.db").is_file():
        raise InputError(f"{folder}: no workspace there; run `firmword screen INPUT... --workspace {folder}` first")
    from workspace.store import open_store

    store = open_store(folder)
    try:
        yield store
    finally:
        store.close()


def write_result(pieces: Iterable[str], output: Path | None) -> None:
    """Print a result as UTF-8, or write it to the file."""
    if output is None:
        with standard_output() as stream:
            stream.writelines(pieces)
        return
    from reports.files import whole_file

    with (
        whole_file(output) as unfinished,
        unfinished.open("w", encoding="utf-8", errors="backslashreplace") as stream,
    ):
        stream.writelines(pieces)


@contextmanager
def standard_output() -> Iterator[TextIO]:
    """Standard output as UTF-8, whatever the terminal's settings, written out before the command ends."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    yield sys.stdout
    sys.stdout.flush()


@click.group(cls=Refusing, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
@everywhere
def cli() -> None:
    """Read companies' public documents, and see which sentences count for a human-rights rubric."""


# --- the main way


@cli.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--company", metavar="NAME", help="The company of all these documents.")
@by_rubric(DEFAULT_RUBRIC, "The rubric to search for.")
@click.option(
    "--way",
    type=click.Choice(["auto", "direct", "prefect"]),
    default="auto",
    show_default=True,
    help="Run the stages directly or as a Prefect flow; auto decides by the amount of work.",
)
@click.option("--processes", type=click.IntRange(min=1), help="Documents read at the same time (default: one a core).")
@click.option("--allow-private-addresses", is_flag=True, help="Also fetch from addresses of the local network.")
@everywhere
def screen(
    inputs: tuple[str, ...],
    company: str | None,
    rubric_name: str,
    way: Way,
    processes: int | None,
    allow_private_addresses: bool,
) -> None:
    """Screen documents: a CSV with the columns company and source, or files, folders and URLs.

    A CSV may also have the columns kind, published, website and url. A lone file or URL is a company named
    by its stem or host, a folder is one company. Screening again adds to the workspace and repeats no work.
    """
    from archive.intake import listings
    from archive.web import Limits
    from reports.progress import progress_on
    from reports.summary import print_run
    from screening.pool import PoolLimits
    from screening.run import Settings, run
    from workspace import rubrics
    from workspace.store import open_store

    rubric = rubrics.find(workspace(), rubric_name).rubric
    wanted = listings(inputs, company)
    settings = Settings(
        fetching=Limits(allow_private=allow_private_addresses),
        pool=PoolLimits(processes=processes) if processes else PoolLimits(),
    )
    with progress_on(sys.stderr) as progress:
        done = run(wanted, workspace(), rubric_name, way, progress, _through_prefect, settings)
    with open_store(workspace()) as store, standard_output() as output:
        print_run(output, store, rubric, wanted, done)
    if done.done:
        click.echo(f"Review it: firmword review --workspace {workspace()}", err=True)


def _through_prefect(batches: Sequence[Batch], work: Work) -> None:
    """Carries the batches as a flow. Prefect is imported only when a run takes that way."""
    from flows import through_prefect

    through_prefect(batches, work)


@cli.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port to listen on (default: a free one).")
@click.option("--reviewer", metavar="NAME", help="Who decides; goes into the decision log (default: the login name).")
@by_rubric(None, "Show this rubric alone (default: all of the workspace).")
@everywhere
def review(port: int, reviewer: str | None, rubric_name: str | None) -> None:
    """Open the page on which a person confirms or rejects the evidence found."""
    from reports.company import rubrics_used

    with screened_store() as store:
        only = rubrics_used(store, None, rubric_name)[0].name if rubric_name else None
    chosen = _open_port(port)
    from review.web import serve

    serve(workspace(), chosen, reviewer or _login_name(), only)


def _open_port(wanted: int) -> int:
    """The port that was asked for, or for 0 one that is free; refused when another program has it."""
    import socket

    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", wanted))
        except OSError as error:
            raise InputError(f"--port {wanted}: {error.strerror}; name another, or 0 for a free one") from error
        found: int = trial.getsockname()[1]
    return found


def _login_name() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:  # no name for the user's number, as in some containers
        raise InputError("--reviewer: this system has no login name for you; give your name") from error


@cli.command()
@click.argument("table", type=click.Choice(["candidates", "findings", "scores", "documents"]))
@click.option("--format", "form", type=click.Choice(["csv", "jsonl", "xlsx"]), default="csv", show_default=True)
@click.option("--company", metavar="NAME", help="Only this company.")
@by_rubric(None, "Only this rubric (default: all of the workspace).")
@to_output
@everywhere
def export(table: Table, form: Format, company: str | None, rubric_name: str | None, output: Path | None) -> None:
    """Write candidates, findings, scores or documents as a table.

    CSV puts an apostrophe before text that a spreadsheet program would take for a formula; JSON lines have
    every quote exactly. XLSX needs --output.
    """
    from reports.export import export as write

    with screened_store() as store, standard_output() as stream:
        write(store, table, form, output, company, stream, rubric_name)


@cli.command()
@click.argument("company")
@click.argument("indicator")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@by_rubric(None, "The rubric (default: the one that has the indicator).")
@to_output
@everywhere
def explain(company: str, indicator: str, form: str, rubric_name: str | None, output: Path | None) -> None:
    """Explain an indicator (A.1.2) or an element (A.1.2/S1.c) of a company: bounds, evidence, near misses.

    For a rubric of stages also a module (2), or the rubric's name (rsj-2018): the highest stages with public
    evidence, what is missing, and the improvement plan.
    """
    from reports import explain as explaining
    from reports import journey

    with screened_store() as store:
        report = journey.journey_report(store, company, indicator, rubric_name)
        if report is not None:
            text = journey.as_json(report) if form == "json" else journey.as_text(report)
        else:
            explanation = explaining.explain(store, company, indicator, rubric_name)
            text = explaining.as_json(explanation) if form == "json" else explaining.as_text(explanation)
    write_result([text], output)


@cli.command()
@click.argument("sha256", metavar="SHA256")
@to_output
@everywhere
def text(sha256: str, output: Path | None) -> None:
    """Print a document's text exactly as offsets count it; the first 8 characters of the hash are enough."""
    from reports.text import document_text

    with screened_store() as store:
        exact = document_text(store, sha256).encode("utf-8", "surrogatepass")
    if output is None:
        sys.stdout.buffer.write(exact)
        sys.stdout.buffer.flush()
        return
    from reports.files import whole_file

    with whole_file(output) as unfinished:
        unfinished.write_bytes(exact)


# --- the rubrics


@cli.command()
@by_rubric(DEFAULT_RUBRIC, "The rubric to score by.")
@to_output
@everywhere
def score(rubric_name: str, output: Path | None) -> None:
    """Score findings: JSON lines {"indicator", "findings": {"S1.a": "met"}} on standard input, bounds out."""
    from rubric.lines import LineError, score_lines
    from workspace import rubrics

    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    answers = score_lines(sys.stdin, rubrics.find(workspace(), rubric_name).rubric)
    try:
        write_result((f"{answer}\n" for answer in answers), output)
    except LineError as error:
        raise InputError(f"standard input, {error}") from error


@cli.group()
def rubric() -> None:
    """The rubrics: which there are, and what is in them."""


@rubric.command("list")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@to_output
@everywhere
def rubric_list(form: str, output: Path | None) -> None:
    """List the rubrics: those that come with Firmword, and those of the workspace."""
    import json

    from rubric.show import list_text, rubric_data
    from workspace import rubrics

    loaded = [rubrics.find(workspace(), name).rubric for name in rubrics.names(workspace())]
    if form == "json":
        heads = [rubric_data(one) for one in loaded]
        shown = json.dumps([{key: one[key] for key in ("name", "title", "edition", "version")} for one in heads])
    else:
        shown = list_text(loaded)
    write_result([shown, "\n"], output)


@rubric.command("show")
@click.argument("name", metavar="NAME_OR_FOLDER")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@to_output
@everywhere
def rubric_show(name: str, form: str, output: Path | None) -> None:
    """Show a rubric: its indicators, elements, and how they combine."""
    from rubric.show import show_json, show_text
    from workspace import rubrics

    shown = rubrics.find(workspace(), name).rubric
    write_result([show_json(shown) if form == "json" else show_text(shown), "\n"], output)


# --- the lexicons


@cli.group()
def lexicon() -> None:
    """The wordings that are searched for: check them, try them, and see what an edit changes."""


@lexicon.command("check")
@click.argument("folder", metavar="[LEXICON_FOLDER]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@to_output
@everywhere
def lexicon_check(folder: Path | None, form: str, output: Path | None) -> None:
    """Look for faults in the lexicons; exit code 1 where one of them is an error, not just a warning."""
    from authoring.check import as_json, as_text, check, has_errors
    from lexicons import FOLDER

    faults = check(folder or FOLDER)
    write_result([as_json(faults) if form == "json" else as_text(faults)], output)
    if has_errors(faults):
        raise click.exceptions.Exit(1)


@lexicon.command("try")
@click.argument("text", metavar="TEXT")
@click.option("--kind", metavar="KIND", help="The kind of document it stands in, such as 'supplier code'.")
@click.option("--lead-in", default="", metavar="TEXT", help="The words before a list of which it is an item.")
@click.option("--company", default="", metavar="NAME", help="The company that speaks.")
@by_rubric(DEFAULT_RUBRIC, "The rubric to judge by.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@to_output
@everywhere
def lexicon_try(
    text: str, kind: str | None, lead_in: str, company: str, rubric_name: str, form: str, output: Path | None
) -> None:
    """Show which rules fire in TEXT and what they make of it; - reads standard input."""
    from authoring.attempt import as_json, as_text, attempt
    from workspace import rubrics

    if text == "-":
        text = _standard_input()
    trial = attempt(text, rubrics.rules(workspace(), rubric_name), kind, lead_in, company)
    write_result([as_json(trial) if form == "json" else as_text(trial)], output)


@lexicon.command("diff")
@click.argument("folder", metavar="[LEXICON_FOLDER]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--processes", type=click.IntRange(min=1), help="Documents at the same time (default: one a core).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@to_output
@everywhere
def lexicon_diff(folder: Path | None, processes: int | None, form: str, output: Path | None) -> None:
    """Search the workspace's documents with edited lexicons, and show what would change; nothing is saved.

    LEXICON_FOLDER is an edited copy of the folder lexicons; without it, they are taken as they are now.
    """
    from authoring.diff import as_json, as_text, difference
    from lexicons import FOLDER
    from reports.progress import progress_on

    with screened_store() as store, progress_on(sys.stderr) as progress:
        changes = difference(store, folder or FOLDER, processes, progress)
    write_result([as_json(changes) if form == "json" else as_text(changes)], output)


@lexicon.command("usage")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@to_output
@everywhere
def lexicon_usage(form: str, output: Path | None) -> None:
    """Show how often each entry decided about a passage of the workspace, and which never did."""
    from authoring.usage import as_json, as_text, usage

    with screened_store() as store:
        rows = usage(store)
    write_result([as_json(rows) if form == "json" else as_text(rows)], output)


def _standard_input() -> str:
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    return sys.stdin.read()


# --- evaluation


class ManyFiles(click.Command):
    """A command whose options `--data` and `--train` take several files each: `--data A B`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat the option's name before each further file, as click expects it."""
        spread: list[str] = []
        option = None
        for word in args:
            if word.startswith("-"):
                option = word if word in ("--data", "--train") else None
                spread.append(word)
            elif option is not None and spread[-1] != option:
                spread += [option, word]
            else:
                spread.append(word)
        return super().parse_args(ctx, spread)


@cli.group()
def evaluate() -> None:
    """How well what is found agrees with what people labelled."""


def measuring(data: str) -> Callable[[Command], Command]:
    """The options of every set that is measured; `data` says what its files are."""

    def decorated(command: Command) -> Command:
        some = click.Path(path_type=Path)
        for option in (
            click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True),
            click.option("--rules-alone", is_flag=True, help="Measure the rules without a learned model."),
            click.option("--baselines/--no-baselines", default=True, show_default=True, help="Measure these too."),
            click.option("--processes", type=click.IntRange(min=1), help="Processes at a time (default: one a core)."),
            click.option("--documents", type=some, metavar="FOLDER", help="The documents that were labelled whole."),
            click.option("--train", multiple=True, type=some, metavar="FILE...", help="Labels to train on."),
            click.option("--data", multiple=True, type=some, metavar="FILE...", help=data),
        ):
            command = option(command)
        return everywhere(to_output(command))

    return decorated


def only_companies(command: Command) -> Command:
    """The option that measures some companies alone."""
    option = click.option(
        "--companies", type=click.Path(path_type=Path), metavar="FILE", help="Measure only these, one company a line."
    )
    return option(command)


@evaluate.command("gold", cls=ManyFiles)
@by_rubric(DEFAULT_RUBRIC, "The rubric that was labelled.")
@click.option(
    "--export-found",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write what was found as JSON lines.",
)
@click.option("--pages", type=click.Path(path_type=Path), metavar="FILE", help="Pages read of documents read in part.")
@only_companies
@measuring("Labelled passages and outcomes.")
def evaluate_gold(
    rubric_name: str,
    companies: Path | None,
    pages: Path | None,
    export_found: Path | None,
    form: str,
    output: Path | None,
    **terms: Unpack[MeasuringOptions],
) -> None:
    """Measure candidates and outcomes against documents that were labelled whole.

    Each labelled document is screened as a company of its own; an outcome that is not known counts as not
    met. The classifier among the baselines is trained on these labels, or on --train, without the company
    under test.
    """
    from evaluation.gold import evaluate as evaluated
    from evaluation.gold_export import write_found
    from evaluation.gold_tables import as_json, as_text
    from workspace import rubrics

    evaluation = evaluated(_terms(terms, rubrics.rules(workspace(), rubric_name), companies, pages))
    if export_found is not None:
        write_found(evaluation.documents, export_found)
    write_result([as_json(evaluation) if form == "json" else as_text(evaluation)], output)


@evaluate.command("sentences", cls=ManyFiles)
@by_rubric(DEFAULT_RUBRIC, "The rubric that was labelled.")
@only_companies
@measuring("Labelled sentences, one JSON object a line.")
def evaluate_sentences(
    rubric_name: str,
    companies: Path | None,
    form: str,
    output: Path | None,
    **terms: Unpack[MeasuringOptions],
) -> None:
    """Measure single labelled sentences, each read as a document of its kind.

    Pairs of a sentence and an element without a label are counted apart. The classifier is trained on these
    sentences and the documents labelled whole, or on --train, without the companies under test.
    """
    from evaluation.sentences import evaluate as evaluated
    from workspace import rubrics

    rules = rubrics.rules(workspace(), rubric_name)
    _write_set(evaluated(_terms(terms, rules, companies)), form, output)


@evaluate.command("aims", cls=ManyFiles)
@measuring("Labelled sentences of modern slavery statements, as CSV.")
def evaluate_aims(form: str, output: Path | None, **terms: Unpack[MeasuringOptions]) -> None:
    """Measure sentences of modern slavery statements that experts labelled.

    The classifier is trained on these sentences, or on --train, without the statements under test.
    """
    from evaluation.aims import evaluate as evaluated

    _write_set(evaluated(_terms(terms)), form, output)


@evaluate.command("quotes", cls=ManyFiles)
@measuring("Quotes with the verdicts of the elements that they were cited for, as CSV.")
def evaluate_quotes(form: str, output: Path | None, **terms: Unpack[MeasuringOptions]) -> None:
    """Measure quotes that other human-rights benchmarks cited; nothing is ever trained on them.

    The classifier is trained on the sentences and documents labelled for elements, or on --train, without the
    companies under test.
    """
    from evaluation.quotes import evaluate as evaluated

    _write_set(evaluated(_terms(terms)), form, output)


class MeasuringOptions(TypedDict):
    """What `measuring` reads, but for the form of the result."""

    data: tuple[Path, ...]
    train: tuple[Path, ...]
    documents: Path | None
    processes: int | None
    baselines: bool
    rules_alone: bool


def _terms(
    options: MeasuringOptions, rules: Rules | None = None, companies: Path | None = None, pages: Path | None = None
) -> Terms:
    from evaluation.measuring import Terms

    return Terms(
        data=options["data"],
        train=options["train"],
        documents=options["documents"],
        pages=pages,
        companies=companies,
        rules=rules,
        processes=options["processes"],
        baselines=options["baselines"],
        learned=not options["rules_alone"],
    )


def _write_set(evaluation: Evaluation, form: str, output: Path | None) -> None:
    from evaluation.tables import as_json, as_text

    write_result([as_json(evaluation) if form == "json" else as_text(evaluation)], output)


@cli.command(cls=ManyFiles)
@click.option(
    "--train",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE...",
    help="Labelled passages of whole documents, and labelled sentences.",
)
@click.option("--documents", type=click.Path(path_type=Path), metavar="FOLDER", help="The labelled documents.")
@click.option("--pages", type=click.Path(path_type=Path), metavar="FILE", help="Pages read of documents read in part.")
@click.option(
    "--without", type=click.Path(path_type=Path), metavar="FILE", help="Learn nothing from these, one company a line."
)
@by_rubric(DEFAULT_RUBRIC, "The rubric that was labelled.")
@click.option("--output", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@everywhere
def learn(
    train: tuple[Path, ...],
    documents: Path | None,
    pages: Path | None,
    without: Path | None,
    rubric_name: str,
    output: Path,
) -> None:
    """Learn the weights by which candidates are ordered, from labels; the same labels give the same weights."""
    from evaluation.companies import read_companies
    from evaluation.gold_labels import read_pages
    from evaluation.learning import learn_to, pairs_from
    from forms import counted
    from workspace import rubrics

    rules = rubrics.rules(workspace(), rubric_name)
    left_out = read_companies(without, "--without") if without else ()
    learn_to(output, pairs_from(train, documents, rules, read_pages(pages), left_out))
    click.echo(f"Learned {output} from {counted(len(train), 'file')}.", err=True)


def _leave_closed_pipe() -> NoReturn:
    """End quietly when the reader closed the pipe early (`| head`)."""
    # Python would try to write the rest once more while ending, and complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise click.exceptions.Exit(0)


def main() -> None:
    """Run the command line."""
    cli(prog_name="firmword")


if __name__ == "__main__":
    main()
