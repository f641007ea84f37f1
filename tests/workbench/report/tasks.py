"""What the other processes of test_processes.py are given to do."""

import os
import signal
import time
from pathlib import Path


def double(number):
    return 2 * number


def fail_or_sleep(number):
    if number == 0:
        raise ValueError("number 0 can't be trained on")
    time.sleep(600)


def die_or_sleep(number):
    if number == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(600)


def tell_and_sleep(file):
    """Writes down its process, then is busy for as long as no test lasts."""
    Path(file).write_text(str(os.getpid()))
    time.sleep(600)
