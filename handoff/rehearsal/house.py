"""A database for every script: copied from one that is migrated and seeded."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg
from sqlalchemy import make_url

from handoff.database import migrate, sqlalchemy_url
from handoff.demo import seed
from handoff.settings import Settings

_numbers = itertools.count(1)


class House:
    """`settings` name a server on which databases may be made; none of its own is touched."""

    def __init__(self, settings: Settings, *, now: datetime):
        self._settings = settings
        self._template = f"rehearsal_{os.getpid()}_{next(_numbers)}"
        self._execute(f'CREATE DATABASE "{self._template}"')
        migrate(self._url(self._template))
        seed(settings.model_copy(update={"database_url": self._url(self._template)}), today=now.date())

    @contextmanager
    def database(self) -> Iterator[Settings]:
        """Settings with a fresh database, gone afterwards."""
        name = f"{self._template}_{next(_numbers)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{self._template}" STRATEGY file_copy')
        try:
            yield self._settings.model_copy(update={"database_url": self._url(name)})
        finally:
            self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def close(self) -> None:
        self._execute(f'DROP DATABASE "{self._template}" WITH (FORCE)')

    def _url(self, database: str) -> str:
        url = make_url(sqlalchemy_url(str(self._settings.database_url))).set(database=database)
        return url.render_as_string(hide_password=False)

    def _execute(self, statement: str) -> None:
        url = make_url(sqlalchemy_url(str(self._settings.database_url))).set(drivername="postgresql")
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(statement)
