"""The command that opens the desk in a browser, and to whom it is served."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

import click

from cli.options import a_name, by_rubric, everywhere, login_name, screened_store, workspace
from cli.verify import checked
from errors import InputError
from workspace.commands import command

READ = click.Path(path_type=Path, exists=True, dir_okay=False)
THIS_MACHINE = "127.0.0.1"
THESE_MACHINES = (THIS_MACHINE, "localhost")
EVERY_ADDRESS = ("0.0.0.0",)
PORT = 8643  # of the review: the same from run to run, so that bookmarks and what a browser keeps hold


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="The port to listen on, from run to run the same; 0 takes a free one.",
)
@click.option("--no-browser", is_flag=True, help="Only print the address, and open no browser.")
@click.option(
    "--reviewer",
    metavar="NAME",
    callback=a_name,
    help="Who decides while the workspace has no people; goes into the decision log (default: the login name).",
)
@by_rubric(None, "Show this rubric alone (default: all of the workspace).")
@click.option(
    "--host",
    default=THIS_MACHINE,
    show_default=True,
    help="The address to listen on; beyond this machine only where people with passwords were added.",
)
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="A name by which browsers may call the review, as desk.example.org; may be repeated.",
)
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="The address of a reverse proxy before the review, which is believed for whom it asks; may be repeated.",
)
@click.option("--certificate", type=READ, metavar="FILE", help="A TLS certificate (PEM), so that nobody listens in.")
@click.option("--key", type=READ, metavar="FILE", help="The private key of the certificate.")
@everywhere
def review(
    port: int,
    no_browser: bool,
    reviewer: str | None,
    rubric_name: str | None,
    host: str,
    names: tuple[str, ...],
    proxies: tuple[str, ...],
    certificate: Path | None,
    key: Path | None,
) -> None:
    """Open the page on which a person confirms or rejects the evidence found.

    Alone on one machine nobody has to log in. As soon as people were added (`firmword people add`), all log in.
    """
    from reports.company import rubrics_used

    with screened_store() as store, checked(store):
        only = rubrics_used(store, None, rubric_name)[0].name if rubric_name else None
        people = bool(store.people())
    hosts = _called_by(host, names, people)
    trusted = _proxies(proxies)
    if trusted and not people:
        raise _nobody_logs_in(f"--proxy {trusted[0]}")
    if key and not certificate:
        raise InputError("--key: it belongs to a certificate; give --certificate, too")
    chosen = _open_port(host, port)
    if host not in THESE_MACHINES and not certificate:
        click.echo("Passwords and pages go over the network unprotected: give --certificate and --key.", err=True)
    from review.web import Reach, serve

    reach = Reach(host, hosts, certificate, key, trusted)
    # With people it is they who decide, by their own names.
    name = reviewer or ("" if people else login_name("--reviewer"))
    serve(workspace(), chosen, name, only, browser=not (no_browser or hosts), reach=reach)


def _called_by(host: str, names: Sequence[str], people: bool) -> tuple[str, ...]:
    """The names beside this machine's own by which the review may be called; refused where anybody could decide."""
    others = [name for name in names if name not in THESE_MACHINES]
    if host in THESE_MACHINES and not others:
        return ()
    if not people:
        raise _nobody_logs_in(f"--host {host}" if host not in THESE_MACHINES else f"--allow-host {others[0]}")
    if any("*" in name or "/" in name or ":" in name for name in others):
        raise InputError("--allow-host: give a name alone, as desk.example.org, without scheme, port or star")
    if host in EVERY_ADDRESS and not others:
        raise InputError(f"--host {host}: say with --allow-host by which names browsers may call it")
    return tuple(dict.fromkeys([*others, *([host] if host not in {*THESE_MACHINES, *EVERY_ADDRESS} else [])]))


def _nobody_logs_in(option: str) -> InputError:
    cure = command("people add", "NAME", workspace=workspace(), role="reader")
    return InputError(f"{option}: anybody could decide there; first add people with passwords: {cure}")


def _proxies(addresses: Sequence[str]) -> tuple[str, ...]:
    """The proxies' addresses, each a single one: whoever asks from there may name any other address as its own."""
    from ipaddress import ip_address

    for one in addresses:
        try:
            ip_address(one)
        except ValueError:
            raise InputError(
                f"--proxy {one}: give the one address from which the proxy asks, as 127.0.0.1 or 10.1.2.3"
            ) from None
    return tuple(addresses)


def _open_port(host: str, wanted: int) -> int:
    """The port, or for 0 one that is free; refused when another program has it: a bookmark must not lead elsewhere."""
    import socket

    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, wanted))
        except OSError as error:
            if host not in THESE_MACHINES and error.errno != errno.EADDRINUSE:
                raise InputError(
                    f"--host {host}: {error.strerror or error}; give an address of this machine"
                ) from error
            cure = "stop the other review, name another port, or 0 for a free one"
            raise InputError(f"--port {wanted}: {error.strerror}; {cure}") from error
        found: int = trial.getsockname()[1]
    return found
