// A project on the disk, examined and "built" run by run, without processes: files get the
// modification times that a test gives them.
#pragma once

#include "lib/examine/examiner.hpp"
#include "lib/manifest/manifest_loader.hpp"
#include "lib/plan/planner.hpp"
#include "lib/state/relocated_store.hpp"
#include "tests/temporary_directory.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <map>
#include <memory>
#include <optional>
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
    void retry_lost_writes() override {}

    JobRecords records;
    std::map<std::string, InputSet> files;
    int saves = 0;
};

/// A store that lives on.
class Borrowed : public StateStore {
  public:
    explicit Borrowed(StateStore& store) : store_(store) {}

    JobRecords load() override { return store_.load(); }
    std::optional<InputSet> inputs_of(const std::string& job) override {
        return store_.inputs_of(job);
    }
    void save(const std::string& job, const JobRecord& record, const InputSet* inputs) override {
        store_.save(job, record, inputs);
    }
    void save_at_once(const std::string& job, const JobRecord& record) override {
        store_.save_at_once(job, record);
    }
    void forget(const std::string& job) override { store_.forget(job); }
    void begin_batch() override { store_.begin_batch(); }
    void end_batch() override { store_.end_batch(); }
    void retry_lost_writes() override { store_.retry_lost_writes(); }

  private:
    StateStore& store_;
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
        relocated_ =
            std::make_unique<RelocatedStore>(std::make_unique<Borrowed>(store), commands_->own());
        examiner_ = std::make_unique<Examiner>(*commands_, *relocated_);
    }

    /// Each write is one second after the last, long ago.
    std::string write(const std::string& name, const std::string& text) {
        const std::string path = directory.write(place_ + "/" + name, text);
        set_time(path, ++clock_ * 1'000'000'000);
        return path;
    }
    static void set_time(const std::string& path, std::int64_t nanoseconds) {
        const timespec times[] = {{0, UTIME_OMIT},
                                  {nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000}};
        REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, AT_SYMLINK_NOFOLLOW) == 0);
    }
    void remove(const std::string& name) const { std::filesystem::remove_all(root() + "/" + name); }
    std::string root() const { return directory / place_; }
    /// With all that is in its parent directory, and at a time that its files do not know.
    void move_to(const std::string& place) {
        const auto parent = [](const std::string& path) { return path.substr(0, path.rfind('/')); };
        std::filesystem::create_directories(parent(directory / place));
        std::filesystem::rename(root(), directory / place);
        if (std::filesystem::exists(directory / "beside")) {
            std::filesystem::rename(directory / "beside", parent(directory / place) + "/beside");
        }
        place_ = place;
        start_anew();
    }

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
        Snapshot snapshot = examiner_->snapshot(id(job), prepared, started_at.value_or(now()));
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

    /// The file system's time, later than that of all that has been written.
    std::int64_t now() const {
        const auto time_of_new_file = [&] { return look_at(directory.write("clock", "")).ctime; };
        const std::int64_t written = time_of_new_file();
        std::int64_t time = written;
        while (time == written) {
            time = time_of_new_file();
        }
        return time;
    }

    /// When builders start, if not now.
    std::optional<std::int64_t> started_at;

    TemporaryDirectory directory;
    std::map<std::string, std::string> environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", "/home"}};
    MemoryStore store;

  private:
    std::string place_ = "project";
    std::int64_t clock_ = 1'000'000'000;
    std::unique_ptr<Plan> plan_;
    std::unique_ptr<JobCommands> commands_;
    std::unique_ptr<RelocatedStore> relocated_;
    std::unique_ptr<Examiner> examiner_;
};

} // namespace docbuild
