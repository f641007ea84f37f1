"""`schalter map` writes the picture that was asked for, or says why it can't."""

import pytest
from typer.testing import CliRunner

from handoff.errors import SettingsError
from handoff.workbench.commands import workbench
from tests.workbench.dialogue_map.picture import Picture


def schalter(*arguments):
    return CliRunner().invoke(workbench, ["map", *map(str, arguments)])


def test_the_whole_dialogue_is_written_in_german(tmp_path):
    file = tmp_path / "map.svg"

    result = schalter(file)

    assert (result.exit_code, result.stdout.strip()) == (0, str(file))
    assert "Online-Banking entsperren" in Picture(file.read_text()).words("title")


def test_one_topic_is_written_in_english(tmp_path):
    file = tmp_path / "map.svg"

    schalter(file, "--topic", "unlock", "--language", "en")

    assert Picture(file.read_text()).words("heading") == ["Unlocking online banking"]


def test_a_file_that_can_t_be_written_is_named(tmp_path):
    result = schalter(tmp_path / "nowhere" / "map.svg")

    assert isinstance(result.exception, SettingsError)
    assert "nowhere/map.svg can't be written" in str(result.exception)


@pytest.mark.parametrize("option", [("--language", "fr"), ("--topic", "shopping")])
def test_what_there_is_not_is_refused_and_nothing_written(tmp_path, option):
    file = tmp_path / "map.svg"

    assert isinstance(schalter(file, *option).exception, SettingsError)
    assert not file.exists()
