#include "lib/guard/leftovers.hpp"

#include "lib/process/builder_tag.hpp"
#include "lib/process/group_end.hpp"
#include "lib/sphinx/python_helper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <ctime>

namespace docbuild {

namespace {

using namespace std::chrono_literals;

constexpr Duration between_looks = 50ms;
constexpr std::size_t most_named = 3;
constexpr std::size_t longest_command = 200; // bytes, in a warning

/// A zombie counts as living in its group until init has collected it: gives init a moment.
void wait_for_zombies(pid_t group) {
    constexpr timespec moment{0, 1'000'000};
    constexpr int moments = 5;
    for (int i = 0; i < moments && group_lives(group); ++i) {
        ::nanosleep(&moment, nullptr);
    }
}

/// A fork server is told from the workers that it forked by SIGINT, which it alone ignores.
bool is_about_to_end(pid_t process, const ProcessStat& stat) {
    if (stat.is_exiting) {
        return true;
    }
    const std::string words = words_of(process);
    if (words.empty()) { // a process that has begun to exit since `stat` was read has none
        const auto now = stat_of(process);
        return !now || now->is_exiting;
    }
    switch (python_helper(words)) {
    case PythonHelper::resource_tracker:
        return true;
    case PythonHelper::fork_server:
        return ignores(process, SIGINT);
    case PythonHelper::none:
        break;
    }
    return false;
}

std::string in_words(const std::vector<LeakedProcess>& processes) {
    std::string text = processes.size() == 1 ? "process" : "processes";
    for (std::size_t i = 0; i < std::min(processes.size(), most_named); ++i) {
        text += fmt::format("{} {} ({})", i == 0 ? "" : ",", processes[i].process,
                            processes[i].command.substr(0, longest_command));
    }
    const std::size_t unnamed = processes.size() - std::min(processes.size(), most_named);
    return unnamed > 0 ? fmt::format("{} and {} more", text, unnamed) : text;
}

std::string warning_of(const std::string& job, const std::vector<LeakedProcess>& processes) {
    if (processes.front().command.empty()) {
        return fmt::format("leaves processes running in its group, {}; ending them",
                           processes.front().process);
    }
    const char* const ending = processes.size() == 1 ? "ending it" : "ending them";
    return job.empty() ? fmt::format("{} left running by no builder that can be told; {}",
                                     in_words(processes), ending)
                       : fmt::format("leaves {} running; {}", in_words(processes), ending);
}

} // namespace

Leftovers::Leftovers(Parts parts, const Reaper& reaper)
    : parts_(std::move(parts)), search_(reaper) {
    const auto others = search_.find();
    sees_strays_ = others.has_value();
    has_other_children_ = others && !others->empty();
}

void Leftovers::prepare(BuilderRequest& request, const std::string& job) {
    parts_.before_builder();
    Family family;
    family.job = job;
    family.grace = request.grace;
    family.guarded = parts_.table.reserve(family.grace);
    family.is_running = true;
    longest_grace_ = std::max(longest_grace_, family.grace);
    request.group = family.guarded == nullptr ? nullptr : &family.guarded->group;
    request.environment.push_back(
        fmt::format("{}={}", builder_variable, builder_tag(parts_.outer, parts_.run, job)));
    running_[request.job] = families_.insert(families_.end(), std::move(family));
}

void Leftovers::started(JobId job, pid_t process) {
    running_.at(job)->group = process;
    other_groups_.erase(process); // the number has come again
}

void Leftovers::failed(JobId job) {
    if (const auto found = running_.find(job); found != running_.end()) {
        remove(found->second);
        running_.erase(found);
    }
}

void Leftovers::signalled(JobId job) {
    if (const auto found = running_.find(job); found != running_.end()) {
        found->second->was_signalled = true;
    }
}

std::vector<LeakedProcess> Leftovers::ended(JobId job) {
    const auto found = running_.find(job);
    Family& family = *found->second;
    running_.erase(found);
    family.is_running = false;
    family.kill_at = parts_.clock.now() + (kills_at_once_ ? Duration{} : family.grace);
    if (!sees_strays_) {
        wait_for_zombies(family.group);
    }
    update();
    std::vector<LeakedProcess> leaked = family.leaked;
    remove_gone();
    return leaked;
}

void Leftovers::orphan_ended() {
    if (!are_gone()) {
        look();
    }
}

void Leftovers::look() {
    update();
    remove_gone();
}

std::optional<Instant> Leftovers::next_look() const {
    std::optional<Instant> next;
    for (const Family& family : families_) {
        if (family.is_left()) {
            const bool sleeps = sees_strays_ && looked_at_ < family.kill_at;
            const Instant due = sleeps ? family.kill_at : looked_at_ + between_looks;
            next = std::min(next.value_or(due), due);
        }
    }
    return next;
}

void Leftovers::kill() {
    kills_at_once_ = true;
    for (Family& family : families_) {
        family.kill_at = family.is_running ? family.kill_at : parts_.clock.now();
    }
    look();
}

bool Leftovers::are_gone() const {
    return std::none_of(families_.begin(), families_.end(),
                        [](const Family& family) { return family.is_left(); });
}

void Leftovers::update() {
    const auto strays = search_.find();
    sees_strays_ = strays.has_value();
    looked_at_ = parts_.clock.now();
    sort_out(strays.value_or(std::vector<Stray>()));
    for (Family& family : families_) {
        if (family.is_left() && lives(family) && !ends_soon(family)) {
            tell(family);
            end(family);
        }
    }
}

void Leftovers::sort_out(const std::vector<Stray>& strays) {
    for (Family& family : families_) {
        for (auto& [process, member] : family.members) {
            member.is_seen = false;
        }
    }
    std::vector<Family*> owners;
    for (const Stray& stray : strays) {
        Family* const owner = family_of(stray, stray.parent ? owners[*stray.parent] : nullptr);
        owners.push_back(owner);
        if (owner != nullptr) {
            Member& member = owner->members[stray.process];
            member = {stray.stat, member.was_asked && member.stat.start == stray.stat.start, true};
        }
    }
    for (Family& family : families_) {
        std::erase_if(family.members, [](const auto& entry) { return !entry.second.is_seen; });
    }
}

/// Null for what cannot be told while builders run that it may belong to.
Leftovers::Family* Leftovers::family_of(const Stray& stray, Family* of_parent) {
    for (Family& family : families_) {
        const auto known = family.members.find(stray.process);
        if ((known != family.members.end() && known->second.stat.start == stray.stat.start) ||
            (family.group != 0 && family.group == stray.stat.group)) {
            return &family;
        }
    }
    if (other_groups_.contains(stray.stat.group)) {
        return nullptr;
    }
    const auto tagged = tagged_job(environment_of(stray.process), parts_.run);
    if (tagged && !tagged->job.empty()) {
        return &family_named(tagged->job);
    }
    const bool may_be_from_before = has_other_children_ && !tagged;
    const bool is_somebodys = of_parent != nullptr || !running_.empty() || may_be_from_before;
    return is_somebodys ? of_parent : &family_named("");
}

/// The last builder's; or a new one, where nothing else of the builder is known any more.
Leftovers::Family& Leftovers::family_named(const std::string& job) {
    const auto last = std::find_if(families_.rbegin(), families_.rend(),
                                   [&job](const Family& family) { return family.job == job; });
    if (last != families_.rend()) {
        return *last;
    }
    Family family;
    family.job = job;
    family.kill_at = looked_at_ + (kills_at_once_ ? Duration{} : longest_grace_);
    return families_.emplace_back(std::move(family));
}

bool Leftovers::lives(const Family& family) const {
    return sees_strays_ ? !family.members.empty() : group_lives(family.group);
}

/// What ends on its own is neither reported nor signalled until the grace period is over.
bool Leftovers::ends_soon(const Family& family) const {
    return sees_strays_ && looked_at_ < family.kill_at &&
           std::all_of(family.members.begin(), family.members.end(), [](const auto& entry) {
               return is_about_to_end(entry.first, entry.second.stat);
           });
}

void Leftovers::tell(Family& family) {
    if (std::exchange(family.is_told, true)) {
        return;
    }
    for (const auto& [process, member] : family.members) {
        const bool is_expected =
            (family.was_signalled && member.stat.group == family.group) ||
            (looked_at_ < family.kill_at && is_about_to_end(process, member.stat));
        if (!is_expected) {
            const std::string command = command_of(process);
            family.leaked.push_back({process, command.empty() ? "?" : command});
        }
    }
    if (!sees_strays_ && !family.was_signalled) {
        family.leaked.push_back({family.group, {}});
    }
    if (!family.leaked.empty()) {
        parts_.warn({warning_of(family.job, family.leaked), family.job});
    }
}

void Leftovers::end(Family& family) {
    if (looked_at_ < family.kill_at) {
        signal(family, SIGTERM);
        return;
    }
    signal(family, SIGKILL);
    if (looked_at_ > family.kill_at + given_up_after) {
        family.is_given_up = true;
        parts_.warn({"could not kill processes it left behind; continuing", family.job});
    }
}

/// SIGTERM goes once to the group, and once to each process that has left it.
void Leftovers::signal(Family& family, int signal) {
    const bool is_kill = signal == SIGKILL;
    const bool group_is_due = !std::exchange(family.was_signalled, true) || is_kill;
    bool is_in_group = !sees_strays_;
    for (auto& [process, member] : family.members) {
        const bool is_due = !std::exchange(member.was_asked, true) || is_kill;
        if (member.stat.group == family.group) {
            is_in_group = true;
        } else if (is_due) {
            send_to_end(process, signal);
        }
    }
    if (is_in_group && group_is_due) {
        send_to_end(-family.group, signal);
    }
}

void Leftovers::remove_gone() {
    for (auto family = families_.begin(); family != families_.end();) {
        const auto next = std::next(family);
        if (!family->is_running && !lives(*family)) {
            remove(family);
        }
        family = next;
    }
}

void Leftovers::remove(Families::iterator family) {
    parts_.table.release(family->guarded);
    families_.erase(family);
}

} // namespace docbuild
