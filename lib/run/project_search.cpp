#include "lib/run/project_search.hpp"

#include "lib/core/error.hpp"
#include "lib/core/manifest_proposal.hpp"
#include "lib/core/page_variables.hpp"
#include "lib/core/sphinx_conf.hpp"
#include "lib/run/files.hpp"
#include "lib/run/search_directory.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace docbuild {

namespace {

constexpr Bytes largest_text{16U << 20U}; // of a conf.py, a module or a page

std::string below(const std::string& directory, const std::string& name) {
    return directory == "." ? name : directory + "/" + name;
}

std::optional<std::string> text_of(const std::string& path) {
    try {
        return read_file(path, largest_text);
    } catch (const Error&) {
        return std::nullopt;
    }
}

class ProjectSearch {
  public:
    explicit ProjectSearch(const std::string& top) : top_(top) {
        found_.place = top.substr(top.rfind('/') + 1);
    }

    FoundProjects run() {
        SearchedNames names;
        if (const std::error_code error = read_names(top_, names)) {
            throw WorkError(system_message("opendir", top_, error.value()));
        }
        enter(".", names);
        std::sort(found_.projects.begin(), found_.projects.end());
        if (found_.projects.size() == 1) {
            look_inside(found_.projects.front());
        }
        return std::move(found_);
    }

  private:
    std::string on_disk(const std::string& path) const {
        return path == "." ? top_ : top_ + "/" + path;
    }

    void visit(const std::string& directory) {
        SearchedNames names;
        if (read_names(on_disk(directory), names)) {
            found_.unentered.push_back({directory, NotEntered::unreadable});
        } else if (const auto why = reason_by_content(names)) {
            found_.unentered.push_back({directory, *why});
        } else {
            enter(directory, names);
        }
    }

    void enter(const std::string& directory, const SearchedNames& names) {
        if (names.files.contains("conf.py")) {
            judge(directory, names);
        }
        for (const std::string& name : names.links) {
            found_.unentered.push_back({below(directory, name), NotEntered::link});
        }
        for (const std::string& name : names.directories) {
            if (const auto why = reason_by_name(name)) {
                found_.unentered.push_back({below(directory, name), *why});
            } else {
                visit(below(directory, name));
            }
        }
    }

    void judge(const std::string& directory, const SearchedNames& names) {
        const std::string path = below(directory, "conf.py");
        const auto text = text_of(on_disk(path));
        if (!text) {
            found_.omitted.push_back({path, "cannot be read"});
            return;
        }
        const SphinxConf conf = read_sphinx_conf(*text);
        const std::string root_page = root_page_in(directory, names, conf);
        if (root_page.empty()) {
            found_.omitted.push_back({path, "has no page " + conf.root_documents.front() +
                                                conf.suffixes.front() + " beside it"});
            return;
        }
        found_.projects.push_back(directory);
        found_.root_page = root_page;
        if (conf.upwards.size() > found_.upwards.size()) {
            found_.upwards = conf.upwards;
        }
        note_environment(path, *text);
        look_at_modules(directory, conf);
    }

    std::string root_page_in(const std::string& directory, const SearchedNames& names,
                             const SphinxConf& conf) const {
        for (const std::string& root : conf.root_documents) {
            for (const std::string& suffix : conf.suffixes) {
                std::string page = root + suffix;
                const bool is_there = page.find('/') == std::string::npos
                                          ? names.files.contains(page)
                                          : path_exists(on_disk(below(directory, page)));
                if (is_there) {
                    return page;
                }
            }
        }
        return {};
    }

    void note_environment(const std::string& path, const std::string& text) {
        for (const std::string& variable : required_environment(text)) {
            found_.environment.emplace(variable, path);
        }
    }

    /// Extensions of the project's own, and what its conf.py imports, one level deep.
    void look_at_modules(const std::string& directory, const SphinxConf& conf) {
        for (const std::string& place : conf.search_path) {
            for (std::string file : conf.modules) {
                std::replace(file.begin(), file.end(), '.', '/');
                const std::string path =
                    absolute_path(below(place, file) + ".py", on_disk(directory));
                if (!path.starts_with(top_ + "/") || !looked_at_.insert(path).second) {
                    continue;
                }
                if (const auto text = text_of(path)) {
                    note_environment(path.substr(top_.size() + 1), *text);
                }
            }
        }
    }

    bool is_page(const std::string& name) const {
        return name.ends_with(found_.root_page.substr(found_.root_page.rfind('.')));
    }

    void look_inside(const std::string& project) {
        SearchedNames names;
        read_names(on_disk(project), names);
        for (const std::string& name : names.directories) {
            SearchedNames inner;
            if (!reason_by_name(name) && !read_names(on_disk(below(project, name)), inner)) {
                const bool has_pages =
                    std::any_of(inner.files.begin(), inner.files.end(),
                                [&](const std::string& file) { return is_page(file); });
                found_.subdirectories.push_back(
                    {name, inner.files.contains(found_.root_page), has_pages, {}});
            }
        }
        if (is_to_be_split(found_)) {
            for (Subdirectory& part : found_.subdirectories) {
                look_at_pages(below(project, part.name), part);
            }
        }
    }

    void look_at_pages(const std::string& directory, Subdirectory& part) {
        SearchedNames names;
        read_names(on_disk(directory), names);
        for (const std::string& name : names.files) {
            const std::string path = below(directory, name);
            const auto text = is_page(name) ? text_of(on_disk(path)) : std::nullopt;
            for (const std::string& variable : page_variables(text.value_or(""))) {
                part.variables.emplace(variable, path);
            }
        }
        for (const std::string& name : names.directories) {
            look_at_pages(below(directory, name), part);
        }
    }

    const std::string& top_;
    FoundProjects found_;
    std::set<std::string> looked_at_; // modules, absolute
};

} // namespace

FoundProjects search_projects(const std::string& directory) {
    return ProjectSearch(directory).run();
}

} // namespace docbuild
