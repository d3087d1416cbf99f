#include "lib/core/json_text.hpp"

#include "lib/core/json_builder.hpp"
#include "lib/core/json_locate.hpp"
#include "lib/core/place_walk.hpp"
#include "lib/core/utf8.hpp"

#include <algorithm>

namespace docbuild {

namespace {

constexpr std::size_t largest = std::size_t{256} << 20U;

[[noreturn]] void refuse(Place place, std::string message) {
    throw InputError(std::vector{Diagnostic{std::move(place), std::move(message)}});
}

[[noreturn]] void refuse_file(const std::string& file, std::string message) {
    refuse({file, 0, 0, {}, 0}, std::move(message));
}

void check_encoding(std::string_view text, const std::string& file) {
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        refuse_file(file, "the file is UTF-16; save it as UTF-8");
    }
    if (text.find('\0') != std::string_view::npos) {
        refuse_file(file, "the file is binary; JSON in UTF-8 is expected");
    }
    const std::size_t invalid = first_invalid_utf8(text);
    if (invalid != std::string_view::npos) {
        refuse(place_of(invalid, text.substr(0, invalid), file),
               "this is not UTF-8; save the file as UTF-8");
    }
}

[[noreturn]] void explain(std::string_view text, const std::string& file,
                          const JsonBuilder& builder) {
    if (builder.has_huge_number()) {
        refuse(place_of(builder.fault_position() - 1, text, file), "this number is too large");
    }
    const auto fault = scan_json(text, [](const std::string&, JsonPosition) {});
    if (!fault) {
        refuse(place_of(builder.fault_position(), text, file), "this is not JSON");
    }
    refuse(place_of(fault->offset, text, file), fault->message);
}

/// The pointer of what `pointer` is in; the root is in itself.
std::string parent_of(const std::string& pointer) {
    return pointer.substr(0, std::min(pointer.rfind('/'), pointer.size()));
}

/// The problems' pointers and those of all that they are in.
std::set<std::string> pointers_of(const std::vector<Problem>& problems) {
    std::set<std::string> pointers{""};
    for (const Problem& problem : problems) {
        std::string pointer = problem.pointer;
        while (pointers.insert(pointer).second) {
            pointer = parent_of(pointer);
        }
    }
    return pointers;
}

/// Where the text has no such value (it is missing, or comes from `defaults`): the key of what it
/// would be in.
std::size_t offset_of(const Problem& problem,
                      const std::map<std::string, JsonPosition>& positions) {
    std::string pointer = problem.pointer;
    auto found = positions.find(pointer);
    while (found == positions.end() && !pointer.empty()) {
        pointer = parent_of(pointer);
        found = positions.find(pointer);
    }
    if (found == positions.end()) {
        return 0;
    }
    const bool is_at_key = problem.at_key || pointer != problem.pointer;
    return is_at_key ? found->second.key : found->second.value;
}

} // namespace

JsonText parse_json(std::string_view text, const std::string& file) {
    if (text.size() > largest) {
        refuse_file(file, "the file is larger than 256 MiB");
    }
    check_encoding(text, file);
    JsonLexer lexer(text);
    if (lexer.skip_space() && lexer.is_at_end()) {
        refuse_file(file, "the file is empty; a JSON object is expected");
    }
    JsonBuilder builder;
    const bool is_json = Json::sax_parse(text.begin(), text.end(), &builder,
                                         nlohmann::detail::input_format_t::json, true, true);
    if (!is_json) {
        explain(text, file, builder);
    }
    return builder.result();
}

Place place_of(std::size_t offset, std::string_view text, const std::string& file) {
    return PlaceWalk(text).go_to(offset, file);
}

std::vector<Diagnostic> locate(const std::vector<Problem>& problems, std::string_view text,
                               const std::string& file) {
    const auto positions = json_positions(text, pointers_of(problems));
    std::vector<std::pair<std::size_t, const Problem*>> offsets;
    offsets.reserve(problems.size());
    for (const Problem& problem : problems) {
        offsets.emplace_back(offset_of(problem, positions), &problem);
    }
    std::stable_sort(offsets.begin(), offsets.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Diagnostic> diagnostics;
    diagnostics.reserve(offsets.size());
    PlaceWalk walk(text);
    for (const auto& [offset, problem] : offsets) {
        diagnostics.push_back({walk.go_to(offset, file), problem->message});
    }
    return diagnostics;
}

} // namespace docbuild
