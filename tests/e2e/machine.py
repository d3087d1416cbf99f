"""What a test needs of the machine to make it fail: small disks, another user, limits on processes.

Whatever the machine does not allow raises SkipTest with what is missing.
"""

import os
import shutil
import subprocess
import unittest

NOBODY = 65534


def _run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def mount_small_disk(test, path, size, files=1000):
    """A file system of `size` bytes and so many `files` at `path` until the test is over."""
    os.makedirs(path, exist_ok=True)
    options = f"size={size},nr_inodes={files}"
    done = _run("mount", "-t", "tmpfs", "-o", options, "docbuild-test", path)
    if done.returncode != 0:
        raise unittest.SkipTest(f"no file system can be mounted here: {done.stdout.strip()}")
    test.addCleanup(_run, "umount", "-l", path)


def fill(directory):
    """Takes all room that is left; returns the path of the file that does."""
    path = os.path.join(directory, "filling")
    for size in (1 << 16, 1 << 12, 1):
        with open(path, "ab", buffering=0) as file:
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                pass
    return path


def as_nobody(test, *readable):
    """A prefix that runs a command without root's rights; `readable` are made readable for it."""
    if os.getuid() != 0:
        return ()
    if not shutil.which("setpriv"):
        raise unittest.SkipTest("root needs setpriv to become another user, and there is none")
    command = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    for path in readable:
        os.chmod(path, 0o777)
    programs = [os.environ[name] for name in ("DOCBUILD", "FAKE_BUILDER")]
    if any(_run(*command, "test", "-x", program).returncode != 0 for program in programs):
        raise unittest.SkipTest("another user than root cannot reach the build directory")
    return command


def without_proc():
    """A prefix that runs a command where /proc is empty."""
    script = 'mount -t tmpfs none /proc && exec "$0" "$@"'
    prefix = ("unshare", "--mount", "sh", "-c", script)
    done = _run(*prefix, "true")
    if done.returncode != 0:
        raise unittest.SkipTest(f"no mount namespace can be had here: {done.stdout.strip()}")
    return prefix


def limit(what, count):
    """A prefix that runs a command under a limit of prlimit(1), soft and hard: nofile, nproc."""
    if not shutil.which("prlimit"):
        raise unittest.SkipTest("limits are set by prlimit, and there is none")
    return ("prlimit", f"--{what}={count}")


def processes_of(user):
    """How many processes and threads the user has, as RLIMIT_NPROC counts them."""
    count = 0
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if os.stat(f"/proc/{name}").st_uid == user:
                count += len(os.listdir(f"/proc/{name}/task"))
        except OSError:
            pass
    return count
