// What the actions of fake_builder share: the table's row and the arguments' checks.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace docbuild::fake {

using Arguments = std::span<const std::string>;

inline constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

struct Action {
    std::string_view name;
    std::string_view usage; // its arguments, as --help shows them
    std::size_t fewest;
    std::size_t most;
    void (*run)(Arguments arguments);
};

/// An action that was written wrongly or whose system call failed; fake_builder exits with 125.
class ActionError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Throws ActionError with `call`, `object` and the text of errno.
[[noreturn]] void fail(std::string_view call, std::string_view object);

/// Throw ActionError for anything but a whole number or a non-negative decimal one.
long long whole_number(const std::string& text);
double seconds_in(const std::string& text);

/// Writes all of `text` with as few write() calls as the kernel needs.
void write_all(int descriptor, std::string_view text);

std::span<const Action> document_actions();
std::span<const Action> file_actions();
std::span<const Action> process_actions();
std::span<const Action> question_actions();

} // namespace docbuild::fake
