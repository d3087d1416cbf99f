#include "lib/config/version_condition.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

bool is_true(std::string_view condition, std::string_view version) {
    return holds(parse_version_condition(condition).value(), parse_version(version).value());
}

} // namespace

TEST_CASE("each operator compares as it reads") {
    struct Row {
        const char* operation;
        bool lower, same, higher;
    };
    for (const Row& row : {Row{"<", true, false, false}, Row{"<=", true, true, false},
                           Row{">", false, false, true}, Row{">=", false, true, true},
                           Row{"==", false, true, false}, Row{"!=", true, false, true}}) {
        CAPTURE(row.operation);
        const std::string condition = std::string(row.operation) + "3.0.0";
        CHECK(is_true(condition, "2.11.2") == row.lower);
        CHECK(is_true(condition, "3") == row.same);
        CHECK(is_true(condition, "3.0.1") == row.higher);
    }
}

TEST_CASE("several comparisons, by comma or blank, must all hold") {
    for (const char* condition : {">=2.8,<3", ">=2.8 <3", " >= 2.8 ,\t< 3 "}) {
        CAPTURE(condition);
        CHECK_FALSE(is_true(condition, "2.7.9"));
        CHECK(is_true(condition, "2.8"));
        CHECK(is_true(condition, "2.11.2"));
        CHECK_FALSE(is_true(condition, "3.0"));
    }
}

TEST_CASE("what is no condition is refused") {
    for (const char* text : {"", " ", "3.0.0", "=3", "~3", "<", "<x", "<3.", "<.3", "<3..0",
                             "<3.0x", "<3<4", ",<3", "< 4294967296", "<3,x", "!3", "<=>3"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_version_condition(text).has_value());
    }
}

TEST_CASE("a condition can be put in words") {
    CHECK(in_words({}).empty());
    CHECK(in_words(parse_version_condition("<3.0.0").value()) == "before 3.0.0");
    CHECK(in_words(parse_version_condition("<=3").value()) == "3 or before");
    CHECK(in_words(parse_version_condition(">2").value()) == "after 2");
    CHECK(in_words(parse_version_condition("==2.5").value()) == "2.5");
    CHECK(in_words(parse_version_condition("!=2.5").value()) == "not 2.5");
    CHECK(in_words(parse_version_condition(">=2.11,<3").value()) == "2.11 or later and before 3");
}
