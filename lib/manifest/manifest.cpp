#include "lib/manifest/manifest.hpp"

#include <algorithm>

namespace docbuild {

namespace {

template <typename T> void override_with(std::optional<T>& below, const std::optional<T>& above) {
    if (above) {
        below = above;
    }
}

/// What says which program runs.
void override_builder(StageKeys& below, const StageKeys& above) {
    if (above.command) {
        below.sphinx.reset();
        below.arguments.reset();
        below.conf.reset();
        below.python.reset();
        below.speedups.reset();
    }
    if (above.sphinx) {
        below.command.reset();
    }
    override_with(below.command, above.command);
    override_with(below.sphinx, above.sphinx);
    override_with(below.arguments, above.arguments);
    override_with(below.conf, above.conf);
    override_with(below.python, above.python);
    override_with(below.speedups, above.speedups);
}

} // namespace

StageKeys merge(const StageKeys& below, const StageKeys& above) {
    StageKeys merged = below;
    override_builder(merged, above);
    override_with(merged.after, above.after);
    override_with(merged.outputs, above.outputs);
    override_with(merged.inputs, above.inputs);
    override_with(merged.ignore, above.ignore);
    override_with(merged.depfile, above.depfile);
    override_with(merged.cwd, above.cwd);
    merged.environment = merge(below.environment, above.environment);
    override_with(merged.timeout, above.timeout);
    override_with(merged.grace, above.grace);
    override_with(merged.retries, above.retries);
    override_with(merged.oom_retries, above.oom_retries);
    override_with(merged.log_limit, above.log_limit);
    override_with(merged.slots, above.slots);
    override_with(merged.is_default, above.is_default);
    override_with(merged.preload, above.preload);
    return merged;
}

bool has_stage(const DocumentRule& rule, const std::string& stage) {
    return !rule.stages ||
           std::find(rule.stages->begin(), rule.stages->end(), stage) != rule.stages->end();
}

} // namespace docbuild
