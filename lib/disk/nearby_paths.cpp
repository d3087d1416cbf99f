#include "lib/disk/nearby_paths.hpp"

#include <fcntl.h>

namespace docbuild {

namespace {

#ifdef O_PATH
constexpr int only_as_a_place = O_PATH;
#else
constexpr int only_as_a_place = O_RDONLY;
#endif

/// The path up to the slash before its last two names; empty where it has not as many.
std::string above(const std::string& path) {
    const std::size_t last = path.rfind('/');
    const std::size_t before =
        last == std::string::npos || last == 0 ? std::string::npos : path.rfind('/', last - 1);
    return before == std::string::npos ? std::string() : path.substr(0, before + 1);
}

} // namespace

NearbyPaths::Place NearbyPaths::to(const std::string& path) {
    if (is_closed_) {
        return {AT_FDCWD, path.c_str()};
    }
    if (above_.empty() || !path.starts_with(above_)) {
        above_ = above(path);
        directory_ = Descriptor(::open(above_.c_str(), only_as_a_place | O_DIRECTORY | O_CLOEXEC));
        if (!directory_.is_open()) {
            above_.clear();
        }
    }
    return above_.empty() ? Place{AT_FDCWD, path.c_str()}
                          : Place{directory_.get(), path.c_str() + above_.size()};
}

void NearbyPaths::close() {
    is_closed_ = true;
    above_.clear();
    directory_.reset();
}

} // namespace docbuild
