// Walks over the tokens of a JSON text (comments allowed) and says in words what is wrong with one.
// It does not know the order in which tokens may come, nor builds values.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace docbuild {

struct JsonFault {
    std::size_t offset = 0; // in bytes
    std::string message;
};

/// Each `skip` returns false, and notes a fault, where the text is not what its name says.
class JsonLexer {
  public:
    explicit JsonLexer(std::string_view text);

    bool is_at_end() const { return at_ >= text_.size(); }
    /// The next character, NUL at the end.
    char next() const { return is_at_end() ? '\0' : text_[at_]; }
    std::size_t offset() const { return at_; }
    void step() { ++at_; }

    bool skip_space();
    bool skip_string();
    /// A number, `true`, `false` or `null`.
    bool skip_scalar();

    /// The characters of the string token (quotes included) that starts at `offset` and ends here.
    std::string string_from(std::size_t offset) const;

    /// Notes a fault; false, so that callers can return it.
    bool fail(std::size_t offset, std::string message);
    const std::optional<JsonFault>& fault() const { return fault_; }

  private:
    bool skip_comment();
    bool skip_escape();
    bool skip_surrogates(std::size_t escape);
    std::optional<unsigned> hexadecimal_at(std::size_t offset) const;

    std::string_view text_;
    std::size_t at_ = 0;
    std::optional<JsonFault> fault_;
};

} // namespace docbuild
