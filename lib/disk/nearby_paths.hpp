// Short ways to files that lie near each other: a directory above the last one is kept open, and
// the next file is named from there, so that the kernel walks two names of its path, not ten.
#pragma once

#include "lib/disk/descriptor.hpp"

#include <string>

namespace docbuild {

class NearbyPaths {
  public:
    /// What the *at(2) system calls take, as long as the path and this live and no other is asked.
    struct Place {
        int directory;
        const char* name;
    };
    /// To an absolute path.
    Place to(const std::string& path);

    /// From now on each path is walked whole: somebody may move or replace directories.
    void close();

  private:
    Descriptor directory_;
    std::string above_; // the directory's path, with a slash at its end; empty: none is open
    bool is_closed_ = false;
};

} // namespace docbuild
