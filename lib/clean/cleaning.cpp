#include "lib/clean/cleaning.hpp"

#include "lib/disk/removal.hpp"
#include "lib/sphinx/sphinx_files.hpp"
#include "lib/text/path_text.hpp"

namespace docbuild {

namespace {

/// A manifest may declare any path as an output; one with sources in it is not ours to remove.
bool holds_sources(const std::string& output, const std::string& source,
                   const JobCommands& commands) {
    return is_in(source, output) || is_in(commands.directories().manifest_dir, output);
}

/// The doctrees of the jobs that are not cleaned, but for those that a cleaned job shares with one
/// that is not built.
void keep_doctrees(const std::vector<bool>& wanted, const JobCommands& commands,
                   const JobRecords& records, std::set<std::string>& kept) {
    std::set<std::string> cleaned;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i]) {
            cleaned.insert(commands.doctrees_of(JobId(i)));
        }
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const std::string doctrees = commands.doctrees_of(JobId(i));
        if (wanted[i] || doctrees.empty()) {
            continue;
        }
        const auto record = records.find(commands.plan().name_of(JobId(i)).text());
        const bool is_built = record != records.end() && record->second.success;
        if (is_built || cleaned.find(doctrees) == cleaned.end()) {
            kept.insert(doctrees);
        }
    }
}

/// What belongs to the jobs that are not cleaned and may lie inside what others wrote.
std::set<std::string> kept_paths(const std::vector<bool>& wanted, const JobCommands& commands,
                                 const BuildPaths& paths, const JobRecords& records) {
    std::set<std::string> kept;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!wanted[i]) {
            kept.insert(paths.output_of(commands.plan().name_of(JobId(i))));
            const auto beside =
                outputs_outside_output_dir(commands.plan(), JobId(i), commands.directories());
            kept.insert(beside.begin(), beside.end());
        }
    }
    keep_doctrees(wanted, commands, records, kept);
    return kept;
}

/// Also those of a time when the stage was Sphinx's, or had doctrees of its own.
bool remove_sphinx_files(JobId job, const JobCommands& commands, const Removal& removal) {
    const JobName name = commands.plan().name_of(job);
    const SphinxFiles sphinx{commands.directories().build};
    std::vector<std::string> paths = sphinx.files(name);
    paths.push_back(sphinx.doctrees(name));
    paths.push_back(commands.doctrees_of(job));
    bool had_any = false;
    for (const std::string& path : paths) {
        had_any |= removal.remove(path);
    }
    return had_any;
}

/// Where the environment lacks a variable that a path asks for: those that the last success had.
std::vector<std::string> declared_outputs(const PreparedCommand& prepared, const std::string& job,
                                          const JobRecords& records) {
    if (prepared.is_complete) {
        return prepared.command.outputs;
    }
    const auto record = records.find(job);
    return record != records.end() && record->second.success
               ? record->second.success->declared_outputs
               : std::vector<std::string>();
}

} // namespace

std::size_t clean(const std::vector<bool>& wanted, JobCommands& commands, const BuildPaths& paths,
                  StateStore& store) {
    const Plan& plan = commands.plan();
    const JobRecords records = store.load();
    const Removal removal(paths.build, kept_paths(wanted, commands, paths, records));
    std::size_t cleaned = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!wanted[i]) {
            continue;
        }
        const JobName job = plan.name_of(JobId(i));
        const PreparedCommand prepared = commands.prepare(JobId(i));
        const std::string& source = prepared.command.source;
        bool had_any = removal.remove(prepared.command.output);
        for (const std::string& output : declared_outputs(prepared, job.text(), records)) {
            had_any |= !holds_sources(output, source, commands) && removal.remove(output);
        }
        had_any |= remove_sphinx_files(JobId(i), commands, removal);
        had_any |= removal.remove(paths.log_of(job));
        store.forget(job.text());
        cleaned += had_any ? 1 : 0;
    }
    return cleaned;
}

} // namespace docbuild
