#include "lib/command/sphinx_exchange.hpp"

#include "lib/disk/files.hpp"
#include "lib/json/json_text.hpp"
#include "lib/text/path_text.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace docbuild {

namespace {

constexpr Bytes largest_report{16U << 20U};

/// `FILE:LINE: message`, or as much of it as there is.
std::string finding_in(const JsonValue& report) {
    const JsonMember* const found = report.member("finding");
    if (found == nullptr) {
        return {};
    }
    std::string place = found->value.text_of("file");
    const auto* const line = found->value.find<std::int64_t>("line");
    if (!place.empty() && line != nullptr) {
        place += fmt::format(":{}", *line);
    }
    const std::string message = found->value.text_of("message");
    return place.empty() ? message : fmt::format("{}: {}", place, message);
}

/// `DIGEST SIZE MTIME PATH` with a null character after each; the front's inputs.py reads it.
std::string input_lines(const InputSet& inputs, const std::string& source) {
    std::string lines;
    for (const InputFile& file : inputs) {
        lines += fmt::format("{:016x}{:016x} {} {} {}", file.content.high, file.content.low,
                             file.state.size, file.state.mtime, resolve(file.state.path, source));
        lines += '\0';
    }
    return lines;
}

std::optional<FindingCounts> counts_in(const JsonValue& report) {
    const auto* const warnings = report.find<std::int64_t>("warnings");
    const auto* const errors = report.find<std::int64_t>("errors");
    if (warnings == nullptr || errors == nullptr) {
        return std::nullopt;
    }
    return FindingCounts{static_cast<std::uint64_t>(*warnings),
                         static_cast<std::uint64_t>(*errors)};
}

} // namespace

std::optional<FailedToStart> set_up_sphinx(const std::string& build, const JobName& job,
                                           const std::string& front_input,
                                           const BuilderCommand& command, const InputSet& inputs) {
    if (front_input.empty()) {
        return std::nullopt;
    }
    const SphinxFiles files{build};
    for (const std::string& path :
         {files.front_input(job), files.progress(job), files.report(job), files.inputs(job),
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
    if (const int error = replace_file(files.front_input(job), front_input, Durable::no)) {
        return FailedToStart{error, "write " + files.front_input(job)};
    }
    if (const int error =
            replace_file(files.inputs(job), input_lines(inputs, command.source), Durable::no)) {
        return FailedToStart{error, "write " + files.inputs(job)};
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
    // A report that is damaged or absent is no more than a help that is missing.
    const JsonValue report =
        json_or_null(read_file_if_any(SphinxFiles{build}.report(job), largest_report));
    return {finding_in(report),          report.text_of("traceback"),
            report.texts_of("imported"), report.texts_by_key_of("failed"),
            report.texts_of("untested"), counts_in(report)};
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
