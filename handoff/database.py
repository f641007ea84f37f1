"""The way to PostgreSQL: engine, sessions, migrations, notifications."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import Engine, TextClause, create_engine, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialectAsync_psycopg
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from handoff.errors import SettingsError
from handoff.metrics import watch_pool

Sessions = async_sessionmaker[AsyncSession]


class ReadingSession(AsyncSession):
    """Ends with COMMIT, if no error ends it: at a ROLLBACK the driver throws all of its prepared statements away, and
    the next page's are planned anew, which takes as long as to run them. Who writes uses `begin()`; what was added and
    is still pending here is dropped.
    """

    async def __aexit__(self, kind: type[BaseException] | None, error: Any, trace: Any) -> None:
        try:
            if kind is None and self.in_transaction() and self.is_active:
                self.expunge_all()
                await self.commit()
        finally:
            await super().__aexit__(kind, error, trace)


# Repeating the transaction may well succeed: serialization failure, deadlock.
REPEATABLE = ("40001", "40P01")

NOTIFY = text("SELECT pg_notify(:channel, :payload)")


def sqlalchemy_url(url: str) -> str:
    """`postgres://` and `postgresql://` as operators write them, with the driver that we use."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg{separator}{rest}" if scheme in ("postgres", "postgresql") else url


def connect(url: str, *, connections: int = 8) -> AsyncEngine:
    engine = create_async_engine(
        sqlalchemy_url(url),
        pool_size=connections,
        max_overflow=connections,
        pool_pre_ping=False,
        pool_timeout=5,
        pool_use_lifo=True,
        hide_parameters=True,  # they are customers' words
        connect_args={"connect_timeout": 5, "tcp_user_timeout": 10_000},
    )
    pool = engine.pool
    assert isinstance(pool, AsyncAdaptedQueuePool)
    watch_pool(pool.checkedout, pool.checkedin)
    return engine


def connect_plainly(url: str) -> Engine:
    """For commands and migrations, which do one thing after another."""
    return create_engine(sqlalchemy_url(url), hide_parameters=True)


def sessions_of(engine: AsyncEngine) -> Sessions:
    return async_sessionmaker(engine, class_=ReadingSession, expire_on_commit=False, autoflush=True)


def migrate(url: str) -> None:
    """Brings the database to the newest revision. Several processes may call it at once; one does it.

    Raises SettingsError where the user of the database has too few rights; then nothing has changed.
    """
    import alembic.command  # 15 MB that only those who migrate need
    import alembic.config

    configuration = alembic.config.Config()
    configuration.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    configuration.attributes["url"] = sqlalchemy_url(url)
    try:
        alembic.command.upgrade(configuration, "head")
    except ProgrammingError as error:
        if not isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
            raise
        raise SettingsError(f"The database was not migrated. {error.orig.diag.message_primary}.") from error


async def notify(session: AsyncSession, channel: str, payload: str) -> None:
    """Wakes who listens on `channel`, when and only if this transaction commits."""
    await execute_directly(session, NOTIFY, {"channel": channel, "payload": payload})


async def execute_directly(session: AsyncSession, statement: TextClause, values: Mapping[str, Any]) -> list[Any]:
    """One statement in the session's transaction, by the driver itself. Returns its rows, with names for the columns.

    A third of the time that the session takes for it, where that counts: in the webhook and in a turn of the bot. It
    sees nothing that the session hasn't flushed. Raises SQLAlchemy's errors.
    """
    connection = (await session.connection()).sync_connection
    assert connection is not None
    return await _run(connection.connection.driver_connection, statement, values)


async def execute_alone(sessions: Sessions, statement: TextClause, values: Mapping[str, Any]) -> list[Any]:
    """The same as a transaction by itself, so neither BEGIN nor COMMIT crosses the wire."""
    engine: AsyncEngine = sessions.kw["bind"]
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        assert connection.sync_connection is not None
        return await _run(connection.sync_connection.connection.driver_connection, statement, values)


async def _run(driver: Any, statement: TextClause, values: Mapping[str, Any]) -> list[Any]:
    try:
        async with driver.cursor(row_factory=namedtuple_row) as cursor:
            await cursor.execute(_for_driver(statement), values)
            return await cursor.fetchall() if cursor.description else []
    except psycopg.Error as error:
        raise DBAPIError.instance(None, None, error, psycopg.Error, hide_parameters=True) from error


@cache
def _for_driver(statement: TextClause) -> str:
    return str(statement.compile(dialect=PGDialectAsync_psycopg()))  # type: ignore[no-untyped-call]  # SQLAlchemy left it out


@asynccontextmanager
async def listening(url: str, *channels: str) -> AsyncIterator[psycopg.AsyncConnection]:
    """A connection of its own that hears NOTIFY on `channels`; read it with `connection.notifies()`."""
    plain = sqlalchemy_url(url).replace("postgresql+psycopg", "postgresql", 1)
    connection = await psycopg.AsyncConnection.connect(plain, autocommit=True, connect_timeout=5)
    async with connection:
        for channel in channels:
            await connection.execute(f"LISTEN {channel}")
        yield connection


def is_repeatable(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in REPEATABLE
