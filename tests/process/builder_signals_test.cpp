#include "lib/process/builder_signals.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

#include <cerrno>

using namespace docbuild;

TEST_CASE("a group that is gone is no error, a signal that cannot be sent is one") {
    constexpr pid_t no_group = 1 << 22; // Linux has no process with a higher number
    constexpr int no_signal = 1000;
    CHECK(signal_group(no_group, SIGTERM) == 0);
    CHECK(signal_group(::getpgrp(), no_signal) == EINVAL);
}
