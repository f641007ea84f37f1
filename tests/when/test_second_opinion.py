import subprocess
import sys
from datetime import date, datetime
from importlib.util import find_spec

import pytest

from handoff.when import understand

HAS_DUCKLING = find_spec("duckling") is not None
GUESS = (
    "from datetime import date; from handoff.when.second_opinion import guess_day as guess; import os, signal, time\n"
)
# A shell's background job, as these tests may be one, ignores interrupts, and so would what it starts.
GUESS += "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
GUESS += "guess('muttertag', date(2026, 11, 25), 'de')\n"


@pytest.mark.parametrize(
    ("language", "message", "day"),
    [
        ("de", "Muttertag", date(2027, 5, 9)),
        ("de", "am Faschingsmontag oder so", None),
        ("en", "Thanksgiving", date(2026, 11, 26)),
        ("de", "mi amigo tag", None),
    ],
)
def test_a_day_we_do_not_know_is_ducklings_where_there_is_duckling(language, message, day):
    when = understand(message, now=datetime(2026, 11, 25, 10), language=language)

    assert (when and when.day) == (day if HAS_DUCKLING else None)


def test_an_interrupt_still_reaches_python_after_a_guess():
    interrupted = (
        "try:\n os.kill(os.getpid(), signal.SIGINT); time.sleep(1)\nexcept KeyboardInterrupt: print('stopped')"
    )

    assert _run(GUESS + interrupted) == "stopped"


def test_a_forked_process_guesses_nothing_and_lives():
    forked = "if not os.fork(): print(guess('muttertag', date(2026, 11, 25), 'de'))\nelse: os.wait()"

    assert _run(GUESS + forked) == "None"


def _run(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()
