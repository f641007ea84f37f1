"""`schalter up` refuses, in a sentence, what can't work."""

import os
import socket
import subprocess

from handoff.local.running_copy import holding


def schalter(python, home, *arguments, port):
    environment = {**os.environ, "SCHALTER_HOME": str(home), "SCHALTER_PORT": str(port)}
    command = [python, "-m", "handoff", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def test_a_taken_port_is_named(tmp_path, python):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = schalter(python, tmp_path, "up", port=taken.getsockname()[1])

    assert done.returncode == 1
    assert "is taken. Set SCHALTER_PORT" in done.stderr


def test_the_same_home_a_second_time_is_refused(tmp_path, python):
    with holding(tmp_path.resolve()):
        done = schalter(python, tmp_path, "up", port=free_port())

    assert done.returncode == 1
    assert "Schalter already runs in" in done.stderr


def test_the_version_is_the_changelogs(tmp_path, python):
    done = schalter(python, tmp_path, "--version", port=8000)

    assert done.stdout.count(".") == 2


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
