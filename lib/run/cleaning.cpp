#include "lib/run/cleaning.hpp"

#include "lib/core/written_paths.hpp"
#include "lib/run/removal.hpp"

namespace docbuild {

namespace {

/// A manifest may declare any path as an output; one with sources in it is not ours to remove.
bool holds_sources(const std::string& output, const std::string& source,
                   const JobCommands& commands) {
    return is_in(source, output) || is_in(commands.directories().manifest_dir, output);
}

} // namespace

std::size_t clean(const std::vector<bool>& wanted, JobCommands& commands, const BuildPaths& paths,
                  StateStore& store) {
    const Plan& plan = commands.plan();
    std::set<std::string> kept;
    const WrittenPaths written(plan, commands.directories());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!wanted[i]) {
            kept.insert(paths.output_of(plan.name_of(JobId(i))));
            for (std::string& output : written.outputs_beside(JobId(i))) {
                kept.insert(std::move(output));
            }
        }
    }
    const Removal removal(paths.build, std::move(kept));
    std::size_t cleaned = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!wanted[i]) {
            continue;
        }
        const JobName job = plan.name_of(JobId(i));
        const BuilderCommand command = commands.prepare(JobId(i)).command;
        bool had_any = removal.remove(command.output);
        for (const std::string& output : command.outputs) {
            had_any |= !holds_sources(output, command.source, commands) && removal.remove(output);
        }
        had_any |= removal.remove(paths.log_of(job));
        store.forget(job.text());
        cleaned += had_any ? 1 : 0;
    }
    return cleaned;
}

} // namespace docbuild
