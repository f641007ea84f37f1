"""What an institution lays down, read."""

from datetime import timedelta
from uuid import UUID

import pytest

from handoff.catalogue import load_catalogue
from handoff.routing.house import may_leave, read_rules
from handoff.routing.outsourcing import When, read_outsourcing
from handoff.settings import ROOT

CATALOGUE = load_catalogue(ROOT / "data")
CENTRE = UUID(int=1)


def test_the_institution_names_another_team_than_the_catalogue():
    rules = read_rules({"teams": {"unlock": "service"}, "return_days": 5})

    assert rules.team_for("unlock", CATALOGUE) == "service"
    assert rules.team_for("limit", CATALOGUE) == CATALOGUE.rules["limit"].team
    assert rules.team_for(None, CATALOGUE) == "service"
    assert rules.returns == timedelta(days=5)


def test_nothing_laid_down_is_the_usual():
    rules = read_rules({})

    assert rules.returns == timedelta(days=3) and rules.outsourcing == ()


def test_only_what_the_catalogue_allows_may_leave():
    for topic, rule in CATALOGUE.rules.items():
        assert may_leave(topic, CATALOGUE) == rule.external
    assert not may_leave(None, CATALOGUE)


def test_a_rule_is_read_as_it_is_kept():
    rule = read_outsourcing({"when": "above", "above": 4, "topics": ["unlock"]}, team=CENTRE, is_open=True)

    assert (rule.when, rule.above, rule.topics) == (When.ABOVE, 4, frozenset({"unlock"}))


@pytest.mark.parametrize("entry", [{"when": "above"}, {"when": "above", "above": 0}, {"when": "sometimes"}])
def test_a_rule_without_sense_is_refused(entry):
    with pytest.raises(ValueError):
        read_outsourcing(entry, team=CENTRE, is_open=True)
