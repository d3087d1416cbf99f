// The actions of fake_builder that read a document's source directory and write what it becomes.

#include "tests/e2e/fake_builder.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <vector>

namespace docbuild::fake {

namespace {

namespace filesystem = std::filesystem;

constexpr std::string_view include_word = "include ";
constexpr std::string_view label_word = "label ";

std::optional<std::string> content_of(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!filesystem::is_regular_file(path) || !stream) {
        return std::nullopt;
    }
    std::ostringstream content;
    content << stream.rdbuf();
    return content.str();
}

void write_file(const std::string& path, const std::string& text) {
    std::ofstream stream(path, std::ios::binary | std::ios::trunc);
    stream << text;
    if (!stream.flush()) {
        fail("write", path);
    }
}

/// Relative to `directory`, in byte order.
std::vector<std::string> files_below(const std::string& directory) {
    std::vector<std::string> files;
    for (const auto& entry : filesystem::recursive_directory_iterator(directory)) {
        if (!entry.is_directory()) {
            files.push_back(entry.path().lexically_relative(directory).string());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

class Assembly {
  public:
    void add(const std::string& path) {
        const auto content = content_of(path);
        if (!content) {
            text += "(no " + path + ")\n";
            return;
        }
        open_.push_back(path);
        for (const std::string& line : lines_of(*content)) {
            if (line.starts_with(include_word)) {
                include(line.substr(include_word.size()));
            } else {
                text += line + "\n";
            }
        }
        open_.pop_back();
    }

    std::string text;
    std::set<std::string> included;

  private:
    void include(const std::string& path) {
        included.insert(path);
        if (std::find(open_.begin(), open_.end(), path) != open_.end()) {
            text += "(again " + path + ")\n";
        } else {
            add(path);
        }
    }

    std::vector<std::string> open_;
};

std::string with_blanks_escaped(const std::string& path) {
    std::string word;
    for (const char c : path) {
        word += c == ' ' ? "\\ " : std::string(1, c);
    }
    return word;
}

void assemble(Arguments arguments) {
    const std::string& source = arguments[2];
    Assembly assembly;
    for (const std::string& file : files_below(source)) {
        assembly.text += "== " + file + "\n";
        assembly.add(source + "/" + file);
    }
    for (const std::string& further : arguments.subspan(3)) {
        assembly.text += "--\n" + content_of(further).value_or("(no file)\n");
    }
    write_file(arguments[0], assembly.text);
    std::string rule = "page:";
    for (const std::string& path : assembly.included) {
        rule += " \\\n  " + with_blanks_escaped(path);
    }
    write_file(arguments[1], rule + "\n");
}

void write_labels(Arguments arguments) {
    std::string labels;
    for (const std::string& file : files_below(arguments[1])) {
        for (const std::string& line :
             lines_of(content_of(arguments[1] + "/" + file).value_or(""))) {
            labels += line.starts_with(label_word) ? line + "\n" : "";
        }
    }
    write_file(arguments[0], labels);
}

constexpr Action actions[] = {
    {"assemble",
     "OUT DEPFILE SOURCE [FILE...] (all files of a directory, lines 'include PATH' replaced, and "
     "FILEs)",
     3, any_number, assemble},
    {"labels", "OUT SOURCE (the lines 'label ...' of all files of a directory)", 2, 2,
     write_labels},
};

} // namespace

std::span<const Action> document_actions() {
    return actions;
}

} // namespace docbuild::fake
