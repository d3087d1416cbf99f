// A state store for tests on a file of its own, with what it warned of, and others that use the
// same file.
#pragma once

#include "lib/state/sqlite_store.hpp"
#include "tests/temporary_directory.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace docbuild {

/// A store on a file in a directory of its own, and what it warned of.
class Stored {
  public:
    Stored() { reopen(); }

    void reopen() {
        store.reset();
        store = std::make_unique<SqliteStore>(
            path, [this](const std::string& text) { warnings.push_back(text); });
    }
    void close() { store.reset(); }

    TemporaryDirectory directory;
    std::string path = directory / "state.db";
    std::vector<std::string> warnings;
    std::unique_ptr<SqliteStore> store;
};

inline void change(const std::string& path, const char* statement) {
    Database(path).execute(statement);
}

/// Does `action` in a child; 0 where it neither threw nor warned.
inline pid_t in_a_child(const std::string& path, const std::function<void(SqliteStore&)>& action) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child != 0) {
        return child;
    }
    int status = 0;
    try {
        SqliteStore store(path, [&](const std::string&) { status = 1; });
        action(store);
    } catch (const std::exception&) {
        status = 2;
    }
    ::_exit(status);
}

inline int exit_status(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace docbuild
