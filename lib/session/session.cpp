#include "lib/session/session.hpp"

#include "lib/build/build_run.hpp"
#include "lib/clean/cleaning.hpp"
#include "lib/clean/stale_cleaning.hpp"
#include "lib/disk/files.hpp"
#include "lib/host/data_directory.hpp"
#include "lib/host/host.hpp"
#include "lib/host/standard_error.hpp"
#include "lib/plan/selection.hpp"
#include "lib/session/initiation.hpp"
#include "lib/session/inspection.hpp"
#include "lib/text/shell_quote.hpp"
#include "lib/text/terminal_text.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <cerrno>

#include "lib/command/project_directories.hpp"
namespace docbuild {

namespace {

void go_to(const std::string& directory) {
    if (::chdir(directory.c_str()) != 0) {
        throw InputError(system_message("chdir", directory, errno) + "; check --directory");
    }
}

/// Narrows the selection to the jobs that failed last time or were built without one that had, with
/// what they need.
Selection only_failed(const Examiner& examiner, const Selection& selection) {
    std::vector<bool> failed(selection.needed.size());
    for (std::size_t i = 0; i < failed.size(); ++i) {
        const JobRecord& record = examiner.record_of(JobId(i));
        const bool has_failed = record.last && is_failure(record.last->outcome);
        const bool lacks_any = record.success && !record.success->missing.jobs.empty();
        failed[i] = selection.needed[i] && (has_failed || lacks_any);
    }
    return with_needed(examiner.plan(), std::move(failed));
}

/// For what runs none of them.
JobCommands commands_of(const Project& project, const HostSettings& host) {
    return {project.plan, project.directories, builders_environment(host), host.settings.mode.slots,
            UnsetVariables::left};
}

/// `directory` is where the person stands.
int ask(const Request& request, const Project& project, const HostSettings& host,
        const std::string& directory, const Output& output) {
    Selection selection = select(project.plan, request.jobs);
    const auto store =
        remembered({project.directories.build}, own_directories(project.plan, project.directories),
                   say_on_standard_error);
    JobCommands commands = commands_of(project, host);
    Examiner examiner(commands, *store);
    examiner.name_files_from(directory);
    if (request.only_failed) {
        selection = only_failed(examiner, selection);
    }
    const bool is_of_named_alone = request.task == Task::list || request.task == Task::explain;
    output(answer(request.task, examiner, is_of_named_alone ? selection.wanted : selection.needed,
                  request.rebuild));
    return 0;
}

std::string cleaned_in_words(const std::vector<StaleFiles>& all) {
    std::string text;
    for (const StaleFiles& files : all) {
        for (const std::string& path : files.removed) {
            text += fmt::format("{}: removed {}\n", files.job, sanitize_for_terminal(path));
        }
        for (const std::string& path : files.left) {
            text +=
                fmt::format("{}: kept {} (may not belong to it); remove it if you do not need it\n",
                            files.job, sanitize_for_terminal(path));
        }
        for (const std::string& around : files.stale) {
            text +=
                fmt::format("{}: will be built again, as it may have written in there\n", around);
        }
    }
    return text;
}

int clean_up(const Request& request, const Project& project, const HostSettings& host,
             const Output& output) {
    std::vector<bool> wanted(project.plan.jobs.size(), true);
    if (!request.jobs.empty()) {
        wanted = select(project.plan, request.jobs).wanted;
    }
    std::size_t cleaned = 0;
    if (path_exists(project.directories.build)) {
        BuildDirectory directory({project.directories.build},
                                 own_directories(project.plan, project.directories),
                                 request.wait ? BuildLock::Wait::yes : BuildLock::Wait::no,
                                 say_on_standard_error, say_on_standard_error);
        JobCommands commands = commands_of(project, host);
        if (request.stale) {
            const auto all = clean_stale(commands, directory.paths(), directory.store());
            cleaned = all.size();
            output(cleaned_in_words(all));
        } else {
            cleaned = clean(wanted, commands, directory.paths(), directory.store());
        }
    }
    output(fmt::format("{} {} cleaned\n", cleaned, cleaned == 1 ? "job" : "jobs"));
    return 0;
}

/// The command line that a job's name completes, from where the person stands.
std::string again_prefix(const Request& request) {
    std::vector<std::string> words = {"docbuild"};
    if (request.directory) {
        words.insert(words.end(), {"-C", *request.directory});
    }
    if (request.manifest != Request().manifest) {
        words.insert(words.end(), {"-f", request.manifest});
    }
    for (const std::string& file : request.config_files) {
        words.insert(words.end(), {"--config", file});
    }
    return shell_quoted(words) + " ";
}

int build(const Request& request, const Project& project, const HostSettings& host) {
    Selection selection = select(project.plan, request.jobs);
    BuildRun run(request, project, host, again_prefix(request));
    if (request.only_failed) {
        selection = only_failed(run.examiner(), selection);
    }
    return request.stamp ? run.build_for_outer(selection) : run.build(selection);
}

} // namespace

int carry_out(Request request, const Output& output) {
    require_open_files();
    request.program = executable_path(request.program); // which may be relative to this directory
    const std::string directory =
        request.task == Task::explain ? current_directory() : std::string(); // before -C
    if (request.directory) {
        go_to(*request.directory);
    }
    if (request.task == Task::init) {
        initiate(request, data_directory(request.program));
    }
    HostSettings host{environment_snapshot(), {}};
    host.settings = find_settings(request, host.environment);
    const std::string data = data_directory(request.program);
    switch (request.task) {
    case Task::explain_mode:
        output(explain(host.settings.mode));
        return 0;
    case Task::show_config:
        output(show(host.settings.config));
        return 0;
    case Task::clean:
        return clean_up(request, load_project(request.manifest, data), host, output);
    case Task::build:
        return build(request, load_project(request.manifest, data), host);
    case Task::dry_run:
    case Task::list:
    case Task::explain:
    case Task::graph:
        return ask(request, load_project(request.manifest, data), host, directory, output);
    case Task::init:
        break;
    }
    return 0;
}

} // namespace docbuild
