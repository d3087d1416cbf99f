#include "lib/core/builder_tag.hpp"

namespace docbuild {

namespace {

constexpr char between_runs = '\t'; // in no document's name
constexpr char padding = ' ';       // at the end of no job's name
constexpr std::size_t room_for_job = 1024;

/// Cuts off and returns what comes before the next `end`.
std::string_view take_until(std::string_view& text, char end) {
    const std::string_view part = text.substr(0, text.find(end));
    text.remove_prefix(part.size() == text.size() ? part.size() : part.size() + 1);
    return part;
}

std::optional<TaggedJob> job_in(std::string_view value, std::string_view run) {
    while (!value.empty()) {
        std::string_view tag = take_until(value, between_runs);
        tag = tag.substr(0, tag.find_last_not_of(padding) + 1);
        if (tag.size() > run.size() && tag.starts_with(run) && tag[run.size()] == '/') {
            return TaggedJob{std::string(tag.substr(run.size() + 1)), !value.empty()};
        }
    }
    return std::nullopt;
}

} // namespace

std::string builder_tag(std::string_view outer, std::string_view run, std::string_view job) {
    std::string value(outer);
    if (!value.empty()) {
        value += between_runs;
    }
    return value.append(run).append("/").append(job);
}

std::string fork_server_tag(std::string_view builder_tag) {
    const std::size_t last = builder_tag.rfind(between_runs) + 1; // 0 where there is no outer run
    std::string value(builder_tag.substr(0, builder_tag.find('/', last) + 1));
    return value.append(room_for_job, padding);
}

std::optional<TaggedJob> tagged_job(std::string_view environment, std::string_view run) {
    while (!environment.empty()) {
        std::string_view value = take_until(environment, '\0');
        if (take_until(value, '=') != builder_variable) {
            continue;
        }
        if (auto job = job_in(value, run)) {
            return job;
        }
    }
    return std::nullopt;
}

} // namespace docbuild
