// Where the files are that docbuild and its Sphinx front write for each other.
// It does not know what is in them.
#pragma once

#include "lib/core/run_event.hpp"

#include <string>

namespace docbuild {

/// All lie in the build directory's own corner; one of each for each job of a `sphinx` stage.
struct SphinxFiles {
    std::string build; // absolute

    /// JSON: what the front is told.
    std::string told(const JobName& job) const { return of(job, "told", ".json"); }
    /// A Makefile rule: what Sphinx read.
    std::string depfile(const JobName& job) const { return of(job, "read", ".d"); }
    /// 32 bytes, overwritten in place: how far Sphinx is.
    std::string progress(const JobName& job) const { return of(job, "progress", ".txt"); }
    /// JSON: the first error, and what was imported.
    std::string report(const JobName& job) const { return of(job, "report", ".json"); }
    /// Sphinx's own account of an exception, beside the log.
    std::string traceback(const JobName& job) const {
        return build + "/.docbuild/logs/" + job.stage + "/" + job.document + ".traceback";
    }
    std::string doctrees(const JobName& job) const { return of(job, "doctrees", ""); }

  private:
    std::string of(const JobName& job, const char* kind, const char* ending) const {
        return build + "/.docbuild/sphinx/" + kind + "/" + job.stage + "/" + job.document + ending;
    }
};

} // namespace docbuild
