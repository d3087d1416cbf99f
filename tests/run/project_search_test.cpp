#include "lib/run/project_search.hpp"

#include "tests/run/temporary_directory.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

using Texts = std::vector<std::string>;

class ProjectTree : public TemporaryDirectory {
  public:
    void project(const std::string& directory, const std::string& conf = "",
                 const std::string& page = "index.rst") const {
        write(directory + "/conf.py", conf);
        write(directory + "/" + page, "Title\n=====\n");
    }
    void link(const std::string& target, const std::string& name) const {
        std::filesystem::create_symlink(target, *this / name);
    }
};

Texts omitted(const FoundProjects& found) {
    Texts texts;
    for (const Omission& omission : found.omitted) {
        texts.push_back(omission.path + ": " + omission.why);
    }
    return texts;
}

FoundProjects search(const ProjectTree& tree) {
    std::string top = tree / "";
    top.pop_back();
    return search_projects(top);
}

} // namespace

TEST_CASE("a conf.py with its first page beside it is a project") {
    const ProjectTree tree;
    tree.project("b");
    tree.project("a", "root_doc = 'start'\n", "start.md");
    tree.project("c", "master_doc = 'in/front'\n", "in/front.rst");
    tree.write("common/conf.py", "root_doc = 'start'\n");
    const FoundProjects found = search(tree);
    CHECK(found.projects == Texts{"a", "b", "c"});
    CHECK(omitted(found) == Texts{"common/conf.py: has no page start.rst beside it"});
}

TEST_CASE("the directory itself may be a project") {
    const ProjectTree tree;
    tree.project(".");
    CHECK(search(tree).projects == Texts{"."});
}

TEST_CASE("directories that hold no sources are not entered, and noted") {
    const ProjectTree tree;
    tree.project("docs");
    for (const char* name : {".tox", "_build", "build", "node_modules", "tests", "venv", "cmake"}) {
        tree.project(name);
    }
    tree.write("venv/pyvenv.cfg", "");
    tree.write("cmake/CMakeCache.txt", "");
    tree.write("meson/meson-info/x", "");
    const FoundProjects found = search(tree);
    CHECK(found.projects == Texts{"docs"});
    Texts unentered;
    for (const UnenteredDirectory& directory : found.unentered) {
        unentered.push_back(directory.path);
    }
    CHECK(unentered ==
          Texts{".tox", "_build", "build", "cmake", "meson", "node_modules", "tests", "venv"});
}

TEST_CASE("symbolic links to directories are not followed, those to files are") {
    const ProjectTree tree;
    tree.project("docs");
    tree.write("other/index.rst", "");
    tree.link("../docs/conf.py", "other/conf.py");
    tree.link("..", "docs/up");
    tree.link("docs", "latest");
    tree.link("nowhere", "dangling");
    const FoundProjects found = search(tree);
    CHECK(found.projects == Texts{"docs", "other"});
    REQUIRE(found.unentered.size() == 2);
    CHECK(found.unentered[0].path == "latest");
    CHECK(found.unentered[1].path == "docs/up");
}

TEST_CASE("variables are found in conf.py and in extensions of the project's own") {
    const ProjectTree tree;
    tree.project("docs", "sys.path.insert(0, os.path.abspath('ext'))\nextensions = ['one']\n"
                         "tool = '../tool'\nversion = os.environ['VERSION']\n");
    tree.write("docs/ext/one.py", "os.environ['srctree']\n");
    tree.write("docs/ext/two.py", "os.environ['NOBODY']\n");
    const FoundProjects found = search(tree);
    CHECK(found.environment == std::map<std::string, std::string>{{"VERSION", "docs/conf.py"},
                                                                  {"srctree", "docs/ext/one.py"}});
    CHECK(found.upwards == "..");
}

TEST_CASE("what lies in the only project is looked at") {
    const ProjectTree tree;
    tree.project("docs");
    for (int i = 0; i < 20; ++i) {
        tree.write("docs/part" + std::to_string(i) + "/index.rst", "");
    }
    tree.write("docs/part0/deep/page.rst", ".. kernel-include:: $MADE/x\n");
    tree.write("docs/loose/page.rst", "");
    tree.write("docs/images/x.png", "");
    const FoundProjects found = search(tree);
    CHECK(found.root_page == "index.rst");
    REQUIRE(found.subdirectories.size() == 22);
    CHECK(found.subdirectories[0].name == "images");
    CHECK(!found.subdirectories[0].has_pages);
    CHECK(found.subdirectories[1].has_pages);
    CHECK(!found.subdirectories[1].has_root_page);
    CHECK(found.subdirectories[2].has_root_page);
    CHECK(found.subdirectories[2].variables ==
          std::map<std::string, std::string>{{"MADE", "docs/part0/deep/page.rst"}});
}
