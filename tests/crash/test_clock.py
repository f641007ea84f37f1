"""One test clock for service and simulator, in their own processes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handoff.settings import Settings
from simulator.client import Simulator
from trials.service import service, set_clock

CHRISTMAS_EVE = datetime(2026, 12, 24, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
PATIENCE = 90


async def test_service_and_simulator_live_at_the_same_moment(database_url, redis_url, models, tmp_path):
    clock = tmp_path / "clock.json"
    set_clock(clock, CHRISTMAS_EVE)
    (tmp_path / "models").symlink_to(models.resolve())
    update = {"database_url": database_url, "redis_url": redis_url, "home": tmp_path}
    with service(Settings().model_copy(update=update), clock=clock, now=CHRISTMAS_EVE) as running:
        running.start("simulator", "web", "worker", "outbox")
        running.wait_until_ready()
        async with Simulator(running.simulator_url) as simulator:
            mara = await simulator.customer("Mara Beispiel")
            asked = await mara.says("Habt ihr heute offen?")
            await mara.hears(timeout=PATIENCE)
            answer = await mara.hears(timeout=PATIENCE)
            set_clock(clock, CHRISTMAS_EVE + timedelta(days=4))
            later = await mara.says("Und heute?")
    assert "Heiligabend" in answer.text
    assert (asked.at, later.at) == (CHRISTMAS_EVE.timestamp(), (CHRISTMAS_EVE + timedelta(days=4)).timestamp())
