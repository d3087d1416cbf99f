// Globs on the disk: find_matching of lib/disk/file_scan.hpp.

#include "lib/disk/file_scan.hpp"

#include "lib/text/glob.hpp"
#include "tests/temporary_directory.hpp"

#include <algorithm>

using namespace docbuild;

namespace {

using Texts = std::vector<std::string>;

/// A directory with empty files in it.
class Tree {
  public:
    explicit Tree(const Texts& files) {
        for (const std::string& file : files) {
            directory.write(file, "");
        }
    }
    Texts matching(const std::string& glob) const { return find_matching(root, glob); }

    TemporaryDirectory directory;
    std::string root = std::filesystem::canonical(directory / ".").string();
};

} // namespace

TEST_CASE("a glob gives the paths that match, in byte order and relative to where it starts") {
    const Tree tree(
        {"b/conf.py", "a/conf.py", "a/other.py", "B/conf.py", "conf.py", "a/b/conf.py"});
    CHECK(tree.matching("*/conf.py") == Texts{"B/conf.py", "a/conf.py", "b/conf.py"});
    CHECK(tree.matching("a/*.py") == Texts{"a/conf.py", "a/other.py"});
    CHECK(tree.matching("[ab]/conf.py") == Texts{"a/conf.py", "b/conf.py"});
    CHECK(tree.matching("*/?/conf.py") == Texts{"a/b/conf.py"});
    CHECK(tree.matching("none/*").empty());
    CHECK(tree.matching("conf.py/*").empty());
}

TEST_CASE("a glob without a pattern is the path itself, where it is there") {
    const Tree tree({"a/conf.py"});
    CHECK(tree.matching("a/conf.py") == Texts{"a/conf.py"});
    CHECK(tree.matching("./a//conf.py") == Texts{"a/conf.py"});
    CHECK(tree.matching("a/none.py").empty());
    CHECK(tree.matching("a") == Texts{"a"});
    CHECK(find_matching(tree.root + "/a", "../a/conf.py") == Texts{"../a/conf.py"});
}

TEST_CASE("an absolute glob gives absolute paths") {
    const Tree tree({"a/one.rst", "a/two.rst"});
    CHECK(find_matching("/nowhere", tree.root + "/a/*.rst") ==
          Texts{tree.root + "/a/one.rst", tree.root + "/a/two.rst"});
}

TEST_CASE("two stars match no byte code, which reading a file of Python makes") {
    const Tree tree({"a/x.py", "a/x.pyc", "a/__pycache__/x.cpython-311.pyc", "a/__pycache__/y"});
    CHECK(tree.matching("**") == Texts{"a/x.py"});
    CHECK(tree.matching("**/*.py*") == Texts{"a/x.py", "a/x.pyc"});
}

TEST_CASE("the directories are told in which a file that is added would match") {
    const Tree tree({"a/conf.py", "b/other", "c/d/e/f", "g"});
    const auto looked_into = [&](const std::string& glob) {
        Texts directories;
        find_matching(tree.root, glob, &directories);
        std::sort(directories.begin(), directories.end());
        for (std::string& path : directories) {
            path.erase(0, tree.root.size());
        }
        return directories;
    };
    CHECK(looked_into("*/conf.py") == Texts{"", "/b", "/c"});
    CHECK(looked_into("a/conf.py").empty());
    CHECK(looked_into("c/new/*") == Texts{"/c"});
    CHECK(looked_into("c/d/*") == Texts{"/c/d"});
    CHECK(looked_into("c/**") == Texts{"/c", "/c/d", "/c/d/e"});
}

TEST_CASE("two stars match any number of directories, none included") {
    const Tree tree({"conf.py", "a/conf.py", "a/b/c/conf.py", "a/x/end/f", "end/f"});
    CHECK(tree.matching("**/conf.py") == Texts{"a/b/c/conf.py", "a/conf.py", "conf.py"});
    CHECK(tree.matching("a/**/conf.py") == Texts{"a/b/c/conf.py", "a/conf.py"});
    CHECK(tree.matching("**/end/*") == Texts{"a/x/end/f", "end/f"});
    CHECK(tree.matching("**/b/**/conf.py") == Texts{"a/b/c/conf.py"});
    CHECK(tree.matching("**/**/conf.py") == Texts{"a/b/c/conf.py", "a/conf.py", "conf.py"});
}

TEST_CASE("two stars at the end are all files below") {
    const Tree tree({"conf.py", "a/one", "a/b/two", "a/.hidden/three", "a/.four"});
    CHECK(tree.matching("a/**") == Texts{"a/b/two", "a/one"});
    CHECK(tree.matching("**") == Texts{"a/b/two", "a/one", "conf.py"});
    CHECK(tree.matching("a/one/**").empty());
}

TEST_CASE("hidden names are matched only by a pattern that has the dot") {
    const Tree tree({".hidden/x", "a/.hidden", ".git/a/x"});
    CHECK(tree.matching("*").size() == 1);
    CHECK(tree.matching("**/x").empty());
    CHECK(tree.matching(".*/x") == Texts{".hidden/x"});
    CHECK(tree.matching("a/.h*") == Texts{"a/.hidden"});
}

TEST_CASE("symbolic links to directories are followed, but not round in circles") {
    const Tree tree({"a/f", "b/c/f"});
    std::filesystem::create_directory_symlink("..", tree.root + "/a/up");
    std::filesystem::create_directory_symlink(".", tree.root + "/a/here");
    std::filesystem::create_directory_symlink("../b", tree.root + "/a/over");
    std::filesystem::create_symlink("nowhere", tree.root + "/a/dangling");
    CHECK(tree.matching("**/f") == Texts{"a/f", "a/over/c/f", "b/c/f"});
    CHECK(tree.matching("a/**") == Texts{"a/dangling", "a/f", "a/over/c/f", "a/up/b/c/f"});
    CHECK(tree.matching("a/*/c/f") == Texts{"a/over/c/f"});
}

TEST_CASE("names with quotes, line breaks, spaces and other alphabets are names like any") {
    const Texts names = {"\"q\"", "a b", "it's", "line\nbreak", "\xc3\xa9"};
    const Tree tree(names);
    CHECK(tree.matching("*") == names);
    CHECK(tree.matching("**") == names);
}

TEST_CASE("a quoted glob finds the one file whose name looks like a pattern") {
    const Tree tree({"[x]*/f?", "x/fa", "[x]y/fb"});
    CHECK(tree.matching(glob_quote("[x]*/f?")) == Texts{"[x]*/f?"});
}
