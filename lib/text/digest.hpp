// Digests of contents: 128 bits of XXH3, over fields that cannot run into one another.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

struct Digest {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    bool operator==(const Digest&) const = default;
};

/// Adds up fields; each is preceded by its length, so that "ab","c" and "a","bc" differ.
class Digester {
  public:
    Digester();
    Digester(Digester&&) noexcept;
    Digester& operator=(Digester&&) noexcept;
    ~Digester();

    void add(std::string_view field);
    void add(std::uint64_t number);
    void add(const Digest& digest);
    /// A part of one long field, without a length of its own.
    void add_part(std::string_view part);
    Digest finish() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

Digest digest_of(std::string_view content);
Digest digest_of_words(const std::vector<std::string>& words);
/// A checksum of 64 bits, for records.
std::uint64_t checksum_of(std::string_view content);

/// 32 hexadecimal digits.
std::string hex(const Digest& digest);

} // namespace docbuild
