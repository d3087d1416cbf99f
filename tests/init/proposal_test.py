"""The manifest that is made of what was found; see case.py."""

import json
import random
import re
import unittest

import case  # noqa: F401  (finds the modules under test)
from docbuild_init.globs import glob_of
from docbuild_init.proposal import is_to_be_split, propose
from docbuild_init.values import Found, Omission, Subdirectory


def conf_files(directories):
    return ["conf.py" if directory == "." else f"{directory}/conf.py" for directory in directories]


def matches(glob, path):
    """Of the globs that are proposed alone: stars and quoted characters."""
    parts = re.split(r"(\*(?!\])|\[.\])", glob)
    regex = "".join("[^/]*" if part == "*" else re.escape(part[1] if re.fullmatch(r"\[.\]", part)
                                                          else part) for part in parts)
    return re.fullmatch(regex, path) is not None


def among(files):
    """Finds what a pattern matches among the files that are there."""
    return lambda pattern, file: [path for path in files if matches(glob_of(pattern, file), path)]


def found(*projects, **more):
    return Found(place="here", projects=list(projects), root_page="index.rst", **more)


def one_of_many(count):
    return found("Documentation", subdirectories=[Subdirectory(f"part{i + 10}", True, True)
                                                  for i in range(count)])


def proposal(projects):
    files = conf_files(projects.projects)
    files += [f"Documentation/{part.name}/index.rst" for part in projects.subdirectories]
    return propose(projects, among(files))


def omitted(proposed):
    return [f"{omission.path}: {omission.why}" for omission in proposed.omitted]


def documents(manifest, files):
    """(name, source) of the documents that the manifest has, as docbuild finds them."""
    for rule in json.loads(manifest)["documents"]:
        if "match" not in rule:
            yield rule["name"], rule["source"]
            continue
        for file in files:
            is_left_out = any(matches(glob, file) for glob in rule.get("except", []))
            if matches(rule["match"], file) and not is_left_out:
                yield None, file.rpartition("/")[0]


class Manifests(unittest.TestCase):
    maxDiff = None

    def test_one_project_is_one_document_of_one_stage(self):
        self.assertEqual("""{
  "docbuild": 1,
  "stages": {
    "html": { "sphinx": "html" }
  },
  "documents": [
    { "name": "docs", "source": "docs" }
  ]
}
""", proposal(found("docs")).manifest)

    def test_projects_that_follow_a_pattern_are_matched_and_may_link_to_one_another(self):
        projects = found("docs/a", "docs/b", "docs/c", "docs/d", "web",
                         omitted=[Omission("docs/common/conf.py", "is none")])
        proposed = propose(projects, among(conf_files([*projects.projects, "docs/common"])))
        self.assertEqual(["docs/common/conf.py: is none"], omitted(proposed))
        self.assertEqual("""{
  "docbuild": 1,
  "stages": {
    "inventory": { "sphinx": "inventory" },
    "html": { "sphinx": "html", "after": ["inventory:*"] }
  },
  "documents": [
    { "match": "docs/*/conf.py", "except": ["docs/common/conf.py"], "name": "docs/{1}" },
    { "name": "web", "source": "web" }
  ]
}
""", proposed.manifest)

    def test_what_a_glob_matches_on_disk_and_the_search_did_not_enter_is_left_out(self):
        proposed = propose(found("a", "b", "c"), among(conf_files(["a", "b", "build", "c"])))
        self.assertEqual([["build/conf.py"]], [rule.exceptions for rule in proposed.rules])

    def test_if_a_glob_matches_what_no_manifest_can_name_documents_are_written_out(self):
        files = conf_files(["a", "b", "c", "caf\udce9"])
        manifest = propose(found("a", "b", "c"), among(files)).manifest
        self.assertEqual([("a", "a"), ("b", "b"), ("c", "c")], list(documents(manifest, files)))

    def test_a_project_in_the_directory_itself_is_built_outside_of_it_under_its_name(self):
        proposed = proposal(found(".", "here"))
        self.assertEqual("../_build/here-top", proposed.build)
        self.assertEqual(["here-top"], proposed.rules[0].documents)
        self.assertEqual("../_build/here-top", json.loads(proposed.manifest)["build"])

    def test_projects_whose_names_would_be_none_are_left_out_with_the_reason(self):
        proposed = proposal(found("a", "b:c", "{{name}}/docs"))
        self.assertEqual(1, len(proposed.rules))
        self.assertEqual(["b:c/conf.py: cannot be named: a part of its path has a ':', which "
                          "stands before a stage",
                          "{{name}}/docs/conf.py: is of a template: its path has a brace"],
                         omitted(proposed))

    def test_variables_that_name_the_tree_or_the_build_directory_are_set_and_others_told(self):
        proposed = proposal(found("docs", environment={
            "BUILDDIR": "a.py", "HOME": "a.py", "TOP_DIR": "a.py", "VERSION": "a.py",
            "srctree": "b.py"}))
        self.assertEqual({"BUILDDIR": "{build}", "TOP_DIR": "{manifest_dir}",
                          "srctree": "{manifest_dir}"},
                         json.loads(proposed.manifest)["environment"])
        self.assertEqual([("BUILDDIR", "{build}"), ("TOP_DIR", "{manifest_dir}"), ("VERSION", ""),
                          ("srctree", "{manifest_dir}")],
                         [(variable.name, variable.value) for variable in proposed.environment])

    def test_builders_run_in_the_projects_directory_if_that_is_needed(self):
        self.assertIn('"defaults": { "cwd": "{source}" }',
                      proposal(found("docs", needs_its_directory=True)).manifest)

    def test_the_tree_is_where_the_paths_upwards_of_the_only_project_lead(self):
        for project, upwards, tree in (("Documentation", "..", "{manifest_dir}"),
                                       (".", "..", "{manifest_dir}/.."),
                                       ("a/b/c", "../..", "{manifest_dir}/a"),
                                       ("a", "../../..", "{manifest_dir}/../.."),
                                       ("a", "", "{manifest_dir}")):
            proposed = proposal(found(project, upwards=upwards, environment={"srctree": "x.py"}))
            self.assertEqual(tree, proposed.environment[0].value)

    def test_whatever_was_found_the_manifest_has_each_project_as_a_document_and_no_other(self):
        chance = random.Random(20261123)
        parts = ["a", "b", "doc", "en", "source", "x[1]", "*", "docs"]
        for _ in range(300):
            every = set()
            for _ in range(chance.randint(1, 30)):
                every.add("/".join(chance.choice(parts) for _ in range(chance.randint(1, 3))))
            projects = found(*sorted(path for path in every if chance.random() < 0.8))
            projects.omitted = [Omission(f"{path}/conf.py", "chance")
                                for path in sorted(every - set(projects.projects))]
            files = conf_files(sorted(every))
            proposed = propose(projects, among(files))
            sources = [source for _, source in documents(proposed.manifest, files)]
            self.assertEqual(projects.projects, sorted(sources))
            names = [name for rule in proposed.rules for name in rule.documents]
            self.assertEqual(len(projects.projects), len(set(names)), names)


class Split(unittest.TestCase):
    def test_a_project_of_many_directories_is_split_into_them(self):
        one = one_of_many(20)
        one.upwards, one.needs_its_directory = "..", True
        one.subdirectories += [Subdirectory("images"), Subdirectory("loose", has_pages=True)]
        one.subdirectories[0].variables = {"BUILDDIR": "Documentation/part10/made.rst"}
        one.subdirectories[1].variables = {"srctree": "Documentation/part11/features.rst"}
        proposed = proposal(one)
        self.assertEqual("Documentation", proposed.split)
        self.assertEqual(["Documentation/*.rst: in none of these directories",
                          "Documentation/part10: part10/made.rst needs a file in $BUILDDIR, which "
                          "has to be made first",
                          "Documentation/loose: has pages, but no index.rst"], omitted(proposed))
        [rule] = proposed.rules
        self.assertEqual(("Documentation/*/index.rst", "{1}", 19),
                         (rule.place, rule.name, len(rule.documents)))
        manifest = json.loads(proposed.manifest)
        self.assertEqual({"srctree": "{manifest_dir}"}, manifest["environment"])
        self.assertEqual({"conf": "Documentation", "cwd": "Documentation"}, manifest["defaults"])

    def test_a_project_of_few_directories_or_of_many_without_a_first_page_stays_whole(self):
        self.assertTrue(is_to_be_split(one_of_many(20)))
        self.assertFalse(is_to_be_split(one_of_many(19)))
        one = one_of_many(20)
        one.subdirectories += [Subdirectory(f"loose{i}", has_pages=True) for i in range(7)]
        self.assertFalse(is_to_be_split(one))
        two = one_of_many(20)
        two.projects.append("web")
        self.assertFalse(is_to_be_split(two))


if __name__ == "__main__":
    unittest.main()
