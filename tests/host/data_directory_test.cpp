#include "lib/host/data_directory.hpp"

#include "lib/host/install_paths.hpp"
#include "tests/temporary_directory.hpp"

using namespace docbuild;

namespace {

std::string program(const TemporaryDirectory& directory, const std::string& name) {
    std::string path = directory.write(name, "#!/bin/sh\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
}

} // namespace

TEST_CASE("a program in the build tree uses the source tree's files") {
    const std::string source_root(install_paths::source_root);
    const std::string executable = std::string(install_paths::build_root) + "/app/docbuild";
    CHECK(data_directories_of(executable).files == source_root + "/share/docbuild");
    CHECK(data_directories_of(executable).config == source_root + "/config");
}

TEST_CASE("a relocated installation uses the files next to it") {
    const TemporaryDirectory prefix;
    std::filesystem::create_directories(prefix / "share/docbuild/config");
    const DataDirectories found = data_directories_of(prefix / "bin/docbuild");
    CHECK(found.files == prefix / "share/docbuild");
    CHECK(found.config == prefix / "share/docbuild/config");
}

TEST_CASE("a program without files next to it uses the configured directory") {
    const TemporaryDirectory prefix;
    const std::string configured(install_paths::data_directory);
    for (const std::string& executable :
         {prefix / "bin/docbuild", std::string("docbuild"), std::string()}) {
        CAPTURE(executable);
        CHECK(data_directories_of(executable).files == configured);
        CHECK(data_directories_of(executable).config == configured + "/config");
    }
}

TEST_CASE("a program named with a slash is that file, without symbolic links") {
    const TemporaryDirectory directory;
    const std::string real = program(directory, "real/bin/docbuild");
    std::filesystem::create_symlink(real, directory / "link");
    CHECK(executable_named(real, "") == real);
    CHECK(executable_named(directory / "link", "") == real);
    CHECK(executable_named(directory / "none", "").empty());
}

TEST_CASE("a program named without a slash is the first of its name on PATH that can be executed") {
    const TemporaryDirectory directory;
    directory.write("a/docbuild", "not executable");
    std::filesystem::create_directories(directory / "b/docbuild");
    const std::string expected = program(directory, "c/docbuild");
    program(directory, "d/docbuild");
    const auto path = [&](const char* name) { return directory / name; };
    CHECK(executable_named("docbuild", path("a") + ":" + path("b") + ":" + path("none") + ":" +
                                           path("c") + ":" + path("d")) == expected);
    CHECK(executable_named("docbuild", path("a")).empty());
    CHECK(executable_named("docbuild", "").empty());
    CHECK(executable_named("", path("c")).empty());
}

TEST_CASE("the running program's files are found") {
    const std::string expected = std::string(install_paths::source_root) + "/share/docbuild";
    const std::string own = std::string(install_paths::build_root) + "/tests/unit/system_tests";
    CHECK(data_directory(own) == expected);
}
