// How jobs are referred to: by number while a plan is carried out, by name wherever a person or a
// file sees them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>

namespace docbuild {

/// Index of a job in Plan::jobs; jobs are numbered in manifest order (document by document, stage
/// by stage).
enum class JobId : std::uint32_t {};
inline std::size_t index(JobId job) {
    return static_cast<std::size_t>(job);
}

/// Index of a barrier in Plan::barriers.
enum class BarrierId : std::uint32_t {};
inline std::size_t index(BarrierId barrier) {
    return static_cast<std::size_t>(barrier);
}

/// A job as reports name it.
struct JobName {
    std::string document;
    std::string stage;
    std::string text() const { return document + ":" + stage; }
    /// STAGE/DOCUMENT: where its files are in a directory for those of all jobs.
    std::string path() const { return stage + "/" + document; }
    bool operator==(const JobName&) const = default;
    // not <=>, which older standard libraries lack for strings
    bool operator<(const JobName& other) const {
        return std::tie(document, stage) < std::tie(other.document, other.stage);
    }
};

} // namespace docbuild
