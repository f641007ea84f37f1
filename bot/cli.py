"""Rasa's own commands, as `schalter rasa …`, with bot/compat.py and bot/importer.py in force."""

import os
import sys
from contextlib import ExitStack
from unittest import mock

QUIET = {"RASA_MAX_CACHE_SIZE": "0", "LOG_LEVEL": "WARNING"}
NOISE = [
    (UserWarning, "pkg_resources is deprecated"),
    (UserWarning, "Attempting to set identical"),
    (UserWarning, "The utterance '.*' is not used in any story or rule"),  # actions and forms use it
    (UserWarning, "Found intent '.*' in stories which is not part of the domain"),  # said where Rasa reads no domain
    (UserWarning, "'RulePolicy' is not included"),  # ours is one
    (UserWarning, "No lookup tables or regexes defined"),
    (UserWarning, "Slot auto-fill"),
    (FutureWarning, "'multi_class' was deprecated"),
]


def rasa_command(argv: list[str]) -> int:
    """Runs `rasa <argv>` in this process, whose logs and warnings Rasa rearranges, and returns its exit code."""
    import bot.compat  # noqa: F401  # what Rasa needs comes before Rasa

    # isort: split
    import rasa.shared.importers.rasa
    import rasa.utils.common
    from rasa.__main__ import main

    from bot.importer import TopicImporter

    with ExitStack() as force:
        force.enter_context(mock.patch.object(sys, "argv", ["rasa", *argv]))
        force.enter_context(mock.patch.dict(os.environ, {**QUIET, **os.environ}))
        # commands that don't read config.yml take this one
        force.enter_context(mock.patch.object(rasa.shared.importers.rasa, "RasaFileImporter", TopicImporter))
        expected = [*rasa.utils.common.EXPECTED_WARNINGS, *NOISE]
        force.enter_context(mock.patch.object(rasa.utils.common, "EXPECTED_WARNINGS", expected))
        try:
            main()
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


if __name__ == "__main__":
    sys.exit(rasa_command(sys.argv[1:]))
