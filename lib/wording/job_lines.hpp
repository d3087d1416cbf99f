// The lines that tell of one job, shared by all reports that print as the run goes.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/wording/progress_model.hpp"
#include "lib/wording/style.hpp"
#include "lib/wording/verbosity.hpp"

#include <string>

namespace docbuild {

/// `[ 12/100]`, as wide for every job of a run.
std::string counter(const ProgressModel& progress);

/// Writes whole lines, each with its newline; nothing where the verbosity leaves the event out.
class JobLines {
  public:
    JobLines(Verbosity verbosity, Style style) : verbosity_(verbosity), style_(style) {}

    std::string run_started(const RunStarted& event) const;
    std::string started(const ProgressModel& progress, const JobStarted& event) const;
    /// A failure's whole verdict, one line for a success, one for an attempt that is not the last.
    std::string finished(const ProgressModel& progress, const JobFinished& event) const;
    /// One line for a failure whose reason was told in full of `first`; nothing when quiet.
    std::string failed_as(const ProgressModel& progress, const JobFinished& event,
                          const JobName& first) const;
    std::string skipped(const ProgressModel& progress, const JobSkipped& event) const;
    /// Printed at every verbosity: it is no progress.
    std::string warning(const Warning& event) const;

    Verbosity verbosity() const { return verbosity_; }
    const Style& style() const { return style_; }

  private:
    std::string command_line(const JobFinished& event) const;

    Verbosity verbosity_;
    Style style_;
};

} // namespace docbuild
