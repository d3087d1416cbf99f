#include "lib/launch/preload_server.hpp"

#include "lib/disk/files.hpp"
#include "lib/text/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <csignal>

namespace docbuild {

namespace {

/// Whether the user or the kernel's OOM killer may have ended it.
bool may_be_ended_by_others(const Ending& ending) {
    const auto* signalled = std::get_if<Signalled>(&ending);
    return signalled != nullptr && (signalled->signal == SIGKILL || signalled->signal == SIGTERM);
}

} // namespace

PreloadServer::PreloadServer(Services& services, ServerKey key, BuilderRequest first, Events events)
    : services_(services), key_(std::move(key)), first_(std::move(first)),
      events_(std::move(events)), plan_{PreloadList(key_.named, key_.learned)} {}

void PreloadServer::start(const std::set<std::string>& learners) {
    learners_ = learners;
    for (const std::string& name : learners_) {
        plan_.unfit.merge(services_.learned.unfit(name));
    }
    start_process();
}

void PreloadServer::start_process() {
    process_ = std::make_unique<ForkServer>(
        services_.context, services_.reaper,
        ForkServer::Events{[this](const ForkMessage& message) { said(message); },
                           [this](const std::string& why) { lost(why); }});
    if (const int error = make_directories(lists())) {
        give_up(system_message("mkdir", lists(), error));
        return;
    }
    auto arguments = server_arguments(key_, plan_, lists());
    arguments.insert(arguments.end(), {"--grace", fmt::format("{}", seconds(first_.grace))});
    guarded_ = services_.table.reserve(first_.grace);
    const auto failure =
        process_->start({key_.interpreter, key_.options, services_.programs + "/fork-server",
                         std::move(arguments), server_environment(first_.environment), first_.cwd,
                         fmt::format("{}/{}.log", services_.logs, ++services_.starts),
                         guarded_ == nullptr ? nullptr : &guarded_->group});
    if (failure) {
        give_up(fmt::format("{}: {}", failure->call,
                            std::generic_category().message(failure->error_number)));
        return;
    }
    services_.has_group(process_->process());
}

/// Restarts it with the remaining list. No job was forked yet; processes its modules started are
/// killed, too.
void PreloadServer::start_again() {
    if (process_->lives()) {
        ::kill(-process_->process(), SIGKILL);
    }
    process_->end();
    retired_.push_back(std::move(process_));
    release();
    importing_ = {};
    start_process();
}

void PreloadServer::said(const ForkMessage& message) {
    if (std::holds_alternative<fork_message::Outdated>(message)) {
        plan_.unfit.clear();
        for (const std::string& name : learners_) {
            services_.learned.forget_unfit(name);
        }
    } else if (const auto* importing = std::get_if<fork_message::Importing>(&message)) {
        importing_ = *importing;
    } else if (const auto* unsafe = std::get_if<fork_message::Unsafe>(&message)) {
        found_unsafe(*unsafe);
    } else {
        is_starting_ = false; // it is ready, or has reported why it never will be
        if (const auto* ready = std::get_if<fork_message::Ready>(&message)) {
            note_unfit(ready->failed);
        }
        events_.said(message);
    }
}

void PreloadServer::note_unfit(const Versions& packages) {
    for (const std::string& name : learners_) {
        services_.learned.note_unfit(name, packages);
    }
}

void PreloadServer::note_imports(std::uint32_t job, const std::string& stage) {
    if (key_.learns && !key_.is_sphinx) {
        services_.learned.note(docbuild::learners(false, key_.interpreter, stage), stage,
                               take_module_list(fmt::format("{}/{}.json", lists(), job)));
    }
}

/// Returns whether a server without the culprit may start.
bool PreloadServer::leave_out(const fork_message::Importing& culprit, const std::string& why) {
    const auto omission = plan_.list.leave_out(culprit.module, culprit.package);
    if (omission.without == PreloadList::Without::named) {
        services_.warn(fmt::format("cannot preload '{}': {}; remove it from \"preload\"",
                                   fmt::join(omission.modules, "', '"), why));
    }
    plan_.probes |= omission.without == PreloadList::Without::learned;
    return omission.without != PreloadList::Without::nothing;
}

void PreloadServer::found_unsafe(const fork_message::Unsafe& unsafe) {
    const std::string why = fmt::format("the import of '{}' leaves {} behind, and nothing is "
                                        "forked from a process that has one",
                                        unsafe.culprit, unsafe.left);
    if (!leave_out({unsafe.culprit, unsafe.package}, why)) {
        give_up(why);
        return;
    }
    if (key_.learns) {
        plan_.unfit[unsafe.package] = unsafe.version;
        note_unfit({{unsafe.package, unsafe.version}});
    }
    start_again();
}

/// A module that killed a server is remembered, unless something else may have killed it.
void PreloadServer::lost(const std::string& why) {
    const auto& ending = process_->ending();
    const fork_message::Importing culprit = importing_;
    if (!is_starting_ || !ending ||
        !leave_out(culprit, fmt::format("its import has ended the fork server: {}", why))) {
        give_up(why);
        return;
    }
    if (key_.learns && !culprit.package.empty() && !may_be_ended_by_others(*ending)) {
        plan_.fatal.push_back(culprit.package);
    }
    start_again();
}

void PreloadServer::give_up(const std::string& why) {
    is_starting_ = false;
    release();
    events_.gone(why);
}

void PreloadServer::end() {
    process_->end();
    release();
}

void PreloadServer::release() {
    services_.table.release(std::exchange(guarded_, nullptr));
}

bool PreloadServer::lives() const {
    return process_->lives() || std::any_of(retired_.begin(), retired_.end(),
                                            [](const auto& process) { return process->lives(); });
}

} // namespace docbuild
