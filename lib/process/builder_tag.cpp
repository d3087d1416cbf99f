#include "lib/process/builder_tag.hpp"

#include "lib/text/text_parts.hpp"

namespace docbuild {

namespace {

constexpr char between_runs = '\t'; // in no document's name
constexpr char padding = ' ';       // at the end of no job's name
constexpr std::size_t room_for_job = 1024;

std::optional<TaggedJob> job_in(std::string_view value, std::string_view run) {
    const auto tags = split(value, between_runs);
    for (std::size_t i = 0; i < tags.size(); ++i) {
        const std::string_view tag = tags[i].substr(0, tags[i].find_last_not_of(padding) + 1);
        if (tag.size() > run.size() && tag.starts_with(run) && tag[run.size()] == '/') {
            return TaggedJob{std::string(tag.substr(run.size() + 1)), i + 1 < tags.size()};
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
    const std::string name = std::string(builder_variable) + "=";
    for (const std::string_view setting : split(environment, '\0')) {
        if (setting.starts_with(name)) {
            if (auto job = job_in(setting.substr(name.size()), run)) {
                return job;
            }
        }
    }
    return std::nullopt;
}

} // namespace docbuild
