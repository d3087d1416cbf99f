#include "lib/host/host.hpp"

#include "lib/text/error.hpp"
#include "tests/temporary_directory.hpp"

#include <unistd.h>

#include <cstdlib>

using namespace docbuild;

TEST_CASE("the host names its system and release") {
    CHECK_FALSE(host_uname().system.empty());
    CHECK_FALSE(host_uname().release.empty());
    CHECK_FALSE(host_name().empty());
}

TEST_CASE("the environment is a snapshot: names, values with '=' and empty values") {
    REQUIRE(::setenv("DOCBUILD_HOST_TEST", "a=b=", 1) == 0);
    REQUIRE(::setenv("DOCBUILD_HOST_TEST_EMPTY", "", 1) == 0);
    const auto before = environment_snapshot();
    REQUIRE(::unsetenv("DOCBUILD_HOST_TEST") == 0);
    REQUIRE(::unsetenv("DOCBUILD_HOST_TEST_EMPTY") == 0);
    CHECK(before.at("DOCBUILD_HOST_TEST") == "a=b=");
    CHECK(before.at("DOCBUILD_HOST_TEST_EMPTY").empty());
    CHECK_FALSE(environment_snapshot().contains("DOCBUILD_HOST_TEST"));
}

TEST_CASE("a current directory that was removed is an error that says so") {
    const std::string before = current_directory();
    const TemporaryDirectory directory;
    std::filesystem::create_directory(directory / "gone");
    std::filesystem::current_path(directory / "gone");
    CHECK(current_directory() == directory / "gone");
    std::filesystem::remove(directory / "gone");
    CHECK_THROWS_WITH_AS(current_directory(),
                         "getcwd: the current directory: No such file or directory", WorkError);
    REQUIRE(::chdir(before.c_str()) == 0);
}
