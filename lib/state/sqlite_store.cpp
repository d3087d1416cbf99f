#include "lib/state/sqlite_store.hpp"

#include "lib/disk/files.hpp"
#include "lib/state/job_row.hpp"
#include "lib/state/state_file.hpp"
#include "lib/text/error.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace docbuild {

namespace {

constexpr std::size_t largest_batch = 256; // jobs; bounds the memory for their files

/// The file is in use or resources are short: the file itself may be fine.
bool may_be_well(const DatabaseError& error) {
    const int number = error.error_number();
    return error.code() == SQLITE_BUSY || error.code() == SQLITE_LOCKED ||
           error.code() == SQLITE_FULL || error.code() == SQLITE_NOMEM || number == ENOSPC ||
           number == EDQUOT || number == EIO || is_resource_shortage(number);
}

bool is_refusal(int error_number) {
    return error_number == EACCES || error_number == EPERM;
}

} // namespace

struct SqliteStore::Open {
    Database database;
    Statement load_rows;
    Statement load_files;
    Statement save_row;
    Statement delete_row;
    Statement load_outcome;

    explicit Open(Database opened)
        : database(std::move(opened)), load_rows(database, select_job_rows),
          load_files(database, "SELECT files, files_check FROM jobs WHERE name = ?1"),
          save_row(database, upsert_job_row),
          delete_row(database, "DELETE FROM jobs WHERE name = ?1"),
          load_outcome(database, "SELECT outcome FROM jobs WHERE name = ?1") {}
};

SqliteStore::SqliteStore(std::string path, std::function<void(const std::string&)> warn,
                         Access access)
    : path_(std::move(path)), warn_(std::move(warn)), access_(access) {
    open();
}

SqliteStore::~SqliteStore() = default;

void SqliteStore::open() {
    try {
        open_ = std::make_unique<Open>(access_ == Access::build ? open_state(path_)
                                                                : copy_state(path_));
    } catch (const DatabaseError& error) {
        const bool is_closed = access_ == Access::question && is_refusal(error.error_number());
        if (may_be_well(error) || is_closed || !path_exists(path_)) {
            throw WorkError(fmt::format("state file {}: {}", path_, error.what()));
        }
        start_anew(error.what());
    }
}

void SqliteStore::start_anew(const std::string& why) {
    open_.reset();
    lost_.clear();
    if (access_ == Access::question) {
        warn_(fmt::format("state file {} cannot be used ({}); the next build will set it aside",
                          path_, why));
        open_ = std::make_unique<Open>(open_state(":memory:"));
        return;
    }
    set_aside(why);
    try {
        open_ = std::make_unique<Open>(open_state(path_));
    } catch (const DatabaseError& error) {
        throw WorkError(fmt::format("state file {}: {}", path_, error.what()));
    }
}

void SqliteStore::set_aside(const std::string& why) {
    const std::string aside = free_name_beside(path_);
    if (::rename(path_.c_str(), aside.c_str()) != 0) {
        throw WorkError(fmt::format("state file {}: {}; it cannot be set aside: {}", path_, why,
                                    std::strerror(errno)));
    }
    // SQLite's files next to it belong to the old file and would corrupt a new one.
    for (const char* beside : {"-journal", "-wal", "-shm"}) {
        if (::rename((path_ + beside).c_str(), (aside + beside).c_str()) != 0 && errno != ENOENT) {
            throw WorkError(system_message("rename", path_ + beside, errno));
        }
    }
    warn_(fmt::format("state file set aside as {} ({}); building as if for the first time", aside,
                      why));
}

bool SqliteStore::guarded(const std::function<void()>& work) {
    try {
        work();
        return true;
    } catch (const DatabaseError& error) {
        if (error.code() == SQLITE_NOTADB || error.code() == SQLITE_CORRUPT) {
            start_anew(error.what());
        } else if (!write_failure_said_) {
            write_failure_said_ = true;
            warn_(fmt::format(
                "state file {} cannot be used: {}; what is built now will be built again next time",
                path_, error.what()));
        }
        return false;
    }
}

JobRecords SqliteStore::load() {
    JobRecords records;
    bool is_whole = true;
    const bool is_read = guarded([&] {
        Statement& rows = open_->load_rows;
        while (rows.step()) {
            JobRow row = read_row(rows);
            is_whole &= row.is_whole;
            records.emplace(std::move(row.job), std::move(row.record));
        }
        rows.reset();
    });
    if (!is_whole && is_read) {
        start_anew("a row does not match its checksum");
    }
    if (!is_read || !is_whole) {
        records.clear();
    }
    return records;
}

std::optional<InputSet> SqliteStore::inputs_of(const std::string& job) {
    if (unwritten_.count(job) > 0) {
        write_all();
    }
    std::optional<InputSet> files;
    guarded([&] {
        Statement& row = open_->load_files;
        row.bind_text(1, job);
        if (row.step() && static_cast<std::int64_t>(checksum_of(row.bytes(0))) == row.integer(1)) {
            files = decode_inputs(row.bytes(0));
        }
        row.reset();
    });
    return files;
}

void SqliteStore::save(const std::string& job, const JobRecord& record, const InputSet* inputs) {
    Unwritten row{record, inputs != nullptr ? std::optional(encode(*inputs)) : std::nullopt};
    auto lost = lost_.extract(job);
    if (!row.files && !lost.empty()) {
        row.files = std::move(lost.mapped().files);
    }
    if (!is_in_batch_) {
        write_or_keep(job, std::move(row));
        return;
    }
    Unwritten& in_batch = unwritten_[job];
    if (!row.files) {
        row.files = std::move(in_batch.files);
    }
    in_batch = std::move(row);
    if (unwritten_.size() >= largest_batch) {
        write_all();
    }
}

void SqliteStore::save_at_once(const std::string& job, const JobRecord& record) {
    save(job, record, nullptr);
    if (const auto row = unwritten_.extract(job)) {
        write_or_keep(job, std::move(row.mapped()));
    }
}

void SqliteStore::forget(const std::string& job) {
    unwritten_.erase(job);
    guarded([&] { open_->delete_row.bind_text(1, job).run(); });
}

void SqliteStore::begin_batch() {
    is_in_batch_ = true;
}

void SqliteStore::end_batch() {
    is_in_batch_ = false;
    write_all();
}

void SqliteStore::retry_lost_writes() {
    if (!lost_.empty()) {
        unwritten_.merge(std::exchange(lost_, {}));
        write_all();
    }
    if (!lost_.empty() && holds_what_is_no_longer_true()) {
        discard();
    } else if (!path_exists(path_)) {
        warn_(fmt::format("state file {} is gone: it was removed while the run went on; the next "
                          "run builds as if for the first time",
                          path_));
    }
}

/// Whether the file still records the success of a job that has been started since, whose output
/// may be anything now.
bool SqliteStore::holds_what_is_no_longer_true() {
    bool holds = false;
    const bool is_read = guarded([&] {
        Statement& row = open_->load_outcome;
        for (const auto& [job, lost] : lost_) {
            row.bind_text(1, job);
            const auto outcome = row.step() ? outcome_named(row.bytes(0)) : std::nullopt;
            holds |= outcome && is_success(*outcome);
            row.reset();
        }
    });
    return holds || !is_read;
}

/// Removing a file works even on a full disk.
void SqliteStore::discard() {
    for (const char* beside : {"", "-journal", "-wal", "-shm"}) {
        if (::unlink((path_ + beside).c_str()) != 0 && errno != ENOENT) {
            throw WorkError(system_message("unlink", path_ + beside, errno));
        }
    }
    warn_(
        fmt::format("state file {} removed: it calls jobs up to date that were started since; the "
                    "next run builds as if for the first time",
                    path_));
}

void SqliteStore::write_or_keep(const std::string& job, Unwritten row) {
    if (!write(job, row)) {
        lost_.insert_or_assign(job, std::move(row));
    }
}

bool SqliteStore::write(const std::string& job, const Unwritten& row) {
    return guarded([&] {
        bind_row(open_->save_row, job, row.record, row.files ? &*row.files : nullptr);
        open_->save_row.run();
    });
}

/// A single row is its own transaction, which takes a third of the time.
void SqliteStore::write_all() {
    auto rows = std::exchange(unwritten_, {});
    const bool is_begun =
        rows.size() > 1 && guarded([&] { open_->database.execute("BEGIN IMMEDIATE"); });
    bool are_written = true;
    for (const auto& [job, row] : rows) {
        are_written &= write(job, row);
    }
    const auto end_by = [&](const char* words) {
        return guarded([&] {
            if (open_->database.is_in_transaction()) { // not if the file was set aside
                open_->database.execute(words);
            }
        });
    };
    if (is_begun && !end_by("COMMIT")) {
        end_by("ROLLBACK");
        are_written = false;
    }
    if (!are_written) {
        lost_.merge(rows);
    }
}

} // namespace docbuild
