#include "lib/sphinx/python_helper.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace docbuild;
using namespace std::string_literals;

TEST_CASE("the helpers of Python's multiprocessing are recognised by the code that they run") {
    for (const std::string& code :
         {"from multiprocessing.resource_tracker import main;main(5)"s,
          "from loky.backend.resource_tracker import main; main(7, False)"s,
          "from joblib.externals.loky.backend.resource_tracker import main; main(7, 0)"s}) {
        CAPTURE(code);
        CHECK(python_helper("/usr/bin/python3\0-c\0"s + code + '\0') ==
              PythonHelper::resource_tracker);
        CHECK(python_helper("python3\0-B\0-X\0dev\0-c\0"s + code + '\0') ==
              PythonHelper::resource_tracker);
    }
    CHECK(python_helper("python3\0-c\0from multiprocessing.forkserver import main; "
                        "main(3, 5, ['__main__'], **{'sys_path': ['']})\0"s) ==
          PythonHelper::fork_server);
    CHECK(python_helper("python3\0-c\0import sys; from multiprocessing.forkserver import main; "
                        "main(3, 5, [], sys_argv=sys.argv[1:], **{'authkey_r': 7})\0a.py\0b\0"s) ==
          PythonHelper::fork_server);
}

TEST_CASE("other processes of Python are no helpers, workers included") {
    for (const std::string& command :
         {""s, "sleep\0"s, "python3\0-c\0"s, "python3\0from x import main;main(5)\0"s,
          "python3\0-c\0from multiprocessing.spawn import spawn_main; "
          "spawn_main(tracker_fd=5, pipe_handle=7)\0--multiprocessing-fork\0"s,
          "python3\0-c\0from my.resource_tracker import main;main(5)\0"s,
          "python3\0-c\0from multiprocessing.resource_tracker import main;main(5);hang\0"s,
          "python3\0-c\0from multiprocessing.resource_tracker import main\0"s,
          "grep\0from multiprocessing.resource_tracker import main;main(5)\0"s}) {
        CAPTURE(command);
        CHECK(python_helper(command) == PythonHelper::none);
    }
}
