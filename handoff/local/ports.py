"""TCP ports on this machine."""

import socket
from itertools import count


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(first: int) -> int:
    """`first`, or the next above that nobody listens on."""
    return next(port for port in count(first) if is_free(port))
