"""Runs migrations under a lock, so that processes that start together don't collide."""

from alembic import context
from sqlalchemy import text

from handoff.database import connect_plainly
from handoff.models import Base

MIGRATION_LOCK = 7241001

engine = connect_plainly(context.config.attributes["url"])
try:
    with engine.connect() as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({MIGRATION_LOCK})"))
        connection.commit()
        try:
            context.configure(connection=connection, target_metadata=Base.metadata)
            with context.begin_transaction():
                context.run_migrations()
        finally:
            connection.execute(text(f"SELECT pg_advisory_unlock({MIGRATION_LOCK})"))
            connection.commit()
finally:
    engine.dispose()
