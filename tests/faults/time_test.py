"""Check 1 of the fault harness passes a run in time, and finds what is late."""

from types import SimpleNamespace

from checks import Checks, main  # first: it says where the rest is

import check_time
import sample
from expected import Stop
from project import GRACE


class Time(Checks):
    """Check 1."""

    def problems(self, watch=None):
        return check_time.problems(self.trial, self.story(), self.project, self.expected,
                                   watch or sample.StoppedWatch())

    def delay(self, first, seconds):
        """All events from number `first` on, and the end, come so much later."""
        for event in self.events[first:]:
            event["time"] += seconds
        self.trial.ended += seconds

    def test_a_run_in_time_passes(self):
        self.assertEqual([], self.problems())
        self.delay(4, 1.0 + GRACE - 0.1)
        self.assertEqual([], self.problems())

    def test_a_late_job_is_found(self):
        self.delay(4, 1.1 + GRACE)
        self.one_problem(self.problems(), r"^a:build ended 1\.41 s after it should, 1\.30 s")

    def test_a_job_has_its_own_time_besides(self):
        self.project.jobs["a:build"].allowance = 5
        self.delay(4, 6)
        self.assertEqual([], self.problems())

    def test_a_job_that_was_held_up_is_due_from_its_release(self):
        self.delay(4, 9)
        self.expected.releases["a:build"] = 9.0
        self.assertEqual([], self.problems())

    def test_a_stop_makes_all_due(self):
        self.project.jobs["a:build"].allowance = 600
        self.delay(4, 3)
        self.assertEqual([], self.problems())
        self.expected.stops = [Stop(2, 1.0, GRACE)]
        self.one_problem(self.problems(), "^a:build ended 2.12 s after")

    def test_a_second_stop_leaves_no_grace(self):
        self.project.jobs["a:build"].allowance = 600
        self.expected.stops = [Stop(2, 1.0, 600), Stop(2, 1.5, 0.0)]
        self.delay(4, 2.3)
        self.assertEqual([], self.problems())
        self.delay(4, 0.2)
        self.one_problem(self.problems(), "^a:build ended .*, 1.00 s are allowed$")

    def test_a_time_in_which_nothing_runs_is_found(self):
        self.delay(5, 2)
        self.one_problem(self.problems(), "^job_started came 2.01 s after")

    def test_a_late_end_is_found(self):
        self.trial.ended = 2.0
        self.one_problem(self.problems(), "^docbuild ended 1.85 s after")

    def test_a_time_in_which_docbuild_was_stopped_does_not_count(self):
        self.delay(4, 6)
        self.expected.pauses = [(0.05, 6.0)]
        self.assertEqual([], self.problems())

    def test_only_what_the_watch_measured_widens_a_limit(self):
        self.delay(4, 1.1 + GRACE)
        late = SimpleNamespace(slack=lambda since, until: 0.2)
        self.assertEqual([], self.problems(late))

    def test_a_late_death_is_found(self):
        self.expected.killed_at = 0.1
        self.trial.ended = 3.0
        self.one_problem(self.problems(), "^docbuild was gone 2.90 s after")


if __name__ == "__main__":
    main()
