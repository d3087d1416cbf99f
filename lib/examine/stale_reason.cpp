#include "lib/examine/stale_reason.hpp"

#include "lib/sphinx/sphinx_offers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace docbuild {

namespace {

/// The words that are in only one of the two, in order: `-'html' +'dirhtml'`.
std::string difference(const std::vector<std::string>& before,
                       const std::vector<std::string>& now) {
    constexpr std::size_t most = 6;
    std::vector<std::string> parts;
    const auto add = [&](const char sign, const auto& from, const auto& other) {
        for (const std::string& word : from) {
            if (std::find(other.begin(), other.end(), word) == other.end()) {
                parts.push_back(fmt::format("{}'{}'", sign, word));
            }
        }
    };
    add('-', before, now);
    add('+', now, before);
    if (parts.empty()) {
        return "the order of its words";
    }
    const std::size_t shown = std::min(parts.size(), most);
    const std::string text = fmt::format(
        "{}", fmt::join(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(shown), " "));
    return parts.size() > most ? fmt::format("{} and {} more", text, parts.size() - most) : text;
}

} // namespace

std::string command_reason(std::vector<std::string> before, std::vector<std::string> now) {
    const auto is_offers = [](const std::string& word) { return word.starts_with(offers_word); };
    std::erase_if(before, is_offers);
    std::erase_if(now, is_offers);
    return before == now ? "the documents that it may link to changed"
                         : "command changed: " + difference(before, now);
}

std::string how_it_ended(Outcome outcome) {
    switch (outcome) {
    case Outcome::failed:
        return "last attempt failed";
    case Outcome::crashed:
        return "last attempt crashed";
    case Outcome::timed_out:
        return "last attempt took too long";
    case Outcome::out_of_memory:
        return "last attempt ran out of memory";
    case Outcome::missing_output:
        return "last attempt did not write its outputs";
    case Outcome::not_started:
        return "last attempt could not be started";
    case Outcome::cancelled:
        return "last attempt was cancelled";
    case Outcome::skipped:
    case Outcome::built:
    case Outcome::up_to_date:
        break; // no attempt, or none that was in vain
    }
    return "last attempt was not finished";
}

} // namespace docbuild
