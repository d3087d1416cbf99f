"""One case: a random project, one fault done to it, and the four checks after."""

import os
import random
import re
import shutil
import signal
import tempfile

import check_outcomes
import check_output
import check_processes
import check_records
import check_time
import orphans
import processes
from expected import Expected
from harness import program
from project import Project, fake
from story import Story
from trial import COLUMNS, Trial
from watch import Watch

MARKER = "FAULT_CASE"  # the variable by which the processes of a case are found
WORD = r"state file .*(set aside|cannot be used|removed)"  # that something remembered is lost


class Missed(Exception):
    """The fault did not happen, for instance because the run ended first."""


class Skipped(Exception):
    """The fault is impossible here; the message says why."""


class Case:
    def __init__(self, seed, fault):
        self.fault = fault
        self.rng = random.Random(f"{fault.name} {seed}")
        self.watch = Watch(self._take_orphans_away)
        self.directory = os.path.realpath(tempfile.mkdtemp(prefix=f"docbuild-fault-{seed}-"))
        self.marker = f"{MARKER}={os.path.basename(self.directory)}"
        self.project = Project(self.directory, self.rng, calm=fault.calm)
        self.expected = Expected()
        self.trials = []
        self.problems = []
        self.undoing = []  # functions that give back to the machine what a fault took
        self.user_prefix = ()  # what makes docbuild run as another user

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    @property
    def build(self):
        return self.project.build

    def corner(self, *parts):
        """A path in docbuild's internal directory in the build directory."""
        return os.path.join(self.build, ".docbuild", *parts)

    def play(self):
        """Runs the whole case and returns the problems."""
        with self.watch.disk_control(self.path("control")):
            return self._play()

    def _play(self):
        missed = None
        try:
            self.fault.prepare(self)
            self.project.write()
            self.watch.measure_start(fake([["print", "control"]]))
            self.fault.before(self)
            trial = self.start(*self.fault.arguments(self), prefix=self.fault.prefix(self),
                               terminal=self.fault.may_use_terminal and self.rng.random() < 0.2)
            try:
                self.fault.act(self, trial)
            except Missed as reason:
                missed = reason  # which does not excuse a run that went wrong
                self.release_all()
            self.finish(trial)
            self.fault.mend(self)
            self.check(trial)
            self.fault.after(self, trial)
        finally:
            self._clean_up()
        if missed and not self.problems:
            raise missed
        return self.problems

    def start(self, *arguments, prefix=(), terminal=False):
        events = self.path(f"events-{len(self.trials)}.jsonl")
        target, pipe = events, None
        if self.expected.events_by_pipe:
            target = events + ".pipe"
            os.mkfifo(target)
            pipe = os.open(target, os.O_RDONLY | os.O_NONBLOCK)
        command = [*self.user_prefix, *prefix, program("DOCBUILD"), "--events", target,
                   *self.project.options(), *arguments]
        trial = Trial(self.watch, command, pipe, cwd=self.directory, events_path=events,
                      environment=self.environment(), terminal=(COLUMNS, 40) if terminal else None)
        self.trials.append(trial)
        return trial

    def finish(self, trial):
        self.watch.until(lambda: self._are_over(trial), "docbuild's end")
        trial.result = trial.finish()
        return trial.result

    def ask(self, *arguments):
        """Runs a docbuild query to its end."""
        command = [*self.user_prefix, program("DOCBUILD"), *arguments]
        trial = Trial(self.watch, command, cwd=self.directory, environment=self.environment(),
                      events_path=self.path("none.jsonl"))
        self.trials.append(trial)
        return self.finish(trial)

    def _are_over(self, trial):
        """Polls all trials, so that each records when it ended."""
        return [each.is_over() for each in self.trials][self.trials.index(trial)]

    def environment(self):
        name, _, value = self.marker.partition("=")
        kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "ASAN_OPTIONS",
                "UBSAN_OPTIONS")
        return {"TERM": "xterm", name: value,
                **{key: os.environ[key] for key in kept if key in os.environ}}

    # what a fault waits for

    def wait(self, trial, condition, what):
        """Waits for the condition; raises Missed if the run ends first."""
        self.watch.until(lambda: condition() or trial.is_over(), what)
        if not condition():
            raise Missed(what)

    def release_all(self):
        """Releases all waiting builders."""
        for job in self.project.jobs.values():
            if job.go:
                self.expected.releases[job.name] = self.watch.now()
                with open(job.go, "w", encoding="utf-8"):
                    pass

    # checks

    def story(self, trial):
        try:
            with open(trial.events_path, encoding="utf-8") as file:
                text = file.read()
        except FileNotFoundError:
            text = ""
        return Story(text, may_end_early=self.expected.killed_at is not None)

    def check(self, trial):
        """The four checks, in the issue's order."""
        expected = self.expected
        refused = self._refused(trial)
        story = Story("", may_end_early=True) if refused else self.story(trial)
        self.problems += check_time.problems(trial, story, self.project, expected, self.watch)
        self.problems += check_processes.problems(self.marker, trial, expected, self.watch)
        if refused or expected.must_refuse:
            self.problems += self._refusal_problems(trial, refused)
            return
        self.problems += story.problems
        self.problems += check_outcomes.problems(trial.result.exit, story, self.project, expected)
        if expected.killed_at is None:
            text = trial.text()
            self.problems += check_output.problems(text, story, self.project, expected)
            said = re.search(WORD, text, re.MULTILINE)
            self.problems += check_outcomes.rebuilding_problems(story, self.project, expected, said)
        self.check_records(trial, story)

    def recover(self, earlier=(), says=None):
        """Runs docbuild once more, without a fault: all is built then, and what was built in
        `earlier` jobs is not built again. `says` is a pattern that a person has to be shown."""
        jobs = self.project.jobs
        self.expected = Expected(earlier=set(jobs), must_not_build=set(earlier),
                                 words=[says] if says else [])
        trial = self.start()
        self.finish(trial)
        before = len(self.problems)
        self.check(trial)
        if trial.result.exit != 0:
            self.problems.append(f"it exits with {trial.result.exit}: {trial.text()[-400:]!r}")
        self.problems[before:] = [f"the run after: {text}" for text in self.problems[before:]]

    def _refused(self, trial):
        return self.expected.refusal is not None and trial.result.exit == 3 and not trial.lines()

    def _refusal_problems(self, trial, refused):
        if not refused:
            return [f"exit status {trial.result.exit}, expected that docbuild refuses with 3"]
        return check_output.refusal_problems(trial.text(), self.expected)

    def check_records(self, trial, story):
        if self.expected.log_is_whole and story.events:
            with open(self.corner("runs", f"{story.events[0]['run']}.jsonl"), "rb") as log, \
                    open(trial.events_path, "rb") as events:
                self.problems += check_records.log_problems(
                    log.read(), events.read(), self.expected.killed_at is not None)
        state = self.corner("state.db")
        if os.path.exists(state):
            self.problems += check_records.state_problems(state)
            listed = self.ask("--list")
            self.problems += check_records.list_problems(
                listed, story, self.project, self.expected.state_may_lag)

    def _take_orphans_away(self):
        orphans.take_away({trial.pid for trial in self.trials if trial.process.returncode is None})

    def _clean_up(self):
        while left := processes.with_environment(self.marker):
            for pid in left:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            for trial in self.trials:
                trial.is_over()  # reaps it
            self.watch.pause()
        for trial in self.trials:
            trial.close()
        for undo in reversed(self.undoing):
            undo()

    def remove(self):
        shutil.rmtree(self.directory, ignore_errors=True)
