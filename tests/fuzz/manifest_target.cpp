// libFuzzer's entry for bytes taken as a manifest.
#include "tests/fuzz/properties.hpp"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    docbuild::fuzz::check_manifest({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
