// Frames of the fork server's protocol as bytes: requests are written, messages are read. The
// protocol is described in share/manual/internals/fork-server.rst.
#pragma once

#include "lib/event/outcome.hpp"
#include "lib/text/units.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace docbuild {

struct ForkRequest {
    std::uint32_t job = 0;
    std::string directory;
    std::vector<std::string> arguments;   // what follows the interpreter and its options
    std::vector<std::string> environment; // NAME=VALUE
    std::string written{}; // where the process reports which files it writes; empty: nowhere
};

/// The frame that asks for a process. The job's output goes along as a descriptor of its own.
std::string frame_of(const ForkRequest& request);

namespace fork_message {

/// What it was told of unfit packages is about other versions: it has forgotten that.
struct Outdated {};
/// It is about to import this: where it ends now, that is why.
struct Importing {
    std::string module;
    std::string package; // as in Unsafe
};
/// The server can be asked from now on.
struct Ready {
    std::vector<std::string> warnings;         // what it could not import
    std::map<std::string, std::string> failed; // what was learned and is unfit: the version
};
/// It has done, beside the first jobs, what it does for those that follow.
struct Warm {
    std::vector<std::string> imported; // modules that the first jobs did not find
    std::vector<std::string> warnings; // what it could not warm up
};
/// An import has left what jobs cannot have, such as a thread: nothing may be forked from it.
struct Unsafe {
    std::string left; // what, in words: "a thread"
    unsigned threads = 0;
    std::string culprit; // the module after whose import that was so
    std::string package; // the culprit, or one that it belongs to and that came with it
    std::string version; // of the package, and of all else that matters
    std::vector<std::string> imported;
};
/// It could not do what it was started for.
struct Failed {
    std::string reason;
    std::string traceback;
};
struct Started {
    std::uint32_t job = 0;
    int process = 0;
    Instant forked; // just before it was
};
struct Ended {
    std::uint32_t job = 0;
    int process = 0;
    int status = 0; // as wait4(2) gives it
    Usage usage;    // without the wall time
};
/// A process was stopped by a signal, or goes on.
struct Stopped {
    std::uint32_t job = 0;
    bool is_stopped = false;
};
/// Nothing was started for the job.
struct Refused {
    std::uint32_t job = 0;
    std::string reason;
    int error_number = 0; // where the system refused it
    /// Where the server has several threads, the learned packages that it has, with their versions.
    std::map<std::string, std::string> failed{};
};

} // namespace fork_message

using ForkMessage = std::variant<fork_message::Outdated, fork_message::Importing,
                                 fork_message::Ready, fork_message::Warm, fork_message::Unsafe,
                                 fork_message::Failed, fork_message::Started, fork_message::Stopped,
                                 fork_message::Ended, fork_message::Refused>;

/// Puts messages together from bytes as they arrive.
class ForkMessageReader {
  public:
    void add(std::string_view bytes) { bytes_ += bytes; }
    /// The next whole message; empty where more bytes are wanted. Throws WorkError for bytes that
    /// are no message: then nothing that follows can be read either.
    std::optional<ForkMessage> next();

  private:
    std::string bytes_;
};

} // namespace docbuild
