#include "lib/guard/stray_search.hpp"

#include "lib/process/this_process.hpp"

#include <utility>

namespace docbuild {

StraySearch::StraySearch(const Reaper& reaper) : reaper_(reaper), adopts_(adopt_orphans()) {}

std::optional<std::vector<Stray>> StraySearch::find() const {
    const auto children = adopts_ ? own_children_.read() : std::nullopt;
    if (!children) {
        return std::nullopt;
    }
    std::vector<Stray> strays;
    const auto add = [&strays](pid_t process, std::optional<std::size_t> parent) {
        const auto stat = stat_of(process);
        if (stat && !stat->has_ended()) {
            strays.push_back({process, *stat, parent});
        }
    };
    for (const pid_t child : *children) {
        if (!reaper_.watches(child)) {
            add(child, std::nullopt);
        }
    }
    for (std::size_t i = 0; i < strays.size(); ++i) {
        for (const pid_t child : children_of(strays[i].process)) {
            add(child, i);
        }
    }
    return strays;
}

} // namespace docbuild
