// Reads one entry of a manifest's `documents`.
#pragma once

#include "lib/json/json_node.hpp"
#include "lib/manifest/variable_use.hpp"

namespace docbuild {

struct RuleReading {
    DocumentRule rule;
    std::map<std::string, VariableUses> overrides; // by stage
    bool is_usable = true; // false: without a name or a glob, a plan would only find more faults
};

RuleReading read_document_rule(const JsonNode& node);

} // namespace docbuild
