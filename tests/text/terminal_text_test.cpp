#include "lib/text/terminal_text.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

TEST_CASE("plain text and UTF-8 stay as they are") {
    CHECK(sanitize_for_terminal("reference/rings:html") == "reference/rings:html");
    CHECK(sanitize_for_terminal("Überblick 漢字") == "Überblick 漢字");
}

TEST_CASE("whole escape sequences are dropped") {
    CHECK(sanitize_for_terminal("\x1b[31;1mred\x1b[0m") == "red");
    CHECK(sanitize_for_terminal("\x1b]0;title\a-\x1b]8;;http://x\x1b\\link") == "-link");
    CHECK(sanitize_for_terminal("\x1b(Bx\x1b"
                                "cy") == "xy");
}

TEST_CASE("an escape sequence that is cut off is shown, not obeyed") {
    CHECK(sanitize_for_terminal("\x1b[31") == "^[[31");
    CHECK(sanitize_for_terminal("\x1b]0;never ends") == "^[]0;never ends");
    CHECK(sanitize_for_terminal("\x1b") == "^[");
}

TEST_CASE("control characters are made visible") {
    CHECK(sanitize_for_terminal("a\nb\rc\bd\x7F") == "a^Jb^Mc^Hd^?");
    CHECK(sanitize_for_terminal(std::string_view("\0", 1)) == "^@");
    CHECK(sanitize_for_terminal("\xC2\x9B"
                                "31m") == "\xEF\xBF\xBD"
                                          "31m");
}

TEST_CASE("tabs reach to the next eighth column") {
    CHECK(sanitize_for_terminal("a\tb\t") == "a       b       ");
    CHECK(sanitize_for_terminal("漢\tb") == "漢      b");
}

TEST_CASE("bytes that are no UTF-8 and direction marks are replaced") {
    CHECK(sanitize_for_terminal("caf\xE9!") == "caf\xEF\xBF\xBD!");
    CHECK(sanitize_for_terminal("a\u202Eb") == "a\xEF\xBF\xBD"
                                               "b");
}

TEST_CASE("of a log line, what a terminal would have kept is shown") {
    CHECK(sanitize_log_line("reading 10%\rreading 100%\r\n") == "reading 100%");
    CHECK(sanitize_log_line("0123456789", 8) == "01234...");
}

TEST_CASE("text is cut to columns, not to bytes") {
    CHECK(cut("abcdef", 6) == "abcdef");
    CHECK(cut("abcdef", 5) == "ab...");
    CHECK(cut("éééééé", 5) == "éé...");
    CHECK(cut("漢字漢字", 8) == "漢字漢字");
    CHECK(cut("漢字漢字", 7) == "漢字...");
    CHECK(cut("漢字漢字", 6) == "漢...");
    CHECK(cut("abcdef", 2) == "..");
    CHECK(cut("abcdef", 0).empty());
    CHECK(columns_of("漢e\u0301") == 3);
}
