#include "lib/core/path_patterns.hpp"

#include <algorithm>
#include <map>
#include <queue>
#include <tuple>

namespace docbuild {

namespace {

/// What a rule costs a reader, in the lines of documents written out one by one.
constexpr std::ptrdiff_t cost_of_one_star = 2;
constexpr std::ptrdiff_t cost_of_two_stars = 5;

using PathParts = std::vector<std::string>;

struct Candidate {
    std::vector<bool> is_any;
    std::vector<std::size_t> wanted; // indices of all it matches
    std::ptrdiff_t others = 0;       // how many more it matches

    std::ptrdiff_t stars() const { return std::count(is_any.begin(), is_any.end(), true); }
};

/// By the parts with `/` for a star, which no part can be.
using Candidates = std::map<PathParts, Candidate>;

template <typename Visit> void for_each_mask(std::size_t size, const Visit& visit) {
    for (std::size_t first = 0; first < size; ++first) {
        for (std::size_t second = first; second < size; ++second) {
            std::vector<bool> is_any(size);
            is_any[first] = is_any[second] = true;
            visit(is_any);
        }
    }
}

PathParts key_of(const PathParts& parts, const std::vector<bool>& is_any) {
    PathParts key = parts;
    for (std::size_t i = 0; i < key.size(); ++i) {
        key[i] = is_any[i] ? "/" : key[i];
    }
    return key;
}

class PatternSearch {
  public:
    PatternSearch(std::span<const std::string> wanted, std::span<const std::string> others) {
        for (const std::string& path : wanted) {
            wanted_.push_back(path_parts(path));
        }
        taken_.resize(wanted_.size());
        collect(others);
    }

    std::vector<PathPattern> run() {
        take_best();
        for (std::size_t i = 0; i < wanted_.size(); ++i) {
            if (!taken_[i]) {
                found_.push_back({wanted_[i], std::vector<bool>(wanted_[i].size()), {i}});
            }
        }
        std::sort(found_.begin(), found_.end(), [](const auto& one, const auto& other) {
            return one.matched.front() < other.matched.front();
        });
        return std::move(found_);
    }

  private:
    void collect(std::span<const std::string> others) {
        for (std::size_t i = 0; i < wanted_.size(); ++i) {
            for_each_mask(wanted_[i].size(), [&](const std::vector<bool>& is_any) {
                Candidate& candidate = candidates_[key_of(wanted_[i], is_any)];
                candidate.is_any = is_any;
                candidate.wanted.push_back(i);
            });
        }
        for (const std::string& path : others) {
            const PathParts parts = path_parts(path);
            for_each_mask(parts.size(), [&](const std::vector<bool>& is_any) {
                const auto found = candidates_.find(key_of(parts, is_any));
                if (found != candidates_.end()) {
                    ++found->second.others;
                }
            });
        }
    }

    std::ptrdiff_t saving_of(const Candidate& candidate) const {
        const auto open = std::count_if(candidate.wanted.begin(), candidate.wanted.end(),
                                        [&](std::size_t i) { return !taken_[i]; });
        const auto exceptions = std::ptrdiff_t(candidate.wanted.size()) - open + candidate.others;
        return open - exceptions - (candidate.stars() == 1 ? cost_of_one_star : cost_of_two_stars);
    }

    /// The best first. As savings only ever shrink, one that still is what it was when it comes up
    /// is the best there is.
    void take_best() {
        using Ranked = std::tuple<std::ptrdiff_t, std::ptrdiff_t, std::size_t>;
        std::vector<Candidates::const_iterator> all;
        std::priority_queue<Ranked> queue;
        const auto rank = [&](std::size_t i) {
            const Candidate& candidate = all[i]->second;
            const std::ptrdiff_t saving = saving_of(candidate);
            if (saving > 0) {
                queue.emplace(saving, -candidate.stars(), candidates_.size() - i);
            }
        };
        for (auto candidate = candidates_.cbegin(); candidate != candidates_.cend(); ++candidate) {
            all.push_back(candidate);
            rank(all.size() - 1);
        }
        while (!queue.empty()) {
            const auto [saving, stars, place] = queue.top();
            queue.pop();
            const std::size_t i = candidates_.size() - place;
            if (saving_of(all[i]->second) == saving) {
                take(all[i]->first, all[i]->second);
            } else {
                rank(i);
            }
        }
    }

    void take(const PathParts& key, const Candidate& candidate) {
        PathPattern pattern{key, candidate.is_any, {}};
        for (const std::size_t i : candidate.wanted) {
            if (!taken_[i]) {
                taken_[i] = true;
                pattern.matched.push_back(i);
            }
        }
        std::replace(pattern.parts.begin(), pattern.parts.end(), std::string("/"),
                     std::string("*"));
        found_.push_back(std::move(pattern));
    }

    std::vector<PathParts> wanted_;
    std::vector<bool> taken_; // by one of `found_`
    Candidates candidates_;
    std::vector<PathPattern> found_;
};

} // namespace

std::vector<std::string> path_parts(std::string_view path) {
    std::vector<std::string> parts;
    while (!path.empty()) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        parts.emplace_back(path.substr(0, slash));
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    return parts;
}

std::vector<PathPattern> find_patterns(std::span<const std::string> wanted,
                                       std::span<const std::string> others) {
    return PatternSearch(wanted, others).run();
}

} // namespace docbuild
