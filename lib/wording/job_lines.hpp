// Lines about a single job, shared by all reports that print during the run.
#pragma once

#include "lib/event/job_name.hpp"
#include "lib/wording/progress_model.hpp"
#include "lib/wording/style.hpp"
#include "lib/wording/verbosity.hpp"

#include <string>

namespace docbuild {

/// `[ 12/100]`, with the same width throughout a run.
std::string counter(const ProgressModel& progress);

/// Returns whole lines with their newlines, or nothing if the verbosity omits the event.
class JobLines {
  public:
    JobLines(Verbosity verbosity, Style style) : verbosity_(verbosity), style_(style) {}

    std::string run_started(const RunStarted& event) const;
    std::string started(const ProgressModel& progress, const JobStarted& event) const;
    /// The whole verdict for a failure; one line for a success or for an attempt that will be
    /// retried.
    std::string finished(const ProgressModel& progress, const JobFinished& event) const;
    /// One line for a failure whose reason was already given in full for `first`; nothing when
    /// quiet.
    std::string failed_as(const ProgressModel& progress, const JobFinished& event,
                          const JobName& first) const;
    std::string skipped(const ProgressModel& progress, const JobSkipped& event) const;
    /// Printed at every verbosity.
    std::string warning(const Warning& event) const;

    Verbosity verbosity() const { return verbosity_; }
    const Style& style() const { return style_; }

  private:
    std::string command_line(const JobFinished& event) const;

    Verbosity verbosity_;
    Style style_;
};

} // namespace docbuild
