"""Our data as a plain Rasa project with Rasa's default pipeline and policies, trained once for each state of it."""

import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from handoff.demo.institutions import demo_institutions
from handoff.errors import SettingsError
from handoff.settings import ROOT
from trials.bench.stock_environment import cache_folder

CONFIG = {"recipe": "default.v1", "assistant_id": "stock", "language": "de", "pipeline": None, "policies": None}
PLAIN_ACTIONS = Path(__file__).with_name("plain_actions.py")
ACTIONS = """
import yaml
from plain_actions import make

globals().update(make(yaml.safe_load(open("domain.yml", encoding="utf-8"))["actions"]))
"""
DOMAINS = ("domain.yml", "responses.yml")
TRAINING = ("nlu.yml", "rules.yml")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def stock_project(python: Path) -> Path:
    """The project's folder with domain, data, actions and the trained model in it. Raises SettingsError."""
    folder = cache_folder() / f"stock-project-{fingerprint(ROOT)}"
    if not (folder / "models" / "model.tar.gz").exists():
        shutil.rmtree(folder, ignore_errors=True)
        write_project(ROOT, folder)
        _train(python, folder)
    return folder


def fingerprint(root: Path) -> str:
    """Changes with what a stock Rasa is trained on; our own components and settings are nothing to it."""
    return digest(dict(_files(root)))


def digest(files: Mapping[str, str]) -> str:
    """Of texts by the file's name."""
    made = hashlib.sha256()
    for name, content in sorted(files.items()):
        made.update(f"{name} {len(content)}\n{content}\n".encode())
    return made.hexdigest()[:16]


def write_project(root: Path, folder: Path) -> None:
    write_files(dict(_files(root)), folder)


def write_files(files: Mapping[str, str], folder: Path) -> None:
    """Into a new folder, those of its folder `data` too."""
    (folder / "data").mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_text(content)


def _files(root: Path) -> Iterator[tuple[str, str]]:
    yield "config.yml", yaml.safe_dump(CONFIG)
    yield "domain.yml", yaml.safe_dump(merged_domain(root), allow_unicode=True, sort_keys=False)
    yield "actions.py", ACTIONS
    yield "plain_actions.py", PLAIN_ACTIONS.read_text()
    for file in root.glob("data/*/*.yml"):
        if file.name in TRAINING:
            yield f"data/{file.parent.name}_{file.name}", file.read_text()


def merged_domain(root: Path) -> dict[str, Any]:
    """One domain of all; what our texts take from the institution's record stands in them."""
    merged: dict[str, Any] = {}
    for file in (root / "domain.yml", *sorted(root.glob("data/*/*.yml"))):
        if file.name in DOMAINS:
            _merge(merged, yaml.safe_load(_filled(file.read_text())))
    return merged


def demo_facts() -> dict[str, str]:
    return {name: str(value) for name, value in demo_institutions()[0].facts.model_dump(mode="json").items()}


def _filled(text: str) -> str:
    facts = demo_facts()
    return PLACEHOLDER.sub(lambda mark: facts.get(mark[1], mark[1]), text)


def _merge(merged: dict[str, Any], part: dict[str, Any]) -> None:
    for key, value in part.items():
        if isinstance(value, list):
            merged[key] = [*merged.get(key, []), *(one for one in value if one not in merged.get(key, []))]
        elif isinstance(value, dict):
            merged[key] = {**merged.get(key, {}), **value}
        else:
            merged[key] = value


def _train(python: Path, folder: Path) -> None:
    command = (str(python), "-m", "rasa", "train", "--fixed-model-name", "model", "--quiet")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise SettingsError(f"The stock Rasa can't train on our data: {(done.stdout + done.stderr).strip()[-1500:]}")
