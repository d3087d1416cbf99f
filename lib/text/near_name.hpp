// Finds the name that was probably meant.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

/// The candidate with the smallest edit distance (transpositions count one) to `name`, ties by
/// order, if it is near enough to be meant: at most a third of the longer name's length, and at
/// least one edit is allowed.
std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates);

/// `; did you mean 'x'?` or nothing.
std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

/// `did_you_mean` for many names among the same, possibly very many, candidates. Only the first
/// hundred are looked up: what follows is mostly the same mistake, and a hundred thousand wrong
/// names among as many candidates would take minutes. `candidates` is asked at the first look-up.
class NameSuggestions {
  public:
    using Candidates = std::function<std::vector<std::string>()>;
    explicit NameSuggestions(Candidates candidates) : ask_(std::move(candidates)) {}
    std::string instead_of(std::string_view name);

  private:
    Candidates ask_;
    std::vector<std::string> candidates_;
    unsigned lookups_left_ = 100;
};

} // namespace docbuild
