#include "lib/build/run_warnings.hpp"

#include "lib/host/standard_error.hpp"

#include <utility>

namespace docbuild {

RunWarnings::~RunWarnings() {
    for (const std::string& message : early_) {
        say_on_standard_error(message);
    }
}

void RunWarnings::warn(const std::string& message) {
    if (has_started_) {
        events_.tell(Warning{message, {}});
    } else {
        early_.push_back(message);
    }
}

void RunWarnings::start() {
    has_started_ = true;
    for (const std::string& message : std::exchange(early_, {})) {
        warn(message);
    }
}

} // namespace docbuild
