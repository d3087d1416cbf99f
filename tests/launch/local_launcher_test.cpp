#include "lib/launch/local_launcher.hpp"

#include "tests/launch/builder_runs.hpp"

#include <sys/stat.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>

using namespace docbuild;

namespace {

/// Reads until the other end is closed, or (once `until` has come) no further.
std::string read_from(int descriptor, std::string_view until = {}) {
    std::string text;
    char byte = 0;
    while ((until.empty() || !text.ends_with(until)) && ::read(descriptor, &byte, 1) == 1) {
        text += byte;
    }
    return text;
}

/// What this process was started with is not docbuild's own: builders do not get it in this test.
void keep_inherited_descriptors() {
    for (int descriptor = 3; descriptor < 256; ++descriptor) {
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC); // fails for closed descriptors, which is fine
    }
}

} // namespace

TEST_CASE("a builder is reported as started and then as ended, once each") {
    BuilderRuns runs;
    const BuilderStory& story = runs.play("exit 0");
    CHECK(story.started.size() == 1);
    CHECK(story.ended.size() == 1);
    CHECK(story.failed.empty());
    CHECK(in_words(story.ended.front()) == "exit 0");
}

TEST_CASE("a builder's exit status or signal is its ending") {
    BuilderRuns runs;
    for (const char* expected : {"exit 0", "exit 1", "exit 255", "signal 11", "signal 6",
                                 "signal 9", "signal 13", "signal 15"}) {
        CHECK(in_words(runs.play(expected).ended.front()) == expected);
    }
}

TEST_CASE("a builder leads a process group of its own") {
    BuilderRuns runs;
    const BuilderStory& story = runs.play("print-pid --then print-pgid");
    const std::string process = std::to_string(story.started.front());
    CHECK(runs.log() == process + "\n" + process + "\n");
    CHECK(story.started.front() != ::getpgrp());
}

TEST_CASE("a builder's standard input is /dev/null") {
    BuilderRuns runs;
    runs.story_to_end(
        runs.start({"/bin/sh", "-c", "read x || echo nothing; [ -c /dev/fd/0 ] && echo device"}));
    CHECK(runs.log() == "nothing\ndevice\n");
}

TEST_CASE("a builder's output and errors go to its log in the order written") {
    BuilderRuns runs;
    runs.play("print one --then eprint two --then print three");
    CHECK(runs.log() == "one\ntwo\nthree\n");
}

TEST_CASE("arguments reach a builder unchanged") {
    BuilderRuns runs;
    const std::vector<std::string> arguments = {"", " ", "a b", "*", "$HOME", "\"'\\", "\xc3\xa9"};
    std::vector<std::string> argv = {"not the file's name", "print-args"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    runs.story_to_end(runs.start(BuilderRuns::fake_builder(), argv, "/"));
    CHECK(runs.log() == "[]\n[ ]\n[a b]\n[*]\n[$HOME]\n[\"'\\]\n[\xc3\xa9]\n");
}

TEST_CASE("a builder has exactly the environment it was given") {
    BuilderRuns runs;
    runs.story_to_end(
        runs.start("/usr/bin/env", {"env"}, "/", {"B=2", "A=one two", "EMPTY=", "C=x=y"}));
    CHECK(runs.log() == "B=2\nA=one two\nEMPTY=\nC=x=y\n");
}

TEST_CASE("a builder runs in the directory it was given") {
    BuilderRuns runs;
    const std::string cwd = runs.directory() / "a directory";
    std::filesystem::create_directory(cwd);
    const std::string own = std::filesystem::current_path();
    runs.story_to_end(runs.start(BuilderRuns::fake_builder(), {"fake_builder", "print-cwd"}, cwd));
    CHECK(runs.log() == cwd + "\n");
    CHECK(std::filesystem::current_path() == own);
}

TEST_CASE("no signal is blocked in a builder, and SIGPIPE and SIGXFSZ end it") {
    BuilderRuns runs;
    sigset_t blocked;
    sigset_t before;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ::sigaddset(&blocked, SIGUSR2);
    ::sigprocmask(SIG_BLOCK, &blocked, &before);
    auto* const on_pipe = ::signal(SIGPIPE, SIG_IGN);
    auto* const on_size = ::signal(SIGXFSZ, SIG_IGN);
    runs.play("print-signals");
    ::signal(SIGPIPE, on_pipe);
    ::signal(SIGXFSZ, on_size);
    ::sigprocmask(SIG_SETMASK, &before, nullptr);

    const std::string log = runs.log();
    const std::string ignored = log.substr(0, log.find('\n')) + " ";
    CHECK(ignored.starts_with("ignored:"));
    CHECK(ignored.find(" " + std::to_string(SIGPIPE) + " ") == std::string::npos);
    CHECK(ignored.find(" " + std::to_string(SIGXFSZ) + " ") == std::string::npos);
    CHECK(log.ends_with("\nblocked:\n"));
}

TEST_CASE("signals ignored when docbuild starts stay ignored in builders, as nohup expects") {
    BuilderRuns runs;
    auto* const handler = ::signal(SIGHUP, SIG_IGN);
    runs.play("print-signals");
    ::signal(SIGHUP, handler);
    const std::string ignored = runs.log().substr(0, runs.log().find('\n')) + " ";
    CHECK(ignored.find(" " + std::to_string(SIGHUP) + " ") != std::string::npos);
}

TEST_CASE("a builder inherits none of docbuild's descriptors") {
    keep_inherited_descriptors();
    BuilderRuns runs;
    runs.play("print-fds");
    runs.play("print-fds");
    CHECK(runs.log() == "0 1 2\n0 1 2\n");
}

TEST_CASE(
    "a builder that cannot be executed is told of with errno and call, and never as started") {
    BuilderRuns runs;
    const TemporaryDirectory& directory = runs.directory();
    const auto program = [&](const char* name, const char* text) {
        const std::string path = directory.write(name, text);
        ::chmod(path.c_str(), 0755);
        return path;
    };
    struct Case {
        std::string executable;
        std::string cwd;
        int error;
        const char* call;
    };
    const std::string plain = directory.write("plain", "#!/bin/sh\n");
    const Case cases[] = {
        {directory / "none", "/", ENOENT, "execve"},
        {plain, "/", EACCES, "execve"},
        {directory / ".", "/", EACCES, "execve"},
        {plain + "/below", "/", ENOTDIR, "execve"},
        {program("interpreter", "#!/no/such/interpreter\n"), "/", ENOENT, "execve"},
        {program("text", "no program\n"), "/", ENOEXEC, "execve"},
        {program("empty", ""), "/", ENOEXEC, "execve"},
        {"/bin/true", directory / "none", ENOENT, "chdir"},
        {"/bin/true", plain, ENOTDIR, "chdir"},
    };
    for (const Case& one : cases) {
        CAPTURE(one.executable);
        CAPTURE(one.cwd);
        const BuilderStory& story =
            runs.story(runs.start(one.executable, {one.executable}, one.cwd));
        REQUIRE(story.failed.size() == 1);
        CHECK(story.failed.front().error_number == one.error);
        const std::string call = one.call;
        CHECK(story.failed.front().call ==
              call + " " + (call == "chdir" ? one.cwd : one.executable));
        CHECK(story.started.empty());
        CHECK(story.ended.empty());
    }
    CHECK(in_words(runs.play("exit 0").ended.front()) == "exit 0");
    CHECK(runs.log() == "");
}

TEST_CASE("a program becomes executable, and the next launch of the same job starts it") {
    BuilderRuns runs;
    const std::string path = runs.directory().write("program", "#!/bin/sh\nexit 6\n");
    CHECK(runs.story(runs.start({path})).failed.size() == 1);
    ::chmod(path.c_str(), 0755);
    CHECK(in_words(runs.story_to_end(runs.start({path})).ended.front()) == "exit 6");
}

TEST_CASE("a signal reaches the builder's whole process group") {
    BuilderRuns runs;
    const std::string fifo = runs.directory() / "fifo";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    const JobId job = runs.start(
        {"/bin/sh", "-c", "exec 3>" + fifo + "; sleep 1000 & echo ready >&3; wait; sleep 1000"});
    const Descriptor reading(::open(fifo.c_str(), O_RDONLY | O_CLOEXEC));
    REQUIRE(read_from(reading.get(), "\n") == "ready\n");
    runs.launcher().signal(job, SIGTERM);
    CHECK(in_words(runs.story_to_end(job).ended.front()) == "signal 15");
    CHECK(read_from(reading.get()).empty()); // returns when the last of the group is gone
}

TEST_CASE("a builder's stop and resume are reported") {
    BuilderRuns runs;
    const JobId job = runs.start({BuilderRuns::fake_builder(), "stop", "--then", "exit", "2"});
    runs.turn_until([&] { return !runs.story(job).stopped.empty(); });
    CHECK(runs.story(job).stopped == std::vector{true});
    runs.launcher().signal(job, SIGCONT);
    CHECK(in_words(runs.story_to_end(job).ended.front()) == "exit 2");
}

TEST_CASE("a signal to a builder that has ended or never existed is dropped") {
    BuilderRuns runs;
    const JobId ended = runs.start({"/bin/true"});
    runs.story_to_end(ended);
    const JobId failed = runs.start({"/no/such/program"});
    const JobId running = runs.start({"/bin/sleep", "1000"});
    for (const JobId job : {ended, failed, JobId{1000}}) {
        runs.launcher().signal(job, SIGKILL);
    }
    CHECK(runs.story(running).ends() == 0);
    runs.launcher().signal(running, SIGKILL);
    CHECK(in_words(runs.story_to_end(running).ended.front()) == "signal 9");
    CHECK(runs.story(ended).ended.size() == 1);
}

/// No more than that: Linux counts what the driver itself held when the builder was started.
TEST_CASE("a builder's peak memory includes what it allocated") {
    BuilderRuns runs;
    CHECK(runs.play("exit 0").usage.max_rss > Bytes{0});
    CHECK(runs.play("memory 50000000").usage.max_rss >= Bytes{50'000'000});
}

TEST_CASE("without a free descriptor, a builder is started or reported as not started") {
    BuilderRuns runs;
    std::vector<Descriptor> all;
    do {
        all.emplace_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    } while (all.back().is_open());
    const JobId job = runs.start({BuilderRuns::fake_builder(), "exit", "0"});
    const BuilderStory story = runs.story(job);
    all.clear();
#ifdef DOCBUILD_PORTABLE
    REQUIRE(story.failed.size() == 1);
    CHECK(story.failed.front().error_number == EMFILE);
    CHECK(story.failed.front().call == "pipe");
#else
    CHECK(story.started.size() == 1);
    CHECK(in_words(runs.story_to_end(job).ended.front()) == "exit 0");
#endif
}
