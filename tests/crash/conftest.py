"""Real processes on real servers, killed where it hurts."""

import shutil
from pathlib import Path

import pytest

from handoff.settings import Settings
from trials.demo import NOW
from trials.service import service, set_clock


@pytest.fixture
def running(database_url, redis_url, models, tmp_path):
    """All parts but the worker and the outbox, which each test starts, and kills, as it needs; within service hours."""
    home = Path(tmp_path)
    shutil.copytree(models, home / "models")
    clock = home / "clock.json"
    set_clock(clock, NOW, running=True)
    update = {"database_url": database_url, "redis_url": redis_url, "home": home}
    with service(Settings().model_copy(update=update), clock=clock, now=NOW) as one:
        one.start("simulator", "web")
        one.wait_for_web()
        yield one
