"""The printed rule book says what the catalogue and the topics say, all of it, in both languages."""

import re
from html import unescape

import pytest

from handoff.catalogue import load_catalogue
from handoff.demo.institutions import demo_institutions
from handoff.settings import ROOT
from handoff.workbench.rulebook import rulebook

DATA = ROOT / "data"


@pytest.fixture(scope="module", params=["de", "en"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def page(language):
    facts = {name: str(value) for name, value in demo_institutions()[0].facts.model_dump().items()}
    return rulebook(DATA, language=language, facts=facts, title="Regelwerk <Probe>")


def test_every_topic_has_its_chapter_the_urgent_first(page, language):
    chapters = re.findall(r'<section id="(\w+)">\s*<h2>([^<]+)', page)

    titles = {topic: unescape(title) for topic, title in chapters}
    assert titles == {topic: rule.title[language] for topic, rule in load_catalogue(DATA).rules.items()}
    assert [topic for topic, _ in chapters[:2]] == ["card_block", "fraud"]


def test_what_people_may_send_on_confirming_it_is_told_where_it_holds_alone(page, language):
    words = {"de": "Darf ein Mensch senden, wenn er es bestätigt", "en": "A person may send, on confirming it"}
    sections = re.findall(r'<section id="(\w+)">(.*?)</section>', page, re.DOTALL)

    told = {topic for topic, section in sections if words[language] in section}
    assert told == {topic for topic, rule in load_catalogue(DATA).rules.items() if rule.may_send} != set()


def test_the_bank_s_own_facts_stand_in_the_texts(page):
    assert "<strong>116 116</strong>" in page
    assert not set(re.findall(r"\{(\w+)\}", page)) & set(demo_institutions()[0].facts.model_dump())


def test_each_language_speaks_for_itself(page, language):
    german, english = "Bitte lassen Sie Ihre Karte sofort", "Please call at once to have your card blocked"

    assert (german in page, english in page) == (language == "de", language == "en")


def test_what_is_written_stays_text(page):
    assert "Regelwerk &lt;Probe&gt;" in page
