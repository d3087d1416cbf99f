"""A builder that the kernel kills because memory has run out, in a memory group of its own.

It needs a memory cgroup of version 1 that can be made, and says so where none can.
"""

import os
import shlex

from case import Skipped
from fault import BuilderFault, then_fake
from project import Ending, fake

ROOT = "/sys/fs/cgroup/memory"
LIMIT = 24 << 20  # bytes


class OutOfMemory(BuilderFault):
    """In the first attempt, or in all of them; retries run alone."""

    name = "out-of-memory"
    calm = True
    linux_only = True

    def prepare(self, case):
        group = os.path.join(ROOT, os.path.basename(case.directory))
        try:
            os.mkdir(group)
            case.undoing.append(lambda: os.rmdir(group))
            put(group, "memory.limit_in_bytes", LIMIT)
            put(group, "memory.swappiness", 0)
        except OSError as error:
            raise Skipped(f"no memory group of version 1 can be made: {error}") from None
        self.group = group
        super().prepare(case)

    def break_builder(self, case, job):
        once = case.path("had-its-turn")
        only_once = case.rng.random() < 0.5
        retries = case.rng.randint(0, 2)
        job.keys.pop("outputs", None)
        job.keys.update(oom_retries=retries, retries=0)
        as_usual = shlex.join(fake([each for each in job.actions if each[0] != "fail-times"]))
        first = f"if [ -e {once} ]; then exec {as_usual}; fi; : >{once}" if only_once else ""
        enter = (f"echo $$ >{shlex.quote(self.group)}/cgroup.procs; "
                 "echo 1000 >/proc/self/oom_score_adj")
        job.command = then_fake(f"{first}\n{enter}", [["memory", 8 * LIMIT]])
        killed = Ending("out_of_memory", "^memory ran out: the kernel killed it", (("signal", 9),))
        job.endings = [Ending("built")] * (only_once and retries > 0) + [killed]
        self.attempts = 2 if only_once and retries else 1 + retries

    def after(self, case, trial):
        super().after(case, trial)
        story = case.story(trial)
        attempts = len(story.jobs[case.target.name].attempts)
        closed = story.ended("failed") and not case.project.keep_going
        if attempts != self.attempts and not closed:
            case.problems.append(f"{attempts} attempts, expected {self.attempts}")


def put(group, file, number):
    with open(os.path.join(group, file), "w", encoding="ascii") as stream:
        stream.write(str(number))


FAULTS = [OutOfMemory]
