"""`schalter missed`: shows the groups, and takes what the designer decides about each."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError, ProgrammingError

from bot.engine import Bot
from handoff.catalogue import Catalogue, load_catalogue
from handoff.database import connect_plainly
from handoff.errors import SettingsError
from handoff.local import servers
from handoff.settings import ROOT, Settings
from handoff.workbench.folding import folded
from handoff.workbench.missed.adopting import adopt, examples
from handoff.workbench.missed.aside import checksum, laid_aside, lay_aside
from handoff.workbench.missed.grouping import Group, group
from handoff.workbench.missed.reading import NOT_UNDERSTOOD, read_missed
from handoff.workbench.model import trained

ZONE = ZoneInfo("Europe/Berlin")
DATA = ROOT / "data"
HOW = (
    "“3 unlock_access” makes an example of it, “3 unlock_access komme nicht rein” of these words instead, "
    "“3 out_of_scope” one of what is none of the bank's, “3 -” lays it aside, an empty line ends it."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    since: datetime
    institution: str | None
    language: str | None
    topic: str | None
    limit: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A group, and what the present model makes of it: its verdict, and the nearest intent with its confidence."""

    group: Group
    verdict: str
    nearest: str
    confidence: float

    @property
    def is_mended(self) -> bool:
        """By now it is understood, and otherwise than then."""
        then = {intent for intent, _ in self.group.made}
        return self.verdict not in NOT_UNDERSTOOD and self.verdict not in then


def start_of(since: str, now: datetime | None = None) -> datetime:
    """`since`: days back, or a date. Raises SettingsError."""
    try:
        if since.isdecimal():
            return (now or datetime.now(ZONE)) - timedelta(days=int(since))
        return datetime.fromisoformat(since).replace(tzinfo=ZONE)
    except (ValueError, OverflowError):
        raise SettingsError(f"--since is a number of days or a date such as 2026-11-01, not {since}.") from None


def show_missed(settings: Settings, wanted: Wanted, console: Console) -> None:
    catalogue = load_catalogue(DATA)
    if wanted.topic is not None and wanted.topic not in catalogue.rules:
        raise SettingsError(f"There is no topic {wanted.topic}; there is {', '.join(catalogue.rules)}.")
    with _reading(settings) as connection:
        missed = list(read_missed(connection, catalogue, since=wanted.since, institution=wanted.institution))
    known = {folded(text) for _, text in examples(DATA)}
    aside = laid_aside(settings.home)
    left = [
        one
        for one in missed
        if wanted.language in (None, one.language)
        and (words := folded(one.text)) not in known
        and checksum(words) not in aside
    ]
    bot = Bot.load(trained(settings))
    shown = choose(group(left), bot, catalogue, topic=wanted.topic, limit=wanted.limit)
    console.print(_told(len(missed), len(shown), wanted), highlight=False)
    for number, one in enumerate(shown, start=1):
        console.print(*lines_of(number, one), sep="\n", markup=False, highlight=False)
    if shown and sys.stdin.isatty() and console.is_terminal:
        _decide(shown, settings, console)


def _told(missed: int, shown: int, wanted: Wanted) -> str:
    since = f"{wanted.since:%d.%m.%Y}"
    if missed == 0:
        return f"Nothing was missed since {since}."
    told = f"{missed} {'message was' if missed == 1 else 'messages were'} missed since {since}."
    if shown == 0:
        told += " Nothing is left to do of it: understood by now, an example, laid aside, or not what was asked for."
    return told


def choose(groups: list[Group], bot: Bot, catalogue: Catalogue, *, topic: str | None, limit: int) -> list[Shown]:
    """The first groups that the present model still misses; parses no more than it must."""
    shown: list[Shown] = []
    for one in groups:
        parse = bot.parse(one.text, one.language)
        ranking = [rank for rank in parse.ranking if rank[0] != "nlu_fallback"]
        nearest, confidence = ranking[0] if ranking else (parse.intent, parse.confidence)
        candidate = Shown(one, parse.intent, nearest, confidence)
        if not candidate.is_mended and topic in (None, catalogue.topic_of(nearest)):
            shown.append(candidate)
        if len(shown) == limit:
            break
    return shown


def lines_of(number: int, shown: Shown) -> tuple[str, str]:
    one = shown.group
    made = ", ".join(
        f"{intent}{f' → {then}' if then else ''} {times}" for (intent, then), times in one.made.most_common()
    )
    first, last = (f"{day.astimezone(ZONE):%d.%m.%Y}" for day in (one.first, one.last))
    days = first if first == last else f"{first} to {last}"
    return (
        f"{number:3}  {one.count}×  {one.text}",
        f"     {days} · {one.language} · was {made} · nearest {shown.nearest} {shown.confidence:.2f}",
    )


def _decide(shown: list[Shown], settings: Settings, console: Console) -> None:
    console.print(HOW, style="dim", highlight=False)
    while words := _ask(console).split():
        try:
            console.print(decide(words, shown, settings), markup=False, highlight=False)
        except SettingsError as error:
            console.print(str(error), style="red", markup=False, highlight=False)


def decide(words: list[str], shown: list[Shown], settings: Settings) -> str:
    """Does what was typed and tells it. Raises SettingsError."""
    groups = {str(number): one.group for number, one in enumerate(shown, start=1)}
    if len(words) < 2 or words[0] not in groups:
        raise SettingsError(f"Please write a number from 1 to {len(shown)} and an intent, or a number and “-”.")
    one, what, instead = groups[words[0]], words[1], " ".join(words[2:])
    if what == "-":
        lay_aside(one.folded, settings.home)
        return "Laid aside."
    return f"Written into {adopt(instead or one.text, what, DATA)}."


def _ask(console: Console) -> str:
    try:
        return console.input("[green]› ")
    except EOFError:
        return ""


@contextmanager
def _reading(settings: Settings) -> Iterator[Connection]:
    """Needs PostgreSQL alone, and only to read it."""
    if settings.database_url:
        with _connected(settings.database_url) as connection:
            yield connection
    else:
        with servers(settings) as running, _connected(str(running.database_url)) as connection:
            yield connection


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = connect_plainly(url)
    try:
        with engine.connect() as connection:
            yield connection
    except OperationalError as error:
        raise SettingsError("The database of DATABASE_URL can't be reached.") from error
    except ProgrammingError as error:
        raise SettingsError(
            "The database has no tables to read, or its user may not: run `schalter migrate`."
        ) from error
    finally:
        engine.dispose()
