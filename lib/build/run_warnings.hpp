// Passes a run's warnings to its event stream. Warnings before RunStarted are held until then, or
// printed on standard error if the run never starts.
#pragma once

#include "lib/build/event_stream.hpp"

#include <string>
#include <vector>

namespace docbuild {

class RunWarnings {
  public:
    explicit RunWarnings(EventStream& events) : events_(events) {}
    ~RunWarnings();
    RunWarnings(const RunWarnings&) = delete;
    RunWarnings& operator=(const RunWarnings&) = delete;

    void warn(const std::string& message);
    /// RunStarted has been reported.
    void start();

  private:
    EventStream& events_;
    std::vector<std::string> early_;
    bool has_started_ = false;
};

} // namespace docbuild
