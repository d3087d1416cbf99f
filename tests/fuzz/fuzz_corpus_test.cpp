// Puts every file of the corpora to every reader's properties, without libFuzzer, so that all
// compilers and flavours run them.
#include "tests/fuzz/properties.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

using namespace docbuild::fuzz;

namespace {

std::vector<std::string> files_below(const std::string& directory) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
        if (entry.is_regular_file()) {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string text_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    REQUIRE(stream);
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

/// Every corpus whole, and the reader's own cut off at every byte.
void feed(void (*check)(std::string_view), const std::string& own) {
    const std::string corpora = DOCBUILD_FUZZ_CORPORA;
    for (const std::string& file : files_below(corpora)) {
        CAPTURE(file);
        CHECK_NOTHROW(check(text_of(file)));
    }
    const std::vector<std::string> own_files = files_below(corpora + "/" + own);
    REQUIRE_FALSE(own_files.empty());
    for (const std::string& file : own_files) {
        CAPTURE(file);
        const std::string text = text_of(file);
        for (std::size_t length = 0; length < text.size(); ++length) {
            CAPTURE(length);
            CHECK_NOTHROW(check(std::string_view(text).substr(0, length)));
        }
    }
}

} // namespace

TEST_CASE("any manifest is read alike twice, and planned, or refused in words") {
    feed(check_manifest, "manifest");
}

TEST_CASE("any configuration decides a mode or is refused in words") {
    feed(check_config, "config");
}

TEST_CASE("any Cygwin release that is not read as 3.0.0 or later makes the mode serial") {
    feed(check_cygwin_release, "cygwin_release");
}

TEST_CASE("names of any dependency file are read again as they were written") {
    feed(check_depfile, "depfile");
}

TEST_CASE("a run with any texts is read back from its event log, and can be reported") {
    feed(check_event_log, "event_log");
}
