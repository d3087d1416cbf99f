"""Lets a case's runs be those of another user, for whom file permissions and limits hold.

Where the harness itself is not root, it already is such a user.
"""

import os
import subprocess

from case import Skipped
from harness import program

FIRST = 61000  # user numbers that no account has; one for each process of the harness
MOST = 2000


def number():
    return FIRST + os.getpid() % MOST


def become_somebody(case):
    """All later runs of the case are another user's, who owns its directory from `own` on."""
    if os.geteuid() != 0:
        return
    user = str(number())
    case.user_prefix = ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--")
    for binary in ("DOCBUILD", "FAKE_BUILDER"):
        test = subprocess.run([*case.user_prefix, "test", "-x", program(binary)], check=False)
        if test.returncode != 0:
            raise Skipped(f"another user cannot execute {program(binary)}")


def own(case):
    """Gives the whole directory of the case to that user, where its runs are another's."""
    if not case.user_prefix:
        return
    os.chown(case.directory, number(), number())
    for directory, directories, files in os.walk(case.directory):
        for name in directories + files:
            os.lchown(os.path.join(directory, name), number(), number())
