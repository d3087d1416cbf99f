#include "lib/examine/upstream.hpp"

namespace docbuild {

namespace {

void add(Digest& sum, const Digest& term) {
    sum.high += term.high;
    sum.low += term.low;
}

void subtract(Digest& sum, const Digest& term) {
    sum.high -= term.high;
    sum.low -= term.low;
}

} // namespace

Digest upstream_term(const std::string& job, const Digest& outputs) {
    Digester term;
    term.add(job);
    term.add(outputs);
    return term.finish();
}

Upstream::Upstream(const Plan& plan)
    : plan_(plan), terms_(plan.jobs.size()), is_known_(plan.jobs.size()),
      changed_(plan.jobs.size()), barriers_(plan.barriers.size()),
      barrier_of_stage_(plan.manifest.stages.size()) {
    for (std::size_t b = 0; b < plan.barriers.size(); ++b) {
        const Barrier& barrier = plan.barriers[b];
        barrier_of_stage_[barrier.stage] = BarrierId(b);
        barriers_[b].unknown = barrier.jobs.size();
        barriers_[b].latest = barrier.jobs.empty() ? JobId{} : barrier.jobs.front();
    }
}

Upstream::OfBarrier* Upstream::barrier_with(JobId job) {
    const auto barrier = barrier_of_stage_[plan_.jobs[index(job)].stage];
    return barrier ? &barriers_[index(*barrier)] : nullptr;
}

void Upstream::set_known(JobId job, bool is_known) {
    OfBarrier* const barrier = barrier_with(job);
    if (barrier != nullptr && is_known_[index(job)] != is_known) {
        barrier->unknown += is_known ? std::size_t(-1) : 1;
    }
    is_known_[index(job)] = is_known;
}

void Upstream::set(JobId job, const Digest& term, std::uint64_t changed) {
    set_known(job, true);
    if (OfBarrier* const barrier = barrier_with(job)) {
        subtract(barrier->sum, terms_[index(job)]);
        add(barrier->sum, term);
        if (changed > changed_[index(barrier->latest)]) {
            barrier->latest = job;
        }
    }
    terms_[index(job)] = term;
    changed_[index(job)] = changed;
}

void Upstream::forget(JobId job) {
    set_known(job, false);
}

std::vector<JobId> Upstream::unknown_before(JobId job) const {
    const Job& later = plan_.jobs[index(job)];
    std::vector<JobId> unknown;
    const auto look_through = [&](const std::vector<JobId>& jobs) {
        for (const JobId before : jobs) {
            if (!is_known_[index(before)]) {
                unknown.push_back(before);
            }
        }
    };
    look_through(later.after);
    for (const BarrierId barrier : later.after_all) {
        if (barriers_[index(barrier)].unknown > 0) {
            look_through(plan_.barriers[index(barrier)].jobs);
        }
    }
    return unknown;
}

Digest Upstream::digest_of(JobId job) const {
    const Job& later = plan_.jobs[index(job)];
    Digest sum;
    for (const JobId before : later.after) {
        if (!plan_.is_after_all_of(later, plan_.jobs[index(before)].stage)) { // else it is below
            add(sum, terms_[index(before)]);
        }
    }
    for (const BarrierId barrier : later.after_all) {
        add(sum, barriers_[index(barrier)].sum);
    }
    return sum;
}

std::optional<JobId> Upstream::changed_after(JobId job, std::uint64_t sequence) const {
    const Job& later = plan_.jobs[index(job)];
    for (const JobId before : later.after) {
        if (changed_[index(before)] > sequence) {
            return before;
        }
    }
    for (const BarrierId barrier : later.after_all) {
        const JobId latest = barriers_[index(barrier)].latest;
        if (!plan_.barriers[index(barrier)].jobs.empty() && changed_[index(latest)] > sequence) {
            return latest;
        }
    }
    return std::nullopt;
}

} // namespace docbuild
