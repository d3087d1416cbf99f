#include "lib/core/builder_tag.hpp"

namespace docbuild {

namespace {

constexpr char between_runs = '\t'; // in no document's name

/// Cuts off and returns what comes before the next `end`.
std::string_view take_until(std::string_view& text, char end) {
    const std::string_view part = text.substr(0, text.find(end));
    text.remove_prefix(part.size() == text.size() ? part.size() : part.size() + 1);
    return part;
}

std::optional<TaggedJob> job_in(std::string_view value, std::string_view run) {
    while (!value.empty()) {
        const std::string_view tag = take_until(value, between_runs);
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
