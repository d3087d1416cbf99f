#include "lib/process/builder_tag.hpp"

#include <doctest/doctest.h>

using namespace docbuild;
using namespace std::string_literals;

namespace {

/// `JOB`, `JOB of an inner run`, or `none`.
std::string job_in(const std::string& environment, std::string_view run = "12-34") {
    const auto tagged = tagged_job(environment, run);
    return tagged ? tagged->job + (tagged->is_of_inner_run ? " of an inner run" : "") : "none";
}

} // namespace

TEST_CASE("a builder is tagged with its run and its job") {
    CHECK(builder_tag("", "12-34", "reference/rings:html") == "12-34/reference/rings:html");
    CHECK(job_in("A=1\0DOCBUILD_BUILDER=12-34/reference/rings:html\0B=2\0"s) ==
          "reference/rings:html");
    CHECK(job_in("DOCBUILD_BUILDER=12-34/a b:html"s) == "a b:html");
}

TEST_CASE("a process of another run, or without the tag, belongs to no job") {
    for (const std::string& environment :
         {""s, "\0\0"s, "A=DOCBUILD_BUILDER\0"s, "DOCBUILD_BUILDER"s, "DOCBUILD_BUILDER=12-34"s,
          "DOCBUILD_BUILDER=12-345/a:html\0"s, "DOCBUILD_BUILDER=112-34/a:html\0"s,
          "XDOCBUILD_BUILDER=12-34/a:html\0"s}) {
        CAPTURE(environment);
        CHECK(job_in(environment) == "none");
    }
}

TEST_CASE("what a builder's own docbuild starts belongs to the outer job and the inner one") {
    const std::string outer = builder_tag("", "12-34", "a:html");
    const std::string entry = "DOCBUILD_BUILDER=" + builder_tag(outer, "56-78", "b:pdf") + '\0';
    CHECK(entry == "DOCBUILD_BUILDER=12-34/a:html\t56-78/b:pdf\0"s);
    CHECK(job_in(entry, "12-34") == "a:html of an inner run");
    CHECK(job_in(entry, "56-78") == "b:pdf");
}

TEST_CASE("a fork server is tagged with its run and no job, and has room for the tag of any") {
    const std::string tag = fork_server_tag(builder_tag("", "12-34", "a/b:html"));
    CHECK(tag.starts_with("12-34/ "));
    CHECK(tag.size() > 1000);
    CHECK(job_in("DOCBUILD_BUILDER=" + tag + '\0') == "");
    CHECK(job_in("DOCBUILD_BUILDER=12-34/a b:html\0\0\0\0B=1\0"s) == "a b:html");
    const std::string inner =
        "DOCBUILD_BUILDER=" + fork_server_tag(builder_tag("12-34/a:html", "56-78", "b:pdf"));
    CHECK(job_in(inner, "12-34") == "a:html of an inner run");
    CHECK(job_in(inner, "56-78") == "");
}

TEST_CASE("a variable that somebody else set hides no tag that comes after it") {
    CHECK(job_in("DOCBUILD_BUILDER=mine\0DOCBUILD_BUILDER=12-34/a:html\0"s) == "a:html");
}
