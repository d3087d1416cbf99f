// What a search for Sphinx projects has found, as values.
// It does not know how a directory is searched, nor what is made of it.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace docbuild {

/// Why a directory was not entered.
enum class NotEntered {
    hidden,
    build_output,
    virtual_environment,
    packages,
    tests,
    link,
    unreadable
};

struct UnenteredDirectory {
    std::string path;
    NotEntered why;
};

/// A conf.py, or pages, of which no document is made.
struct Omission {
    std::string path;
    std::string why;
};

/// A directory in that of a project.
struct Subdirectory {
    std::string name;
    bool has_root_page = false; // a file of the same name as the project's root page
    bool has_pages = false;     // root page or others
    std::map<std::string, std::string> variables; // that its pages refer to files by, and a page
};

/// All paths are relative to the directory that was searched.
struct FoundProjects {
    std::string place;                 // the name of that directory, without a slash
    std::vector<std::string> projects; // directories with a conf.py, in byte order; `.`: itself
    std::vector<Omission> omitted;
    std::vector<UnenteredDirectory> unentered;
    std::map<std::string, std::string> environment; // a variable they require, and who reads it
    std::string upwards;                            // the longest of SphinxConf's

    // Where there is one project alone:
    std::string root_page; // the name of its first page, such as `index.rst`
    std::vector<Subdirectory> subdirectories;
};

} // namespace docbuild
