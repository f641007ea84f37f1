"""Where the catalogue and the topics say different things, the line is told that has to be mended."""

import pytest

from handoff.workbench.check import catalogue

CATALOGUE, RULES = "data/catalogue.yml", "data/{}/rules.yml"
MAY_ASK = "may_ask: [topic, branch, day, time, kind_of_meeting, phone]"


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "said"),
    [
        (CATALOGUE, "  limit:\n", "  limits:\n", "  limits:", "There is no folder data/limits. Did you mean “limit”?"),
        (CATALOGUE, "team: ebanking", "team: e_banking", None, "no team “e_banking” in handoff/demo/musterstadt.yml; "),
        (CATALOGUE, "act: answer", "act: form", None, "“act” of “hours” is “form”, but no rule of the topic runs one."),
        (
            CATALOGUE,
            "act: form",
            "act: answer",
            "act: answer\n    confidentiality: public\n    may_ask: [topic",
            "run one",
        ),
        (
            CATALOGUE,
            MAY_ASK,
            "may_ask: [topic, branch, day, birthday, time, kind_of_meeting]",
            None,
            "“birthday” has no",
        ),
        (CATALOGUE, "may_send: [IBAN]", "may_send: [IBAN, PIN]", None, "nobody may send it"),
        (
            CATALOGUE,
            "confidentiality: public\n    may_ask: []\n    may_send",
            "confidentiality: personal\n    may_ask: []\n    may_send",
            None,
            "“contact” is personal, so nothing",
        ),
        (RULES.format("fraud"), "action: action_deactivate_loop", "action: action_forget", "rule: fraud", "priority 3"),
        (RULES.format("personal_data"), "utter_no_personal_data", "utter_limit", None, "“utter_limit” is neither."),
        (
            RULES.format("order"),
            "action_offer_human",
            "action_show_appointment",
            None,
            "“order” is order: its rules only",
        ),
    ],
)
def test_what_the_catalogue_says_otherwise(findings_of, file, old, new, at, said):
    place, found = findings_of(catalogue.findings, file, old, new, at=at)

    assert any(one.startswith(place) and said in one for one in found)


def test_who_hands_over_may_ask_to_whom_and_nothing_else(findings_of):
    _, found = findings_of(
        catalogue.findings, "data/advisor/domain.yml", "      - advisor_way\n", "      - advisor_day\n"
    )

    assert any("“act” of “advisor” is “handoff”, but its rules run one." in one for one in found)
    assert any("asks for “advisor_day”, but “may_ask” of “advisor” lacks “day”." in one for one in found)


def test_a_form_asks_only_what_the_catalogue_allows(findings_of):
    _, found = findings_of(catalogue.findings, CATALOGUE, MAY_ASK, MAY_ASK.replace("time, ", ""))

    assert len(found) == 1
    assert found[0].startswith("data/appointment/domain.yml:")
    assert "asks for “appointment_when”, but “may_ask” of “appointment” lacks “time”." in found[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (RULES.format("limit"), "utter_higher_limit", "utter_limit", "“limit” moves to “callback”"),
        (RULES.format("fraud"), "utter_fraud", "utter_old_button", "“fraud” moves to “phone”"),
        (RULES.format("order"), "utter_no_orders", "utter_old_button", "“order” moves to “online_banking”"),
    ],
)
def test_where_a_topic_moves_to_the_way_must_be_shown_in_both_languages(findings_of, file, old, new, said):
    _, found = findings_of(catalogue.findings, file, old, new)

    told = [one for one in found if said in one]
    assert all(one.startswith("data/catalogue.yml:") for one in told)
    assert [f"in “{language}”" in one for one, language in zip(told, ("de", "en"), strict=True)] == [True, True]


def test_a_topic_without_an_entry(findings_of):
    _, found = findings_of(catalogue.findings, CATALOGUE, "  praise:\n", "  praises:\n")

    assert any("data/praise/domain.yml:1: The topic “praise” has no entry" in one for one in found)
