// What SqliteStore does with state files that were cut, overwritten or mixed up.

#include "lib/state/sqlite_store.hpp"
#include "lib/text/error.hpp"
#include "tests/state/sample_records.hpp"
#include "tests/temporary_directory.hpp"

#include <iterator>
#include <random>

using namespace docbuild;

namespace {

constexpr unsigned jobs = 40;

std::string name_of(unsigned job) {
    return "document-" + std::to_string(job) + ":html";
}

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// A state file, and what SQLite has beside it while it is open.
struct StateFile {
    std::string database;
    std::string log;
};

StateFile whole_state() {
    const TemporaryDirectory directory;
    const std::string path = directory / "state.db";
    const auto no_warning = [](const std::string& text) { FAIL(text); };
    const auto save = [](SqliteStore& store, unsigned from, unsigned to) {
        for (unsigned job = from; job < to; ++job) {
            const InputSet inputs = sample_inputs(job, 40);
            store.save(name_of(job), sample_record(job), &inputs);
        }
    };
    {
        SqliteStore store(path, no_warning);
        save(store, 0, jobs / 2);
    }
    SqliteStore store(path, no_warning);
    save(store, jobs / 2, jobs);
    return {content_of(path), content_of(path + "-wal")};
}

/// Opens what is at `path` and uses it as a run does. Each record that comes back has to be one
/// that was saved; where the file was set aside, the warning names it.
class DamagedRun {
  public:
    explicit DamagedRun(const TemporaryDirectory& directory) : path_(directory / "state.db") {
        use();
        for (int round = 0; round < 3 && save_all(); ++round) {
        }
        const std::size_t before = warnings_;
        SqliteStore store = open();
        CHECK(store.load().size() == jobs);
        CHECK(warnings_ == before);
    }

    std::size_t warnings() const { return warnings_; }

  private:
    SqliteStore open() {
        return {path_, [this](const std::string& text) {
                    ++warnings_;
                    const std::string aside = path_ + ".damaged-" + std::to_string(warnings_);
                    CHECK(text.starts_with("state file set aside as " + aside + " ("));
                    CHECK(std::filesystem::exists(aside));
                }};
    }

    void use() {
        SqliteStore store = open();
        for (const auto& [name, record] : store.load()) {
            const auto number = static_cast<unsigned>(record.success.value().sequence - 1);
            CHECK(name == name_of(number));
            CHECK(is_same(record, sample_record(number)));
        }
        for (unsigned job = 0; job < jobs; ++job) {
            const auto inputs = store.inputs_of(name_of(job));
            CHECK((!inputs || encode(*inputs) == encode(sample_inputs(job, 40))));
        }
    }

    /// Returns whether damage was detected and records were lost.
    bool save_all() {
        const std::size_t before = warnings_;
        SqliteStore store = open();
        store.load();
        for (unsigned job = 0; job < jobs; ++job) {
            const InputSet inputs = sample_inputs(job, 40);
            store.save(name_of(job), sample_record(job), &inputs);
        }
        return warnings_ != before;
    }

    std::string path_;
    std::size_t warnings_ = 0;
};

} // namespace

TEST_CASE("a truncated state file is never trusted and never ends the run") {
    const std::string whole = whole_state().database;
    REQUIRE(whole.size() > size_t{16} * 4096);
    for (std::size_t sixteenth = 1; sixteenth < 16; ++sixteenth) {
        for (const std::size_t more : {std::size_t{0}, std::size_t{1}}) {
            CAPTURE(sixteenth);
            const TemporaryDirectory directory;
            directory.write("state.db", whole.substr(0, whole.size() * sixteenth / 16 + more));
            CHECK(DamagedRun(directory).warnings() == 1);
        }
    }
    for (const std::size_t size : {15, 16, 99, 100, 511, 512, 4095, 4096}) {
        CAPTURE(size);
        const TemporaryDirectory directory;
        directory.write("state.db", whole.substr(0, size));
        CHECK(DamagedRun(directory).warnings() == 1);
    }
}

TEST_CASE("a small state file may be truncated after any byte") {
    std::string whole;
    {
        const TemporaryDirectory directory;
        SqliteStore(directory / "state.db", [](const std::string&) {
        }).save(name_of(1), sample_record(1), nullptr);
        whole = content_of(directory / "state.db");
    }
    const TemporaryDirectory directory;
    const std::string path = directory / "state.db";
    // SQLite treats a file of one byte as new.
    for (std::size_t size = 2; size < whole.size(); size += size < 120 ? 1 : 61) {
        CAPTURE(size);
        directory.write("state.db", whole.substr(0, size));
        std::size_t warnings = 0;
        {
            SqliteStore store(path, [&](const std::string&) { ++warnings; });
            CHECK(store.load().empty());
        }
        CHECK(warnings == 1);
        std::filesystem::remove(path);
        std::filesystem::remove(path + ".damaged-1");
    }
}

TEST_CASE("any byte of a state file's header may be wrong") {
    const std::string whole = whole_state().database;
    for (std::size_t place = 0; place < 100; ++place) {
        CAPTURE(place);
        std::string damaged = whole;
        damaged[place] = static_cast<char>(damaged[place] ^ (place % 2 == 0 ? '\x01' : '\xff'));
        const TemporaryDirectory directory;
        directory.write("state.db", damaged);
        const DamagedRun run(directory);
    }
}

TEST_CASE("any bytes of a state file may be overwritten") {
    const std::string whole = whole_state().database;
    for (unsigned seed = 0; seed < 60; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        std::string damaged = whole;
        const std::size_t length = std::size_t{1} << (random() % 13);
        const std::size_t from = random() % (damaged.size() - length);
        for (std::size_t i = 0; i < length; ++i) {
            damaged[from + i] = static_cast<char>(random());
        }
        const TemporaryDirectory directory;
        directory.write("state.db", damaged);
        const DamagedRun run(directory);
    }
}

TEST_CASE("pages of a state file may be swapped") {
    const std::string whole = whole_state().database;
    constexpr std::size_t page = 4096;
    for (unsigned seed = 0; seed < 30; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        std::string damaged = whole;
        const std::size_t pages = damaged.size() / page;
        damaged.replace(random() % pages * page, page, whole, random() % pages * page, page);
        const TemporaryDirectory directory;
        directory.write("state.db", damaged);
        const DamagedRun run(directory);
    }
}

TEST_CASE("SQLite's log may be truncated or overwritten") {
    const StateFile whole = whole_state();
    REQUIRE(whole.log.size() > size_t{16} * 4096);
    for (unsigned seed = 0; seed < 30; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        std::string log = whole.log;
        log.resize(random() % log.size());
        for (unsigned i = 0; i < seed % 4 && !log.empty(); ++i) {
            log[random() % log.size()] = static_cast<char>(random());
        }
        const TemporaryDirectory directory;
        directory.write("state.db", whole.database);
        directory.write("state.db-wal", log);
        directory.write("state.db-shm", std::string(random() % 40000, static_cast<char>(random())));
        const DamagedRun run(directory);
    }
}
