#include "lib/core/glob.hpp"
#include "lib/run/file_scan.hpp"
#include "lib/run/files.hpp"

#include <algorithm>
#include <sstream>

namespace docbuild {

namespace {

std::vector<std::string> parts_of(const std::string& glob) {
    std::vector<std::string> parts;
    std::istringstream stream(glob);
    for (std::string part; std::getline(stream, part, '/');) {
        if (!part.empty() && part != ".") {
            parts.push_back(part);
        }
    }
    return parts;
}

/// Descends part by part, reading a directory only where the part is a pattern.
class Search {
  public:
    Search(std::vector<std::string> parts, std::string base)
        : parts_(std::move(parts)), base_(std::move(base)) {}

    std::vector<std::string> run(const std::string& from) {
        descend(from, 0);
        std::sort(found_.begin(), found_.end());
        found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
        return std::move(found_);
    }

  private:
    void descend(const std::string& path, std::size_t part) {
        if (part == parts_.size()) {
            found_.push_back(path);
            return;
        }
        if (parts_[part] == "**") {
            descend(path, part + 1);
            for (const std::string& name : names_in(on_disk(path))) {
                const std::string below = joined(path, name);
                if (!name.starts_with('.') && is_directory(on_disk(below))) {
                    descend(below, part);
                }
            }
            return;
        }
        if (!is_glob(parts_[part])) {
            const std::string below = joined(path, parts_[part]);
            if (path_exists(on_disk(below))) {
                descend(below, part + 1);
            }
            return;
        }
        for (const std::string& name : names_in(on_disk(path))) {
            if (glob_matches(parts_[part], name)) {
                descend(joined(path, name), part + 1);
            }
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
    std::vector<std::string> found_;
};

} // namespace

std::vector<std::string> find_matching(const std::string& base, const std::string& glob) {
    return Search(parts_of(glob), base).run(glob.starts_with('/') ? "/" : "");
}

} // namespace docbuild
