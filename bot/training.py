"""Trains a model when, and only when, something it is made of has changed."""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from bot.failure import BotFailure

TRAINED_ON = ("domain.yml", "nlu.yml", "responses.yml", "rules.yml")
LIBRARIES = ("rasa", "scikit-learn")


def train(root: Path, models: Path) -> Path:
    """Returns the model of what `root` holds now. Raises BotFailure when the data is not valid."""
    model = models / f"{fingerprint(root)}.tar.gz"
    if not model.is_file():
        models.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=models, prefix=".training-") as workshop:
            os.replace(_train(root, Path(workshop)), model)
    return model


def current_model(root: Path, models: Path) -> Path | None:
    """The model of what `root` holds now, if it was trained."""
    model = models / f"{fingerprint(root)}.tar.gz"
    return model if model.is_file() else None


def fingerprint(root: Path) -> str:
    """Changes with config, domain, training data, our components and the libraries that a model is written by."""
    digest = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in LIBRARIES).encode())
    for name, path in sorted(_parts(root)):
        content = path.read_bytes()
        digest.update(f"\n{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def _parts(root: Path) -> Iterator[tuple[str, Path]]:
    for name in ("config.yml", "domain.yml"):
        yield name, root / name
    for path in (root / "data").glob("*/*.yml"):
        if path.name in TRAINED_ON:
            yield str(path.relative_to(root)), path
    here = Path(__file__).parent
    for path in (here / "importer.py", *here.glob("components/*.py")):
        yield f"bot/{path.name}", path


def _train(root: Path, workshop: Path) -> Path:
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
    home = str(Path(__file__).resolve().parents[1])
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": home}, capture_output=True, text=True, check=False)
    model = workshop / "model.tar.gz"
    if done.returncode != 0 or not model.is_file():
        sys.stderr.write(done.stdout + done.stderr)
        raise BotFailure(f"what {root} holds could not be trained on; Rasa's reasons are above")
    return model
