#include "lib/clean/stale_cleaning.hpp"

#include "lib/disk/files.hpp"
#include "lib/disk/removal.hpp"
#include "lib/examine/job_files.hpp"
#include "lib/sphinx/sphinx_files.hpp"

#include <map>

namespace docbuild {

namespace {

/// By DOCUMENT:STAGE.
using StaleJobs = std::map<std::string, std::pair<JobName, JobRecord>>;

/// The jobs that have a file STAGE/DOCUMENT`ending` in `directory`.
std::vector<JobName> jobs_with(std::string_view ending, const std::string& directory) {
    const auto is_other = [&](std::string_view path, bool is_directory) {
        return !is_directory && !path.ends_with(ending);
    };
    std::vector<JobName> jobs;
    for (const FileState& file : scan_directory(directory, is_other)) {
        const std::string path = file.path.substr(0, file.path.rfind(ending));
        const auto slash = path.find('/');
        if (slash != std::string::npos && file.path.ends_with(ending)) {
            jobs.push_back({path.substr(slash + 1), path.substr(0, slash)});
        }
    }
    return jobs;
}

StaleJobs stale_jobs(const Plan& plan, const BuildPaths& paths, const JobRecords& records) {
    StaleJobs stale;
    const auto add = [&](const JobName& job, const JobRecord& record) {
        if (plan.job_named.find(job.text()) == plan.job_named.end()) {
            stale.try_emplace(job.text(), job, record);
        }
    };
    for (const auto& [name, record] : records) {
        const auto colon = name.find(':');
        add({name.substr(0, colon), name.substr(colon + 1)}, record);
    }
    // A job whose first builder was cut off with docbuild has no record, but a log; one that was
    // cleaned may have doctrees, which another went on with.
    for (const JobName& job : jobs_with(".log", paths.logs())) {
        add(job, {});
    }
    for (const JobName& job :
         jobs_with("/environment.pickle", SphinxFiles{paths.build}.all_doctrees())) {
        add(job, {});
    }
    return stale;
}

void add_remembered(const std::string& job, const JobRecords& records,
                    std::set<std::string>& used) {
    const auto record = records.find(job);
    if (record != records.end() && record->second.success) {
        const SuccessRecord& success = *record->second.success;
        used.insert(success.declared_outputs.begin(), success.declared_outputs.end());
        used.insert(success.depfile);
    }
}

/// All that the jobs of the plan write or read, and docbuild's own corner. Where the environment
/// lacks a variable that a path asks for, the last success tells it.
std::set<std::string> paths_in_use(JobCommands& commands, const BuildPaths& paths,
                                   const JobRecords& records) {
    std::set<std::string> used = {paths.internal_dir()};
    for (std::size_t i = 0; i < commands.plan().jobs.size(); ++i) {
        const PreparedCommand prepared = commands.prepare(JobId(i));
        const BuilderCommand& command = prepared.command;
        if (!prepared.is_complete) {
            add_remembered(commands.plan().name_of(JobId(i)).text(), records, used);
        }
        used.insert({command.source, command.output});
        used.insert(command.outputs.begin(), command.outputs.end());
        if (command.depfile) {
            used.insert(*command.depfile);
        }
        if (command.sphinx) {
            used.insert(commands.doctrees_of(JobId(i)));
        }
    }
    return used;
}

class StaleCleaning {
  public:
    StaleCleaning(JobCommands& commands, const BuildPaths& paths, const JobRecords& records)
        : paths_(paths), own_(commands.own()), files_(commands.plan(), commands.directories()),
          removal_(paths.build, paths_in_use(commands, paths, records)) {}

    StaleFiles clean(const JobName& job, const JobRecord& record) const {
        StaleFiles files{job.text(), {}, {}, {}};
        const SuccessRecord success = record.success.value_or(SuccessRecord{});
        const bool is_as_written = outputs_are_as_written(success);
        remove(paths_.output_of(job), files);
        for (const std::string& output : success.declared_outputs) {
            remove_declared(output, is_as_written, files);
        }
        const SphinxFiles sphinx{paths_.build};
        for (const std::string& path : sphinx.files(job)) {
            remove(path, files);
        }
        remove(sphinx.doctrees(job), files);
        if (!success.depfile.empty()) {
            remove_declared(success.depfile, false, files);
        }
        remove(paths_.log_of(job), files);
        return files;
    }

  private:
    void remove(const std::string& path, StaleFiles& files) const {
        if (removal_.remove(path)) {
            files.removed.push_back(path);
        }
    }

    void remove_declared(const std::string& path, bool is_as_written, StaleFiles& files) const {
        if ((is_below(path, paths_.build) && !is_in(path, paths_.internal_dir())) ||
            (is_as_written && !is_directory(path))) {
            remove(path, files);
        } else if (path_exists(path)) {
            files.left.push_back(path);
        }
    }

    bool outputs_are_as_written(const SuccessRecord& success) const {
        BuilderCommand command;
        command.outputs = success.declared_outputs;
        return content_digest(with_contents("/", files_.outputs(command), {}), own_) ==
               success.outputs;
    }

    const BuildPaths& paths_;
    const OwnDirectories& own_;
    JobFiles files_;
    Removal removal_;
};

/// The jobs of the plan whose {output} has the job's in it, and that succeeded after it did.
std::vector<std::string> built_around(const JobName& job, const JobRecord& record, const Plan& plan,
                                      const JobRecords& records) {
    std::vector<std::string> around;
    const std::uint64_t since = record.success ? record.success->sequence : 0;
    for (auto slash = job.document.find('/'); slash != std::string::npos;
         slash = job.document.find('/', slash + 1)) {
        const std::string outer = JobName{job.document.substr(0, slash), job.stage}.text();
        const auto known = records.find(outer);
        if (plan.job_named.find(outer) != plan.job_named.end() && known != records.end() &&
            known->second.success && known->second.success->sequence > since) {
            around.push_back(outer);
        }
    }
    return around;
}

} // namespace

std::vector<StaleFiles> clean_stale(JobCommands& commands, const BuildPaths& paths,
                                    StateStore& store) {
    const Plan& plan = commands.plan();
    const JobRecords records = store.load();
    const StaleCleaning cleaning(commands, paths, records);
    std::vector<StaleFiles> all;
    for (const auto& [name, job] : stale_jobs(plan, paths, records)) {
        StaleFiles files = cleaning.clean(job.first, job.second);
        store.forget(name);
        if (!files.removed.empty()) {
            files.stale = built_around(job.first, job.second, plan, records);
        }
        for (const std::string& around : files.stale) {
            store.forget(around);
        }
        if (!files.removed.empty() || !files.left.empty()) {
            all.push_back(std::move(files));
        }
    }
    return all;
}

} // namespace docbuild
