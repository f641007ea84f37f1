"""Parts are kept alive, watched and ended; shown on toy programs."""

import asyncio
import os
import signal
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from handoff.errors import SettingsError
from handoff.local.postgres import postgres_server
from handoff.local.server import kept_on_leash
from handoff.local.supervisor import Stopped


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_a_part_that_dies_is_started_again_with_a_log_line(toys, eventually):
    toys.start("worker", "dies")

    await eventually(lambda: len(toys.notes("started")) >= 3)

    assert "worker ended with 3; it starts again in 0.2 s" in toys.log("schalter")


async def test_a_part_that_is_killed_is_started_again(toys, eventually):
    toys.start("worker", "beats")
    await eventually(lambda: toys.notes("started"))

    os.kill(toys.pids()[0], signal.SIGKILL)

    await eventually(lambda: len(toys.notes("started")) == 2)


async def test_a_part_without_a_beat_is_killed_and_started_again(toys, eventually):
    toys.start("worker", "hangs", watched=True)

    await eventually(lambda: len(toys.notes("started")) == 2)

    assert "gave no sign of life and was killed" in toys.log("schalter")
    assert not is_alive(toys.pids()[0])


async def test_a_part_that_beats_is_left_alone(toys, eventually):
    toys.start("worker", "beats", watched=True)
    await eventually(lambda: toys.notes("started"))

    await asyncio.sleep(1.5)

    assert toys.notes("started") == ["worker"]


async def test_parts_end_in_the_reverse_order_of_their_start(toys, eventually):
    for name in ("outbox", "worker", "web"):
        toys.start(name, "beats")
        await eventually(lambda name=name: name in toys.notes("started"))

    await toys.supervisor.stop()

    assert toys.notes("ended") == ["web", "worker", "outbox"]
    assert not any(is_alive(pid) for pid in toys.pids())


async def test_a_part_that_does_not_listen_is_killed_in_the_end(toys, eventually):
    toys.start("worker", "stubborn", stop_within=0.3)
    await eventually(lambda: toys.notes("started"))

    await toys.supervisor.stop()

    assert not is_alive(toys.pids()[0])


async def test_what_a_part_has_started_ends_with_it(toys, eventually):
    toys.start("web", "parent")
    await eventually(lambda: toys.notes("started"))
    grandchild = int((toys.folder / "grandchild").read_text())

    await toys.supervisor.stop()

    await eventually(lambda: not is_alive(grandchild))


async def test_what_a_part_says_is_in_its_log(toys, eventually):
    toys.start("worker", "beats")

    await eventually(lambda: "hello from worker" in toys.log("worker"))


async def test_no_child_survives_a_killed_supervisor(tmp_path, eventually, python):
    script = Path(__file__).with_name("toy_supervisor.py")
    supervisor = subprocess.Popen([python, str(script), str(tmp_path)])
    notes = tmp_path / "notes"
    await eventually(lambda: notes.exists() and len(notes.read_text().splitlines()) == 2)

    supervisor.kill()
    supervisor.wait()

    pids = [int(line.split()[2]) for line in notes.read_text().splitlines()]
    await eventually(lambda: not any(is_alive(pid) for pid in pids), within=5)


async def test_a_killed_postgres_comes_back_with_its_data(toys, eventually):
    server = postgres_server(toys.folder)
    await toys.supervisor.start_server(server)
    url = server.url.replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS number")

    os.kill(int((toys.folder / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    await eventually(lambda: "postgres ended with -9" in toys.log("schalter"))
    await eventually(lambda: count_kept(url) == 1)
    await toys.supervisor.stop()
    server.clean_up()


def count_kept(url):
    try:
        with psycopg.connect(url) as connection:
            return connection.execute("SELECT count(*) FROM kept").fetchone()[0]
    except psycopg.OperationalError:
        return None


async def test_a_step_gives_back_what_it_printed(toys):
    command = kept_on_leash("-c", "import sys; print('done'); print('on the way', file=sys.stderr)")

    printed = await toys.supervisor.step("train", command, os.environ)

    assert printed == "done\n"
    assert "on the way" in toys.log("train")


async def test_a_step_that_fails_says_so(toys):
    with pytest.raises(SettingsError, match="train failed"):
        await toys.supervisor.step("train", kept_on_leash("-c", "raise SystemExit(2)"), os.environ)


async def test_a_step_ends_when_somebody_wants_us_to_end(toys):
    began = time.monotonic()
    asyncio.get_running_loop().call_later(0.3, toys.supervisor.stopping.set)

    with pytest.raises(Stopped):
        await toys.supervisor.step("train", kept_on_leash("-c", "import time; time.sleep(60)"), os.environ)

    assert time.monotonic() - began < 5
