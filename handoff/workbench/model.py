"""The model of the data as they are, for commands: what can't be trained on is told in a sentence."""

from pathlib import Path

from bot.failure import BotFailure
from bot.training import train
from handoff.errors import SettingsError
from handoff.settings import ROOT, Settings


def trained(settings: Settings) -> Path:
    """Trains if the data changed. Raises SettingsError; Rasa's reasons have gone to standard error then."""
    try:
        return train(ROOT, settings.home / "models")
    except BotFailure as failure:
        raise SettingsError(str(failure)) from failure
