#include "lib/state/sqlite_database.hpp"

#include "tests/temporary_directory.hpp"

#include <sqlite3.h>

#include <functional>

using namespace docbuild;

namespace {

int code_of(const std::function<void()>& action) {
    try {
        action();
        return SQLITE_OK;
    } catch (const DatabaseError& error) {
        return error.code();
    }
}

} // namespace

TEST_CASE("bound values come back unchanged, including blobs and texts") {
    const TemporaryDirectory directory;
    Database database(directory / "db");
    database.execute("CREATE TABLE t (number INTEGER, text TEXT, bytes BLOB)");
    const std::string bytes("a\0b", 3);
    Statement(database, "INSERT INTO t VALUES (?1, ?2, ?3)")
        .bind(1, -5)
        .bind_text(2, "it's \xc3\xa9")
        .bind_bytes(3, bytes)
        .run();
    Statement rows(database, "SELECT * FROM t");
    REQUIRE(rows.step());
    CHECK(rows.integer(0) == -5);
    CHECK(rows.bytes(1) == "it's \xc3\xa9");
    CHECK(rows.bytes(2) == bytes);
    CHECK_FALSE(rows.step());
}

TEST_CASE("a statement can be run again with other values") {
    const TemporaryDirectory directory;
    Database database(directory / "db");
    database.execute("CREATE TABLE t (number INTEGER)");
    Statement insert(database, "INSERT INTO t VALUES (?1)");
    insert.bind(1, 1).run();
    insert.bind(1, 2).run();
    Statement sum(database, "SELECT sum(number) FROM t");
    REQUIRE(sum.step());
    CHECK(sum.integer(0) == 3);
}

TEST_CASE("SQLite errors are thrown with their code and text") {
    const TemporaryDirectory directory;
    Database database(directory / "db");
    try {
        database.execute("SELECT * FROM nowhere");
        FAIL("an error was expected");
    } catch (const DatabaseError& error) {
        CHECK(error.code() == SQLITE_ERROR);
        CHECK(std::string(error.what()) == "no such table: nowhere");
    }
    CHECK(code_of([&] { Statement(database, "no SQL"); }) == SQLITE_ERROR);
    CHECK(code_of([&] { Database(directory / "none/db"); }) == SQLITE_CANTOPEN);
    const std::string text = directory.write("text", std::string(2000, 'x'));
    CHECK(code_of([&] { Database(text).execute("SELECT * FROM sqlite_master"); }) == SQLITE_NOTADB);
}

TEST_CASE("a statement that failed can be run again") {
    const TemporaryDirectory directory;
    Database database(directory / "db");
    database.execute("CREATE TABLE t (number INTEGER PRIMARY KEY)");
    Statement insert(database, "INSERT INTO t VALUES (?1)");
    insert.bind(1, 1).run();
    CHECK(code_of([&] { insert.bind(1, 1).run(); }) == SQLITE_CONSTRAINT);
    CHECK(code_of([&] { insert.bind(1, 2).run(); }) == SQLITE_OK);
}

TEST_CASE("a database knows whether a transaction is open") {
    const TemporaryDirectory directory;
    Database database(directory / "db");
    CHECK_FALSE(database.is_in_transaction());
    database.execute("BEGIN");
    CHECK(database.is_in_transaction());
    database.execute("COMMIT");
    CHECK_FALSE(database.is_in_transaction());
}
