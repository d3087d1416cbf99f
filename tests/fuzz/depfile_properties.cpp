#include "lib/text/depfile.hpp"
#include "tests/fuzz/properties.hpp"

#include <algorithm>
#include <unordered_set>

namespace docbuild::fuzz {

namespace {

using Names = std::vector<std::string>;

/// What is read where `names` are written, in one line or one a line.
void require_same(const Names& names, std::string_view separator) {
    std::string text = "target: ";
    for (const std::string& name : names) {
        text.append(depfile_word(name)).append(separator);
    }
    const Depfile depfile = parse_depfile(text + "\n");
    require(depfile.fault.empty(), "what was written cannot be read: " + depfile.fault);
    require(depfile.dependencies == names, "what was written is read as other names");
}

/// The lines of a text, each once, that can be names of files.
Names lines_of(std::string_view text) {
    Names lines;
    std::unordered_set<std::string> known;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string line(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        const bool is_name = !line.empty() && line.find('\0') == std::string::npos;
        if (is_name && known.insert(line).second) {
            lines.push_back(line);
        }
    }
    return lines;
}

} // namespace

void check_depfile(std::string_view text) {
    const Depfile depfile = parse_depfile(text);
    require_fit_to_show(depfile.fault, "the fault");
    for (const char* separator : {" ", " \\\n  "}) {
        require_same(depfile.dependencies, separator);
        require_same(lines_of(text), separator);
    }
}

} // namespace docbuild::fuzz
