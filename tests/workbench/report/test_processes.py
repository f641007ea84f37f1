"""Trainings in processes of their own: when one fails, dies or is interrupted, nothing hangs and nothing is left."""

import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import pytest

from handoff.errors import SettingsError
from handoff.settings import ROOT
from handoff.workbench.report.processes import run_apart
from tests.workbench.report import tasks

# A shell's background job, as these tests may be one, ignores Ctrl-C, and so would what it starts.
RUN = """
import signal
import sys
from handoff.workbench.report.processes import run_apart
from tests.workbench.report.tasks import tell_and_sleep

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        run_apart(tell_and_sleep, sys.argv[1:], lambda: None)
    except KeyboardInterrupt:
        print("interrupted")
"""


def test_each_job_gets_its_result_and_a_step():
    steps = []

    assert sorted(run_apart(tasks.double, [1, 2, 3], lambda: steps.append(1))) == [2, 4, 6]
    assert len(steps) == 3
    assert active_children() == []


def test_what_one_raises_ends_the_others_at_once():
    with pytest.raises(ValueError, match="number 0 can't be trained on"):
        run_apart(tasks.fail_or_sleep, [1, 0, 2, 3], lambda: None)

    assert active_children() == []


def test_one_that_dies_ends_the_others_and_is_told_in_a_sentence():
    with pytest.raises(SettingsError, match="ended without a result"):
        run_apart(tasks.die_or_sleep, [1, 0, 2, 3], lambda: None)

    assert active_children() == []


def test_an_error_in_between_ends_them_too():
    def broken():
        raise OSError("the progress can't be shown")

    with pytest.raises(OSError, match="progress"):
        run_apart(tasks.double, [1, 2], broken)

    assert active_children() == []


@pytest.fixture
def running(tmp_path):
    """A run in a process group of its own, as a terminal has it, with the processes that work for it."""
    script, files = tmp_path / "run.py", [tmp_path / "first", tmp_path / "second"]
    script.write_text(RUN)
    process = subprocess.Popen(
        [sys.executable, script, *files],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        # On a single core the second waits for the first.
        begun = files[: len(os.sched_getaffinity(0))]
        wait_until(lambda: all(file.is_file() and file.read_text() for file in begun))
        yield process, [int(file.read_text()) for file in begun]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_ctrl_c_ends_all_of_them_without_a_trace(running):
    process, workers = running

    os.killpg(process.pid, signal.SIGINT)

    assert process.communicate(timeout=30) == ("interrupted\n", "")
    wait_until(lambda: not any(map(is_alive, workers)))


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGKILL])
def test_they_end_with_whoever_started_them(running, way):
    process, workers = running

    process.send_signal(way)

    process.communicate(timeout=30)
    wait_until(lambda: not any(map(is_alive, workers)))


def is_alive(process_id):
    """A zombie, whom nobody has asked for yet, is not."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(holds):
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
