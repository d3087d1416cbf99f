// Locks a build directory for one run, and reports who else holds it.
#pragma once

#include "lib/disk/descriptor.hpp"

#include <string>

namespace docbuild {

/// A record lock (fcntl(2)) on a file that names its holder. The kernel drops it when the process
/// ends in any way, so a run that died never leaves a stale lock; the file's content is only
/// displayed, never trusted. Over NFS it works between machines if the server supports locks, and
/// the lock of a machine that died remains until the server notices. The driver locks the file's
/// first byte and its guard the second, so that the next run knows when the builders of a killed
/// run are still being terminated.
class BuildLock {
  public:
    enum class Wait { no, yes };

    /// Takes the lock on `path`. Throws WorkError if another process holds it (unless told to wait
    /// for it; the holder is then reported once through `say`), or if the file cannot be used. A
    /// directory in its place is renamed to `PATH.damaged-N` and reported. Always waits up to 30 s
    /// for a guard at work, and reports that and a timeout.
    template <typename Say> BuildLock(const std::string& path, Wait wait, const Say& say) {
        const std::string aside = open(path);
        if (!aside.empty()) {
            say("the lock " + path + " was a directory, set aside as " + aside);
        }
        if (!try_lock()) {
            refuse_unless(wait == Wait::yes);
            say("waiting for the build directory: " + holder_);
            lock();
        }
        if (guard_is_at_work()) {
            say("waiting for the builders of a run that was killed to end");
            if (!guard_ends()) {
                say("they have not ended; going on beside them");
            }
        }
        write_holder();
    }

    /// The descriptor, inherited by the guard.
    int descriptor() const { return file_.get(); }

  private:
    /// The new path of a directory that was in the file's place, if there was one.
    std::string open(const std::string& path);
    bool try_lock();
    void lock();
    void refuse_unless(bool may_wait) const;
    bool guard_is_at_work() const;
    bool guard_ends() const;
    void write_holder() const;

    std::string path_;
    std::string holder_;
    Descriptor file_;
};

/// Takes the guard's lock on the open file `descriptor`, until this process ends or closes any
/// descriptor of that file.
void lock_as_guard(int descriptor);

} // namespace docbuild
