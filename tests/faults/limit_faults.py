"""Limits that the machine sets to docbuild: descriptors, processes, the size of a file."""

import errno
import os

from case import Missed, Skipped
from fault import Fault
from project import Ending
from somebody import become_somebody, own


class FewDescriptors(Fault):
    theme = "disk"
    name = "few-descriptors"
    calm = True
    may_use_terminal = False

    def prepare(self, case):
        self.most = case.rng.randint(10, 40)
        case.expected.refusal = "Too many open files|unable to open database file|files may be open"
        case.expected.anyway = [Ending("not_started", f"{os.strerror(errno.EMFILE)}$",
                                       (("errno", errno.EMFILE),))]
        case.expected.idle = 10.5  # in which docbuild tries again and again to start one builder

    def after(self, case, trial):
        """With resources for one builder at a time, no build fails."""
        story = case.story(trial)
        if story.started() and story.ended("not_started"):
            case.problems.append(f"{story.ended('not_started')} failed, though others had room")

    def prefix(self, case):
        return ("prlimit", f"--nofile={self.most}:{self.most}")


class RefusedStarts(FewDescriptors):
    """A first job fails before it starts; others that start with it find no room for that."""

    name = "starts-refused-after-a-failure"

    def prepare(self, case):
        super().prepare(case)
        self.most = case.rng.randint(24, 36)
        case.project.slots = case.rng.randint(3, 9)
        first = [job for job in case.project.jobs.values() if not job.needs]
        case.target = case.rng.choice(first)
        case.target.endings = [Ending("not_started", f"{os.strerror(errno.ENOTDIR)}$",
                                      (("errno", errno.ENOTDIR),))]

    def before(self, case):
        self.way = os.path.dirname(case.target.page)
        os.makedirs(os.path.dirname(self.way))
        with open(self.way, "w", encoding="utf-8"):
            pass

    def after(self, case, trial):
        told = case.story(trial).jobs.get(case.target.name)
        if not told or told.outcome != "not_started":
            raise Missed(f"{case.target.name} did not fail")


class FewProcesses(Fault):
    theme = "disk"
    name = "few-processes"
    calm = True
    may_use_terminal = False

    def prepare(self, case):
        if os.geteuid() != 0:
            raise Skipped("the limit counts all processes of a user, and only root can be another")
        become_somebody(case)
        self.most = case.rng.randint(3, 8)
        case.expected.idle = 1.0  # docbuild tries again each half second

    def before(self, case):
        own(case)

    def prefix(self, case):
        return ("prlimit", f"--nproc={self.most}:{self.most}")


class ShortFiles(Fault):
    """No file may grow beyond a size: SIGXFSZ ends a builder, and must not end docbuild."""

    theme = "disk"
    name = "short-files"
    calm = True

    def prepare(self, case):
        self.most = case.rng.choice([512, 2048, 8192, 16384, 65536])
        case.expected.refusal = "file too large|File too large|disk I/O error|full"
        case.expected.log_is_whole = False
        case.expected.state_may_lag = True
        case.expected.events_by_pipe = True
        case.target = case.rng.choice(list(case.project.jobs.values()))
        case.target.keys.pop("retries", None)
        case.target.actions = [["flood", 2 * self.most]]
        case.target.keys.pop("outputs", None)
        case.target.endings = [Ending("crashed", "^killed by SIGXFSZ", (("signal", 25),))]

    def prefix(self, case):
        return ("prlimit", f"--fsize={self.most}:{self.most}")


FAULTS = [FewDescriptors, RefusedStarts, FewProcesses, ShortFiles]
