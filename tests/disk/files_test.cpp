#include "lib/disk/files.hpp"

#include "lib/text/error.hpp"
#include "tests/temporary_directory.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

using namespace docbuild;

namespace {

using Texts = std::vector<std::string>;

/// What `action` throws, or nothing.
template <typename Exception, typename Action> std::string thrown_by(Action action) {
    try {
        action();
        return {};
    } catch (const Exception& error) {
        return error.what();
    }
}

} // namespace

TEST_CASE("a file is read whole") {
    const TemporaryDirectory directory;
    const std::string text("a\0b\n", 4);
    CHECK(read_file(directory.write("file", text), Bytes{4}) == text);
    CHECK(read_file(directory.write("empty", ""), Bytes{0}).empty());
    const std::string large(200'000, 'x');
    CHECK(read_file(directory.write("large", large), Bytes{200'000}) == large);
}

TEST_CASE("a file that is missing, too large or no file is an error that names it") {
    const TemporaryDirectory directory;
    const std::string none = directory / "none";
    CHECK(thrown_by<WorkError>([&] { read_file(none, Bytes{9}); }) ==
          "open: " + none + ": No such file or directory");
    const std::string file = directory.write("file", "12345");
    CHECK(thrown_by<InputError>([&] { read_file(file, Bytes{4}); }) ==
          file + ": larger than 4 B; is it the right file?");
    const std::string itself = directory / ".";
    CHECK(thrown_by<InputError>([&] { read_file(itself, Bytes{4}); }) ==
          itself + ": not a file; name a file");
    CHECK(thrown_by<InputError>([&] { read_file("/dev/zero", Bytes{1U << 20U}); }) ==
          "/dev/zero: larger than 1.0 MiB; is it the right file?");
}

TEST_CASE("writing to a full device gives its errno") {
    const Descriptor full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    if (full.is_open()) {
        CHECK(write_all(full.get(), "text") == ENOSPC);
    }
    CHECK(write_all(-1, "text") == EBADF);
    CHECK(write_all(-1, "") == 0);
}

TEST_CASE("a file is replaced by another, and its name alone is left") {
    const TemporaryDirectory directory;
    const std::string file = directory.write("sub/file", "before");
    CHECK(replace_file(file, "after", Durable::no) == 0);
    CHECK(read_file(file, Bytes{9}) == "after");
    CHECK(replace_file(file, "later", Durable::yes) == 0);
    CHECK(read_file(file, Bytes{9}) == "later");
    CHECK(names_in(directory / "sub") == Texts{"file"});
}

TEST_CASE("what stands at a temporary name, of whatever kind, is left alone") {
    const TemporaryDirectory directory;
    const std::string file = directory / "file";
    const std::string first = fmt::format("{}.new-{}-1", file, ::getpid());
    CHECK(make_directories(file + ".new") == 0);
    CHECK(make_directories(first) == 0);
    CHECK(replace_file(file, "text", Durable::no) == 0);
    CHECK(read_file(file, Bytes{9}) == "text");
    CHECK(is_directory(first));
}

TEST_CASE("a file that cannot be replaced leaves nothing beside it") {
    const TemporaryDirectory directory;
    directory.write("directory/file", "");
    const std::string path = directory / "directory";
    CHECK(replace_file(path, "text", Durable::no) == EISDIR);
    CHECK(names_in(directory / ".") == Texts{"directory"});
    CHECK(replace_file(directory / "none/file", "text", Durable::no) == ENOENT);
}

TEST_CASE("directories are made with their parents, and may be there already") {
    const TemporaryDirectory directory;
    CHECK(make_directories(directory / "a/b c/d") == 0);
    CHECK(is_directory(directory / "a/b c/d"));
    CHECK(make_directories(directory / "a/b c/d") == 0);
    CHECK(make_directories(directory / "e/") == 0);
    CHECK(make_directories("/") == 0);
    CHECK(make_parent_directories(directory / "f/g/file") == 0);
    CHECK(is_directory(directory / "f/g"));
    CHECK_FALSE(path_exists(directory / "f/g/file"));
}

TEST_CASE("where a file stands in the way no directory is made") {
    const TemporaryDirectory directory;
    directory.write("file", "");
    std::filesystem::create_symlink("nowhere", directory / "dangling");
    std::filesystem::create_directory(directory / "real");
    std::filesystem::create_symlink("real", directory / "link");
    CHECK(make_directories(directory / "file") == ENOTDIR);
    CHECK(make_directories(directory / "file/a/b") == ENOTDIR);
    CHECK(make_directories(directory / "dangling") == ENOTDIR);
    CHECK(make_directories(directory / "link/below") == 0);
    CHECK(is_directory(directory / "real/below"));
    CHECK(make_directories("") == ENOENT);
}

TEST_CASE("a tree is removed without what its symbolic links lead to") {
    const TemporaryDirectory directory;
    const std::string kept = directory.write("kept/file", "");
    directory.write("tree/sub/file", "");
    std::filesystem::create_directory_symlink(directory / "kept", directory / "tree/link");
    CHECK(remove_tree(directory / "tree") == 0);
    CHECK_FALSE(path_exists(directory / "tree"));
    CHECK(path_exists(kept));
    CHECK(remove_tree(directory / "tree") == 0);
    CHECK(remove_tree(kept) == 0);
    CHECK_FALSE(path_exists(kept));
}

TEST_CASE("the tail of a file is its last lines, within so many bytes") {
    const TemporaryDirectory directory;
    const std::string file = directory.write("log", "one\ntwo\nthree\nfour");
    CHECK(tail_of(file, 2, 1000) == Texts{"three", "four"});
    CHECK(tail_of(file, 9, 1000) == Texts{"one", "two", "three", "four"});
    CHECK(tail_of(file, 9, 10) == Texts{"three", "four"});
    CHECK(tail_of(file, 9, 7) == Texts{"ee", "four"});
    CHECK(tail_of(directory.write("ended", "one\n\ntwo\n"), 2, 1000) == Texts{"", "two"});
    CHECK(tail_of(directory.write("empty", ""), 2, 1000).empty());
    CHECK(tail_of(directory / "none", 2, 1000).empty());
    CHECK(tail_of(directory / ".", 2, 1000).empty());
}

TEST_CASE("names in a directory come in byte order") {
    const TemporaryDirectory directory;
    for (const char* name : {"b", "a", "B", ".c", "\xc3\xa9", "a b", "line\nbreak"}) {
        directory.write(name, "");
    }
    CHECK(names_in(directory / ".") ==
          Texts{".c", "B", "a", "a b", "b", "line\nbreak", "\xc3\xa9"});
    CHECK(names_in(directory / "none").empty());
    CHECK(names_in(directory / "a").empty());
}

TEST_CASE("a path is there, or a directory, also by a symbolic link") {
    const TemporaryDirectory directory;
    std::filesystem::create_symlink(directory / ".", directory / "link");
    std::filesystem::create_symlink("nowhere", directory / "dangling");
    CHECK(is_directory(directory / "link"));
    CHECK_FALSE(path_exists(directory / "dangling"));
    CHECK_FALSE(is_directory(directory.write("file", "")));
}
