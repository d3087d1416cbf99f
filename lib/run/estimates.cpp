#include "lib/run/estimates.hpp"

#include "lib/run/files.hpp"

#include <optional>

namespace docbuild {

namespace {

/// Where nothing is known, a megabyte of sources a second: only the order counts then.
constexpr double usual_rate = 1e6;

class SourceSizes {
  public:
    SourceSizes(const Plan& plan, const Directories& directories)
        : plan_(plan), directories_(directories), sizes_(plan.documents.size()) {}

    double of(JobId job) {
        const std::size_t document = plan_.jobs[index(job)].document;
        if (!sizes_[document]) {
            std::uint64_t sum = 0;
            for (const FileState& file : scan_directory(
                     absolute_path(plan_.documents[document].source, directories_.manifest_dir), {},
                     {directories_.build})) {
                sum += file.size;
            }
            sizes_[document] = static_cast<double>(sum);
        }
        return *sizes_[document];
    }

  private:
    const Plan& plan_;
    const Directories& directories_;
    std::vector<std::optional<double>> sizes_;
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
    const double rate = known_size > 0 ? known_size / seconds(known_work) : usual_rate;
    for (const JobId job : unknown) {
        expected[index(job)] = from_seconds(sizes.of(job) / rate);
    }
    return expected;
}

} // namespace docbuild
