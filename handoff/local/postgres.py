"""A private PostgreSQL 18: reached by a socket alone, as safe against crashes as any, in German order."""

import locale
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handoff.errors import SettingsError
from handoff.local.paths import postgres_binaries, socket_folder
from handoff.local.server import Server, leashed, running, unprivileged_user

# Fit for two cores and little memory. An error's statement and details would bring customers' words into the log.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "1GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "fsync": "on",
    "synchronous_commit": "on",
}
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
ROLE = "CREATE ROLE schalter LOGIN CREATEDB CREATEROLE;\nCREATE DATABASE schalter OWNER schalter;\n"


@contextmanager
def postgres(home: Path, *, durable: bool = True) -> Iterator[str]:
    """A running PostgreSQL with its data below `home`; gives SQLAlchemy's URL. Not durable: for tests."""
    with running(postgres_server(home, durable=durable), home / "logs" / "postgres.log") as url:
        yield url


def postgres_server(home: Path, *, durable: bool = True) -> Server:
    home = home.resolve()
    user = unprivileged_user()
    uid = os.geteuid() if user == "-" else pwd.getpwnam(user).pw_uid
    binaries, cluster = postgres_binaries(), home / "postgres"
    sockets = socket_folder(home, "postgres", owner=uid)
    settings = {**SETTINGS, **({} if durable else HASTY), "unix_socket_directories": str(sockets)}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def prepare() -> None:
        socket_folder(home, "postgres", owner=uid)
        if not cluster.is_dir():
            _create(cluster, binaries, uid, durable=durable)
        _end_orphan(cluster)

    return Server(
        name="postgres",
        url=f"postgresql+psycopg://schalter@/schalter?host={sockets}",
        command=(str(binaries / "bin" / "postgres"), "-D", str(cluster), *options),
        prepare=prepare,
        is_ready=lambda: _is_ready(cluster),
        clean_up=lambda: shutil.rmtree(sockets, ignore_errors=True),
        stop_signal=signal.SIGINT,
        user=user,
        reach=home,
    )


def _create(cluster: Path, binaries: Path, uid: int, *, durable: bool) -> None:
    """In a folder beside, so that a cluster is there as a whole or not at all."""
    new = cluster.with_name("postgres.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True, mode=0o700)
    os.chown(new, uid, -1)
    sync = () if durable else ("--no-sync",)
    initdb = (str(binaries / "bin" / "initdb"), "-D", str(new), "-U", "postgres", "--auth=trust", "--encoding=UTF8")
    _run((*initdb, *_locales(), *sync), new)
    alone = (str(binaries / "bin" / "postgres"), "--single", "-D", str(new), "postgres")
    _run(alone if durable else (*alone[:-1], "-F", alone[-1]), new, words=ROLE)
    new.rename(cluster)


def _locales() -> tuple[str, ...]:
    """Order by ICU; what a letter is, trigrams still ask the system, and its plain C doesn't know umlauts."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        letters = next(name for name in ("C.UTF-8", "en_US.UTF-8", "C") if _is_there(name))
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "--locale=C", f"--lc-ctype={letters}", "--locale-provider=icu", "--icu-locale=de-DE"


def _is_there(name: str) -> bool:
    try:
        locale.setlocale(locale.LC_CTYPE, name)
        return True
    except locale.Error:
        return False


def _run(command: tuple[str, ...], reach: Path, *, words: str = "") -> None:
    program = leashed(command, death_signal=signal.SIGKILL, user=unprivileged_user(), reach=reach)
    done = subprocess.run(program, input=words, capture_output=True, text=True, cwd="/")
    if done.returncode != 0:
        raise SettingsError(f"The private PostgreSQL can't be set up in {reach.parent}: {done.stderr.strip()}")


def _is_ready(cluster: Path) -> bool:
    """The eighth line of its lock file tells."""
    lines = _lock_lines(cluster)
    return len(lines) >= 8 and lines[7].strip() == "ready"


def _end_orphan(cluster: Path) -> None:
    """After a crash: the number in the lock file may be our old server's, or a stranger's since."""
    lines = _lock_lines(cluster)
    if not lines or not lines[0].isdigit():
        return
    pid, deadline = int(lines[0]), time.monotonic() + 20
    while _serves(pid, cluster) and time.monotonic() < deadline:
        os.kill(pid, signal.SIGINT)
        time.sleep(0.1)
    if not _serves(pid, cluster):
        (cluster / "postmaster.pid").unlink(missing_ok=True)


def _serves(pid: int, cluster: Path) -> bool:
    try:
        if Path("/proc/self").exists():
            return os.readlink(f"/proc/{pid}/cwd") == str(cluster)
        shown = subprocess.run(("ps", "-p", str(pid), "-o", "command="), capture_output=True, text=True)
        return str(cluster) in shown.stdout
    except OSError:
        return False


def _lock_lines(cluster: Path) -> list[str]:
    try:
        return (cluster / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
