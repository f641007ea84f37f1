"""A tiny bot of its own, trained once, with the configuration of the real one."""

import shutil
from pathlib import Path

import pytest

from bot.turn import Choice, Utterance

HERE = Path(__file__).parent
ACTIONS = "tests.bot.example_actions"
FACTS = {"institution": "Sparkasse Beispiel", "domain": "example.invalid", "hours": "9–16 Uhr"}


@pytest.fixture(scope="session")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("bot") / "root"
    shutil.copytree(HERE / "example", root)
    shutil.copy(HERE.parents[1] / "config.yml", root)
    return root


@pytest.fixture(scope="session")
def model(root):
    from bot.training import train

    return train(root, root / "models")


@pytest.fixture(scope="session")
def bot(model):
    from bot.engine import Bot

    return Bot.load(model, ACTIONS)


@pytest.fixture
def say(bot):
    """Says something in a conversation: `turn = await say("Hallo", turn)`."""

    async def say(text, before=None, *, language="de", choice=None, entities=None, facts=FACTS, sender="one"):
        chosen = Choice(choice, entities or {}) if choice else None
        utterance = Utterance(text, language, sender, chosen, facts)
        return await bot.turn(utterance, before.state if before else None)

    return say
