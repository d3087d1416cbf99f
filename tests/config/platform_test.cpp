#include "lib/config/platform.hpp"

#include "lib/text/error.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

std::string version_text(std::string_view release) {
    const auto version = parse_version(release);
    return version ? version->text() : "none";
}

} // namespace

TEST_CASE("a version is the leading dotted number of a release") {
    CHECK(version_text("2.11.2(0.329/5/3)") == "2.11.2");
    CHECK(version_text("3.4.6-1.x86_64") == "3.4.6");
    CHECK(version_text("6.1.0-18-amd64") == "6.1.0");
    CHECK(version_text("13.2-RELEASE-p4") == "13.2");
    CHECK(version_text("10.0_STABLE") == "10.0");
    CHECK(version_text("7") == "7");
    CHECK(version_text("7.") == "7");
    CHECK(version_text("4294967295.1") == "4294967295.1");
}

TEST_CASE("a release without a leading number, or with one that does not fit, has no version") {
    for (const char* release :
         {"", " ", "x", "v3.0", ".3", "-1", "+1", " 3.0", "4294967296", "3.99999999999"}) {
        CAPTURE(release);
        CHECK(version_text(release) == "none");
    }
}

TEST_CASE("versions compare part by part, and missing parts count as 0") {
    CHECK(Version{{3}} == Version{{3, 0, 0}});
    CHECK(Version{{2, 11, 2}} < Version{{3, 0, 0}});
    CHECK(Version{{2, 9}} < Version{{2, 11}});
    CHECK(Version{{3, 0, 1}} > Version{{3}});
    CHECK(Version{} == Version{{0}});
}

TEST_CASE("a platform is named after the system in lower case, and all of Cygwin's are cygwin") {
    struct Row {
        const char* system;
        const char* release;
        const char* name;
        const char* version;
    };
    for (const Row& row : {
             Row{"Linux", "6.1.0-18-amd64", "linux", "6.1.0"},
             Row{"Darwin", "22.6.0", "darwin", "22.6.0"},
             Row{"FreeBSD", "13.2-RELEASE", "freebsd", "13.2"},
             Row{"NetBSD", "9.3", "netbsd", "9.3"},
             Row{"OpenBSD", "7.4", "openbsd", "7.4"},
             Row{"CYGWIN_NT-10.0-19045", "2.11.2(0.329/5/3)", "cygwin", "2.11.2"},
             Row{"CYGWIN_NT-6.1-WOW64", "3.0.7(0.338/5/3)", "cygwin", "3.0.7"},
             Row{"CYGWIN_NT-10.0", "unknown", "cygwin", "none"},
             Row{"MSYS_NT-10.0-19045", "3.4.7-ea781829.x86_64", "msys_nt-10.0-19045", "3.4.7"},
             Row{"GNU/kFreeBSD", "9.0-2-amd64", "gnu/kfreebsd", "9.0"},
             Row{"", "", "", "none"},
         }) {
        CAPTURE(row.system);
        const Platform platform = platform_of({row.system, row.release});
        CHECK(platform.name == row.name);
        CHECK((platform.version ? platform.version->text() : "none") == row.version);
        CHECK(platform.uname.system == row.system);
        CHECK(platform.uname.release == row.release);
    }
}

TEST_CASE("--uname is a system and a release, which may be missing or have blanks") {
    CHECK(parse_uname("CYGWIN_NT-10.0 2.11.2(0.329/5/3)").system == "CYGWIN_NT-10.0");
    CHECK(parse_uname("CYGWIN_NT-10.0 2.11.2(0.329/5/3)").release == "2.11.2(0.329/5/3)");
    CHECK(parse_uname("  Linux \t 6.1.0 #1 SMP \n").system == "Linux");
    CHECK(parse_uname("  Linux \t 6.1.0 #1 SMP \n").release == "6.1.0 #1 SMP");
    CHECK(parse_uname("Linux").system == "Linux");
    CHECK(parse_uname("Linux").release.empty());
}

TEST_CASE("an empty --uname is a mistake that is told how to mend") {
    for (const char* text : {"", " \t\n"}) {
        CHECK_THROWS_WITH_AS(parse_uname(text),
                             "--uname: empty; give 'SYSTEM RELEASE', as `uname -sr` prints them",
                             InputError);
    }
}
