"""Migrations on a database whose user may do less than ours."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, make_url, text

from handoff.database import migrate, sqlalchemy_url
from handoff.errors import SettingsError
from handoff.models import Base
from tests.conftest import drop, execute


@pytest.fixture
def poor_url(postgres_url, template):
    """A database of a user who may not create roles; the role of the desk is there, but not his."""
    execute(postgres_url, "CREATE ROLE poor LOGIN")
    execute(postgres_url, "GRANT poor TO schalter")
    execute(postgres_url, "CREATE DATABASE poor OWNER poor")
    yield make_url(postgres_url).set(username="poor", database="poor").render_as_string(hide_password=False)
    drop(postgres_url, "poor")
    execute(postgres_url, "REVOKE schalter_desk FROM poor")
    execute(postgres_url, "DROP ROLE poor")


def test_a_user_with_too_few_rights_is_told_what_to_do_and_nothing_changes(poor_url):
    with pytest.raises(SettingsError, match="GRANT schalter_desk TO poor"):
        migrate(poor_url)

    engine = create_engine(poor_url)
    with engine.connect() as connection:
        tables = connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
    engine.dispose()
    assert tables == 0


def test_with_the_role_granted_he_can_migrate(poor_url, postgres_url):
    execute(postgres_url, "GRANT schalter_desk TO poor")

    migrate(poor_url)
    migrate(poor_url)


def test_the_migrations_make_the_tables_that_the_models_describe(database_url):
    engine = create_engine(database_url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()

    assert differences == []


def test_the_newest_migrations_can_be_taken_back(database_url):
    configuration = Config()
    configuration.set_main_option("script_location", "handoff/migrations")
    configuration.attributes["url"] = sqlalchemy_url(database_url)

    command.downgrade(configuration, "0006")
    command.upgrade(configuration, "head")
