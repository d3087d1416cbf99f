#include "lib/manifest/manifest.hpp"

#include <algorithm>

namespace docbuild {

namespace {

template <typename T> void lay(std::optional<T>& below, const std::optional<T>& above) {
    if (above) {
        below = above;
    }
}

/// What says which program runs.
void lay_builder(StageKeys& below, const StageKeys& above) {
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
    lay(below.command, above.command);
    lay(below.sphinx, above.sphinx);
    lay(below.arguments, above.arguments);
    lay(below.conf, above.conf);
    lay(below.python, above.python);
    lay(below.speedups, above.speedups);
}

} // namespace

StageKeys merge(const StageKeys& below, const StageKeys& above) {
    StageKeys merged = below;
    lay_builder(merged, above);
    lay(merged.after, above.after);
    lay(merged.outputs, above.outputs);
    lay(merged.inputs, above.inputs);
    lay(merged.ignore, above.ignore);
    lay(merged.depfile, above.depfile);
    lay(merged.cwd, above.cwd);
    merged.environment = merge(below.environment, above.environment);
    lay(merged.timeout, above.timeout);
    lay(merged.grace, above.grace);
    lay(merged.retries, above.retries);
    lay(merged.oom_retries, above.oom_retries);
    lay(merged.log_limit, above.log_limit);
    lay(merged.slots, above.slots);
    lay(merged.is_default, above.is_default);
    lay(merged.preload, above.preload);
    return merged;
}

bool has_stage(const DocumentRule& rule, const std::string& stage) {
    return !rule.stages ||
           std::find(rule.stages->begin(), rule.stages->end(), stage) != rule.stages->end();
}

} // namespace docbuild
