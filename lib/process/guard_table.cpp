#include "lib/process/guard_table.hpp"

#include "lib/text/error.hpp"

#include <sys/mman.h>

#include <array>
#include <cerrno>
#include <new>

namespace docbuild {

namespace {

constexpr std::size_t most_groups = 1U << 16U; // pages that no group needs are never touched

} // namespace

static_assert(std::atomic<pid_t>::is_always_lock_free &&
              std::atomic<std::int64_t>::is_always_lock_free);

/// The system gives zeroed memory, which is what these are to begin with.
struct GuardTable::Shared {
    std::atomic<std::size_t> used; // how many places were ever taken
    std::array<GuardedGroup, most_groups> groups;
};

GuardTable::GuardTable() {
    void* const memory =
        ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        throw WorkError(system_message("mmap", "memory shared with the guard", errno));
    }
    shared_ = static_cast<Shared*>(memory);
}

GuardTable::~GuardTable() {
    ::munmap(shared_, sizeof(Shared));
}

GuardedGroup* GuardTable::reserve(Duration grace) {
    GuardedGroup* group = nullptr;
    if (!free_.empty()) {
        group = free_.back();
        free_.pop_back();
    } else if (shared_->used < most_groups) {
        group = &shared_->groups[shared_->used];
        ++shared_->used;
    } else {
        return nullptr;
    }
    group->grace = grace.count();
    return group;
}

void GuardTable::release(GuardedGroup* group) {
    if (group != nullptr) {
        group->group = 0;
        free_.push_back(group);
    }
}

std::vector<GuardTable::Entry> GuardTable::entries() const {
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < shared_->used; ++i) {
        const GuardedGroup& group = shared_->groups[i];
        if (const pid_t number = group.group; number > 0) {
            entries.push_back({number, Duration(group.grace)});
        }
    }
    return entries;
}

} // namespace docbuild
