#include "lib/host/config_files.hpp"

#include "tests/temporary_directory.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

TEST_CASE("a platform's file is named after it, and a platform without one has none") {
    const TemporaryDirectory directory;
    const std::string file = directory.write("linux.json", "{}");
    const auto found = [&](const char* uname) {
        return platform_config_file_in(directory / "", platform_of(parse_uname(uname)))
            .value_or("none");
    };
    CHECK(found("Linux 6.1") == file);
    CHECK(found("Haiku 1") == "none");
}

TEST_CASE("a platform whose name is no file name has no file") {
    const TemporaryDirectory directory;
    directory.write("linux.json", "{}");
    std::filesystem::create_directory(directory / "sub");
    for (const std::string& name :
         {std::string(), std::string("sub/../linux"), std::string(5000, 'x')}) {
        CHECK_FALSE(platform_config_file_in(directory / "", {name, {}, {}}).has_value());
    }
}
