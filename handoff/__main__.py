"""The commands. Each imports what it needs itself: `serve` never loads the bot, and help is quick."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from handoff.errors import HandoffError, SettingsError
from handoff.settings import read_settings
from handoff.version import VERSION
from handoff.workbench.commands import workbench

app = typer.Typer(
    help="WhatsApp customer service for savings banks. Settings come from the environment; see the README.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(workbench)
statistics = typer.Typer(help="The figures for those who lead.", no_args_is_help=True)
app.add_typer(statistics, name="statistics")


def main() -> None:
    """Errors are sentences for people; anything else is our own mistake and shows where."""
    try:
        app()
    except HandoffError as error:
        typer.secho(str(error), err=True, fg="red")
        sys.exit(1)


@app.callback(invoke_without_command=True)
def about(version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False) -> None:
    if version:
        print(VERSION)
        raise typer.Exit


@app.command()
def up() -> None:
    """Start everything on this machine with demo institutions and a simulated WhatsApp; Ctrl-C ends it."""
    from handoff.local.up import up

    up(read_settings())


@app.command()
def serve() -> None:
    """Run the web process: the webhook and the desk."""
    from handoff.app import serve

    serve(read_settings())


@app.command()
def worker() -> None:
    """Run the worker, in which the bot answers; start as many as you like."""
    from handoff.worker import run

    run(read_settings())


@app.command()
def outbox() -> None:
    """Run the process that sends to WhatsApp."""
    from handoff.outbox_process import run

    run(read_settings())


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""

    from handoff.database import migrate
    from handoff.local import servers

    with servers(read_settings()) as settings:
        migrate(str(settings.database_url))


@app.command()
def seed() -> None:
    """Put the demo institutions into the database, in demo mode (SCHALTER_DEMO=true)."""
    from handoff.demo import seed
    from handoff.local import servers

    if not read_settings().demo:
        raise SettingsError("The demo institutions are for demo mode alone: set SCHALTER_DEMO=true.")
    with servers(read_settings()) as settings:
        seed(settings)


@app.command("create-institution")
def create_institution(
    file: Annotated[Path, typer.Argument(help="YAML, as in handoff/demo/musterstadt.yml.", exists=True)],
) -> None:
    """Make an institution with its number, branches, teams and people from a file."""
    from handoff.administration import add_institution

    print(add_institution(read_settings(), file, password=_new_password()))


@app.command("update-institution")
def update_institution(
    file: Annotated[Path, typer.Argument(help="The institution's YAML, as it shall be from now on.", exists=True)],
    overwrite: Annotated[bool, typer.Option(help="Also what has been changed at the desk.")] = False,
) -> None:
    """Bring an institution to what its file says anew: facts, announcements, branches, teams, advisors, routing.

    People stay as they are, and so does what was changed at the desk.
    """
    from handoff.administration import update_institution

    print(update_institution(read_settings(), file, overwrite=overwrite))


@app.command("create-user")
def create_user(
    institution: Annotated[str, typer.Option(help="The institution's short name (slug).")],
    email: Annotated[str, typer.Option(help="What the person logs in with.")],
    name: Annotated[str, typer.Option(help="As customers and colleagues read it.")],
    role: Annotated[list[str], typer.Option(help="team=role, such as service=agent; several times for several teams.")],
    language: Annotated[str, typer.Option(help="de or en.")] = "de",
    company: Annotated[str | None, typer.Option(help="For whom the person works, if it is another company.")] = None,
) -> None:
    """Make a log-in for the desk."""
    from handoff.administration import add_person

    odd = [pair for pair in role if "=" not in pair]
    if odd:
        raise SettingsError(f"--role is team=role, such as service=agent; {', '.join(odd)} is not.")
    roles = dict(pair.split("=", 1) for pair in role)
    entry = {"email": email, "name": name, "language": language, "roles": roles, "company": company}
    add_person(read_settings(), institution, entry, password=_new_password())
    print(f"{name} can log in at the desk with {email}.")


@statistics.command()
def rebuild(
    forget: Annotated[
        bool, typer.Option(help="Also forget what was counted of conversations that are deleted by now.")
    ] = False,
) -> None:
    """Count all conversations that are there anew. What deleted ones had added stays."""
    from handoff.administration import rebuild_statistics

    print(rebuild_statistics(read_settings(), forget=forget))


def _new_password() -> str:
    """From SCHALTER_NEW_PASSWORD, for scripts, or typed twice; never an argument, which others could read."""
    return os.environ.get("SCHALTER_NEW_PASSWORD") or str(
        typer.prompt("Password of the new people", hide_input=True, confirmation_prompt=True)
    )


if __name__ == "__main__":
    main()
