"""Check 4, first half: each job's outcome, as the event log has it, is one that it should have.

It holds a second, independent account of the rules of a run: what comes after what, retries,
slots, --keep-going, stops.
"""

from check_records import SUCCESSES

NOT_OWN = ("skipped", "cancelled", "up_to_date")


class Outcomes:
    def __init__(self, exit_status, story, project, expected):
        self.exit = exit_status
        self.story = story
        self.project = project
        self.expected = expected
        self.failed = [name for name, outcome in story.outcomes().items()
                       if outcome and outcome not in SUCCESSES + NOT_OWN]
        self.closed = bool(expected.stops) or bool(self.failed) and not project.keep_going

    def problems(self):
        found = []
        for name in set(self.project.jobs) | set(self.story.jobs):
            told = self.story.jobs.get(name)
            if name not in self.project.jobs:
                found.append(f"{name} is no job of the manifest")
            elif told and told.final:
                found += self._of_job(self.project.jobs[name], told)
            elif self.expected.killed_at is None:
                found.append(f"{name} has no end")
        return found + self._order() + self._slots() + self._exit()

    def _of_job(self, job, told):
        found = []
        for _, ended in told.attempts:
            if ended and not self._may_end(job, ended):
                facts = {key: ended[key] for key in ("exit", "signal", "errno", "call", "error",
                                                     "attempt") if key in ended}
                found.append(f"{job.name} is {ended['outcome']} {facts}, expected: "
                             f"{[e.outcome for e in self._endings(job)]}")
        if told.skipped:
            found += self._of_skipped(job, told.skipped)
        elif told.outcome not in SUCCESSES + NOT_OWN + ("not_started", "out_of_memory"):
            attempts = len(told.attempts) - told.crashes_of_preloaded
            if not self.closed and attempts != job.retries + 1:
                found.append(f"{job.name} has {len(told.attempts)} attempts, {job.retries} retries")
        return found

    def _endings(self, job):
        return [ending for ending in [*job.endings, *self.expected.anyway]
                if self.closed or not ending.when_closed]

    def _may_end(self, job, ended):
        if ended["outcome"] == "cancelled":
            return bool(self.expected.stops)
        return any(ending.outcome == ended["outcome"]
                   and all(ended.get(key) == value for key, value in ending.fields)
                   for ending in self._endings(job)
                   ) or any(ending.when_closed and ended.get("will_retry")
                            and ending.outcome == ended["outcome"] for ending in job.endings)

    def _of_skipped(self, job, skipped):
        outcome = skipped["outcome"]
        because = skipped.get("because_of")
        culprit = self.story.jobs[because].outcome if because in self.story.jobs else None
        if outcome == "up_to_date":
            return [] if job.name in self.expected.earlier else [f"{job.name} is up_to_date"]
        if outcome == "skipped":
            right = because in job.ancestors() and culprit not in SUCCESSES + ("skipped",)
        elif because:
            right = because in self.failed and not self.project.keep_going
        else:
            right = bool(self.expected.stops)
        return [] if right else [f"{job.name} is {outcome} because of {because} ({culprit})"]

    def _order(self):
        """A job starts only after all that it comes after has succeeded."""
        done = set()
        found = []
        for event in self.story.events:
            if event.get("outcome") in SUCCESSES:
                done.add(event["job"])
            elif event["event"] == "job_started" and event["job"] in self.project.jobs:
                missing = self.project.jobs[event["job"]].ancestors() - done
                if missing:
                    found.append(f"{event['job']} started before {sorted(missing)}")
        return found

    def _slots(self):
        running = most = 0
        for event in self.story.events:
            running += event["event"] == "job_started"
            running -= event["event"] == "job_finished" and "errno" not in event
            most = max(most, running)
        return [f"{most} builders at once"] if most > self.project.slots else []

    def _exit(self):
        if self.expected.killed_at is not None:
            return []
        right = 128 + self.expected.stops[0].signal if self.expected.stops else 0
        if not self.expected.stops and self.failed:
            right = 1
        told = [event["exit"] for event in self.story.named("run_finished")]
        wrong = {status for status in (self.exit, *told) if status != right}
        return [f"exit status {status}, expected {right}" for status in wrong]


def problems(exit_status, story, project, expected):
    return Outcomes(exit_status, story, project, expected).problems()


def rebuilding_problems(story, project, expected, said):
    """What has changed is built; what was built before a run was cut off is not; and what is built
    though nothing that it is made of has changed is built with a word."""
    built = {name for name, outcome in story.outcomes().items() if outcome == "built"}
    found = [f"{name} has changed and is not built" for name in sorted(expected.built - built)]
    found += [f"{name} is built once more" for name in sorted(expected.must_not_build & built)]
    unchanged = {name for name in built - expected.built
                 if not project.jobs[name].ancestors() & expected.built}
    if unchanged and not expected.without_word and not said:
        found.append(f"built again without a word: {sorted(unchanged)}")
    return found
