"""Check 1: a run ended within grace + 1 s of when it should have.

The rule, in which `late` stands for the grace period + 1 s + what the watch measured of the
machine's load in the same time (watch.py) and nothing else:

- each attempt of a job ends at most `late` after the time that its script takes, or its time limit
  ended, or what held it up was taken away, or the run was stopped, whichever of these ends it;
- where no builder runs, the next event follows within `late`: nothing waits for what cannot come;
- the process ends within `late` after the last event, or its start where there is none.

Times of events are docbuild's own; its start and its end are the harness's, which closes the gap.
"""

from project import GRACE

MARGIN = 1.0


class Timing:
    def __init__(self, trial, story, project, expected, watch):
        self.trial = trial
        self.story = story
        self.project = project
        self.expected = expected
        self.watch = watch

    def problems(self):
        if self.expected.killed_at is not None:
            return self._late_death()
        return self._late_jobs() + self._gaps() + self._late_end()

    def _at(self, event):
        """When it came, by the harness's clock: docbuild's own stands still in a pause."""
        resumed = sum("resumed after a pause" in other.get("message", "")
                      for other in self.story.events[: self.story.events.index(event) + 1])
        paused = sum(end - begin for begin, end in self.expected.pauses[:resumed])
        return self.trial.began + event["time"] + paused

    def _late(self, what, since, until, grace=GRACE):
        """A problem where `until` is too late for something that was due at `since`."""
        since += sum(min(end, until) - max(begin, since) for begin, end in self.expected.pauses
                     if begin < until and end > since)
        limit = grace + MARGIN + self.watch.slack(since, until)
        if until - since <= limit:
            return []
        return [f"{what} {until - since:.2f} s after it should, {limit:.2f} s are allowed"]

    def _late_death(self):
        since = self.expected.killed_at
        return self._late("docbuild was gone", since, self.trial.ended)

    def _late_jobs(self):
        problems = []
        for name, told in self.story.jobs.items():
            for started, ended in told.attempts:
                if started and ended:
                    problems += self._late_attempt(name, self._at(started), self._at(ended))
        return problems

    def _late_attempt(self, name, started, ended):
        due = started + self.project.jobs[name].allowance
        if name in self.expected.releases:
            due = max(due, self.expected.releases[name])
        found = self._late(f"{name} ended", due, ended)
        for stop in self.expected.stops:
            found = found or self._late(f"{name} ended", max(started, stop.time), ended, stop.grace)
        return found

    def _gaps(self):
        """Times in which nothing ran and nothing happened."""
        problems = []
        running = 0
        before = self.trial.began
        for event in self.story.events:
            if running == 0:
                problems += self._late(f"{event['event']} came", before + self.expected.idle,
                                       self._at(event))
            running += event["event"] == "job_started"
            running -= event["event"] == "job_finished" and running > 0
            before = self._at(event)
        return problems

    def _late_end(self):
        last = self._at(self.story.events[-1]) if self.story.events else self.trial.began
        return self._late("docbuild ended", last + self.expected.idle, self.trial.ended)


def problems(trial, story, project, expected, watch):
    return Timing(trial, story, project, expected, watch).problems()
