// Finds by its text what a conf.py says: where a project begins, and what it wants of whoever
// builds it. It does not run Python: what is computed there stays unseen.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace docbuild {

struct SphinxConf {
    std::vector<std::string> root_documents; // without suffix: the one named, or the usual ones
    std::vector<std::string> suffixes;       // of pages: the usual ones, and those it names
    std::vector<std::string> search_path;    // directories, from its own, for `modules`
    std::vector<std::string> modules;        // names that may be those of modules beside it
    std::string upwards; // `..`, `../..`, ...: how far up the settings lead that are paths like
                         // `../scripts/kernel-doc`; they hold only where the builder runs in the
                         // directory of the conf.py
};

SphinxConf read_sphinx_conf(std::string_view text);

/// The variables that a module reads by `os.environ["NAME"]` without asking first whether they are
/// there, in byte order: without them it ends with KeyError.
std::vector<std::string> required_environment(std::string_view text);

} // namespace docbuild
