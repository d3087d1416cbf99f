#include "lib/text/glob.hpp"

#include "lib/text/glob_part.hpp"

namespace docbuild {

namespace {

using Parts = std::vector<std::string_view>;

Parts split(std::string_view path) {
    Parts parts;
    for (std::size_t from = 0;;) {
        const std::size_t slash = path.find('/', from);
        parts.push_back(path.substr(from, slash - from));
        if (slash == std::string_view::npos) {
            return parts;
        }
        from = slash + 1;
    }
}

/// Matches whole paths part by part, in the same way with `**` in the role of `*`.
class PathMatch {
  public:
    PathMatch(Parts pattern, Parts path) : pattern_(std::move(pattern)), path_(std::move(path)) {}

    bool run() {
        while (t_ < path_.size() || p_ < pattern_.size()) {
            if (p_ < pattern_.size() && pattern_[p_] == "**") {
                open_stars();
            } else if (!take_part() && !widen_stars()) {
                return false;
            }
        }
        return true;
    }

    const Parts& captures() const { return captures_; }

  private:
    void open_stars() {
        after_stars_ = ++p_;
        stars_from_ = stars_to_ = t_;
        captures_.emplace_back();
        kept_ = captures_.size();
    }

    bool take_part() {
        if (p_ >= pattern_.size() || t_ >= path_.size()) {
            return false;
        }
        const std::size_t before = captures_.size();
        if (!match_part(pattern_[p_], path_[t_], captures_)) {
            captures_.resize(before);
            return false;
        }
        ++p_;
        ++t_;
        return true;
    }

    /// One more part for the latest `**`; false where there is none, or it starts with a dot.
    bool widen_stars() {
        if (kept_ == 0 || stars_to_ >= path_.size() || path_[stars_to_].starts_with('.')) {
            return false;
        }
        const std::string_view first = path_[stars_from_];
        const std::string_view last = path_[stars_to_++];
        captures_.resize(kept_);
        const auto length = static_cast<std::size_t>(last.data() + last.size() - first.data());
        captures_.back() = std::string_view(first.data(), length);
        t_ = stars_to_;
        p_ = after_stars_;
        return true;
    }

    Parts pattern_;
    Parts path_;
    Parts captures_;
    std::size_t p_ = 0;
    std::size_t t_ = 0;
    std::size_t after_stars_ = 0;
    std::size_t stars_from_ = 0;
    std::size_t stars_to_ = 0;
    std::size_t kept_ = 0; // captures up to the latest `**`; 0: there was none
};

} // namespace

std::optional<std::vector<std::string>> glob_captures(std::string_view pattern,
                                                      std::string_view path) {
    PathMatch match(split(pattern), split(path));
    if (!match.run()) {
        return std::nullopt;
    }
    return std::vector<std::string>(match.captures().begin(), match.captures().end());
}

bool glob_matches(std::string_view pattern, std::string_view path) {
    return PathMatch(split(pattern), split(path)).run();
}

std::size_t capture_count(std::string_view pattern) {
    std::size_t count = 0;
    for (const std::string_view part : split(pattern)) {
        if (part == "**") {
            ++count;
            continue;
        }
        for (std::size_t i = 0; i < part.size();) {
            const bool is_set = part[i] == '[' && end_of_set(part, i) != std::string_view::npos;
            count += part[i] == '*' ? 1 : 0;
            i = is_set ? end_of_set(part, i) : i + 1;
        }
    }
    return count;
}

bool is_glob(std::string_view text) {
    return text.find_first_of("*?[") != std::string_view::npos;
}

std::string glob_fault(std::string_view pattern) {
    for (const std::string_view part : split(pattern)) {
        for (std::size_t i = part.find('['); i != std::string_view::npos; i = part.find('[', i)) {
            i = end_of_set(part, i);
            if (i == std::string_view::npos) {
                return "'[' is not closed; write '[[]' for a bracket";
            }
        }
    }
    return {};
}

std::string glob_quote(std::string_view text) {
    std::string quoted;
    for (const char c : text) {
        quoted += is_glob({&c, 1}) ? std::string{'[', c, ']'} : std::string(1, c);
    }
    return quoted;
}

} // namespace docbuild
