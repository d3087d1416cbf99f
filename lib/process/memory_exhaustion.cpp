#include "lib/process/memory_exhaustion.hpp"

#include "lib/disk/kernel_file.hpp"

#include <algorithm>

namespace docbuild {

namespace {

constexpr Duration longest_freshness = std::chrono::seconds(1);

/// Of the groups', those that exist: each is read for every builder.
std::vector<std::string> files_that_count() {
    auto files = oom_kill_files(read_kernel_file("/proc/self/cgroup").value_or(""),
                                read_kernel_file("/proc/self/mountinfo").value_or(""));
    files.erase(std::remove_if(files.begin() + 1, files.end(),
                               [](const std::string& file) { return !read_kernel_file(file); }),
                files.end());
    return files;
}

} // namespace

OomKillWatch::OomKillWatch() : files_(files_that_count()) {}

const OomKillCounts& OomKillWatch::read() {
    last_.clear();
    for (const std::string& file : files_) {
        last_.push_back(oom_kills_in(read_kernel_file(file).value_or("")));
    }
    read_at_ = std::chrono::steady_clock::now();
    return last_;
}

const OomKillCounts& OomKillWatch::recent() {
    const bool is_fresh =
        read_at_ && std::chrono::steady_clock::now() - *read_at_ < longest_freshness;
    if (!is_fresh) {
        return read();
    }
    for (std::size_t i = 1; i < files_.size(); ++i) {
        last_[i] = oom_kills_in(read_kernel_file(files_[i]).value_or(""));
    }
    return last_;
}

} // namespace docbuild
