"""A database for scripts, one after the other: migrated and seeded once, emptied of customers after each."""

import itertools
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg
from sqlalchemy import make_url

from handoff.database import migrate, sqlalchemy_url
from handoff.demo import seed
from handoff.settings import Settings

_numbers = itertools.count(1)

PATIENCE = 50

# Everything that customers bring hangs on them; what is no customer's is emptied by name.
EMPTY = """
    TRUNCATE customers, channel_events, early_statuses, audit, sessions, processes CASCADE;
    UPDATE events SET taken = 0, places = seeded.places, starts_at = seeded.starts_at, ends_at = seeded.ends_at
    FROM events_as_seeded seeded WHERE seeded.id = events.id;
    UPDATE numbers SET sending_stopped = NULL, stopped_at = NULL;
    UPDATE institutions SET announcements = '[]'
"""


class House:
    """`settings` name a server on which databases may be made; none of its own is touched."""

    def __init__(self, settings: Settings, *, now: datetime):
        self._server = make_url(sqlalchemy_url(str(settings.database_url)))
        self._name = f"rehearsal_{os.getpid()}_{next(_numbers)}"
        self._execute(f'CREATE DATABASE "{self._name}"')
        own = self._server.set(database=self._name).render_as_string(hide_password=False)
        self._settings = settings.model_copy(update={"database_url": own})
        migrate(own)
        seed(self._settings, today=now.date())
        self._execute("CREATE TABLE events_as_seeded AS TABLE events", database=self._name)

    @contextmanager
    def database(self) -> Iterator[Settings]:
        """Settings with the database, as seeded; one at a time."""
        try:
            yield self._settings
        finally:
            self._execute(EMPTY, database=self._name)

    def close(self) -> None:
        """The server's own vacuum may be looking at the database, and can't be sent away by us; it soon goes."""
        for _ in range(PATIENCE):
            try:
                return self._execute(f'DROP DATABASE "{self._name}" WITH (FORCE)')
            except psycopg.errors.InsufficientPrivilege:
                time.sleep(0.1)
        self._execute(f'DROP DATABASE "{self._name}" WITH (FORCE)')

    def _execute(self, statement: str, *, database: str | None = None) -> None:
        url = self._server.set(drivername="postgresql", database=database or self._server.database)
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(statement)
