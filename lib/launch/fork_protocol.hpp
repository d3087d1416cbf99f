// Encodes requests to the fork server and decodes its messages. The protocol is described in
// share/manual/internals/fork-server.rst.
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
    std::vector<std::string> arguments;   // everything after the interpreter and its options
    std::vector<std::string> environment; // NAME=VALUE
    std::string written{}; // where the process lists the files it writes; empty: nowhere
};

/// The frame that requests a process. The descriptor for the job's output is sent along with it.
std::string frame_of(const ForkRequest& request);

namespace fork_message {

/// The server discarded its list of unfit packages, which was for other versions.
struct Outdated {};
/// The server is about to import this module: if it dies now, the module is to blame.
struct Importing {
    std::string module;
    std::string package; // as in Unsafe
};
/// The server accepts requests from now on.
struct Ready {
    std::vector<std::string> warnings;         // modules it could not import
    std::map<std::string, std::string> failed; // unfit learned packages, with their versions
};
/// The server has finished warming up, which it does for later jobs while the first ones run.
struct Warm {
    std::vector<std::string> imported; // modules that the first jobs did not get preloaded
    std::vector<std::string> warnings; // what it could not warm up
};
/// An import left something behind that must not be forked, such as a thread.
struct Unsafe {
    std::string left; // what, in words: "a thread"
    unsigned threads = 0;
    std::string culprit; // the module whose import caused it
    std::string package; // the culprit, or the package it belongs to
    std::string version; // of the package and of everything else that matters
    std::vector<std::string> imported;
};
/// The server could not start.
struct Failed {
    std::string reason;
    std::string traceback;
};
struct Started {
    std::uint32_t job = 0;
    int process = 0;
    Instant forked; // just before the fork
};
struct Ended {
    std::uint32_t job = 0;
    int process = 0;
    int status = 0; // as wait4(2) gives it
    Usage usage;    // without the wall time
};
/// A process was stopped or resumed by a signal.
struct Stopped {
    std::uint32_t job = 0;
    bool is_stopped = false;
};
/// Nothing was started for the job.
struct Refused {
    std::uint32_t job = 0;
    std::string reason;
    int error_number = 0; // if a system call failed
    /// If the server has several threads: the learned packages it has imported, with their
    /// versions.
    std::map<std::string, std::string> failed{};
};

} // namespace fork_message

using ForkMessage = std::variant<fork_message::Outdated, fork_message::Importing,
                                 fork_message::Ready, fork_message::Warm, fork_message::Unsafe,
                                 fork_message::Failed, fork_message::Started, fork_message::Stopped,
                                 fork_message::Ended, fork_message::Refused>;

/// Assembles messages from bytes as they arrive.
class ForkMessageReader {
  public:
    void add(std::string_view bytes) { bytes_ += bytes; }
    /// The next complete message; empty if more bytes are needed. Throws WorkError for an invalid
    /// message, after which nothing more can be read.
    std::optional<ForkMessage> next();

  private:
    std::string bytes_;
};

} // namespace docbuild
