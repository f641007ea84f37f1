"""Named places where a test can kill the process, to prove that nothing is lost or doubled there."""

import os
import signal

_ARMED = os.environ.get("SCHALTER_FAILPOINT", "")


def failpoint(name: str) -> None:
    """SIGKILL to this process if SCHALTER_FAILPOINT is `name`; it is empty outside tests."""
    if _ARMED and name == _ARMED:
        os.kill(os.getpid(), signal.SIGKILL)
