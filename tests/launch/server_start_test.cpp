#include "lib/launch/server_start.hpp"

#include <doctest/doctest.h>

using namespace docbuild;

namespace {

using Words = std::vector<std::string>;

BuilderRequest request(Preload preload) {
    BuilderRequest request;
    request.cwd = "/there";
    request.environment = {"A=1", "HOME=/h", "PYTHONPATH=/p"};
    request.preload = std::move(preload);
    return request;
}

} // namespace

TEST_CASE("jobs share a server if it would find and import the same modules") {
    const PythonCommand module{"/python", {"-I"}, {"-m", "build", "x"}};
    const ServerKey key = server_key(request(PreloadAuto{}), module, {"l"});
    CHECK(key == server_key(request(PreloadAuto{}), {"/python", {"-I"}, {"-m", "other"}}, {"l"}));
    CHECK(key != server_key(request(PreloadAuto{}), module, {"m"}));
    CHECK(key != server_key(request(Words{"l"}), module, {"l"}));
    CHECK(key.directory == "/there");
    CHECK(key.environment == Words{"HOME=/h", "PYTHONPATH=/p"});
    CHECK(server_key(request(PreloadAuto{}), {"/python", {}, {"doc/build.py"}}, {}).directory ==
          "/there/doc");
}

TEST_CASE("learned modules are only passed on with what is known about them") {
    const PythonCommand command{"/python", {}, {"-m", "build"}};
    const ServerKey named = server_key(request(Words{"a", "b"}), command, {"l"});
    CHECK(server_arguments(named, {PreloadList(named.named, named.learned)}, "/lists") ==
          Words{"--try", "a", "--try", "b", "--directory", "/there"});
    const ServerKey learns = server_key(request(PreloadAuto{}), command, {"l"});
    const ServerPlan plan{PreloadList({}, {"l"}), {{"n", "1.2"}}, {"f"}, true};
    CHECK(server_arguments(learns, plan, "/lists") == Words{"--learned", "l", "--without", "n=1.2",
                                                            "--fatal", "f", "--probe", "--learn",
                                                            "/lists", "--directory", "/there"});
}

TEST_CASE("the front is preloaded for Sphinx, and reports imports itself") {
    BuilderRequest sphinx = request(PreloadAuto{});
    sphinx.is_sphinx = true;
    const ServerKey key = server_key(sphinx, {"/python", {}, {"/f/sphinx-build"}}, {"l"});
    CHECK(server_arguments(key, {PreloadList({}, key.learned)}, "/lists") ==
          Words{"--preload", "docbuild_sphinx.front", "--preload", "sphinx.cmd.build", "--warm",
                "docbuild_sphinx.warm", "--learned", "l", "--directory", "/f"});
}

TEST_CASE("jobs without speedups get a server without speedups") {
    const PythonCommand command{"/python", {}, {"-m", "build"}};
    BuilderRequest slow = request(Words{"a"});
    slow.speedups = false;
    const ServerKey key = server_key(slow, command, {});
    CHECK(key != server_key(request(Words{"a"}), command, {}));
    CHECK(server_arguments(key, {PreloadList(key.named, {})}, "/lists") ==
          Words{"--try", "a", "--no-speedups", "--directory", "/there"});
}

TEST_CASE(
    "libraries of numbers start no threads in a server, unless the builder's environment says") {
    const Words environment = server_environment({"OMP_NUM_THREADS=3", "PYTHONHASHSEED=5", "A="});
    CHECK(environment == Words{"OMP_NUM_THREADS=3", "PYTHONHASHSEED=5", "A=",
                               "OPENBLAS_NUM_THREADS=1", "MKL_NUM_THREADS=1", "BLIS_NUM_THREADS=1",
                               "NUMEXPR_NUM_THREADS=1", "VECLIB_MAXIMUM_THREADS=1"});
}
