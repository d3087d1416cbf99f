#include "lib/disk/removal.hpp"

#include "lib/disk/files.hpp"
#include "lib/text/error.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace docbuild {

bool Removal::remove(const std::string& path) const {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0 || is_kept(path)) {
        return false;
    }
    if (S_ISDIR(status.st_mode) && holds_kept(path)) {
        return remove_around_kept(path);
    }
    if (const int error = remove_tree(path)) {
        throw WorkError(system_message("remove", path, error));
    }
    remove_empty_parents(path);
    return true;
}

bool Removal::holds_kept(const std::string& directory) const {
    const auto next = kept_.lower_bound(directory + "/");
    return next != kept_.end() && next->starts_with(directory + "/");
}

bool Removal::remove_around_kept(const std::string& directory) const {
    bool had_any = false;
    for (const std::string& name : names_in(directory)) {
        had_any |= remove(directory + "/" + name);
    }
    if (::rmdir(directory.c_str()) == 0) { // what is kept was not there
        remove_empty_parents(directory);
        return true;
    }
    return had_any;
}

void Removal::remove_empty_parents(std::string path) const {
    for (path = parent_of(path); is_below(path, build_); path = parent_of(path)) {
        if (is_kept(path) || ::rmdir(path.c_str()) != 0) {
            return;
        }
    }
}

} // namespace docbuild
