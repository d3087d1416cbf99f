#include "lib/build/last_run.hpp"

#include "lib/wording/notices.hpp"

#include "tests/temporary_directory.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

std::string event(const std::string& name, const std::string& document, const std::string& more) {
    return R"({"time":1,"event":")" + name + R"(","job":")" + document + ":html\"" + more + "}\n";
}

std::string started(const std::string& document) {
    return event("job_started", document, "");
}

std::string finished(const std::string& document, const std::string& more = "") {
    return event("job_finished", document, R"(,"outcome":"built","exit":0,"wall":1)" + more);
}

constexpr const char* run_finished = R"({"time":2,"event":"run_finished","counts":{},"exit":0})"
                                     "\n";

/// What the warning would be; `whole` where there would be none.
std::string words_for(const std::string& log) {
    const TemporaryDirectory directory;
    const auto unfinished = left_unfinished(directory.write("log", log));
    return unfinished ? last_run_cut_off(*unfinished) : "whole";
}

} // namespace

TEST_CASE("a run whose log records how it ended was not cut off") {
    CHECK(words_for(started("a") + finished("a") + run_finished) == "whole");
    CHECK(words_for(run_finished) == "whole");
}

TEST_CASE("a cut-off run left the jobs that started but did not finish") {
    CHECK(words_for("") == "the last run was cut off");
    CHECK(words_for(started("a") + finished("a")) == "the last run was cut off");
    CHECK(words_for(started("b") + started("a") + finished("b")) ==
          "the last run was cut off; unfinished: a:html");
    CHECK(words_for(started("a") + finished("a", R"(,"will_retry":true)")) ==
          "the last run was cut off; unfinished: a:html");
    CHECK(words_for(started("e") + started("d") + started("c") + started("b") + started("a")) ==
          "the last run was cut off; unfinished: a:html, b:html, c:html and 2 more");
}

TEST_CASE("an incomplete last line is ignored") {
    const std::string end(run_finished);
    const std::string log = started("a") + end.substr(0, end.size() - 1);
    CHECK(words_for(log) == "the last run was cut off; unfinished: a:html");
}

TEST_CASE("only the end of a large log is read") {
    const std::string noise(1 << 20, 'x');
    CHECK(words_for(started("a") + noise + "\n" + started("b")) ==
          "the last run was cut off; unfinished: b:html");
    CHECK(words_for(noise + "\n" + run_finished) == "whole");
    CHECK(words_for(noise) == "the last run was cut off");
}

TEST_CASE("a file that is not a log is harmless") {
    CHECK(words_for(std::string("\0\n\xff\n[1]\n{\"event\":7}\n", 20) + std::string(100'000, '[') +
                    "\n") == "the last run was cut off");
    const TemporaryDirectory directory;
    CHECK_FALSE(left_unfinished(directory / "absent"));
    CHECK_FALSE(left_unfinished(directory / "."));
    CHECK_FALSE(left_unfinished(""));
}
