#include "lib/manifest/manifest_loader.hpp"

#include "lib/json/json_pointer.hpp"
#include "lib/manifest/document_name.hpp"
#include "lib/manifest/document_rule.hpp"
#include "lib/manifest/stage_keys.hpp"
#include "lib/text/near_name.hpp"
#include "lib/text/utf8.hpp"

#include <fmt/format.h>

#include <array>

namespace docbuild {

namespace {

constexpr unsigned format = 1;

/// The manifest while its parts, which may come in any order, are being read.
struct ManifestReading {
    Manifest manifest; // stages without `defaults` below them
    VariableUses environment;
    StageReading defaults;
    ManifestUses uses;
    std::vector<std::size_t> without_command; // stages that have none of their own
};

void ignore(const JsonNode& /*node*/, ManifestReading& /*into*/) {}

void read_build(const JsonNode& node, ManifestReading& into) {
    const auto build = read_text(node);
    if (build && build->empty()) {
        node.fault("the build directory's name is empty; leave 'build' out for '_build'");
    }
    into.manifest.build = build.value_or(into.manifest.build);
}

void read_stages(const JsonNode& node, ManifestReading& into) {
    const auto* const stages = node.as<JsonValue::Object>();
    if (stages != nullptr && stages->empty()) {
        node.fault("there are no stages; a stage says how documents are built");
    }
    for (const JsonNode& member : node.members()) {
        const std::string& name = member.key();
        const std::string fault = stage_name_fault(name);
        if (!fault.empty()) {
            member.fault_at_key("stage name " + in_quotes(name) + " " + fault);
        }
        StageReading reading = read_stage_keys(member);
        if (member.as<JsonValue::Object>() != nullptr && !reading.uses.slots.contains("command")) {
            into.without_command.push_back(into.manifest.stages.size());
        }
        into.manifest.stages.push_back({name, std::move(reading.keys), member.pointer()});
        into.uses.stages.push_back(std::move(reading.uses));
    }
}

void read_documents(const JsonNode& node, ManifestReading& into) {
    const auto elements = node.elements("a list of documents");
    into.manifest.documents.reserve(elements.size());
    for (const JsonNode& element : elements) {
        RuleReading reading = read_document_rule(element);
        if (reading.is_usable) {
            for (auto& [stage, uses] : reading.overrides) {
                into.uses.overrides[{into.manifest.documents.size(), stage}] = std::move(uses);
            }
            into.manifest.documents.push_back(std::move(reading.rule));
        }
    }
}

constexpr std::array<Member<ManifestReading>, 7> manifest_members = {{
    {"docbuild", ignore}, // read before all others
    {"$schema", ignore},
    {"build", read_build},
    {"environment",
     [](const JsonNode& n, ManifestReading& r) {
         r.manifest.environment = read_environment_templates(n, r.environment);
     }},
    {"defaults", [](const JsonNode& n, ManifestReading& r) { r.defaults = read_stage_keys(n); }},
    {"stages", read_stages},
    {"documents", read_documents},
}};

/// True where the manifest is in the format that is read here; a newer one would only give
/// misleading faults.
bool check_format(const JsonNode& root) {
    const auto node = root.member("docbuild");
    if (!node) {
        root.fault("the manifest has no 'docbuild'; add \"docbuild\": 1, the format's version");
        return true;
    }
    const auto version = read_count(*node, 1);
    if (version.value_or(format) == format) {
        return true;
    }
    node->fault(fmt::format("format {} is newer than this docbuild, which reads format {}",
                            *version, format));
    return false;
}

void check_present(const JsonNode& root) {
    for (const char* key : {"stages", "documents"}) {
        if (!root.has(key)) {
            root.fault(fmt::format("the manifest has no '{}'", key));
        }
    }
}

/// A stage that takes its command from `defaults` has no use for what goes with `sphinx`.
void check_sphinx_keys(const Stage& stage, const StageKeys& defaults,
                       std::vector<Problem>& problems) {
    if (!defaults.command || stage.keys.command || stage.keys.sphinx) {
        return;
    }
    const auto check = [&](bool is_set, std::string_view key) {
        if (is_set) {
            problems.push_back(
                {member_pointer(stage.pointer, std::string(key)), goes_with_sphinx(key), true});
        }
    };
    check(stage.keys.arguments.has_value(), "arguments");
    check(stage.keys.conf.has_value(), "conf");
    check(stage.keys.python.has_value(), "python");
    check(stage.keys.speedups.has_value(), "speedups");
}

/// Lays the stages over `defaults`, and the uses of variables over those of the whole manifest.
void lay_over_defaults(ManifestReading& reading, std::vector<Problem>& problems) {
    const VariableUses below = merge(reading.environment, reading.defaults.uses);
    for (std::size_t i = 0; i < reading.manifest.stages.size(); ++i) {
        Stage& stage = reading.manifest.stages[i];
        check_sphinx_keys(stage, reading.defaults.keys, problems);
        stage.keys = merge(reading.defaults.keys, stage.keys);
        reading.uses.stages[i] = merge(below, reading.uses.stages[i]);
    }
    for (const std::size_t i : reading.without_command) {
        const Stage& stage = reading.manifest.stages[i];
        if (!reading.defaults.uses.slots.contains("command")) {
            problems.push_back({stage.pointer,
                                "stage " + in_quotes(stage.name) + " has no 'command' or 'sphinx'",
                                true});
        }
    }
}

void check_stage_references(const Manifest& manifest, std::vector<Problem>& problems) {
    std::set<std::string> stages;
    for (const Stage& stage : manifest.stages) {
        stages.insert(stage.name);
    }
    NameSuggestions suggestions(
        [&] { return std::vector<std::string>(stages.begin(), stages.end()); });
    const auto check = [&](const std::string& name, const std::string& pointer, bool at_key) {
        if (!stages.contains(name)) {
            problems.push_back({pointer,
                                "unknown stage " + in_quotes(name) + suggestions.instead_of(name),
                                at_key});
        }
    };
    for (const DocumentRule& rule : manifest.documents) {
        for (std::size_t i = 0; rule.stages && i < rule.stages->size(); ++i) {
            check((*rule.stages)[i], element_pointer(rule.pointer + "/stages", i), false);
        }
        for (const auto& [stage, keys] : rule.overrides) {
            check(stage, member_pointer(rule.pointer + "/overrides", stage), true);
        }
    }
}

} // namespace

LoadedManifest load_manifest(std::string_view text, const std::string& file) {
    JsonText json = parse_json(text, file);
    std::vector<Problem> problems = std::move(json.duplicate_keys);
    const JsonNode root(json.value, problems);
    ManifestReading reading;
    if (root.require<JsonValue::Object>("an object") != nullptr && check_format(root)) {
        check_present(root);
        read_members<ManifestReading>(root, manifest_members, reading);
        lay_over_defaults(reading, problems);
        check_stage_references(reading.manifest, problems);
        const auto lacks = check_variables(reading.manifest, reading.uses);
        problems.insert(problems.end(), lacks.begin(), lacks.end());
    }
    return {std::move(reading.manifest), std::move(problems)};
}

} // namespace docbuild
