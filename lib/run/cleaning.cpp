#include "lib/run/cleaning.hpp"

#include "lib/core/error.hpp"
#include "lib/core/written_paths.hpp"
#include "lib/run/files.hpp"

#include <unistd.h>

#include <set>

namespace docbuild {

namespace {

class Cleaner {
  public:
    Cleaner(std::string build, std::set<std::string> kept)
        : build_(std::move(build)), kept_(std::move(kept)) {}

    /// True where there was something.
    bool remove(const std::string& path) {
        if (!path_exists(path) && ::access(path.c_str(), F_OK) != 0) {
            return false;
        }
        if (holds_kept(path)) {
            for (const std::string& name : names_in(path)) {
                const std::string inner = path + "/" + name;
                if (kept_.find(inner) == kept_.end()) {
                    remove(inner);
                }
            }
            return true;
        }
        if (const int error = remove_tree(path)) {
            throw WorkError(system_message("remove", path, error));
        }
        remove_empty_parents(path);
        return true;
    }

  private:
    bool holds_kept(const std::string& directory) const {
        const auto next = kept_.lower_bound(directory + "/");
        return next != kept_.end() && next->starts_with(directory + "/");
    }

    /// Those that lie in the build directory.
    void remove_empty_parents(std::string path) const {
        for (path = parent_of(path); path.starts_with(build_ + "/"); path = parent_of(path)) {
            if (::rmdir(path.c_str()) != 0) {
                return;
            }
        }
    }

    std::string build_;
    std::set<std::string> kept_;
};

bool is_in(const std::string& path, const std::string& directory) {
    return path == directory || path.starts_with(directory == "/" ? "/" : directory + "/");
}

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
            const JobName job = plan.name_of(JobId(i));
            kept.insert(paths.build + "/" + job.stage + "/" + job.document);
            for (std::string& output : written.outputs_beside(JobId(i))) {
                kept.insert(std::move(output));
            }
        }
    }
    Cleaner cleaner(paths.build, std::move(kept));
    std::size_t cleaned = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (!wanted[i]) {
            continue;
        }
        const JobName job = plan.name_of(JobId(i));
        const BuilderCommand command = commands.prepare(JobId(i)).command;
        bool had_any = cleaner.remove(command.output);
        for (const std::string& output : command.outputs) {
            had_any |= !holds_sources(output, command.source, commands) && cleaner.remove(output);
        }
        had_any |= cleaner.remove(paths.log_of(job));
        store.forget(job.text());
        cleaned += had_any ? 1 : 0;
    }
    return cleaned;
}

} // namespace docbuild
