"""A walk of a few sayings over the real dialogue, on a database with the longest facts."""

import pytest

from handoff.catalogue import load_catalogue
from handoff.demo.institutions import demo_institutions
from handoff.settings import ROOT
from handoff.workbench.rehearsal.house import House
from handoff.workbench.rehearsal.script import DEFAULT_NOW
from handoff.workbench.walk.checks import Checks
from handoff.workbench.walk.command import theatre_of
from handoff.workbench.walk.explore import Budget, Walk
from handoff.workbench.walk.repertoire import Repertoire
from handoff.workbench.walk.spared import Memory, Resets
from handoff.workbench.walk.worst_case import stretch


@pytest.fixture(scope="session")
def stretched(settings):
    house = House(settings, now=DEFAULT_NOW)
    with house.database() as own:
        stretch(str(own.database_url), demo_institutions()[0].slug)
        yield own
    house.close()


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue(ROOT / "data")


@pytest.fixture
def walk(stretched, bot, catalogue):
    """Walks from the customer who has been here before; returns the walk."""

    async def walked(*sayings, depth=2, catalogue=catalogue):
        async with theatre_of(stretched, bot, catalogue) as (theatre, roots):
            repertoire = Repertoire(list(sayings), {}, deeds=())
            one = Walk(theatre, repertoire, Checks(ROOT / "data", catalogue), Memory(Resets(ROOT)))
            await one.run(roots[1:], Budget(depth=depth))
        return one

    return walked
