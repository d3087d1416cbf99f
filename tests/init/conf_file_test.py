"""Reading a conf.py without running it; see case.py."""

import unittest

import case  # noqa: F401  (finds the modules under test)
from docbuild_init.conf_file import read_conf
from docbuild_init.environment import required_environment
from docbuild_init.pages import page_variables
from docbuild_init.python_source import parse


def conf(text):
    return read_conf(text.encode())


class Settings(unittest.TestCase):
    def test_the_first_page_is_the_one_named_or_else_one_of_the_usual_two(self):
        for text, wanted in {
                "": ["index", "contents"],
                "master_doc = 'start'\n": ["start"],
                'root_doc = "a/b"\n': ["a/b"],
                "root_doc: str = 'a'\n": ["a"],
                "if x:\n    root_doc = 'a'\n": ["a"],
                "# root_doc = 'a'\n": ["index", "contents"],
                "'''\nroot_doc = 'a'\n'''\n": ["index", "contents"],
                "root_doc == 'a'\n": ["index", "contents"],
                "def f():\n    root_doc = 'a'\n": ["index", "contents"]}.items():
            self.assertEqual(wanted, conf(text).root_documents, text)

    def test_suffixes_are_the_usual_ones_and_those_named_in_any_form(self):
        usual = [".rst", ".md", ".txt", ".ipynb"]
        self.assertEqual(usual, conf("").suffixes)
        for text in ("source_suffix = '.inc'\n", "source_suffix = [\n    '.inc',\n]\nx = '.y'\n",
                     "source_suffix = {'.inc': 'restructuredtext'}\n",
                     "source_suffix = ['.rst']\nsource_suffix += ['.inc']\n"):
            self.assertEqual([*usual, ".inc"], conf(text).suffixes, text)

    def test_modules_may_be_anything_that_is_imported_or_named(self):
        read = conf("import os\nfrom load import all\n"
                    "sys.path.insert(0, os.path.abspath('ext'))\n"
                    "extensions = ['one',\n  'sphinx.two', 'no-name']\n")
        self.assertEqual([".", "ext"], read.search_path)
        self.assertEqual(["ext", "load", "one", "os", "sphinx.two"], read.modules)

    def test_a_setting_that_is_a_path_upwards_is_noticed(self):
        for text, wanted in {"tool = '../scripts/tool'\n": "..",
                             "tree = '..'\ntop = '../../'\n": "../..",
                             "open('../x')\ntext = '...'\n": ""}.items():
            self.assertEqual(wanted, conf(text).upwards, text)


class Environment(unittest.TestCase):
    def test_a_variable_is_required_if_it_is_read_without_asking_whether_it_is_there(self):
        for text, wanted in {
                "a = os.environ['B'] + environ[\"A\"]\n": ["A", "B"],
                "if 'A' in os.environ:\n    os.environ['A']\n": [],
                "if 'A' not in os.environ:\n    x\nos.environ['A']\n": [],
                "os.environ['A'] = '1'\nos.environ['A']\n": [],
                "os.environ.setdefault('A', '1')\nos.environ['A']\n": [],
                "os.environ['A'] == '1'\n": ["A"],
                "try:\n    os.environ['A']\nexcept KeyError:\n    pass\n": [],
                "try:\n    os.environ['A']\nexcept OSError:\n    pass\n": ["A"],
                "# os.environ['A']\n": [],
                "os.environ.get('A')\nos.environ[name]\n": []}.items():
            self.assertEqual(wanted, required_environment(parse(text.encode())[0]), text)

    def test_variables_that_arguments_of_directives_begin_with_are_found_once_each(self):
        self.assertEqual(["A", "B"], page_variables(
            ".. include:: $B/x\n\n   .. kernel-feat:: $A/y z\n.. include:: $B/z"))

    def test_other_dollars_are_no_variables(self):
        self.assertEqual([], page_variables("$A/x\n.. code:: $\n.. code:: $A\n"
                                            ".. note:: costs $5\n.. $A/x\n.. a:: b:: $A/x\n::"))


class UnreadablePython(unittest.TestCase):
    """As of another version, or broken: what can be read counts."""

    def test_statements_that_cannot_be_read_are_left_out(self):
        for fault in ('print "hello"\n', "def f():\n    print 'x'\n\n    return 1\n", "x = = 1\n",
                      "if x:\nelse:\n    y\n", "a = (1,\n", "f'{'\n", "x = '\n", "  x = 1\n"):
            tree, is_whole = parse(("root_doc = 'a'\n" + fault).encode())
            self.assertFalse(is_whole, fault)
            self.assertEqual(["a"], conf("root_doc = 'a'\n" + fault).root_documents, fault)
        self.assertEqual(["a"], conf('print "x"\nroot_doc = "a"\nprint "y"\n').root_documents)

    def test_bytes_that_are_no_text_are_no_reason_to_fail(self):
        for data in (b"root_doc = 'a'\n# caf\xe9\n", b"root_doc = 'a'\n\0\n",
                     b"# coding: nonsense\nroot_doc = 'a'\n", b"\xef\xbb\xbfroot_doc = 'a'\n"):
            self.assertEqual(["a"], read_conf(data).root_documents, data)
        self.assertEqual(["\xe9"], read_conf(b"# coding: latin-1\nroot_doc = '\xe9'\n")
                         .root_documents)

    def test_nor_is_what_nests_too_deeply(self):
        for text in ("x = " + "(" * 100000, "x = " + "-" * 100000 + "1\n"):
            self.assertEqual(["index", "contents"], conf(text).root_documents)

    def test_what_is_odd_in_a_string_is_not_warned_of(self):
        with self.assertNoLogs() if hasattr(self, "assertNoLogs") else self.subTest():
            import warnings
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                conf("pattern = '\\d'\n")
            self.assertEqual([], caught)


if __name__ == "__main__":
    unittest.main()
