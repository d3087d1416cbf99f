#include "lib/text/error.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace docbuild;

TEST_CASE("a diagnostic shows place, message, source line and caret") {
    CHECK(render({{"docbuild.json", 3, 5, "    \"stage\": {}"}, "unknown key 'stage'"}) ==
          "docbuild.json:3:5: unknown key 'stage'\n"
          "      \"stage\": {}\n"
          "      ^");
}

TEST_CASE("a diagnostic without a line names the file alone") {
    CHECK(render({{"docbuild.json", 0, 0, ""}, "the file is empty"}) ==
          "docbuild.json: the file is empty");
    CHECK(render({{"", 0, 0, ""}, "no manifest"}) == "no manifest");
}

TEST_CASE("the caret counts characters, and tabs are one of them") {
    CHECK(render({{"f", 1, 4, "é\t\xE2\x82\xACx"}, "m"}) == "f:1:4: m\n  é \xE2\x82\xACx\n     ^");
}

TEST_CASE("control characters of the source line do a terminal no harm") {
    CHECK(render({{"f", 1, 7, "a\x1B\x7F\xC2\x9B\xFFx"}, "m"}) == "f:1:7: m\n  a    x\n        ^");
}

TEST_CASE("a long source line is cut around the column") {
    const std::string line(5000, 'a');
    CHECK(render({{"f", 1, 3000, line}, "m"}) ==
          "f:1:3000: m\n  " + std::string(100, 'a') + "\n  " + std::string(80, ' ') + "^");
}

TEST_CASE("several diagnostics make one error, in order") {
    const InputError error(
        std::vector<Diagnostic>{{{"f", 0, 0, ""}, "one"}, {{"f", 0, 0, ""}, "two"}});
    CHECK(std::string(error.what()) == "f: one\nf: two");
    CHECK(error.status() == ExitStatus::wrong_input);
}

TEST_CASE("a failed system call is named with its object and reason") {
    CHECK(system_message("open", "/x", ENOENT) == "open: /x: No such file or directory");
}
