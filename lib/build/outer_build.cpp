#include "lib/build/outer_build.hpp"

#include "lib/disk/files.hpp"
#include "lib/host/host.hpp"
#include "lib/text/depfile.hpp"
#include "lib/text/error.hpp"
#include "lib/text/path_text.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace docbuild {

namespace {

/// Sets the modification time of `path`, creating it if missing; null: to now.
void set_time(const std::string& path, const std::int64_t* nanoseconds) {
    const Descriptor file(without_interruption(
        [&] { return ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666); }));
    if (!file.is_open()) {
        throw WorkError(system_message("open", path, errno));
    }
    timespec times[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
    if (nanoseconds != nullptr) {
        times[1] = {*nanoseconds / 1'000'000'000, *nanoseconds % 1'000'000'000};
    }
    if (::futimens(file.get(), times) != 0) {
        throw WorkError(system_message("futimens", path, errno));
    }
}

/// The time on the build directory's file system, whose clock may differ from this machine's.
std::int64_t time_now(const BuildPaths& paths) {
    const std::string path = paths.internal_dir() + "/clock";
    set_time(path, nullptr);
    return look_at(path).mtime;
}

} // namespace

OuterBuildReport::OuterBuildReport(const Project& project, JobCommands& commands,
                                   Examiner& examiner, const BuildPaths& paths)
    : project_(project), commands_(commands), examiner_(examiner), paths_(paths),
      files_(project.plan, project.directories) {}

void OuterBuildReport::note_start() {
    started_ = time_now(paths_);
}

bool OuterBuildReport::add(JobId job, std::vector<std::string>& watched) {
    const auto& success = examiner_.record_of(job).success;
    if (!success) {
        return false;
    }
    const PreparedCommand prepared = commands_.prepare(job);
    const BuilderCommand& command = prepared.command;
    const auto inputs = examiner_.current_inputs(job, prepared);
    for (const FileState& file : inputs) {
        if (file.mode != 0) { // the builder may have named a missing file
            watched.push_back(resolve(file.path, command.source));
        }
    }
    files_.add_directories(command, watched);
    if (const auto* program = std::get_if<std::string>(&prepared.executable)) {
        watched.push_back(*program);
    }
    return quick_digest(inputs, commands_.own()) == success->quick_inputs;
}

std::vector<std::string>
OuterBuildReport::only_named(std::vector<std::string> watched, const OuterBuild& outer,
                             const std::function<void(const std::string&)>& warn) const {
    std::sort(watched.begin(), watched.end());
    watched.erase(std::unique(watched.begin(), watched.end()), watched.end());
    const std::string own[] = {resolve(outer.stamp, current_directory()),
                               resolve(outer.depfile.value_or(outer.stamp), current_directory())};
    std::string unnamed;
    std::size_t others = 0;
    std::erase_if(watched, [&](const std::string& path) {
        if (is_in(path, paths_.build) || path == own[0] || path == own[1]) {
            return true;
        }
        if (can_be_in_depfile(path)) {
            return false;
        }
        others += unnamed.empty() ? 0 : 1;
        unnamed = unnamed.empty() ? path : unnamed;
        return true;
    });
    if (!unnamed.empty()) {
        warn(fmt::format("{}{}: no dependency file can bear such a name; the outer build will not "
                         "see changes of it",
                         unnamed, others == 0 ? "" : fmt::format(" and {} more", others)));
    }
    return watched;
}

/// If a file changed during the run, the outputs may be outdated: the stamp then gets the start
/// time, so that the outer build runs docbuild again.
void OuterBuildReport::write(const OuterBuild& outer, const std::vector<bool>& needed,
                             const std::function<void(const std::string&)>& warn) {
    const std::int64_t now = time_now(paths_);
    std::vector<std::string> watched = outer.read;
    watched.push_back(project_.manifest);
    bool is_as_built = true;
    for (std::size_t i = 0; i < needed.size(); ++i) {
        is_as_built &= !needed[i] || add(JobId(i), watched);
    }
    for (const DocumentRule& rule : project_.plan.manifest.documents) {
        if (rule.match) {
            find_matching(project_.directories.manifest_dir, *rule.match, &watched);
        }
    }
    if (outer.depfile) {
        const std::string text =
            write_depfile(outer.stamp, only_named(std::move(watched), outer, warn));
        if (const int error = replace_file(*outer.depfile, text, Durable::yes)) {
            throw WorkError(system_message("write", *outer.depfile, error));
        }
    }
    set_time(outer.stamp, is_as_built ? &now : &started_);
}

} // namespace docbuild
