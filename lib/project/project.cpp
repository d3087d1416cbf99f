#include "lib/project/project.hpp"
#include "lib/plan/planner.hpp"

#include "lib/disk/file_scan.hpp"
#include "lib/disk/files.hpp"
#include "lib/host/host.hpp"
#include "lib/json/json_text.hpp"
#include "lib/manifest/manifest_loader.hpp"
#include "lib/text/path_text.hpp"

#include <fmt/format.h>

namespace docbuild {

namespace {

/// A hundred thousand documents written out take some 20 MB.
constexpr Bytes largest_manifest{256U << 20U};

/// Why the document's directory cannot be one; empty where it can.
std::string source_fault(const Document& document, const Directories& directories,
                         NearbyPaths& way) {
    const std::string source = resolve(document.source, directories.manifest_dir);
    if (is_in(directories.build, source)) {
        return fmt::format("the build directory {} lies inside the source directory of document "
                           "'{}'; set \"build\" to a directory outside, such as \"../_build\"",
                           directories.build, document.name);
    }
    if (is_a_directory(look_at(source, way)) || is_in(source, directories.build)) {
        return {}; // what lies in the build directory may yet be made by another job
    }
    return path_exists(source)
               ? fmt::format("the source of document '{}' is no directory: {}", document.name,
                             source)
               : fmt::format("the source directory of document '{}' does not exist: {}",
                             document.name, source);
}

std::vector<Problem> source_problems(const Plan& plan, const Directories& directories) {
    std::vector<Problem> problems;
    NearbyPaths way;
    for (const Document& document : plan.documents) {
        const DocumentRule& rule = plan.manifest.documents[document.rule];
        std::string fault = source_fault(document, directories, way);
        if (!fault.empty()) {
            problems.push_back(
                {rule.pointer + (rule.source ? "/source" : ""), std::move(fault), false});
        }
    }
    return problems;
}

std::string read_manifest(const std::string& file) {
    if (!path_exists(file)) {
        throw InputError(fmt::format(
            "{}: no such manifest; name one with --manifest, or go to its directory with -C",
            file));
    }
    if (is_directory(file)) {
        throw InputError(fmt::format("{}: a directory; name the manifest in it", file));
    }
    return read_file(file, largest_manifest);
}

} // namespace

Project load_project(const std::string& file, const std::string& data) {
    const std::string text = read_manifest(file);
    LoadedManifest loaded = load_manifest(text, file);
    std::vector<Problem> problems = std::move(loaded.problems);

    Project project;
    project.manifest = resolve(file, current_directory());
    project.directories.manifest_dir = parent_of(project.manifest);
    project.directories.sphinx_front = data + "/python/sphinx-build";
    const auto look_up = [&](const std::string& glob) {
        return find_matching(project.directories.manifest_dir, glob);
    };
    PlanResult planned = make_plan(std::move(loaded.manifest), look_up);
    project.plan = std::move(planned.plan);
    project.directories.build =
        resolve(project.plan.manifest.build, project.directories.manifest_dir);
    problems.insert(problems.end(), planned.problems.begin(), planned.problems.end());
    for (Problem& problem : source_problems(project.plan, project.directories)) {
        problems.push_back(std::move(problem));
    }
    if (!problems.empty()) {
        throw InputError(locate(problems, text, file));
    }
    return project;
}

} // namespace docbuild
