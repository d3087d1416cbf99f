#include "lib/core/sphinx_conf.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

using Texts = std::vector<std::string>;

TEST_CASE("the first page is the one that is named, else one of the usual two") {
    CHECK(read_sphinx_conf("").root_documents == Texts{"index", "contents"});
    CHECK(read_sphinx_conf("master_doc = 'start'\n").root_documents == Texts{"start"});
    CHECK(read_sphinx_conf("root_doc = \"a/b\"\n").root_documents == Texts{"a/b"});
    CHECK(read_sphinx_conf("# root_doc = 'a'\n").root_documents == Texts{"index", "contents"});
    CHECK(read_sphinx_conf("root_doc == 'a'\n").root_documents == Texts{"index", "contents"});
}

TEST_CASE("suffixes are the usual ones and those that are named, in any of the three forms") {
    const Texts usual = {".rst", ".md", ".txt", ".ipynb"};
    CHECK(read_sphinx_conf("").suffixes == usual);
    for (const std::string text :
         {"source_suffix = '.inc'\n", "source_suffix = [\n    '.inc',\n]\nx = '.y'\n",
          "source_suffix = {'.inc': 'restructuredtext'}\n"}) {
        CHECK(read_sphinx_conf(text).suffixes == Texts{".rst", ".md", ".txt", ".ipynb", ".inc"});
    }
}

TEST_CASE("modules may be anything that is imported or named, where sys.path says") {
    const SphinxConf conf = read_sphinx_conf("import os\nfrom load import all\n"
                                             "sys.path.insert(0, os.path.abspath('ext'))\n"
                                             "extensions = ['one',\n  'sphinx.two', 'no-name']\n");
    CHECK(conf.search_path == Texts{".", "ext"});
    CHECK(conf.modules == Texts{"ext", "load", "one", "os", "sphinx.two"});
}

TEST_CASE("a setting that is a path upwards is noticed") {
    CHECK(read_sphinx_conf("tool = '../scripts/tool'\n").upwards == "..");
    CHECK(read_sphinx_conf("tree = '..'\ntop = '../../'\n").upwards == "../..");
    CHECK(read_sphinx_conf("open('../x')\ntext = '...'\n").upwards.empty());
}

TEST_CASE("a variable is required where it is read without asking whether it is there") {
    CHECK(required_environment("a = os.environ['B'] + environ[\"A\"]\n") == Texts{"A", "B"});
    CHECK(required_environment("if 'A' in os.environ:\n    os.environ['A']\n").empty());
    CHECK(required_environment("if 'A' not in os.environ:\n    x\nos.environ['A']\n").empty());
    CHECK(required_environment("os.environ['A'] = '1'\nos.environ['A']\n").empty());
    CHECK(required_environment("os.environ.setdefault('A', '1')\nos.environ['A']\n").empty());
    CHECK(required_environment("os.environ['A'] == '1'\n") == Texts{"A"});
    CHECK(required_environment("os.environ.get('A')\nos.environ[name]\n").empty());
}
