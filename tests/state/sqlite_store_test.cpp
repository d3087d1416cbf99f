#include "lib/state/sqlite_store.hpp"

#include "lib/text/error.hpp"
#include "tests/state/sample_records.hpp"
#include "tests/state/stored.hpp"

using namespace docbuild;

namespace {

using Texts = std::vector<std::string>;

std::string set_aside(const Stored& stored, const std::string& why, int number = 1) {
    return "state file set aside as " + stored.path + ".damaged-" + std::to_string(number) + " (" +
           why + "); building as if for the first time";
}

} // namespace

TEST_CASE("a new store is empty and warns of nothing") {
    Stored stored;
    CHECK(stored.store->load().empty());
    CHECK_FALSE(stored.store->inputs_of("a:html").has_value());
    CHECK(stored.warnings.empty());
}

TEST_CASE("records and files come back as saved, also from a reopened store") {
    Stored stored;
    const InputSet inputs = sample_inputs(7);
    stored.store->save("a:html", sample_record(7), &inputs);
    stored.store->save("it's \"b\"\n:html", sample_record(8), nullptr);
    for (int i = 0; i < 2; ++i) {
        const JobRecords records = stored.store->load();
        REQUIRE(records.size() == 2);
        CHECK(is_same(records.at("a:html"), sample_record(7)));
        CHECK(is_same(records.at("it's \"b\"\n:html"), sample_record(8)));
        REQUIRE(stored.store->inputs_of("a:html").has_value());
        CHECK(encode(*stored.store->inputs_of("a:html")) == encode(inputs));
        stored.reopen();
    }
    CHECK(stored.warnings.empty());
}

TEST_CASE("a record without a success or attempt comes back without one") {
    Stored stored;
    JobRecord failed;
    failed.last = AttemptRecord{Outcome::timed_out, Duration(1), {}, {}, Bytes{~std::uint64_t{0}}};
    stored.store->save("failed:html", failed, nullptr);
    stored.store->save("nothing:html", {}, nullptr);
    const JobRecords records = stored.store->load();
    CHECK(is_same(records.at("failed:html"), failed));
    CHECK(is_same(records.at("nothing:html"), {}));
}

TEST_CASE("saving again replaces the record, and the files only if given") {
    Stored stored;
    const InputSet first = sample_inputs(1);
    const InputSet second = sample_inputs(2);
    stored.store->save("a:html", sample_record(1), &first);
    stored.store->save("a:html", sample_record(2), nullptr);
    CHECK(is_same(stored.store->load().at("a:html"), sample_record(2)));
    CHECK(encode(stored.store->inputs_of("a:html").value()) == encode(first));
    stored.store->save("a:html", sample_record(3), &second);
    CHECK(encode(stored.store->inputs_of("a:html").value()) == encode(second));
}

TEST_CASE("an empty set of files differs from an unknown one") {
    Stored stored;
    const InputSet none;
    stored.store->save("a:html", sample_record(1), &none);
    REQUIRE(stored.store->inputs_of("a:html").has_value());
    CHECK(stored.store->inputs_of("a:html")->empty());
}

TEST_CASE("a forgotten job is gone, with its files") {
    Stored stored;
    const InputSet inputs = sample_inputs(1);
    stored.store->save("a:html", sample_record(1), &inputs);
    stored.store->save("b:html", sample_record(2), nullptr);
    stored.store->forget("a:html");
    stored.store->forget("never:known");
    stored.reopen();
    CHECK(stored.store->load().size() == 1);
    CHECK_FALSE(stored.store->inputs_of("a:html").has_value());
}

TEST_CASE("a batch is saved at its end, and not at all without one") {
    Stored stored;
    stored.store->begin_batch();
    stored.store->save("a:html", sample_record(1), nullptr);
    stored.store->save("b:html", sample_record(2), nullptr);
    stored.store->end_batch();
    stored.store->begin_batch();
    stored.store->save("c:html", sample_record(3), nullptr);
    stored.reopen();
    CHECK(stored.store->load().size() == 2);
    CHECK(stored.warnings.empty());
}

TEST_CASE("saving at once does not wait for the end of a batch, and keeps the files") {
    Stored stored;
    const InputSet inputs = sample_inputs(1);
    stored.store->save("a:html", sample_record(1), &inputs);
    stored.store->begin_batch();
    stored.store->save("b:html", sample_record(2), nullptr);
    JobRecord begun = sample_record(1);
    begun.last->outcome = Outcome::cancelled;
    stored.store->save_at_once("a:html", begun);
    stored.reopen();
    const JobRecords records = stored.store->load();
    REQUIRE(records.size() == 1);
    CHECK(records.at("a:html").last->outcome == Outcome::cancelled);
    CHECK(stored.store->inputs_of("a:html").has_value());
}

TEST_CASE("saved records survive docbuild's death") {
    Stored stored;
    const pid_t child = in_a_child(stored.path, [](SqliteStore& store) {
        for (unsigned i = 0; i < 50; ++i) {
            store.save("job-" + std::to_string(i) + ":html", sample_record(i), nullptr);
        }
        store.begin_batch();
        store.save("lost:html", sample_record(99), nullptr);
        ::kill(::getpid(), SIGKILL);
    });
    CHECK(exit_status(child) == -1);
    stored.reopen();
    const JobRecords records = stored.store->load();
    CHECK(records.size() == 50);
    CHECK(is_same(records.at("job-49:html"), sample_record(49)));
    CHECK(stored.warnings.empty());
}

TEST_CASE("a file that is not a database is set aside unchanged and reported") {
    Stored stored;
    stored.close();
    const std::string text(3000, 'x');
    stored.directory.write("state.db", text);
    stored.reopen();
    CHECK(stored.warnings == Texts{set_aside(stored, "file is not a database")});
    std::ifstream aside(stored.path + ".damaged-1");
    CHECK(std::string(std::istreambuf_iterator<char>(aside), {}) == text);
    stored.store->save("a:html", sample_record(1), nullptr);
    stored.reopen();
    CHECK(stored.store->load().size() == 1);
    CHECK(stored.warnings.size() == 1);
}

TEST_CASE("files set aside earlier are kept") {
    Stored stored;
    for (int number = 1; number <= 3; ++number) {
        stored.close();
        stored.directory.write("state.db", "no database " + std::string(number * 1000, 'x'));
        stored.reopen();
        CHECK(stored.warnings.back() == set_aside(stored, "file is not a database", number));
        CHECK(std::filesystem::file_size(stored.path + ".damaged-1") == 1012);
    }
}

TEST_CASE("another program's database is set aside") {
    for (const char* made_by :
         {"CREATE TABLE theirs (x)", "PRAGMA application_id=5", "CREATE TABLE jobs (name TEXT)"}) {
        CAPTURE(made_by);
        Stored stored;
        stored.close();
        std::filesystem::remove(stored.path);
        change(stored.path, made_by);
        stored.reopen();
        CHECK(stored.warnings == Texts{set_aside(stored, "it belongs to another program")});
        CHECK(stored.store->load().empty());
    }
}

TEST_CASE("a state file of another format is set aside") {
    for (const std::string version : {"4", "0", "-1"}) {
        Stored stored;
        stored.store->save("a:html", sample_record(1), nullptr);
        stored.close();
        change(stored.path, ("PRAGMA user_version=" + version).c_str());
        stored.reopen();
        CHECK(stored.warnings ==
              Texts{set_aside(stored, "it has format " + version + ", this docbuild knows 3")});
        CHECK(stored.store->load().empty());
    }
}

TEST_CASE("a state file of an older docbuild is set aside") {
    for (const std::string version : {"1", "2"}) {
        Stored stored;
        stored.store->save("a:html", sample_record(1), nullptr);
        stored.close();
        change(stored.path, ("PRAGMA user_version=" + version).c_str());
        stored.reopen();
        CHECK(stored.warnings == Texts{set_aside(stored, "an older docbuild wrote it")});
        CHECK(stored.store->load().empty());
    }
}

TEST_CASE("a database of our format without its table is set aside") {
    Stored stored;
    stored.close();
    change(stored.path, "DROP TABLE jobs");
    stored.reopen();
    CHECK(stored.warnings == Texts{set_aside(stored, "no such table: jobs")});
    CHECK(stored.store->load().empty());
}

TEST_CASE("an empty file is a new store") {
    Stored stored;
    stored.close();
    stored.directory.write("state.db", "");
    stored.reopen();
    CHECK(stored.store->load().empty());
    CHECK(stored.warnings.empty());
}

TEST_CASE("if a row does not match its checksum, no row is trusted") {
    for (const char* damage : {"wall=wall+1", "outputs=x'00'", "name='c:html'", "outcome='failed'",
                               "row_check=0", "argv=x'05'", "succeeded=0", "written=x'00000000'"}) {
        CAPTURE(damage);
        Stored stored;
        stored.store->save("a:html", sample_record(1), nullptr);
        stored.store->save("b:html", sample_record(2), nullptr);
        stored.close();
        change(stored.path,
               ("UPDATE jobs SET " + std::string(damage) + " WHERE name='a:html'").c_str());
        stored.reopen();
        CHECK(stored.store->load().empty());
        CHECK(stored.warnings == Texts{set_aside(stored, "a row does not match its checksum")});
        CHECK(stored.store->load().empty());
    }
}

TEST_CASE("files that do not match their checksum are not known") {
    Stored stored;
    const InputSet inputs = sample_inputs(1);
    stored.store->save("a:html", sample_record(1), &inputs);
    stored.close();
    change(stored.path, "UPDATE jobs SET files=substr(files,2)");
    stored.reopen();
    CHECK(stored.store->load().size() == 1);
    CHECK_FALSE(stored.store->inputs_of("a:html").has_value());
}

TEST_CASE("SQLite's files next to a damaged file are removed") {
    Stored stored;
    stored.close();
    for (const char* beside : {"", "-wal", "-journal", "-shm"}) {
        stored.directory.write(std::string("state.db") + beside, std::string(2000, 'x'));
    }
    stored.reopen();
    CHECK(stored.warnings.size() == 1);
    CHECK_FALSE(std::filesystem::exists(stored.path + "-journal"));
    stored.store->save("a:html", sample_record(1), nullptr);
    stored.reopen();
    CHECK(stored.store->load().size() == 1);
}

TEST_CASE("a state file that cannot be created ends the run with its name and the reason") {
    const TemporaryDirectory directory;
    for (const std::string& path : {directory / "none/state.db", std::string("/proc/state.db")}) {
        CAPTURE(path);
        try {
            SqliteStore store(path, [](const std::string& text) { FAIL(text); });
            FAIL("an error was expected");
        } catch (const WorkError& error) {
            CHECK(std::string(error.what()) == "state file " + path +
                                                   ": unable to open database file: No such file "
                                                   "or directory");
        }
    }
}

TEST_CASE("a directory in the state file's place is set aside") {
    const TemporaryDirectory directory;
    const std::string path = directory / "state.db";
    std::filesystem::create_directory(path);
    std::vector<std::string> warnings;
    SqliteStore store(path, [&](const std::string& text) { warnings.push_back(text); });
    CHECK(store.load().empty());
    CHECK(warnings == std::vector<std::string>{
                          "state file set aside as " + path +
                          ".damaged-1 (unable to open database file: Is a directory); building as "
                          "if for the first time"});
    CHECK(std::filesystem::is_directory(path + ".damaged-1"));
}

TEST_CASE("a state file removed during the run is reported at its end") {
    Stored stored;
    stored.store->save("a:html", sample_record(1), nullptr);
    stored.store->retry_lost_writes();
    CHECK(stored.warnings.empty());
    std::filesystem::remove(stored.path);
    stored.store->retry_lost_writes();
    CHECK(stored.warnings ==
          std::vector<std::string>{"state file " + stored.path +
                                   " is gone: it was removed while the run went on; the next run "
                                   "builds as if for the first time"});
}

TEST_CASE("a state file that becomes unwritable is reported once without ending the run") {
    Stored stored;
    stored.store->save("a:html", sample_record(1), nullptr);
    std::filesystem::rename(stored.path, stored.path + ".moved");
    stored.store->begin_batch();
    stored.store->save("b:html", sample_record(2), nullptr);
    stored.store->end_batch();
    stored.store->save("c:html", sample_record(3), nullptr);
    stored.store->forget("a:html");
    CHECK(stored.warnings.size() <= 1);
}
