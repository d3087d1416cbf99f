"""The working directory that `docbuild --init` gives to builders: pages are those that
`sphinx-build .` makes in each project's directory; see harness.py.
"""

import json
import os
import subprocess
from pathlib import Path

from harness import DocbuildTest, main

# Appends what `text()` gives to each page, when it is read.
APPENDS = """
def append(app, page, source):
    source[0] += "\\n" + text(app) + "\\n"

def setup(app):
    app.connect("source-read", append)
"""
OPENS = "def text(app):\n    return open('data.txt').read()\n"
# What conf.py says of projects that are built in their own directories alone.
CONFS = {
    "path": "import sys\nsys.path.insert(0, '../src')\nextensions = ['sphinx.ext.autodoc']\n",
    "opened": OPENS,
    "pathlib": "from pathlib import Path\ndata = Path('data.txt')\n"
               "def text(app):\n    return data.read_text()\n",
    "listed": "import os\ndef text(app):\n    return ' '.join(sorted(os.listdir('.')))\n",
    "process": "import subprocess\ndef text(app):\n"
               "    return subprocess.check_output(['cat', 'data.txt'], text=True)\n",
    "import": "import sys\nsys.path.append('.')\n"
              "def text(app):\n    import shown\n    return shown.TEXT\n",
    "made": "import os\ndef text(app):\n    return open(os.path.abspath('data.txt')).read()\n",
    "extension": "import os, sys\nsys.path.insert(0, os.path.abspath('ext'))\n"
                 "extensions = ['own']\n",
    "setting": "import os, sys\nsys.path.insert(0, os.path.abspath('ext'))\n"
               "extensions = ['tool']\ntool = '../src/tool.txt'\n",
    "shared": "import os, sys\nsys.path.insert(0, os.path.abspath('../src'))\n"
              "from common import *\n",
    "executed": "exec(open('../src/common.py').read())\n",
}


class WorkingDirectory(DocbuildTest):
    def project(self, name, conf):
        appends = APPENDS if "def text" in conf else ""
        self.write(f"{name}/conf.py", f"project = '{name}'\n{conf}{appends}")
        self.write(f"{name}/index.rst", "Title\n=====\n\n"
                   + (".. automodule:: marks\n" if "autodoc" in conf else ""))
        self.write(f"{name}/data.txt", f"the data of {name}\n")

    def setUp(self):
        super().setUp()
        self.write("src/marks.py", '"""All about marks."""\n')
        self.write("src/tool.txt", "the tool\n")
        self.write("src/common.py", OPENS + APPENDS)
        self.write("import/shown.py", "TEXT = 'imported'\n")
        self.write("extension/ext/own.py", OPENS + APPENDS)
        self.write("setting/ext/tool.py", OPENS.replace("'data.txt'", "app.config.tool") + APPENDS
                   + "    app.add_config_value('tool', None, 'env')\n")

    def plain(self, name):
        """What `sphinx-build .` makes in the project's directory."""
        result = subprocess.run(
            ["sphinx-build", "-q", "-W", "-b", "html", ".", self.path("plain", name)],
            cwd=self.path(name), capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONHASHSEED": "0"})
        self.assertEqual((0, ""), (result.returncode, result.stderr), name)
        return self.pages("plain", name)

    def pages(self, *directory):
        top = Path(self.path(*directory))
        return {str(page.relative_to(top)): page.read_text() for page in top.rglob("*.html")}

    def init(self):
        result = self.docbuild("--init", events=False)
        self.assertEqual((0, ""), (result.exit, result.stderr))
        return json.loads(self.read("docbuild.json"))

    def test_each_project_has_the_pages_of_its_own_directory(self):
        for name, conf in CONFS.items():
            self.project(name, conf)
        self.assertEqual({"cwd": "{source}"}, self.init()["defaults"])
        result = self.docbuild()
        self.assertEqual(0, result.exit, result.stderr)
        for name in CONFS:
            wanted = self.plain(name)
            self.assertRegex(wanted["index.html"], "the data|the tool|imported|about|conf.py")
            self.assertEqual(wanted, self.pages("_build/html", name))

    def test_a_project_that_does_not_mind_is_left_where_it_is(self):
        self.project("docs", "import os, sys\nsys.path.insert(0, os.path.abspath('..'))\n")
        self.assertNotIn("defaults", self.init())
        self.assertEqual(0, self.docbuild().exit)
        self.assertEqual(self.plain("docs"), self.pages("_build/html/docs"))

    def test_projects_that_are_broken_are_documents_like_others(self):
        self.project("opened", CONFS["opened"])
        self.project("syntax", "x = = 1\n")
        self.project("python2", "print 'hello'\n")
        self.assertEqual({"cwd": "{source}"}, self.init()["defaults"])
        outcomes = self.docbuild("--keep-going").outcomes()
        self.assertEqual({"opened": "built", "syntax": "failed", "python2": "failed"},
                         {name: outcomes[f"{name}:inventory"] for name in
                          ("opened", "syntax", "python2")})


if __name__ == "__main__":
    main()
