"""A plain environment with Rasa 3.6.21 as its makers pinned it, made once, outside of the repository."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from handoff.errors import SettingsError

RASA = "3.6.21"
FITS = "import sys; sys.exit(not (3, 8) <= sys.version_info < (3, 11))"
PYTHONS = ("python3.10", "python3.9", "python3.8")


def cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "schalter"


def stock_python() -> Path:
    """The interpreter of the environment, which is made if there is none. Raises SettingsError."""
    folder = cache_folder() / f"stock-rasa-{RASA}"
    python = folder / "bin" / "python"
    if not (folder / ".whole").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        _make(folder, python)
        (folder / ".whole").touch()
    return python


def size(*folders: Path) -> int:
    """Bytes of the files, without the bytecode that Python adds as it goes."""
    files = (file for folder in folders for file in folder.rglob("*") if "__pycache__" not in file.parts)
    return sum(file.lstat().st_size for file in files if not file.is_dir())


def _make(folder: Path, python: Path) -> None:
    base = _base_python()
    pip = (base, "-m", "pip", "--python", str(python), "install", "--quiet", "--disable-pip-version-check")
    for command in ((base, "-m", "venv", "--without-pip", str(folder)), (*pip, f"rasa=={RASA}")):
        done = subprocess.run(command, cwd=folder.parent, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise SettingsError(f"The stock Rasa can't be installed into {folder}: {done.stderr.strip()[-500:]}")


def _base_python() -> str:
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    versions = sorted(map(str, pyenv.glob("3.*/bin/python3")), reverse=True)
    for candidate in (*versions, *filter(None, map(shutil.which, PYTHONS)), sys.executable):
        if subprocess.run((candidate, "-c", FITS), capture_output=True).returncode == 0:
            return candidate
    raise SettingsError("A stock Rasa 3.6.21 needs Python 3.8, 3.9 or 3.10. Please install one and run this again.")
