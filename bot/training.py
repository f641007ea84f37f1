"""Trains a model when, and only when, something it is made of has changed.

What is trained is kept part by part (`models/.cache`, by Rasa's own cache), so that a change of responses or rules
doesn't train the classifier anew.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from bot.failure import BotFailure

TRAINED_ON = ("domain.yml", "nlu.yml", "responses.yml", "rules.yml")
LIBRARIES = ("rasa", "scikit-learn")
CACHE = ".cache"
CACHE_MEGABYTES = 100


def train(root: Path, models: Path, *, report: Callable[[str], object] | None = None) -> Path:
    """Returns the model of what `root` holds now. Raises BotFailure when the data is not valid.

    `report` gets Rasa's reasons then; without it they go to standard error.
    """
    model = models / f"{fingerprint(root)}.tar.gz"
    if not model.is_file():
        models.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=models, prefix=".training-") as workshop:
            os.replace(_train(root, Path(workshop), cache=_cache(models), report=report), model)
    return model


def current_model(root: Path, models: Path) -> Path | None:
    """The model of what `root` holds now, if it was trained."""
    model = models / f"{fingerprint(root)}.tar.gz"
    return model if model.is_file() else None


def fingerprint(root: Path) -> str:
    """Changes with config, domain, training data, our components and the libraries that a model is written by."""
    return _digest([*_data(root), *_code()])


def _cache(models: Path) -> Path:
    """Rasa's cache knows a component by its class alone, not by what that calls: other code gets an empty one."""
    cache = models / CACHE / _digest(_code())
    for stale in models.glob(f"{CACHE}/*"):
        if stale != cache:
            shutil.rmtree(stale, ignore_errors=True)
    cache.mkdir(parents=True, exist_ok=True)
    return cache


def _digest(parts: Iterable[tuple[str, Path]]) -> str:
    digest = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in LIBRARIES).encode())
    for name, path in sorted(parts):
        content = path.read_bytes()
        digest.update(f"\n{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def _data(root: Path) -> Iterator[tuple[str, Path]]:
    for name in ("config.yml", "domain.yml"):
        yield name, root / name
    for path in (root / "data").glob("*/*.yml"):
        if path.name in TRAINED_ON:
            yield str(path.relative_to(root)), path


def _code() -> Iterator[tuple[str, Path]]:
    here = Path(__file__).parent
    for path in (here / "importer.py", *here.glob("components/*.py")):
        yield f"bot/{path.name}", path


def _train(root: Path, workshop: Path, *, cache: Path, report: Callable[[str], object] | None) -> Path:
    """In a process of its own: Rasa changes the logs, warnings and paths of the one that trains. It validates first."""
    files: list[str | Path] = [
        "--domain",
        root / "domain.yml",
        "--config",
        root / "config.yml",
        "--data",
        root / "data",
    ]
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "bot.cli",
        "train",
        *files,
        "--out",
        workshop,
        "--fixed-model-name",
        "model",
    ]
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
        "RASA_CACHE_DIRECTORY": str(cache),
        "RASA_MAX_CACHE_SIZE": str(CACHE_MEGABYTES),
    }
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    model = workshop / "model.tar.gz"
    if done.returncode != 0 or not model.is_file():
        (report or sys.stderr.write)(done.stdout + done.stderr)
        raise BotFailure(f"what {root} holds could not be trained on; Rasa's reasons are above")
    return model
