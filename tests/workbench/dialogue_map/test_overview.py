"""The map of everything: nothing is missing, nothing is cut, and new data appear by themselves."""

from itertools import pairwise

import pytest
import yaml

from handoff.catalogue import load_catalogue
from handoff.errors import SettingsError
from handoff.language import LANGUAGES
from handoff.workbench.dialogue_map import dialogue_map
from handoff.workbench.dialogue_map.overview import draw_overview
from handoff.workbench.dialogue_map.wording import Wording
from tests.workbench.dialogue_map.conftest import DATA, PARKING, RULE
from tests.workbench.dialogue_map.picture import Picture


@pytest.fixture(scope="module", params=LANGUAGES)
def wording(request):
    return Wording(request.param)


@pytest.fixture(scope="module")
def picture(dialogue, wording):
    return Picture(draw_overview(dialogue, wording))


def declared(name, data=DATA):
    for file in sorted(data.glob("*/domain.yml")):
        yield from (yaml.safe_load(file.read_text()) or {}).get(name) or []


def test_every_topic_has_its_card(picture, wording):
    titles = [rule.title[wording.language] for rule in load_catalogue(DATA).rules.values()]

    assert sorted(picture.words("title")) == sorted([*titles, wording.own["folders"]["shared"]])


def test_every_intent_has_its_lane(picture):
    assert sorted(picture.words("name")) == sorted(declared("intents"))


def test_every_form_and_every_team_has_its_track(picture, dialogue, wording):
    rules = load_catalogue(DATA).rules
    headings = " ".join(picture.words("column"))

    assert set(dialogue.forms) == set(declared("forms"))
    for form in dialogue.forms.values():
        assert rules[form.topic].title[wording.language] in headings
    for team in {rule.team for rule in rules.values()}:
        assert set(wording.team(team).split()) <= set(headings.split())


def test_every_form_of_a_topic_shows_its_questions_in_order(picture, dialogue):
    chips = "|".join(picture.words("chip"))

    for form in dialogue.forms.values():
        slots = [slot.removeprefix(f"{form.topic}_") for slot, _ in form.questions]
        assert slots
        assert "|".join(f"{number} {slot}" for number, slot in enumerate(slots, start=1)) in chips


def test_nothing_is_cut_short(picture):
    assert [text for text in picture.words() if "…" in text] == []


def test_no_two_texts_overlap(picture):
    by_height = sorted(picture.texts, key=lambda text: text.top)
    clashes = [
        (one.what, other.what)
        for number, one in enumerate(by_height)
        for other in by_height[number + 1 :]
        if other.top < one.bottom and one.overlaps(other)
    ]

    assert clashes == []


def test_every_text_stays_in_its_box_and_on_the_sheet(picture):
    for text in picture.texts:
        assert 0 <= text.left and text.right <= picture.width and text.bottom <= picture.height, text
        for box in picture.boxes:
            assert not box.holds_start_of(text) or text.right <= box.right, (text, box)


def test_chips_stand_side_by_side(picture):
    chips = [box for box in picture.boxes if box.what.split()[0] in {"said", "acted", "asked", "linked"}]
    rows = sorted(chips, key=lambda chip: (chip.top, chip.left))

    assert len(chips) > len(list(declared("intents")))
    assert [(one, other) for one, other in pairwise(rows) if one.overlaps(other)] == []


def test_each_language_speaks_for_itself(picture, wording):
    words = " ".join(picture.words())

    assert ("Was Kunden wollen" in words) == (wording.language == "de")
    assert ("What customers want" in words) == (wording.language == "en")


def test_a_new_topic_appears_with_its_team(copied):
    before = Picture(dialogue_map(DATA, language="de"))
    copied.topic("parking", PARKING, RULE)

    after = Picture(dialogue_map(copied.path, language="de"))

    assert set(after.words("title")) - set(before.words("title")) == {"Parkplätze"}
    assert set(after.words("name")) - set(before.words("name")) == {"ask_parking"}
    assert "valets" in after.words("column")
    assert "bald · 7 Min." in after.words("soon")
    lane = after.lane("ask_parking")
    assert after.column("Auskunft") in after.dots(lane, "full")
    assert after.column("Rückruf") in after.dots(lane, "ring")
    assert after.column("valets") in after.dots(lane, "request")


def test_a_folder_that_the_catalogue_lacks_appears_as_such(copied):
    copied.topic("parking", PARKING)

    picture = Picture(dialogue_map(copied.path, language="en"))

    assert "Not in the catalogue" in picture.words("section")
    assert "parking" in picture.words("title")


def test_an_intent_without_a_rule_says_so(small):
    small.write("parking/rules.yml", {"rules": []})

    assert "no rule" in Picture(dialogue_map(small.path, language="en")).words("small")


def test_a_long_title_is_cut_to_its_room(small):
    small.topic("parking", PARKING, {**RULE, "title": {"de": "Parkplätze " * 20, "en": "Parking"}})

    picture = Picture(dialogue_map(small.path, language="de"))

    (title,) = picture.words("title")
    assert title.startswith("Parkplätze") and title.endswith("…")
    test_every_text_stays_in_its_box_and_on_the_sheet(picture)


@pytest.mark.parametrize("topic", [None, "parking"])
def test_markup_in_the_data_stays_text(small, topic):
    hostile = "<script>alert(1)</script> & \"'\x07"
    small.topic("parking", PARKING, {**RULE, "title": {"de": hostile, "en": hostile}, "team": "<b>&"})
    small.write("parking/nlu.yml", {"nlu": [{"intent": "ask_parking", "examples": f"- {hostile}\n"}]})

    svg = dialogue_map(small.path, language="de", topic=topic)

    assert "<script" not in svg
    assert any(text.startswith("<script>alert(1)</script>") for text in Picture(svg).words())


def test_languages_and_topics_that_there_are_not_are_named(small):
    with pytest.raises(SettingsError, match="de or en, not fr"):
        dialogue_map(small.path, language="fr")
    with pytest.raises(SettingsError, match=r"no topic shopping.*parking"):
        dialogue_map(small.path, language="de", topic="shopping")
