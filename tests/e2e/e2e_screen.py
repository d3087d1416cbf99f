"""The screen that tests look at shows what a terminal would show."""

import sys
import unittest

from harness import DocbuildTest, main
from run import Run, wait_until
from screen import Screen


class ScreenTest(unittest.TestCase):
    def test_a_line_is_rewritten_after_a_carriage_return(self):
        self.assertEqual(Screen().feed("12/70 slow\r13/70").text(), "13/70 slow")

    def test_erasing_leaves_nothing_of_the_status_line(self):
        self.assertEqual(Screen().feed("1/2 running\r\x1b[Kfailed: a\r\n2/2").text(), "failed: a\n2/2")

    def test_the_cursor_goes_up_and_erases_below(self):
        self.assertEqual(Screen().feed("a\r\nb\r\nc\x1b[2A\r\x1b[Jx").text(), "x")

    def test_colours_take_no_room(self):
        self.assertEqual(Screen(5).feed("\x1b[1;31mfails\x1b[0m").text(), "fails")

    def test_a_long_line_is_wrapped(self):
        self.assertEqual(Screen(4).feed("abcdef").text(), "abcd\nef")

    def test_the_cursor_is_hidden_and_shown(self):
        screen = Screen().feed("\x1b[?25l")
        self.assertFalse(screen.cursor_shown)
        self.assertTrue(screen.feed("\x1b[?25h").cursor_shown)

    def test_an_unknown_sequence_is_an_error(self):
        with self.assertRaisesRegex(ValueError, r"unknown control sequence ESC\[3q"):
            Screen().feed("\x1b[3q")


class TerminalTest(DocbuildTest):
    def on_terminal(self, code):
        run = Run([sys.executable, "-c", code], self.directory, self.environment(),
                  self.path("events.jsonl"), terminal=(100, 30))
        self._runs.append(run)
        return run

    def test_a_program_sees_a_terminal_of_the_size_asked_for(self):
        run = self.on_terminal("import os; print(os.get_terminal_size())")
        self.assertEqual(run.finish().exit, 0)
        self.assertEqual(run.screen(), "os.terminal_size(columns=100, lines=30)")

    def test_ctrl_c_interrupts_it(self):
        run = self.on_terminal("import signal, time\n"
                               "signal.signal(signal.SIGINT, signal.SIG_DFL)\n"
                               "print('ready', flush=True); time.sleep(60)")
        run.wait_for_screen("ready")
        run.type("\x03")
        self.assertEqual(run.finish().exit, 130)
        wait_until(lambda: not self.processes(), "the end of all processes")


if __name__ == "__main__":
    main()
