#include "lib/process/oom_claims.hpp"

#include <algorithm>

namespace docbuild {

namespace {

/// Takes one kill out of what `before` lets its builder claim.
void give_up_one(OomKillCounts& before, const OomKillCounts& now) {
    for (std::size_t i = 0; i < std::min(before.size(), now.size()); ++i) {
        if (before[i] && now[i] && *before[i] < *now[i]) {
            ++*before[i];
        }
    }
}

} // namespace

std::optional<bool> OomClaims::killed(JobId job, const OomKillCounts& now) {
    return claim(job, now, rose);
}

std::optional<bool> OomClaims::failed(JobId job, const OomKillCounts& now) {
    return claim(job, now, rose_in_own_groups);
}

std::optional<bool> OomClaims::claim(JobId job, const OomKillCounts& now, Rose& rose) {
    const auto own = before_.find(job);
    if (own == before_.end()) {
        return std::nullopt;
    }
    const auto result = rose(own->second, now);
    if (result == true) {
        for (auto& [other, before] : before_) {
            give_up_one(before, now);
        }
    }
    return result;
}

} // namespace docbuild
