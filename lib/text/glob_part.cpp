#include "lib/text/glob_part.hpp"

#include "lib/text/utf8.hpp"

namespace docbuild {

namespace {

/// `set` is what stands between the brackets.
bool set_has(std::string_view set, char32_t wanted) {
    const bool is_negated = set.starts_with('!');
    set.remove_prefix(is_negated ? 1 : 0);
    bool has = false;
    for (std::size_t i = 0; i < set.size();) {
        const Character low = character_at(set, i);
        i += low.length;
        Character high = low;
        if (i + 1 < set.size() && set[i] == '-') {
            high = character_at(set, i + 1);
            i += 1 + high.length;
        }
        has = has || (low.code <= wanted && wanted <= high.code);
    }
    return has != is_negated;
}

/// One step of a part's pattern that is no `*`: how many bytes of pattern and text it takes; both
/// are 0 where it does not match.
struct Step {
    std::size_t pattern = 0;
    std::size_t text = 0;
};

Step step(std::string_view pattern, std::size_t p, std::string_view text, std::size_t t) {
    if (p >= pattern.size() || t >= text.size()) {
        return {};
    }
    const Character character = character_at(text, t);
    if (pattern[p] == '?') {
        return {1, character.length};
    }
    const std::size_t set_end = pattern[p] == '[' ? end_of_set(pattern, p) : std::string_view::npos;
    if (set_end != std::string_view::npos) {
        const std::string_view set = pattern.substr(p + 1, set_end - p - 2);
        return set_has(set, character.code) ? Step{set_end - p, character.length} : Step{};
    }
    return pattern[p] == text[t] ? Step{1, 1} : Step{};
}

} // namespace

std::size_t end_of_set(std::string_view part, std::size_t open) {
    std::size_t first = open + 1;
    if (first < part.size() && part[first] == '!') {
        ++first;
    }
    const std::size_t close = part.find(']', first + 1);
    return close == std::string_view::npos ? close : close + 1;
}

bool match_part(std::string_view pattern, std::string_view text,
                std::vector<std::string_view>& captures) {
    if (text.starts_with('.') && !pattern.starts_with('.')) {
        return false;
    }
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t after_star = std::string_view::npos;
    std::size_t star_text = 0;
    while (t < text.size() || p < pattern.size()) {
        const Step taken = step(pattern, p, text, t);
        if (p < pattern.size() && pattern[p] == '*') {
            after_star = ++p;
            star_text = t;
            captures.push_back(text.substr(t, 0));
        } else if (taken.pattern != 0) {
            p += taken.pattern;
            t += taken.text;
        } else if (after_star != std::string_view::npos && t < text.size()) {
            std::string_view& last = captures.back();
            t = star_text + last.size();
            t += character_at(text, t).length;
            last = text.substr(star_text, t - star_text);
            p = after_star;
        } else {
            return false;
        }
    }
    return true;
}

} // namespace docbuild
