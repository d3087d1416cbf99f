#include "lib/state/sqlite_database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstring>

namespace docbuild {

namespace {

constexpr int primary_code = 0xFF;

/// See https://www.sqlite.org/uri.html.
std::string escaped_for_uri(const std::string& path) {
    std::string escaped;
    for (const char c : path) {
        escaped += c == '%' || c == '?' || c == '#'
                       ? fmt::format("%{:02X}", static_cast<unsigned char>(c))
                       : std::string(1, c);
    }
    return escaped;
}

} // namespace

void Database::Close::operator()(sqlite3* database) const {
    sqlite3_close(database);
}
void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Database::Database(const std::string& path) {
    open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

Database::Database(const std::string& path, Unchanging) {
    open("file:" + escaped_for_uri(path) + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
}

void Database::open(const std::string& name, int flags) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(name.c_str(), &raw,
                                     flags | SQLITE_OPEN_NOMUTEX, // there is one thread
                                     nullptr);
    database_.reset(raw);
    check(code);
}

void Database::take(Database& other) {
    sqlite3_backup* const backup = sqlite3_backup_init(handle(), "main", other.handle(), "main");
    if (backup == nullptr) {
        throw error_of(sqlite3_errcode(handle()));
    }
    sqlite3_backup_step(backup, -1);
    check(sqlite3_backup_finish(backup));
}

void Database::check(int code) const {
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) {
        throw error_of(code);
    }
}

DatabaseError Database::error_of(int code) const {
    const int primary = code & primary_code;
    std::string message = database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(code);
    int error = 0;
    if (database_ && (primary == SQLITE_CANTOPEN || primary == SQLITE_IOERR)) {
        error = sqlite3_system_errno(database_.get());
        message += error != 0 ? std::string(": ") + std::strerror(error) : "";
    }
    return {primary, message, error};
}

void Database::execute(const char* text) {
    check(sqlite3_exec(handle(), text, nullptr, nullptr, nullptr));
}

bool Database::is_in_transaction() const {
    return sqlite3_get_autocommit(handle()) == 0;
}

bool Database::is_read_only() const {
    return sqlite3_db_readonly(handle(), "main") == 1;
}

Statement::Statement(Database& database, std::string_view text) : database_(&database) {
    sqlite3_stmt* raw = nullptr;
    database.check(sqlite3_prepare_v3(database.handle(), text.data(), static_cast<int>(text.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr));
    statement_.reset(raw);
}

Statement& Statement::bind(int parameter, std::int64_t value) {
    database_->check(sqlite3_bind_int64(statement_.get(), parameter, value));
    return *this;
}

Statement& Statement::bind_text(int parameter, std::string_view value) {
    database_->check(sqlite3_bind_text64(statement_.get(), parameter, value.data(), value.size(),
                                         SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind_bytes(int parameter, std::string_view value) {
    database_->check(sqlite3_bind_blob64(statement_.get(), parameter, value.data(), value.size(),
                                         SQLITE_TRANSIENT));
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        const DatabaseError error = database_->error_of(code);
        reset();
        throw DatabaseError(error);
    }
    return code == SQLITE_ROW;
}

void Statement::run() {
    while (step()) {
    }
    reset();
}

void Statement::reset() {
    sqlite3_reset(statement_.get());
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::bytes(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    return data == nullptr ? std::string_view()
                           : std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(
                                                        statement_.get(), column)));
}

} // namespace docbuild
