"""`python -m trials.fill`: into the database of DATABASE_URL or a private one in SCHALTER_HOME, if it is empty."""

import argparse
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from rich.console import Console
from sqlalchemy.orm import Session

from handoff.clock import clock_from_environment
from handoff.database import connect_plainly, migrate
from handoff.demo import seed
from handoff.local import servers
from handoff.settings import Settings
from handoff.vault import Vault
from trials.fill.copying import bare, copy
from trials.fill.people import customer_rows, identifier_rows, open_houses, people
from trials.fill.stories import stories
from trials.fill.texts import read_texts
from trials.fill.writing import write

TABLES = ("customers", "identifiers", "conversations", "messages", "handoffs", "conversation_labels")
CUSTOMERS = "id, institution_id, name, name_keys, language, created_at"
IDENTIFIERS = "id, institution_id, customer_id, kind, fingerprint, ciphertext, seen_at"


@dataclass(frozen=True, slots=True)
class Options:
    opened: int
    closed: int
    messages: int
    agents: int
    seed: int


def main() -> None:
    options, console = _options(), Console()
    with servers(Settings()) as settings:
        migrate(str(settings.database_url))
        begun = time.monotonic()
        with console.status("Filling the database …") as status:
            messages = fill(settings, options, progress=lambda count: status.update(f"{count:,} conversations …"))
        seconds = time.monotonic() - begun
        console.print(f"{options.opened + options.closed:,} conversations, {messages:,} messages in {seconds:.0f} s")


def fill(settings: Settings, options: Options, *, progress: Callable[[int], None]) -> int:
    """Returns how many messages were written. Ends the process if somebody's conversations are there already."""
    chance, texts, now = random.Random(options.seed), read_texts(), clock_from_environment()()
    vault = Vault(settings.secret_key.get_secret_value())
    url = str(settings.database_url).replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT FROM conversations LIMIT 1").fetchone():
            sys.exit("There are conversations in this database already: it is filled, or somebody's own.")
    seed(settings)
    engine = connect_plainly(str(settings.database_url))
    with Session(engine) as session, session.begin():
        password = settings.demo_password.get_secret_value()
        houses = open_houses(session, agents=options.agents, password=password, texts=texts)
    engine.dispose()
    total = options.opened + options.closed
    persons = people(houses, max(options.opened, total // 3), chance=chance)
    told = stories(
        persons,
        opened=options.opened,
        closed=options.closed,
        length=options.messages / total,
        texts=texts,
        now=now,
        chance=chance,
    )
    with psycopg.connect(url) as connection:
        with bare(connection, *TABLES):
            customers = customer_rows(persons, vault=vault, texts=texts, now=now, chance=chance)
            copy(connection, "customers", CUSTOMERS, customers)
            identifiers = identifier_rows(persons, vault=vault, now=now, chance=chance)
            copy(connection, "identifiers", IDENTIFIERS, identifiers)
            messages = write(connection, told, chance=chance, progress=progress)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
    return messages


def _options() -> Options:
    parser = argparse.ArgumentParser(prog="trials.fill", description="A desk as it is after years.")
    parser.add_argument("--open", type=int, default=10_000, dest="opened", help="open conversations (10,000)")
    parser.add_argument("--closed", type=int, default=200_000, help="closed conversations (200,000)")
    parser.add_argument("--messages", type=int, default=2_000_000, help="messages in all of them, about (2,000,000)")
    parser.add_argument("--agents", type=int, default=200, help="people at the desk (200)")
    parser.add_argument("--seed", type=int, default=1, help="another number makes other people and chats (1)")
    return Options(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
