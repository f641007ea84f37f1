"""The commands of those who write what the bot knows and says. Each imports what it needs itself, so help is quick."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from handoff.errors import SettingsError
from handoff.language import LANGUAGES
from handoff.settings import ROOT, read_settings

PASS_THROUGH = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

workbench = typer.Typer()


@workbench.command()
def train() -> None:
    """Train the bot's model if its data or configuration changed."""
    from handoff.workbench.model import trained

    print(trained(read_settings()))


@workbench.command()
def test(
    topics: Annotated[list[str] | None, typer.Argument(help="Folders of data/; all if none is named.")] = None,
) -> None:
    """Play the conversation tests of data/<topic>/tests.yml; each failure is shown as the dialogue it was."""
    from rich.console import Console

    from handoff.workbench.rehearsal.command import rehearse

    sys.exit(0 if rehearse(read_settings(), topics or [], Console()) else 1)


@workbench.command()
def walk(
    depth: Annotated[int, typer.Option(help="So many messages deep, and no random continuation; 0 is no limit.")] = 0,
    minutes: Annotated[float, typer.Option(help="So long at most.")] = 2,
    states: Annotated[int, typer.Option(help="So many states at most; 0 is no limit.")] = 0,
    seed: Annotated[int, typer.Option(help="Of the random continuation.")] = 1,
) -> None:
    """Visit every state that a conversation can reach, in both languages, and show each promise that is broken."""
    from rich.console import Console

    from handoff.workbench.walk.command import walk_dialogue
    from handoff.workbench.walk.explore import Budget

    budget = Budget(depth=depth, states=states, seconds=minutes * 60)
    sys.exit(0 if walk_dialogue(read_settings(), budget, seed=seed, console=Console()) else 1)


@workbench.command()
def check(strict: Annotated[bool, typer.Option("--strict", help="Count warnings as errors.")] = False) -> None:
    """Say what is wrong in domain.yml, config.yml, endpoints.yml and data/, with file and line."""
    from rich.console import Console

    from handoff.workbench.check.command import check

    sys.exit(0 if check(ROOT, Console(), strict=strict) else 1)


@workbench.command()
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
    from handoff.workbench.rulebook import TITLES, rulebook

    _check_language(language)
    bank = read_institution(institution) if institution else demo_institutions()[0]
    facts = {name: str(value) for name, value in bank.facts.model_dump().items()}
    title = TITLES[language].format(bank.name)
    try:
        file.write_text(rulebook(ROOT / "data", language=language, facts=facts, title=title), encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{file} can't be written: {error.strerror}.") from error
    print(file)


@workbench.command(name="map")
def draw_map(
    file: Annotated[Path, typer.Argument(help="Where to write the picture, such as map.svg.")],
    language: Annotated[str, typer.Option(help="de or en.")] = "de",
    topic: Annotated[str | None, typer.Option(help="A folder of data/: this topic alone, in full.")] = None,
) -> None:
    """Draw the dialogue as an SVG: what customers want, what the bot does about it, where that ends."""
    from handoff.workbench.dialogue_map import dialogue_map

    picture = dialogue_map(ROOT / "data", language=language, topic=topic)
    try:
        file.write_text(picture, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{file} can't be written: {error.strerror}.") from error
    print(file)


@workbench.command()
def understand(
    file: Annotated[Path, typer.Argument(help="Messages, one a line; - reads them from standard input.")],
) -> None:
    """Print what the bot makes of messages: topic, intent, confidence, language, and what was masked, as JSON."""
    from handoff.workbench.understand import understand

    try:
        messages = sys.stdin if str(file) == "-" else file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SettingsError(f"{file} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file} is no text in UTF-8.") from error
    for line in understand(read_settings(), messages):
        print(line, flush=True)


@workbench.command()
def report(
    file: Annotated[Path, typer.Argument(help="Where to write the page, such as report.html.")],
    language: Annotated[str, typer.Option(help="de or en.")] = "de",
    adopt: Annotated[bool, typer.Option("--adopt", help="Write the chosen thresholds into config.yml.")] = False,
) -> None:
    """Measure how well the bot understands, by cross-validation and on held-out messages, as an HTML page."""
    from rich.console import Console

    from handoff.workbench.report.command import are_configured, report, write_thresholds

    _check_language(language)
    if not file.parent.is_dir():
        raise SettingsError(f"{file} can't be written: there is no folder {file.parent}.")
    page, chosen = report(read_settings(), language, Console(stderr=True))
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{file} can't be written: {error.strerror}.") from error
    print(file)
    if are_configured(chosen):
        return
    print(f"Chosen: threshold {chosen.threshold}, ambiguity_threshold {chosen.ambiguity_threshold}.", end=" ")
    if adopt:
        write_thresholds(chosen)
        print("config.yml has them now; `schalter train` makes a model of it.")
    else:
        print("config.yml has others; with --adopt they are written into it.")


@workbench.command()
def missed(
    since: Annotated[str, typer.Option(help="Days back, or a date such as 2026-11-01.")] = "30",
    institution: Annotated[str | None, typer.Option(help="Its short name (slug); all if none is named.")] = None,
    language: Annotated[str | None, typer.Option(help="de or en.")] = None,
    topic: Annotated[str | None, typer.Option(help="Only what is nearest to this topic by now.")] = None,
    limit: Annotated[int, typer.Option(help="So many groups at most.", min=1)] = 20,
    adopt: Annotated[str | None, typer.Option(help="Write this text among the examples of --into.")] = None,
    into: Annotated[str | None, typer.Option(help="The intent that --adopt belongs to.")] = None,
) -> None:
    """Show what the bot did not understand, the most frequent first, and make examples of it."""
    from rich.console import Console

    from handoff.workbench.missed.adopting import adopt as write
    from handoff.workbench.missed.command import Wanted, show_missed, start_of

    if (adopt is None) != (into is None):
        raise SettingsError("--adopt and --into belong together: --adopt “text” --into intent.")
    if adopt is not None and into is not None:
        print(write(adopt, into, ROOT / "data"))
        return
    if language is not None:
        _check_language(language)
    wanted = Wanted(start_of(since), institution, language, topic, limit)
    show_missed(read_settings(), wanted, Console())


@workbench.command()
def chat() -> None:
    """Talk to the bot in the terminal, and see what it understood."""
    from rich.console import Console

    from handoff.workbench.chat import chat

    chat(read_settings(), Console())


@workbench.command(context_settings=PASS_THROUGH)
def rasa(context: typer.Context) -> None:
    """Rasa's own commands, such as `schalter rasa data validate`."""
    from bot.cli import rasa_command

    sys.exit(rasa_command(context.args))


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise SettingsError(f"--language is {' or '.join(LANGUAGES)}, not {language}.")
