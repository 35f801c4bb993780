"""The commands that measure against labels, and the one that learns from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from cli.options import Command, by_rubric, everywhere, in_form, to_output, workspace
from cli.streams import write_result
from errors import InputError
from workspace import DEFAULT_RUBRIC

if TYPE_CHECKING:
    from evaluation.measuring import Evaluation, Terms
    from extractors.rules import Rules


_SOME = click.Path(path_type=Path)


class ManyFiles(click.Command):
    """A command whose options that may be repeated take several values each: `--data A B`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Repeat the option's name before each further file, as click expects it."""
        spread: list[str] = []
        many = {option for one in self.params if getattr(one, "multiple", False) for option in one.opts}
        option = None
        for word in args:
            if word.startswith("-"):
                option = word if word in many else None
                spread.append(word)
            elif option is not None and spread[-1] != option:
                spread += [option, word]
            else:
                spread.append(word)
        return super().parse_args(ctx, spread)


@click.group()
@everywhere
def evaluate() -> None:
    """How well what is found agrees with what people labelled."""


def measuring(data: str) -> Callable[[Command], Command]:
    """The options of every set that is measured; `data` says what its files are."""

    def decorated(command: Command) -> Command:
        some = click.Path(path_type=Path)
        for option in (
            in_form,
            click.option("--rules-alone", is_flag=True, help="Measure the rules without a learned model."),
            click.option("--model", type=some, metavar="FOLDER", help="The model to measure (default: its own)."),
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
@by_rubric(DEFAULT_RUBRIC, "The rubric whose elements mean the same as labels.")
@only_companies
@measuring("Labelled sentences of modern slavery statements, as CSV.")
def evaluate_aims(
    rubric_name: str,
    companies: Path | None,
    form: str,
    output: Path | None,
    **terms: Unpack[MeasuringOptions],
) -> None:
    """Measure sentences of modern slavery statements that experts labelled.

    Statements have numbers in place of companies: --companies FILE measures some of them alone.

    The classifier is trained on these sentences, or on --train, without the statements under test. Firmword
    is measured as it comes ("rules"), and taught by the same labels as the classifier ("Firmword, taught").
    """
    from evaluation.aims import evaluate as evaluated
    from workspace import rubrics

    rules = rubrics.rules(workspace(), rubric_name)
    _write_set(evaluated(_terms(terms, rules, companies)), form, output)


@evaluate.command("quotes", cls=ManyFiles)
@measuring("Quotes with the verdicts of the elements that they were cited for, as CSV.")
def evaluate_quotes(form: str, output: Path | None, **terms: Unpack[MeasuringOptions]) -> None:
    """Measure quotes that other human-rights benchmarks cited; nothing is ever trained on them.

    The classifier is trained on the sentences and documents labelled for elements, or on --train, without the
    companies under test. Firmword is measured as it comes ("rules"), and taught by the same labels as the
    classifier ("Firmword, taught").
    """
    from evaluation.quotes import evaluate as evaluated

    _write_set(evaluated(_terms(terms)), form, output)


@evaluate.command("desk", cls=ManyFiles)
@by_rubric(DEFAULT_RUBRIC, "The rubric that was labelled.")
@click.option("--data", multiple=True, type=_SOME, metavar="FILE...", help="Labelled passages and outcomes.")
@click.option("--documents", type=_SOME, metavar="FOLDER", help="The documents that were labelled whole.")
@click.option("--pages", type=_SOME, metavar="FILE", help="Pages read of documents read in part.")
@click.option("--processes", type=click.IntRange(min=1), help="Processes at a time (default: one a core).")
@click.option("--rules-alone", is_flag=True, help="Measure the rules without a learned model.")
@only_companies
@in_form
@to_output
@everywhere
def evaluate_desk(
    rubric_name: str,
    data: tuple[Path, ...],
    documents: Path | None,
    pages: Path | None,
    processes: int | None,
    rules_alone: bool,
    companies: Path | None,
    form: str,
    output: Path | None,
) -> None:
    """Replay labels as a reader's decisions at the desk: cards, keys and words until all scores are final.

    Each document is read in the desk's order, in document order and in rank order, by the same reader.
    """
    from evaluation.desk import evaluate as evaluated
    from evaluation.desk_tables import as_json, as_text
    from evaluation.measuring import Terms
    from workspace import rubrics

    terms = Terms(
        data=data,
        documents=documents,
        pages=pages,
        companies=companies,
        rules=rubrics.rules(workspace(), rubric_name),
        processes=processes,
        learned=not rules_alone,
    )
    evaluation = evaluated(terms)
    write_result([as_json(evaluation) if form == "json" else as_text(evaluation)], output)


class MeasuringOptions(TypedDict):
    """What `measuring` reads, but for the form of the result."""

    data: tuple[Path, ...]
    train: tuple[Path, ...]
    documents: Path | None
    processes: int | None
    baselines: bool
    rules_alone: bool
    model: Path | None


def _terms(
    options: MeasuringOptions, rules: Rules | None = None, companies: Path | None = None, pages: Path | None = None
) -> Terms:
    from evaluation.measuring import Terms

    if options["rules_alone"] and options["model"] is not None:
        raise InputError(f"--rules-alone and --model {options['model']} exclude each other; leave one of them out")
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
        model=options["model"],
    )


def _write_set(evaluation: Evaluation, form: str, output: Path | None) -> None:
    from evaluation.tables import as_json, as_text

    write_result([as_json(evaluation) if form == "json" else as_text(evaluation)], output)


@click.command(cls=ManyFiles)
@click.option(
    "--train",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE...",
    help="Labelled documents, sentences, readings, statements, extracts.",
)
@click.option(
    "--tuned",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE...",
    help="Of these, the labels that the rules were written with: they do not say how far to trust the rules.",
)
@click.option("--documents", type=click.Path(path_type=Path), metavar="FOLDER", help="The labelled documents.")
@click.option("--pages", type=click.Path(path_type=Path), metavar="FILE", help="Pages read of documents read in part.")
@click.option(
    "--without", type=click.Path(path_type=Path), metavar="FILE", help="Learn nothing from these, one company a line."
)
@click.option(
    "--rubric",
    "rubric_names",
    multiple=True,
    default=(DEFAULT_RUBRIC,),
    show_default=True,
    metavar="NAME_OR_FOLDER...",
    help="The rubric that was labelled, then others that extracts teach.",
)
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write the model to FOLDER.",
)
@everywhere
def learn(
    train: tuple[Path, ...],
    tuned: tuple[Path, ...],
    documents: Path | None,
    pages: Path | None,
    without: Path | None,
    rubric_names: tuple[str, ...],
    output: Path,
) -> None:
    """Learn a model from labels, into a folder; the same labels give the same model. Needs torch and onnx."""
    from evaluation.companies import read_companies
    from evaluation.gold_labels import read_pages
    from evaluation.learning import Course, learn_to
    from evaluation.lessons import Sources, check_labels, lessons_from
    from forms import counted
    from workspace import rubrics

    if documents is not None and not documents.is_dir():
        raise InputError(f"--documents {documents}: there is no such folder; name the folder of the documents")
    left_out = read_companies(without, "--without") if without else ()
    sources = Sources(train, documents, read_pages(pages), left_out, tuned)
    taught = [rubrics.rules(workspace(), name) for name in rubric_names]
    check_labels(sources, [rules.rubric for rules in taught])
    for folder in (output, *(output / rules.rubric.name for rules in taught)):
        _check_writable(folder)  # learning takes half an hour, and would end with nothing
    courses = []
    for rules in taught:
        own = sources if rules is taught[0] else replace(sources, files=sources.of("extracts"))
        courses.append(Course(rules, lessons_from(own, rules)))
    learn_to(output, courses)
    click.echo(f"Learned {output} from {counted(len(train), 'file')}.", err=True)


def _check_writable(folder: Path) -> None:
    """Raises InputError where the folder cannot be made or written to; nothing of the trial stays."""
    from tempfile import TemporaryFile

    there = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    try:
        with TemporaryFile(dir=there):
            pass
    except OSError as error:
        raise InputError(
            f"--output {folder}: cannot be written ({there}: {error.strerror}); name another folder"
        ) from None
