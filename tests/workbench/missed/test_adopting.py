"""An example more is a line more, in every file that there is."""

import shutil

import pytest
import yaml

from handoff.errors import SettingsError
from handoff.settings import ROOT
from handoff.workbench.missed.adopting import adopt, examples

FILES = sorted((ROOT / "data").glob("*/nlu.yml"))
NEW = {
    "de": "könnten Sie mir bitte das Fahrradschloss neunundneunzig erklären 🚲",
    "en": "could you please explain the ninety-nine bicycle locks to me",
}


@pytest.fixture
def data(tmp_path):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path / "data"


def intents_of(file):
    return [entry["intent"] for entry in yaml.safe_load(file.read_text())["nlu"]]


@pytest.mark.parametrize("language", NEW)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_the_file_has_one_line_more_and_no_other_changed(data, tmp_path, file, language):
    first, *_, last = intents = intents_of(file) * 2
    for intent in {first, last, intents[len(intents) // 4]}:
        copy = data / file.parent.name / "nlu.yml"
        shutil.copy(file, copy)
        old = copy.read_bytes().split(b"\n")

        assert adopt(NEW[language], intent, data) == copy

        new = copy.read_bytes().split(b"\n")
        line = f"      - {NEW[language]}".encode()
        assert new.count(line) == 1
        new.remove(line)
        assert new == old
        assert (intent, NEW[language]) in list(examples(data))


def test_german_stands_with_the_german_and_english_with_the_english(data):
    for text in NEW.values():
        adopt(text, "ask_market_news", data)

    texts = [text for intent, text in examples(data) if intent == "ask_market_news"]
    border = texts.index("what is the stock market doing today")
    assert border - 2 <= texts.index(NEW["de"]) < border
    assert texts[-1] == NEW["en"]


@pytest.mark.parametrize(
    ("text", "intent", "reason"),
    [
        ("wo ist mein fahrrad", "unlock_acces", "no intent unlock_acces. Did you mean unlock_access"),
        ("Zugang gesperrt!", "unlock_access", "already, of unlock_access"),
        ("ZUGANG  gesperrt", "ask_limit", "already, of unlock_access"),
        ("meine IBAN ist DE89 3704 0044 0532 0130 00", "ask_account", "guard masks"),
        ("geht ⟦IBAN⟧ noch", "ask_account", "guard masks"),
        ("eine zeile\nund noch eine", "ask_account", "one line"),
        ("wo\x07bin ich", "ask_account", "control characters"),
        ("fahrrad " * 40 + "weg", "ask_account", "327|323 characters"),
        ("mein [fahrrad](thing) ist weg", "ask_account", "markup"),
        ("  ", "ask_account", "has words"),
    ],
)
def test_what_makes_no_example_is_refused_and_nothing_is_written(data, text, intent, reason):
    before = {file: file.read_bytes() for file in data.glob("*/nlu.yml")}

    with pytest.raises(SettingsError, match=reason):
        adopt(text, intent, data)

    assert {file: file.read_bytes() for file in data.glob("*/nlu.yml")} == before


def test_a_file_that_would_change_elsewhere_is_left_alone(data):
    file = data / "account" / "nlu.yml"
    file.write_text(file.read_text().replace("version: ", "version:   ", 1))
    before = file.read_bytes()

    with pytest.raises(SettingsError, match="by hand"):
        adopt(NEW["de"], "ask_account", data)

    assert file.read_bytes() == before
