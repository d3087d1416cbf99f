"""What one job after the other makes code of is made into code once, by the server."""

import importlib
import marshal
import os
import sys
import unittest
from unittest import mock

from case import Case, in_child
from driver import PYTHON, environment

sys.path.insert(0, str(PYTHON))

from docbuild_fork import compiled  # noqa: E402
from docbuild_fork.notes import Notes  # noqa: E402

PROGRAM = """
import sys
compiled = []
sys.addaudithook(lambda event, what: compiled.append(what[1]) if event == "compile" else None)
import module
print(module.answer(), [path for path in compiled if path == module.__file__] != [])
"""


LOADING = """
import sys
loaded = []
sys.addaudithook(lambda event, what: loaded.append(what) if event == "marshal.loads" else None)
import module
print(module.answer(), bool(loaded))
"""

# Preloaded; what it tells comes from the server or from a job.
TELLING = """
import os
import sys

def tell(event, what):
    if event == "compile" and str(what[1]).endswith("program.py"):
        os.write(1, b"compiled\\n")

sys.addaudithook(tell)
"""


class Modules(Case):
    def answers(self, *sources, server=None, text=PROGRAM):
        """What a job prints for each source of a module, one job after the other."""
        server = server or self.ready()
        program, nothing = self.write("program.py", text), self.write("nothing.py")
        printed, written = [], None
        for source in sources:
            if source != written:  # else its time would change, and Python compile it again
                self.write("module.py", source)
                written = source
            printed.append(self.job(server, [program])[1])
            self.job(server, [nothing])  # is begun when the server has learned from the one before
        return printed

    def test_it_is_compiled_once(self):
        source = "def answer(): return 42\n"
        self.assertEqual(self.answers(*[source] * 3), ["42 True\n"] + ["42 False\n"] * 2)

    def test_one_that_has_changed_is_compiled_anew(self):
        one, other = "def answer(): return 1\n", "def answer(): return 2\n"
        self.assertEqual(self.answers(one, one, other, other, one),
                         ["1 True\n", "1 False\n", "2 True\n", "2 False\n", "1 True\n"])

    def test_python_keeps_a_compiled_file(self):
        server = self.ready(env=environment(PYTHONDONTWRITEBYTECODE=None))
        source = "def answer(): return 42\n"
        self.assertEqual(self.answers(*[source] * 2, server=server), ["42 True\n", "42 False\n"])
        self.assertTrue(os.listdir(self.path("__pycache__")))

    def test_a_compiled_file_is_loaded_once(self):
        server = self.ready(env=environment(PYTHONDONTWRITEBYTECODE=None))
        one, other = "def answer(): return 1\n", "def answer(): return 22\n"
        self.assertEqual(self.answers(*[one] * 4, *[other] * 3, one, server=server, text=LOADING), [
            "1 False\n", "1 True\n", "1 False\n", "1 False\n",  # the first compiles the source
            "22 False\n", "22 True\n", "22 False\n", "1 False\n"])

    def test_python_cannot_keep_one(self):
        self.write("__pycache__", "in the way of the directory")
        server = self.ready(env=environment(PYTHONDONTWRITEBYTECODE=None))
        source = "def answer(): return 42\n"
        self.assertEqual(self.answers(*[source] * 2, server=server), ["42 True\n", "42 False\n"])

    def test_each_job_tells_of_what_is_dubious(self):
        first, second = self.answers(*["def answer(): return 1 is 1\n"] * 2)
        self.assertIn("SyntaxWarning", first)
        self.assertEqual(first, second)

    def test_each_job_tells_what_is_wrong(self):
        first, second = self.answers(*["def answer(): return return\n"] * 2)
        self.assertIn("SyntaxError", first)
        self.assertEqual(first, second)

    def test_what_is_shared_is_not_changed_by_a_job(self):
        source = "def answer(): return [state.append(1), len(state)][1]\nstate = []\n"
        self.assertEqual(self.answers(*[source] * 3), ["1 True\n"] + ["1 False\n"] * 2)


class Programs(Case):
    def test_one_is_compiled_once(self):
        self.write("telling.py", TELLING)
        server = self.ready("--directory", self.directory, "--preload", "telling")
        printed = []
        for text in ("print(1)\n", "print(1)\n", "print(2)\n", "print(2)\n"):
            program, nothing = self.write("program.py", text), self.write("nothing.py")
            printed.append(self.job(server, [program])[1])
            self.job(server, [nothing])  # is begun when the server has learned from the one before
        self.assertEqual(printed, ["compiled\n1\n", "1\n", "compiled\n2\n", "2\n"])

    def test_each_job_tells_what_is_wrong(self):
        server, program = self.ready(), self.write("program.py", "return\n")
        first, second = [self.job(server, [program])[1] for _ in range(2)]
        self.assertIn("SyntaxError", first)
        self.assertEqual(first, second)


class Server(Case):
    """What the server makes of the notes."""

    def kept(self, *notes, kinds=(compiled._SOURCE,)):
        def learn():
            compiled.share()
            for note in notes:
                for kind in kinds:
                    compiled._notes.leave(kind + os.fsencode(note))
            with mock.patch.object(compiled, "_AT_A_TIME", 60):
                compiled.learn()
            return sorted(path for _, path in compiled._made)
        return in_child(learn)

    def test_notes_that_are_wrong(self):
        os.mkfifo(self.path("fifo"))
        good = self.write("good.py", "pass\n")
        wrong = [self.path("fifo"), self.directory, self.path("none.py"), "good.py", "",
                 self.write("nul.py", b"\0"), self.write("deep.py", "(" * 10_000)]
        for kind in (compiled._SOURCE, compiled._PROGRAM):
            self.assertEqual(self.kept(*wrong, good, kinds=[kind]), [good])
        self.assertEqual(self.kept(*wrong, good, kinds=[compiled._KEPT, b"?"]), [])

    def test_compiled_files_that_are_wrong(self):
        paths = [self.write(name, "pass\n") for name in ("cut.py", "empty.py", "text.py", "none.py")]
        tag = sys.implementation.cache_tag
        for name, content in (("cut", bytes(16) + b"\xe3"), ("empty", b""),
                              ("text", bytes(16) + marshal.dumps("text"))):
            self.write(f"__pycache__/{name}.{tag}.pyc", content)
        self.assertEqual(self.kept(*paths, kinds=[compiled._KEPT]), [])

    def test_one_that_python_has_compiled_is_left_to_it(self):
        path = self.write("module.py", "pass\n")
        self.write(f"__pycache__/module.{sys.implementation.cache_tag}.pyc")
        self.assertEqual(self.kept(path), [])

    def test_a_module_that_the_server_has_imported_meanwhile_is_in_no_need_of_it(self):
        path = self.write("imported_meanwhile.py", "pass\n")
        with mock.patch.object(sys, "path", [self.directory, *sys.path]):
            importlib.import_module("imported_meanwhile")
        self.addCleanup(sys.modules.pop, "imported_meanwhile")
        self.assertEqual(self.kept(path), [])
        self.assertEqual(self.kept(path, kinds=[compiled._PROGRAM]), [path])

    def test_no_more_than_a_certain_size_is_kept(self):
        size = 600
        paths = [self.write(name, "#" * size) for name in ("one.py", "two.py")]
        with mock.patch.object(compiled, "_MOST", 2 * size - 1):
            self.assertEqual(len(self.kept(*paths)), 1)
        with mock.patch.object(compiled, "_MOST", 2 * size):
            self.assertEqual(self.kept(*paths), paths)

    def test_it_goes_on_later_when_the_time_is_up(self):
        paths = [self.write(name, "pass\n") for name in ("one.py", "two.py")]

        def learn():
            compiled.share()
            for path in paths:
                compiled._notes.leave(compiled._SOURCE + os.fsencode(path))
            counts = []
            with mock.patch.object(compiled.time, "monotonic", side_effect=[0, 0, 1, 1, 1, 2]):
                for _ in paths:
                    compiled.learn()
                    counts.append(len(compiled._made))
            return counts
        self.assertEqual(in_child(learn), [1, 2])


class InSharedMemory(unittest.TestCase):
    def test_what_another_process_leaves(self):
        notes = Notes()
        self.assertIsNone(notes.take())
        in_child(lambda: [notes.leave(b"one"), notes.leave(b"two")] and None)
        self.assertEqual({notes.take(), notes.take()}, {b"one", b"two"})
        self.assertIsNone(notes.take())

    def test_one_that_is_left_twice_is_taken_once(self):
        notes = Notes()
        notes.leave(b"one")
        notes.leave(b"one")
        self.assertEqual((notes.take(), notes.take()), (b"one", None))

    def test_one_that_is_too_long_is_not_left(self):
        notes = Notes()
        notes.leave(b"x" * 1024)
        self.assertIsNone(notes.take())
        notes.leave(b"x" * 1023)
        self.assertEqual(notes.take(), b"x" * 1023)


if __name__ == "__main__":
    unittest.main()
