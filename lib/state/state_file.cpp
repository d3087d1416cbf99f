#include "lib/state/state_file.hpp"

#include "lib/disk/descriptor.hpp"
#include "lib/disk/file_scan.hpp"
#include "lib/disk/files.hpp"
#include "lib/state/job_row.hpp"
#include "lib/text/error.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

namespace docbuild {

namespace {

constexpr std::int64_t application_id = 0x646F6362; // "docb"
constexpr std::int64_t format = 3;

/// A row with about twenty files fits into one page of this size.
constexpr std::int64_t page_size = 16384;

std::int64_t number(Database& database, std::string_view query) {
    Statement statement(database, query);
    return statement.step() ? statement.integer(0) : 0;
}

/// Checks within one transaction: another process may be creating the file.
void refuse_what_is_not_ours(Database& database) {
    database.execute("BEGIN");
    const std::int64_t owner = number(database, "PRAGMA application_id");
    const std::int64_t version = number(database, "PRAGMA user_version");
    const bool is_new = owner == 0 && number(database, "SELECT count(*) FROM sqlite_master") == 0;
    if (owner != application_id && !is_new) {
        throw DatabaseError(SQLITE_NOTADB, "it belongs to another program");
    }
    if (version != format && !is_new) {
        throw DatabaseError(
            SQLITE_NOTADB,
            version > 0 && version < format
                ? "an older docbuild wrote it"
                : fmt::format("it has format {}, this docbuild knows {}", version, format));
    }
    database.execute("COMMIT");
}

void make_table_in_new_file(Database& database) {
    if (number(database, "PRAGMA application_id") == 0) {
        database.execute("BEGIN IMMEDIATE");
        database.execute(fmt::format("PRAGMA application_id={}; PRAGMA user_version={}; {}; COMMIT",
                                     application_id, format, create_job_table)
                             .c_str());
    }
}

/// Other processes may be opening or creating the file at the same time. Only one of them can
/// change the persistent journal mode; SQLite does not let the others wait for it.
void write_ahead(Database& database) {
    try {
        database.execute("PRAGMA journal_mode=WAL");
    } catch (const DatabaseError& error) {
        if (error.code() != SQLITE_BUSY) {
            throw;
        }
    }
    database.execute("PRAGMA synchronous=NORMAL");
}

std::string log_of(const std::string& path) {
    return path + "-wal";
}

/// Changes when pages are moved from the log to the file or the log is restarted. A log that merely
/// grew is harmless: SQLite reads it up to its former end.
struct Sight {
    FileState file;
    std::string log_header;
    bool operator==(const Sight&) const = default;
};

/// Empty if there is no log. An unreadable log does not count as missing.
std::string header_of_log(const std::string& path) {
    constexpr std::size_t size = 32; // https://www.sqlite.org/fileformat2.html, section 4.1
    const Descriptor file(
        without_interruption([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); }));
    int error = file.is_open() ? 0 : errno;
    if (error == ENOENT) {
        return {};
    }
    std::string header(size, '\0');
    const auto count =
        without_interruption([&] { return ::read(file.get(), header.data(), header.size()); });
    if (count < 0) {
        error = error == 0 ? errno : error;
        throw DatabaseError(SQLITE_CANTOPEN, system_message("read", path, error), error);
    }
    header.resize(static_cast<std::size_t>(count));
    return header;
}

Sight look(const std::string& path) {
    return {look_at(path), header_of_log(log_of(path))};
}

/// A temporary directory for a copy, removed with its contents.
class PrivateDirectory {
  public:
    PrivateDirectory() {
        std::error_code error;
        path_ = std::filesystem::temp_directory_path(error).string() + "/docbuild-state-XXXXXX";
        if (error || ::mkdtemp(path_.data()) == nullptr) {
            const int number = error ? error.value() : errno;
            throw DatabaseError(SQLITE_CANTOPEN, system_message("mkdtemp", path_, number), number);
        }
    }
    PrivateDirectory(const PrivateDirectory&) = delete;
    PrivateDirectory& operator=(const PrivateDirectory&) = delete;
    ~PrivateDirectory() { remove_tree(path_); }

    std::string path_of(const std::string& name) const { return path_ + "/" + name; }

  private:
    std::string path_;
};

void copy_file(const std::string& from, const std::string& to) {
    std::error_code error;
    std::filesystem::copy_file(from, to, error);
    if (error) {
        throw DatabaseError(SQLITE_CANTOPEN, system_message("copy", from, error.value()),
                            error.value());
    }
}

/// SQLite would have to write next to the file to read its log, so it gets copies of both.
void take_with_log(const std::string& path, Database& copy) {
    const PrivateDirectory directory;
    const std::string place = directory.path_of("state.db");
    copy_file(path, place);
    copy_file(log_of(path), log_of(place));
    Database database(place);
    copy.take(database);
}

void take(const std::string& path, bool has_log, Database& copy) {
    if (has_log) {
        take_with_log(path, copy);
    } else {
        Database database(path, Database::Unchanging{});
        copy.take(database);
    }
}

/// Retries while a build changes the file. A build moves pages into it when its log has grown to a
/// few MB, and at its end.
Database copy_in_memory(const std::string& path) {
    constexpr int most_attempts = 20;
    for (int attempt = 1;; ++attempt) {
        Database copy(":memory:");
        const Sight before = look(path);
        try {
            take(path, !before.log_header.empty(), copy);
        } catch (const DatabaseError&) {
            if (look(path) == before || attempt == most_attempts) {
                throw;
            }
            continue;
        }
        if (look(path) == before) {
            return copy;
        }
        if (attempt == most_attempts) {
            throw DatabaseError(SQLITE_BUSY, "a build keeps changing it; ask again");
        }
    }
}

} // namespace

Database open_state(const std::string& path) {
    Database database(path);
    database.execute(fmt::format("PRAGMA page_size={}", page_size).c_str()); // of a new file
    database.execute("PRAGMA busy_timeout=5000");
    refuse_what_is_not_ours(database);
    if (database.is_read_only()) {
        throw DatabaseError(SQLITE_NOTADB, ::access(path.c_str(), W_OK) == 0
                                               ? "its header is damaged"
                                               : "it is not this user's to write");
    }
    write_ahead(database);
    make_table_in_new_file(database);
    return database;
}

Database copy_state(const std::string& path) {
    Database copy = copy_in_memory(path);
    refuse_what_is_not_ours(copy);
    make_table_in_new_file(copy);
    return copy;
}

} // namespace docbuild
