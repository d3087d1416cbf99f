// Holds a build directory for one run, and tells who holds it instead.
#pragma once

#include "lib/disk/descriptor.hpp"

#include <string>

namespace docbuild {

/// A record lock (fcntl(2)) on a file that names its holder. The kernel drops it when the process
/// ends, however it ends, so that a lock left behind by a run that died is never in the way; what
/// the file says is only shown, never trusted. Over NFS it holds between machines as far as the
/// server keeps locks, and the lock of a machine that died is in the way until the server knows.
/// The driver's is on the file's first byte, its guard's on the second: so the next run knows that
/// the builders of one that was killed are still being ended.
class BuildLock {
  public:
    enum class Wait { no, yes };

    /// Takes the lock on `path`. Throws WorkError where another process holds it (unless it is
    /// waited for; `say` is then told once who is waited for), or where the file cannot be used. A
    /// directory in its place is renamed to `PATH.damaged-N`, and `say` is told. A guard at work is
    /// waited for in any case, at most 30 s; `say` is told that, and where it took longer.
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

    /// For the guard, which inherits it.
    int descriptor() const { return file_.get(); }

  private:
    /// Where a directory in the file's place was set aside, if one was.
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

/// Takes the guard's lock in the file that `descriptor` has open, until this process ends or closes
/// any descriptor of that file.
void lock_as_guard(int descriptor);

} // namespace docbuild
