"""Cross-validation, in processes of their own, as many as there are cores; the model of all is timed beside it."""

import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

from handoff.catalogue import Catalogue
from handoff.errors import SettingsError
from handoff.workbench.report.folds import FOLDS
from handoff.workbench.report.hearing import Heard
from handoff.workbench.report.processes import run_apart
from handoff.workbench.report.thresholds import Case

WHOLE = -1  # no fold is left out


def cross_validate(root: Path, catalogue: Catalogue, step: Callable[[], None]) -> tuple[list[Case], float]:
    """All examples, each heard by a model that wasn't trained on it, and the seconds of a training on all of them.

    Calls `step` after each of the FOLDS + 1 trainings. Raises SettingsError when one of them fails or dies.
    """
    with tempfile.TemporaryDirectory(prefix="schalter-report-") as workshop:
        jobs = [(root, fold, Path(workshop)) for fold in (WHOLE, *range(FOLDS))]
        heard = run_apart(_hear, jobs, step)
    cases = [
        Case(one.text, str(catalogue.topic_of(one.intent)), one.language, guess, catalogue.topic_of(guess.intent or ""))
        for part in sorted(heard, key=lambda part: part.fold)
        for one, guess in part.guesses
    ]
    return cases, next(part.seconds for part in heard if part.fold == WHOLE)


def _hear(job: tuple[Path, int, Path]) -> Heard:
    """Runs in the other process, which alone loads what trains."""
    root, fold, workshop = job
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa's imports use what today's libraries deprecate
        from handoff.workbench.report.training import RasaException, hear
    try:
        return hear(root, fold, workshop)
    except (OSError, MemoryError, RasaException) as error:
        raise SettingsError(f"A training failed. {type(error).__name__}: {error}") from error
