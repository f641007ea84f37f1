"""A database for scripts, one after the other: each finds it as it was seeded."""

import itertools
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import make_url

from handoff.database import migrate, sqlalchemy_url
from handoff.demo import seed
from handoff.settings import Settings

_numbers = itertools.count(1)

PATIENCE = 50

# What every script leaves. Most hangs on customers; the rest is no customer's.
EMPTY = """
    TRUNCATE customers, channel_events, early_statuses, audit, sessions, processes CASCADE;
    UPDATE numbers SET heard_at = NULL
"""
TABLES = "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"


class House:
    """`settings` name a server on which databases may be made; none of its own is touched."""

    def __init__(self, settings: Settings, *, now: datetime):
        self._server = make_url(sqlalchemy_url(str(settings.database_url)))
        self._name = f"rehearsal_{os.getpid()}_{next(_numbers)}"
        self._seeded = f"{self._name}_seeded"
        self._settings = settings.model_copy(update={"database_url": self._url(self._name)})
        self._ask(f'CREATE DATABASE "{self._seeded}"')
        migrate(self._url(self._seeded))
        seed(settings.model_copy(update={"database_url": self._url(self._seeded)}), today=now.date())
        self._ask(EMPTY, database=self._seeded)
        tables = [name for (name,) in self._ask(TABLES, database=self._seeded)]
        rows = [f"SELECT '{name}', md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM {name} AS t" for name in tables]
        self._digest = " UNION ALL ".join(rows)
        self._as_seeded = set(self._ask(self._digest, database=self._seeded))
        self._copy()

    @contextmanager
    def database(self) -> Iterator[Settings]:
        """Settings with the database, as seeded; one at a time."""
        try:
            yield self._settings
        finally:
            self._restore()

    def _restore(self) -> None:
        """Emptied of customers, which is quick; where a script has changed what was seeded, made anew."""
        self._ask(EMPTY, database=self._name)
        if set(self._ask(self._digest, database=self._name)) != self._as_seeded:
            self._drop(self._name)
            self._copy()

    def close(self) -> None:
        self._drop(self._name)
        self._drop(self._seeded)

    def _copy(self) -> None:
        self._ask(f'CREATE DATABASE "{self._name}" TEMPLATE "{self._seeded}" STRATEGY file_copy')

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _drop(self, name: str) -> None:
        """The server's own vacuum may be looking at the database, and can't be sent away by us; it soon goes."""
        for _ in range(PATIENCE):
            try:
                self._ask(f'DROP DATABASE "{name}" WITH (FORCE)')
                return
            except psycopg.errors.InsufficientPrivilege:
                time.sleep(0.1)
        self._ask(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _ask(self, statement: str, *, database: str | None = None) -> list[tuple[Any, ...]]:
        url = self._server.set(drivername="postgresql", database=database or self._server.database)
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []
