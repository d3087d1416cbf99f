// Has the kernel kill a process in a memory control group, and looks at what is counted.
// Where no such group can be made it says so and ends with 77, which is neither passed nor failed.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "lib/process/memory_exhaustion.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>

using namespace docbuild;

namespace {

constexpr std::size_t limit = std::size_t{32} << 20U;
constexpr int skipped = 77;

/// A memory group of version 1, with a limit, that is removed with this object.
class LimitedGroup {
  public:
    LimitedGroup()
        : path_("/sys/fs/cgroup/memory/docbuild-test-" + std::to_string(::getpid())),
          made_(::mkdir(path_.c_str(), 0755) == 0 && put("memory.limit_in_bytes", limit) &&
                put("memory.swappiness", 0)) {}
    LimitedGroup(const LimitedGroup&) = delete;
    LimitedGroup& operator=(const LimitedGroup&) = delete;
    ~LimitedGroup() { ::rmdir(path_.c_str()); }

    bool is_made() const { return made_; }
    bool take(pid_t process) const {
        return put("cgroup.procs", static_cast<std::size_t>(process));
    }

  private:
    bool put(const char* file, std::size_t number) const {
        std::ofstream stream(path_ + "/" + file);
        stream << number << std::flush;
        return stream.good();
    }
    std::string path_;
    bool made_;
};

/// Touches four times the limit, and is the first that the kernel would choose.
[[noreturn]] void use_up_memory() {
    std::ofstream("/proc/self/oom_score_adj") << 1000 << std::flush;
    constexpr std::size_t size = 4 * limit;
    void* const memory =
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory != MAP_FAILED) {
        std::memset(memory, 1, size);
    }
    ::_exit(0);
}

/// How a process ends that runs `body`, after it joined the group.
template <typename Body> int status_of(const LimitedGroup& group, Body body) {
    const pid_t process = ::fork();
    if (process == 0) {
        if (!group.take(::getpid())) {
            ::_exit(skipped);
        }
        body();
        ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(process, &status, 0) == process);
    return status;
}

} // namespace

TEST_CASE("a builder in a group of its own that the kernel kills raises the machine's count") {
    const LimitedGroup group;
    REQUIRE(group.is_made());
    OomKillWatch watch;
    const OomKillCounts before = watch.read();
    const int status = status_of(group, use_up_memory);
    REQUIRE(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == SIGKILL);
    CHECK(rose(before, watch.read()) == true);
}

TEST_CASE("a builder in the driver's own group that the kernel kills raises that group's count") {
    const LimitedGroup group;
    REQUIRE(group.is_made());
    const int status = status_of(group, [] {
        OomKillWatch watch;
        const OomKillCounts before = watch.read();
        const pid_t builder = ::fork();
        if (builder == 0) {
            use_up_memory();
        }
        ::waitpid(builder, nullptr, 0);
        const OomKillCounts after = watch.read();
        ::_exit(after.size() > 1 && after[1] > before[1] ? 0 : 1);
    });
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a builder that somebody else kills raises no count") {
    const LimitedGroup group;
    REQUIRE(group.is_made());
    OomKillWatch watch;
    const OomKillCounts before = watch.read();
    const int status = status_of(group, [] { ::kill(::getpid(), SIGKILL); });
    REQUIRE(WIFSIGNALED(status));
    CHECK(rose(before, watch.read()) == false);
}

int main(int count, char** arguments) {
    if (!LimitedGroup().is_made()) {
        std::cout << "skipped: no memory control group can be made below /sys/fs/cgroup/memory\n";
        return skipped;
    }
    return doctest::Context(count, arguments).run();
}
