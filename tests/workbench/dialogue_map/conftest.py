"""A data folder of one topic, for tests to change, and the whole dialogue as it is."""

import shutil

import pytest
import yaml

from handoff.settings import ROOT
from handoff.workbench.dialogue_map.reading import read_dialogue

DATA = ROOT / "data"
PARKING = {
    "domain": {"intents": ["ask_parking"]},
    "nlu": {"nlu": [{"intent": "ask_parking", "examples": "- wo kann ich parken\n- parkplatz?\n"}]},
    "rules": {
        "rules": [{"rule": "parking", "steps": [{"intent": "ask_parking"}, {"action": "utter_parking"}]}],
    },
    "responses": {
        "responses": {
            "utter_parking": [
                {"text": "Hinter dem Haus.", "buttons": [{"title": "Rückruf", "payload": "/request_callback"}]},
                {
                    "text": "Behind the building.",
                    "buttons": [{"title": "Callback", "payload": "/request_callback"}],
                    "condition": [{"type": "slot", "name": "language", "value": "en"}],
                },
            ]
        }
    },
    "tests": {"tests": [{"name": "Parken", "steps": []}]},
}
RULE = {
    "title": {"de": "Parkplätze", "en": "Parking"},
    "act": "answer",
    "confidentiality": "public",
    "may_ask": [],
    "team": "valets",
    "priority": 2,
    "minutes": 7,
    "moves_to": [],
    "external": True,
}


class Folder:
    """`data/`: what is written into it stands where the bot would look for it."""

    def __init__(self, path):
        self.path = path

    def topic(self, name, files, rule=None):
        for file, content in files.items():
            self.write(f"{name}/{file}.yml", content)
        if rule:
            catalogue = self.path / "catalogue.yml"
            entries = yaml.safe_load(catalogue.read_text())["topics"] if catalogue.exists() else {}
            self.write("catalogue.yml", {"topics": {**entries, name: rule}})

    def write(self, file, content):
        path = self.path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True))


@pytest.fixture(scope="module")
def dialogue():
    return read_dialogue(DATA)


@pytest.fixture
def copied(tmp_path):
    """All of `data/`, to add to."""
    return Folder(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture
def small(tmp_path):
    """Parking alone."""
    folder = Folder(tmp_path / "small")
    folder.topic("parking", PARKING, RULE)
    return folder
