#include "lib/disk/nearby_paths.hpp"

#include "tests/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>

using namespace docbuild;

namespace {

bool is_there(const NearbyPaths::Place& place) {
    struct stat status {};
    return ::fstatat(place.directory, place.name, &status, 0) == 0;
}

} // namespace

TEST_CASE("files near each other are named from a directory above") {
    const TemporaryDirectory directory;
    for (const char* file : {"a/b/one", "a/c/two", "a/c/d/e/three", "f/g/four"}) {
        directory.write(file, "");
    }
    NearbyPaths way;
    const std::string one = directory / "a/b/one";
    const auto first = way.to(one);
    CHECK(std::string(first.name) == "b/one");
    CHECK(is_there(first));
    const int above = first.directory;
    for (const char* near : {"a/c/two", "a/c/d/e/three"}) {
        const std::string path = directory / near;
        const auto place = way.to(path);
        CHECK(place.directory == above);
        CHECK(std::string(place.name) == std::string(near).substr(2));
        CHECK(is_there(place));
    }
    const std::string missing = directory / "a/b/none";
    CHECK_FALSE(is_there(way.to(missing)));
    const std::string far = directory / "f/g/four";
    CHECK(std::string(way.to(far).name) == "g/four");
    CHECK(is_there(way.to(far)));
}

TEST_CASE("what has few names above it, or nothing, is named whole") {
    NearbyPaths way;
    for (const std::string path : {"/", "/tmp", "/no-such/directory/at/all"}) {
        CHECK(way.to(path).directory == AT_FDCWD);
        CHECK(std::string(way.to(path).name) == path);
    }
}

TEST_CASE("a way that is closed keeps no directory that may be replaced") {
    const TemporaryDirectory directory;
    directory.write("a/b/c", "");
    NearbyPaths way;
    const std::string path = directory / "a/b/c";
    CHECK(is_there(way.to(path)));
    way.close();
    CHECK(way.to(path).directory == AT_FDCWD);
    CHECK(is_there(way.to(path)));
}
