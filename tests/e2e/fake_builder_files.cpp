// The actions of fake_builder that write: to its output, to files, to directories.

#include "tests/e2e/fake_builder.hpp"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace docbuild::fake {

void fail(std::string_view call, std::string_view object) {
    const int error = errno;
    throw ActionError(std::string(call) + " '" + std::string(object) +
                      "': " + std::strerror(error));
}

long long whole_number(const std::string& text) {
    long long number = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end) {
        throw ActionError("'" + text + "' is not a whole number");
    }
    return number;
}

double seconds_in(const std::string& text) {
    double number = 0;
    std::istringstream stream(text); // from_chars: not everywhere for double
    stream >> std::noskipws >> number;
    if (stream.fail() || !stream.eof() || !std::isfinite(number) || number < 0) {
        throw ActionError("'" + text + "' is not a number of seconds");
    }
    return number;
}

void write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = write(descriptor, text.data(), text.size());
        if (count < 0 && errno != EINTR) {
            fail("write", std::to_string(descriptor));
        }
        text.remove_prefix(count < 0 ? 0 : static_cast<std::size_t>(count));
    }
}

namespace {

/// A file that was opened; closed at the end of its scope.
class OpenFile {
  public:
    OpenFile(const std::string& path, int flags)
        : descriptor_(open(path.c_str(), flags | O_CREAT | O_CLOEXEC, 0666)) {
        if (descriptor_ < 0) {
            fail("open", path);
        }
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() { close(descriptor_); }
    int descriptor() const { return descriptor_; }

  private:
    int descriptor_;
};

std::string content_of(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        fail("open", path);
    }
    std::ostringstream content;
    content << stream.rdbuf();
    return content.str();
}

void write_text(Arguments arguments) {
    const OpenFile file(arguments[0], O_WRONLY | O_TRUNC);
    write_all(file.descriptor(), arguments[1] + "\n");
}

void append_text(Arguments arguments) {
    const OpenFile file(arguments[0], O_WRONLY | O_APPEND);
    write_all(file.descriptor(), arguments[1] + "\n");
}

void copy(Arguments arguments) {
    std::string joined;
    for (const std::string& input : arguments.first(arguments.size() - 1)) {
        joined += content_of(input);
    }
    const OpenFile output(arguments.back(), O_WRONLY | O_TRUNC);
    write_all(output.descriptor(), joined);
}

void touch(Arguments arguments) {
    const OpenFile file(arguments[0], O_WRONLY);
    if (futimens(file.descriptor(), nullptr) != 0) {
        fail("futimens", arguments[0]);
    }
}

void make_directory(Arguments arguments) {
    std::filesystem::create_directories(arguments[0]);
}

void remove(Arguments arguments) {
    if (std::filesystem::remove_all(arguments[0]) == 0) {
        throw ActionError("delete '" + arguments[0] + "': no such file");
    }
}

void flood(Arguments arguments) {
    const std::string line(63, 'x');
    std::string block;
    for (int i = 0; i < 1024; ++i) {
        block += line + "\n";
    }
    long long left =
        arguments.empty() ? std::numeric_limits<long long>::max() : whole_number(arguments[0]);
    while (left > 0) {
        const auto count = std::min<long long>(left, static_cast<long long>(block.size()));
        write_all(STDOUT_FILENO,
                  std::string_view(block).substr(0, static_cast<std::size_t>(count)));
        left -= count;
    }
}

void fail_times(Arguments arguments) {
    const OpenFile file(arguments[0], O_WRONLY | O_APPEND);
    write_all(file.descriptor(), ".");
    struct stat status {};
    if (fstat(file.descriptor(), &status) != 0) {
        fail("fstat", arguments[0]);
    }
    if (status.st_size <= whole_number(arguments[1])) {
        _exit(1);
    }
}

constexpr Action actions[] = {
    {"print", "TEXT", 1, 1, [](Arguments a) { write_all(STDOUT_FILENO, a[0] + "\n"); }},
    {"eprint", "TEXT", 1, 1, [](Arguments a) { write_all(STDERR_FILENO, a[0] + "\n"); }},
    {"write", "FILE TEXT", 2, 2, write_text},
    {"append", "FILE TEXT (one write, O_APPEND)", 2, 2, append_text},
    {"copy", "IN... OUT (OUT becomes all INs, joined)", 2, any_number, copy},
    {"touch", "FILE", 1, 1, touch},
    {"mkdir", "DIRECTORY (and its parents)", 1, 1, make_directory},
    {"delete", "PATH (and all below it)", 1, 1, remove},
    {"flood", "[BYTES] (write lines to the output; without BYTES: for ever)", 0, 1, flood},
    {"fail-times", "FILE N (count runs in FILE, exit 1 in the first N)", 2, 2, fail_times},
    {"close-output", "(standard output and error)", 0, 0,
     [](Arguments) {
         close(STDOUT_FILENO);
         close(STDERR_FILENO);
     }},
};

} // namespace

std::span<const Action> file_actions() {
    return actions;
}

} // namespace docbuild::fake
