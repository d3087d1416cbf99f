// Stores job records in an SQLite file: one row per job, one transaction per save.
#pragma once

#include "lib/state/sqlite_database.hpp"
#include "lib/state/state_store.hpp"

#include <functional>
#include <map>

namespace docbuild {

class SqliteStore : public StateStore {
  public:
    /// A build holds the lock and owns the file. A query gets an in-memory copy and needs only read
    /// permission; nothing it saves is kept.
    enum class Access { build, question };
    /// For a build, opens or creates `path`; a file that is damaged, foreign, of another format or
    /// not writable is renamed to `PATH.damaged-N`. For a query it is left in place. In both cases
    /// `warn` is called, and the store is then empty. Throws WorkError if the file can be neither
    /// opened nor set aside, if a query may not read it, or if resources to open it are short.
    /// Later failures to write (disk full) are reported once through `warn`, and the record is lost
    /// unless `retry_lost_writes` succeeds.
    SqliteStore(std::string path, std::function<void(const std::string&)> warn,
                Access access = Access::build);
    ~SqliteStore() override;

    JobRecords load() override;
    std::optional<InputSet> inputs_of(const std::string& job) override;
    void save(const std::string& job, const JobRecord& record, const InputSet* inputs) override;
    void save_at_once(const std::string& job, const JobRecord& record) override;
    void forget(const std::string& job) override;
    void begin_batch() override;
    void end_batch() override;
    void retry_lost_writes() override;

  private:
    struct Open;
    struct Unwritten {
        JobRecord record;
        std::optional<std::string> files; // an encoded InputSet
    };
    void open();
    void start_anew(const std::string& why);
    void set_aside(const std::string& why);
    bool write(const std::string& job, const Unwritten& row);
    void write_or_keep(const std::string& job, Unwritten row);
    bool holds_what_is_no_longer_true();
    void discard();
    void write_all();
    /// Runs `work`; if the file turns out to be damaged, sets it aside and returns false.
    bool guarded(const std::function<void()>& work);

    std::string path_;
    std::function<void(const std::string&)> warn_;
    Access access_;
    std::unique_ptr<Open> open_;
    std::map<std::string, Unwritten> unwritten_; // of the batch, by DOCUMENT:STAGE
    std::map<std::string, Unwritten> lost_;      // rows that could not be written
    bool is_in_batch_ = false;
    bool write_failure_said_ = false;
};

} // namespace docbuild
