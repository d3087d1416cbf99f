"""Reading a conf.py without running it; see case.py."""

import unittest
import warnings

import case  # noqa: F401  (finds the modules under test)
from docbuild_init.conf_file import read_conf
from docbuild_init.environment import page_variables, required_environment
from docbuild_init.python_source import parse


def conf(text, **modules):
    """What the conf.py of `text` says, beside which there are `modules`."""
    files = {f"/docs/{name}.py": module.encode() for name, module in modules.items()}
    files["/docs/conf.py"] = text if isinstance(text, bytes) else text.encode()
    return read_conf("/docs/conf.py", files.get)


class Settings(unittest.TestCase):
    def test_the_first_page_is_the_one_named_or_else_one_of_the_usual_two(self):
        for text, wanted in {
                "": ["index", "contents"],
                "master_doc = 'start'\n": ["start"],
                'root_doc = "a/b"\n': ["a/b"],
                "root_doc: str = 'a'\n": ["a"],
                "root_doc = 'a'\nroot_doc = 'b'\n": ["b"],
                "if x:\n    root_doc = 'a'\n": ["a", "index", "contents"],
                "root_doc = 'a' if x else 'b'\n": ["a", "b", "index", "contents"],
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

    def test_a_first_page_that_is_computed_may_be_any(self):
        for text in ("root_doc = find()\n", "source_suffix = find()\n", "from none import *\n",
                     "exec(open('x').read())\n", "root_doc = = 'a'\n"):
            self.assertTrue(conf(text).is_computed, text)
        self.assertFalse(conf("root_doc = 'a'\nx = find()\n").is_computed)

    def test_settings_may_come_from_a_module_of_the_projects_own(self):
        read = conf("from common import *\n", common="root_doc = 'a'\nsource_suffix = '.inc'\n")
        self.assertEqual((["a"], False), (read.root_documents, read.is_computed))
        self.assertIn(".inc", read.suffixes)
        self.assertEqual(["index", "contents"],
                         conf("import common\n", common="root_doc = 'a'\n").root_documents)

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

    def test_modules_of_the_projects_own_may_require_variables_too(self):
        for path in ("os.path.abspath('ext')", "'ext'", "here + '/ext'", "f'{here}/ext'",
                     "str(Path(__file__).parent / 'ext')", "os.path.join(here, 'ext')"):
            read = conf("from load import all\nhere = os.path.dirname(__file__)\n"
                        f"sys.path.insert(0, {path})\nextensions = ['one', 'sphinx.two', 'a-b']\n",
                        load="os.environ['LOAD']\n", unused="os.environ['UNUSED']\n",
                        **{"ext/one": "os.environ['ONE']\n"})
            self.assertEqual({"LOAD": "/docs/load.py", "ONE": "/docs/ext/one.py"},
                             read.environment, path)

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
            self.assertEqual(["a"], conf(data).root_documents, data)
        self.assertEqual(["\xe9"], conf(b"# coding: latin-1\nroot_doc = '\xe9'\n").root_documents)

    def test_nor_is_what_is_nested_too_deeply(self):
        for text in ("x = " + "(" * 100000, "x = " + "-" * 100000 + "1\n"):
            self.assertEqual(["index", "contents"], conf(text).root_documents)
        for count in (300, 600, 900, 3000):
            for text in ("x = " + " + ".join(["'a'"] * count) + "\n",
                         "if x:\n    y = 1\n" + "elif x:\n    y = 1\n" * count):
                self.assertIn("index", conf("sys.path.append(x)\n" + text).root_documents)

    def test_what_is_odd_in_a_string_is_not_warned_of(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            conf("pattern = '\\d'\n")
        self.assertEqual([], caught)


if __name__ == "__main__":
    unittest.main()
