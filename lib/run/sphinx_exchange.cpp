#include "lib/run/sphinx_exchange.hpp"

#include "lib/core/error.hpp"
#include "lib/run/files.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace docbuild {

namespace {

constexpr Bytes largest_report{16U << 20U};

/// Empty where the file is not there or cannot be read: a report is no more than a help.
std::string text_of(const std::string& path, Bytes limit) {
    if (!path_exists(path)) {
        return {};
    }
    try {
        return read_file(path, limit);
    } catch (const Error&) {
        return {};
    }
}

std::string text_in(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<std::string> texts_in(const nlohmann::json& object, const char* key) {
    std::vector<std::string> texts;
    const auto found = object.find(key);
    if (found != object.end() && found->is_array()) {
        for (const auto& text : *found) {
            if (text.is_string()) {
                texts.push_back(text.get<std::string>());
            }
        }
    }
    return texts;
}

std::string finding_in(const nlohmann::json& report) {
    const auto found = report.find("finding");
    if (found == report.end() || !found->is_object()) {
        return {};
    }
    std::string place = text_in(*found, "file");
    const auto line = found->find("line");
    if (!place.empty() && line != found->end() && line->is_number_integer()) {
        place += fmt::format(":{}", line->get<std::int64_t>());
    }
    return place.empty() ? text_in(*found, "message")
                         : fmt::format("{}: {}", place, text_in(*found, "message"));
}

} // namespace

std::optional<FailedToStart> set_up_sphinx(const std::string& build, const JobName& job,
                                           const std::string& told, const BuilderCommand& command) {
    if (told.empty()) {
        return std::nullopt;
    }
    const SphinxFiles files{build};
    for (const std::string& path : {files.told(job), files.progress(job), files.report(job),
                                    command.depfile.value_or(files.depfile(job))}) {
        if (const int error = make_parent_directories(path)) {
            return FailedToStart{error, "mkdir " + parent_of(path)};
        }
    }
    for (const std::string& path : {files.progress(job), files.report(job), files.traceback(job)}) {
        if (const int error = remove_tree(path)) {
            return FailedToStart{error, "remove " + path};
        }
    }
    if (const int error = replace_file(files.told(job), told, Durable::no)) {
        return FailedToStart{error, "write " + files.told(job)};
    }
    return std::nullopt;
}

/// What earlier runs have left is taken away before the first: nobody reads it any more.
std::optional<FailedToStart> OfferFiles::write(const std::string& path,
                                               const std::function<std::string()>& text) {
    if (written_.contains(path)) {
        return std::nullopt;
    }
    if (const int error = written_.empty() ? remove_tree(files_.all_offers()) : 0) {
        return FailedToStart{error, "remove " + files_.all_offers()};
    }
    if (const int error = make_parent_directories(path)) {
        return FailedToStart{error, "mkdir " + parent_of(path)};
    }
    if (const int error = replace_file(path, text(), Durable::no)) {
        return FailedToStart{error, "write " + path};
    }
    written_.insert(path);
    return std::nullopt;
}

SphinxReport sphinx_report(const std::string& build, const JobName& job) {
    const auto report = nlohmann::json::parse(
        text_of(SphinxFiles{build}.report(job), largest_report), nullptr, false);
    SphinxReport result;
    if (!report.is_object()) {
        return result;
    }
    result.finding = finding_in(report);
    result.traceback = text_in(report, "traceback");
    result.imported = texts_in(report, "imported");
    result.untested = texts_in(report, "untested");
    const auto failed = report.find("failed");
    if (failed != report.end() && failed->is_object()) {
        for (const auto& [name, reason] : failed->items()) {
            if (reason.is_string()) {
                result.failed_patches.emplace(name, reason.get<std::string>());
            }
        }
    }
    return result;
}

std::string sphinx_progress(const std::string& build, const JobName& job) {
    constexpr int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW;
    const std::string path = SphinxFiles{build}.progress(job);
    const Descriptor file(without_interruption([&] { return ::open(path.c_str(), flags); }));
    std::array<char, 32> bytes{};
    const auto count =
        without_interruption([&] { return ::read(file.get(), bytes.data(), bytes.size()); });
    const std::string_view text(bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    return std::string(text.substr(0, text.find_last_not_of(" \n") + 1));
}

} // namespace docbuild
