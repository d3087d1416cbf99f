#include "lib/command/project_directories.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

OwnDirectories at(const std::string& manifest_dir, const std::string& build,
                  const std::string& source = "a") {
    Plan plan;
    plan.documents.push_back({"a", source});
    return own_directories(plan, {manifest_dir, build});
}

} // namespace

TEST_CASE("paths below the project's directories hold where the project is moved to") {
    const OwnDirectories before = at("/home/me/project", "/home/me/project/_build");
    const OwnDirectories after = at("/srv/copy", "/srv/copy/_build");
    for (const auto& row :
         {std::tuple{"/home/me/project", "//manifest", "/srv/copy"},
          {"/home/me/project/a.rst", "//manifest/a.rst", "/srv/copy/a.rst"},
          {"/home/me/project/_build/x", "//build/x", "/srv/copy/_build/x"},
          {"/home/me/project2/a.rst", "/home/me/project2/a.rst", "/home/me/project2/a.rst"},
          {"/home/me/other", "/home/me/other", "/home/me/other"},
          {"relative/a.rst", "relative/a.rst", "relative/a.rst"}}) {
        const char* const path = std::get<0>(row); // clang 14 captures no structured binding
        const char* const lasting = std::get<1>(row);
        const char* const moved = std::get<2>(row);
        CAPTURE(path);
        CHECK(before.lasting(path) == lasting);
        CHECK(before.here(lasting) == path);
        CHECK(after.here(lasting) == moved);
    }
}

TEST_CASE("a project reaches as far up as its manifest does") {
    const OwnDirectories own = at("/x/project/doc", "/out", "../src");
    CHECK(own.lasting("/x/project/src/a.rst") == "//manifest/../src/a.rst");
    CHECK(own.here("//manifest/../src/a.rst") == "/x/project/src/a.rst");
    CHECK(own.here("//manifest/a.rst") == "/x/project/doc/a.rst");
    CHECK(own.lasting("/x/other") == "/x/other");
    CHECK(own.lasting("/out/html/a") == "//build/html/a");
    CHECK(at("/doc", "/out", "../../src").lasting("/etc/passwd") == "/etc/passwd");
}

TEST_CASE("words name the project's directories as the manifest does") {
    const OwnDirectories own = at("/x/project", "/x/project/_build");
    CHECK(own.in_words("/x/project/_build/html/a") == "{build}/html/a");
    CHECK(own.in_words("PYTHONPATH=/x/project/src:/x/project") ==
          "PYTHONPATH={manifest_dir}/src:{manifest_dir}");
    CHECK(own.in_words("-I/x/project") == "-I{manifest_dir}");
    CHECK(own.in_words("/x/project-2/src") == "/x/project-2/src");
    CHECK(own.in_words("html") == "html");
}

TEST_CASE("a word that is written like a placeholder is another word") {
    const OwnDirectories own = at("/x/project", "/x/project/_build");
    CHECK(own.in_words("{build}/a") != own.in_words("/x/project/_build/a"));
    CHECK(own.in_words("{manifest_dir}") != own.in_words("/x/project"));
    CHECK(own.in_words("{{build}") != own.in_words("{build}"));
}
