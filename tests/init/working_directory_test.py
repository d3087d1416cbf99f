"""Whether a project is built alike in every working directory; see case.py."""

import unittest

from case import TreeTest
from docbuild_init.conf_file import read_conf
from docbuild_init.places import Places
from docbuild_init.python_source import parse

START = ("import os, sys\nfrom pathlib import Path\n"
         "here = os.path.abspath(os.path.dirname(__file__))\n")


class Paths(unittest.TestCase):
    def place(self, expression, **options):
        places = Places("/p/docs/conf.py")
        places.assign("here", places.of(parse(b"os.path.dirname(__file__)")[0].body[0].value))
        return places.of(parse(expression.encode())[0].body[0].value, **options)

    def test_paths_are_followed_as_far_as_they_can_be_seen(self):
        for expression, path in {
                "'/a'": "/a",
                "__file__": "/p/docs/conf.py",
                "here": "/p/docs",
                "os.path.abspath('../src')": "/p/src",
                "os.path.abspath('.')": "/p/docs",
                "os.path.join(here, '..', 'src')": "/p/docs/../src",
                "os.path.realpath(os.path.join(here, '..', 'src'))": "/p/src",
                "os.path.dirname(here)": "/p",
                "os.getcwd()": "/p/docs",
                "here + '/ext'": "/p/docs/ext",
                "f'{here}/ext'": "/p/docs/ext",
                "str(Path(__file__).resolve().parents[1] / 'common')": "/p/common",
                "Path(__file__).parent.parent.joinpath('a', 'b').as_posix()": "/p/a/b",
                "Path('..').resolve() / 'src'": "/p/src",
                "Path.cwd() / 'a'": "/p/docs/a",
                "os.path.join('x', '/y')": "/y"}.items():
            place = self.place(expression)
            self.assertEqual((path, True), place, expression)

    def test_what_is_absolute_may_be_unknown_otherwise(self):
        for expression in ("app.srcdir", "os.path.join(here, name)", "os.path.abspath(name)",
                           "here + name", "'/a/%s' % name", "f'/{name}'",
                           "Path(__file__).parents[n]", "os.path.dirname(sphinx.__file__)"):
            self.assertEqual((None, True), self.place(expression), expression)

    def test_others_are_relative(self):
        for expression in ("'a'", "'../a'", "name", "Path('a')", "os.path.join('a', here_or_there)",
                           "find(here)", "'/'.join(['a', here])", "os.environ['HERE']", "Path()",
                           "os.path.dirname('a/b')"):
            self.assertFalse(self.place(expression).is_absolute, expression)

    def test_later_nothing_is_made_absolute(self):
        for expression in ("os.path.abspath('a')", "os.getcwd()", "Path('a').resolve()"):
            self.assertFalse(self.place(expression, is_late=True).is_absolute, expression)
        for expression in ("here", "os.path.abspath(__file__)", "os.path.abspath(here + '/a')"):
            self.assertTrue(self.place(expression, is_late=True).is_absolute, expression)


class Needs(TreeTest):
    """Whether builders have to run in the directory of conf.py."""

    def setUp(self):
        super().setUp()
        self.write("_static/a.css")
        self.write("ext/plain.py", "def setup(app):\n    app.add_role('a', role)\n")
        self.write("ext/reading.py", "def setup(app):\n    open('data').read()\n")
        self.write("ext/importing.py", "import plain\n")
        self.write("ext/broken.py", "x = = 1\n")
        self.write("ext/package/__init__.py", "from . import other\n")

    def needs(self, conf):
        self.write("conf.py", START + conf)

        def bytes_of(path):
            try:
                with open(path, "rb") as file:
                    return file.read()
            except OSError:
                return None
        return read_conf(self.top + "/conf.py", bytes_of).needs_its_directory

    def test_relative_paths_need_it(self):
        for conf in (
                "sys.path.insert(0, '../src')\n", "sys.path.append('.')\n", "sys.path += ['ext']\n",
                "sys.path[:0] = ['ext']\n", "sys.path = ['ext'] + sys.path\n",
                "sys.path.extend(['/a', 'ext'])\n", "sys.path.insert(0, '')\n",
                "for name in names:\n    sys.path.insert(0, name)\n",
                "import sys as system\nsystem.path.append('ext')\n",
                "from sys import path\npath.append('ext')\n", "p = sys.path\np.append('ext')\n",
                "import os\nsys.path.insert(0, os.path.relpath('ext'))\n",
                "version = open('../VERSION').read()\n", "x = os.listdir('.')\n",
                "def setup(app):\n    open(os.path.join('data', name))\n",
                "def setup(app):\n    sys.path.append(os.path.abspath('ext'))\n",
                "def setup(app):\n    here = app.arg\n    open(here)\n",
                "def read(here):\n    return open(here)\n",
                "for here in names:\n    open(here)\n",
                "x = {here: 1 for here in names}\nopen(here)\n",
                "with find() as here:\n    open(here)\n", "here, there = find()\nopen(here)\n",
                "data = Path('data').read_text()\n", "def f(app):\n    return Path('a')\n",
                "import glob\npages = glob.glob('*.rst')\n",
                "x = os.path.exists(name)\n", "f = lambda name: os.path.isfile(name)\n",
                "import subprocess\nsubprocess.run(['make'])\n", "os.system('make')\n",
                "exec(open(here + '/common.py').read())\n", "os.chdir('..')\n",
                "tool = '../scripts/tool'\n", "breathe_projects = {'a': './xml'}\n",
                "plantuml = 'java -jar ../plantuml.jar'\n", "style = '_static/a.css'\n",
                "root = f'../{name}'\n", "import importlib\nimportlib.import_module(x)\n",
                "x = = 1\n", "print 'Python 2'\n", "from somewhere import *\n"):
            self.assertTrue(self.needs(conf), conf)

    def test_what_is_absolute_once_conf_py_has_run_needs_nothing(self):
        for conf in (
                "", "project = 'a'\nversion = '1.0'\nhtml_theme = 'alabaster'\n",
                "sys.path.insert(0, os.path.abspath('../src'))\n",
                "sys.path.insert(0, os.path.join(here, '..'))\n",
                "sys.path[:0] = [here, str(Path(__file__).parent / 'ext')]\n",
                "sys.path.insert(0, os.getcwd())\n", "sys.path.remove('/a')\n",
                "version = open(os.path.join(here, 'VERSION')).read()\n",
                "version = (Path(__file__).resolve().parent / 'VERSION').read_text()\n",
                "def setup(app):\n    open(os.path.join(app.srcdir, 'data'))\n",
                "def setup(app):\n    return os.path.exists(os.path.join(here, 'data'))\n",
                "templates_path = ['_templates']\nhtml_static_path = ['_static']\n",
                "html_theme_path = ['../themes']\nexclude_patterns = ['_static', '..']\n",
                "intersphinx_mapping = {'a': ('https://a', '../a/objects.inv')}\n",
                "rst_epilog = '''\n.. include:: ../common.txt\n'''\n",
                "release = '1.2'\nversion = '.'.join(release.split('.')[:2])\n",
                "extensions = ['sphinx.ext.todo', 'sphinx.ext.intersphinx']\n",
                "'''../x'''\n", "text = 'see ... and .. here'\n"):
            self.assertFalse(self.needs(conf), conf)

    def test_extensions_that_are_not_known_may_need_it(self):
        for conf in ("extensions = ['sphinx.ext.autodoc']\n", "extensions = ['breathe']\n",
                     "extensions = find()\n", "extensions = ['sphinx.ext.todo'] + find()\n",
                     "extensions = []\nextensions += ['breathe']\n",
                     "extensions = []\nextensions.append('breathe')\n",
                     "def setup(app):\n    app.setup_extension('breathe')\n"):
            self.assertTrue(self.needs(conf), conf)

    def test_modules_of_the_projects_own_are_looked_at(self):
        path = "sys.path.insert(0, os.path.abspath('ext'))\n"
        self.assertFalse(self.needs(path + "extensions = ['plain']\n"))
        self.assertFalse(self.needs(path + "import plain\n"))
        self.assertFalse(self.needs(path + "from plain import *\n"))
        for name in ("reading", "importing", "broken", "package"):
            self.assertTrue(self.needs(path + f"extensions = ['{name}']\n"), name)
            self.assertTrue(self.needs(path + f"import {name}\n"), name)


if __name__ == "__main__":
    unittest.main()
