"""Ties the program it becomes to its parent's life: run as a script, it asks the kernel for that and then executes.

It runs alone (no import of the project, `python -I -S`), so that it starts in a few milliseconds.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Become `command`, to be killed by the kernel when `parent` ends; where the kernel can't, just become it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before it was asked for
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606  (a command of our own, no shell wanted)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
