#include "lib/wording/skip_reason.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

TEST_CASE("a job that is not started names the job at fault and its outcome") {
    const SkipCause cause{"guide:html", Outcome::timed_out};
    CHECK(skip_reason(Outcome::skipped, cause) == "it comes after guide:html (timed_out)");
    CHECK(skip_reason(Outcome::cancelled, cause) ==
          "nothing more is started after guide:html (timed_out)");
}

TEST_CASE("a job cancelled by a signal names the signal") {
    CHECK(skip_reason(Outcome::cancelled, {{}, {}, 15}) == "stopped by SIGTERM");
}

TEST_CASE("an up-to-date job names what it was built without") {
    CHECK(skip_reason(Outcome::up_to_date, {}) == "up to date");
    CHECK(skip_reason(Outcome::up_to_date, {{}, {}, 0, {"a:x", "b:x", "c:x", "d:x"}, 5}) ==
          "up to date, as built without the latest a:x, b:x, c:x and 6 more");
}
