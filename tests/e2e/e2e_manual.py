"""Builds the manual with docbuild and follows every link in it.

DOCBUILD names the binary. The manual is built from a copy, so that the source tree stays clean.
"""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

SHARE = Path(__file__).resolve().parents[2] / "share"
PARTS = sorted(conf.parent.name for conf in SHARE.glob("manual/*/conf.py"))


class Page(HTMLParser):
    """The links of a page, and the anchors that others may link to."""

    def __init__(self, path):
        super().__init__()
        self.links = []
        self.anchors = {""}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("href", "src"):
                self.links.append(value)
            if name == "id" or (tag == "a" and name == "name"):
                self.anchors.add(value)


class Manual(unittest.TestCase):
    failed = False

    @classmethod
    def setUpClass(cls):
        cls.directory = Path(tempfile.mkdtemp(prefix="docbuild-manual-"))
        for part in ("manual", "integration"):
            shutil.copytree(SHARE / part, cls.directory / "share" / part)
        cls.first = cls.build("--progress", "plain")
        cls.html = cls.directory / "build" / "manual" / "html"
        pages = cls.html.rglob("*.html")
        cls.pages = {page: Page(page) for page in pages if "_static" not in page.parts}

    @classmethod
    def tearDownClass(cls):
        if cls.failed:
            print(f"left for a look: {cls.directory}")
        else:
            shutil.rmtree(cls.directory)

    def run(self, result=None):
        before = len(result.failures) + len(result.errors)
        super().run(result)
        type(self).failed |= len(result.failures) + len(result.errors) > before

    @classmethod
    def build(cls, *options):
        manifest = cls.directory / "share" / "manual" / "docbuild.json"
        command = [os.environ["DOCBUILD"], "-f", str(manifest), *options]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def fault_of(self, page, link):
        parts = urlsplit(link)
        if parts.scheme in ("http", "https", "mailto"):
            return None
        if parts.scheme or parts.netloc or parts.path.startswith("/"):
            return "is not relative"
        target = page
        if parts.path:
            target = Path(os.path.normpath(page.parent / unquote(parts.path)))
        if not target.is_file():
            return "leads to no file"
        if target in self.pages and unquote(parts.fragment) not in self.pages[target].anchors:
            return "leads to no anchor"
        return None

    def test_builds_from_nothing(self):
        self.assertEqual(0, self.first.returncode, self.first.stderr)

    def test_every_part_has_its_pages(self):
        self.assertEqual(PARTS, sorted(index.parent.name for index in self.html.glob("*/index.html")))

    def test_every_link_is_relative_and_leads_somewhere(self):
        faults = []
        for page, content in sorted(self.pages.items()):
            for link in content.links:
                fault = self.fault_of(page, link)
                if fault:
                    faults.append(f"{page.relative_to(self.html)}: {link} {fault}")
        self.assertEqual([], faults)

    def test_parts_link_to_one_another_by_anchor(self):
        links = set()
        for page, content in self.pages.items():
            here = page.relative_to(self.html).parts[0]
            others = (urlsplit(link) for link in content.links if link.startswith("../"))
            links |= {(here, other.path.split("/")[1]) for other in others if other.fragment}
        self.assertEqual(set(PARTS), {here for here, _ in links})
        self.assertEqual(set(PARTS), {other for _, other in links})

    def test_pages_link_from_home_to_every_part(self):
        links = self.pages[self.html / "home" / "index.html"].links
        for part in set(PARTS) - {"home"}:
            self.assertIn(f"../{part}/index.html", links)

    def test_stays_valid_when_it_is_moved(self):
        for page in self.pages:
            self.assertNotIn(str(self.directory), page.read_text(encoding="utf-8"), page)

    def test_second_run_builds_nothing(self):
        events = self.directory / "events.jsonl"
        second = self.build("--events", str(events))
        self.assertEqual(0, second.returncode, second.stderr)
        last = json.loads(events.read_text(encoding="utf-8").splitlines()[-1])
        self.assertEqual({"up_to_date": 2 * len(PARTS)}, last["counts"])

    def test_without_speedups_the_files_are_the_same(self):
        events = self.directory / "events.jsonl"
        built = self.directory / "build"
        built.rename(self.directory / "with")  # what is in a page tells where it was built
        slow = self.build("--no-speedups", "--events", str(events))
        self.assertEqual(0, slow.returncode, slow.stderr)
        self.assertIn('"preloaded":true', events.read_text(encoding="utf-8"))
        for stage in ("html", "inventory"):
            found = [self.files(place / "manual" / stage)
                     for place in (built, self.directory / "with")]
            self.assertEqual(found[0].keys(), found[1].keys())
            self.assertEqual([], [path for path in found[0] if found[0][path] != found[1][path]])
        self.build("--events", str(events))  # the commands are the same
        last = json.loads(events.read_text(encoding="utf-8").splitlines()[-1])
        self.assertEqual({"up_to_date": 2 * len(PARTS)}, last["counts"])

    @staticmethod
    def files(directory):
        return {str(path.relative_to(directory)): path.read_bytes()
                for path in directory.rglob("*") if path.is_file()}


if __name__ == "__main__":
    unittest.main()
