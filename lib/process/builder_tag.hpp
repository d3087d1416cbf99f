// The variable that every builder gets, and by which processes of a run are found again, with the
// job that they belong to.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace docbuild {

inline constexpr std::string_view builder_variable = "DOCBUILD_BUILDER";

/// The variable's value: `RUN/DOCUMENT:STAGE`, where `run` is like no other run's on the machine.
/// Where docbuild is itself a builder, `outer` is its own value, which goes before this and a tab:
/// so the outer run finds what is left of an inner one.
std::string builder_tag(std::string_view outer, std::string_view run, std::string_view job);

/// The value for a process that forks builders, made from that of any builder: `RUN/`, without a
/// job, and padded so that each forked process has room to write its own value in that place. A
/// process shows for good the environment that it was executed with, and so do its forks.
std::string fork_server_tag(std::string_view builder_tag);

struct TaggedJob {
    std::string job; // empty: forked from a fork server, and it does not say for which job
    bool is_of_inner_run = false; // started by a docbuild that is a builder of the run
};

/// The job of `run` that a process belongs to; empty where it belongs to none. `environment` is the
/// text of /proc/PID/environ: NAME=VALUE entries, each ended by a zero byte.
std::optional<TaggedJob> tagged_job(std::string_view environment, std::string_view run);

} // namespace docbuild
