import pytest

from handoff.counts import understand_count

GERMAN = {
    "2": 2,
    "zwei": 2,
    "eine": 1,
    "eine Person": 1,
    "4 Personen": 4,
    "vier Leute": 4,
    "zu zweit": 2,
    "wir kommen zu dritt": 3,
    "zu viert": 4,
    "wir sind drei": 3,
    "wir sind zu fünft": 5,
    "Wir sind 2 Personen": 2,
    "wir beide": 2,
    "wir kommen beide": 2,
    "nur ich": 1,
    "ich komme allein": 1,
    "Ich komme alleine.": 1,
    "ich": 1,
    "ich und meine Frau": 2,
    "meine Frau und ich": 2,
    "mit meinem Mann": 2,
    "ich komme mit meiner Mutter": 2,
    "mit meinen zwei Kindern": 3,
    "mit meiner Frau und zwei Kindern": 4,
    "mit meinen Eltern": 3,
    "zwei Erwachsene": 2,
    "2 Erwachsene und 1 Person": 3,
    "etwa 5": 5,
    "zwölf": 12,
    "für 3 Personen bitte": 3,
}
ENGLISH = {
    "just me": 1,
    "Only myself": 1,
    "I'll come alone": 1,
    "the two of us": 2,
    "there are 3 of us": 3,
    "we are four": 4,
    "both of us": 2,
    "me and my wife": 2,
    "with my two kids": 3,
    "with my husband and two children": 4,
    "two people": 2,
    "3 please": 3,
    "one": 1,
    "a couple of us": 2,
}
NO_COUNT = [
    "👍",
    "ja",
    "weiß nicht",
    "um 3",
    "3 Uhr",
    "14:30",
    "3.12.",
    "am 3.",
    "morgen um 2",
    "Montag",
    "mein Konto",
    "mit meinen Kindern",
    "meine Frau hat kein Konto",
    "500 Personen",
    "0",
    "DE02 1203 0000 0000 2020 51",
    "das dauert zu lange",
    "zweitausend",
    "mit freundlichen Grüßen",
    "mum can you pick me up",
    "Frohe Weihnachten euch allen",
    "bitte mit einem Ihrer Kollegen",
    "",
]


@pytest.mark.parametrize(("message", "people"), GERMAN.items())
def test_people_are_counted_in_german(message, people):
    assert understand_count(message, language="de") == people


@pytest.mark.parametrize(("message", "people"), ENGLISH.items())
def test_people_are_counted_in_english(message, people):
    assert understand_count(message, language="en") == people


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("message", NO_COUNT)
def test_what_tells_no_number_of_people_is_left_alone(message, language):
    assert understand_count(message, language=language) is None
