// libFuzzer's entry for bytes taken as a dependency file.
#include "tests/fuzz/properties.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    docbuild::fuzz::check_depfile({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
