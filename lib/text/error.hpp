// What a person did wrong or the machine refused, with its place and exit status.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace docbuild {

/// Exit statuses of the program (design, section 5).
enum class ExitStatus : int {
    success = 0,
    job_failed = 1,
    wrong_input = 2,
    cannot_work = 3,
    signal_base = 128,
};

/// A position in a text; `line` and `column` start at 1 and count characters, 0 means "the file as
/// a whole".
struct Place {
    std::string file;
    unsigned line = 0;
    unsigned column = 0;
    std::string source_line;
    unsigned hidden = 0; // characters of a long line left out before `source_line`
};

struct Diagnostic {
    Place place;
    std::string message;
};

/// Something wrong at a place of a JSON text, as a JSON pointer (RFC 6901). With `at_key` it is the
/// member's name rather than its value.
struct Problem {
    std::string pointer;
    std::string message;
    bool at_key = false;
};

/// `FILE:LINE:COLUMN: message`, the source line and a caret below its column. Control characters of
/// the source line are shown as spaces; a line too long for a terminal is cut around the column.
std::string render(const Diagnostic& diagnostic);

/// The base of everything that ends the program with a message rather than a verdict.
class Error : public std::runtime_error {
  public:
    Error(ExitStatus status, const std::string& message)
        : std::runtime_error(message), status_(status) {}
    ExitStatus status() const { return status_; }
    /// The message starts with a place that editors understand.
    bool names_place() const { return names_place_; }

  protected:
    Error(ExitStatus status, const std::string& message, bool names_place)
        : std::runtime_error(message), status_(status), names_place_(names_place) {}

  private:
    ExitStatus status_;
    bool names_place_ = false;
};

/// The command line, manifest or configuration is wrong: exit status 2, nothing was started.
class InputError : public Error {
  public:
    explicit InputError(const std::string& message) : Error(ExitStatus::wrong_input, message) {}
    explicit InputError(const std::vector<Diagnostic>& diagnostics);
};

/// docbuild could not do its own work (build directory, state, system calls): exit status 3.
class WorkError : public Error {
  public:
    explicit WorkError(const std::string& message) : Error(ExitStatus::cannot_work, message) {}
};

/// `what: object: reason`, for a failed system call: names the call, what it was called on, and
/// errno in words.
std::string system_message(const std::string& call, const std::string& object, int error_number);

/// Of an errno: those of fork(2) and open(2) that go away when less runs at once.
bool is_resource_shortage(int error_number);

} // namespace docbuild
