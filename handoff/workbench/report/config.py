"""The fallback's thresholds in config.yml: read and written, with its comments and its order left as they are."""

from pathlib import Path
from typing import Any

from ruamel.yaml.error import YAMLError

from handoff.errors import SettingsError
from handoff.workbench.keeping_yaml import keeping_yaml
from handoff.workbench.report.thresholds import Thresholds

NAME = "FallbackClassifier"


def configured(config: Path) -> Thresholds:
    """Raises SettingsError when the pipeline has no FallbackClassifier with both thresholds."""
    entry = _entry(_read(config), config)
    try:
        return Thresholds(float(entry["threshold"]), float(entry["ambiguity_threshold"]))
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"{config}: {NAME} needs threshold and ambiguity_threshold, two numbers.") from error


def adopt(config: Path, chosen: Thresholds) -> None:
    """Raises SettingsError when the file can't be read or written."""
    whole = _read(config)
    entry = _entry(whole, config)
    entry["threshold"], entry["ambiguity_threshold"] = chosen.threshold, chosen.ambiguity_threshold
    try:
        with config.open("w", encoding="utf-8") as file:
            keeping_yaml(width=120).dump(whole, file)
    except OSError as error:
        raise SettingsError(f"{config} can't be written: {error.strerror}.") from error


def _read(config: Path) -> Any:
    try:
        return keeping_yaml(width=120).load(config.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{config} can't be read: {error.strerror}.") from error
    except YAMLError as error:
        raise SettingsError(f"{config} is no YAML: {error}") from error


def _entry(whole: Any, config: Path) -> Any:
    pipeline = whole.get("pipeline") if isinstance(whole, dict) else None
    found = [one for one in pipeline or () if isinstance(one, dict) and one.get("name") == NAME]
    if len(found) != 1:
        raise SettingsError(f"{config} needs one {NAME} in its pipeline, not {len(found)}.")
    return found[0]
