"""What the fault harness measures of the machine's load counts once, and where it was."""

from checks import Checks, main  # first: it says where the rest is

from stalls import Stalls


class OfTheMachine(Checks):
    def test_what_lies_outside_does_not_count_and_what_overlaps_counts_once(self):
        stalls = Stalls()
        for begin, end in [(0.0, 1.0), (2.0, 3.0), (2.5, 4.0), (2.6, 2.7), (9.0, 9.5)]:
            stalls.add(begin, end)
        self.assertEqual(0.0, stalls.within(1.0, 2.0))
        self.assertEqual(2.0, stalls.within(1.5, 5.0))
        self.assertEqual(0.25, stalls.within(0.75, 1.5))
        self.assertEqual(3.5, stalls.within(0.0, 10.0))


if __name__ == "__main__":
    main()
