#include "lib/host/running_program.hpp"

namespace docbuild {

std::string running_program() {
    return {};
}

} // namespace docbuild
