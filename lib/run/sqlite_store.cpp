#include "lib/run/sqlite_store.hpp"

#include "lib/core/error.hpp"
#include "lib/core/record_codec.hpp"
#include "lib/run/files.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <cstdio>
#include <cstring>

namespace docbuild {

namespace {

constexpr std::int64_t application_id = 0x646F6362; // "docb"
constexpr std::int64_t format = 1;

constexpr const char* create_table =
    "CREATE TABLE IF NOT EXISTS jobs ("
    "name TEXT PRIMARY KEY, outcome TEXT, wall INTEGER, user INTEGER, system INTEGER, max_rss "
    "INTEGER,"
    "built_in INTEGER, succeeded INTEGER, outputs_changed INTEGER, command BLOB, argv BLOB, "
    "quick_inputs BLOB, inputs BLOB, depfile BLOB,"
    "upstream BLOB, quick_outputs BLOB, outputs BLOB, row_check INTEGER, files_check INTEGER, "
    "files BLOB)"
    " WITHOUT ROWID";
constexpr std::string_view select_all =
    "SELECT name, outcome, wall, user, system, max_rss, built_in, succeeded, outputs_changed, "
    "command, argv, quick_inputs, inputs,"
    " depfile, upstream, quick_outputs, outputs, row_check FROM jobs";
constexpr std::string_view upsert =
    "INSERT INTO jobs VALUES "
    "(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20)"
    " ON CONFLICT(name) DO UPDATE SET outcome=?2, wall=?3, user=?4, system=?5, max_rss=?6, "
    "built_in=?7, succeeded=?8,"
    " outputs_changed=?9, command=?10, argv=?11, quick_inputs=?12, inputs=?13, depfile=?14, "
    "upstream=?15,"
    " quick_outputs=?16, outputs=?17, row_check=?18, files_check=CASE WHEN ?21 THEN ?19 ELSE "
    "files_check END,"
    " files=CASE WHEN ?21 THEN ?20 ELSE files END";

enum Column : int {
    name,
    outcome,
    wall,
    user,
    system_time,
    max_rss,
    built_in,
    succeeded,
    outputs_changed,
    command,
    argv,
    quick_inputs,
    inputs,
    depfile,
    upstream,
    quick_outputs,
    outputs,
    row_check,
    column_count
};

std::string_view bytes_of(const Digest& digest) {
    return {reinterpret_cast<const char*>(&digest), sizeof(digest)};
}

bool read_digest(std::string_view bytes, Digest& digest) {
    if (bytes.size() != sizeof(digest)) {
        return false;
    }
    std::memcpy(&digest, bytes.data(), sizeof(digest));
    return true;
}

/// Fills the parameters in column order and sums them up as it goes.
class RowWriter {
  public:
    explicit RowWriter(Statement& statement) : statement_(statement) {}
    void text(std::string_view value) {
        statement_.bind_text(++parameter_, value);
        digester_.add(value);
    }
    void bytes(std::string_view value) {
        statement_.bind_bytes(++parameter_, value);
        digester_.add(value);
    }
    void number(std::int64_t value) {
        statement_.bind(++parameter_, value);
        digester_.add(static_cast<std::uint64_t>(value));
    }
    void check() {
        statement_.bind(++parameter_, static_cast<std::int64_t>(digester_.finish().low));
    }

  private:
    Statement& statement_;
    Digester digester_;
    int parameter_ = 0;
};

std::int64_t sum_of_row(const Statement& row) {
    Digester digester;
    for (int column = name; column < row_check; ++column) {
        const bool is_number = (column >= wall && column <= outputs_changed);
        if (is_number) {
            digester.add(static_cast<std::uint64_t>(row.integer(column)));
        } else {
            digester.add(row.bytes(column));
        }
    }
    return static_cast<std::int64_t>(digester.finish().low);
}

std::optional<SuccessRecord> read_success(const Statement& row) {
    SuccessRecord record;
    const auto words = decode_strings(row.bytes(argv));
    const auto paths = decode_strings(row.bytes(depfile));
    const bool whole = words && paths && read_digest(row.bytes(command), record.command) &&
                       read_digest(row.bytes(quick_inputs), record.quick_inputs) &&
                       read_digest(row.bytes(inputs), record.inputs) &&
                       read_digest(row.bytes(upstream), record.upstream) &&
                       read_digest(row.bytes(quick_outputs), record.quick_outputs) &&
                       read_digest(row.bytes(outputs), record.outputs);
    if (!whole) {
        return std::nullopt;
    }
    record.sequence = static_cast<std::uint64_t>(row.integer(succeeded));
    record.outputs_changed = static_cast<std::uint64_t>(row.integer(outputs_changed));
    record.argv = *words;
    record.depfile_paths = *paths;
    return record;
}

JobRecord read_record(const Statement& row) {
    JobRecord record;
    const auto known = outcome_named(row.bytes(outcome));
    if (known) {
        record.last = AttemptRecord{*known, Duration(row.integer(wall)),
                                    Duration(row.integer(user)), Duration(row.integer(system_time)),
                                    Bytes{static_cast<std::uint64_t>(row.integer(max_rss))}};
    }
    record.built_in = Duration(row.integer(built_in));
    if (row.integer(succeeded) != 0) {
        record.success = read_success(row);
    }
    return record;
}

void write_record(RowWriter& row, const std::string& job, const JobRecord& record) {
    const AttemptRecord last = record.last.value_or(AttemptRecord{});
    const SuccessRecord success = record.success.value_or(SuccessRecord{});
    row.text(job);
    row.text(record.last ? name_of(last.outcome) : std::string_view());
    row.number(last.wall.count());
    row.number(last.user.count());
    row.number(last.system.count());
    row.number(static_cast<std::int64_t>(last.max_rss.count));
    row.number(record.built_in.count());
    row.number(static_cast<std::int64_t>(success.sequence));
    row.number(static_cast<std::int64_t>(success.outputs_changed));
    row.bytes(bytes_of(success.command));
    row.bytes(encode_strings(success.argv));
    row.bytes(bytes_of(success.quick_inputs));
    row.bytes(bytes_of(success.inputs));
    row.bytes(encode_strings(success.depfile_paths));
    row.bytes(bytes_of(success.upstream));
    row.bytes(bytes_of(success.quick_outputs));
    row.bytes(bytes_of(success.outputs));
    row.check();
}

} // namespace

struct SqliteStore::Open {
    Database database;
    Statement load_rows;
    Statement load_files;
    Statement save_row;
    Statement delete_row;

    explicit Open(const std::string& path)
        : database(prepared(path)), load_rows(database, select_all),
          load_files(database, "SELECT files, files_check FROM jobs WHERE name = ?1"),
          save_row(database, upsert), delete_row(database, "DELETE FROM jobs WHERE name = ?1") {}

  private:
    static std::int64_t pragma(Database& database, std::string_view text) {
        Statement statement(database, text);
        return statement.step() ? statement.integer(0) : 0;
    }

    static Database prepared(const std::string& path) {
        Database database(path);
        const std::int64_t owner = pragma(database, "PRAGMA application_id");
        const std::int64_t version = pragma(database, "PRAGMA user_version");
        const std::int64_t tables = pragma(database, "SELECT count(*) FROM sqlite_master");
        if (tables > 0 && owner != application_id) {
            throw DatabaseError(SQLITE_NOTADB, "it belongs to another program");
        }
        if (version > format) {
            throw DatabaseError(
                SQLITE_NOTADB,
                fmt::format("it has format {}, this docbuild knows {}", version, format));
        }
        database.execute(
            "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
        if (tables == 0) {
            database.execute(
                fmt::format("BEGIN; PRAGMA application_id={}; PRAGMA user_version={}; {}; COMMIT",
                            application_id, format, create_table)
                    .c_str());
        }
        return database;
    }
};

SqliteStore::SqliteStore(std::string path, std::function<void(const std::string&)> warn)
    : path_(std::move(path)), warn_(std::move(warn)) {
    open();
}

SqliteStore::~SqliteStore() = default;

void SqliteStore::open() {
    try {
        open_ = std::make_unique<Open>(path_);
    } catch (const DatabaseError& error) {
        if (error.code() != SQLITE_NOTADB && error.code() != SQLITE_CORRUPT &&
            error.code() != SQLITE_ERROR) {
            throw WorkError(fmt::format("state file {}: {}", path_, error.what()));
        }
        set_aside(error.what());
    }
}

void SqliteStore::set_aside(const std::string& why) {
    open_.reset();
    std::string aside;
    for (unsigned n = 1; aside.empty() || path_exists(aside); ++n) {
        aside = fmt::format("{}.damaged-{}", path_, n);
    }
    if (::rename(path_.c_str(), aside.c_str()) != 0) {
        throw WorkError(system_message("rename", path_, errno));
    }
    ::remove((path_ + "-wal").c_str());
    ::remove((path_ + "-shm").c_str());
    warn_(fmt::format("state file set aside as {} ({}); building as if for the first time", aside,
                      why));
    try {
        open_ = std::make_unique<Open>(path_);
    } catch (const DatabaseError& error) {
        throw WorkError(fmt::format("state file {}: {}", path_, error.what()));
    }
}

bool SqliteStore::guarded(const std::function<void()>& work) {
    try {
        work();
        return true;
    } catch (const DatabaseError& error) {
        if (error.code() == SQLITE_NOTADB || error.code() == SQLITE_CORRUPT) {
            set_aside(error.what());
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
    bool damaged = false;
    const bool read = guarded([&] {
        Statement& rows = open_->load_rows;
        while (rows.step()) {
            damaged |= sum_of_row(rows) != rows.integer(row_check);
            records.emplace(std::string(rows.bytes(name)), read_record(rows));
        }
        rows.reset();
    });
    if (damaged) {
        set_aside("a row does not match its checksum");
    }
    return read && !damaged ? records : JobRecords();
}

std::optional<InputSet> SqliteStore::inputs_of(const std::string& job) {
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
    guarded([&] {
        const std::string files = inputs != nullptr ? encode(*inputs) : std::string();
        RowWriter row(open_->save_row);
        write_record(row, job, record);
        open_->save_row.bind(19, static_cast<std::int64_t>(checksum_of(files)));
        open_->save_row.bind_bytes(20, files);
        open_->save_row.bind(21, inputs != nullptr ? 1 : 0);
        open_->save_row.run();
    });
}

void SqliteStore::forget(const std::string& job) {
    guarded([&] { open_->delete_row.bind_text(1, job).run(); });
}

void SqliteStore::begin_batch() {
    guarded([&] { open_->database.execute("BEGIN"); });
}

void SqliteStore::end_batch() {
    guarded([&] { open_->database.execute("COMMIT"); });
}

} // namespace docbuild
