#include "lib/command/executable_search.hpp"

#include "lib/disk/files.hpp"
#include "lib/text/path_text.hpp"
#include "lib/text/text_parts.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <vector>

namespace docbuild {

namespace {

/// 0 where `path` can be executed, else the errno that execve would give.
int fault_of(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return errno;
    }
    if (S_ISDIR(status.st_mode)) {
        return EISDIR;
    }
    return ::access(path.c_str(), X_OK) == 0 ? 0 : errno;
}

} // namespace

std::variant<std::string, FailedToStart> ExecutableSearch::find(const std::string& program,
                                                                const std::string& path,
                                                                const std::string& cwd) {
    const bool has_place = program.find('/') != std::string::npos;
    const std::string key = has_place ? resolve(program, cwd) : program + '\0' + path + '\0' + cwd;
    if (const auto known = found_.find(key); known != found_.end()) {
        return known->second;
    }
    if (has_place) {
        const int fault = fault_of(key);
        if (fault != 0) {
            return FailedToStart{fault, "execve " + key};
        }
        return found_.emplace(key, key).first->second;
    }
    if (program.empty()) {
        return FailedToStart{ENOENT, "execve ''"};
    }
    int fault = ENOENT;
    for (const std::string_view directory : split(path, ':')) {
        // An empty one, also before the first colon or after the last, is the current one.
        std::string candidate =
            resolve(std::string(directory.empty() ? "." : directory) + "/" + program, cwd);
        const int candidate_fault = fault_of(candidate);
        if (candidate_fault == 0) {
            return found_.emplace(key, std::move(candidate)).first->second;
        }
        fault = candidate_fault == EACCES || candidate_fault == EISDIR ? candidate_fault : fault;
    }
    return FailedToStart{fault, "execve " + program};
}

} // namespace docbuild
