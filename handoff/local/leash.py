"""Runs a program that dies with whoever started it, and as `nobody` where root may not run it.

    python -I -S leash.py SIGNAL PARENT USER PATH PROGRAM [ARGUMENT …]

SIGNAL is what the program gets when the process PARENT dies (Linux only). USER is a name, or - for no change. PATH is a
folder that the program must reach: if it lies below one that USER may not enter (/root), a capability to read is kept.
"""

import ctypes
import os
import pwd
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAPABILITY_VERSION = 0x20080522
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2


def main(arguments: list[str]) -> None:
    death_signal, parent, user, path, *command = arguments
    if user != "-":
        become(user, reaching=[path, command[0]])
    # Only now: a change of user forgets the signal.
    die_with(int(parent), int(death_signal))
    os.execv(command[0], command)


def die_with(parent: int, death_signal: int) -> None:
    """This process gets the signal when the thread of `parent` that started it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)


def become(user: str, *, reaching: list[str]) -> None:
    account = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(account.pw_gid)
    if all(reaches(account.pw_uid, path) for path in reaching):
        os.setuid(account.pw_uid)
    else:
        become_reader(account.pw_uid)


def reaches(uid: int, path: str) -> bool:
    os.seteuid(uid)
    try:
        os.stat(path)
        return True
    except PermissionError:
        return False
    finally:
        os.seteuid(0)


def become_reader(uid: int) -> None:
    """Changes the user but keeps one capability, the weaker one where the container leaves us the choice."""
    libc = ctypes.CDLL(None)
    # A change of user then drops no capability, and access(2), by which PostgreSQL looks for its files, heeds them.
    libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setuid(uid)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        bit = 1 << capability
        if libc.capset(header, (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)) == 0:
            libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)
            return
    sys.exit(
        "PostgreSQL can't run as root, and no other user reaches its folder: set SCHALTER_HOME to one outside of /root."
    )


if __name__ == "__main__":
    main(sys.argv[1:])
