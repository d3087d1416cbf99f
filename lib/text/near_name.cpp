#include "lib/text/near_name.hpp"

#include "lib/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>
#include <vector>

namespace docbuild {

namespace {

/// Edit distance with insertions, deletions, substitutions and transpositions of neighbours
/// (optimal string alignment), on bytes.
class EditDistance {
  public:
    std::size_t between(std::string_view from, std::string_view to) {
        for (auto& row : rows_) {
            row.resize(to.size() + 1);
        }
        std::iota(rows_[1].begin(), rows_[1].end(), std::size_t{0});
        for (std::size_t i = 1; i <= from.size(); ++i) {
            rows_[2][0] = i;
            for (std::size_t j = 1; j <= to.size(); ++j) {
                rows_[2][j] = cost(from, to, i, j);
            }
            std::rotate(rows_.begin(), rows_.begin() + 1, rows_.end());
        }
        return rows_[1][to.size()];
    }

  private:
    std::size_t cost(std::string_view from, std::string_view to, std::size_t i,
                     std::size_t j) const {
        const std::size_t substitution = from[i - 1] == to[j - 1] ? 0 : 1;
        std::size_t least =
            std::min({rows_[1][j] + 1, rows_[2][j - 1] + 1, rows_[1][j - 1] + substitution});
        const bool is_swap = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
        if (is_swap) {
            least = std::min(least, rows_[0][j - 2] + 1);
        }
        return least;
    }

    std::array<std::vector<std::size_t>, 3> rows_; // the last but one, the last, this one
};

} // namespace

std::optional<std::string> nearest(std::string_view name, std::span<const std::string> candidates) {
    EditDistance distance;
    const std::string* best = nullptr;
    std::size_t least = 0;
    for (const std::string& candidate : candidates) {
        const std::size_t longer = std::max(name.size(), candidate.size());
        const std::size_t shorter = std::min(name.size(), candidate.size());
        std::size_t limit = std::max<std::size_t>(1, longer / 3);
        if (best != nullptr) {
            limit = std::min(limit, least == 0 ? 0 : least - 1);
        }
        if (longer - shorter > limit) {
            continue;
        }
        const std::size_t edits = distance.between(name, candidate);
        if (edits <= limit && (best == nullptr || edits < least)) {
            best = &candidate;
            least = edits;
        }
    }
    return best == nullptr ? std::nullopt : std::optional(*best);
}

std::string did_you_mean(std::string_view name, std::span<const std::string> candidates) {
    const auto near = nearest(name, candidates);
    return near ? "; did you mean " + in_quotes(*near) + "?" : std::string();
}

std::string NameSuggestions::instead_of(std::string_view name) {
    if (lookups_left_ == 0) {
        return {};
    }
    --lookups_left_;
    if (ask_) {
        candidates_ = std::exchange(ask_, nullptr)();
    }
    return did_you_mean(name, candidates_);
}

} // namespace docbuild
