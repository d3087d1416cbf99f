#include "lib/run/sqlite_store.hpp"

#include "tests/run/sample_records.hpp"
#include "tests/run/stored.hpp"

using namespace docbuild;

TEST_CASE("processes that carry a state file over at the same time share it") {
    Stored stored;
    stored.close();
    change(stored.path, "ALTER TABLE jobs DROP COLUMN written; PRAGMA user_version=1");
    std::vector<pid_t> children;
    for (unsigned i = 0; i < 6; ++i) {
        children.push_back(in_a_child(stored.path, [&](SqliteStore& store) {
            store.save(std::to_string(i) + ":html", sample_record(i), nullptr);
        }));
    }
    for (const pid_t child : children) {
        CHECK(exit_status(child) == 0);
    }
    stored.reopen();
    CHECK(stored.store->load().size() == 6);
    CHECK(stored.warnings.empty());
}

TEST_CASE("a second process reads while the first one writes") {
    Stored stored;
    stored.close();
    std::vector<pid_t> readers;
    for (int i = 0; i < 3; ++i) {
        readers.push_back(in_a_child(stored.path, [&](SqliteStore&) {
            for (std::size_t seen = 0; seen < 60;) {
                SqliteStore again(stored.path, [](const std::string&) { ::_exit(3); });
                const std::size_t now = again.load().size();
                seen = now < seen ? throw std::logic_error("records were lost") : now;
            }
        }));
    }
    for (unsigned i = 0; i < 60; ++i) {
        stored.reopen();
        stored.store->save("job-" + std::to_string(i) + ":html", sample_record(i), nullptr);
        stored.close();
    }
    for (const pid_t reader : readers) {
        CHECK(exit_status(reader) == 0);
    }
    CHECK(stored.warnings.empty());
}

TEST_CASE("processes that make the state file at the same time share it") {
    for (int round = 0; round < 10; ++round) {
        const TemporaryDirectory directory;
        const std::string path = directory / "state.db";
        std::vector<pid_t> children;
        for (unsigned i = 0; i < 6; ++i) {
            children.push_back(in_a_child(path, [&](SqliteStore& store) {
                store.save(std::to_string(i) + ":html", sample_record(i), nullptr);
            }));
        }
        for (const pid_t child : children) {
            CHECK(exit_status(child) == 0);
        }
        SqliteStore store(path, [](const std::string& text) { FAIL(text); });
        CHECK(store.load().size() == 6);
    }
}
