// Starts builders through a LocalLauncher and turns the event loop until what a test awaits has
// come.
#pragma once

#include "lib/host/install_paths.hpp"
#include "lib/launch/local_launcher.hpp"
#include "tests/temporary_directory.hpp"

#include <boost/asio/io_context.hpp>

#include <fcntl.h>

#include <deque>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace docbuild {

/// All that a launcher told of one launch.
struct BuilderStory {
    std::vector<int> started; // processes
    std::vector<Ending> ended;
    std::vector<FailedToStart> failed;
    std::vector<bool> stopped;
    Usage usage;

    std::size_t ends() const { return ended.size() + failed.size(); }
};

class BuilderRuns {
  public:
    JobId start(const std::vector<std::string>& argv) { return start(argv.front(), argv, "/"); }

    JobId start(const std::string& executable, const std::vector<std::string>& argv,
                const std::string& cwd, const std::vector<std::string>& environment = {}) {
        const JobId job{static_cast<std::uint32_t>(stories_.size())};
        stories_.emplace_back();
        launcher_.launch({job, executable, argv, environment, cwd, "html", Duration{}, log_.get()});
        return job;
    }

    /// Runs `fake_builder ARGUMENTS` to its end.
    const BuilderStory& play(const std::string& arguments) {
        std::vector<std::string> argv = {fake_builder()};
        std::istringstream words(arguments);
        for (std::string word; words >> word;) {
            argv.push_back(word);
        }
        return story_to_end(start(argv));
    }

    const BuilderStory& story_to_end(JobId job) {
        turn_until([&] { return story(job).ends() > 0; });
        return story(job);
    }

    template <typename Condition> void turn_until(Condition condition) {
        while (!condition()) {
            context_.run_one();
        }
    }

    const BuilderStory& story(JobId job) const { return stories_[index(job)]; }
    LocalLauncher& launcher() { return launcher_; }
    const TemporaryDirectory& directory() const { return directory_; }

    /// The builders' output so far.
    std::string log() const {
        std::ostringstream text;
        text << std::ifstream(directory_ / "log", std::ios::binary).rdbuf();
        return text.str();
    }

    static std::string fake_builder() {
        return std::string(install_paths::build_root) + "/tests/e2e/fake_builder";
    }

  private:
    struct Recorder {
        std::deque<BuilderStory>& stories;

        void operator()(const launcher_event::Started& event) const {
            stories[index(event.job)].started.push_back(event.process);
        }
        void operator()(const launcher_event::Ended& event) const {
            stories[index(event.job)].ended.push_back(event.ending);
            stories[index(event.job)].usage = event.usage;
        }
        void operator()(const launcher_event::Failed& event) const {
            stories[index(event.job)].failed.push_back(event.failure);
        }
        void operator()(const launcher_event::StoppedOrContinued& event) const {
            stories[index(event.job)].stopped.push_back(event.is_stopped);
        }
        template <typename Other> void operator()(const Other&) const {}
    };

    TemporaryDirectory directory_;
    std::deque<BuilderStory> stories_;
    boost::asio::io_context context_;
    RunClock clock_;
    Reaper reaper_{context_, clock_};
    LocalLauncher launcher_{context_, reaper_, [this](const LauncherEvent& event) {
                                std::visit(Recorder{stories_}, event);
                            }};
    Descriptor log_{
        ::open((directory_ / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)};
};

/// `exit 3` or `signal 9`.
inline std::string in_words(const Ending& ending) {
    if (const auto* exited = std::get_if<Exited>(&ending)) {
        return "exit " + std::to_string(exited->status);
    }
    if (const auto* signalled = std::get_if<Signalled>(&ending)) {
        return "signal " + std::to_string(signalled->signal);
    }
    return "not started";
}

} // namespace docbuild
