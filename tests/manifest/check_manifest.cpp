// Puts a manifest file to the loader and the plan, for tests: prints what is wrong and ends with
// the exit status that docbuild would have.
#include "lib/json/json_text.hpp"
#include "lib/manifest/manifest_loader.hpp"
#include "lib/plan/planner.hpp"
#include "lib/text/glob.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>

using namespace docbuild;

namespace {

std::vector<std::string> look_up(const std::string& glob) {
    std::vector<std::string> files;
    for (const char* file :
         {"en/reference/algebra/conf.py", "en/reference/references/conf.py",
          "en/reference/rings/conf.py", "en/tutorial/conf.py", "fr/tutorial/conf.py"}) {
        if (glob_matches(glob, file)) {
            files.emplace_back(file);
        }
    }
    return files;
}

void check(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        throw InputError(file + ": cannot be read");
    }
    const std::string text((std::istreambuf_iterator<char>(stream)), {});
    LoadedManifest loaded = load_manifest(text, file);
    std::vector<Problem> problems = std::move(loaded.problems);
    const PlanResult result = make_plan(std::move(loaded.manifest), look_up);
    problems.insert(problems.end(), result.problems.begin(), result.problems.end());
    if (!problems.empty()) {
        throw InputError(locate(problems, text, file));
    }
}

} // namespace

int main(int argc, char** argv) {
    ExitStatus status = ExitStatus::success;
    for (int i = 1; i < argc; ++i) {
        try {
            check(argv[i]);
        } catch (const Error& error) {
            std::printf("%s\n", error.what());
            status = error.status();
        }
    }
    return static_cast<int>(status);
}
