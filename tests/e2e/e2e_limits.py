"""What docbuild does where the machine has no more descriptors or processes, lets nobody look into
/proc, or changes its clock; see harness.py."""

import os
import re
import shutil
import subprocess
import unittest

import machine
from harness import DocbuildTest, main, program
from run import wait_until


class Limits(DocbuildTest):
    def many(self, count, command):
        self.write("source/index.rst", "text\n")
        self.write_manifest({"docbuild": 1, "stages": {"build": {"command": command}},
                             "documents": [{"name": f"d{number}", "source": "source"}
                                           for number in range(count)]})

    def warnings(self, result):
        return [event["message"] for event in result.events_named("warning")]

    def assert_built_with_fewer_slots(self, result, count, call):
        self.assertEqual(({"built": count}, 0),
                         (result.events_named("run_finished")[0]["counts"], result.exit))
        warnings = self.warnings(result)
        self.assertEqual(1, len(warnings), warnings)
        self.assertRegex(warnings[0], rf"^{call}.*; for now at most (one|\d+) builders? at once$")

    def most_at_once(self, result):
        running = most = 0
        for event in result.events:
            running += (event["event"] == "job_started") - (event["event"] == "job_finished")
            most = max(most, running)
        return most

    def test_few_descriptors_mean_fewer_slots(self):
        self.many(300, self.fake("sleep", 0.05))
        result = self.docbuild("--jobs", 200, prefix=machine.limit("nofile", 64))
        self.assert_built_with_fewer_slots(result, 300, "open .*: Too many open files")
        said = int(re.search(r"at most (\d+)", self.warnings(result)[0])[1])
        self.assertLess(said, 64)
        self.assertLessEqual(self.most_at_once(result), 64)

    def test_five_thousand_jobs_under_few_descriptors_lose_none(self):
        """The first and the last builder run alone and wait: docbuild has the same open then."""
        names = [f"d{number}" for number in range(5000)]
        own = {name: self.fake(["touch", self.path(name)], ["wait-for", self.path(name + "-go")])
               for name in ("first", "last")}
        self.write("source/index.rst", "text\n")
        documents = [{"name": name, "source": "source", "needs": needs,
                      **({"overrides": {"build": {"command": own[name]}}} if name in own else {})}
                     for name, needs in (("first", []), *((name, ["first"]) for name in names),
                                         ("last", names))]
        self.write_manifest({"docbuild": 1, "stages": {"build": {"command": ["/bin/true"]}},
                             "documents": documents})
        # Nobody reads its display before it ends, and a pipe holds no five thousand lines.
        run = self.start("--jobs", 200, "--progress", "none", prefix=machine.limit("nofile", 64))
        open_files = []
        for name in own:
            wait_until(lambda: os.path.exists(self.path(name)), f"the {name} builder", 500)
            run.wait_for_event("job_started", document=name)
            open_files.append(self.open_files(run.pid))
            self.write(name + "-go")
        result = run.finish()
        self.assertEqual(({"built": 5002}, 0),
                         (result.events_named("run_finished")[0]["counts"], result.exit))
        self.assertEqual(1, len(self.warnings(result)))
        self.assertEqual(*open_files)

    def test_a_failure_ends_a_run_that_has_no_room_for_the_other_builders(self):
        self.many(3, self.fake("sleep", 0.05))
        self.write("_build/build/d0", "a file where the output directory belongs")
        result = self.docbuild("--jobs", 3, prefix=machine.limit("nofile", 30))
        self.assertEqual({"d0:build": "not_started", "d1:build": "cancelled",
                          "d2:build": "cancelled"}, result.outcomes())
        self.assertEqual(1, result.exit)

    def test_too_few_descriptors_for_docbuild_itself_are_named_with_the_remedy(self):
        self.many(1, self.fake("exit", "0"))
        result = self.docbuild(events=False, prefix=machine.limit("nofile", 12))
        self.assertEqual((3, "docbuild: at most 12 files may be open at once, which is too few; "
                          "raise the limit (ulimit -n 256)\n"), (result.exit, result.stderr))

    def open_files(self, pid):
        """What is open, without the names of logs and the numbers of pipes and sockets."""
        directory = f"/proc/{pid}/fd"
        links = [os.readlink(f"{directory}/{name}") for name in os.listdir(directory)]
        return sorted(re.sub(r"\d+|first|last", "_", link) for link in links)

    def test_many_jobs_under_few_processes_and_descriptors_lose_none(self):
        user = machine.as_nobody(self, self.directory)
        room = machine.processes_of(machine.NOBODY if user else os.getuid()) + 12
        self.many(1500, self.fake("sleep", 0.03))
        limits = (*machine.limit("nproc", room), *machine.limit("nofile", 64))
        result = self.docbuild("--jobs", 100, prefix=(*limits, *user))
        self.assert_built_with_fewer_slots(result, 1500, "(clone|fork): Resource temporarily")
        self.assertLess(self.most_at_once(result), 100)

    def test_without_proc_it_builds_and_finds_up_to_date(self):
        self.many(3, self.fake("print", "hello"))
        prefix = machine.without_proc()
        result = self.docbuild(prefix=prefix)
        self.assertEqual(({"built": 3}, 0),
                         (result.events_named("run_finished")[0]["counts"], result.exit))
        again = self.docbuild(prefix=prefix)
        self.assertEqual({"up_to_date": 3}, again.events_named("run_finished")[0]["counts"])


CLOCK = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Once the file named by JUMP is there, the wall clock is five hours away, forward for processes
   with an even number of looks at it and back for the others. */
static time_t jump(void) {
    static long looks;
    const char* name = secure_getenv("JUMP");
    if (name == 0 || access(name, F_OK) != 0) {
        return 0;
    }
    return ++looks % 2 == 0 ? 5 * 3600 : -5 * 3600;
}
int clock_gettime(clockid_t clock, struct timespec* now) {
    int (*next)(clockid_t, struct timespec*) = dlsym(RTLD_NEXT, "clock_gettime");
    const int result = next(clock, now);
    if (clock == CLOCK_REALTIME && result == 0) {
        now->tv_sec += jump();
    }
    return result;
}
int gettimeofday(struct timeval* restrict now, void* restrict zone) {
    int (*next)(struct timeval*, void*) = dlsym(RTLD_NEXT, "gettimeofday");
    const int result = next(now, zone);
    now->tv_sec += jump();
    return result;
}
time_t time(time_t* result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result != 0) {
        *result = now.tv_sec;
    }
    return now.tv_sec;
}
"""


class Clock(DocbuildTest):
    def preload(self):
        """The environment in which the wall clock jumps once the file `jump` is there."""
        compiler = shutil.which("cc") or shutil.which("gcc")
        if not compiler:
            raise unittest.SkipTest("a clock that jumps is compiled, and there is no C compiler")
        library = self.path("clock.so")
        subprocess.run([compiler, "-shared", "-fPIC", "-o", library, self.write("clock.c", CLOCK),
                        "-ldl"], check=True)
        environment = {"LD_PRELOAD": library, "JUMP": self.path("jump")}
        probe = subprocess.run([program("DOCBUILD"), "--version"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, env=self.environment(environment), text=True)
        if probe.returncode != 0 and "ASan" in probe.stderr:
            raise unittest.SkipTest("a sanitizer lets nothing be loaded before it")
        return environment

    def test_a_wall_clock_that_jumps_changes_nothing(self):
        environment = self.preload()
        self.manifest({
            "a": {"command": self.fake(["touch", self.path("ready")],
                                       ["wait-for", self.path("go")]), "timeout": "1h"},
            "b": {"command": self.fake("sleep", 600), "timeout": "1s", "needs": ["a"]},
            "c": {"command": self.fake("print", "fine"), "needs": ["a"]}})
        run = self.start("--jobs", 1, "--keep-going", environment=environment)
        run.wait_for_file(self.path("ready"))
        self.write("jump")
        self.write("go")
        result = run.finish()
        self.assertEqual({"a:build": "built", "b:build": "timed_out", "c:build": "built"},
                         result.outcomes())
        times = [event["time"] for event in result.events]
        self.assertEqual(sorted(times), times)
        self.assertLess(times[-1], 600)
        for event in result.events_named("job_finished"):
            self.assertTrue(0 <= event["wall"] < 600, event)

        again = self.docbuild("--keep-going", environment=environment).outcomes()
        self.assertEqual(("up_to_date", "up_to_date"), (again["a:build"], again["c:build"]))


if __name__ == "__main__":
    main()
