"""Every topic's conversation tests, as `schalter test` plays them."""

from zoneinfo import ZoneInfo

import pytest

from handoff.catalogue import load_catalogue
from handoff.settings import ROOT
from handoff.workbench.rehearsal.play import play
from handoff.workbench.rehearsal.script import read_scripts
from handoff.workbench.rehearsal.stage import stage

SCRIPTS = read_scripts(ROOT / "data", [])


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: f"{script.topic}: {script.name}")
async def test_conversation(script, house, bot):
    now = script.now.replace(tzinfo=ZoneInfo("Europe/Berlin"))
    with house.database() as own:
        async with stage(own, bot=bot, catalogue=load_catalogue(ROOT / "data"), now=now) as one:
            performance = await play(script, one)
    assert performance.failure is None, "\n".join([*performance.lines, f"✗ {performance.failure}"])
