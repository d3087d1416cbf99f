"""What `--init` prints and writes, as text; see case.py."""

import importlib.machinery
import importlib.util
import unittest

from case import PYTHON
from docbuild_init.layout import pretty_json
from docbuild_init.terminal_text import sanitize_for_terminal
from docbuild_init.values import Found, Omission, Proposal, Rule, Variable
from docbuild_init.words import left_out, report


class Words(unittest.TestCase):
    maxDiff = None

    def test_documents_are_told_by_rule_with_the_first_few_names_and_what_to_run_next(self):
        found = Found(projects=["docs/a", "docs/b", "docs/c", "docs/d", "docs/e", "web"])
        proposal = Proposal(rules=[Rule(True, "docs/*/conf.py", "{1}", [], list("abcde")),
                                   Rule(False, "web", "web", [], ["web"])])
        self.assertEqual("found 6 Sphinx projects; wrote docbuild.json with 6 documents:\n"
                         "  docs/*/conf.py: 5 documents, a, b, c and 2 more\n"
                         "  web: web\n"
                         "next: docbuild --list, then docbuild\n",
                         report(proposal, found, "docbuild.json", "docbuild"))

    def test_what_is_left_out_is_a_line_a_reason(self):
        proposal = Proposal(omitted=[Omission("a/conf.py", "is none"),
                                     Omission("b/conf.py", "is none"),
                                     Omission("c\x1b[1m", "broken")])
        found = Found(unentered=[Omission(".git", "hidden"), Omission("build", "built"),
                                 Omission(".tox", "hidden"), Omission("link", "a symbolic link")])
        self.assertEqual("left out:\n"
                         "  c: broken\n"
                         "  a/conf.py, b/conf.py: is none\n"
                         "not searched:\n"
                         "  link: a symbolic link\n"
                         "  build: built\n"
                         "  .git, .tox: hidden\n", left_out(proposal, found))
        self.assertEqual("", left_out(Proposal(), Found()))

    def test_what_the_user_has_to_see_to_is_told(self):
        proposal = Proposal(rules=[Rule(True, "./*/index.rst", "{1}", [], ["a"])], split="docs",
                            build="../_build/docs",
                            environment=[Variable("srctree", "{manifest_dir}", "ext.py"),
                                         Variable("VERSION", "", "conf.py")])
        self.assertEqual("found 1 Sphinx project; wrote m.json with 1 document:\n"
                         "  ./*/index.rst: 1 document, a\n"
                         "each directory of the project is a document that is built with the "
                         "project's conf.py in docs\n"
                         "pages will be in ../_build/docs/html, as they must not be among the "
                         "sources\n"
                         'check srctree = {manifest_dir} in "environment": ext.py reads it\n'
                         'set VERSION before you build, or in "environment": conf.py reads it\n'
                         "next: docbuild -f m.json --list, then docbuild -f m.json\n",
                         report(proposal, Found(projects=["."]), "m.json", "docbuild -f m.json"))

    def test_more_than_ten_rules_are_counted(self):
        proposal = Proposal(rules=[Rule(False, "a", "a", [], ["a"])] * 12)
        self.assertIn("  a: a\n  and 2 more\nnext", report(proposal, Found(), "m", "docbuild"))

    def test_no_name_harms_a_terminal(self):
        for text, shown in {"a b": "a b", "\x1b[1mbold\x1b[0m": "bold", "\x1b]0;title\x07x": "x",
                            "a\tb": "a       b", "a\nb": "a^Jb", "\x1b": "^[", "\udce9": "\ufffd",
                            "a\u202eb": "a\ufffdb", "\x9b1m": "\ufffd1m", "\x7f": "^?",
                            "\ud800": "\ufffd", "\x1b[": "^[[", "\u00e9": "\u00e9"}.items():
            self.assertEqual(shown, sanitize_for_terminal(text), ascii(text))


class Layout(unittest.TestCase):
    def test_what_is_short_and_flat_stays_on_one_line(self):
        self.assertEqual('{\n'
                         '  "a": 1,\n'
                         '  "b": [\n'
                         '    { "c": "d", "e": ["f", "g"] }\n'
                         '  ],\n'
                         '  "h": [],\n'
                         '  "i": {}\n'
                         '}\n', pretty_json({"a": 1, "b": [{"c": "d", "e": ["f", "g"]}], "h": [],
                                          "i": {}}))

    def test_what_does_not_fit_a_line_has_a_line_for_each_item(self):
        longish = "x" * 60
        self.assertEqual(f'{{\n  "a": [\n    "{longish}",\n    "{longish}"\n  ]\n}}\n',
                         pretty_json({"a": [longish, longish]}))

    def test_bytes_that_are_no_text_are_replaced(self):
        self.assertEqual('["caf\ufffd", "\u00e9"]\n', pretty_json(["caf\udce9", "\u00e9"]))


class Interpreter(unittest.TestCase):
    def test_one_that_is_too_old_is_told_apart(self):
        loader = importlib.machinery.SourceFileLoader("init_manifest",
                                                      str(PYTHON / "init-manifest"))
        program = importlib.util.module_from_spec(
            importlib.util.spec_from_loader("init_manifest", loader))
        loader.exec_module(program)
        self.assertEqual("", program.too_old((3, 9), "/bin/p"))
        self.assertEqual("", program.too_old((3, 14), "/bin/p"))
        self.assertEqual("docbuild: --init needs Python 3.9 or later, and the python3 on PATH is "
                         "/bin/p, version 3.8; put a later one before it",
                         program.too_old((3, 8), "/bin/p"))


if __name__ == "__main__":
    unittest.main()
