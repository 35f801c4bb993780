"""The people of a workspace: who may log in to the review, and as what."""

from __future__ import annotations

import sys

import click

from cli.options import everywhere, screened_store
from cli.streams import standard_input, standard_output
from errors import InputError

ROLES = ("reader", "second_reader", "adjudicator", "viewer")  # workspace.people.Role, without importing it for --help

from_input = click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")
to_role = click.option(
    "--role",
    type=click.Choice(ROLES),
    required=True,
    help="reader decides; second_reader reads blindly; adjudicator decides where the two differ; viewer looks.",
)


@click.group()
@everywhere
def people() -> None:
    """Who may log in to the review, and as what. Without people nobody has to log in."""


@people.command()
@click.argument("name")
@to_role
@from_input
@everywhere
def add(name: str, role: str, password_stdin: bool) -> None:
    """Let NAME log in; the password is asked for without being shown. The name goes into the decision log."""
    from workspace.people import Role

    with screened_store() as store:
        if any(one.name == name for one in store.people()):
            raise InputError(f"“{name}” is known already; change the role or the password instead")
        store.add_person(name, Role(role), _password(password_stdin))
    click.echo(f"{name} may log in as {role}.", err=True)


@people.command("list")
@everywhere
def list_people() -> None:
    """Print each person's role and name, one a line."""
    with screened_store() as store, standard_output() as output:
        output.writelines(f"{one.role.value}\t{one.name}\n" for one in store.people())


@people.command()
@click.argument("name")
@everywhere
def remove(name: str) -> None:
    """Let NAME log in no more, at once; decisions keep the name."""
    with screened_store() as store:
        store.remove_person(name)
        left = store.people()
    click.echo(f"{name} may log in no more.", err=True)
    if not left:
        click.echo("Nobody is left: on this machine the review asks for no log-in any more.", err=True)


@people.command()
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
@everywhere
def role(name: str, role: str) -> None:
    """Give NAME another ROLE, at once: reader, second_reader, adjudicator or viewer."""
    from workspace.people import Role

    with screened_store() as store:
        store.change_person(name, role=Role(role))
    click.echo(f"{name} may log in as {role}.", err=True)


@people.command()
@click.argument("name")
@from_input
@everywhere
def password(name: str, password_stdin: bool) -> None:
    """Give NAME another password; who is logged in with the old one is logged out."""
    with screened_store() as store:
        if all(one.name != name for one in store.people()):
            store.change_person(name)  # refuses, and names those who are there
        store.change_person(name, password=_password(password_stdin))
    click.echo(f"{name} has a new password.", err=True)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return standard_input().readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InputError("there is no terminal to ask for the password; give it with --password-stdin")
    given: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return given
