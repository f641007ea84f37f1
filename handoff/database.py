"""The way to PostgreSQL: engine, sessions, migrations, notifications."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import psycopg
from sqlalchemy import CursorResult, Engine, Row, TextClause, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

Sessions = async_sessionmaker[AsyncSession]

# Repeating the transaction may well succeed: serialization failure, deadlock.
REPEATABLE = ("40001", "40P01")


def sqlalchemy_url(url: str) -> str:
    """`postgres://` and `postgresql://` as operators write them, with the driver that we use."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg{separator}{rest}" if scheme in ("postgres", "postgresql") else url


def connect(url: str, *, connections: int = 8) -> AsyncEngine:
    return create_async_engine(
        sqlalchemy_url(url),
        pool_size=connections,
        max_overflow=connections,
        pool_pre_ping=False,
        pool_timeout=5,
        hide_parameters=True,  # they are customers' words
        connect_args={"connect_timeout": 5, "tcp_user_timeout": 10_000},
    )


def connect_plainly(url: str) -> Engine:
    """For commands and migrations, which do one thing after another."""
    return create_engine(sqlalchemy_url(url), hide_parameters=True)


def sessions_of(engine: AsyncEngine) -> Sessions:
    return async_sessionmaker(engine, expire_on_commit=False, autoflush=True)


def migrate(url: str) -> None:
    """Brings the database to the newest revision. Several processes may call it at once; one does it."""
    configuration = alembic.config.Config()
    configuration.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    configuration.attributes["url"] = sqlalchemy_url(url)
    alembic.command.upgrade(configuration, "head")


async def notify(session: AsyncSession, channel: str, payload: str) -> None:
    """Wakes who listens on `channel`, when and only if this transaction commits."""
    with session.no_autoflush:
        await session.execute(text("SELECT pg_notify(:channel, :payload)"), {"channel": channel, "payload": payload})


async def execute_alone(sessions: Sessions, statement: TextClause, row: dict[str, Any]) -> Sequence[Row[Any]]:
    """One statement that is a transaction by itself, so neither BEGIN nor COMMIT crosses the wire. Returns its rows."""
    async with sessions() as session:
        await session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        result = await session.execute(statement, row)
        return result.all() if isinstance(result, CursorResult) and result.returns_rows else ()


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
