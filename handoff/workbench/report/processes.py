"""Runs what trains in processes of its own. None is left behind, whatever becomes of them or of us."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import TypeVar

from handoff.errors import SettingsError
from handoff.local.leash import die_with

Job = TypeVar("Job")
Result = TypeVar("Result")


def run_apart(task: Callable[[Job], Result], jobs: Sequence[Job], step: Callable[[], None]) -> list[Result]:
    """The results, in the order in which they came; `step` is called after each. For the main thread.

    As many processes as there are cores. What a task raises is raised here at once, and the others are ended; so they
    are at Ctrl-C. Raises SettingsError when a process dies.
    """
    with _pool(min(len(os.sched_getaffinity(0)), len(jobs))) as pool:
        results = []
        try:
            with _interrupts_held_back():
                running = [pool.submit(task, job) for job in jobs]
            for done in as_completed(running):
                results.append(done.result())
                step()
        except BrokenProcessPool as error:
            raise SettingsError("A training ended without a result; perhaps the machine ran out of memory.") from error
    return results


@contextmanager
def _pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """A pool waits for what it has begun; this one waits only for what is well."""
    others = set(active_children())
    leash = (os.getpid(), signal.SIGKILL)
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=die_with, initargs=leash)
    try:
        yield pool
    except BaseException:
        for process in set(active_children()) - others:
            process.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """The terminal sends Ctrl-C to all; processes begun here never hear it, and we a moment later."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
