// Keeps a guard beside the driver: a small process that ends the builders when the driver dies.
#pragma once

#include "lib/disk/descriptor.hpp"
#include "lib/process/guard_table.hpp"
#include "lib/process/reaper.hpp"

#include <functional>
#include <string>

namespace docbuild {

class Guard {
  public:
    using Warn = std::function<void(const std::string&)>;

    /// `lock` is the open lock file, which it holds as long as it lives; `run` tags the run's
    /// processes (see builder_tag). `warn` is told, once, where the guard cannot be started, or has
    /// died and another takes its place.
    Guard(Reaper& reaper, int lock, std::string run, Warn warn);
    /// Where it was not dismissed, it ends what is left.
    ~Guard() = default;
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

    GuardTable& table() { return table_; }

    /// To be called before each builder: starts the guard before the first. A run that builds
    /// nothing needs none, and should not pay for a fork.
    void expect_builder();

    /// Ends the guard; the reaper has to be given turns until it is gone.
    void dismiss();
    bool is_gone() const { return process_ == 0; }

  private:
    void start();
    void ended();
    void warn_once(const std::string& message);

    Reaper& reaper_;
    int lock_;
    std::string run_;
    Warn warn_;
    GuardTable table_;
    Descriptor lifeline_; // the driver's end of the pipe: closed when the driver is gone
    pid_t process_ = 0;
    bool is_expected_ = false;
    bool is_dismissed_ = false;
    bool has_warned_ = false;
    unsigned starts_ = 0;
};

} // namespace docbuild
