import importlib.metadata
import subprocess
import sys

import pytest

PURE = (
    "import sys, bot, bot.turn, bot.failure, bot.training; sys.exit('rasa' in sys.modules or 'sklearn' in sys.modules)"
)


def test_the_values_of_a_turn_come_without_rasa():
    assert subprocess.run([sys.executable, "-c", PURE]).returncode == 0


def test_another_rasa_is_refused_with_a_way_out(bot, monkeypatch):
    import bot.compat

    monkeypatch.setattr(importlib.metadata, "version", lambda name: "3.7.0")

    with pytest.raises(RuntimeError, match="3.6.21, but 3.7.0 is installed"):
        bot.compat.install()


async def test_no_logger_of_rasa_is_left_that_quotes_customers(say):
    form = await say("bitte rufen Sie mich an")
    await say("Kredit", form)

    loggers = {name: module.structlogger for name, module in sys.modules.items() if is_rasa(name, module)}

    assert loggers
    assert {type(logger).__name__ for logger in loggers.values()} == {"_QuietLogger"}


def test_rasa_s_warnings_are_not_shown(bot):
    import rasa.shared.utils.io

    rasa.shared.utils.io.raise_warning("it would be an error here")


def is_rasa(name, module):
    return name.startswith("rasa.") and hasattr(module, "structlogger")


SERVES = """
import sys
import bot.engine

print(*(name for name in sys.argv[1:] if getattr(sys.modules.get(name), "__file__", None)))
"""


def test_what_answers_does_not_load_what_trains():
    command = [sys.executable, "-c", SERVES, "sklearn", "scipy", "skops", "dask", "matplotlib", "joblib"]

    assert subprocess.run(command, capture_output=True, text=True).stdout == "\n"


def test_what_was_left_out_does_nothing_in_silence_no_more_once_the_bot_is_loaded(bot):
    import dask

    from bot.stand_ins import StandInCalled

    with pytest.raises(StandInCalled):
        dask.get({}, [])
