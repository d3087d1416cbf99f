#include "lib/disk/own_directories.hpp"

#include "lib/text/path_text.hpp"

#include <algorithm>

namespace docbuild {

namespace {

/// True for what may follow a file's name in a longer text.
bool ends_name(char c) {
    const bool is_letter_or_digit =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool is_other_byte = static_cast<unsigned char>(c) >= 0x80U;
    constexpr std::string_view in_names = "_-.+~@";
    return !is_letter_or_digit && !is_other_byte && in_names.find(c) == std::string_view::npos;
}

void replace_all(std::string& text, std::string_view old, std::string_view with) {
    for (std::size_t at = text.find(old); at != std::string::npos;
         at = text.find(old, at + with.size())) {
        text.replace(at, old.size(), with);
    }
}

void replace_directory(std::string& text, const std::string& directory, const std::string& word) {
    for (std::size_t at = text.find(directory); at != std::string::npos;) {
        const std::size_t end = at + directory.size();
        if (end == text.size() || ends_name(text[end])) {
            text.replace(at, directory.size(), word);
            at += word.size();
        } else {
            at = end;
        }
        at = text.find(directory, at);
    }
}

} // namespace

OwnDirectories::OwnDirectories(std::string build, std::string manifest_dir, std::size_t levels_up) {
    places_.push_back({std::move(build), "//build", "{build}"});
    std::string directory = std::move(manifest_dir);
    std::string up;
    for (std::size_t left = levels_up + 1; left > 0 && directory != "/"; --left) {
        places_.push_back({directory, "//manifest" + up, "{manifest_dir}" + up});
        directory = parent_of(directory);
        up += "/..";
    }
    std::stable_sort(places_.begin(), places_.end(), [](const Place& one, const Place& other) {
        return one.directory.size() > other.directory.size();
    });
}

const OwnDirectories::Place* OwnDirectories::holding(std::string_view path) const {
    const auto found = std::find_if(places_.begin(), places_.end(), [&](const Place& place) {
        return is_in(path, place.directory);
    });
    return found == places_.end() ? nullptr : &*found;
}

std::string OwnDirectories::lasting(std::string_view path) const {
    const Place* const place = holding(path);
    return place == nullptr ? std::string(path)
                            : place->lasting + std::string(path.substr(place->directory.size()));
}

std::string OwnDirectories::here(std::string_view lasting) const {
    if (!lasting.starts_with("//")) {
        return std::string(lasting);
    }
    // `//manifest/..` is tried before `//manifest`.
    const Place* best = nullptr;
    for (const Place& place : places_) {
        const bool is_better = best == nullptr || place.lasting.size() > best->lasting.size();
        best = is_in(lasting, place.lasting) && is_better ? &place : best;
    }
    return best == nullptr ? std::string(lasting)
                           : best->directory + std::string(lasting.substr(best->lasting.size()));
}

std::string OwnDirectories::in_words(const std::string& text) const {
    std::string words = text;
    for (const std::string_view own : {"{build}", "{manifest_dir}"}) {
        replace_all(words, own, "{" + std::string(own));
    }
    for (const Place& place : places_) {
        replace_directory(words, place.directory, place.word);
    }
    return words;
}

} // namespace docbuild
