"""A private Redis: reached by a socket alone, keeping nothing, since all that it carries may be lost."""

import os
import pwd
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handoff.local.paths import redis_server, socket_folder
from handoff.local.server import Server, running, unprivileged_user


@contextmanager
def redis(home: Path) -> Iterator[str]:
    with running(redis_private(home), home / "logs" / "redis.log") as url:
        yield url


def redis_private(home: Path) -> Server:
    home = home.resolve()
    user = unprivileged_user()
    uid = os.geteuid() if user == "-" else pwd.getpwnam(user).pw_uid
    folder = socket_folder(home, "redis", owner=uid)
    path = folder / "redis.sock"

    def prepare() -> None:
        socket_folder(home, "redis", owner=uid)
        path.unlink(missing_ok=True)

    binary = str(redis_server())
    options = ("--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700", "--dir", str(folder))
    quiet = ("--loglevel", "warning")
    memory = ("--save", "", "--appendonly", "no", "--maxmemory", "64mb", "--maxmemory-policy", "volatile-lru")
    return Server(
        name="redis",
        url=f"unix://{path}",
        command=(binary, *options, *memory, *quiet),
        prepare=prepare,
        is_ready=lambda: _answers(path),
        clean_up=lambda: shutil.rmtree(folder, ignore_errors=True),
        stop_signal=signal.SIGTERM,
        user=user,
        reach=Path(binary),
    )


def _answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
