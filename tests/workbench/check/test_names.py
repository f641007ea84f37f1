"""Names that lead nowhere are told with their line, and with what may have been meant."""

from dataclasses import replace

import pytest

from handoff.workbench.check import names
from handoff.workbench.check.finding import Place
from handoff.workbench.check.reader import text_at

DOMAIN, RULES, RESPONSES = "data/limit/domain.yml", "data/limit/rules.yml", "data/limit/responses.yml"
CALLBACK, SHARED = "data/callback/domain.yml", "data/shared/domain.yml"


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "said"),
    [
        (
            DOMAIN,
            "- ask_limit",
            "- ask_limit\n  - ask_overdraft",
            "- ask_overdraft",
            "Nothing teaches “ask_overdraft”.",
        ),
        (
            DOMAIN,
            "- ask_limit",
            "- ask_limit\n  - ask_overdraft",
            "- ask_overdraft",
            "Nothing answers “ask_overdraft”.",
        ),
        (DOMAIN, "- ask_limit", "- ask_limit\n  - ask_hours", "- ask_hours", "is declared in data/hours/domain.yml:"),
        (
            RULES,
            "intent: ask_limit",
            "intent: ask_limits",
            None,
            "There is no intent “ask_limits”. Did you mean “ask_li",
        ),
        (RULES, "action: utter_limit", "action: utter_limits", None, "There is no response “utter_limits”. Did you"),
        (RULES, "action: action_offer_callback", "action: action_offer_a_call", None, "There is no action “action_of"),
        ("data/callback/rules.yml", "active_loop: callback_form", "active_loop: call_form", None, "There is no form"),
        (RESPONSES, "utter_limit_cost:", "utter_limit_price:", None, "Nothing says “utter_limit_price”."),
        (RESPONSES, "utter_limit_cost:", "utter_hours:", None, "“utter_hours” stands in data/hours/responses.yml:"),
        (
            RESPONSES,
            "/ask_human}",
            "/ask_humans}",
            None,
            "stands for “ask_humans”, no intent. Did you mean “ask_human”",
        ),
        (RESPONSES, '"callback_topic"', '"callback_topics"', None, "carries “callback_topics”, no entity. Did you"),
        (RESPONSES, '"limit"}}', '"limit}}', None, "is no payload. Write “/intent”, or with values"),
        (RESPONSES, "payload: /ask_human", "payload: ask_human", None, "“ask_human” is no payload."),
        (
            CALLBACK,
            "- validate_callback_form",
            "- action_call_now",
            None,
            "No action in Python is called “action_call_n",
        ),
        (CALLBACK, "      - callback_confirm", "      - callback_sure", None, "There is no slot “callback_sure”."),
        (CALLBACK, "  callback_wish:", "  callback_mood:", None, "Nothing reads the slot “callback_mood”."),
        ("data/event/rules.yml", "- event_offered: true", "- events_seen: true", None, "no slot “events_seen”"),
    ],
)
def test_a_name_that_leads_nowhere(findings_of, file, old, new, at, said):
    place, found = findings_of(names.findings, file, old, new, at=at)

    assert any(one.startswith(place) and said in one for one in found)


def test_what_the_policy_falls_back_to_is_said(findings_of):
    fallback = "core_fallback_action_name: utter_"

    _, found = findings_of(names.findings, "config.yml", f"{fallback}default", f"{fallback}rephrase")

    assert any("Nothing says “utter_default”." in one for one in found)


def test_a_response_that_python_says_and_no_topic_has(findings_of):
    _, found = findings_of(names.findings, "data/hours/responses.yml", "utter_branches:", "utter_branch_list:")

    assert any(one.startswith("actions/") and "says “utter_branches” here" in one for one in found)


def test_rules_that_wait_for_a_slot_which_nothing_sets(findings_of, whole):
    slots = "\nslots:\n  raining: {type: bool, mappings: [{type: custom}]}\n"
    waiting = {"rule": "rain", "condition": [{"slot_was_set": [{text_at("raining", Place("", 1)): True}]}], "steps": []}

    def family(book):
        return names.findings(replace(book, files=_with_rule(book, waiting)))

    place, found = findings_of(family, "data/event/domain.yml", "\nslots:\n", slots, at="raining")

    assert any(one.startswith(place) and "which nothing ever sets" in one for one in found)


def _with_rule(book, rule):
    rules = book.rules_of("event")
    return {**book.files, "data/event/rules.yml": {"rules": [*rules, rule]}}
