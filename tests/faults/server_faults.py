"""Faults of the fork server that builders come from: each job is built, or fails by itself."""

import os
import signal

import processes
from builder_process_faults import TIMED_OUT
from case import Missed
from fault import Fault, calm_target, hold, replace, wait_for_held
from project import GRACE, Ending

PLAINLY = r"^warning: fork server unavailable \(.*\); starting builders without preloading$"
WITHOUT = r"cannot (preload|import) 'preloaded_by_server': "
_THREAD = ("import os, threading, time\n"
           "threading.Thread(target=time.sleep, args=(600,), daemon=True){start}")
KILLED = Ending("crashed", "^killed by SIGKILL", (("signal", 9),), when_closed=True)


class ServerFault(Fault):
    theme = "server"
    may_use_terminal = False

    def tries_all_again(self, case):
        """Builders running when the server died end with it and are retried without preloading."""
        case.expected.words = [PLAINLY]
        for job in case.project.jobs.values():
            job.endings = [*job.endings, KILLED]


class Broken(ServerFault):
    """What is preloaded cannot be imported, or ends the server; the builders are forked from one
    that does without."""

    name = "preload-broken"
    modules = [
        "import no_such_module", "raise ValueError('on purpose')", "raise SystemExit(0)",
        "import os; os._exit(0)", "import os; os.kill(os.getpid(), 11)", "syntax error",
        "import os; os.closerange(3, 1000)",
    ]

    def prepare(self, case):
        case.project.preload(case.rng.choice(self.modules))
        case.expected.words = [WITHOUT]


class WithThreads(ServerFault):
    """What is preloaded leaves what forbids to fork; the builders are forked from a server that
    does without."""

    name = "server-with-threads"
    modules = [
        _THREAD.format(start=".start()"),
        "import ctypes\n"  # one that Python does not know
        "pause = ctypes.cast(ctypes.CDLL(None).pause, ctypes.c_void_p)\n"
        "ctypes.CDLL(None).pthread_create(ctypes.byref(ctypes.c_ulong()), None, pause, None)",
        "import subprocess\nkept = subprocess.Popen(['sleep', '600'])",
        "kept = open(__file__)",
    ]

    def prepare(self, case):
        case.project.preload(case.rng.choice(self.modules))
        case.expected.words = [WITHOUT]


class LateThread(ServerFault):
    """A thread appears in the server after a fork; later builders start without preloading."""

    name = "server-thread-later"

    def prepare(self, case):
        case.project.preload(_THREAD.format(start=".start").replace(
            "threading.Thread", "os.register_at_fork(after_in_parent=threading.Thread") + ")")
        if len(case.project.jobs) > 1:
            case.expected.words = [r"fork server: the fork server has 2 threads, and is not forked "
                                   r"from; starting builders without preloading$"]


class Lost(ServerFault):
    """Killed, or stopped forever, by an external signal while one of its builders waits."""

    name = "server-lost"
    calm = True

    def prepare(self, case):
        case.project.preload()
        self.number = case.rng.choice([signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV])
        hold(case, calm_target(case))
        self.tries_all_again(case)

    def act(self, case, trial):
        builder = wait_for_held(case, trial, case.target)
        os.kill(server_of(trial.pid, builder), self.number)
        case.wait(trial, lambda: trial.has_event("job_finished", job=case.target.name),
                  "the end of the server's builder")
        case.release_all()


class Silent(ServerFault):
    """It no longer responds, and one of its builders has to be ended."""

    name = "server-silent"
    calm = True
    limit = 2.0  # in which the server is ready, whatever runs beside it

    def prepare(self, case):
        case.project.slots = 1  # else it would hold up the end of others, too
        self.silent = case.path("silent")
        case.project.preload(_MUTE.format(path=self.silent))
        job = hold(case, calm_target(case))
        replace(job, *job.actions[:2], allowance=self.limit + GRACE + SILENCE,
                endings=[Ending("timed_out", TIMED_OUT)])
        job.keys.pop("retries", None)
        job.keys["timeout"] = self.limit
        self.tries_all_again(case)

    def act(self, case, trial):
        wait_for_held(case, trial, case.target)
        with open(self.silent, "w", encoding="utf-8"):
            pass


SILENCE = 1.0  # seconds that docbuild waits for a server's word after it has killed a builder
_MUTE = """import os, time
from docbuild_fork.server.children import Children
def changed(self, original=Children.changed):
    while os.path.exists({path!r}):
        time.sleep(0.01)
    return original(self)
Children.changed = changed
"""


def server_of(driver, builder):
    """The process from which the builder was forked; Missed where that was no server."""
    for child in processes.children(driver):
        if builder in processes.children(child):
            return child
    raise Missed("the builder was started the plain way")


FAULTS = [Broken, WithThreads, LateThread, Lost, Silent]
