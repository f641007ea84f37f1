"""Our examples as a plain Rasa project with the pipeline that a new project gets, trained once for each state of it."""

import os
import shutil
from pathlib import Path

import yaml

from trials.bench.stock import QUIET
from trials.bench.stock_environment import cache_folder
from trials.bench.stock_project import CONFIG, digest, write_files
from trials.diet.training import Training, trained

MODEL = "models/nlu.tar.gz"
FIGURES = "training.json"
TRAIN = ("-m", "rasa", "train", "nlu", "--nlu", "data", "--config", "config.yml", "--fixed-model-name", "nlu")


def stock_model(python: Path, root: Path, *, again: bool = False) -> tuple[Path, Training]:
    """The model and what its training took, now or when it was trained. Raises SettingsError."""
    files = project_files(root)
    folder = cache_folder() / f"stock-nlu-{digest(files)}"
    if again or not (folder / FIGURES).exists():
        shutil.rmtree(folder, ignore_errors=True)
        write_files(files, folder)
        training = trained(
            (str(python), *TRAIN), folder=folder, log=folder / "training.log", environment={**os.environ, **QUIET}
        )
        training.save(folder / FIGURES)
    return folder / MODEL, Training.saved(folder / FIGURES)


def project_files(root: Path) -> dict[str, str]:
    """Texts by the file's name; neither domain nor rules, which are nothing to NLU."""
    files = root.glob("data/*/nlu.yml")
    examples = {f"data/{file.parent.name}.yml": file.read_text() for file in files}
    return {"config.yml": yaml.safe_dump(CONFIG), **examples}
