#include "lib/command/executable_search.hpp"

#include "tests/temporary_directory.hpp"

#include <sys/stat.h>

#include <cerrno>

using namespace docbuild;

namespace {

std::string make_program(const TemporaryDirectory& directory, const std::string& name) {
    const std::string path = directory.write(name, "#!/bin/sh\n");
    ::chmod(path.c_str(), 0755);
    return path;
}

/// The path that is found, or the number of the error.
std::string found(const std::string& name, const std::string& path, const std::string& cwd = "/") {
    const auto result = ExecutableSearch().find(name, path, cwd);
    const auto* failure = std::get_if<FailedToStart>(&result);
    if (failure == nullptr) {
        return std::get<std::string>(result);
    }
    CHECK(failure->call.starts_with("execve "));
    return "error " + std::to_string(failure->error_number);
}

std::string error(int number) {
    return "error " + std::to_string(number);
}

} // namespace

TEST_CASE("a program with a slash is that file, relative to the working directory") {
    const TemporaryDirectory directory;
    const std::string file = make_program(directory, "bin/tool");
    CHECK(found(file, "") == file);
    CHECK(found("./tool", "", directory / "bin") == file);
    CHECK(found("bin/tool", "", directory / ".") == file);
    CHECK(found("../bin/tool", "", directory / "bin") == file);
    CHECK(found("bin/tool", directory / "bin", "/") == error(ENOENT));
}

TEST_CASE("a program that cannot be executed yields an errno") {
    const TemporaryDirectory directory;
    const std::string plain = directory.write("plain", "");
    std::filesystem::create_symlink(directory / "nowhere", directory / "dangling");
    std::filesystem::create_symlink(directory / "loop", directory / "loop");
    CHECK(found(directory / "none", "") == error(ENOENT));
    CHECK(found(plain, "") == error(EACCES));
    CHECK(found(directory / ".", "") == error(EISDIR));
    CHECK(found(plain + "/below", "") == error(ENOTDIR));
    CHECK(found(directory / "dangling", "") == error(ENOENT));
    CHECK(found(directory / "loop", "") == error(ELOOP));
}

TEST_CASE("a program without a slash is the first on the path that can be executed") {
    const TemporaryDirectory directory;
    directory.write("plain/tool", "");
    std::filesystem::create_directories(directory / "directory/tool");
    const std::string expected = make_program(directory, "first/tool");
    make_program(directory, "second/tool");
    const std::string before =
        directory / "none" + ":" + (directory / "plain") + ":" + (directory / "directory");
    CHECK(found("tool", before + ":" + (directory / "first") + ":" + (directory / "second")) ==
          expected);
    CHECK(found("tool", directory / "none") == error(ENOENT));
    CHECK(found("tool", directory / "plain") == error(EACCES));
    CHECK(found("tool", directory / "plain" + ":" + (directory / "none")) == error(EACCES));
    CHECK(found("tool", directory / "plain/tool") == error(ENOENT));
    CHECK(found("", directory / "first") == error(ENOENT));
}

TEST_CASE("relative and empty directories of the path are taken from the working directory") {
    const TemporaryDirectory directory;
    const std::string file = make_program(directory, "bin/tool");
    CHECK(found("tool", "bin", directory / ".") == file);
    for (const char* path : {"", ":", "/none:", ":/none", "/none::/none"}) {
        CAPTURE(path);
        CHECK(found("tool", path, directory / "bin") == file);
        CHECK(found("tool", path, directory / ".") == error(ENOENT));
    }
}

TEST_CASE("a program that was missing is found once it is there") {
    const TemporaryDirectory directory;
    ExecutableSearch search;
    const auto find = [&] { return search.find("tool", directory / "bin", "/"); };
    CHECK(std::holds_alternative<FailedToStart>(find()));
    const std::string file = make_program(directory, "bin/tool");
    CHECK(std::get<std::string>(find()) == file);
    CHECK(std::get<std::string>(find()) == file);
}

TEST_CASE("one search distinguishes programs, paths and working directories") {
    const TemporaryDirectory directory;
    const std::string one = make_program(directory, "one/tool");
    const std::string two = make_program(directory, "two/tool");
    ExecutableSearch search;
    CHECK(std::get<std::string>(search.find("tool", directory / "one", "/")) == one);
    CHECK(std::get<std::string>(search.find("tool", directory / "two", "/")) == two);
    CHECK(std::get<std::string>(search.find("tool", ".", directory / "one")) == one);
    CHECK(std::get<std::string>(search.find("tool", ".", directory / "two")) == two);
}
