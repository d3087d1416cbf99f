"""Faults of the disk while docbuild runs: what it writes to is gone, replaced, read-only or full.
"""

import errno
import os
import shutil
import subprocess

from case import Skipped
from fault import Fault, calm_target, hold, wait_for_held
from project import Ending
from somebody import become_somebody, own


def cannot(*numbers):
    """How jobs may end on a disk with these errors."""
    words = "|".join(os.strerror(number) for number in numbers)
    return [Ending("failed", r"^exit status 125\b", (("exit", 125),)),  # fake_builder's own
            Ending("missing_output", "^exit status 0, but an output that it declares is missing"),
            Ending("not_started", f"^could not be started: (mkdir|open|chdir) ?.*: ({words})$")]


class DiskFault(Fault):
    theme = "disk"
    calm = True
    errors = (errno.ENOENT,)

    def prepare(self, case):
        hold(case, calm_target(case))
        case.expected.anyway = cannot(*self.errors)
        case.expected.log_is_whole = False
        case.expected.state_may_lag = True

    def act(self, case, trial):
        wait_for_held(case, trial, case.target)
        self.spoil(case)
        case.release_all()

    def spoil(self, case):
        """Inflicts the fault."""

    def after(self, case, trial):
        case.recover()


class BuildRemoved(DiskFault):
    """The whole build directory is moved away or removed in mid-run."""

    name = "build-directory-removed"

    def spoil(self, case):
        remove(case, case.build)


class CornerRemoved(DiskFault):
    name = "docbuild-corner-removed"

    def spoil(self, case):
        remove(case, case.corner())


def remove(case, path):
    """The state is lost too, which docbuild has to report."""
    case.expected.words.append("state file .* is gone")
    if case.rng.random() < 0.5:
        os.rename(path, case.path("moved-away"))
    else:
        shutil.rmtree(path, ignore_errors=True)


class RunLogRemoved(DiskFault):
    """The file of the event log is removed while it is written."""

    name = "event-log-removed"

    def spoil(self, case):
        os.remove(case.corner("runs", "000001.jsonl"))


class LogsReplaced(DiskFault):
    """A file, or a link to nowhere, is where the directory of the builders' logs was."""

    name = "log-directory-replaced"
    errors = (errno.ENOENT, errno.ENOTDIR, errno.EEXIST, errno.ELOOP)

    def spoil(self, case):
        self.logs = case.corner("logs")
        os.rename(self.logs, case.path("moved-away"))
        if case.rng.random() < 0.5:
            os.symlink("/nowhere", self.logs)
        else:
            with open(self.logs, "w", encoding="ascii") as file:
                file.write("no directory")

    def mend(self, case):
        if not os.path.isdir(self.logs):
            os.remove(self.logs)


class ReadOnly(DiskFault):
    """A directory that docbuild or its builders write to becomes read-only."""

    name = "read-only"
    errors = (errno.EACCES,)

    def prepare(self, case):
        become_somebody(case)
        super().prepare(case)
        case.expected.words = []

    def before(self, case):
        own(case)

    def spoil(self, case):
        stage = case.target.stage
        self.directory = case.rng.choice([
            case.build, case.corner(), case.corner("logs"), case.corner("logs", stage),
            case.corner("runs"), os.path.join(case.build, stage)])
        os.chmod(self.directory, 0o555)

    def mend(self, case):
        os.chmod(self.directory, 0o755)


class Full(DiskFault):
    """The file system of the build directory becomes full."""

    name = "disk-full"
    errors = (errno.ENOSPC,)

    def before(self, case):
        os.mkdir(case.build)
        mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "docbuild-faults",
                                case.build], capture_output=True, text=True, check=False)
        if mount.returncode != 0:
            raise Skipped(f"no small file system can be mounted: {mount.stderr.strip()}")
        case.undoing.append(lambda: subprocess.run(["umount", "--lazy", case.build], check=True))

    def spoil(self, case):
        self.filler = os.path.join(case.build, "filler")
        with open(self.filler, "wb", buffering=0) as file:
            for size in (1 << 16, 1 << 12, 1 << 8, 1):
                fill(file, b"x" * size)

    def mend(self, case):
        os.remove(self.filler)


def fill(file, block):
    try:
        while True:
            file.write(block)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise


FAULTS = [BuildRemoved, CornerRemoved, RunLogRemoved, LogsReplaced, ReadOnly, Full]
