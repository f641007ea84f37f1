"""What the files say is understood as the bot would obey it; what can't be understood is named."""

import pytest

from handoff.errors import SettingsError
from handoff.workbench.dialogue_map.reading import read_dialogue
from tests.workbench.dialogue_map.conftest import PARKING, RULE


def ends(dialogue, intent):
    wants = {want.intent: want for topic in dialogue.topics for want in topic.wants}
    return dialogue.ends(wants[intent])


def rules(*rules):
    return {"rules": [{"rule": str(number), **rule} for number, rule in enumerate(rules)]}


def steps(intent, *actions):
    return {"steps": [{"intent": intent}, *({"action": action} for action in actions)]}


def test_a_reply_with_the_bank_s_number_sends_to_the_phone(dialogue):
    assert ends(dialogue, "report_fraud").phone
    assert ends(dialogue, "block_card").phone
    assert not ends(dialogue, "thank").phone


def test_the_customer_s_own_number_is_no_number_to_call(small):
    own = {"responses": {"utter_parking": [{"text": "Wir rufen {phone} an."}]}}
    banks = {"responses": {"utter_parking": [{"text": "Rufen Sie {service_phone} an."}]}}

    small.write("parking/responses.yml", own)
    before = ends(read_dialogue(small.path), "ask_parking")
    small.write("parking/responses.yml", banks)
    after = ends(read_dialogue(small.path), "ask_parking")

    assert (before.phone, after.phone) == (False, True)


def test_who_isn_t_understood_is_offered_topics_and_a_person(dialogue):
    fallback = ends(dialogue, "nlu_fallback")

    assert {"hours", "limit", "unlock", "card_block"} <= set(fallback.elsewhere)
    # Nobody is offered to look for an advisor.
    assert fallback.offers_forms == set(dialogue.forms) - {"advisor_form"}
    assert (fallback.offers_person, fallback.team) == (True, dialogue.by_id["human"].rule.team)


def test_a_yes_takes_what_was_offered_before(dialogue):
    affirm = ends(dialogue, "affirm")

    assert affirm.forms == set()
    assert affirm.offers_forms == set(dialogue.forms) - {"advisor_form"}
    assert affirm.offers_person and not affirm.person


def test_a_form_that_an_action_begins_belongs_to_the_want_that_runs_it(dialogue):
    reaching = ends(dialogue, "reach_advisor")

    assert "advisor_form" in reaching.offers_forms and "advisor_form" not in reaching.forms


def test_a_no_offers_nothing(dialogue):
    deny = ends(dialogue, "deny")

    assert deny.told
    assert not deny.offers_forms and not deny.offers_person and deny.team is None


def test_a_form_that_only_a_condition_begins_is_an_offer(small):
    condition = [{"slot_was_set": [{"parking_offered": True}]}]
    small.topic("parking", {**PARKING, "domain": {**PARKING["domain"], "forms": {"parking_form": {}}}}, RULE)
    form = steps("ask_parking", "parking_form")

    small.write("parking/rules.yml", rules(form))
    always = ends(read_dialogue(small.path), "ask_parking")
    small.write("parking/rules.yml", rules({**form, "condition": condition}))
    conditional = ends(read_dialogue(small.path), "ask_parking")

    assert (always.forms, always.offers_forms) == ({"parking_form"}, set())
    assert (conditional.forms, conditional.offers_forms) == (set(), {"parking_form"})


def test_an_intent_s_rules_count_whichever_file_they_stand_in(small):
    small.write("elsewhere/rules.yml", rules(steps("ask_parking", "action_hand_over")))

    assert ends(read_dialogue(small.path), "ask_parking").person


def test_the_urgent_come_first_among_their_like(copied):
    copied.topic("parking", PARKING, {**RULE, "priority": 3, "act": "refuse", "confidentiality": "order"})

    order = [topic.id for topic in read_dialogue(copied.path).topics]

    assert order.index("parking") == order.index("order") - 1
    assert order[-1] == "shared"


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("catalogue.yml", "topics: [parking]"),
        ("catalogue.yml", "topics: {parking: {act: dance}}"),
        ("catalogue.yml", "topics: {"),
        ("parking/domain.yml", "- intents"),
        ("parking/domain.yml", "intents: [{}]"),
        ("parking/domain.yml", "intents: 5"),
        ("parking/domain.yml", "forms: [parking_form]"),
        ("parking/nlu.yml", "nlu: [parking"),
        ("parking/nlu.yml", "nlu: [5]"),
        ("parking/rules.yml", "rules: [{rule: parking}]"),
        ("parking/rules.yml", "rules: 5"),
        ("parking/responses.yml", "responses: {utter_parking: []}"),
        ("parking/responses.yml", "responses: {utter_parking: [{buttons: [{payload: /x}]}]}"),
        ("parking/tests.yml", "tests: 5"),
    ],
)
def test_a_file_that_can_t_be_understood_is_named(small, file, content):
    small.write(file, content)

    with pytest.raises(SettingsError, match=file):
        read_dialogue(small.path)


@pytest.mark.parametrize("file", ["catalogue.yml", "parking/domain.yml", "parking/responses.yml"])
def test_a_file_that_is_no_text_is_named(small, file):
    (small.path / file).write_bytes(b"\xff\xfe\x00parking")

    with pytest.raises(SettingsError, match=file.rpartition("/")[2]):
        read_dialogue(small.path)


def test_a_folder_without_a_catalogue_is_named(small):
    (small.path / "catalogue.yml").unlink()

    with pytest.raises(SettingsError, match="catalogue.yml"):
        read_dialogue(small.path)
