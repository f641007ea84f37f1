"""What the conversation designers wrote holds together: catalogue, intents, rules, responses and WhatsApp's limits."""

from pathlib import Path

import pytest
import yaml

from handoff.catalogue import load_catalogue
from handoff.demo.institutions import demo_institutions

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
TEAMS = {"service", "ebanking", "advice"}


def read(path):
    return yaml.safe_load(path.read_text()) or {}


def topics():
    return sorted(path.parent.name for path in DATA.glob("*/domain.yml") if path.parent.name != "shared")


def responses():
    for path in sorted(DATA.glob("*/responses.yml")):
        for name, variants in (read(path).get("responses") or {}).items():
            yield pytest.param(variants, id=name)


def intents_of(rule):
    return {step["intent"] for step in rule["steps"] if "intent" in step}


def test_every_topic_has_its_entry_and_every_entry_its_topic():
    assert sorted(load_catalogue(DATA).rules) == topics()


def test_every_entry_names_a_team_that_the_institutions_have():
    named = {rule.team for rule in load_catalogue(DATA).rules.values()}

    assert named <= TEAMS
    for institution in demo_institutions():
        assert named <= {team.slug for team in institution.teams}


def test_only_a_lost_card_and_fraud_are_answered_whoever_holds_the_conversation():
    assert load_catalogue(DATA).urgent == {"card_block", "fraud"}


@pytest.mark.parametrize("topic", ["shared", *topics()])
def test_every_intent_has_a_rule_and_examples(topic):
    intents = set(read(DATA / topic / "domain.yml").get("intents") or []) - {"nlu_fallback"}
    ruled = set().union(*(intents_of(rule) for path in DATA.glob("*/rules.yml") for rule in read(path)["rules"]))
    examples = {entry.get("intent") for entry in read(DATA / topic / "nlu.yml")["nlu"]}

    assert intents <= ruled
    assert intents <= examples


@pytest.mark.parametrize("variants", [*responses()])
def test_every_response_speaks_german_and_english(variants):
    languages = [(variant.get("condition") or [{"value": "de"}])[0]["value"] for variant in variants]

    assert languages == ["de", "en"]


@pytest.mark.parametrize("variants", [*responses()])
def test_buttons_rows_and_links_keep_whatsapps_limits(variants):
    for variant in variants:
        buttons, custom = variant.get("buttons") or [], variant.get("custom") or {}
        is_list = "menu" in custom or len(buttons) > 3
        assert len(buttons) <= 10
        assert all(len(button["title"]) <= (24 if is_list else 20) for button in buttons)
        assert all(len(button.get("description", "")) <= 72 for button in buttons)
        assert len({button["title"] for button in buttons}) == len(buttons)
        assert len(custom.get("menu", "")) <= 20
        assert len(custom.get("link", {}).get("title", "")) <= 20
        assert not (buttons and "link" in custom)


@pytest.mark.parametrize("variants", [*responses()])
def test_buttons_stand_for_intents_that_there_are(variants):
    known = load_catalogue(DATA).topics
    payloads = [button["payload"] for variant in variants for button in variant.get("buttons") or []]

    assert {payload.lstrip("/").split("{")[0] for payload in payloads} <= set(known)


@pytest.mark.parametrize("topic", topics())
def test_every_topic_has_at_least_twelve_conversations(topic):
    names = [test["name"] for test in read(DATA / topic / "tests.yml")["tests"]]

    assert len(names) >= 12
    assert len(set(names)) == len(names)


WAYS = {"phone": "_phone}", "callback": "/request_callback", "online_banking": "online"}


@pytest.mark.parametrize(
    ("topic", "channel"),
    [
        pytest.param(rule.topic, channel.value, id=f"{rule.topic} by {channel.value}")
        for rule in load_catalogue(DATA).rules.values()
        for channel in rule.moves_to
    ],
)
def test_where_a_topic_moves_to_the_customer_is_shown_the_way(topic, channel):
    known = {
        name: variants for path in DATA.glob("*/responses.yml") for name, variants in read(path)["responses"].items()
    }
    steps = [step for rule in read(DATA / topic / "rules.yml")["rules"] for step in rule["steps"]]
    said = [variants for name, variants in known.items() if {"action": name} in steps]

    for language in (0, 1):
        texts = " ".join(str(variants[language]) for variants in said)
        assert WAYS[channel] in texts.lower()
