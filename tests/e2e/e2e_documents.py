"""Holds what is written about docbuild against docbuild itself.

Options, manifests and the version must be the same in the program, the man page, the manual, the
completions and the README. DOCBUILD names the binary.
"""

import json
import os
import re
import shutil
import subprocess
import textwrap
import unittest
from pathlib import Path

try:
    import jsonschema
except ImportError:
    jsonschema = None

ROOT = Path(__file__).resolve().parents[2]
SHARE = ROOT / "share"


def read(path):
    return path.read_text(encoding="utf-8")


def answer(option):
    command = [os.environ["DOCBUILD"], option]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def options_in(text):
    """The long options, and the short ones, that a text shows with their dashes."""
    return set(re.findall(r"(?<![\w-])(--[a-z][a-z-]*[a-z]|-[A-Za-z])(?![\w-])", text))


def options_of_man_page():
    items = [line for line in read(SHARE / "man/docbuild.1").splitlines() if line.startswith(".It Fl")]
    return {"-" + option for line in items for option in re.findall(r"Fl (-?[A-Za-z-]+)", line)}


def options_of_manual():
    text = read(SHARE / "manual/command-line/options.rst")
    return options_in("\n".join(re.findall(r"^\.\. option:: (.*)$", text, re.M)))


def options_of_bash():
    text = read(SHARE / "completions/docbuild.bash")
    return options_in(re.search(r'options="([^"]*)"', text).group(1))


def options_of_zsh():
    text = read(SHARE / "completions/_docbuild")
    return set(re.findall(r"[{,*'](--?[A-Za-z][a-z-]*)(?=[],}[])", text))


def options_of_fish():
    text = read(SHARE / "completions/docbuild.fish")
    lines = [line for line in text.splitlines() if line.startswith("complete")]
    short = {"-" + name for line in lines for name in re.findall(r" -s (\w)", line)}
    return short | {"--" + name for line in lines for name in re.findall(r" -l ([a-z-]+)", line)}


def manifests_in(path):
    """The whole manifests among the JSON blocks of a page of the manual, or of the README."""
    text = read(path)
    blocks = re.findall(r"^\.\. code-block:: json\n\n((?:   .*\n|\n)+)", text, re.M)
    blocks += re.findall(r"^```json\n(.*?)^```", text, re.M | re.S)
    values = [json.loads(textwrap.dedent(block)) for block in blocks]
    return [value for value in values if "stages" in value and "documents" in value]


class Options(unittest.TestCase):
    def setUp(self):
        self.known = options_in(answer("--help"))

    def test_man_page_has_every_option_and_no_other(self):
        self.assertEqual(sorted(self.known), sorted(options_of_man_page()))

    def test_manual_has_every_option_and_no_other(self):
        self.assertEqual(sorted(self.known), sorted(options_of_manual()))

    def test_bash_completes_every_option_and_no_other(self):
        self.assertEqual(sorted(self.known), sorted(options_of_bash()))

    def test_zsh_completes_every_option_and_no_other(self):
        self.assertEqual(sorted(self.known), sorted(options_of_zsh()))

    def test_fish_completes_every_option_and_no_other(self):
        self.assertEqual(sorted(self.known), sorted(options_of_fish()))


class Completions(unittest.TestCase):
    def assert_parses(self, shell, name):
        if shutil.which(shell) is None:
            self.skipTest(f"{shell} is not installed")
        command = [shell, "-n", str(SHARE / "completions" / name)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual((0, ""), (result.returncode, result.stderr))

    def test_bash_parses_its_completion(self):
        self.assert_parses("bash", "docbuild.bash")

    def test_zsh_parses_its_completion(self):
        self.assert_parses("zsh", "_docbuild")

    def test_fish_parses_its_completion(self):
        self.assert_parses("fish", "docbuild.fish")

    def test_bash_completes_an_option(self):
        script = (
            f". '{SHARE}/completions/docbuild.bash'; COMP_WORDS=(docbuild --show); COMP_CWORD=1; "
            '_docbuild; echo "${COMPREPLY[*]}"'
        )
        result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
        self.assertEqual("--show-config\n", result.stdout)


class Manifests(unittest.TestCase):
    @unittest.skipIf(jsonschema is None, "python3-jsonschema is not installed")
    def test_those_shown_agree_with_the_schema(self):
        schema = json.loads(read(SHARE / "docbuild/manifest.schema.json"))
        pages = [ROOT / "README.md", *sorted(SHARE.glob("manual/*/*.rst"))]
        shown = [(page, manifest) for page in pages for manifest in manifests_in(page)]
        self.assertGreater(len(shown), 5)
        for page, manifest in shown:
            with self.subTest(page=page.relative_to(ROOT)):
                jsonschema.validate(manifest, schema)


class Version(unittest.TestCase):
    def test_manual_bears_the_version_of_the_program(self):
        manifest = read(SHARE / "manual/docbuild.json")
        release = re.search(r'"release": "([^"]+)"', manifest).group(1)
        self.assertIn(release, answer("--version"))


if __name__ == "__main__":
    unittest.main()
