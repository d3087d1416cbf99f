"""A run as recorded in an event log, and whether the log is complete and consistent."""

import json
from dataclasses import dataclass, field


@dataclass
class Told:
    """One job in a story: its attempts as (job_started or None, job_finished or None), and the
    job_skipped where there was one."""

    attempts: list = field(default_factory=list)
    skipped: dict = None

    @property
    def final(self):
        """The event that ended the job, or None."""
        if self.skipped:
            return self.skipped
        last = self.attempts[-1][1] if self.attempts else None
        return None if last is None or last.get("will_retry") else last

    @property
    def crashes_of_preloaded(self):
        """Number of attempts that do not count: crashes while preloaded are retried for free."""
        return sum(bool(started and started.get("preloaded") and ended
                        and ended["outcome"] == "crashed" and ended.get("will_retry"))
                   for started, ended in self.attempts)

    @property
    def outcome(self):
        return self.final["outcome"] if self.final else None


def is_of_log_itself(event):
    """The word that one of two event logs could not be written to its end comes after that end."""
    return event["event"] == "warning" and "; it ends here" in event["message"]


class Story:
    """`problems` are the faults of the log itself. A log may end early, where docbuild was killed:
    then its last line may be in pieces, and what was running has no end."""

    def __init__(self, text, may_end_early=False):
        self.problems = []
        self.events = []
        self.jobs = {}
        self.is_cut_off = True
        self._may_end_early = may_end_early
        self._read(text)
        for event in self.events:
            self._take(event)
        self._check()

    def named(self, name):
        return [event for event in self.events if event["event"] == name]

    def warnings(self):
        return [event["message"] for event in self.named("warning")]

    def outcomes(self):
        return {job: told.outcome for job, told in self.jobs.items()}

    def ended(self, outcome):
        return [job for job, told in self.jobs.items() if told.outcome == outcome]

    def started(self):
        """The names of the jobs that had a builder."""
        return {event["job"] for event in self.named("job_started")}

    def _read(self, text):
        lines = text.split("\n")
        rest = lines.pop()
        if rest and not self._may_end_early:
            self.problems.append(f"the last line of the event log is in pieces: {rest[:80]!r}")
        for number, line in enumerate(lines, 1):
            try:
                event = json.loads(line)
                event["time"] + 0.0, event["event"] + ""
                self.events.append(event)
            except (ValueError, TypeError, KeyError):
                self.problems.append(f"line {number} of the event log is no event: {line[:80]!r}")

    def _take(self, event):
        name = event["event"]
        if name not in ("job_started", "job_finished", "job_skipped"):
            return
        told = self.jobs.setdefault(event["job"], Told())
        if told.final:
            self.problems.append(f"{event['job']}: {name} after its end")
        if name == "job_started":
            if told.attempts and told.attempts[-1][1] is None:
                self.problems.append(f"{event['job']}: started while it ran")
            told.attempts.append((event, None))
        elif name == "job_finished":
            self._finish(told, event)
        else:
            told.skipped = event

    def _finish(self, told, event):
        if told.attempts and told.attempts[-1][1] is None:
            started = told.attempts[-1][0]
            if started["attempt"] != event["attempt"]:
                self.problems.append(f"{event['job']}: attempt {event['attempt']} ended, "
                                     f"{started['attempt']} had started")
            told.attempts[-1] = (started, event)
        else:
            if event["outcome"] != "not_started":
                self.problems.append(f"{event['job']}: {event['outcome']} without a start")
            told.attempts.append((None, event))

    def _check(self):
        times = [event["time"] for event in self.events]
        if times != sorted(times):
            self.problems.append("the event log's time goes back")
        names = [event["event"] for event in self.events]
        if names and names[0] != "run_started" or names.count("run_started") > 1:
            self.problems.append(f"run_started is not the first event alone: {names}")
        self.is_cut_off = "run_finished" not in names
        if self.is_cut_off:
            if not self._may_end_early:
                self.problems.append("the event log has no run_finished")
            return
        end = names.index("run_finished")
        if not all(is_of_log_itself(event) for event in self.events[end + 1 :]):
            self.problems.append("events follow run_finished")
        self._check_counts(self.events[end])

    def _check_counts(self, last):
        counts = {}
        for job, told in self.jobs.items():
            if told.final is None:
                self.problems.append(f"{job}: started, but the event log has no end of it")
            else:
                counts[told.outcome] = counts.get(told.outcome, 0) + 1
        if counts != last["counts"]:
            self.problems.append(f"run_finished counts {last['counts']}, its jobs are {counts}")
