"""Patterns of paths, the names and the rules made of them; see case.py."""

import unittest

import case  # noqa: F401  (finds the modules under test)
from docbuild_init.globs import glob_of, quoted
from docbuild_init.names import name_fault, propose_names
from docbuild_init.patterns import Pattern, filled, find_patterns


def patterns(wanted, others=()):
    """Each pattern as a glob, with how many paths it stands for if that is not one."""
    texts = []
    for pattern in find_patterns(wanted, others):
        text = "/".join("*" if part is None else part for part in pattern.parts)
        texts.append(text if len(pattern.matched) == 1 else f"{text} {len(pattern.matched)}")
    return texts


def below(tops, names, end=""):
    return [f"{top}/{name}{end}" for top in tops for name in names]


def names(*paths):
    return propose_names(find_patterns(paths, ()), paths)


class Patterns(unittest.TestCase):
    def test_three_paths_that_differ_in_one_part_make_a_pattern_and_two_do_not(self):
        self.assertEqual(["docs/a", "docs/b"], patterns(["docs/a", "docs/b"]))
        self.assertEqual(["docs/* 3"], patterns(["docs/a", "docs/b", "docs/c"]))
        self.assertEqual(["* 3"], patterns(["a", "b", "c"]))

    def test_the_part_that_differs_may_be_anywhere(self):
        self.assertEqual(["src/*/doc 3"], patterns(below(["src"], "abc", "/doc")))
        self.assertEqual(["*/guide 3"], patterns(below(["en", "de", "fr"], ["guide"])))

    def test_paths_of_other_depths_are_for_themselves(self):
        self.assertEqual(["docs", "docs/* 3", "docs/c/d"],
                         patterns(["docs", "docs/a", "docs/b", "docs/c", "docs/c/d"]))

    def test_two_parts_may_differ_if_that_saves_enough(self):
        self.assertEqual(["*/* 9"], patterns(below(["en", "de", "fr"], "abc")))
        self.assertEqual(["a/b", "c/d", "e/f"], patterns(["a/b", "c/d", "e/f"]))

    def test_what_a_pattern_must_leave_out_counts_against_it(self):
        wanted = below(["docs"], "abcd")
        self.assertEqual(["docs/* 4"], patterns(wanted, ["docs/common"]))
        self.assertEqual(wanted, patterns(wanted, ["docs/x", "docs/y"]))

    def test_each_path_is_stood_for_once(self):
        wanted = below(["docs"], "abcde") + ["x/a", "y/a", "z/a"]
        self.assertEqual(["docs/* 5", "x/a", "y/a", "z/a"], patterns(wanted))

    def test_a_directory_that_is_named_like_a_star_is_one_of_many(self):
        self.assertEqual(["docs/* 3"], patterns(["docs/*", "docs/b", "docs/c"]))

    def test_names_that_are_globs_are_quoted(self):
        self.assertEqual("[*]a[?][[]]", quoted("*a?[]"))
        self.assertEqual("*/x[[]1]/conf.py", glob_of(Pattern([None, "x[1]"], []), "conf.py"))


class Names(unittest.TestCase):
    def test_a_name_is_the_path_below_what_all_have_in_common(self):
        self.assertEqual(["{1}"], names("docs/a", "docs/b", "docs/c"))
        self.assertEqual(["docs/{1}", "web"], names("docs/a", "docs/b", "docs/c", "web"))
        self.assertEqual(["a", "r/{1}"], names("src/doc/en/a", "src/doc/en/r/1", "src/doc/en/r/2",
                                               "src/doc/en/r/3"))

    def test_directories_of_any_project_are_left_out_at_the_end(self):
        self.assertEqual(["docs"], names("docs/source"))
        self.assertEqual(["a"], names("packages/a/docs/source"))
        self.assertEqual(["{1}"], names("src/a/doc", "src/b/doc", "src/c/doc"))
        self.assertEqual(["doc"], names("doc"))

    def test_if_two_documents_would_have_one_name_they_have_their_whole_paths(self):
        self.assertEqual(["a", "a/docs", "b"], names("a", "a/docs", "b"))
        self.assertEqual(["p/{1}", "p/c/doc"], names("p/a", "p/b", "p/c", "p/c/doc"))

    def test_stars_are_filled_in_from_the_path(self):
        self.assertEqual("b/a", filled("{2}/{1}", Pattern([None, "x", None], []), "a/x/b"))

    def test_a_name_has_the_faults_that_the_manifest_forbids(self):
        for part in ("a", "a.b", "\u00e9", "a b", "..."):
            self.assertEqual("", name_fault(part))
        for part, fault in {"": "is empty", "-a": "starts with '-' like an option",
                            "..": "has a part '..'", "a\udce9": "is not UTF-8",
                            "a\x07": "has a control character", "a\x85": "has a control character",
                            "a:b": "has a ':', which stands before a stage"}.items():
            self.assertEqual(fault, name_fault(part))


if __name__ == "__main__":
    unittest.main()
