#include "lib/process/process_scan.hpp"

namespace docbuild {

OwnChildren::OwnChildren() = default;
std::optional<std::vector<pid_t>> OwnChildren::read() const {
    return std::nullopt;
}
std::vector<pid_t> children_of(pid_t) {
    return {};
}
std::optional<ProcessStat> stat_of(pid_t) {
    return std::nullopt;
}
std::string environment_of(pid_t) {
    return {};
}
std::string words_of(pid_t) {
    return {};
}
bool ignores(pid_t, int) {
    return false;
}
std::string command_of(pid_t) {
    return {};
}
std::vector<pid_t> all_processes() {
    return {};
}

} // namespace docbuild
