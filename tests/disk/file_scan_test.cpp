#include "lib/disk/file_scan.hpp"

#include "tests/temporary_directory.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

using namespace docbuild;

namespace {

using Texts = std::vector<std::string>;

Texts paths_of(const std::vector<FileState>& files) {
    Texts paths;
    for (const FileState& file : files) {
        paths.push_back(file.path);
    }
    return paths;
}

Texts scanned(const TemporaryDirectory& directory, const IsIgnored& is_ignored = {},
              const std::unordered_set<std::string>& excluded = {}) {
    return paths_of(scan_directory(directory / "source", is_ignored, excluded));
}

void set_time(const std::string& path, std::int64_t seconds, long nanoseconds = 0) {
    const timespec times[] = {{0, UTIME_OMIT}, {seconds, nanoseconds}};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) == 0);
}

const FileState& state_in(const std::vector<FileState>& files, const std::string& path) {
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const FileState& file) { return file.path == path; });
    REQUIRE(found != files.end());
    return *found;
}

Digest digest_in(const TemporaryDirectory& directory, const std::string& path) {
    const auto files = scan_directory(directory / "source", {});
    return digest_of_file(directory / "source", state_in(files, path));
}

} // namespace

TEST_CASE("a directory is scanned to its bottom, in byte order of the paths") {
    const TemporaryDirectory directory;
    for (const char* name :
         {"b", "a/b", "a.b", "a/a/a", "B", "\xc3\xa9", ".hidden", "a b", "a-b"}) {
        directory.write(std::string("source/") + name, "");
    }
    std::filesystem::create_directory(directory / "source/empty");
    CHECK(scanned(directory) ==
          Texts{".hidden", "B", "a b", "a-b", "a.b", "a/a/a", "a/b", "b", "\xc3\xa9"});
}

TEST_CASE("names with quotes and line breaks are scanned as they are") {
    const TemporaryDirectory directory;
    const Texts names = {"\"q\"", "it's", "line\nbreak/f"};
    for (const std::string& name : names) {
        directory.write("source/" + name, "");
    }
    CHECK(scanned(directory) == names);
}

TEST_CASE("a file's size, times to the nanosecond and mode are told") {
    const TemporaryDirectory directory;
    const std::string path = directory.write("source/file", "12345");
    set_time(path, 1'000'000'000, 123'456'789);
    ::chmod(path.c_str(), 0640);
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    const std::int64_t ctime =
        std::int64_t{1'000'000'000} * status.st_ctim.tv_sec + status.st_ctim.tv_nsec;
    const FileState expected{"file", 5, 1'000'000'000'123'456'789, ctime, S_IFREG | 0640};
    CHECK(scan_directory(directory / "source", {}).front() == expected);
    FileState looked_at = expected;
    looked_at.path = path;
    CHECK(look_at(path) == looked_at);
    CHECK(look_at(directory / "none") == FileState{directory / "none", 0, 0, 0, 0});
}

TEST_CASE("a directory that is missing, or is a file, has no files") {
    const TemporaryDirectory directory;
    CHECK(scan_directory(directory / "none", {}).empty());
    CHECK(scan_directory(directory.write("file", ""), {}).empty());
}

TEST_CASE("what is ignored is left out, with all below it") {
    const TemporaryDirectory directory;
    for (const char* name : {"kept", "tmp/a", "tmp/b/c", "a/tmp", "x.bak"}) {
        directory.write(std::string("source/") + name, "");
    }
    Texts asked;
    const auto is_ignored = [&](std::string_view path, bool is_directory) {
        asked.emplace_back(path);
        return (path == "tmp" && is_directory) || path.ends_with(".bak");
    };
    CHECK(scanned(directory, is_ignored) == Texts{"a/tmp", "kept"});
    std::sort(asked.begin(), asked.end());
    CHECK(asked == Texts{"a", "a/tmp", "kept", "tmp", "x.bak"});
}

TEST_CASE("byte-compiled Python is no input") {
    const TemporaryDirectory directory;
    for (const char* name :
         {"conf.py", "conf.pyc", "a/__pycache__/conf.cpython-311.pyc", "a/b.py"}) {
        directory.write(std::string("source/") + name, "");
    }
    CHECK(scanned(directory) == Texts{"a/b.py", "conf.py"});
}

TEST_CASE("excluded directories are not entered") {
    const TemporaryDirectory directory;
    for (const char* name : {"a", "_build/x", "sub/_build/y", "_builder/z"}) {
        directory.write(std::string("source/") + name, "");
    }
    CHECK(scanned(directory, {}, {directory / "source/_build"}) ==
          Texts{"_builder/z", "a", "sub/_build/y"});
}

TEST_CASE("symbolic links to directories are followed, each directory once on a path") {
    const TemporaryDirectory directory;
    directory.write("source/a/f", "");
    directory.write("other/g", "");
    std::filesystem::create_directory_symlink("../other", directory / "source/over");
    std::filesystem::create_directory_symlink(".", directory / "source/here");
    std::filesystem::create_directory_symlink("..", directory / "source/a/up");
    std::filesystem::create_directory_symlink("../a", directory / "source/a/again");
    CHECK(scanned(directory) == Texts{"a/f", "over/g"});
}

TEST_CASE("a symbolic link to nowhere, or to itself, is a file of its own") {
    const TemporaryDirectory directory;
    std::filesystem::create_directory(directory / "source");
    std::filesystem::create_symlink("nowhere", directory / "source/dangling");
    std::filesystem::create_symlink("self", directory / "source/self");
    CHECK(scanned(directory) == Texts{"dangling", "self"});
    const Digest before = digest_in(directory, "dangling");
    CHECK(before != Digest{});
    std::filesystem::remove(directory / "source/dangling");
    std::filesystem::create_symlink("elsewhere", directory / "source/dangling");
    CHECK(digest_in(directory, "dangling") != before);
}

TEST_CASE("a symbolic link changes with its target's name and with its content") {
    const TemporaryDirectory directory;
    const std::string one = directory.write("one", "same");
    const std::string two = directory.write("two", "same");
    std::filesystem::create_directory(directory / "source");
    const std::string link = directory / "source/link";
    std::filesystem::create_symlink("../one", link);
    const Digest first = digest_in(directory, "link");

    directory.write("one", "else");
    CHECK(digest_in(directory, "link") != first);
    directory.write("one", "same");
    CHECK(digest_in(directory, "link") == first);
    std::filesystem::remove(link);
    std::filesystem::create_symlink("../two", link);
    CHECK(digest_in(directory, "link") != first);
}

TEST_CASE("a symbolic link's size and time follow the file") {
    const TemporaryDirectory directory;
    const std::string file = directory.write("file", "12345");
    std::filesystem::create_directory(directory / "source");
    std::filesystem::create_symlink("../file", directory / "source/link");
    set_time(directory / "source/link", 1000);
    set_time(file, 2000);
    const auto state = [&] { return scan_directory(directory / "source", {}).front(); };
    CHECK(state().size == 5);
    CHECK(state().mtime == 2'000'000'000'000);
    CHECK(S_ISLNK(state().mode));
    set_time(directory / "source/link", 3000);
    CHECK(state().mtime == 3'000'000'000'000);
}

TEST_CASE("a digest is one of the content alone") {
    const TemporaryDirectory directory;
    const std::string large(200'000, 'x');
    directory.write("source/a", large);
    directory.write("source/b", large);
    directory.write("source/c", large + "y");
    directory.write("source/empty", "");
    CHECK(digest_in(directory, "a") == digest_in(directory, "b"));
    CHECK(digest_in(directory, "a") == digest_of(large));
    CHECK(digest_in(directory, "a") != digest_in(directory, "c"));
    CHECK(digest_in(directory, "empty") != Digest{});
    set_time(directory / "source/a", 5);
    CHECK(digest_in(directory, "a") == digest_of(large));
}

TEST_CASE("what cannot be read as a file has no digest, and nothing waits for it") {
    const TemporaryDirectory directory;
    std::filesystem::create_directory(directory / "source");
    REQUIRE(::mkfifo((directory / "source/fifo").c_str(), 0600) == 0);
    CHECK(digest_in(directory, "fifo") == Digest{});
    CHECK(digest_of_file("/", {directory / "none", 0, 0, 0}) == Digest{});
    CHECK(digest_of_file("/", {directory / "source", 0, 0, S_IFDIR}) == Digest{});
}

TEST_CASE("a directory that cannot be read is seen, and its files are not") {
    const TemporaryDirectory directory;
    directory.write("source/closed/file", "");
    const std::string closed = directory / "source/closed";
    ::chmod(closed.c_str(), 0);
    const Texts expected = ::geteuid() == 0 ? Texts{"closed/file"} : Texts{"closed"};
    CHECK(scanned(directory) == expected);
    ::chmod(closed.c_str(), 0700);
}

TEST_CASE("contents that are known are taken over, those of files that differ are read") {
    const TemporaryDirectory directory;
    directory.write("source/a", "a");
    directory.write("source/b", "b");
    const std::string source = directory / "source";
    auto files = scan_directory(source, {});
    const InputSet first = with_contents(source, files, {});
    REQUIRE(first.size() == 2);
    CHECK(first[0].content == digest_of("a"));

    InputSet known = {{files[0], {1, 2}}, {files[1], {3, 4}}};
    known[1].state.mtime -= 1;
    const InputSet second = with_contents(source, files, known);
    CHECK(second[0].content == Digest{1, 2});
    CHECK(second[1].content == digest_of("b"));
    CHECK(second[1].state == files[1]);

    known.insert(known.begin(), {{"0", 0, 0, 0}, {5, 6}});
    files.push_back({"z", 0, 0, 0});
    const InputSet third = with_contents(source, files, known);
    CHECK(third[0].content == Digest{1, 2});
    CHECK(third[2].content == Digest{});
}
