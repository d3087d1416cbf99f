"""Check 4 of the fault harness passes right outcomes and causes, and finds wrong ones."""

from checks import Checks, main  # first: it says where the rest is

import check_outcomes
import check_output
import sample
from expected import Expected, Stop
from project import Ending


class OutcomesOfJobs(Checks):
    """Check 4: the event log."""

    def problems(self, exit_status=1):
        return check_outcomes.problems(exit_status, self.story(), self.project, self.expected)

    def test_what_is_right_passes(self):
        self.assertEqual([], self.problems())

    def test_another_outcome_cause_or_job_is_found(self):
        for spoil, pattern in [
            (lambda e: e[3].update(outcome="crashed"), "c:build is crashed"),
            (lambda e: e[3].update(exit=4), "c:build is failed"),
            (lambda e: e[4].update(outcome="failed", exit=3), "a:build is failed"),
            (lambda e: e[3].update(outcome="cancelled"), "c:build is cancelled"),
            (lambda e: e[6].update(job="x:build"), "x:build is no job|b:build has no end"),
            (lambda e: e.pop(6), "b:build has no end"),
            (lambda e: e.insert(4, e.pop(5)), "b:build started before .*a:build"),
            (lambda e: e[-1].update(exit=0), "exit status 0, expected 1"),
        ]:
            with self.subTest(pattern):
                self.events = sample.events()
                spoil(self.events)
                self.assertRegex("\n".join(self.problems()), pattern)

    def test_a_wrong_exit_status_is_found(self):
        self.one_problem(self.problems(0), "exit status 0, expected 1")
        self.expected.stops = [Stop(15, 0.0)]
        self.assertIn("exit status 1, expected 143", self.problems(1))

    def test_retries_that_were_not_made_are_found(self):
        self.project.jobs["c:build"].keys["retries"] = 1
        self.one_problem(self.problems(), "c:build has 1 attempts, 1 retries")

    def test_too_many_at_once_are_found(self):
        self.project.slots = 1
        self.one_problem(self.problems(), "2 builders at once")

    def test_what_is_skipped_for_another_s_fault_names_it(self):
        skipped = {"time": 0.13, "event": "job_skipped", "job": "b:build", "outcome": "skipped",
                   "because_of": "a:build"}
        self.project.jobs["a:build"].endings = [Ending("failed")]
        self.events[4].update(outcome="failed", exit=1)
        self.events[5:7] = [skipped]
        self.assertEqual([], self.problems())
        skipped["because_of"] = "c:build"
        self.one_problem(self.problems(), "b:build is skipped because of c:build")

    def test_what_is_built_without_need_or_not_built_is_found(self):
        story, expected = self.story(), Expected(without_word=False, built={"c:build"})
        found = check_outcomes.rebuilding_problems(story, self.project, expected, said=False)
        self.assertEqual(["c:build has changed and is not built",
                          "built again without a word: ['a:build', 'b:build']"], found)
        expected = Expected(must_not_build={"a:build"})
        self.one_problem(
            check_outcomes.rebuilding_problems(story, self.project, expected, said=True),
            "a:build is built once more")


class Shown(Checks):
    """Check 4: what a person sees."""

    def problems(self, text):
        return check_output.problems(text, self.story(), self.project, self.expected)

    def test_what_is_right_passes(self):
        self.assertEqual([], self.problems(sample.SHOWN))

    def test_another_document_outcome_or_cause_is_found(self):
        for wrong, pattern in [
            (sample.SHOWN.replace("failed c:build (", "failed a:build ("), "verdicts name"),
            (sample.SHOWN.replace("failed c:build (", "crashed c:build ("), "says crashed"),
            (sample.SHOWN.replace("exit status 3", "exit status 4"), "the verdict's cause"),
            (sample.SHOWN.replace("again: docbuild c", "again: docbuild a"), "run it again"),
            ("", "verdicts name"),
        ]:
            with self.subTest(pattern):
                self.assertRegex("\n".join(self.problems(wrong)), pattern)

    def test_words_that_are_not_said_are_found(self):
        self.expected.words = ["^warning: full$"]
        self.one_problem(self.problems(sample.SHOWN), "nothing says")

    def test_a_refusal_without_its_reason_is_found(self):
        expected = Expected(refusal="Permission denied")
        self.assertEqual([], check_output.refusal_problems("docbuild: x: Permission denied\n",
                                                           expected))
        self.assertNotEqual([], check_output.refusal_problems("docbuild: no\n", expected))


if __name__ == "__main__":
    main()
