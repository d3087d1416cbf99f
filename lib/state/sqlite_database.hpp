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

/// What SQLite said, with its primary result code, and the errno of the call that failed, if one
/// did.
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
    /// Steps to the end and makes the statement ready for new values.
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

/// Throws DatabaseError wherever SQLite reports one.
class Database {
  public:
    /// Opens or makes the file.
    explicit Database(const std::string& path);
    /// Opens the file to read, as one that nobody changes meanwhile: nothing is made beside it, and
    /// what a log there has is left out.
    struct Unchanging {};
    Database(const std::string& path, Unchanging);
    /// All that is in `other`, in place of what is here.
    void take(Database& other);
    void execute(const char* text);
    bool is_in_transaction() const;
    /// Also true where SQLite does not know the version that the file's header asks of writers.
    bool is_read_only() const;
    sqlite3* handle() const { return database_.get(); }
    void check(int code) const;
    /// The error that `code` is, in words.
    DatabaseError error_of(int code) const;

  private:
    void open(const std::string& name, int flags);

    struct Close {
        void operator()(sqlite3* database) const;
    };
    std::unique_ptr<sqlite3, Close> database_;
};

} // namespace docbuild
