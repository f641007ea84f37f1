"""A database for scripts, one after the other: migrated and seeded once, and copied for each."""

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


class House:
    """`settings` name a server on which databases may be made; none of its own is touched."""

    def __init__(self, settings: Settings, *, now: datetime):
        self._server = make_url(sqlalchemy_url(str(settings.database_url)))
        self._name = f"rehearsal_{os.getpid()}_{next(_numbers)}"
        self._seeded = f"{self._name}_seeded"
        self._settings = settings.model_copy(update={"database_url": self._url(self._name)})
        self._execute(f'CREATE DATABASE "{self._seeded}"')
        migrate(self._url(self._seeded))
        seed(settings.model_copy(update={"database_url": self._url(self._seeded)}), today=now.date())

    @contextmanager
    def database(self) -> Iterator[Settings]:
        """Settings with the database, as seeded; one at a time."""
        # File by file: a quarter of the time that it takes through the log.
        self._execute(f'CREATE DATABASE "{self._name}" TEMPLATE "{self._seeded}" STRATEGY file_copy')
        try:
            yield self._settings
        finally:
            self._drop(self._name)

    def close(self) -> None:
        self._drop(self._seeded)

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _drop(self, name: str) -> None:
        """The server's own vacuum may be looking at the database, and can't be sent away by us; it soon goes."""
        for _ in range(PATIENCE):
            try:
                return self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            except psycopg.errors.InsufficientPrivilege:
                time.sleep(0.1)
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        url = self._server.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement)
