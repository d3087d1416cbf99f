#include "lib/process/process_start.hpp"

#include <string_view>

namespace docbuild {

namespace {

std::vector<const char*> pointers(const std::vector<std::string>& strings) {
    std::vector<const char*> result;
    result.reserve(strings.size() + 1);
    for (const std::string& string : strings) {
        result.push_back(string.c_str());
    }
    result.push_back(nullptr);
    return result;
}

/// The call with what it was called on.
std::string described(std::string_view call, const ProcessStart& start) {
    if (call == "execve") {
        return "execve " + start.executable;
    }
    return call == "chdir" ? "chdir " + start.cwd : std::string(call);
}

} // namespace

std::variant<pid_t, FailedToStart> start_process(boost::asio::io_context& context,
                                                 const ProcessStart& start) {
    auto argv = pointers(start.argv);
    const auto environment = pointers(start.environment);
    const auto launched = launch_process(context, start, argv.data(), environment.data());
    if (const auto* failed = std::get_if<FailedLaunch>(&launched)) {
        return FailedToStart{failed->error, described(failed->call, start)};
    }
    return std::get<pid_t>(launched);
}

} // namespace docbuild
