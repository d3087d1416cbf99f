// Records of jobs for tests, different from one another, and how two are compared.
#pragma once

#include "lib/state/state_store.hpp"

#include <string>

namespace docbuild {

inline InputSet sample_inputs(unsigned number, std::size_t files = 3) {
    InputSet inputs;
    for (std::size_t i = 0; i < files; ++i) {
        inputs.push_back(
            {{"file-" + std::to_string(1000 + i), number, 17, 18, 0100644}, {number, i}});
    }
    return inputs;
}

inline JobRecord sample_record(unsigned number) {
    SuccessRecord success;
    success.command = {number, 1};
    success.argv = {"make", "", "a b\nc", std::to_string(number)};
    success.quick_inputs = {number, 2};
    success.inputs = {number, 3};
    success.depfile_paths = {"/one", "/two " + std::to_string(number)};
    success.depfile = number % 2 == 0 ? "" : "/build/x.d";
    success.declared_outputs = {"/build/index.html", std::to_string(number)};
    success.upstream = {number, 4};
    success.quick_outputs = {number, 5};
    success.outputs = {number, ~std::uint64_t{0}};
    success.sequence = number + 1;
    success.outputs_changed = number;
    success.started = 6;
    success.ended = 8;
    success.built_for_itself = 7;
    success.missing = number % 3 == 0 ? MissingBefore{} : MissingBefore{{"a:x", "b c:x"}, number};
    const AttemptRecord last{Outcome::built, Duration(number), Duration(2),
                             Duration(3),    Bytes{4},         {number % 2, 6}};
    return {success, last, Duration(number + 5)};
}

inline bool is_same(const JobRecord& one, const JobRecord& other) {
    const auto numbers = [](const JobRecord& record) {
        const AttemptRecord last =
            record.last.value_or(AttemptRecord{Outcome::skipped, {}, {}, {}, {}});
        return std::tuple(last.outcome, last.wall, last.user, last.system, last.max_rss,
                          last.from.high, last.from.low, record.last.has_value(), record.built_in);
    };
    return one.success == other.success && numbers(one) == numbers(other);
}

} // namespace docbuild
