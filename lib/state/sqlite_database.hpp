// A thin, checked wrapper over SQLite: a database and its statements.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace docbuild {

/// An SQLite error, with its primary result code and the errno of the failed system call, if any.
class DatabaseError : public std::runtime_error {
  public:
    DatabaseError(int code, const std::string& message, int error_number = 0)
        : std::runtime_error(message), code_(code), error_number_(error_number) {}
    int code() const { return code_; }
    int error_number() const { return error_number_; }

  private:
    int code_;
    int error_number_;
};

class Database;

/// A prepared statement; parameters count from 1, columns from 0. Texts and blobs are copied when
/// bound.
class Statement {
  public:
    Statement(Database& database, std::string_view text);

    Statement& bind(int parameter, std::int64_t value);
    Statement& bind_text(int parameter, std::string_view value);
    Statement& bind_bytes(int parameter, std::string_view value);
    /// True while there is a row.
    bool step();
    /// Steps to the end and resets the statement for new values.
    void run();
    void reset();
    std::int64_t integer(int column) const;
    std::string_view bytes(int column) const;

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    Database* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// All functions throw DatabaseError if SQLite reports an error.
class Database {
  public:
    /// Opens or creates the file.
    explicit Database(const std::string& path);
    /// Opens the file read-only, assuming that nobody changes it: no files are created next to it,
    /// and its log is ignored.
    struct Unchanging {};
    Database(const std::string& path, Unchanging);
    /// Replaces the contents with those of `other`.
    void take(Database& other);
    void execute(const char* text);
    bool is_in_transaction() const;
    /// Also true if SQLite does not know the write version in the file's header.
    bool is_read_only() const;
    sqlite3* handle() const { return database_.get(); }
    void check(int code) const;
    /// The current error, or the generic text for `code`.
    DatabaseError error_of(int code) const;

  private:
    void open(const std::string& name, int flags);

    struct Close {
        void operator()(sqlite3* database) const;
    };
    std::unique_ptr<sqlite3, Close> database_;
};

} // namespace docbuild
