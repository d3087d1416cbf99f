#include "lib/manifest/document_name.hpp"

#include "lib/text/utf8.hpp"

#include <algorithm>

namespace docbuild {

namespace {

/// What is wrong with the characters of a name.
std::string character_fault(std::string_view name) {
    for (std::size_t i = 0; i < name.size();) {
        const Character character = character_at(name, i);
        if (!character.is_valid) {
            return "is not UTF-8";
        }
        if (is_control(character.code)) {
            return "has a control character";
        }
        i += character.length;
    }
    return name.find(':') == std::string_view::npos ? "" : "has a ':', which stands before a stage";
}

} // namespace

std::string document_name_fault(std::string_view name) {
    if (name.empty()) {
        return "is empty";
    }
    if (name.starts_with('-')) {
        return "starts with '-' like an option";
    }
    if (name.starts_with('/')) {
        return "starts with '/', but is a relative path";
    }
    for (std::size_t from = 0; from <= name.size();) {
        const std::size_t slash = std::min(name.find('/', from), name.size());
        const std::string_view part = name.substr(from, slash - from);
        if (part.empty()) {
            return "has an empty part between slashes";
        }
        if (part == "." || part == "..") {
            return "has a part '" + std::string(part) + "'";
        }
        from = slash + 1;
    }
    return character_fault(name);
}

std::string stage_name_fault(std::string_view name) {
    if (name.find('/') != std::string_view::npos) {
        return "has a '/'";
    }
    if (name == ".docbuild") {
        return "is docbuild's own directory below the build directory";
    }
    return document_name_fault(name);
}

} // namespace docbuild
