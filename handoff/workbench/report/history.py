"""The figures of earlier runs, one file for each state of the data, so that a rerun on the same isn't "the last"."""

import json
from pathlib import Path

from handoff.errors import SettingsError

Figures = dict[str, float]


def last(folder: Path, fingerprint: str) -> Figures:
    """The newest figures of other data; empty at the first run, or when what is there can't be understood."""
    others = [file for file in folder.glob("*.json") if file.stem != fingerprint]
    if not others:
        return {}
    try:
        found = json.loads(max(others, key=lambda file: file.stat().st_mtime_ns).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): float(value) for name, value in found.items()} if isinstance(found, dict) else {}


def keep(folder: Path, fingerprint: str, figures: Figures) -> None:
    """Raises SettingsError when the folder can't be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{fingerprint}.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{folder} can't be written to: {error.strerror}.") from error
