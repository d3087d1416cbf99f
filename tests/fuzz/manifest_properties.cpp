#include "lib/json/json_text.hpp"
#include "lib/manifest/manifest_loader.hpp"
#include "lib/plan/command.hpp"
#include "lib/plan/planner.hpp"
#include "lib/plan/selection.hpp"
#include "lib/schedule/scheduler.hpp"
#include "lib/text/glob.hpp"
#include "tests/fuzz/properties.hpp"

#include <algorithm>
#include <array>

namespace docbuild::fuzz {

namespace {

std::vector<std::string> look_up(const std::string& glob) {
    std::vector<std::string> files;
    for (const char* file : {"a b/conf.py", "d\xFF/conf.py", "en/a/conf.py", "en/b/conf.py",
                             "fr/a/conf.py", "line\nend/conf.py"}) {
        if (glob_matches(glob, file)) {
            files.emplace_back(file);
        }
    }
    return files;
}

/// A plan, or all that is wrong with its manifest as a person would see it.
struct PlanReading {
    std::optional<Plan> plan;
    std::string message;
};

PlanReading read(std::string_view text) {
    try {
        LoadedManifest loaded = load_manifest(text, "m");
        std::vector<Problem> problems = std::move(loaded.problems);
        PlanResult result = make_plan(std::move(loaded.manifest), look_up);
        problems.insert(problems.end(), result.problems.begin(), result.problems.end());
        if (!problems.empty()) {
            throw InputError(locate(problems, text, "m"));
        }
        return {std::move(result.plan), {}};
    } catch (const InputError& error) {
        return {std::nullopt, error.what()};
    }
}

void require_text(const std::string& text) {
    require(text.find('\0') == std::string::npos, "a command has a NUL byte");
}

void check_command(const Plan& plan, JobId job) {
    const BuilderCommand command =
        fill_in(plan, job, {"/m", "/m/b"}, 1, [](const std::string&) { return "value"; });
    require(!command.argv.empty(), "a command has no words");
    std::for_each(command.argv.begin(), command.argv.end(), require_text);
    for (const auto& [name, value] : command.environment) {
        require_text(name);
        require_text(value.value_or(""));
    }
    for (const std::string& path : {command.cwd, command.source, command.output}) {
        require_text(path);
        require(path.starts_with('/'), "a path is not absolute: " + path);
    }
}

void check_selection(const Plan& plan) {
    const Selection all = select(plan, {});
    require(all.needed.size() == plan.jobs.size(), "a selection leaves jobs out");
    for (std::size_t j = 0; j < plan.jobs.size(); ++j) {
        const std::string name = plan.name_of(JobId(j)).text();
        require(plan.job_named.at(name) == JobId(j), "a name is another job's: " + name);
        const Selection one = select(plan, std::array{name});
        require(one.wanted[j] && one.needed[j], "a job cannot be selected: " + name);
        check_command(plan, JobId(j));
    }
}

/// Runs the plan with every job up to date: each must come to its turn.
void check_schedule(const Plan& plan) {
    std::vector<ScheduledJob> jobs(plan.jobs.size());
    for (std::size_t j = 0; j < jobs.size(); ++j) {
        jobs[j].after = plan.jobs[j].after;
    }
    Scheduler scheduler(std::move(jobs), {2, false});
    std::vector<SchedulerEvent> events{event::Begin{}};
    for (std::size_t i = 0; i < events.size(); ++i) {
        for (const Action& action : scheduler.handle(SchedulerEvent(events[i]), Instant{})) {
            if (const auto* examine = std::get_if<action::Examine>(&action)) {
                events.emplace_back(event::Examined{examine->job, false});
            }
        }
    }
    require(scheduler.is_done(), "some jobs were never examined");
}

} // namespace

void check_manifest(std::string_view text) {
    const PlanReading reading = read(text);
    require(reading.message == read(text).message, "a second reading differs");
    require_fit_to_show(reading.message, "the message");
    require(reading.plan || !reading.message.empty(), "a manifest is refused without a word");
    if (reading.plan) {
        check_selection(*reading.plan);
        check_schedule(*reading.plan);
    }
}

} // namespace docbuild::fuzz
