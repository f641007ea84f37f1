"""A whole Schalter and a real Chromium."""

import shutil

import pytest

from handoff.settings import Settings
from trials.service import service


@pytest.fixture
def running(database_url, redis_url, models, tmp_path):
    shutil.copytree(models, tmp_path / "models")
    update = {"database_url": database_url, "redis_url": redis_url, "home": tmp_path}
    with service(Settings().model_copy(update=update)) as one:
        one.start("simulator", "web", "worker", "outbox")
        one.wait_until_ready()
        yield one
