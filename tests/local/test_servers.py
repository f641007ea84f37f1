"""The private PostgreSQL and Redis."""

import os
import signal
import time

import psycopg
import pytest
from redis import Redis

from handoff.errors import SettingsError
from handoff.local import servers
from handoff.local.postgres import postgres
from handoff.local.redis import redis
from handoff.local.running_copy import Addresses, holding, tell
from handoff.settings import Settings


def connected(url):
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def server_pid(home):
    return int((home / "postgres" / "postmaster.pid").read_text().split()[0])


@pytest.mark.parametrize("extension", ["pg_trgm", "btree_gist", "unaccent"])
def test_the_ordinary_role_may_create_the_extensions(postgres_url, extension):
    with connected(postgres_url) as connection:
        connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        superuser = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()

    assert superuser == (False,)


def test_names_sort_as_in_a_german_phone_book(postgres_url):
    with connected(postgres_url) as connection:
        rows = connection.execute("SELECT x FROM (VALUES ('Zebra'), ('Äpfel'), ('apfel')) v(x) ORDER BY x").fetchall()

    assert [name for (name,) in rows] == ["apfel", "Äpfel", "Zebra"]


def test_trigrams_know_umlauts(postgres_url):
    with connected(postgres_url) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        found = connection.execute("SELECT similarity('Öl', 'l') < 1, cardinality(show_trgm('Öl'))").fetchone()

    assert found == (True, 3)


def test_a_fresh_database_a_test_is_migrated_and_quick(database_url):
    with connected(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM conversations").fetchone() == (0,)


def test_what_was_committed_is_there_after_a_kill(tmp_path):
    with postgres(tmp_path) as url:
        with connected(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
        os.kill(server_pid(tmp_path), signal.SIGKILL)
        time.sleep(0.2)

    with postgres(tmp_path) as url, connected(url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (1,)


def test_a_lock_file_that_names_a_strangers_process_is_no_hindrance(tmp_path):
    with postgres(tmp_path, durable=False):
        lines = (tmp_path / "postgres" / "postmaster.pid").read_text().splitlines()
    left = tmp_path / "postgres" / "postmaster.pid"
    left.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    with postgres(tmp_path, durable=False) as url, connected(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_two_homes_side_by_side_share_nothing(tmp_path):
    with redis(tmp_path / "one") as one, redis(tmp_path / "two") as two:
        with Redis.from_url(one) as first, Redis.from_url(two) as second:
            first.set("key", "value")

            assert second.get("key") is None


def test_two_databases_run_side_by_side(tmp_path, postgres_url):
    with postgres(tmp_path, durable=False) as url, connected(url) as mine, connected(postgres_url) as other:
        mine.execute("CREATE TABLE only_here ()")

        assert other.execute("SELECT to_regclass('only_here')").fetchone() == (None,)


def test_nothing_is_left_after_the_end(tmp_path):
    with redis(tmp_path) as url:
        folder = os.path.dirname(url.removeprefix("unix://"))
        assert os.path.isdir(folder)

    assert not os.path.exists(folder)


def test_an_address_that_is_given_is_kept(tmp_path):
    settings = Settings(SCHALTER_HOME=tmp_path, DATABASE_URL="postgresql://elsewhere/x", REDIS_URL="redis://elsewhere")

    with servers(settings) as filled:
        assert filled == settings


def test_a_command_joins_the_servers_of_a_running_copy(tmp_path):
    with holding(tmp_path):
        tell(tmp_path, Addresses("postgresql://running/x", "unix:///running"))

        with servers(Settings(SCHALTER_HOME=tmp_path)) as filled:
            assert (filled.database_url, filled.redis_url) == ("postgresql://running/x", "unix:///running")


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path):
    with redis(tmp_path) as url:
        folder = os.path.dirname(url.removeprefix("unix://"))
    os.mkdir(folder)
    os.chmod(folder, 0o777)

    with pytest.raises(SettingsError, match="open to others"):
        with redis(tmp_path):
            pass
    os.rmdir(folder)
