"""The commands. Each imports what it needs itself: `serve` never loads the bot, and help is quick."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from handoff.errors import HandoffError, SettingsError
from handoff.settings import ROOT, read_settings
from handoff.version import VERSION

PASS_THROUGH = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

app = typer.Typer(
    help="WhatsApp customer service for savings banks. Settings come from the environment; see the README.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


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


@app.command()
def train() -> None:
    """Train the bot's model if its data or configuration changed."""
    from bot.failure import BotFailure
    from bot.training import train

    try:
        print(train(ROOT, read_settings().home / "models"))
    except BotFailure as failure:
        raise SettingsError(str(failure)) from failure


@app.command()
def test(
    topics: Annotated[list[str] | None, typer.Argument(help="Folders of data/; all if none is named.")] = None,
) -> None:
    """Play the conversation tests of data/<topic>/tests.yml; each failure is shown as the dialogue it was."""
    from rich.console import Console

    from handoff.rehearsal.command import rehearse

    sys.exit(0 if rehearse(read_settings(), topics or [], Console()) else 1)


@app.command()
def rulebook(
    file: Annotated[Path, typer.Argument(help="Where to write the page, such as rulebook.html.")],
    language: Annotated[str, typer.Option(help="de or en.")] = "de",
    institution: Annotated[
        Path | None, typer.Option(help="An institution's file, whose facts fill the texts; else the demonstration's.")
    ] = None,
) -> None:
    """Write the rule book that auditors read: each topic's rules and what the bot says, as an HTML page."""
    from handoff.demo.institutions import demo_institutions
    from handoff.institutions import read_institution
    from handoff.rulebook import LANGUAGES, TITLES, rulebook

    if language not in LANGUAGES:
        raise SettingsError(f"--language is {' or '.join(LANGUAGES)}, not {language}.")
    bank = read_institution(institution) if institution else demo_institutions()[0]
    facts = {name: str(value) for name, value in bank.facts.model_dump().items()}
    title = TITLES[language].format(bank.name)
    try:
        file.write_text(rulebook(ROOT / "data", language=language, facts=facts, title=title), encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{file} can't be written: {error.strerror}.") from error
    print(file)


@app.command()
def understand(
    file: Annotated[Path, typer.Argument(help="Messages, one a line; - reads them from standard input.")],
) -> None:
    """Print what the bot makes of messages: topic, intent, confidence, language, and what was masked, as JSON."""
    from handoff.rehearsal.understand import understand

    try:
        messages = sys.stdin if str(file) == "-" else file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SettingsError(f"{file} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file} is no text in UTF-8.") from error
    for line in understand(read_settings(), messages):
        print(line, flush=True)


@app.command()
def chat() -> None:
    """Talk to the bot in the terminal, and see what it understood."""
    from rich.console import Console

    from handoff.rehearsal.chat import chat

    chat(read_settings(), Console())


@app.command("create-institution")
def create_institution(
    file: Annotated[Path, typer.Argument(help="YAML, as in handoff/demo/musterstadt.yml.", exists=True)],
) -> None:
    """Make an institution with its number, branches, teams and people from a file."""
    from handoff.administration import add_institution

    print(add_institution(read_settings(), file, password=_new_password()))


@app.command("create-user")
def create_user(
    institution: Annotated[str, typer.Option(help="The institution's short name (slug).")],
    email: Annotated[str, typer.Option(help="What the person logs in with.")],
    name: Annotated[str, typer.Option(help="As customers and colleagues read it.")],
    role: Annotated[list[str], typer.Option(help="team=role, such as service=agent; several times for several teams.")],
    language: Annotated[str, typer.Option(help="de or en.")] = "de",
) -> None:
    """Make a log-in for the desk."""
    from handoff.administration import add_person

    odd = [pair for pair in role if "=" not in pair]
    if odd:
        raise SettingsError(f"--role is team=role, such as service=agent; {', '.join(odd)} is not.")
    entry = {"email": email, "name": name, "language": language, "roles": dict(pair.split("=", 1) for pair in role)}
    add_person(read_settings(), institution, entry, password=_new_password())
    print(f"{name} can log in at the desk with {email}.")


def _new_password() -> str:
    """From SCHALTER_NEW_PASSWORD, for scripts, or typed twice; never an argument, which others could read."""
    return os.environ.get("SCHALTER_NEW_PASSWORD") or str(
        typer.prompt("Password of the new people", hide_input=True, confirmation_prompt=True)
    )


@app.command(context_settings=PASS_THROUGH)
def rasa(context: typer.Context) -> None:
    """Rasa's own commands, such as `schalter rasa data validate`."""
    from bot.cli import rasa_command

    sys.exit(rasa_command(context.args))


if __name__ == "__main__":
    main()
