// Events as tests of several reports need them.
#pragma once

#include "lib/event/run_event.hpp"

#include <chrono>
#include <csignal>

namespace docbuild::sample {

using namespace std::chrono_literals;

inline const JobName rings = {"reference/rings", "html"};
inline const JobName tutorial = {"tutorial", "html"};

inline RunStarted run_of(std::size_t jobs, unsigned slots = 2) {
    RunStarted event;
    event.jobs = jobs;
    event.slots = slots;
    event.mode = "parallel";
    event.reason = "2 processors";
    return event;
}

inline JobStarted started(const JobName& job) {
    JobStarted event;
    event.job = job;
    event.pid = 4711;
    return event;
}

inline JobFinished built(const JobName& job, Duration wall = 3200ms) {
    JobFinished event;
    event.job = job;
    event.usage = {wall, wall / 2, wall / 10, Bytes{145ULL << 20U}};
    return event;
}

inline JobFinished failed(const JobName& job) {
    JobFinished event = built(job);
    event.outcome = Outcome::failed;
    event.ending = Exited{2};
    event.log = "/b/.docbuild/logs/html/rings.log";
    event.log_tail = {"reading sources", "Extension error!"};
    event.again = "docbuild reference/rings:html";
    return event;
}

} // namespace docbuild::sample
