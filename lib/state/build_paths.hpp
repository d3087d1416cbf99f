// Paths inside a build directory (design, sections 2, 6, 7 and 8).
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/event/run_event.hpp"

#include <string>

namespace docbuild {

struct BuildPaths {
    std::string build; // absolute

    std::string internal_dir() const { return build + "/.docbuild"; }
    std::string state() const { return internal_dir() + "/state.db"; }
    std::string lock() const { return internal_dir() + "/lock"; }
    std::string runs() const { return internal_dir() + "/runs"; }
    /// Output of fork servers.
    std::string preload() const { return internal_dir() + "/preload"; }
    std::string learned_modules() const { return preload() + "/learned.json"; }
    std::string logs() const { return internal_dir() + "/logs"; }
    std::string output_of(const JobName& job) const { return build + "/" + job.path(); }
    std::string log_of(const JobName& job) const { return logs() + "/" + job.path() + ".log"; }
};

} // namespace docbuild
