// The part of Examiner that collects a job's inputs.
#include "lib/examine/examiner.hpp"

#include "lib/text/path_text.hpp"

#include <algorithm>

namespace docbuild {

std::vector<FileState> Examiner::current_inputs(JobId job, const PreparedCommand& prepared) {
    const auto& success = records_[index(job)].success;
    auto files = files_.inputs(prepared.command,
                               success ? success->depfile_paths : std::vector<std::string>());
    if (const auto* program = std::get_if<std::string>(&prepared.executable)) {
        insert_sorted(programs_.state_of(*program), files);
    }
    return files;
}

/// With their contents; a program is read once a run, whoever starts it.
InputSet Examiner::settled_inputs(const PreparedCommand& prepared, std::vector<FileState> files,
                                  const InputSet& known) {
    const auto* const program = std::get_if<std::string>(&prepared.executable);
    if (program != nullptr) {
        std::erase_if(files, [&](const FileState& file) { return file.path == *program; });
    }
    InputSet inputs = with_contents(prepared.command.source, std::move(files), known);
    if (program != nullptr) {
        insert_sorted(programs_.with_content(*program), inputs);
    }
    return inputs;
}

Snapshot Examiner::snapshot(JobId job, const PreparedCommand& prepared, std::int64_t started) {
    files_.expect_changes();
    const std::string& source = prepared.command.source;
    const auto& success = records_[index(job)].success;
    const InputSet known =
        success ? store_.inputs_of(name_of(job)).value_or(InputSet()) : InputSet();
    InputSet dependencies;
    if (success) {
        dependencies = with_contents(source, files_.dependencies(success->depfile_paths), known);
    }
    Snapshot snapshot{prepared.words,
                      settled_inputs(prepared, files_.inputs(prepared.command, {}), known),
                      std::move(dependencies), started};
    if (prepared.command.outputs.empty()) {
        attempted_[job] = made_of(job, prepared, snapshot.inputs);
    }
    return snapshot;
}

/// A file that was not there before, and that the builder wrote and nobody changed since, belongs
/// to what it yields: so a build from nothing would find it.
void Examiner::add_own_files(const PreparedCommand& prepared, const WrittenFiles& written,
                             InputSet& inputs) const {
    if (written.empty()) {
        return;
    }
    const std::string& source = prepared.command.source;
    InputSet own;
    for (const FileState& file : files_.inputs(prepared.command, {})) {
        const std::string path = resolve(file.path, source);
        if (find_in(inputs, file.path) == nullptr && is_as_left(written, path, file)) {
            const Digest content = digest_of_file(source, file);
            if (is_as_left(written, path, look_at(path))) {
                own.push_back({file, content});
            }
        }
    }
    for (InputFile& file : own) {
        insert_sorted(std::move(file), inputs);
    }
}

/// What the snapshot has, and each file that the depfile names: as it was before the builder
/// started, where it was looked at then. Another that was written since may not be what the builder
/// read: it is recorded as a file that never was, so that the next run finds it changed.
InputSet Examiner::inputs_of(JobId job, const PreparedCommand& prepared, Snapshot snapshot,
                             const std::vector<std::string>& depfile_paths) const {
    InputSet inputs = std::move(snapshot.inputs);
    add_own_files(prepared, snapshot.written, inputs);
    std::vector<std::string> paths = depfile_paths;
    std::erase_if(paths, [&](const std::string& path) { return find_in(inputs, path) != nullptr; });
    for (InputFile& file : with_contents(prepared.command.source, files_.dependencies(paths),
                                         snapshot.dependencies)) {
        const std::string& path = file.state.path;
        if (const InputFile* before = find_in(snapshot.dependencies, path)) {
            file = *before;
        } else if (last_change(file.state) >= snapshot.started &&
                   !is_as_left(snapshot.written, path, look_at(path)) &&
                   !files_.is_made_before(job, path)) {
            file.content = Digest{};
        }
        inputs.push_back(std::move(file));
    }
    std::sort(inputs.begin(), inputs.end(), [](const InputFile& one, const InputFile& other) {
        return one.state.path < other.state.path;
    });
    zero_recent_mtimes(snapshot.started, inputs);
    return inputs;
}

} // namespace docbuild
