"""Cross-validation, in processes of their own, as many as there are cores; the model of all is timed beside it."""

import os
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from handoff.catalogue import Catalogue
from handoff.errors import SettingsError
from handoff.workbench.report.folds import FOLDS
from handoff.workbench.report.thresholds import Case

WHOLE = -1  # no fold is left out


def cross_validate(root: Path, catalogue: Catalogue, step: Callable[[], None]) -> tuple[list[Case], float]:
    """All examples, each heard by a model that wasn't trained on it, and the seconds of a training on all of them.

    Calls `step` after each of the FOLDS + 1 trainings. Raises SettingsError when one of them dies.
    """
    jobs = (WHOLE, *range(FOLDS))
    with ProcessPoolExecutor(min(len(os.sched_getaffinity(0)), len(jobs)), mp_context=get_context("spawn")) as pool:
        heard = []
        try:
            for done in as_completed([pool.submit(_hear, root, fold) for fold in jobs]):
                heard.append(done.result())
                step()
        except BrokenProcessPool as error:
            raise SettingsError("A training ended without a result; perhaps the machine ran out of memory.") from error
    cases = [
        Case(one.text, str(catalogue.topic_of(one.intent)), one.language, guess, catalogue.topic_of(guess.intent or ""))
        for part in sorted(heard, key=lambda part: part.fold)
        for one, guess in part.guesses
    ]
    return cases, next(part.seconds for part in heard if part.fold == WHOLE)


def _hear(root: Path, fold: int) -> Any:
    """Runs in the other process, which alone loads what trains."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa's imports use what today's libraries deprecate
        from handoff.workbench.report.training import hear
    return hear(root, fold)
