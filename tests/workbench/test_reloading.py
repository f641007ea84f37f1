"""What the files say now is what the bot says next; what can't be trained on leaves it as it was."""

import shutil
from pathlib import Path

import pytest

from bot.turn import Utterance
from handoff.errors import SettingsError
from handoff.workbench.reloading import Workshop, reason

TESTS = Path(__file__).parents[1]
FACTS = {"institution": "Sparkasse Beispiel", "domain": "example.invalid", "hours": "9–16 Uhr"}
CATALOGUE = "topics: {}\n"


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "root"
    shutil.copytree(TESTS / "bot" / "example", root)
    shutil.copy(TESTS.parent / "config.yml", root)
    (root / "data" / "catalogue.yml").write_text(CATALOGUE)
    (root / "actions").mkdir()
    return root


@pytest.fixture
def workshop(root, tmp_path):
    return Workshop(root, tmp_path / "models", actions="tests.bot.example_actions")


async def greeting(loaded):
    turn = await loaded.bot.turn(Utterance("Hallo", "de", "one", None, FACTS), None)
    return turn.replies[0].text


async def test_a_change_is_heard_and_an_invalid_one_is_told(workshop, root):
    assert workshop.has_changed()
    first = workshop.load()
    before = await greeting(first)
    assert not workshop.has_changed()

    responses = root / "data" / "smalltalk" / "responses.yml"
    old = responses.read_text()
    responses.write_text(old.replace(before.split()[0], "Zitronenfalter"))
    assert workshop.has_changed()
    second = workshop.load()

    assert "Zitronenfalter" in await greeting(second)
    assert await greeting(first) == before

    responses.write_text(old + "\n  utter_broken: [")
    with pytest.raises(SettingsError, match="responses.yml"):
        workshop.load()
    assert not workshop.has_changed()
    assert "Zitronenfalter" in await greeting(second)


def test_the_catalogue_counts_too(workshop, root):
    workshop.load()

    (root / "data" / "catalogue.yml").write_text(CATALOGUE + "# changed\n")

    assert workshop.has_changed()


def test_changed_python_is_told_once(workshop, root):
    (root / "actions" / "greeting.py").write_text("")

    assert workshop.changed_code() == ["actions"]
    assert workshop.changed_code() == []


def test_the_reason_is_a_line_or_two():
    assert reason("Training …\n\x1b[91mYamlSyntaxException: Failed to read x.yml\nfound a tab\nmore") == (
        "YamlSyntaxException: Failed to read x.yml\nfound a tab"
    )
    assert reason("") == ""
