"""What the comparison with a stock Rasa is made of."""

import pytest
import yaml

from handoff.settings import ROOT
from trials.bench.conversation import MARKS, NoAnswer, Times, measure
from trials.bench.figures import Side, markdown, rows
from trials.bench.plain_actions import make
from trials.bench.stock_project import demo_facts, merged_domain, write_project
from trials.bench.weight import Weight


def test_the_stock_project_has_our_data_and_a_default_configuration(tmp_path):
    write_project(ROOT, tmp_path / "stock")
    config = yaml.safe_load((tmp_path / "stock" / "config.yml").read_text())
    files = {file.name for file in (tmp_path / "stock" / "data").iterdir()}
    assert config["pipeline"] is None and config["policies"] is None and "importers" not in config
    assert {"hours_nlu.yml", "hours_rules.yml"} <= files
    assert not any(name.endswith("tests.yml") for name in files)


def test_the_stock_domain_needs_no_record_of_the_institution():
    domain = merged_domain(ROOT)
    texts = [variant.get("text", "") for variants in domain["responses"].values() for variant in variants]
    assert "ask_hours" in domain["intents"] and "language" in domain["slots"]
    assert not any(f"{{{name}}}" in text for name in demo_facts() for text in texts)


def test_each_custom_action_has_an_equivalent():
    made = make(["action_tell_hours", "validate_callback_form"])
    assert {name: made[name]().name() for name in made} == {name: name for name in made}


async def test_turns_are_measured_around_the_marks():
    said = Times()

    async def say(name, text):
        return 0.5 if name.endswith("long") else 0.0

    await measure(say, "x", said, at_once=2, longest=MARKS[-1])
    assert {mark for mark, _ in said.turns} == set(MARKS)
    assert all(seconds == [0.5] * len(seconds) and 4 <= len(seconds) <= 6 for seconds in said.turns.values())
    assert said.rate() > 0


async def test_a_side_that_does_not_answer_ends_the_bench():
    async def say(name, text):
        raise NoAnswer("silence")

    with pytest.raises(NoAnswer):
        await measure(say, "x", Times(), at_once=1, longest=MARKS[0])


def side(seconds, *, rate, megabytes):
    turns = {(mark, text): [seconds] for mark in MARKS for text in ("was kannst du", "wann habt ihr auf")}
    times = Times(turns=turns, rates=[rate])
    return Side(times, times, Weight(1.0, megabytes * 1024**2), megabytes * 1024**2)


def test_an_aim_that_is_missed_is_told():
    table = list(rows(side(0.010, rate=100.0, megabytes=300), side(0.050, rate=10.0, megabytes=900), longest=5))
    verdicts = {row.name: row.is_met for row in table}
    assert verdicts["bare: turns a second"] is True
    assert verdicts["bare: p50 plain, turn 5 (ms)"] is False
    assert verdicts["memory (MB)"] is False and verdicts["environment (MB)"] is True
    assert "1/5.0" in markdown(table) and "**missed**" in markdown(table)
