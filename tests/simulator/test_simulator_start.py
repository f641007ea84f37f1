"""Settings, clock, shelf: what the simulator stands on."""

import json
import time
from datetime import datetime

import pytest

from simulator.clock import Clock
from simulator.ids import Ids
from simulator.settings import WrongSetting, from_environment
from simulator.shelf import Shelf

COMPLETE = {
    "SIMULATOR_WEBHOOK_URL": "http://127.0.0.1:9/webhook",
    "SIMULATOR_APP_SECRET": "secret",
    "SIMULATOR_ACCESS_TOKEN": "token",
    "SIMULATOR_NUMBERS": json.dumps(
        [{"phone_number_id": 2, "display_phone_number": "+49 30 555000111", "waba_id": 3, "name": "Sparkasse"}]
    ),
}


def test_settings_come_from_the_environment():
    settings = from_environment(COMPLETE | {"SIMULATOR_PORT": "8123", "SIMULATOR_LIMITS": "off"})

    assert (settings.port, settings.limits, settings.url) == (8123, False, "http://127.0.0.1:8123")
    assert settings.numbers[0].display == "4930555000111"


def test_others_may_reach_it_under_another_address():
    settings = from_environment(COMPLETE | {"SIMULATOR_HOST": "0.0.0.0", "SIMULATOR_URL": "http://simulator:8099/"})

    assert (settings.host, settings.url) == ("0.0.0.0", "http://simulator:8099")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "") for name in COMPLETE),
        ("SIMULATOR_NUMBERS", "not json"),
        ("SIMULATOR_NUMBERS", "[]"),
        ("SIMULATOR_NUMBERS", '[{"name": "incomplete"}]'),
        ("SIMULATOR_PORT", "http"),
        ("SIMULATOR_LIMITS", "perhaps"),
    ],
)
def test_a_wrong_setting_is_named(name, value):
    with pytest.raises(WrongSetting, match=name):
        from_environment(COMPLETE | {name: value})


def test_without_a_seed_every_start_draws_its_own():
    assert from_environment(COMPLETE).seed != from_environment(COMPLETE).seed


@pytest.mark.parametrize("content", [None, "", "{", '{"at": "2026-12-24T09:00:00", "real": 0, "running": true}', "[]"])
def test_without_a_sound_clock_file_it_is_system_time(tmp_path, content):
    path = tmp_path / "clock.json"
    if content is not None:
        path.write_text(content)

    assert Clock(path).unix() == pytest.approx(time.time(), abs=2)


def test_a_stopped_clock_stands_and_a_running_one_goes_on(tmp_path):
    path = tmp_path / "clock.json"
    at = datetime.fromisoformat("2026-10-25T02:30:00+01:00")
    setting = {"at": at.isoformat(), "real": time.time() - 60, "running": False}
    path.write_text(json.dumps(setting))
    clock = Clock(path)
    assert clock.now() == at

    path.write_text(json.dumps(setting | {"running": True}))
    assert clock.unix() == pytest.approx(at.timestamp() + 60, abs=2)


def test_the_clock_file_may_come_and_go(tmp_path):
    path = tmp_path / "clock.json"
    clock = Clock(path)
    path.write_text(json.dumps({"at": "2026-12-24T09:00:00+01:00", "real": 0, "running": False}))
    assert clock.now().year == 2026
    path.unlink()

    assert clock.unix() == pytest.approx(time.time(), abs=2)


def test_ids_go_on_after_a_restart(tmp_path):
    shelf = Shelf(tmp_path)
    drawn = [Ids("seed", shelf).message()]
    shelf.close()

    shelf = Shelf(tmp_path)
    drawn.append(Ids("seed", shelf).message())
    shelf.close()

    assert len(set(drawn)) == 2
