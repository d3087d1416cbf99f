"""fake_builder does what its --help says: what all other tests of the binary rest on."""

import os
import signal
import subprocess

import processes
from harness import DocbuildTest, main
from run import wait_until


class FakeBuilder(DocbuildTest):
    def run_fake(self, *actions):
        return subprocess.run(self.fake(*actions), cwd=self.directory, env=self.environment(),
                              capture_output=True, text=True, check=False)

    def start_fake(self, *actions):
        process = subprocess.Popen(self.fake(*actions), cwd=self.directory, text=True,
                                   env=self.environment(), stdout=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def test_runs_its_actions_in_order_until_one_ends_it(self):
        done = self.run_fake(["print", "one"], ["eprint", "two"], ["exit", 3], ["print", "three"])
        self.assertEqual((done.returncode, done.stdout, done.stderr), (3, "one\n", "two\n"))

    def test_ends_with_0_after_the_last_action(self):
        self.assertEqual(self.run_fake("print", "").returncode, 0)

    def test_ends_with_125_for_what_it_cannot_do(self):
        for actions, message in [
            (["dance"], "unknown action 'dance', see --help"),
            (["exit"], "usage: exit STATUS"),
            (["exit", "three"], "'three' is not a whole number"),
            (["sleep", "-1"], "'-1' is not a number of seconds"),
            (["copy", "absent", "out"], "open 'absent': No such file or directory"),
            (["delete", "absent"], "delete 'absent': no such file"),
        ]:
            done = self.run_fake(actions)
            self.assertEqual((done.returncode, done.stderr), (125, f"fake_builder: {message}\n"))

    def test_writes_appends_copies_and_deletes(self):
        self.run_fake(["mkdir", "a/b"], ["write", "a/b/one", "1"], ["append", "a/b/one", "more"],
                      ["write", "two", "2"], ["copy", "a/b/one", "two", "both"],
                      ["touch", "empty"], ["delete", "a"])
        self.assertEqual(self.read("both"), "1\nmore\n2\n")
        self.assertEqual(sorted(os.listdir(self.directory)), ["both", "empty", "two"])

    def test_fails_as_many_times_as_told(self):
        statuses = [self.run_fake("fail-times", "count", 2).returncode for _ in range(4)]
        self.assertEqual(statuses, [1, 1, 0, 0])

    def test_ends_by_the_signal_named_or_numbered(self):
        for word, number in [("SEGV", signal.SIGSEGV), ("SIGKILL", signal.SIGKILL),
                             ("ABRT", signal.SIGABRT), ("15", 15), ("34", 34)]:
            self.assertEqual(self.run_fake("signal", word).returncode, -number)

    def test_prints_last_words_at_sigterm(self):
        process = self.start_fake(["on-term", "bye"], ["touch", "ready"], ["sleep", 60])
        wait_until(lambda: os.path.exists(self.path("ready")), "the handler")
        process.terminate()
        self.assertEqual((process.communicate()[0], process.returncode), ("bye\n", 0))

    def test_ignores_sigterm_and_waits_for_a_file(self):
        process = self.start_fake(["ignore-term"], ["touch", "ready"], ["wait-for", "go"],
                                  ["print", "went"])
        wait_until(lambda: os.path.exists(self.path("ready")), "the handler")
        process.terminate()
        self.write("go")
        self.assertEqual((process.communicate()[0], process.returncode), ("went\n", 0))

    def test_stops_itself_until_it_is_continued(self):
        process = self.start_fake(["stop"], ["exit", 4])
        wait_until(lambda: processes.state(process.pid) == "T", "the stop")
        process.send_signal(signal.SIGCONT)
        self.assertEqual(process.wait(), 4)

    def test_floods_as_much_as_told(self):
        done = self.run_fake("flood", 100)
        self.assertEqual(done.stdout, "x" * 63 + "\n" + "x" * 36)

    def test_leaves_a_grandchild_that_a_test_finds_by_its_marker(self):
        done = self.run_fake("spawn-grandchild", "setsid", 60)
        pid = int(done.stdout.removeprefix("grandchild "))
        self.assertEqual(list(self.processes()), [pid])
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not self.processes(), "the grandchild's end")

    def test_a_grandchild_holds_the_output_open_only_when_told(self):
        holding = self.start_fake("spawn-grandchild", "hold-log", 60)
        holding.wait()
        pid = int(holding.stdout.readline().removeprefix("grandchild "))
        self.assertEqual(os.stat(f"/proc/{pid}/fd/1").st_ino,
                         os.fstat(holding.stdout.fileno()).st_ino)

    def test_uses_memory_and_processor_time(self):
        process = self.start_fake(["memory", 64 << 20], ["spin", 0.05])
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        self.assertGreaterEqual(usage.ru_maxrss, 64 << 10)
        self.assertGreaterEqual(usage.ru_utime + usage.ru_stime, 0.05)

    def test_prints_what_it_was_started_with(self):
        done = self.run_fake(["print-args", "a b", ""], ["print-cwd"], ["print-fds"],
                             ["print-env", "E2E_TEST"], ["print-env", "E2E_UNSET"])
        self.assertEqual(done.stdout, f"[a b]\n[]\n{self.directory}\n0 1 2\n{self.marker}\n"
                                      "E2E_UNSET is not set\n")


if __name__ == "__main__":
    main()
