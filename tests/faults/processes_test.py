"""Check 2 of the fault harness passes a run that leaves nothing, and finds what lives on."""

from checks import Checks, main  # first: it says where the rest is

import check_processes
import sample


class Processes(Checks):
    """Check 2."""

    def problems(self, lives_until, now=0.2):
        watch = sample.StoppedWatch(now)
        return check_processes.problems(
            "X=1", self.trial, self.expected, watch,
            alive=lambda _: {42: "fake_builder sleep 600"} if watch.time < lives_until else {})

    def test_none_and_one_that_is_dying_pass(self):
        self.assertEqual([], self.problems(0.0))
        self.assertEqual([], self.problems(1.0))

    def test_one_that_lives_is_found_and_named(self):
        self.one_problem(self.problems(99), "^process 42 is alive 1.* fake_builder sleep 600$")

    def test_after_the_driver_was_killed_they_have_the_grace_period_too(self):
        self.expected.killed_at = 5.0
        self.assertEqual([], self.problems(6.2, now=5.0))
        self.one_problem(self.problems(99, now=5.0), "is alive 1.4")


if __name__ == "__main__":
    main()
