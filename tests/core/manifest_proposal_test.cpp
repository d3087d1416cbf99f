#include "lib/core/manifest_proposal.hpp"

#include "lib/core/glob.hpp"
#include "lib/core/manifest_loader.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

using namespace docbuild;

namespace {

using Texts = std::vector<std::string>;

/// Files that are there, for globs to find.
GlobLookup among(Texts files) {
    return [files = std::move(files)](const std::string& glob) {
        Texts matching;
        std::copy_if(files.begin(), files.end(), std::back_inserter(matching),
                     [&](const std::string& file) { return glob_matches(glob, file); });
        return matching;
    };
}

Texts conf_files(const Texts& directories) {
    Texts files;
    for (const std::string& directory : directories) {
        files.push_back(directory == "." ? "conf.py" : directory + "/conf.py");
    }
    return files;
}

FoundProjects found(Texts projects) {
    FoundProjects found;
    found.place = "here";
    found.projects = std::move(projects);
    found.root_page = "index.rst";
    return found;
}

FoundProjects one_of_many(std::size_t count) {
    FoundProjects one = found({"Documentation"});
    for (std::size_t i = 0; i < count; ++i) {
        one.subdirectories.push_back({"part" + std::to_string(i + 10), true, true, {}});
    }
    return one;
}

ManifestProposal propose(const FoundProjects& projects) {
    Texts files = conf_files(projects.projects);
    for (const Subdirectory& part : projects.subdirectories) {
        files.push_back("Documentation/" + part.name + "/index.rst");
    }
    return propose_manifest(projects, among(files));
}

Texts omitted(const ManifestProposal& proposal) {
    Texts texts;
    for (const Omission& omission : proposal.omitted) {
        texts.push_back(omission.path + ": " + omission.why);
    }
    return texts;
}

/// The documents that the manifest has once it is loaded, as `NAME SOURCE`.
Texts planned(const std::string& manifest, const GlobLookup& lookup) {
    LoadedManifest loaded = load_manifest(manifest, "m");
    for (const Problem& problem : loaded.problems) {
        FAIL_CHECK(problem.message);
    }
    const PlanResult result = make_plan(std::move(loaded.manifest), lookup);
    for (const Problem& problem : result.problems) {
        FAIL_CHECK(problem.message);
    }
    Texts documents;
    for (const Document& document : result.plan.documents) {
        documents.push_back(document.name + " " + document.source);
    }
    return documents;
}

} // namespace

TEST_CASE("one project is one document of one stage") {
    CHECK(propose(found({"docs"})).manifest == R"({
  "docbuild": 1,
  "stages": {
    "html": { "sphinx": "html" }
  },
  "documents": [
    { "name": "docs", "source": "docs" }
  ]
}
)");
}

TEST_CASE("projects that follow a pattern are matched, and may link to one another") {
    FoundProjects projects = found({"docs/a", "docs/b", "docs/c", "web"});
    projects.omitted = {{"docs/common/conf.py", "is none"}};
    const Texts files = conf_files({"docs/a", "docs/b", "docs/c", "docs/common", "web"});
    const ManifestProposal proposal = propose_manifest(projects, among(files));
    CHECK(omitted(proposal) == Texts{"docs/common/conf.py: is none"});
    projects.projects.insert(projects.projects.begin() + 3, "docs/d");
    CHECK(propose_manifest(projects, among(conf_files({"docs/a", "docs/b", "docs/c", "docs/common",
                                                       "docs/d", "web"})))
              .manifest == R"({
  "docbuild": 1,
  "stages": {
    "inventory": { "sphinx": "inventory" },
    "html": { "sphinx": "html", "after": ["inventory:*"] }
  },
  "documents": [
    { "match": "docs/*/conf.py", "except": ["docs/common/conf.py"], "name": "docs/{1}" },
    { "name": "web", "source": "web" }
  ]
}
)");
}

TEST_CASE("what a glob matches on the disk and the search did not enter is left out") {
    const auto lookup = among(conf_files({"a", "b", "build", "c"}));
    const ManifestProposal proposal = propose_manifest(found({"a", "b", "c"}), lookup);
    REQUIRE(proposal.rules.size() == 1);
    CHECK(proposal.rules[0].except == Texts{"build/conf.py"});
}

TEST_CASE("where a glob matches what no manifest can name, documents are written out") {
    const auto lookup = among(conf_files({"a", "b", "c", "caf\xe9"}));
    CHECK(planned(propose_manifest(found({"a", "b", "c"}), lookup).manifest, lookup) ==
          Texts{"a a", "b b", "c c"});
}

TEST_CASE("a project in the directory itself is built outside of it, under its name") {
    const ManifestProposal proposal = propose(found({".", "here"}));
    CHECK(proposal.build == "../_build/here-top");
    CHECK(proposal.rules.front().documents == Texts{"here-top"});
    CHECK(proposal.manifest.find(R"("build": "../_build/here-top")") != std::string::npos);
}

TEST_CASE("projects whose names would be none are left out, with the reason") {
    const ManifestProposal proposal = propose(found({"a", "b:c", "{{name}}/docs"}));
    CHECK(proposal.rules.size() == 1);
    CHECK(omitted(proposal) ==
          Texts{"b:c/conf.py: cannot be named: a part of its path has a ':', which stands before a "
                "stage",
                "{{name}}/docs/conf.py: is of a template: its path has a brace"});
}

TEST_CASE("variables that name the tree or the build directory are set, others told") {
    FoundProjects projects = found({"docs"});
    projects.environment = {{"BUILDDIR", "a.py"},
                            {"HOME", "a.py"},
                            {"TOP_DIR", "a.py"},
                            {"VERSION", "a.py"},
                            {"srctree", "b.py"}};
    const ManifestProposal proposal = propose(projects);
    CHECK(proposal.manifest.find(R"(
  "environment": {
    "BUILDDIR": "{build}",
    "TOP_DIR": "{manifest_dir}",
    "srctree": "{manifest_dir}"
  },
)") != std::string::npos);
    REQUIRE(proposal.environment.size() == 4);
    CHECK(proposal.environment[2].name == "VERSION");
    CHECK(proposal.environment[2].value.empty());
}

TEST_CASE("paths upwards hold in the project's directory") {
    FoundProjects projects = found({"docs"});
    projects.upwards = "..";
    CHECK(propose(projects).manifest.find(R"("defaults": { "cwd": "{source}" })") !=
          std::string::npos);
}

TEST_CASE("the tree is where the paths upwards of the only project lead") {
    const auto value = [](const std::string& project, const std::string& upwards) {
        FoundProjects projects = found({project});
        projects.upwards = upwards;
        projects.environment = {{"srctree", "conf.py"}};
        return propose(projects).environment.at(0).value;
    };
    CHECK(value("Documentation", "..") == "{manifest_dir}");
    CHECK(value(".", "..") == "{manifest_dir}/..");
    CHECK(value("a/b/c", "../..") == "{manifest_dir}/a");
    CHECK(value("a", "../../..") == "{manifest_dir}/../..");
    CHECK(value("a", "") == "{manifest_dir}");
}

TEST_CASE("a project of many directories is split into them") {
    FoundProjects one = one_of_many(20);
    one.upwards = "..";
    one.subdirectories.push_back({"images", false, false, {}});
    one.subdirectories.push_back({"loose", false, true, {}});
    one.subdirectories[0].variables = {{"BUILDDIR", "Documentation/part10/made.rst"}};
    one.subdirectories[1].variables = {{"srctree", "Documentation/part11/features.rst"}};
    const ManifestProposal proposal = propose(one);
    CHECK(proposal.split == "Documentation");
    CHECK(omitted(proposal) ==
          Texts{"Documentation/*.rst: in none of these directories",
                "Documentation/part10: part10/made.rst needs a file in $BUILDDIR, which has to be "
                "made first",
                "Documentation/loose: has pages, but no index.rst"});
    REQUIRE(proposal.rules.size() == 1);
    CHECK(proposal.rules[0].documents.size() == 19);
    CHECK(proposal.rules[0].place == "Documentation/*/index.rst");
    CHECK(proposal.rules[0].name == "{1}");
    CHECK(proposal.manifest.find(R"(
  "environment": { "srctree": "{manifest_dir}" },
  "defaults": { "conf": "Documentation", "cwd": "Documentation" },
)") != std::string::npos);
}

TEST_CASE("a project of few directories, or of many without a first page, stays whole") {
    CHECK(is_to_be_split(one_of_many(20)));
    CHECK(!is_to_be_split(one_of_many(19)));
    FoundProjects one = one_of_many(20);
    for (int i = 0; i < 7; ++i) {
        one.subdirectories.push_back({"loose" + std::to_string(i), false, true, {}});
    }
    CHECK(!is_to_be_split(one));
    FoundProjects two = one_of_many(20);
    two.projects.push_back("web");
    CHECK(!is_to_be_split(two));
}

TEST_CASE("whatever was found, the manifest has each project as a document, and no other") {
    std::mt19937 random(20261123);
    const Texts parts = {"a", "b", "doc", "en", "source", "x[1]", "*", "docs"};
    for (int round = 0; round < 300; ++round) {
        std::set<std::string> directories;
        const std::size_t count = 1 + random() % 30;
        while (directories.size() < count) {
            std::string path = parts[random() % parts.size()];
            for (std::size_t depth = random() % 3; depth > 0; --depth) {
                path += "/" + parts[random() % parts.size()];
            }
            directories.insert(path);
        }
        const Texts all(directories.begin(), directories.end());
        FoundProjects projects = found({});
        for (const std::string& directory : all) {
            if (random() % 5 == 0) {
                projects.omitted.push_back({directory + "/conf.py", "chance"});
            } else {
                projects.projects.push_back(directory);
            }
        }
        const auto lookup = among(conf_files(all));
        if (projects.projects.empty()) {
            continue;
        }
        Texts sources;
        for (const std::string& document :
             planned(propose_manifest(projects, lookup).manifest, lookup)) {
            sources.push_back(document.substr(document.find(' ') + 1));
        }
        std::sort(sources.begin(), sources.end());
        CHECK(sources == projects.projects);
    }
}
