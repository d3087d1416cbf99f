#include "lib/examine/estimates.hpp"

#include "lib/disk/files.hpp"
#include "lib/text/path_text.hpp"

#include <string>
#include <unordered_map>

namespace docbuild {

namespace {

/// Where nothing is known, a megabyte of sources a second and a start: only the order counts then,
/// and the start that each job of a chain costs is what has long chains of small ones begin early.
constexpr double usual_rate = 1e6;
constexpr double usual_start = 0.1;

class SourceSizes {
  public:
    SourceSizes(const Plan& plan, const Directories& directories)
        : plan_(plan), directories_(directories) {}

    double of(JobId job) {
        const std::string& source = plan_.documents[plan_.jobs[index(job)].document].source;
        const auto [size, is_new] = sizes_.try_emplace(source, 0.0);
        if (is_new) {
            for (const FileState& file : scan_directory(resolve(source, directories_.manifest_dir),
                                                        {}, {directories_.build})) {
                size->second += static_cast<double>(file.size);
            }
        }
        return size->second;
    }

  private:
    const Plan& plan_;
    const Directories& directories_;
    std::unordered_map<std::string, double> sizes_; // by source, which documents may share
};

} // namespace

std::vector<Duration> expected_durations(const Examiner& examiner, const Directories& directories,
                                         const std::vector<bool>& needed) {
    std::vector<Duration> expected(needed.size());
    std::vector<JobId> unknown;
    Duration known_work{};
    for (std::size_t i = 0; i < needed.size(); ++i) {
        if (needed[i]) {
            expected[i] = examiner.record_of(JobId(i)).built_in;
            known_work += expected[i];
            if (expected[i] == Duration{}) {
                unknown.push_back(JobId(i));
            }
        }
    }
    if (unknown.empty()) {
        return expected;
    }
    SourceSizes sizes(examiner.plan(), directories);
    double known_size = 0;
    for (std::size_t i = 0; i < needed.size(); ++i) {
        known_size += expected[i] > Duration{} ? sizes.of(JobId(i)) : 0;
    }
    const bool is_known = known_size > 0;
    const double rate = is_known ? known_size / seconds(known_work) : usual_rate;
    for (const JobId job : unknown) {
        expected[index(job)] = from_seconds((is_known ? 0.0 : usual_start) + sizes.of(job) / rate);
    }
    return expected;
}

} // namespace docbuild
