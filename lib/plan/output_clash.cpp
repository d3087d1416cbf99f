#include "lib/plan/output_clash.hpp"

#include "lib/json/json_pointer.hpp"
#include "lib/plan/command.hpp"
#include "lib/plan/job_graph.hpp"
#include "lib/text/path_text.hpp"
#include "lib/text/utf8.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace docbuild {

namespace {

/// An absolute directory that stands for the manifest's, which is not known here.
constexpr std::string_view manifest_dir = "/{manifest_dir}";

/// What a job writes, in words.
constexpr std::string_view declared = "output";
constexpr std::string_view output_directory = "output directory";
constexpr std::string_view doctree_directory = "doctree directory";

bool runs_sphinx(const std::vector<std::string>& command) {
    return std::ranges::any_of(command, [](const std::string& word) {
        return word.substr(word.rfind('/') + 1).starts_with("sphinx-build"); // npos + 1 is 0
    });
}

/// `-d DIRECTORY` or `-dDIRECTORY`, with the index of the word that has it; empty: not given.
std::optional<std::pair<std::string, std::size_t>>
doctrees_in(const std::vector<std::string>& command) {
    for (std::size_t i = 0; runs_sphinx(command) && i < command.size(); ++i) {
        if (command[i] == "-d" && i + 1 < command.size()) {
            return std::pair(command[i + 1], i + 1);
        }
        if (command[i].starts_with("-d") && command[i].size() > 2) {
            return std::pair(command[i].substr(2), i);
        }
    }
    return std::nullopt;
}

class OutputClashes {
  public:
    explicit OutputClashes(const Plan& plan)
        : plan_(plan), directories_{std::string(manifest_dir),
                                    resolve(plan.manifest.build, manifest_dir)} {}

    std::vector<Problem> run() {
        for (std::uint32_t j = 0; j < plan_.jobs.size(); ++j) {
            writers_.try_emplace(directories_.output_of(plan_.name_of(JobId(j))),
                                 Writer{JobId(j), output_directory});
        }
        for (std::uint32_t j = 0; j < plan_.jobs.size(); ++j) {
            check_outputs(JobId(j));
            check_doctrees(JobId(j));
        }
        return std::move(problems_);
    }

  private:
    struct Writer {
        JobId job;
        std::string_view kind;
    };

    void check_outputs(JobId job) {
        const ListInForce outputs = in_force(job, &StageKeys::outputs, "outputs");
        for (std::size_t i = 0; outputs.entries != nullptr && i < outputs.entries->size(); ++i) {
            check((*outputs.entries)[i], {job, declared}, element_pointer(outputs.pointer, i));
        }
    }

    void check_doctrees(JobId job) {
        const ListInForce command = in_force(job, &StageKeys::command, "command");
        const auto doctrees =
            command.entries == nullptr ? std::nullopt : doctrees_in(*command.entries);
        if (!doctrees) {
            return;
        }
        // A program takes a relative path from where it runs.
        const auto& [path, word] = *doctrees;
        const bool is_relative = !path.starts_with('/') && !path.starts_with('{');
        const std::string from =
            is_relative ? plan_.keys_of(job)->cwd.value_or(".") + "/" : std::string();
        check(from + path, {job, doctree_directory}, element_pointer(command.pointer, word));
    }

    ListInForce in_force(JobId job, std::optional<std::vector<std::string>> StageKeys::*key,
                         std::string_view name) const {
        const Job& asked = plan_.jobs[index(job)];
        return list_in_force(plan_.manifest.documents[plan_.documents[asked.document].rule],
                             plan_.manifest.stages[asked.stage], key, name);
    }

    void check(const std::string& path, Writer writer, const std::string& pointer) {
        const auto [known, is_new] =
            writers_.try_emplace(fill_in_path(plan_, writer.job, path, directories_), writer);
        const Writer before = std::exchange(known->second, writer);
        if (!is_new && before.job != writer.job && places_.insert(pointer).second) {
            problems_.push_back(
                {pointer, "this " + std::string(writer.kind) + " of " + quoted(writer.job) +
                              " is also " + (before.kind == declared ? "an " : "the ") +
                              std::string(before.kind) + " of " + quoted(before.job) +
                              "; give each job files of its own"});
        }
    }

    std::string quoted(JobId job) const { return in_quotes(plan_.name_of(job).text()); }

    const Plan& plan_;
    Directories directories_;
    std::unordered_map<std::string, Writer> writers_; // by path
    std::set<std::string> places_;                    // of the problems
    std::vector<Problem> problems_;
};

} // namespace

std::vector<Problem> find_output_clashes(const Plan& plan) {
    return OutputClashes(plan).run();
}

} // namespace docbuild
