#include "lib/state/sqlite_store.hpp"

#include "tests/state/sample_records.hpp"
#include "tests/state/stored.hpp"

using namespace docbuild;

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

TEST_CASE("a query gets a consistent copy while another process writes") {
    Stored stored;
    stored.close(); // a child must not inherit a connection
    const pid_t writer = in_a_child(stored.path, [](SqliteStore& store) {
        for (unsigned i = 0; i < 200; ++i) { // enough for many checkpoints
            const InputSet inputs = sample_inputs(i, 2000);
            store.save("job-" + std::to_string(i % 20) + ":html", sample_record(i), &inputs);
        }
    });
    int status = 0;
    std::size_t seen = 0;
    while (::waitpid(writer, &status, WNOHANG) == 0) {
        SqliteStore question(
            stored.path, [](const std::string& text) { FAIL(text); },
            SqliteStore::Access::question);
        const JobRecords records = question.load();
        CHECK(records.size() >= seen);
        seen = records.size();
        for (const auto& [name, record] : records) {
            const auto number = static_cast<unsigned>(record.success.value().sequence - 1);
            CHECK(is_same(record, sample_record(number)));
            CHECK(encode(question.inputs_of(name).value()) == encode(sample_inputs(number, 2000)));
        }
    }
    CHECK(status == 0);
    CHECK(seen == 20);
}

TEST_CASE("records saved by a query are not kept") {
    Stored stored;
    stored.store->save("a:html", sample_record(1), nullptr);
    SqliteStore question(
        stored.path, [](const std::string& text) { FAIL(text); }, SqliteStore::Access::question);
    question.save("b:html", sample_record(2), nullptr);
    question.forget("a:html");
    stored.reopen();
    CHECK(stored.store->load().size() == 1);
}

TEST_CASE("a query reads a state file with any name") {
    const TemporaryDirectory directory;
    const std::string path = directory / "a?b#c%20 d.db";
    const auto no_warning = [](const std::string& text) { FAIL(text); };
    SqliteStore(path, no_warning).save("a:html", sample_record(1), nullptr);
    CHECK(SqliteStore(path, no_warning, SqliteStore::Access::question).load().size() == 1);
}

TEST_CASE("processes that create the state file at the same time share it") {
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
