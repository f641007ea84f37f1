import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bot.failure import BotFailure
from bot.training import current_model, fingerprint, train


@pytest.fixture
def copy(root, tmp_path):
    shutil.copytree(root, tmp_path / "copy", ignore=shutil.ignore_patterns("models"))
    return tmp_path / "copy"


def append(path, text):
    path.write_text(path.read_text() + text)


def test_nothing_is_trained_while_nothing_changed(root, model):
    trained = model.stat().st_mtime_ns

    assert train(root, root / "models") == model == current_model(root, root / "models")
    assert model.stat().st_mtime_ns == trained
    assert [path.name for path in model.parent.glob("*.tar.gz")] == [model.name]


@pytest.mark.parametrize("part", ["config.yml", "domain.yml", "data/branch/nlu.yml", "data/smalltalk/responses.yml"])
def test_a_change_asks_for_a_new_model(copy, model, part):
    append(copy / part, "\n# changed\n")

    assert current_model(copy, model.parent) is None


def test_what_rasa_never_reads_asks_for_no_new_model(copy, model):
    append(copy / "data/branch/tests.yml", "\n# changed\n")

    assert current_model(copy, model.parent) == model


def test_a_change_of_responses_leaves_what_nlu_learnt_and_a_change_of_examples_does_not(copy):
    before = learnt(train(copy, copy / "models"))
    append(copy / "data/smalltalk/responses.yml", "\n# changed\n  utter_new:\n    - text: Neu.\n")
    after_responses = learnt(train(copy, copy / "models"))
    append(copy / "data/smalltalk/nlu.yml", "      - wiedersehen allerseits\n")
    after_examples = learnt(train(copy, copy / "models"))

    assert before == after_responses
    assert before != after_examples


def learnt(model):
    """When the classifier was trained, and on which grams."""
    with tarfile.open(model) as archive:
        words = next(one for one in archive.getmembers() if one.name.endswith("grams.json"))
        return words.mtime, archive.extractfile(words).read()


def test_a_new_topic_asks_for_a_new_model(copy):
    before = fingerprint(copy)
    (copy / "data/news").mkdir()
    (copy / "data/news/domain.yml").write_text('version: "3.1"\n')

    assert fingerprint(copy) != before


def test_invalid_data_is_not_trained_on(copy, capsys):
    append(
        copy / "data/branch/rules.yml", "\n  - rule: x\n    steps:\n      - intent: nobody_wrote\n      - action: y\n"
    )

    with pytest.raises(BotFailure, match="could not be trained on"):
        train(copy, copy / "models")

    assert "nobody_wrote" in capsys.readouterr().err
    assert not list((copy / "models").glob("*.tar.gz"))


def test_a_rule_for_the_start_of_a_conversation_is_refused(copy, capsys):
    rule = "\n  - rule: first\n    conversation_start: true\n"
    append(copy / "data/branch/rules.yml", f"{rule}    steps:\n      - intent: deny\n      - action: utter_greet\n")

    with pytest.raises(BotFailure):
        train(copy, copy / "models")

    assert "Rule 'first'" in capsys.readouterr().err


def test_a_response_in_two_topics_is_refused(copy, capsys):
    append(copy / "data/branch/responses.yml", "  utter_goodbye:\n    - text: Noch eins.\n")

    with pytest.raises(BotFailure):
        train(copy, copy / "models")

    assert "response utter_goodbye" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ["data", "validate"],
        ["test", "nlu", "--nlu", "data", "--model", "{model}", "--out", "{out}", "--no-plot"],
        ["test", "core", "--stories", "test_stories.yml", "--model", "{model}", "--out", "{out}", "--no-plot"],
    ],
)
def test_rasa_s_own_commands_work(root, model, tmp_path, command):
    command = [part.format(model=model, out=tmp_path) for part in command]

    done = rasa(*command, cwd=root)

    assert done.returncode == 0, done.stderr
    assert "Exception" not in done.stderr
    for failed in tmp_path.glob("failed_test_stories.yml"):
        assert "None of the test stories failed" in failed.read_text()


def test_a_wrong_command_has_an_exit_code(root):
    assert rasa("frobnicate", cwd=root).returncode == 2


def rasa(*argv, cwd):
    home = Path(__file__).parents[2]
    command = [sys.executable, "-m", "bot.cli", *argv]
    return subprocess.run(command, cwd=cwd, env={**os.environ, "PYTHONPATH": str(home)}, capture_output=True, text=True)
