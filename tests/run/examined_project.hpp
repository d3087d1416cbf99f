// A project on the disk, examined and "built" run by run, without processes and without waiting:
// files get the times that a test gives them. It does not know what makes a job stale.
#pragma once

#include "lib/core/manifest_loader.hpp"
#include "lib/run/examiner.hpp"
#include "tests/run/temporary_directory.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace docbuild {

/// What a state file remembers, and how often it was written.
class MemoryStore : public StateStore {
  public:
    JobRecords load() override { return records; }
    std::optional<InputSet> inputs_of(const std::string& job) override {
        const auto found = files.find(job);
        return found == files.end() ? std::nullopt : std::optional(found->second);
    }
    void save(const std::string& job, const JobRecord& record, const InputSet* inputs) override {
        ++saves;
        records[job] = record;
        if (inputs != nullptr) {
            files[job] = *inputs;
        }
    }
    void save_at_once(const std::string& job, const JobRecord& record) override {
        save(job, record, nullptr);
    }
    void forget(const std::string& job) override { records.erase(job); }
    void begin_batch() override {}
    void end_batch() override {}
    void settle() override {}

    JobRecords records;
    std::map<std::string, InputSet> files;
    int saves = 0;
};

class ExaminedProject {
  public:
    using Action = std::function<void()>;

    explicit ExaminedProject(const std::string& manifest) { plan_anew(manifest); }

    /// The next run, perhaps with another manifest.
    void plan_anew(const std::string& manifest) {
        LoadedManifest loaded = load_manifest(manifest, "docbuild.json");
        REQUIRE(loaded.problems.empty());
        PlanResult result = make_plan(std::move(loaded.manifest), [this](const std::string& glob) {
            return find_matching(root(), glob);
        });
        REQUIRE(result.problems.empty());
        plan_ = std::make_unique<Plan>(std::move(result.plan));
        start_anew();
    }
    void start_anew() {
        examiner_.reset();
        commands_ = std::make_unique<JobCommands>(*plan_, Directories{root(), root() + "/_build"},
                                                  environment, 1);
        examiner_ = std::make_unique<Examiner>(*commands_, store);
    }

    /// Each write is one second after the last, long ago.
    std::string write(const std::string& name, const std::string& text) {
        const std::string path = directory.write("project/" + name, text);
        set_time(path, ++clock_ * 1'000'000'000);
        return path;
    }
    static void set_time(const std::string& path, std::int64_t nanoseconds) {
        const timespec times[] = {{0, UTIME_OMIT},
                                  {nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000}};
        REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) == 0);
    }
    void remove(const std::string& name) const { std::filesystem::remove_all(root() + "/" + name); }
    std::string root() const { return directory / "project"; }

    /// Why the job is built, or `up to date`.
    std::string why(const std::string& job) {
        const Examination examination = examiner_->examine(id(job));
        CHECK(examination.is_stale == !examination.reason.empty());
        return examination.is_stale ? examination.reason : "up to date";
    }
    /// The same as the next run sees it.
    std::string why_next(const std::string& job) {
        start_anew();
        return why(job);
    }

    /// Builds the job: `action` is the builder. Its dependency file names `depfile`.
    void build(
        const std::string& job, const Action& action = [] {},
        const std::vector<std::string>& depfile = {}) {
        const PreparedCommand prepared = commands_->prepare(id(job));
        Snapshot snapshot = examiner_->snapshot(id(job), prepared, started);
        examiner_->record_start(id(job));
        std::filesystem::create_directories(prepared.command.output);
        action();
        examiner_->record_success(id(job), prepared, std::move(snapshot), depfile,
                                  {Outcome::built, Duration(1), {}, {}, {}});
    }
    void fail(const std::string& job, Outcome outcome) {
        examiner_->record_start(id(job));
        examiner_->record_failure(id(job), {outcome, {}, {}, {}, {}});
    }

    Examiner& examiner() { return *examiner_; }
    JobId id(const std::string& job) const { return plan_->job_named.at(job); }

    /// When builders start: later than all that `write` writes.
    static constexpr std::int64_t started = 1'500'000'000'000'000'000;

    TemporaryDirectory directory;
    std::map<std::string, std::string> environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/home"}};
    MemoryStore store;

  private:
    std::int64_t clock_ = 1'000'000'000;
    std::unique_ptr<Plan> plan_;
    std::unique_ptr<JobCommands> commands_;
    std::unique_ptr<Examiner> examiner_;
};

} // namespace docbuild
