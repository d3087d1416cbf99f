// What a manifest says, as values: documents, stages and how they are built (design, section 3).
#pragma once

#include "lib/text/environment_changes.hpp"
#include "lib/text/units.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace docbuild {

/// `preload` as written: `false`, `"auto"`, or a list of modules.
struct PreloadOff {
    bool operator==(const PreloadOff&) const = default;
};
struct PreloadAuto {
    bool operator==(const PreloadAuto&) const = default;
};
using Preload = std::variant<PreloadOff, PreloadAuto, std::vector<std::string>>;

/// The keys of a stage, of `defaults` and of an override: each may be absent. All strings are as
/// written, with their placeholders.
struct StageKeys {
    std::optional<std::vector<std::string>> command;
    std::optional<std::string> sphinx;                 // the builder; in place of `command`
    std::optional<std::vector<std::string>> arguments; // these four go with `sphinx`
    std::optional<std::string> conf;
    std::optional<std::string> python;
    std::optional<bool> speedups;
    std::optional<std::vector<std::string>> after;
    std::optional<std::vector<std::string>> outputs;
    std::optional<std::vector<std::string>> inputs;
    std::optional<std::vector<std::string>> ignore;
    std::optional<std::string> depfile;
    std::optional<std::string> cwd;
    EnvironmentChanges environment;
    std::optional<Duration> timeout;
    std::optional<Duration> grace;
    std::optional<unsigned> retries;
    std::optional<unsigned> oom_retries;
    std::optional<Bytes> log_limit;
    std::optional<unsigned> slots;
    std::optional<bool> is_default;
    std::optional<Preload> preload;
};

/// `above` laid over `below`: a key of `above` wins, environments are merged variable by variable.
/// `command` and `sphinx` take each other's place.
StageKeys merge(const StageKeys& below, const StageKeys& above);

struct Stage {
    std::string name;
    StageKeys keys;      // with the manifest's `defaults` already below them
    std::string pointer; // JSON pointer of its value, for messages
};

struct DocumentRule {
    std::string name;                  // may hold {1}, {2}, ... where `match` is set
    std::optional<std::string> source; // relative to the manifest's directory, as written
    std::optional<std::string> match;
    std::vector<std::string> except;
    std::optional<std::vector<std::string>> stages;
    std::vector<std::string> needs;
    std::map<std::string, std::string> variables;
    std::map<std::string, StageKeys> overrides;
    std::string pointer;
};

/// True where the rule's documents are built in the stage.
bool has_stage(const DocumentRule& rule, const std::string& stage);

struct Manifest {
    std::string build = "_build";
    EnvironmentChanges environment;
    std::vector<Stage> stages;           // in the order of the file
    std::vector<DocumentRule> documents; // in the order of the file
};

} // namespace docbuild
