"""The simulation of routing finds what it is there to find."""

import random
from datetime import date

import pytest

from handoff.catalogue import load_catalogue
from handoff.routing import Give, decide
from handoff.settings import ROOT
from trials.routing.chats import wishes
from trials.routing.month import Month
from trials.routing.people import INSTITUTIONS, hire

CATALOGUE = load_catalogue(ROOT / "data")
DAYS = 5


@pytest.fixture
def month():
    """A few days of December, a dozen chats an institution."""

    def month(deciding=decide):
        chance = random.Random(3)
        requests = [12] * INSTITUTIONS
        staff = hire(chance, requests=requests, start=date(2026, 12, 1), days=DAYS + 5, catalogue=CATALOGUE)
        wanted = wishes(chance, requests=requests, start=date(2026, 12, 1), days=DAYS, catalogue=CATALOGUE)
        return Month(staff, wanted, drop_outs=chance, deciding=deciding).run()

    return month


def test_the_routing_keeps_all_its_bounds(month):
    found = month()

    assert (found.twice, found.over_capacity, found.forgotten, found.load) == (0, 0, 0, 0)
    assert found.assignments >= found.chats == 12 * INSTITUTIONS


def test_the_same_seed_is_the_same_month(month):
    assert month() == month()


def test_whoever_is_given_more_than_he_can_have_is_counted(month):
    def careless(chat, situation):
        return Give(min(situation.people)) if situation.people else decide(chat, situation)

    found = month(careless)

    assert found.over_capacity > 0 and found.load > 0


def test_a_chat_that_nobody_is_given_is_counted(month):
    def forgetful(chat, situation):
        return decide(chat, situation) if chat.topic != "unlock" else decide(chat, _alone(situation))

    assert month(forgetful).forgotten > 0


def _alone(situation):
    return type(situation)(situation.now, situation.team, {}, None)
