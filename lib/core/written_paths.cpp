#include "lib/core/written_paths.hpp"

#include "lib/core/json_pointer.hpp"

namespace docbuild {

namespace {

template <typename Value> using Key = std::optional<Value> StageKeys::*;

const DocumentRule& rule_of(const Plan& plan, JobId job) {
    return plan.manifest.documents[plan.documents[plan.jobs[index(job)].document].rule];
}

const Stage& stage_of(const Plan& plan, JobId job) {
    return plan.manifest.stages[plan.jobs[index(job)].stage];
}

/// The document's own value, where it has one.
template <typename Value> const Value* overridden(const Plan& plan, JobId job, Key<Value> key) {
    const auto& overrides = rule_of(plan, job).overrides;
    const auto above = overrides.find(stage_of(plan, job).name);
    return above != overrides.end() && above->second.*key ? &*(above->second.*key) : nullptr;
}

/// The value in force; null where none is given.
template <typename Value> const Value* given(const Plan& plan, JobId job, Key<Value> key) {
    const Value* const own = overridden(plan, job, key);
    const auto& of_stage = stage_of(plan, job).keys.*key;
    return own == nullptr && of_stage ? &*of_stage : own;
}

} // namespace

std::vector<WrittenPath> WrittenPaths::of(JobId job) {
    std::vector<WrittenPath> paths;
    add_outputs(job, paths);
    add_directories(job, paths);
    return paths;
}

std::vector<std::string> WrittenPaths::outputs_beside(JobId job) const {
    std::vector<std::string> paths;
    if (const auto* const declared = given(plan_, job, &StageKeys::outputs)) {
        for (const std::string& output : *declared) {
            if (!output.starts_with("{output}")) {
                paths.push_back(fill_in_path(plan_, job, output, directories_));
            }
        }
    }
    return paths;
}

std::string WrittenPaths::pointer_of(JobId job, const WrittenPath& path) const {
    const bool is_output = path.kind == WrittenKind::output;
    const auto key = is_output ? &StageKeys::outputs : &StageKeys::command;
    const Stage& stage = stage_of(plan_, job);
    const std::string parent =
        overridden(plan_, job, key) == nullptr
            ? stage.pointer
            : member_pointer(rule_of(plan_, job).pointer + "/overrides", stage.name);
    return element_pointer(parent + (is_output ? "/outputs" : "/command"), path.element);
}

void WrittenPaths::add_outputs(JobId job, std::vector<WrittenPath>& paths) const {
    const auto* const declared = given(plan_, job, &StageKeys::outputs);
    for (std::size_t i = 0; declared != nullptr && i < declared->size(); ++i) {
        paths.push_back(
            {WrittenKind::output, fill_in_path(plan_, job, (*declared)[i], directories_), i});
    }
}

void WrittenPaths::add_directories(JobId job, std::vector<WrittenPath>& paths) {
    const auto* const command = given(plan_, job, &StageKeys::command);
    if (command == nullptr) {
        return;
    }
    const SphinxWords& words = words_of(*command);
    const auto* const cwd = given(plan_, job, &StageKeys::cwd);
    const auto add = [&](const std::optional<WordOfDirectory>& found, WrittenKind kind) {
        if (!found) {
            return;
        }
        // A program takes a relative path from where it runs.
        const bool is_relative =
            !found->directory.starts_with('/') && !found->directory.starts_with('{');
        const std::string from = cwd != nullptr && is_relative ? *cwd + "/" : "";
        paths.push_back(
            {kind, fill_in_path(plan_, job, from + found->directory, directories_), found->word});
    };
    add(words.output, WrittenKind::output_directory);
    add(words.doctrees, WrittenKind::doctree_directory);
}

const SphinxWords& WrittenPaths::words_of(const std::vector<std::string>& command) {
    const auto known = words_.find(&command);
    return known != words_.end() ? known->second
                                 : words_.emplace(&command, sphinx_words(command)).first->second;
}

} // namespace docbuild
