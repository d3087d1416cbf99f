// Where the files are that docbuild and its Sphinx front write for each other.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/event/run_event.hpp"

#include <string>
#include <vector>

namespace docbuild {

/// All lie in the build directory's own corner; one of each for each job of a `sphinx` stage.
struct SphinxFiles {
    std::string build; // absolute

    /// JSON: what the front is told.
    std::string front_input(const JobName& job) const { return of(job, "told", ".json"); }
    /// A Makefile rule: what Sphinx read.
    std::string depfile(const JobName& job) const { return of(job, "read", ".d"); }
    /// 32 bytes, overwritten in place: how far Sphinx is.
    std::string progress(const JobName& job) const { return of(job, "progress", ".txt"); }
    /// JSON: the first error, and what was imported.
    std::string report(const JobName& job) const { return of(job, "report", ".json"); }
    /// JSON: which files the builder wrote; also of a job of another stage.
    std::string written(const JobName& job) const { return of(job, "written", ".json"); }
    /// Sphinx's own account of an exception, beside the log.
    std::string traceback(const JobName& job) const {
        return build + "/.docbuild/logs/" + job.path() + ".traceback";
    }
    /// The files of its source directory as they are, by content, for the front.
    std::string inputs(const JobName& job) const { return of(job, "inputs", ".list"); }
    /// JSON, one finding a line: all that Sphinx warned of in the document as it is now.
    std::string findings(const JobName& job) const {
        return build + "/.docbuild/findings/" + job.path() + ".jsonl";
    }
    /// All of these files.
    std::vector<std::string> files(const JobName& job) const {
        return {front_input(job), depfile(job),   progress(job), report(job),
                written(job),     traceback(job), inputs(job),   findings(job)};
    }
    /// JSON: what all jobs may link to that come after the same `STAGE:*`; by the list's digest.
    std::string offers(const std::string& digest) const {
        return all_offers() + "/" + digest + ".json";
    }
    std::string all_offers() const { return internal_dir() + "/offers"; }
    /// A directory: what Sphinx has read. Another job may go on with it.
    std::string doctrees(const JobName& job) const { return of(job, "doctrees", ""); }
    /// Where those of all jobs are, STAGE/DOCUMENT.
    std::string all_doctrees() const { return internal_dir() + "/doctrees"; }

  private:
    std::string internal_dir() const { return build + "/.docbuild/sphinx"; }
    std::string of(const JobName& job, const char* kind, const char* ending) const {
        return internal_dir() + "/" + kind + "/" + job.path() + ending;
    }
};

} // namespace docbuild
