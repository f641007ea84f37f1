"""Placeholders, WhatsApp's limits, links and style: each mistake is told with its line."""

import pytest

from handoff.institutions import Facts
from handoff.workbench.check import limits, links, placeholders, style

LIMIT, EVENT, FIRST = "data/limit/responses.yml", "data/event/responses.yml", "data/shared/responses.yml"
BANK = "handoff/demo/musterstadt.yml"
MENU = "{title: Tageslimit, payload: /change_limit, description: Höhe ansehen und ändern}"
TOO_MANY = "\n        - ".join([MENU, "{title: Zinsen, payload: /ask_help}", "{title: Aktien, payload: /ask_help}"])


def test_the_check_knows_every_fact(whole):
    assert set(whole.facts) == set(Facts.model_fields)


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "said"),
    [
        (LIMIT, "{standard_limit} für", "{standart_limit} für", "text: >-", "Did you mean “standard_limit”?"),
        (LIMIT, "{standard_limit} für", "{advisor} für", "text: >-", "“{advisor}” is no fact of the institutions"),
        (LIMIT, "{standard_limit} für", "{standard_limit_en} für", "text: >-", "German takes “{standard_limit}”."),
        (LIMIT, "{standard_limit_en}.", "{standard_limit}.", "text: >-\n        Our", "Take “{standard_limit_en}”."),
        (LIMIT, "{standard_limit} für", "2.000 Euro für", "text: >-", "The German text of “utter_limit” lacks"),
        (LIMIT, "{standard_limit} für", "{standard limit} für", "text: >-", "A curly bracket stands here"),
    ],
)
def test_a_placeholder_that_nobody_fills_or_one_language_lacks(findings_of, file, old, new, at, said):
    place, found = findings_of(placeholders.findings, file, old, new, at=at)

    assert any(one.startswith(place) and said in one for one in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "said"),
    [
        (LIMIT, "title: Rückruf vereinbaren,", "title: Einen Rückruf vereinbaren,", None, "has 25 characters; Whats"),
        (LIMIT, "title: Limit ansehen", "title: Limit ansehen oder ändern", None, "title of the link “Limit ansehen"),
        (LIMIT, "title: Limit ansehen", 'title: "{banking_app} öffnen und"', None, "with the longest facts filled in"),
        (LIMIT, "Üblich sind", "Üblich sind " + "sehr " * 200, "text: >-", "WhatsApp takes 1024. Shorten it."),
        (LIMIT, "payload: /ask_human}", "payload: /ask_human, description: Gern}", None, "Only a list shows desc"),
        (FIRST, "title: Banking entsperren,", "title: Online-Banking jetzt entsperren,", None, "WhatsApp takes 24."),
        (FIRST, "description: Höhe ansehen", "description: Höhe " + "an" * 40, None, "WhatsApp takes 72."),
        (FIRST, "{menu: Themen}", "{menu: Themen zum Auswählen hier}", None, "label of the list"),
        (FIRST, MENU, TOO_MANY, "{title: English,", "The list has 11 rows; WhatsApp takes 10."),
        (FIRST, "title: Tageslimit,", "title: Termin buchen,", "title: Termin buchen, payload: /book", "Two buttons"),
    ],
)
def test_what_whatsapp_would_refuse(findings_of, file, old, new, at, said):
    place, found = findings_of(limits.findings, file, old, new, at=at)

    assert any(one.startswith(place) and said in one for one in found)


def test_buttons_beside_a_link_and_a_list_without_a_label_are_refused(findings_of):
    linked = "buttons:\n        - {title: Hilfe, payload: /ask_help}\n      custom: {link: {title: Limit ansehen"
    place, found = findings_of(limits.findings, LIMIT, "custom: {link: {title: Limit ansehen", linked, at="custom: {l")
    assert any(one.startswith(place) and "buttons or a link, never both" in one for one in found)

    four = "".join(f"- {{title: Nummer {number}, payload: /ask_human}}\n        " for number in range(3))
    old = "- {title: Mit Menschen chatten, payload: /ask_human}"
    place, found = findings_of(limits.findings, LIMIT, old, four + old, at="- text: >-\n        Brauchen")
    assert any(one.startswith(place) and "these 5 become a list" in one for one in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "said"),
    [
        (LIMIT, '"{limit_url}"', '"http://bank.example/limit"', None, "“http://bank.example/limit” must be an address"),
        (LIMIT, '"{limit_url}"', '"https://bank/limit"', None, "“https://bank/limit” must be an address"),
        (LIMIT, '"{limit_url}"', '"{email}"', None, "Those of the institution end in “_url”."),
        (LIMIT, "Üblich sind", "Auf http://bank.example: üblich sind", "text: >-", "“http://bank.example” must be"),
        (BANK, "https://www.sparkasse-musterstadt.example/limit", "http://sparkasse-musterstadt.example", None, "must"),
        (BANK, "https://www.sparkasse-musterstadt.example/limit", "https://www.bank.de/limit", None, "“.example”"),
        (BANK, "service@sparkasse-musterstadt.example", "service@bank.de", None, "leads to “bank.de”"),
    ],
)
def test_a_link_that_leads_nowhere_or_to_somebody_real(findings_of, file, old, new, at, said):
    place, found = findings_of(links.findings, file, old, new, at=at)

    assert len(found) == 1
    assert found[0].startswith(place)
    assert said in found[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "said"),
    [
        (LIMIT, "Wie hoch Ihr eigenes", "Wie hoch dein eigenes", "text: >-", "“dein” is familiar."),
        (LIMIT, "sehen\n        Sie", "seht ihr, könnt ihr sehen\n        Sie", "text: >-", "“könnt ihr” is familiar."),
        (LIMIT, "Üblich sind", "Über Geld: fuer alle üblich sind", "text: >-", "Write “für”."),
        (LIMIT, "title: Rückruf vereinbaren", "title: Rueckruf vereinbaren", None, "Write “Rückruf”."),
        (LIMIT, "title: Limit ändern", "title: Limit aendern", None, "Write “ändern”."),
        (LIMIT, "„Limit ändern“", '"Limit ändern"', "text: |-", "A straight quotation mark stands here."),
        (LIMIT, "„Limit ändern“", "“Limit ändern”", "text: |-", "Write „so“."),
        (LIMIT, "“Change limit”", "„Change limit“", "text: |-\n        You", "Write “so”."),
        ("data/catalogue.yml", "de: Rückruf", "de: Rueckruf", None, "Write “Rückruf”."),
    ],
)
def test_a_text_that_does_not_speak_as_we_do(findings_of, file, old, new, at, said):
    place, found = findings_of(style.findings, file, old, new, at=at)

    assert len(found) == 1
    assert found[0].startswith(place)
    assert said in found[0]
