#include "lib/disk/file_scan.hpp"
#include "lib/disk/files.hpp"
#include "lib/text/glob.hpp"
#include "lib/text/ignore_rules.hpp"
#include "lib/text/text_parts.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

namespace docbuild {

namespace {

std::vector<std::string> parts_of(const std::string& glob) {
    std::vector<std::string> parts;
    for (const std::string_view part : split(glob, '/')) {
        if (!part.empty() && part != ".") {
            parts.emplace_back(part);
        }
    }
    return parts;
}

/// Descends part by part, reading a directory only where the part is a pattern.
class Search {
  public:
    Search(std::vector<std::string> parts, std::string base, std::vector<std::string>* looked_into)
        : parts_(std::move(parts)), base_(std::move(base)), looked_into_(looked_into) {}

    std::vector<std::string> run(const std::string& from) {
        descend(from, 0);
        std::sort(found_.begin(), found_.end());
        found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
        return std::move(found_);
    }

  private:
    using Identity = std::pair<dev_t, ino_t>;

    void descend(const std::string& path, std::size_t part) {
        if (part == parts_.size()) {
            found_.push_back(path);
            return;
        }
        if (parts_[part] == "**") {
            descend_all(path, part);
            return;
        }
        if (!is_glob(parts_[part])) {
            const std::string below = joined(path, parts_[part]);
            if (path_exists(on_disk(below))) {
                descend(below, part + 1);
            } else {
                note(path);
            }
            return;
        }
        note(path);
        for (const std::string& name : names_in(on_disk(path))) {
            const bool is_match = glob_matches(parts_[part], name) && !is_kept_by_tools(name);
            const bool is_last = part + 1 == parts_.size();
            if (is_match && !(is_last && is_environment(on_disk(joined(path, name))))) {
                descend(joined(path, name), part + 1);
            }
        }
    }

    /// `**`: what follows it is looked for here and in every directory below; where nothing
    /// follows, it stands for the files. A symbolic link that leads back up is not followed.
    void descend_all(const std::string& path, std::size_t part) {
        const bool is_last = part + 1 == parts_.size();
        struct stat status {};
        if (::stat(on_disk(path).c_str(), &status) != 0) {
            return;
        }
        const Identity identity(status.st_dev, status.st_ino);
        if (std::find(above_.begin(), above_.end(), identity) != above_.end()) {
            return;
        }
        if (!is_last) {
            descend(path, part + 1);
        }
        note(path);
        above_.push_back(identity);
        for (const std::string& name : names_in(on_disk(path))) {
            descend_one(joined(path, name), name, part, is_last);
        }
        above_.pop_back();
    }

    void descend_one(const std::string& path, const std::string& name, std::size_t part,
                     bool is_last) {
        if (name.starts_with('.') || is_byte_code(name) || is_kept_by_tools(name)) {
            return;
        }
        if (is_directory(on_disk(path))) {
            if (!is_environment(on_disk(path))) {
                descend_all(path, part);
            }
        } else if (is_last) {
            found_.push_back(path);
        }
    }

    void note(const std::string& path) const {
        if (looked_into_ != nullptr && is_directory(on_disk(path))) {
            looked_into_->push_back(on_disk(path));
        }
    }

    static std::string joined(const std::string& path, const std::string& name) {
        return path.empty() ? name : path == "/" ? "/" + name : path + "/" + name;
    }
    std::string on_disk(const std::string& path) const {
        return path.starts_with('/') ? path : path.empty() ? base_ : base_ + "/" + path;
    }

    std::vector<std::string> parts_;
    std::string base_;
    std::vector<std::string>* looked_into_; // may be null
    std::vector<std::string> found_;
    std::vector<Identity> above_; // the directories between a `**` and where the search is
};

} // namespace

std::vector<std::string> find_matching(const std::string& base, const std::string& glob,
                                       std::vector<std::string>* looked_into) {
    return Search(parts_of(glob), base, looked_into).run(glob.starts_with('/') ? "/" : "");
}

} // namespace docbuild
