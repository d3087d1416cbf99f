"""Faults of a builder that ends on its own, or cannot be started."""

import errno
import os
import signal

from fault import BuilderFault, replace
from project import BUILT, Ending

HARMLESS = {signal.SIGCHLD, signal.SIGCONT, signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN,
            signal.SIGTTOU, signal.SIGURG, signal.SIGWINCH}
DEADLY = [number for number in range(1, 65) if number not in HARMLESS and number not in (32, 33)]


class ExitStatus(BuilderFault):
    name = "exit-status"

    def break_builder(self, case, job):
        status = case.rng.randint(1, 255)
        replace(job, ["print", "no use"], ["exit", status],
                endings=[Ending("failed", rf"^exit status {status}\b", (("exit", status),))])


class DeadlySignal(BuilderFault):
    """Every signal that kills, raised by the builder itself."""

    name = "killed-by-signal"

    def break_builder(self, case, job):
        number = case.rng.choice([n for n in DEADLY if n != signal.SIGKILL])
        replace(job, ["signal", number], endings=[crash(number)])


def crash(number):
    """The ending of a builder that this signal killed."""
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = f"signal {number}"
    name = {"SIGRTMIN": "signal 34", "SIGRTMAX": "signal 64"}.get(name, name)
    words = rf"^killed by ({name}|signal {number}|SIGRT\S+)\b"
    return Ending("crashed", words, (("signal", number),))


class NotStarted(BuilderFault):
    """The program is missing, not executable, a directory, or has a bad interpreter."""

    name = "not-started"

    def break_builder(self, case, job):
        kind = case.rng.choice(["absent", "plain", "directory", "interpreter", "cwd"])
        path = case.path("program")
        number = {"plain": errno.EACCES, "directory": errno.EISDIR}.get(kind, errno.ENOENT)
        if kind == "directory":
            os.mkdir(path)
        elif kind in ("plain", "interpreter"):
            with open(path, "w", encoding="utf-8") as file:
                file.write("#!/no/such/interpreter\n")
            os.chmod(path, 0o755 if kind == "interpreter" else 0o644)
        if kind == "cwd":
            job.keys["cwd"] = case.path("nowhere")
        else:
            job.command = [path]
        numbers = (errno.EISDIR, errno.EACCES) if kind == "directory" else (number,)
        job.endings = [Ending("not_started", f"^could not be started: .*{os.strerror(one)}$",
                              (("errno", one),)) for one in numbers]


class ClosedOutput(BuilderFault):
    name = "closes-output"

    def break_builder(self, case, job):
        job.actions = [["close-output"], *[a for a in job.actions if a[0] != "print"]]


class DeletedLog(BuilderFault):
    """The builder deletes its own log, and continues or fails."""

    name = "deletes-log"

    def break_builder(self, case, job):
        log = case.corner("logs", job.stage, f"{job.document}.log")
        if case.rng.random() < 0.5:
            job.actions = [["delete", log], *job.actions]
        else:
            replace(job, ["print", "first"], ["delete", log], ["print", "last"], ["exit", 3],
                    endings=[Ending("failed", r"^exit status 3\b", (("exit", 3),))])


class MissingOutput(BuilderFault):
    name = "missing-output"

    def break_builder(self, case, job):
        replace(job, ["print", "nothing to write"], endings=[
            Ending("missing_output", f"^exit status 0, but .* {job.page}$", (("exit", 0),))],
            keep_outputs=True)
        job.keys["outputs"] = ["{output}/page"]


class BadDepfile(BuilderFault):
    """Not written, without a rule, or filled with random bytes."""

    name = "bad-depfile"

    def break_builder(self, case, job):
        path = case.path("depfile")
        job.keys["depfile"] = path
        words = f"depfile is wrong: {path}:1:"
        kind = case.rng.choice(["absent", "no rule", "a directory"])
        if kind == "absent":
            words = f"depfile is wrong: {path}: the builder did not write it$"
        elif kind == "no rule":
            job.actions.append(["write", path, "no rule here"])
        else:
            job.actions.append(["mkdir", path])
            words = f"depfile is wrong: .*{path}"
        job.endings = [Ending("failed", words, (("exit", 0),)),
                       *[ending for ending in job.endings if ending != BUILT]]


class EndlessOutput(BuilderFault):
    """Writes endlessly; the log's head and tail are kept, and the disk does not fill up."""

    name = "endless-output"
    limit = 256 << 10

    def break_builder(self, case, job):
        replace(job, ["print", "the head"], ["flood"], endings=[Ending("failed", "^its log grew")])
        job.keys["log_limit"] = self.limit
        job.keys.pop("retries", None)

    def after(self, case, trial):
        super().after(case, trial)
        log = case.corner("logs", case.target.stage, f"{case.target.document}.log")
        with open(log, encoding="utf-8") as file:
            text = file.read()
        if not text.startswith("the head\n"):
            case.problems.append("the log's head was not kept")
        if len(text) > 2 * self.limit:
            case.problems.append(f"the log of {len(text)} bytes was kept, {self.limit} are allowed")


FAULTS = [ExitStatus, DeadlySignal, NotStarted, ClosedOutput, DeletedLog, MissingOutput, BadDepfile,
          EndlessOutput]
