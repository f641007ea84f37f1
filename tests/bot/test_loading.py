import shutil
import tarfile

import pytest

from bot.engine import Bot
from bot.failure import BotFailure
from tests.bot.conftest import ACTIONS


def test_a_missing_model_is_named(tmp_path):
    with pytest.raises(BotFailure, match="no model .*nowhere.tar.gz"):
        Bot.load(tmp_path / "nowhere.tar.gz", ACTIONS)


def test_a_corrupt_model_is_refused(tmp_path):
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(b"not an archive")

    with pytest.raises(BotFailure, match="broken.tar.gz can't be loaded"):
        Bot.load(broken, ACTIONS)


@pytest.mark.parametrize("lost", ["RegressionClassifier", "Rules"])
def test_a_model_that_lost_what_it_learnt_is_refused(model, tmp_path, lost):
    crippled = without(model, tmp_path, lost)

    with pytest.raises(BotFailure, match="train it again"):
        Bot.load(crippled, ACTIONS)


def test_a_domain_with_actions_that_nobody_wrote_is_refused(model):
    with pytest.raises(BotFailure, match="action_hours"):
        Bot.load(model, "tests.bot.example_actions.failing")


def test_a_loaded_model_is_known_by_its_content(model, bot, tmp_path):
    copy = shutil.copy(model, tmp_path / "copy.tar.gz")

    assert Bot.load(copy, ACTIONS).model_hash == bot.model_hash


def without(model, tmp_path, component):
    with tarfile.open(model) as archive:
        archive.extractall(tmp_path, filter="data")
    for part in tmp_path.glob(f"components/*{component}*/*"):
        part.unlink()
    crippled = tmp_path / "crippled.tar.gz"
    with tarfile.open(crippled, "w:gz") as archive:
        for name in ("components", "metadata.json"):
            archive.add(tmp_path / name, name)
    return crippled
